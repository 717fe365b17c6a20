"""The OpenTelemetry SDK: spans and metrics leave by OTLP over HTTP, in batches, from threads of their own.

Importing this imports the SDK, so only `telemetry.configure` does, with a collector's address. The SDK reads its
own variables (OTEL_EXPORTER_OTLP_…, OTEL_TRACES_SAMPLER, OTEL_BSP_…, OTEL_RESOURCE_ATTRIBUTES). Queues are bounded:
when the collector is away, spans are dropped and requests go on.
"""

import asyncio
import atexit
import logging
import queue
import signal
import threading
import time
from collections.abc import Mapping
from concurrent.futures import Future
from decimal import Decimal
from types import FrameType, TracebackType
from typing import Any, Final, Self

from opentelemetry import context, trace
from opentelemetry.exporter.otlp.proto.http.metric_exporter import OTLPMetricExporter
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import MetricReader, PeriodicExportingMetricReader
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace import SpanKind, StatusCode
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

from formaops import __version__
from formaops.telemetry import figures, genai, spans
from formaops.telemetry.spans import Kind, Span, Value

_log = logging.getLogger(__name__)

# How long a process that ends waits for what it has still to tell.
_GOODBYE_SECONDS: Final = 2.0
# The names of the loggers that say the same for every batch while the collector is away.
_TALKATIVE: Final = (
    "opentelemetry.exporter.otlp.proto.http.trace_exporter",
    "opentelemetry.exporter.otlp.proto.http.metric_exporter",
)
_QUIET_SECONDS: Final = 60.0
_KINDS: Final[dict[Kind, SpanKind]] = {
    "internal": SpanKind.INTERNAL,
    "server": SpanKind.SERVER,
    "client": SpanKind.CLIENT,
    "consumer": SpanKind.CONSUMER,
    "producer": SpanKind.PRODUCER,
}
# As the conventions for HTTP have them.
_REQUEST_SECONDS: Final = (0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10)
_W3C: Final = TraceContextTextMapPropagator()


class _Recorded(Span):
    """A span of the SDK. Exceptions leave their class on it, never their message."""

    recording = True

    def __init__(self, span: trace.Span) -> None:
        self._span = span
        self._token: Any = None
        self._failed = False

    def set(self, attributes: Mapping[str, Value | None]) -> None:
        self._span.set_attributes({name: value for name, value in attributes.items() if value is not None})

    def fail(self, error_type: str) -> None:
        self._failed = True
        self._span.set_attribute("error.type", error_type)
        self._span.set_status(StatusCode.ERROR)

    def rename(self, name: str) -> None:
        self._span.update_name(name)

    def end(self) -> None:
        self._span.end()

    def attach(self) -> None:
        self._token = context.attach(trace.set_span_in_context(self._span))

    def __enter__(self) -> Self:
        self.attach()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if error is not None and not self._failed:
            code = getattr(error, "code", None)
            self.fail(code if isinstance(code, str) else type(error).__qualname__)
        context.detach(self._token)
        self._span.end()


class Recorder:
    def __init__(self, provider: TracerProvider, flusher: "_Flusher", flush_seconds: float) -> None:
        self._tracer = provider.get_tracer("formaops", __version__)
        self._flusher = flusher
        self._flush_seconds = flush_seconds

    def span(self, name: str, attributes: Mapping[str, Value | None] | None, kind: Kind) -> Span:
        given = {key: value for key, value in attributes.items() if value is not None} if attributes else None
        return _Recorded(self._tracer.start_span(name, kind=_KINDS[kind], attributes=given))

    def server_span(self, name: str, attributes: Mapping[str, Value | None], headers: Mapping[str, str]) -> Span:
        above = _W3C.extract({key: headers[key] for key in ("traceparent", "tracestate") if key in headers})
        given = {key: value for key, value in attributes.items() if value is not None}
        span = _Recorded(self._tracer.start_span(name, context=above, kind=SpanKind.SERVER, attributes=given))
        # Each request is a task of its own, whose context ends with it.
        span.attach()
        return span

    def linked_span(self, name: str, attributes: Mapping[str, Value | None], traceparent: str | None) -> Span:
        asked = trace.get_current_span(_W3C.extract({"traceparent": traceparent} if traceparent else {}))
        links = [trace.Link(asked.get_span_context())] if asked.get_span_context().is_valid else []
        given = {key: value for key, value in attributes.items() if value is not None}
        return _Recorded(
            self._tracer.start_span(
                name, context=context.Context(), kind=SpanKind.CONSUMER, attributes=given, links=links
            )
        )

    def annotate(self, attributes: Mapping[str, Value | None]) -> None:
        _Recorded(trace.get_current_span()).set(attributes)

    def traceparent(self) -> str | None:
        header: dict[str, str] = {}
        _W3C.inject(header)
        return header.get("traceparent")

    def ids(self) -> dict[str, str]:
        here = trace.get_current_span().get_span_context()
        if not here.is_valid:
            return {}
        return {"trace_id": trace.format_trace_id(here.trace_id), "span_id": trace.format_span_id(here.span_id)}

    async def flush_request(self) -> None:
        if self._flush_seconds > 0:
            await asyncio.wait({asyncio.wrap_future(self._flusher.flush())}, timeout=self._flush_seconds)


