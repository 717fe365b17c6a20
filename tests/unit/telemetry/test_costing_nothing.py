"""Without a collector nothing of OpenTelemetry's SDK is there, and a span is one object that does nothing."""

import os
import subprocess
import sys

from formaops.local.layout import ROOT
from formaops.telemetry import spans

_HEAVY = "{'opentelemetry.sdk', 'opentelemetry.exporter', 'opentelemetry.proto', 'google.protobuf', 'requests'}"
_IMPORTED = (
    "import sys; sys.path.insert(0, 'functions'); import main; "
    f"print([m for m in sys.modules if '.'.join(m.split('.')[:2]) in {_HEAVY}])"
)


def imported(**environ: str) -> str:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("OTEL_")}
    argv = [sys.executable, "-c", _IMPORTED]
    done = subprocess.run(argv, capture_output=True, text=True, check=True, cwd=ROOT, env=kept | environ)
    return done.stdout.strip()


def test_the_sdk_is_imported_for_a_collector_only() -> None:
    assert imported() == "[]"
    assert imported(OTEL_EXPORTER_OTLP_ENDPOINT="http://127.0.0.1:9", OTEL_SDK_DISABLED="true") == "[]"
    assert "opentelemetry.sdk" in imported(OTEL_EXPORTER_OTLP_ENDPOINT="http://127.0.0.1:9")


def test_spans_without_a_collector_are_one_object() -> None:
    with spans.span("a", {"b": 1}) as span:
        assert span is spans.span("c") is spans.server_span("d", {}, {})
        span.set({"e": "f"})
        span.fail("g")
        span.end()
    assert not span.recording
    assert spans.traceparent() is None
    assert spans.ids() == {}
