"""The gateway does with keys, headers and bodies what hosted Supabase's gateway does. Its parts are played here."""

import asyncio
import contextlib
import io
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from yarl import URL

from formaops.local import gateway
from formaops.local.keys import Keys, load_or_create
from formaops.local.layout import Layout, is_free

Upstream = web.Application
Client = TestClient[web.Request, web.Application]


@pytest.fixture
def keys(tmp_path: Path) -> Keys:
    return load_or_create(Layout.of(tmp_path))


class Part:
    """A part of the stack that tells what reached it, streams on demand, and knows when a caller leaves."""

    def __init__(self) -> None:
        self.left = asyncio.Event()
        self.go_on = asyncio.Event()
        self.app = web.Application(client_max_size=2**30)
        self.app.router.add_route("*", "/stream", self.stream)
        self.app.router.add_route("*", "/half", self.half)
        self.app.router.add_route("*", "/refuse", self.refuse)
        self.app.router.add_route("*", "/{path:.*}", self.echo)

    async def echo(self, request: web.Request) -> web.Response:
        body = await request.read()
        seen = {"path": request.raw_path, "headers": {k.lower(): v for k, v in request.headers.items()}}
        return web.json_response(
            {**seen, "method": request.method, "length": len(body)},
            headers={"X-Own": "1", "Access-Control-Allow-Origin": "http://elsewhere"},
        )

    async def refuse(self, request: web.Request) -> web.Response:
        return web.json_response({"code": "too_large"}, status=413)

    async def stream(self, request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        await response.prepare(request)
        await response.write(b"data: 1\n\n")
        try:
            await self.go_on.wait()
            await response.write(b"data: 2\n\n")
        except asyncio.CancelledError:
            self.left.set()
            raise
        return response

    async def half(self, request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Length": "100"})
        await response.prepare(request)
        await response.write(b"half")
        assert request.transport
        request.transport.close()
        return response


@contextlib.asynccontextmanager
async def serving(keys: Keys, part: Part | None) -> AsyncIterator[Client]:
    """A gateway before the part, which plays PostgREST and functions; without a part nothing is behind the gateway."""
    async with contextlib.AsyncExitStack() as stack:
        port = next(port for port in range(32_000, 33_000) if is_free(port))
        if part:
            server = await stack.enter_async_context(TestServer(part.app, handler_cancellation=True))
            assert server.port
            port = server.port
        names = ("api", "rest", "rest_admin", "postgres", "functions", "model")
        front = TestServer(gateway.build(keys, dict.fromkeys(names, port)), handler_cancellation=True)
        yield await stack.enter_async_context(TestClient(front))


async def seen(client: Client, path: str, **options: Any) -> dict[str, Any]:
    async with client.request(options.pop("method", "GET"), path, **options) as answer:
        assert answer.status == 200, await answer.text()
        found: dict[str, Any] = await answer.json()
        return found


@pytest.mark.parametrize("path", ["/rest/v1/prompts", "/auth/v1/user", "/auth/v1/health"])
async def test_rest_and_sign_in_ask_for_a_key(keys: Keys, path: str) -> None:
    async with serving(keys, Part()) as client:
        without = await client.get(path)
        assert (without.status, (await without.json())["message"]) == (401, "No API key found in request")
        wrong = await client.get(path, headers={"apikey": "sb_secret_made_up"})
        assert (wrong.status, (await wrong.json())["message"]) == (401, "Invalid API key")
        assert wrong.headers["Access-Control-Allow-Origin"] == "*"


async def test_the_key_set_is_open_and_functions_check_for_themselves(keys: Keys) -> None:
    async with serving(keys, Part()) as client:
        assert (await (await client.get("/auth/v1/.well-known/jwks.json")).json()) == keys.jwks
        assert (await seen(client, "/functions/v1/execute-prompt"))["path"] == "/execute-prompt"
        assert (await client.get("/elsewhere")).status == 404


@pytest.mark.parametrize("place", ["header", "query"])
@pytest.mark.parametrize("repeated", [False, True])
@pytest.mark.parametrize(
    ("key", "role"),
    [
        ("publishable_key", "anon_key"),
        ("secret_key", "service_role_key"),
        ("anon_key", "anon_key"),
        ("service_role_key", "service_role_key"),
    ],
)
async def test_a_key_becomes_the_token_of_its_role(keys: Keys, key: str, role: str, place: str, repeated: bool) -> None:
    given = getattr(keys, key)
    headers, query = ({"apikey": given}, {}) if place == "header" else ({}, {"apikey": given})
    if repeated:
        headers["Authorization"] = f"Bearer {given}"
    async with serving(keys, Part()) as client:
        request = await seen(client, "/rest/v1/prompts", headers=headers, params=query)
    assert request["headers"]["authorization"] == f"Bearer {getattr(keys, role)}"
    assert "apikey" not in request["headers"]
    assert "apikey" not in request["path"]


async def test_a_users_own_token_goes_before_the_key(keys: Keys) -> None:
    headers = {"apikey": keys.secret_key, "Authorization": "Bearer a.users.token"}
    async with serving(keys, Part()) as client:
        assert (await seen(client, "/rest/v1/x", headers=headers))["headers"]["authorization"] == "Bearer a.users.token"


async def test_path_query_and_body_arrive_byte_for_byte(keys: Keys) -> None:
    query = "select=*,executions(id)&name=eq.a%2Fb%20c&tags=cs.%7B%22x%22%7D&a=1&a=2"
    async with serving(keys, Part()) as client:
        target = f"http://127.0.0.1:{client.port}/rest/v1/prompts?{query}&apikey={keys.anon_key}"
        answer = await client.session.post(URL(target, encoded=True), data=io.BytesIO(b"\xff\0" * 500_000))
        request = await answer.json()
    assert (request["method"], request["path"], request["length"]) == ("POST", f"/prompts?{query}", 1_000_000)


async def test_who_asked_is_passed_on_and_hop_headers_are_not(keys: Keys) -> None:
    headers = {"X-Forwarded-For": "203.0.113.9", "Connection": "X-Secret-Hop", "X-Secret-Hop": "1", "TE": "trailers"}
    async with serving(keys, Part()) as client:
        request = await seen(client, "/functions/v1/f", headers=headers)
    assert request["headers"]["x-forwarded-for"] == "203.0.113.9, 127.0.0.1"
    assert request["headers"]["x-forwarded-proto"] == "http"
    assert request["headers"].keys().isdisjoint({"x-secret-hop", "te"})


async def test_browsers_may_call_from_anywhere(keys: Keys) -> None:
    asked = {
        "Origin": "https://app.example",
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "x-own-header",
    }
    async with serving(keys, Part()) as client:
        preflight = await client.options("/functions/v1/execute-prompt", headers=asked)
        allowed = {name.strip() for name in preflight.headers["Access-Control-Allow-Headers"].split(",")}
        assert {
            "authorization",
            "apikey",
            "x-client-info",
            "idempotency-key",
            "prefer",
            "x-tenant-id",
            "x-own-header",
        } <= allowed
        answer = await client.get("/functions/v1/f", headers={"Origin": "https://app.example"})
        assert answer.headers.getall("Access-Control-Allow-Origin") == ["*"]
        assert "content-range" in answer.headers["Access-Control-Expose-Headers"]


async def test_events_come_as_they_are_sent(keys: Keys) -> None:
    part = Part()
    async with serving(keys, part) as client, client.get("/functions/v1/stream") as answer:
        first = await asyncio.wait_for(answer.content.readuntil(b"\n\n"), 5)
        part.go_on.set()
        assert (first, await answer.content.read()) == (b"data: 1\n\n", b"data: 2\n\n")


async def test_a_caller_who_leaves_is_gone_for_the_function_too(keys: Keys) -> None:
    part = Part()
    async with serving(keys, part) as client:
        answer = await client.get("/functions/v1/stream")
        await answer.content.readuntil(b"\n\n")
        answer.close()
        await asyncio.wait_for(part.left.wait(), 5)


async def test_a_body_that_is_refused_unread_gets_the_refusal(keys: Keys) -> None:
    async with serving(keys, Part()) as client:
        answer = await client.post("/functions/v1/refuse", data=io.BytesIO(b"x" * 20_000_000))
        assert (answer.status, (await answer.json())["code"]) == (413, "too_large")


async def test_a_part_that_is_away_is_a_503_in_its_own_shape(keys: Keys) -> None:
    async with serving(keys, None) as client:
        rest = await client.get("/rest/v1/prompts", headers={"apikey": keys.anon_key})
        assert (rest.status, (await rest.json())["code"]) == (503, "not_ready")
        functions = await client.get("/functions/v1/f")
        assert (functions.status, functions.content_type) == (503, "application/problem+json")
        assert (await functions.json())["request_id"] == functions.headers["X-Request-Id"]
        sign_in = await client.post(
            "/auth/v1/token?grant_type=password",
            headers={"apikey": keys.anon_key},
            json={"email": "a@example.com", "password": "secret1"},
        )
        assert (sign_in.status, (await sign_in.json())["code"]) == (503, "unexpected_failure")


async def test_half_an_answer_is_not_passed_off_as_whole(keys: Keys) -> None:
    async with serving(keys, Part()) as client:
        answer = await client.get("/functions/v1/half")
        with pytest.raises(aiohttp.ClientError):
            await answer.read()