class Meters:
    """What is measured here, told to the collector: the conventions' metrics, and our own."""

    def __init__(self, provider: MeterProvider) -> None:
        meter = provider.get_meter("formaops", __version__)
        self._requests = meter.create_histogram(
            "http.server.request.duration", "s", "Duration of HTTP server requests.",
            explicit_bucket_boundaries_advisory=_REQUEST_SECONDS,
        )  # fmt: skip
        self._durations = meter.create_histogram(
            "gen_ai.client.operation.duration", "s", "GenAI operation duration.",
            explicit_bucket_boundaries_advisory=list(figures.MODEL_SECONDS),
        )  # fmt: skip
        self._first_chunks = meter.create_histogram(
            "gen_ai.client.operation.time_to_first_chunk", "s", "Time to receive the first chunk of a streamed answer.",
            explicit_bucket_boundaries_advisory=list(figures.MODEL_SECONDS),
        )  # fmt: skip
        self._tokens = meter.create_histogram(
            "gen_ai.client.token.usage", "{token}", "Number of input and output tokens used.",
            explicit_bucket_boundaries_advisory=[4**power for power in range(14)],
        )  # fmt: skip
        self._cost = meter.create_counter("formaops.model.cost", "{USD}", "What calls of models cost.")
        self._executions = meter.create_counter("formaops.executions", "{execution}", "Executions that ended.")
        self._validations = meter.create_counter("formaops.validations", "{verdict}", "Verdicts on outputs.")

    def request(self, function: str, method: str, status: int, seconds: float) -> None:
        attributes: dict[str, Any] = {
            "http.request.method": method,
            "http.route": f"/{function}",
            "http.response.status_code": status,
        }
        if status >= 500:
            attributes["error.type"] = str(status)
        self._requests.record(seconds, attributes)

    def execution(self, status: str, code: str | None) -> None:
        attributes = {"formaops.execution.status": status}
        if code:
            attributes["error.type"] = code
        self._executions.add(1, attributes)

    def validation(self, kind: str, passed: bool) -> None:
        verdict = "passed" if passed else "failed"
        self._validations.add(1, {"formaops.validation.type": kind, "formaops.validation.verdict": verdict})

    def model_call(
        self,
        provider: str,
        model: str,
        response_model: str | None,
        error: str | None,
        seconds: float,
        first_chunk_seconds: float | None,
        tokens_in: int,
        tokens_out: int,
        cost: Decimal | None,
    ) -> None:
        attributes = {
            "gen_ai.operation.name": genai.OPERATION,
            "gen_ai.provider.name": genai.provider_name(provider),
            "gen_ai.request.model": genai.model_name(model),
        }
        if response_model is not None:
            attributes["gen_ai.response.model"] = response_model
        self._durations.record(seconds, attributes | ({"error.type": error} if error is not None else {}))
        if first_chunk_seconds is not None:
            self._first_chunks.record(first_chunk_seconds, attributes)
        if tokens_in:
            self._tokens.record(tokens_in, attributes | {"gen_ai.token.type": "input"})
        if tokens_out:
            self._tokens.record(tokens_out, attributes | {"gen_ai.token.type": "output"})
        if cost:
            self._cost.add(float(cost), attributes)


class _Flusher:
    """A thread that has been there from the start, for none can be started while the interpreter ends.

    The SDK's own ways of flushing take as long as the collector does; who asks here waits only as long as it likes.
    """

    def __init__(self, traces: TracerProvider | None, metrics: MeterProvider | None) -> None:
        self._traces = traces
        self._metrics = metrics
        self._asked: queue.SimpleQueue[Future[None] | None] = queue.SimpleQueue()
        self._waiting: Future[None] | None = None
        self._lock = threading.Lock()
        self._over = threading.Event()
        threading.Thread(target=self._run, name="formaops-telemetry", daemon=True).start()

    def flush(self) -> "Future[None]":
        """Done when the spans that have ended by now have left, or cannot."""
        with self._lock:
            # Whoever comes before the thread has begun is served by the same turn.
            if self._waiting is None:
                self._waiting = Future()
                self._waiting.set_running_or_notify_cancel()
                self._asked.put(self._waiting)
            return self._waiting

    def close(self, seconds: float) -> None:
        """Everything leaves, and nothing is taken any more; returns when that is done, or after so long."""
        self._asked.put(None)
        self._over.wait(seconds)

    def _run(self) -> None:
        while (done := self._asked.get()) is not None:
            with self._lock:
                self._waiting = None
            try:
                if self._traces is not None:
                    self._traces.force_flush()
            except Exception:
                _log.warning("spans could not be flushed", exc_info=True)
            finally:
                done.set_result(None)
        for provider in (self._traces, self._metrics):
            try:
                if provider is not None:
                    provider.shutdown()
            except Exception:
                _log.warning("telemetry could not be closed", exc_info=True)
        self._over.set()


