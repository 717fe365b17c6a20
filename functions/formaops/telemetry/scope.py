"""Who is being served: the ids that stand in every log line that is written meanwhile."""

import re
from contextvars import ContextVar, Token
from dataclasses import dataclass

_TRACEPARENT = re.compile(r"^[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}(?:-.*)?$")
_NO_TRACE = "0" * 32


@dataclass(slots=True)
class Scope:
    """Filled in as things become known. Tasks inherit it and share it, so who waits for a task sees what it found."""

    request_id: str | None = None
    function: str | None = None
    tenant_id: str | None = None
    execution_id: str | None = None
    trace_id: str | None = None
    """The caller's, when nothing is exported; else the span's own counts."""

    def ids(self) -> dict[str, str]:
        return {
            name: value
            for name in ("request_id", "function", "tenant_id", "execution_id", "trace_id")
            if (value := getattr(self, name)) is not None
        }


_current: ContextVar[Scope | None] = ContextVar("formaops_scope", default=None)


def current() -> Scope:
    """The scope that was entered; a new one, which nobody reads, outside of any."""
    return _current.get() or Scope()


def enter(scope: Scope) -> Token[Scope | None]:
    """From here on, in this task and in those that it starts, lines are of this scope."""
    return _current.set(scope)


def trace_id_of(traceparent: str | None) -> str | None:
    """The trace that a caller says it belongs to (W3C Trace Context); None for a header without sense."""
    found = _TRACEPARENT.match(traceparent) if traceparent else None
    return found[1] if found and found[1] != _NO_TRACE else None
