"""One address for everything, as a hosted project has it: ``/rest/v1``, ``/auth/v1`` and ``/functions/v1``.

``python -m formaops.local.gateway STATE_DIR`` does what hosted Supabase's gateway does: asks for an `apikey`, turns
`sb_publishable_…` and `sb_secret_…` keys into the token of the role they stand for, answers CORS, and passes bodies on
as they come, both ways. The sign-in stand-in lives in this process. The policy is hosted's, so that what works here
works there.
"""

import asyncio
import hmac
import signal
import sys
import uuid
from collections.abc import AsyncIterator
from typing import Any, Final

import aiohttp
from aiohttp import web
from multidict import CIMultiDict
from yarl import URL

from formaops.local.accounts import ROLE as AUTH_ROLE
from formaops.local.accounts import Accounts
from formaops.local.auth import SignIn
from formaops.local.keys import Keys, load_or_create
from formaops.local.layout import Layout, read_json

# Headers about one connection, not about the message (RFC 9110, section 7.6.1), and those that the client sets itself.
_HOP: Final = frozenset(
    {
        "connection",
        "keep-alive",
        "proxy-authenticate",
        "proxy-authorization",
        "proxy-connection",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
        "expect",
        "host",
    }
)
_ALLOWED_HEADERS: Final = (
    "authorization, x-client-info, apikey, content-type, accept, accept-profile, content-profile, prefer, range, "
    "range-unit, idempotency-key, x-tenant-id, x-api-key, x-request-id, x-supabase-api-version, x-region"
)
_EXPOSED_HEADERS: Final = (
    "content-encoding, content-location, content-range, content-type, location, date, preference-applied, "
    "range-unit, retry-after, idempotency-replayed, x-request-id, x-supabase-api-version"
)
# Answered without a key, as hosted does.
_OPEN: Final = frozenset({"/auth/v1/.well-known/jwks.json"})


class Gateway:
    """Forwards ``/rest/v1`` and ``/functions/v1``; ``ports`` are the stack's."""

    def __init__(self, keys: Keys, ports: dict[str, int]) -> None:
        self._roles = {
            keys.anon_key: keys.anon_key,
            keys.publishable_key: keys.anon_key,
            keys.service_role_key: keys.service_role_key,
            keys.secret_key: keys.service_role_key,
        }
        self._rest = URL.build(scheme="http", host="127.0.0.1", port=ports["rest"])
        self._functions = URL.build(scheme="http", host="127.0.0.1", port=ports["functions"])
        self._client: aiohttp.ClientSession | None = None

    async def run_client(self, _: web.Application) -> AsyncIterator[None]:
        """Keep the connections to the parts open as long as the application runs."""
        async with aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=0),
            timeout=aiohttp.ClientTimeout(total=None, sock_connect=5),
            auto_decompress=False,
            cookie_jar=aiohttp.DummyCookieJar(),
            skip_auto_headers=("User-Agent", "Accept", "Accept-Encoding", "Content-Type"),
        ) as self._client:
            yield

    @web.middleware
    async def policy(self, request: web.Request, handler: Any) -> web.StreamResponse:
        """CORS and the key, before anything else."""
        if request.method == "OPTIONS" and "Access-Control-Request-Method" in request.headers:
            return web.Response(headers=_preflight_headers(request))
        refusal = self._refuse_key(request)
        response: web.StreamResponse = refusal if refusal else await handler(request)
        if not response.prepared:
            _allow_origin(response)
        return response

    def _refuse_key(self, request: web.Request) -> web.Response | None:
        if not request.path.startswith(("/rest/v1", "/auth/v1")) or request.path in _OPEN:
            return None
        given = _api_key(request)
        if not given:
            hint = "No `apikey` request header or url param was found."
            return web.json_response({"message": "No API key found in request", "hint": hint}, status=401)
        if self._role_token(given) is None:
            hint = "Double check your Supabase `anon` or `service_role` API key."
            return web.json_response({"message": "Invalid API key", "hint": hint}, status=401)
        return None

    def _role_token(self, given: str) -> str | None:
        for key, token in self._roles.items():
            if hmac.compare_digest(key.encode(), given.encode()):
                return token
        return None

    def authorization(self, request: web.Request) -> str | None:
        """The Authorization that goes on: the caller's own token, else the one of the role that the key stands for."""
        key = _api_key(request)
        own = request.headers.get("Authorization")
        if key and (not own or own.partition(" ")[2].strip() == key):
            token = self._role_token(key)
            return f"Bearer {token}" if token else own
        return own

    async def rest(self, request: web.Request) -> web.StreamResponse:
        headers = _passed_on(request)
        headers.popall("apikey", None)
        if authorization := self.authorization(request):
            headers["Authorization"] = authorization
        return await self._forward(request, self._rest, "/rest/v1", headers)

    async def functions(self, request: web.Request) -> web.StreamResponse:
        return await self._forward(request, self._functions, "/functions/v1", _passed_on(request))

    async def _forward(
        self, request: web.Request, upstream: URL, prefix: str, headers: "CIMultiDict[str]"
    ) -> web.StreamResponse:
        assert self._client is not None
        response: web.StreamResponse | None = None
        try:
            async with self._client.request(
                request.method,
                _target(request, upstream, prefix),
                headers=headers,
                allow_redirects=False,
                data=request.content.iter_any() if request.body_exists else None,
            ) as answer:
                response = web.StreamResponse(status=answer.status, reason=answer.reason)
                for name, value in answer.headers.items():
                    if name.lower() not in _HOP and not name.lower().startswith("access-control-"):
                        response.headers.add(name, value)
                _allow_origin(response)
                await response.prepare(request)
                async for chunk in answer.content.iter_any():
                    await response.write(chunk)
                await response.write_eof()
                return response
        except aiohttp.ClientConnectionResetError:
            raise  # the caller went away
        except aiohttp.ClientConnectorError:
            return _unavailable(prefix, 503)
        except aiohttp.ClientError:
            if response is not None and response.prepared:
                # Half an answer is out; only a broken connection tells the caller that it is not whole.
                if request.transport:
                    request.transport.abort()
                return response
            return _unavailable(prefix, 502)


