"""What the functions tell of themselves: log lines, spans, figures. The floor of all packages.

    scope     who is being served: the ids that stand in every log line
    logs      one formatter for every line, JSON or text; no secret and no content gets through it
    spans     what took how long, by OpenTelemetry; costs nothing without a collector
    figures   counters and histograms of this process, for Prometheus and, with a collector, for OpenTelemetry
    genai     the names of OpenTelemetry's conventions for generative AI
    exporting the OpenTelemetry SDK; imported only when there is a collector

Nothing here ever raises for lack of a collector, waits for one, or passes on what a caller or a model wrote.
"""

import os

from formaops.telemetry import logs, spans

__all__ = ["configure", "flush"]

_ENDPOINTS = (
    "OTEL_EXPORTER_OTLP_ENDPOINT",
    "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT",
    "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT",
)


def configure() -> None:
    """Set up logging, and exporting when a collector's address is set; once per process, at its start."""
    logs.configure(os.environ)
    if any(os.environ.get(name) for name in _ENDPOINTS) and os.environ.get("OTEL_SDK_DISABLED", "").lower() != "true":
        from formaops.telemetry import exporting

        exporting.start(os.environ)


async def flush() -> None:
    """Before a request is answered: wait for its spans to leave, where the host stops our CPU after the answer."""
    if spans.recorder is not None:
        await spans.recorder.flush_request()
