"""What every function does around its own work: request id, CORS, authentication, problems, one line of log."""

import logging
import re
import uuid
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import Response

from formaops import telemetry
from formaops.errors import FormaOpsError, MethodNotAllowed
from formaops.http.problems import as_response, problem_of, unforeseen
from formaops.http.services import Services, services
from formaops.http.watching import Later, Watch

_log = logging.getLogger("formaops.http")

_REQUEST_ID = re.compile(r"^[A-Za-z0-9_.:-]{8,128}$")
_CORS = {
    "access-control-allow-origin": "*",
    "access-control-expose-headers": "x-request-id, idempotency-replayed",
}
_PREFLIGHT = {
    "access-control-allow-methods": "GET, POST, OPTIONS",
    "access-control-allow-headers": "authorization, apikey, content-type, accept, prefer, x-client-info, x-tenant-id, "
    "x-request-id, idempotency-key, x-supabase-api-version",
    "access-control-max-age": "86400",
}


@dataclass(frozen=True, slots=True)
class Call:
    """One request to one function."""

    request: Request
    request_id: str
    services: Services


Handler = Callable[[Call], Awaitable[Response]]


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A deployable function: what it takes and returns, for callers and for OpenAPI."""

    name: str
    handler: Handler
    summary: str
    takes: type[BaseModel] | None
    returns: type[BaseModel]
    errors: tuple[type[FormaOpsError], ...] = ()
    methods: tuple[str, ...] = ("POST",)
    streams: bool = False
    headers: tuple[dict[str, Any], ...] = ()
    """Of its own, as OpenAPI describes them."""

    async def __call__(self, request: Request) -> Response:
        """Answer the request, always: whatever is raised becomes a problem document."""
        request_id = _request_id(request)
        if request.method == "OPTIONS":
            return Response(status_code=204, headers=_CORS | _PREFLIGHT)
        watch = Watch(self.name, request, request_id)
        response = await self._answer(request, request_id)
        response.headers.update(_CORS | {"x-request-id": request_id})
        if response.status_code == MethodNotAllowed.status:
            response.headers["allow"] = ", ".join(self.methods)
        if isinstance(response, Later):
            response.watch = watch
        else:
            watch.end(response.status_code)
            await telemetry.flush()
        return response

    async def _answer(self, request: Request, request_id: str) -> Response:
        try:
            if request.method not in self.methods:
                raise MethodNotAllowed(f"{self.name} takes {' or '.join(self.methods)}, not {request.method}.")
            shared = services()
            shared.warm()
            return await self.handler(Call(request, request_id, shared))
        except FormaOpsError as error:
            return as_response(problem_of(error, request_id), replayed=error.is_replay)
        except Exception:
            _log.exception("the request failed")
            return as_response(unforeseen(request_id))


def _request_id(request: Request) -> str:
    """The caller's own, when it looks like one; it also stands on the execution and in the log."""
    given = request.headers.get("x-request-id", "")
    return given if _REQUEST_ID.match(given) else str(uuid.uuid4())