def _api_key(request: web.Request) -> str:
    return request.headers.get("apikey") or request.query.get("apikey", "")


def _target(request: web.Request, upstream: URL, prefix: str) -> URL:
    """The same path and query behind the prefix, byte for byte but for a key in the query, which PostgREST would read
    as a filter."""
    path, _, query = request.raw_path.partition("?")
    kept = "&".join(part for part in query.split("&") if part and not part.startswith("apikey="))
    return URL(f"{upstream}{path[len(prefix) :] or '/'}{'?' if kept else ''}{kept}", encoded=True)


def _passed_on(request: web.Request) -> "CIMultiDict[str]":
    named = {name.strip().lower() for name in request.headers.get("Connection", "").split(",")}
    headers: CIMultiDict[str] = CIMultiDict(
        (name, value) for name, value in request.headers.items() if name.lower() not in _HOP | named
    )
    before = request.headers.get("X-Forwarded-For")
    headers["X-Forwarded-For"] = f"{before}, {request.remote}" if before else request.remote or ""
    headers["X-Forwarded-Host"] = request.host
    headers["X-Forwarded-Proto"] = "http"
    return headers


def _allow_origin(response: web.StreamResponse) -> None:
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Access-Control-Expose-Headers"] = _EXPOSED_HEADERS


def _preflight_headers(request: web.Request) -> dict[str, str]:
    asked = request.headers.get("Access-Control-Request-Headers", "")
    return {
        "Access-Control-Allow-Origin": "*",
        "Access-Control-Allow-Methods": "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS",
        "Access-Control-Allow-Headers": f"{_ALLOWED_HEADERS}, {asked}" if asked else _ALLOWED_HEADERS,
        "Access-Control-Max-Age": "3600",
    }


def _unavailable(prefix: str, status: int) -> web.Response:
    """503 when the part is away (it is restarted), 502 when it broke off; in the shape that the part itself uses."""
    what = "PostgREST" if prefix == "/rest/v1" else "The functions process"
    detail = f"{what} is not running; the stack is restarting it." if status == 503 else f"{what} broke off its answer."
    if prefix == "/rest/v1":
        return web.json_response({"code": "not_ready", "message": detail, "details": None, "hint": None}, status=status)
    request_id = str(uuid.uuid4())
    problem = {
        "type": "about:blank",
        "title": "Not ready",
        "status": status,
        "code": "not_ready",
        "detail": detail,
        "request_id": request_id,
    }
    return web.json_response(
        problem, status=status, content_type="application/problem+json", headers={"X-Request-Id": request_id}
    )


async def _alive(_: web.Request) -> web.Response:
    return web.json_response({"status": "ok"})


async def _no_route(request: web.Request) -> web.Response:
    message = f"Nothing is at {request.path}: there are /rest/v1, /auth/v1 and /functions/v1."
    return web.json_response({"message": message}, status=404)


def build(keys: Keys, ports: dict[str, int]) -> web.Application:
    """The gateway's application. Addresses come from ``ports``, see layout.PORTS."""
    gateway = Gateway(keys, ports)
    accounts = Accounts(
        {
            "host": "127.0.0.1",
            "port": ports["postgres"],
            "dbname": "postgres",
            "user": AUTH_ROLE,
            "password": keys.passwords[AUTH_ROLE],
            "connect_timeout": 5,
            "sslmode": "disable",
            "application_name": "sign-in stand-in",
        }
    )
    app = web.Application(middlewares=[gateway.policy])
    app.cleanup_ctx.append(gateway.run_client)
    sign_in = web.Application(middlewares=[_with_key_token(gateway)])
    sign_in.add_routes(SignIn(accounts, keys, f"http://127.0.0.1:{ports['api']}").routes())
    app.add_subapp("/auth/v1", sign_in)
    app.add_routes(
        [
            web.get("/", _alive),
            *(web.route("*", f"/rest/v1{rest}", gateway.rest) for rest in ("", "/{path:.*}")),
            *(web.route("*", f"/functions/v1{rest}", gateway.functions) for rest in ("", "/{path:.*}")),
            web.route("*", "/{path:.*}", _no_route),
        ]
    )
    return app


def _with_key_token(gateway: Gateway) -> Any:
    @web.middleware
    async def middleware(request: web.Request, handler: Any) -> web.StreamResponse:
        headers = request.headers.copy()
        if authorization := gateway.authorization(request):
            headers["Authorization"] = authorization
        response: web.StreamResponse = await handler(request.clone(headers=headers))
        return response

    return middleware


async def serve(layout: Layout) -> None:
    ports = read_json(layout.ports_file)
    runner = web.AppRunner(
        build(load_or_create(layout), ports),
        access_log=None,
        # A caller that goes away cancels its handler, which closes the connection behind it.
        handler_cancellation=True,
        shutdown_timeout=2,
    )
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", ports["api"]).start()
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    await stop.wait()
    await runner.cleanup()


def main() -> None:
    asyncio.run(serve(Layout.of(sys.argv[1])))


if __name__ == "__main__":
    main()
