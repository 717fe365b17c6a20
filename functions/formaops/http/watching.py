"""One request from its arrival to the end of its answer: a span, a line of log, figures."""

import logging
import time

from starlette.requests import Request
from starlette.responses import Response

from formaops.telemetry import figures, scope, spans

_log = logging.getLogger("formaops.http")

# Asked every few seconds by machines.
_WITHOUT_SPAN = frozenset({"health", "metrics"})


class Watch:
    """Begins with the request. From then on, lines and spans of this task and of those that it starts are its own."""

    def __init__(self, function: str, request: Request, request_id: str) -> None:
        self._function = function
        self._method = request.method
        self._started = time.monotonic()
        self._scope = scope.Scope(request_id, function, trace_id=scope.trace_id_of(request.headers.get("traceparent")))
        scope.enter(self._scope)
        figures.request_began(function)
        route = f"/{function}"
        self._span = (
            spans.NOTHING
            if function in _WITHOUT_SPAN
            else spans.server_span(
                f"{self._method} {route}",
                {
                    "http.request.method": self._method,
                    "http.route": route,
                    "url.path": route,
                    "url.scheme": request.url.scheme,
                    "formaops.request.id": request_id,
                },
                request.headers,
            )
        )

    def end(self, status: int) -> None:
        """The last byte is about to leave, or nobody is there any more to take it."""
        seconds = time.monotonic() - self._started
        figures.request_ended(self._function, self._method, status, seconds)
        milliseconds = round(seconds * 1000)
        fields = {"method": self._method, "status": status, "duration_ms": milliseconds}
        _log.info(
            "%s %s %d %d ms", self._method, self._function, status, milliseconds,
            extra={"fields": self._scope.ids() | fields},
        )  # fmt: skip
        self._span.set(
            {
                "http.response.status_code": status,
                "formaops.tenant.id": self._scope.tenant_id,
                "formaops.execution.id": self._scope.execution_id,
            }
        )
        if status >= 500:
            self._span.fail(str(status))
        self._span.end()


class Later(Response):
    """A response that goes on after its function has returned; it ends its watch itself."""

    watch: Watch | None = None

    def end(self) -> None:
        if self.watch is not None:
            self.watch.end(self.status_code)
            self.watch = None
