"""Telling operators, with the database mocked and a receiver on the loopback interface."""

import json
import logging
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, cast

import pytest
from standardwebhooks.webhooks import Webhook

from formaops.backups.alerts import KINDS, check, watch_backups
from formaops.database import Database
from formaops.egress import Egress, Policy
from formaops.local.layout import ROOT
from formaops.queue import handlers
from formaops.settings import BackupSettings, Settings
from tests.unit.egress.conftest import NewServer, serve  # noqa: F401 a fixture

SECRET = "whsec_b3BlcmF0b3JzJyBzZWNyZXQgb2YgMzIgYnl0ZXM="
ALERT = {
    "id": "00000000-0000-4000-8000-000000000001", "kind": "backup_failed", "detail": "The last BACKUP failed: Full.",
    "data": {"code": "store_full"}, "raised_at": "2026-11-21T03:00:00+00:00", "cleared_at": None, "attempt": 1,
    "told": 0,
}  # fmt: skip
CLEARED = ALERT | {"cleared_at": "2026-11-21T04:00:00+00:00", "told": 1}


@dataclass
class Alerts:
    """What the database would say, and what it was told."""

    due: list[dict[str, Any]]
    checked: list[Mapping[str, Any]] = field(default_factory=list)
    ended: list[Mapping[str, Any]] = field(default_factory=list)

    async def rpc(self, name: str, arguments: Mapping[str, Any]) -> Any:
        if name == "check_backups":
            self.checked.append(arguments)
            return {"looked": True, "due": len(self.due)}
        if name == "claim_operator_alerts":
            return [self.due.pop(0)] if self.due else []
        assert name == "end_operator_alert"
        self.ended.append(arguments)
        return True


async def told(alerts: Alerts, url: str | None, secret: str | None = SECRET, *, backups: Any = None) -> None:
    given = {"supabase_url": "http://project.test", "service_role_key": "s", "anon_key": "a"}
    settings = Settings(**given, alert_webhook_url=url, alert_webhook_secret=secret)  # type: ignore[arg-type]
    egress = Egress(Policy.parse("127.0.0.1"))
    await check(cast(Database, alerts), settings, backups or BackupSettings(), egress=egress)


async def test_what_is_wrong_is_logged_once_and_sent_signed(
    serve: NewServer,  # noqa: F811
    caplog: pytest.LogCaptureFixture,
) -> None:
    server = await serve({})
    alerts = Alerts([ALERT])
    with caplog.at_level(logging.INFO, "formaops.alerts"):
        await told(alerts, f"{server.url}/alerts")

    [line] = caplog.records
    assert (line.levelname, line.getMessage()) == (
        "ERROR", "operator.alert_raised: The last BACKUP failed: Full.",
    )  # fmt: skip
    [request] = server.requests
    body = request.partition("\r\n\r\n")[2]
    names = ("webhook-id", "webhook-timestamp", "webhook-signature")
    event = Webhook(SECRET).verify(body, {name: str(server.header(name)) for name in names})
    assert event == json.loads(body)
    assert event["type"] == "operator.alert_raised"
    assert event["data"] == {
        name: ALERT[name] for name in ("kind", "detail", "raised_at", "cleared_at", "data")
    }  # fmt: skip
    assert server.header("webhook-id") == f"{ALERT['id']}.0.raised"
    [ended] = alerts.ended
    assert (ended["p_error"], ended["p_was_cleared"], ended["p_attempt"]) == (None, False, 1)


async def test_that_it_is_over_is_told_too(
    serve: NewServer,  # noqa: F811
    caplog: pytest.LogCaptureFixture,
) -> None:
    server = await serve({})
    alerts = Alerts([CLEARED])
    with caplog.at_level(logging.INFO, "formaops.alerts"):
        await told(alerts, server.url + "/")
    assert [line.levelname for line in caplog.records] == ["INFO"]
    assert '"operator.alert_cleared"' in server.requests[0]
    assert alerts.ended[0]["p_was_cleared"] is True


async def test_a_reminder_is_told_apart_by_its_name(serve: NewServer) -> None:  # noqa: F811
    server = await serve({})
    await told(Alerts([ALERT | {"told": 2}]), server.url + "/")
    assert server.header("webhook-id") == f"{ALERT['id']}.2.reminded"


async def test_a_receiver_that_fails_is_tried_again_and_the_log_is_not_told_twice(
    serve: NewServer,  # noqa: F811
    caplog: pytest.LogCaptureFixture,
) -> None:
    server = await serve({"/": b"HTTP/1.1 500 No\r\ncontent-length: 0\r\n\r\n"})
    alerts = Alerts([ALERT, ALERT | {"attempt": 2}])
    await told(alerts, server.url + "/")
    assert [ended["p_error"] for ended in alerts.ended] == ["HTTP 500", "HTTP 500"]
    assert alerts.ended[0]["p_retry_seconds"][0] == 30
    assert len({request.partition("webhook-id")[2].partition("\r\n")[0] for request in server.requests}) == 1
    assert [line.levelname for line in caplog.records] == ["ERROR", "WARNING", "WARNING"]


@pytest.mark.parametrize("secret", [None, ""])
async def test_nothing_is_sent_unsigned(serve: NewServer, secret: str | None) -> None:  # noqa: F811
    server = await serve({})
    alerts = Alerts([ALERT])
    await told(alerts, server.url + "/", secret)
    assert server.requests == []
    assert "FORMAOPS_ALERT_WEBHOOK_SECRET" in alerts.ended[0]["p_error"]


async def test_an_address_that_is_not_public_is_refused_unless_it_is_allowed() -> None:
    alerts = Alerts([ALERT])
    await told(alerts, "https://10.0.0.1/alerts")
    assert alerts.ended[0]["p_error"]
    assert "10.0.0.1" not in alerts.ended[0]["p_error"]


async def test_without_an_address_the_log_is_enough() -> None:
    alerts = Alerts([ALERT])
    await told(alerts, None)
    assert alerts.ended[0]["p_error"] is None


async def test_where_nothing_is_due_nothing_is_claimed() -> None:
    alerts = Alerts([])
    await told(alerts, None, backups=BackupSettings(max_age_hours=48, shrink_ratio=0.1))
    assert alerts.checked == [{"p_max_age_hours": 48, "p_shrink_ratio": 0.1}]
    assert alerts.ended == []


def test_every_worker_looks() -> None:
    assert watch_backups in handlers.SWEEPS


def test_the_kinds_are_those_of_the_database() -> None:
    migration = (ROOT / "supabase" / "migrations" / "20261121180000_backups.sql").read_text()
    check = migration.partition("operator_alerts_kind_is_known check (")[2].partition(")\n")[0]
    assert set(re.findall(r"'(\w+)'", check)) == set(KINDS)
