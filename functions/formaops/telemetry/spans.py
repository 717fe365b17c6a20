"""What took how long, and what belonged to what. Without a collector a span is one shared object that does nothing."""

from collections.abc import Awaitable, Callable, Mapping
from functools import wraps
from types import TracebackType
from typing import TYPE_CHECKING, Literal, ParamSpec, Self, TypeVar

if TYPE_CHECKING:
    from formaops.telemetry.exporting import Recorder

P = ParamSpec("P")
T = TypeVar("T")
Kind = Literal["internal", "server", "client", "consumer", "producer"]
Value = str | int | float | bool | list[str]


class Span:
    """Nothing is recorded."""

    recording = False

    def set(self, attributes: Mapping[str, Value | None]) -> None:
        """None is left out."""

    def fail(self, error_type: str) -> None:
        """It failed: a code or a class of error, never a message, which may quote what a caller or a model wrote."""

    def rename(self, name: str) -> None:
        """When what it is becomes known only in the course of it."""

    def end(self) -> None:
        """For a span that was started without `with`."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """A span that is left by an exception has failed."""


NOTHING = Span()

recorder: "Recorder | None" = None
"""Set by `exporting.start`."""


def span(name: str, attributes: Mapping[str, Value | None] | None = None, *, kind: Kind = "internal") -> Span:
    """A span below the current one, which is the current one inside of `with`."""
    return NOTHING if recorder is None else recorder.span(name, attributes, kind)


def server_span(name: str, attributes: Mapping[str, Value | None], headers: Mapping[str, str]) -> Span:
    """A span below the one that the caller's traceparent names. It is current from now on in this task; `end` it."""
    return NOTHING if recorder is None else recorder.server_span(name, attributes, headers)


def traced(name: str) -> Callable[[Callable[P, Awaitable[T]]], Callable[P, Awaitable[T]]]:
    """Each call of the coroutine function is a span; `annotate` says more about it from within."""

    def decorate(function: Callable[P, Awaitable[T]]) -> Callable[P, Awaitable[T]]:
        @wraps(function)
        async def within(*args: P.args, **kwargs: P.kwargs) -> T:
            with span(name):
                return await function(*args, **kwargs)

        return within

    return decorate


def annotate(attributes: Mapping[str, Value | None]) -> None:
    """Say more about the current span."""
    if recorder is not None:
        recorder.annotate(attributes)


def linked_span(name: str, attributes: Mapping[str, Value | None], traceparent: str | None) -> Span:
    """The beginning of a trace of its own, linked to the span that asked for this work, some time ago and elsewhere."""
    return NOTHING if recorder is None else recorder.linked_span(name, attributes, traceparent)


def traceparent() -> str | None:
    """The current span as a header for whom we call; None when nothing is recorded."""
    return None if recorder is None else recorder.traceparent()


def ids() -> dict[str, str]:
    """`trace_id` and `span_id` of the current span, for log lines."""
    return {} if recorder is None else recorder.ids()
