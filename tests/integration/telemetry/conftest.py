from collections.abc import Iterator
from typing import Final

import pytest

from tests.support.collector import Collector, running_collector
from tests.support.processes import Functions, running_functions
from tests.support.stacks import Stack

# Of this process alone; nothing of what it says may hold one of them.
SECRETS: Final = {
    "OPENAI_API_KEY": "sk-planted-0123456789abcdef",
    "ANTHROPIC_API_KEY": "planted-anthropic-key",
    "FORMAOPS_METRICS_TOKEN": "planted-metrics-token",
    "OTEL_EXPORTER_OTLP_HEADERS": "x-collector-key=planted-collector-key",
}


@pytest.fixture(scope="module")
def collector() -> Iterator[Collector]:
    with running_collector() as collector:
        yield collector


@pytest.fixture(scope="module")
def observed(site: Stack, collector: Collector) -> Iterator[Functions]:
    """Functions that tell a collector, soon, and write JSON."""
    settings = {
        "OTEL_EXPORTER_OTLP_ENDPOINT": collector.url,
        "OTEL_BSP_SCHEDULE_DELAY": "50",
        "OTEL_METRIC_EXPORT_INTERVAL": "500",
        "FORMAOPS_LOG_FORMAT": "json",
    }
    with running_functions(site, settings | SECRETS) as functions:
        yield functions
