"""A Supabase project played by respx: what Auth, PostgREST and the functions answer."""

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import httpx
import respx
from typer.testing import Result

URL = "https://project.example"
USER = "00000000-0000-4000-8000-00000000000a"
TENANT = "00000000-0000-4000-8000-00000000000b"
EXECUTION = "3f2a0000-0000-4000-8000-00000000000c"

Command = Callable[..., Result]


def session(*, expires_in: int = 3600, token: str = "access") -> dict[str, Any]:
    """A session as Supabase Auth answers it."""
    return {
        "access_token": token,
        "refresh_token": "refresh",
        "token_type": "bearer",
        "expires_in": expires_in,
        "expires_at": int(time.time()) + expires_in,
        "user": {
            "id": USER,
            "aud": "authenticated",
            "email": "ann@example.com",
            "app_metadata": {},
            "user_metadata": {},
            "created_at": "2026-01-01T00:00:00Z",
        },
    }


def record(**changes: Any) -> dict[str, Any]:
    """An execution as the functions answer it."""
    usage = {"input": 100, "output": 25, "total": 125, "cache_read": 0, "cache_write": 0, "model": "local:smollm2"}
    attempt = {
        "kind": "first", "model": "local:smollm2", "outcome": "succeeded", "token_usage": usage,
        "cost_usd": "0.000010000000", "is_estimate": False, "latency_ms": 1234, "error": None,
    }  # fmt: skip
    return {
        "id": EXECUTION, "prompt_id": EXECUTION, "prompt_version": 2, "status": "COMPLETED", "model": "local:smollm2",
        "output": '{"a": 1}', "validated_output": {"a": 1}, "validation_status": "PASSED",
        "validations": [{"name": "Shape", "type": "SCHEMA", "passed": True, "errors": []}],
        "token_usage": usage, "attempts": [attempt], "cost_usd": "0.000010000000", "cost_is_complete": True,
        "latency_ms": 1300, "error": None, "created_at": "2026-11-21T10:00:00+00:00",
        "started_at": "2026-11-21T10:00:00+00:00", "completed_at": "2026-11-21T10:00:01+00:00",
    } | changes  # fmt: skip


def sse(*events: tuple[str, Mapping[str, Any]]) -> httpx.Response:
    text = "".join(f"event: {name}\ndata: {json.dumps(data)}\n\n" for name, data in events)
    return httpx.Response(200, text=text, headers={"content-type": "text/event-stream"})


def problem(status: int, code: str, **extra: Any) -> httpx.Response:
    body = {"type": "about:blank", "title": code, "status": status, "detail": f"it is {code}", "code": code} | extra
    return httpx.Response(status, json=body, headers={"content-type": "application/problem+json"})


@dataclass(frozen=True)
class Project:
    """Routes of the played project: `rest`, `functions` and `auth` take a path and give a respx route."""

    router: respx.MockRouter

    def rest(self, method: str, path: str) -> respx.Route:
        return self.router.route(method=method, url__startswith=f"{URL}/rest/v1/{path}")

    def function(self, name: str) -> respx.Route:
        return self.router.post(f"{URL}/functions/v1/{name}")

    def auth(self, grant: str) -> respx.Route:
        return self.router.post(f"{URL}/auth/v1/token", params={"grant_type": grant})
