"""The page of figures: who may see it, and what stands on it when the database tells nothing."""

import math
from typing import Any

import httpx
import pytest
import respx
from prometheus_client.parser import text_string_to_metric_families
from pydantic import SecretStr
from starlette.requests import Request

from formaops.database import Database
from formaops.errors import Unauthenticated
from formaops.http import metrics
from formaops.http.metrics import Metrics
from formaops.http.operators import require_secret
from formaops.settings import Settings
from formaops.telemetry import figures

REST = "http://rest.test"
TOLD = {
    "queue": {
        "waiting": {"HIGH": {"executions": 2, "oldest_seconds": 1.5}},
        "again": 1,
        "tasks": {"waiting": 4, "running": 5, "oldest_seconds": 6},
    },
    "webhooks": {"waiting": 8, "oldest_seconds": 9.5, "late_seconds": 0.5, "failed": 3},
    "executions": {"running": 3, "oldest_seconds": 4.5, "leases_ending": 1, "leases_ended": 0},
    "holds": {"usd": "0.25", "executions": 2},
    "audit": {"unsealed": 7, "oldest_seconds": 0.5},
    "backups": {
        "age_seconds": 3600.5,
        "verified_age_seconds": None,
        "last_bytes": 1024,
        "running": 1,
        "alerts": ["backup_failed"],
    },
    "spend_today": [{"provider": "openai", "model": "openai:gpt-5", "usd": "1.5"}],
}


def samples(page: bytes) -> dict[tuple[str, ...], float]:
    """By name and the labels' values, in the order of the labels' names."""
    families = text_string_to_metric_families(page.decode())
    every = [sample for family in families for sample in family.samples]
    return {(one.name, *(one.labels[label] for label in sorted(one.labels))): one.value for one in every}


@pytest.fixture
def rest() -> Any:
    with respx.mock as router:
        yield router.post(f"{REST}/rpc/operational_metrics").respond(json=TOLD)


@pytest.fixture
def page() -> Metrics:
    settings = Settings(supabase_url="http://project.test", rest=REST, service_role_key="s", anon_key="a")
    return Metrics(Database(settings, transport=httpx.AsyncHTTPTransport()))


async def test_what_the_database_tells(rest: respx.Route, page: Metrics) -> None:
    text, kind = await page.exposition("text/plain")
    assert kind.startswith("text/plain")
    told = samples(text)
    assert told["formaops_database_up",] == 1
    assert told["formaops_queue_waiting", "HIGH"] == 2
    assert told["formaops_queue_oldest_seconds", "HIGH"] == 1.5
    assert told["formaops_queue_waiting", "LOW"] == 0
    assert told["formaops_executions_running",] == 3
    assert told["formaops_executions_running_oldest_seconds",] == 4.5
    assert told["formaops_leases_ending",] == 1
    assert told["formaops_leases_ended",] == 0
    assert told["formaops_holds_usd",] == 0.25
    assert told["formaops_holds",] == 2
    assert told["formaops_queue_again",] == 1
    assert told["formaops_backup_age_seconds",] == 3600.5
    assert told["formaops_backup_verified_age_seconds",] == math.inf, "none is older than any"
    assert (told["formaops_backup_last_bytes",], told["formaops_backup_running",]) == (1024, 1)
    assert [told["formaops_backup_alerts", kind] for kind in ("backup_failed", "verify_failed")] == [1, 0]
    assert [told[f"formaops_tasks_{what}",] for what in ("waiting", "running", "oldest_seconds")] == [4, 5, 6]
    assert [
        told[f"formaops_webhooks_{what}",] for what in ("waiting", "oldest_seconds", "late_seconds", "failed")
    ] == [8, 9.5, 0.5, 3]  # fmt: skip
    assert told["formaops_audit_unsealed",] == 7
    assert told["formaops_audit_unsealed_oldest_seconds",] == 0.5
    assert told["formaops_spend_today_usd", "openai:gpt-5", "openai"] == 1.5


async def test_the_database_is_asked_once_in_five_seconds(
    rest: respx.Route, page: Metrics, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = 1000.0
    monkeypatch.setattr(metrics.time, "monotonic", lambda: now)
    await page.exposition("")
    now += 4.9
    await page.exposition("")
    assert rest.call_count == 1
    now += 0.2
    await page.exposition("")
    assert rest.call_count == 2


async def test_without_the_database_the_process_tells_of_itself(rest: respx.Route, page: Metrics) -> None:
    rest.side_effect = httpx.ConnectError("away")
    figures.execution_ended("COMPLETED", None)
    told = samples((await page.exposition(""))[0])
    assert told["formaops_database_up",] == 0
    assert ("formaops_holds_usd",) not in told
    assert told["formaops_executions_total", "", "COMPLETED"] >= 1


async def test_openmetrics_for_those_who_accept_it(rest: respx.Route, page: Metrics) -> None:
    text, kind = await page.exposition("application/openmetrics-text; version=1.0.0")
    assert kind.startswith("application/openmetrics-text")
    assert text.endswith(b"# EOF\n")


def request(**headers: str) -> Request:
    raw = [(name.encode(), value.encode()) for name, value in headers.items()]
    return Request({"type": "http", "method": "GET", "path": "/", "headers": raw})


TOKEN, KEY = SecretStr("a-token"), SecretStr("the-service-key")


@pytest.mark.parametrize(
    "headers",
    [{"authorization": "Bearer a-token"}, {"authorization": "bearer the-service-key"}, {"apikey": "the-service-key"}],
)
def test_who_has_the_secret(headers: dict[str, str]) -> None:
    require_secret(request(**headers), TOKEN, KEY)


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"authorization": "Bearer "},
        {"authorization": "Bearer a-toke"},
        {"authorization": "Basic a-token"},
        {"authorization": "Bearer é"},
        {"apikey": ""},
    ],
)
def test_who_has_not(headers: dict[str, str]) -> None:
    with pytest.raises(Unauthenticated):
        require_secret(request(**headers), TOKEN, KEY, None)
    with pytest.raises(Unauthenticated):
        require_secret(request(**headers), None, SecretStr(""))


def test_only_the_first_hundred_models_are_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(figures, "_models", set())
    names = [figures.bounded(f"local:{number}") for number in range(150)]
    assert len(set(names)) == 101
    assert figures.bounded("local:0") == "local:0"
    assert figures.bounded("local:149") == "other"
