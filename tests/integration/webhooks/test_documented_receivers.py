"""The receivers that the documentation shows believe what is signed, and nothing else."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from standardwebhooks.webhooks import Webhook

from formaops.local.layout import ROOT
from tests.support.waiting import eventually

PAGE = ROOT / "docs" / "how-to" / "receive-webhooks.md"
SECRET = "whsec_c2VjcmV0IG9mIGVub3VnaCBieXRlcyB0byBzaWdu"
# FastAPI is none of our dependencies; it is Starlette with types.
STARLETTE = """
from starlette.applications import Starlette as FastAPI
from starlette.routing import Route


class FastAPI(FastAPI):
    def post(self, path):
        return lambda receive: self.router.routes.append(Route(path, receive, methods=["POST"]))
"""


def shown(language: str) -> str:
    found = re.search(rf"^```{language}\n(.*?)^```$", PAGE.read_text(), re.MULTILINE | re.DOTALL)
    assert found
    return found[1]


@contextmanager
def running(language: str, folder: Path) -> Iterator[str]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    env = {"PATH": os.environ["PATH"], "FORMAOPS_WEBHOOK_SECRET": SECRET, "PORT": port}
    if language == "js":
        (folder / "receiver.mjs").write_text(shown("js"))
        command = [shutil.which("node") or "node", "receiver.mjs"]
    else:
        code = shown("python").replace("from fastapi import FastAPI, Request, Response", STARLETTE)
        (folder / "receiver.py").write_text(
            f"from starlette.requests import Request\nfrom starlette.responses import Response\n{code}"
        )
        command = [sys.executable, "-m", "uvicorn", "receiver:app", "--port", port, "--log-level", "warning"]
    process = subprocess.Popen(command, cwd=folder, env=env, stdout=subprocess.PIPE, text=True)
    try:
        yield f"http://127.0.0.1:{port}/formaops"
    finally:
        process.send_signal(signal.SIGKILL)
        process.communicate()


def answers(url: str, body: str, headers: dict[str, str]) -> int:
    def ask() -> int:
        try:
            return httpx.post(url, content=body.encode(), headers=headers).status_code
        except httpx.ConnectError:
            return 0  # it is starting

    return eventually(ask)


@pytest.mark.parametrize("language", ["python", "js"])
def test_a_receiver(language: str, tmp_path: Path) -> None:
    now, body = datetime.now(UTC), '{"type":"webhook.test","data":{"name":"Überbudget"}}'

    def signed(at: datetime, *secrets: str) -> dict[str, str]:
        signatures = " ".join(Webhook(secret).sign("a", at, body) for secret in secrets)
        return {
            "webhook-id": "a",
            "webhook-timestamp": str(int(at.timestamp())),
            "webhook-signature": signatures,
        }

    other = "whsec_" + "b3RoZXIg" * 4
    with running(language, tmp_path) as url:
        assert answers(url, body, signed(now, SECRET)) == 204
        assert answers(url, body, signed(now, other, SECRET)) == 204
        assert answers(url, body, signed(now, other)) == 401
        assert answers(url, body + " ", signed(now, SECRET)) == 401
        assert answers(url, body, signed(now - timedelta(minutes=10), SECRET)) == 401
        assert answers(url, body, signed(now, SECRET) | {"webhook-timestamp": "soon"}) == 401
        assert answers(url, body, {}) == 401
