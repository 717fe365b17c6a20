"""Operators are told what is wrong with backups, and that it is over: by a line of log, and by a signed webhook.

The database raises and clears alerts, and says which are to be told now. Every worker asks it every few seconds, and so
does each turn of `work`: whoever comes first tells. So what a dead scheduler does not do is noticed by those who live.
"""

import json
import logging
import math
from datetime import UTC, datetime
from functools import cache
from typing import Any, Final

from standardwebhooks.webhooks import Webhook

from formaops.database import Database
from formaops.egress import Egress, EgressError, Limits, Policy
from formaops.settings import BackupSettings, Settings, backup_settings

_log = logging.getLogger("formaops.alerts")

KINDS: Final = (
    "backup_failed", "verify_failed", "prune_failed", "backup_shrunk", "far_copy_failed", "backup_not_verified",
)  # fmt: skip
"""What is told of, as `private.operator_alerts` has it."""
# After the last of these, the next day's reminder.
_RETRY_SECONDS: Final = (30, 120, 600, 1800, 3600, 7200)
# An attempt that has not been recorded after its timeout and this is given up for dead.
_SECONDS_TO_RECORD: Final = 30


async def watch_backups(database: Database, settings: Settings) -> None:
    """Look how backups stand, and tell what is to be told. Bears being done by several at once."""
    await check(database, settings, backup_settings())


async def check(
    database: Database,
    settings: Settings,
    backups: BackupSettings,
    *,
    egress: Egress | None = None,
    now: datetime | None = None,
) -> None:
    """`egress` and `now` are for tests. Raises NotReady."""
    looked = await database.rpc(
        "check_backups", {"p_max_age_hours": backups.max_age_hours, "p_shrink_ratio": backups.shrink_ratio}
    )
    if not looked["due"]:
        return
    lease = math.ceil(settings.webhook_timeout_seconds) + _SECONDS_TO_RECORD
    # One after the other, each with a lease of its own.
    while alerts := await database.rpc("claim_operator_alerts", {"p_limit": 1, "p_lease_seconds": lease}):
        for alert in alerts:
            error = await _tell(alert, settings, egress, now or datetime.now(UTC))
            await database.rpc(
                "end_operator_alert",
                {
                    "p_id": alert["id"],
                    "p_attempt": alert["attempt"],
                    "p_was_cleared": alert["cleared_at"] is not None,
                    "p_error": error,
                    "p_retry_seconds": _RETRY_SECONDS,
                },
            )


async def _tell(alert: dict[str, Any], settings: Settings, egress: Egress | None, now: datetime) -> str | None:
    """Why the webhook did not get through. The log is told once, the webhook until it answers."""
    event = _event(alert)
    if alert["attempt"] == 1:
        level = logging.INFO if alert["cleared_at"] else logging.ERROR
        fields = {"alert": alert["kind"], "event": event, "raised_at": alert["raised_at"]}
        _log.log(level, "%s: %s", event, alert["detail"], extra={"fields": fields})
    if not settings.alert_webhook_url:
        return None
    error = await _send(
        alert, event, settings, egress or _egress(settings.egress_allow, settings.egress_allow_http), now
    )
    if error:
        _log.warning("The webhook of alerts did not take it: %s", error)
    return error


def _event(alert: dict[str, Any]) -> str:
    if alert["cleared_at"]:
        return "operator.alert_cleared"
    return "operator.alert_reminded" if alert["told"] else "operator.alert_raised"


async def _send(alert: dict[str, Any], event: str, settings: Settings, egress: Egress, now: datetime) -> str | None:
    secret = settings.alert_webhook_secret and settings.alert_webhook_secret.get_secret_value()
    if not secret:
        return "FORMAOPS_ALERT_WEBHOOK_SECRET is not set: nothing is sent unsigned."
    # The same at every attempt to tell the same.
    name = f"{alert['id']}.{alert['told']}.{event.rpartition('_')[2]}"
    told = {member: alert[member] for member in ("kind", "detail", "raised_at", "cleared_at", "data")}
    body = json.dumps({"type": event, "timestamp": now.isoformat(), "data": told})
    try:
        signature = Webhook(secret).sign(name, now, body)
    except ValueError:
        return "FORMAOPS_ALERT_WEBHOOK_SECRET is not whsec_ and base64."
    headers = {
        "content-type": "application/json",
        "webhook-id": name,
        "webhook-timestamp": str(math.floor(now.timestamp())),
        "webhook-signature": signature,
    }
    limits = Limits(settings.webhook_timeout_seconds, max_bytes=1)
    try:
        answer = await egress.send(
            "POST", settings.alert_webhook_url or "", headers=headers, content=body.encode(), limits=limits
        )
    except EgressError as error:
        return error.text
    return None if 200 <= answer.status < 300 else f"HTTP {answer.status}"


@cache
def _egress(allowed: str, allow_http: bool) -> Egress:
    return Egress(Policy.parse(allowed, allow_http=allow_http))