class _OnceInAWhile(logging.Filter):
    """The same complaint of a logger no more than once a minute."""

    def __init__(self) -> None:
        super().__init__()
        self._said: dict[str, float] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        now, said = time.monotonic(), self._said.get(str(record.msg), float("-inf"))
        if now - said < _QUIET_SECONDS:
            return False
        self._said[str(record.msg)] = now
        return True


def start(environ: Mapping[str, str]) -> None:
    """Export from now on, and flush when the process ends."""
    if environ.get("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf") != "http/protobuf":
        _log.warning("OTEL_EXPORTER_OTLP_PROTOCOL: only http/protobuf is spoken here; it is used")
    for name in _TALKATIVE:
        logging.getLogger(name).addFilter(_OnceInAWhile())
    resource = Resource.create(_ourselves(environ))
    traces, metrics = _traces(resource, environ), _metrics(resource, environ)
    flusher = _Flusher(traces, metrics)
    if traces is not None:
        spans.recorder = Recorder(traces, flusher, _flush_seconds(environ))
    if metrics is not None:
        figures.meters = Meters(metrics)
    _at_the_end(flusher)


def _ourselves(environ: Mapping[str, str]) -> dict[str, str]:
    """What the SDK does not find itself. OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES win."""
    given = {"service.version": __version__}
    if not environ.get("OTEL_SERVICE_NAME") and "service.name" not in environ.get("OTEL_RESOURCE_ATTRIBUTES", ""):
        given["service.name"] = environ.get("K_SERVICE", "formaops")
    for attribute, variable in (("faas.name", "K_SERVICE"), ("faas.version", "K_REVISION")):
        if value := environ.get(variable):
            given[attribute] = value
    return given


def _traces(resource: Resource, environ: Mapping[str, str]) -> TracerProvider | None:
    if environ.get("OTEL_TRACES_EXPORTER") == "none" or not _has_endpoint(environ, "TRACES"):
        return None
    provider = TracerProvider(resource=resource, shutdown_on_exit=False)
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    return provider


def _metrics(resource: Resource, environ: Mapping[str, str]) -> MeterProvider | None:
    if environ.get("OTEL_METRICS_EXPORTER") == "none" or not _has_endpoint(environ, "METRICS"):
        return None
    readers: list[MetricReader] = [PeriodicExportingMetricReader(OTLPMetricExporter())]
    return MeterProvider(resource=resource, metric_readers=readers, shutdown_on_exit=False)


def _has_endpoint(environ: Mapping[str, str], what: str) -> bool:
    return bool(environ.get("OTEL_EXPORTER_OTLP_ENDPOINT") or environ.get(f"OTEL_EXPORTER_OTLP_{what}_ENDPOINT"))


def _flush_seconds(environ: Mapping[str, str]) -> float:
    given = environ.get("FORMAOPS_TELEMETRY_FLUSH_SECONDS", "0")
    try:
        return min(max(float(given), 0), 10)
    except ValueError:
        _log.warning("FORMAOPS_TELEMETRY_FLUSH_SECONDS is no number; taken as 0")
        return 0


def _at_the_end(flusher: _Flusher) -> None:
    """Servers end in two ways: by returning, and, like uvicorn, by raising the signal again that they were sent."""
    closed = False

    def close() -> None:
        nonlocal closed
        if not closed:
            closed = True
            flusher.close(_GOODBYE_SECONDS)

    atexit.register(close)
    if threading.current_thread() is not threading.main_thread():
        return
    before = signal.getsignal(signal.SIGTERM)

    def on_sigterm(signum: int, frame: FrameType | None) -> None:
        close()
        if callable(before):
            before(signum, frame)
        else:
            signal.signal(signum, before if before is not None else signal.SIG_DFL)
            signal.raise_signal(signum)

    signal.signal(signal.SIGTERM, on_sigterm)
