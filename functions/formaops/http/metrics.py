"""`GET metrics`: figures of this process, and of what waits, runs, is held and was spent, for Prometheus."""

import asyncio
import math
import time
from collections.abc import Iterable, Iterator
from typing import Any, Final

from prometheus_client.exposition import choose_encoder
from prometheus_client.metrics_core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from formaops.backups.alerts import KINDS
from formaops.database import Database
from formaops.errors import FormaOpsError
from formaops.telemetry import figures

# Several scrapers, or an eager one, ask the database no oftener than this.
_HOLDS_SECONDS: Final = 5.0


class Metrics:
    """What the database tells is remembered for a moment. While it is away, this process still tells of itself."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._asking = asyncio.Lock()
        self._asked_at = float("-inf")
        self._told: dict[str, Any] | None = None

    async def exposition(self, accept: str) -> tuple[bytes, str]:
        """The page and its content type: Prometheus' text, or OpenMetrics for those who accept it."""
        encode, content_type = choose_encoder(accept)
        told = await self._operations()
        return encode(_Both(figures.registry, told)), content_type

    async def _operations(self) -> dict[str, Any] | None:
        async with self._asking:
            if time.monotonic() - self._asked_at > _HOLDS_SECONDS:
                try:
                    self._told = await self._database.rpc("operational_metrics", {})
                except FormaOpsError:
                    self._told = None
                self._asked_at = time.monotonic()
            return self._told


class _Both(Collector):
    """What a registry has, and what the database told."""

    def __init__(self, process: Collector, told: dict[str, Any] | None) -> None:
        self._process = process
        self._told = told

    def collect(self) -> Iterable[Metric]:
        yield from self._process.collect()
        yield GaugeMetricFamily("formaops_database_up", "Whether the database answered", int(self._told is not None))
        if self._told is not None:
            yield from operations(self._told)


def operations(told: dict[str, Any]) -> Iterator[Metric]:
    """The answer of `operational_metrics` as gauges."""
    waiting = GaugeMetricFamily("formaops_queue_waiting", "Executions that wait, by priority", labels=["priority"])
    oldest = GaugeMetricFamily(
        "formaops_queue_oldest_seconds", "How long the oldest waiting execution has waited", labels=["priority"]
    )
    queue = told["queue"]
    for priority in ("CRITICAL", "HIGH", "NORMAL", "LOW"):
        line = queue["waiting"].get(priority, {})
        waiting.add_metric([priority], line.get("executions", 0))
        oldest.add_metric([priority], line.get("oldest_seconds", 0))
    yield from (waiting, oldest)
    yield GaugeMetricFamily(
        "formaops_queue_again", "Queued executions whose first attempt was not their last", queue["again"]
    )
    if tasks := queue["tasks"]:
        yield GaugeMetricFamily("formaops_tasks_waiting", "Other tasks of the queue that wait", tasks["waiting"])
        yield GaugeMetricFamily("formaops_tasks_running", "Other tasks of the queue that run", tasks["running"])
        yield GaugeMetricFamily(
            "formaops_tasks_oldest_seconds", "How long the oldest task that is due has waited", tasks["oldest_seconds"]
        )
    executions, holds = told["executions"], told["holds"]
    yield GaugeMetricFamily("formaops_executions_running", "Executions that run", executions["running"])
    yield GaugeMetricFamily(
        "formaops_executions_running_oldest_seconds",
        "How long the oldest of them has run",
        executions["oldest_seconds"],
    )
    yield GaugeMetricFamily(
        "formaops_leases_ending", "Running executions whose lease ends within 10 s unless it is extended",
        executions["leases_ending"],
    )  # fmt: skip
    yield GaugeMetricFamily(
        "formaops_leases_ended", "Running executions whose lease has ended, to be swept", executions["leases_ended"]
    )
    yield GaugeMetricFamily(
        "formaops_holds_usd", "US dollars held under budgets by running executions", float(holds["usd"])
    )
    yield GaugeMetricFamily("formaops_holds", "Executions for which something is held", holds["executions"])
    spend = GaugeMetricFamily(
        "formaops_spend_today_usd",
        "US dollars in the ledger since midnight UTC, by model",
        labels=["provider", "model"],
    )
    for line in told["spend_today"]:
        spend.add_metric([line["provider"], line["model"]], float(line["usd"]))
    yield spend
    audit, webhooks = told["audit"], told["webhooks"]
    yield GaugeMetricFamily("formaops_audit_unsealed", "Audit rows that are not in their chain yet", audit["unsealed"])
    yield GaugeMetricFamily(
        "formaops_audit_unsealed_oldest_seconds", "How long the oldest of them has waited", audit["oldest_seconds"]
    )
    yield GaugeMetricFamily("formaops_webhooks_waiting", "Deliveries of webhooks that wait", webhooks["waiting"])
    yield GaugeMetricFamily(
        "formaops_webhooks_oldest_seconds", "How long the oldest of them has waited", webhooks["oldest_seconds"]
    )
    yield GaugeMetricFamily(
        "formaops_webhooks_late_seconds", "How long the next attempt of one is overdue", webhooks["late_seconds"]
    )
    yield GaugeMetricFamily(
        "formaops_webhooks_failed", "Deliveries of the last 24 hours that were given up", webhooks["failed"]
    )
    if backups := told.get("backups"):  # a database that is not upgraded yet has none
        yield from _backups(backups)


def _backups(told: dict[str, Any]) -> Iterator[Metric]:
    age, verified = (told[name] for name in ("age_seconds", "verified_age_seconds"))
    # One that is not there is older than any.
    yield GaugeMetricFamily(
        "formaops_backup_age_seconds", "How old the last backup is", math.inf if age is None else age
    )
    yield GaugeMetricFamily(
        "formaops_backup_verified_age_seconds",
        "How old the newest backup is that was proved by restoring",
        math.inf if verified is None else verified,
    )
    yield GaugeMetricFamily("formaops_backup_last_bytes", "Bytes of the last backup as stored", told["last_bytes"] or 0)
    yield GaugeMetricFamily("formaops_backup_running", "Runs that back up, verify or prune", told["running"])
    alerts = GaugeMetricFamily("formaops_backup_alerts", "Whether an alert of this kind is raised", labels=["kind"])
    for kind in KINDS:
        alerts.add_metric([kind], int(kind in told["alerts"]))
    yield alerts
