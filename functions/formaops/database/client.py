"""The one PostgREST client of a process: made when first needed, kept alive, bound to the event loop that made it."""

import asyncio
import json
import time
from collections.abc import Iterator, Mapping
from contextlib import aclosing, contextmanager
from dataclasses import dataclass
from functools import cache
from typing import Any

import httpx
from httpx_aiohttp import AiohttpTransport
from postgrest import AsyncPostgrestClient
from postgrest.exceptions import APIError, APIErrorFromJSON, generate_default_error_message
from pydantic import ValidationError

from formaops.database.failures import as_error
from formaops.database.principal import Principal
from formaops.errors import FormaOpsError, NotReady
from formaops.settings import Settings
from formaops.telemetry import figures, spans

# PostgREST closes a connection that was idle for 30 s; ours go first, so that no request meets a closing one.
_KEEPALIVE_SECONDS = 15
_TIMEOUT = httpx.Timeout(10, connect=3)
# As many as PostgREST's own pool has by default: more only wait there.
_CONNECTIONS = 10
# Heartbeats: many, and none tells anything that its execution does not.
_WITHOUT_SPAN = frozenset({"extend_execution_lease"})
_DATABASE: dict[str, spans.Value | None] = {"db.system.name": "postgresql", "db.operation.name": "call"}


class Database:
    """RPCs as `service_role` and tables as the calling user. `transport` is for tests."""

    def __init__(self, settings: Settings, *, transport: httpx.AsyncBaseTransport | None = None) -> None:
        self._settings = settings
        self._transport = transport
        self._open: _Connections | None = None
        key = settings.service_role_key.get_secret_value()
        self._service_headers = {"apikey": key} | ({} if key.startswith("sb_") else {"authorization": f"Bearer {key}"})

    def _connections(self) -> "_Connections":
        loop = asyncio.get_running_loop()
        if self._open is None or self._open.loop is not loop:
            limits = httpx.Limits(max_connections=_CONNECTIONS, keepalive_expiry=_KEEPALIVE_SECONDS)
            transport = self._transport or AiohttpTransport(limits=limits)
            self._open = _Connections(loop, transport, httpx.AsyncClient(transport=transport, timeout=_TIMEOUT))
        return self._open

    def _rest(self, headers: dict[str, str]) -> AsyncPostgrestClient:
        return AsyncPostgrestClient(self._settings.rest_url, headers=headers, http_client=self._connections().client)

    def as_user(self, principal: Principal) -> AsyncPostgrestClient:
        """Tables and RPCs under the principal's own policies. Wrap what it does in `errors_of_ours`."""
        headers = {"apikey": self._settings.anon_key.get_secret_value(), **principal.audit_headers()}
        if principal.api_key:
            headers["x-api-key"] = principal.api_key.text
        else:
            headers["authorization"] = f"Bearer {principal.token}"
        if principal.tenant_id:
            headers["x-tenant-id"] = str(principal.tenant_id)
        return self._rest(headers)

    def as_service(self) -> AsyncPostgrestClient:
        """Tables as `service_role`, which row-level security does not bind: only for what no caller can steer."""
        return self._rest(self._service_headers)

    async def rpc(self, name: str, arguments: Mapping[str, Any], *, principal: Principal | None = None) -> Any:
        """Call a function that only `service_role` may call; returns its JSON.

        Raises the errors of `as_error`, and NotReady when PostgREST cannot be reached. Never tried again here: whether
        a call may be repeated, only its caller knows.
        """
        headers = self._service_headers | (principal.audit_headers() if principal else {})
        started = time.perf_counter()
        with self._span(name):
            try:
                answer = await self._rpc(name, arguments, headers)
            except FormaOpsError as error:
                figures.rpc_ended(name, time.perf_counter() - started, error.code)
                raise
        figures.rpc_ended(name, time.perf_counter() - started, None)
        return answer

    @staticmethod
    def _span(name: str) -> spans.Span:
        if name in _WITHOUT_SPAN:
            return spans.NOTHING
        return spans.span(name, _DATABASE | {"db.stored_procedure.name": name}, kind="client")

    async def _rpc(self, name: str, arguments: Mapping[str, Any], headers: dict[str, str]) -> Any:
        if traceparent := spans.traceparent():
            headers = headers | {"traceparent": traceparent}
        request = httpx.Request(
            "POST",
            _rpc_url(self._settings.rest_url, name),
            headers=headers | {"content-type": "application/json"},
            content=json.dumps(arguments, separators=(",", ":")),
            extensions={"timeout": _TIMEOUT.as_dict()},
        )
        with errors_of_ours():
            # Each execution calls twice; httpx's client and postgrest's builder would cost as much as all the rest.
            async with aclosing(await self._connections().transport.handle_async_request(request)) as response:
                content = await response.aread()
            if not response.is_success:
                raise _refusal(response)
        return json.loads(content)

    async def aclose(self) -> None:
        if self._open is not None:
            await self._open.client.aclose()
            self._open = None


@dataclass(frozen=True, slots=True)
class _Connections:
    """What one event loop keeps open: the transport, and the client that has it below."""

    loop: asyncio.AbstractEventLoop
    transport: httpx.AsyncBaseTransport
    client: httpx.AsyncClient


@cache
def _rpc_url(rest_url: str, name: str) -> httpx.URL:
    return httpx.URL(f"{rest_url}/rpc/{name}")


def _refusal(response: httpx.Response) -> APIError:
    """What postgrest's builder would raise for this answer."""
    try:
        return APIError(dict(APIErrorFromJSON.model_validate_json(response.content)))
    except ValidationError:
        return APIError(generate_default_error_message(response))


@contextmanager
def errors_of_ours() -> Iterator[None]:
    """Turns what PostgREST answers, or that it does not answer, into errors of ours."""
    try:
        yield
    except APIError as failure:
        raise as_error(failure) from failure
    except httpx.HTTPError as failure:
        raise NotReady("The database cannot be reached.") from failure
