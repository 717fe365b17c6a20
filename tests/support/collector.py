"""A collector that listens for OTLP over HTTP and keeps what it is sent."""

import gzip
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import ExportMetricsServiceRequest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.common.v1.common_pb2 import AnyValue, KeyValue
from opentelemetry.proto.metrics.v1.metrics_pb2 import Metric
from opentelemetry.proto.trace.v1.trace_pb2 import Span as SpanMessage

from tests.support.waiting import eventually


@dataclass(frozen=True)
class Span:
    name: str
    kind: str
    trace_id: str
    id: str
    parent_id: str
    attributes: dict[str, Any]
    failed: bool
    status_message: str
    events: int
    links: list[tuple[str, str]]
    """Trace and span of each."""
    start: int
    end: int


@dataclass
class Collector:
    """What was sent, as it came in."""

    url: str = ""
    spans: list[Span] = field(default_factory=list)
    metrics: list[Metric] = field(default_factory=list)
    resources: list[dict[str, Any]] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)
    """Of all requests, for looking for what must not be in them."""

    def take(self, path: str, body: bytes) -> None:
        self.bodies.append(body)
        if path == "/v1/traces":
            for resource in ExportTraceServiceRequest.FromString(body).resource_spans:
                self.resources.append(_attributes(resource.resource.attributes))
                self.spans += [_span(span) for scope in resource.scope_spans for span in scope.spans]
        elif path == "/v1/metrics":
            for measured in ExportMetricsServiceRequest.FromString(body).resource_metrics:
                self.metrics += [metric for scope in measured.scope_metrics for metric in scope.metrics]

    def trace(self, execution_id: str) -> list[Span]:
        """All spans of the execution's trace, once its outermost one is there; in the order in which they began."""

        def whole() -> list[Span]:
            ids = {
                span.trace_id
                for span in self.spans
                if span.kind == "SERVER" and span.attributes.get("formaops.execution.id") == execution_id
            }
            return sorted((span for span in self.spans if span.trace_id in ids), key=lambda span: span.start)

        return eventually(whole)

    def points(self, name: str) -> list[tuple[dict[str, Any], Any]]:
        """Attributes and value of every point of the metric; of a histogram, its sum."""
        found = []
        for metric in self.metrics:
            if metric.name == name:
                kind = metric.WhichOneof("data")
                assert kind
                for point in getattr(metric, kind).data_points:
                    value = point.sum if kind == "histogram" else point.as_double or point.as_int
                    found.append((_attributes(point.attributes), value))
        return found


@contextmanager
def running_collector() -> Iterator[Collector]:
    collector = Collector()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            if self.headers.get("content-encoding") == "gzip":
                body = gzip.decompress(body)
            collector.take(self.path, body)
            self.send_response(200)
            self.send_header("content-length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        collector.url = f"http://127.0.0.1:{server.server_port}"
        try:
            yield collector
        finally:
            server.shutdown()
            thread.join()


def _span(message: SpanMessage) -> Span:
    return Span(
        name=message.name,
        kind=SpanMessage.SpanKind.Name(message.kind).removeprefix("SPAN_KIND_"),
        trace_id=message.trace_id.hex(),
        id=message.span_id.hex(),
        parent_id=message.parent_span_id.hex(),
        attributes=_attributes(message.attributes),
        failed=message.status.code == 2,
        status_message=message.status.message,
        events=len(message.events),
        links=[(link.trace_id.hex(), link.span_id.hex()) for link in message.links],
        start=message.start_time_unix_nano,
        end=message.end_time_unix_nano,
    )


def _attributes(pairs: Any) -> dict[str, Any]:
    return {pair.key: _value(pair.value) for pair in pairs if isinstance(pair, KeyValue)}


def _value(value: AnyValue) -> Any:
    kind = value.WhichOneof("value")
    if kind == "array_value":
        return [_value(each) for each in value.array_value.values]
    return getattr(value, kind) if kind else None


def lines_of(log: str) -> list[dict[str, Any]]:
    """A log of JSON lines; fails on a line that is none."""
    return [json.loads(line) for line in log.splitlines() if line]
