"""The one PostgREST client of a process: made when first needed, kept alive, bound to the event loop that made it."""

import asyncio
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import httpx
from httpx_aiohttp import AiohttpTransport
from postgrest import AsyncPostgrestClient
from postgrest.exceptions import APIError

from formaops.database.failures import as_error
from formaops.database.principal import Principal
from formaops.errors import NotReady
from formaops.settings import Settings

# PostgREST closes a connection that was idle for 30 s; ours go first, so that no request meets a closing one.
_KEEPALIVE_SECONDS = 15
_TIMEOUT = httpx.Timeout(10, connect=3)
# As many as PostgREST's own pool has by default: more only wait there.
_CONNECTIONS = 10


class Database:
    """RPCs as `service_role` and tables as the calling user. `transport` is for tests."""

    def __init__(self, settings: Settings, *, transport: httpx.AsyncBaseTransport | None = None) -> None:
        self._settings = settings
        self._transport = transport
        self._client: httpx.AsyncClient | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        key = settings.service_role_key.get_secret_value()
        self._service_headers = {"apikey": key} | ({} if key.startswith("sb_") else {"authorization": f"Bearer {key}"})

    def _http(self) -> httpx.AsyncClient:
        loop = asyncio.get_running_loop()
        if self._client is None or self._loop is not loop:
            limits = httpx.Limits(max_connections=_CONNECTIONS, keepalive_expiry=_KEEPALIVE_SECONDS)
            self._client = httpx.AsyncClient(
                transport=self._transport or AiohttpTransport(limits=limits), timeout=_TIMEOUT
            )
            self._loop = loop
        return self._client

    def _rest(self, headers: dict[str, str]) -> AsyncPostgrestClient:
        return AsyncPostgrestClient(self._settings.rest_url, headers=headers, http_client=self._http())

    def as_user(self, principal: Principal) -> AsyncPostgrestClient:
        """Tables and RPCs under the principal's own policies. Wrap what it does in `errors_of_ours`."""
        headers = {
            "apikey": self._settings.anon_key.get_secret_value(),
            "authorization": f"Bearer {principal.token}",
            **principal.audit_headers(),
        }
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
        with errors_of_ours():
            answer = await self._rest(headers).rpc(name, dict(arguments)).execute()
        return answer.data

    async def aclose(self) -> None:
        if self._client is not None:
            await self._client.aclose()
            self._client = None


@contextmanager
def errors_of_ours() -> Iterator[None]:
    """Turns what PostgREST answers, or that it does not answer, into errors of ours."""
    try:
        yield
    except APIError as failure:
        raise as_error(failure) from failure
    except httpx.HTTPError as failure:
        raise NotReady("The database cannot be reached.") from failure
