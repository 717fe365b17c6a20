"""What workers of the queue do for webhooks. Both bear being repeated, and being done by several at once."""

from functools import cache
from uuid import UUID

from formaops.database import Database
from formaops.egress import Egress, Policy
from formaops.queue.tasks import Again, TaskContext
from formaops.settings import Settings
from formaops.webhooks.delivering import deliver


async def deliver_webhook(context: TaskContext) -> Again | None:
    """One attempt, if one is due. The next one's time comes from the delivery, not from the queue."""
    settings = context.settings
    again = await deliver(
        UUID(context.params["delivery_id"]),
        database=context.database,
        egress=_egress(settings.egress_allow, settings.egress_allow_http),
        settings=settings,
    )
    return Again(again, "The receiver has not taken it yet.") if again else None


async def sweep_webhooks(database: Database, _: Settings) -> None:
    """Look after deliveries whose task was lost."""
    await database.rpc("sweep_webhooks", {})


@cache
def _egress(allowed: str, allow_http: bool) -> Egress:
    return Egress(Policy.parse(allowed, allow_http=allow_http))
