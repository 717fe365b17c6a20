"""One attempt to deliver a webhook, as Standard Webhooks has it: signed, bounded, and its outcome recorded.

The row in the database decides whether and when; a worker that dies between sending and recording has its attempt made
again by another one, under the same id.
"""

import math
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any
from uuid import UUID

from standardwebhooks.webhooks import Webhook

from formaops.database import Database
from formaops.egress import Answer, Egress, EgressError, Limits
from formaops.settings import Settings

# An attempt that has not been recorded after its timeout and this is given up for dead.
_SECONDS_TO_RECORD = 30
# Nothing of the answer's body is of interest.
_MOST_BYTES = 1


async def deliver(
    delivery_id: UUID, *, database: Database, egress: Egress, settings: Settings, now: datetime | None = None
) -> datetime | None:
    """Make the attempt that is due, if one is. When the delivery wants to be looked at again; None when it has ended.

    Raises NotReady when the database is away: then nobody knows of the attempt, and it is made again.
    """
    begun = await database.rpc(
        "begin_webhook_delivery",
        {
            "p_delivery_id": str(delivery_id),
            "p_lease_seconds": math.ceil(settings.webhook_timeout_seconds) + _SECONDS_TO_RECORD,
        },
    )
    if begun is None:
        return None
    if "again_at" in begun:
        return datetime.fromisoformat(begun["again_at"])
    outcome = await _attempt(begun, egress, settings, now or datetime.now(UTC))
    ended = await database.rpc(
        "end_webhook_delivery",
        {
            "p_delivery_id": str(delivery_id),
            "p_attempt": begun["attempt"],
            "p_retry_seconds": settings.webhook_retries,
            **outcome,
        },
    )
    again = ended and ended["next_attempt_at"]
    return datetime.fromisoformat(again) if again else None


async def _attempt(begun: dict[str, Any], egress: Egress, settings: Settings, now: datetime) -> dict[str, Any]:
    try:
        answer = await egress.send(
            "POST",
            begun["url"],
            headers={"content-type": "application/json"} | _signed(begun, now),
            content=begun["body"].encode(),
            # Standard Webhooks advises against following redirects: the address is to be mended.
            limits=Limits(settings.webhook_timeout_seconds, _MOST_BYTES, max_redirects=0),
        )
    except EgressError as error:
        return {"p_error": error.text}
    if 200 <= answer.status < 300:
        return {"p_response_status": answer.status}
    return {
        "p_response_status": answer.status,
        "p_error": f"HTTP {answer.status}",
        "p_retry_after_seconds": _retry_after(answer, now),
    }


def _signed(begun: dict[str, Any], now: datetime) -> dict[str, str]:
    """With each secret that counts: while one replaces another, the receiver may know either."""
    event, body = begun["event_id"], begun["body"]
    return {
        "webhook-id": event,
        "webhook-timestamp": str(math.floor(now.timestamp())),
        "webhook-signature": " ".join(Webhook(secret).sign(event, now, body) for secret in begun["secrets"]),
    }


def _retry_after(answer: Answer, now: datetime) -> float | None:
    """Seconds, whether the receiver says seconds or a date; None for what is neither."""
    given = answer.headers.get("retry-after", "")
    if given.isascii() and given.isdigit():
        return float(given[:9])
    try:
        return max(0.0, (parsedate_to_datetime(given) - now).total_seconds())
    except (TypeError, ValueError):
        return None
