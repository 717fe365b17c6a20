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
    "access-control-expose-headers": "x-request-id, idempotency-replayed, location, preference-applied, retry-after",
}
_PREFLIGHT = {
    "access-control-allow-methods": "GET, POST, DELETE, OPTIONS",
    "access-control-allow-headers": "authorization, apikey, content-type, accept, prefer, x-client-info, x-tenant-id, "
    "x-request-id, x-api-key, idempotency-key, x-supabase-api-version",
    "access-control-max-age": "86400",
}


@dataclass(frozen=True, slots=True)
class Call:
    """One request to one function."""

    request: Request
    request_id: str
    services: Services
    scope: str | None
    """What an API key needs for this; None: it is not done with one."""


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
    """Of its own, as OpenAPI describes them; and parameters in its path."""
    success: int = 200
    queues: bool = False
    """Runs later when asked to (`Prefer: respond-async`): then 202, with the record as it stands."""
    queued: type[BaseModel] | None = None
    """What the 202 is, where it is not what the function returns."""
    scope: str | None = None
    """What an API key needs to call this. Without one it takes no API keys."""
    path: str | None = None
    """Below the address of the functions, where it is not the name: `api-keys/{id}`."""
    parts: tuple["Endpoint", ...] = ()
    """What is behind longer paths of this function."""
    by_secret: bool = False
    """Called by the operator's machines, with a secret; not by users."""

    async def __call__(self, request: Request) -> Response:
        """Answer the request, always: whatever is raised becomes a problem document."""
        if part := self._part_at(request.url.path):
            return await part(request)
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

    def _part_at(self, path: str) -> "Endpoint | None":
        """The part that the path leads to, behind this function's name where that is in it."""
        rest = path.rpartition(f"/{self.name}")[2].strip("/")
        for part in self.parts:
            below = (part.path or "").partition("/")[2]
            if re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", below), rest):
                return part
        return None

    async def _answer(self, request: Request, request_id: str) -> Response:
        try:
            if request.method not in self.methods:
                raise MethodNotAllowed(f"{self.name} takes {' or '.join(self.methods)}, not {request.method}.")
            shared = services()
            shared.warm()
            return await self.handler(Call(request, request_id, shared, self.scope))
        except FormaOpsError as error:
            return as_response(problem_of(error, request_id), replayed=error.is_replay)
        except Exception:
            _log.exception("the request failed")
            return as_response(unforeseen(request_id))


def _request_id(request: Request) -> str:
    """The caller's own, when it looks like one; it also stands on the execution and in the log."""
    given = request.headers.get("x-request-id", "")
    return given if _REQUEST_ID.match(given) else str(uuid.uuid4())
