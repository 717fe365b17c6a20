"""The one PostgREST client of a process: made when first needed, kept alive, bound to the event loop that made it."""

import asyncio
import json
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import httpx
from postgrest import AsyncPostgrestClient
from postgrest.exceptions import APIError, APIErrorFromJSON, generate_default_error_message
from pydantic import ValidationError

from formaops.database.failures import as_error
from formaops.database.principal import Principal
from formaops.database.wire import ByAiohttp, ByTransport, Wire
from formaops.errors import FormaOpsError, NotReady
from formaops.settings import Settings
from formaops.telemetry import figures, spans

# Heartbeats, and looks into the queue: many, and none tells anything that its execution does not.
_WITHOUT_SPAN = frozenset({"extend_execution_lease", "extend_task_lease", "claim_executions", "claim_tasks"})
_DATABASE: dict[str, spans.Value | None] = {"db.system.name": "postgresql", "db.operation.name": "call"}


class Database:
    """RPCs as `service_role` and tables as the calling user. `transport` is for tests."""

    def __init__(self, settings: Settings, *, transport: httpx.AsyncBaseTransport | None = None) -> None:
        self._settings = settings
        self._transport = transport
        self._open: tuple[asyncio.AbstractEventLoop, Wire] | None = None
        key = settings.service_role_key.get_secret_value()
        self._service_headers = {"apikey": key} | ({} if key.startswith("sb_") else {"authorization": f"Bearer {key}"})

    @property
    def _wire(self) -> Wire:
        loop = asyncio.get_running_loop()
        if self._open is None or self._open[0] is not loop:
            self._open = loop, ByTransport(self._transport) if self._transport else ByAiohttp()
        return self._open[1]

    def _rest(self, headers: dict[str, str]) -> AsyncPostgrestClient:
        return AsyncPostgrestClient(self._settings.rest_url, headers=headers, http_client=self._wire.client)

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

    async def rpc(
        self,
        name: str,
        arguments: Mapping[str, Any],
        *,
        principal: Principal | None = None,
        seconds: float | None = None,
    ) -> Any:
        """Call a function that only `service_role` may call; returns its JSON.

        Raises the errors of `as_error`, and NotReady when PostgREST cannot be reached, or has not answered after
        `seconds`. Never tried again here: whether a call may be repeated, only its caller knows.
        """
        headers = self._service_headers | (principal.audit_headers() if principal else {})
        started = time.perf_counter()
        with self._span(name):
            try:
                answer = await self._rpc(name, arguments, headers, seconds)
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

    async def _rpc(
        self, name: str, arguments: Mapping[str, Any], headers: dict[str, str], seconds: float | None
    ) -> Any:
        if traceparent := spans.traceparent():
            headers = headers | {"traceparent": traceparent}
        # Each execution calls twice; httpx's client and postgrest's builder would cost as much as all the rest.
        try:
            async with asyncio.timeout(seconds):
                status, content = await self._wire.post(
                    f"{self._settings.rest_url}/rpc/{name}",
                    headers | {"content-type": "application/json"},
                    json.dumps(arguments, separators=(",", ":")).encode(),
                )
        except TimeoutError as error:
            raise NotReady("The database does not answer.") from error
        if not 200 <= status < 300:
            failure = _refusal(status, content)
            raise as_error(failure) from failure
        return json.loads(content)

    async def aclose(self) -> None:
        if self._open is not None:
            await self._open[1].aclose()
            self._open = None


def _refusal(status: int, content: bytes) -> APIError:
    """What postgrest's builder would raise for this answer."""
    try:
        return APIError(dict(APIErrorFromJSON.model_validate_json(content)))
    except ValidationError:
        return APIError(generate_default_error_message(httpx.Response(status, content=content)))


@contextmanager
def errors_of_ours() -> Iterator[None]:
    """Turns what PostgREST answers, or that it does not answer, into errors of ours."""
    try:
        yield
    except APIError as failure:
        raise as_error(failure) from failure
    except httpx.HTTPError as failure:
        raise NotReady("The database cannot be reached.") from failure
