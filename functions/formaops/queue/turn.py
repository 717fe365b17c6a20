"""One bounded turn of the queue, for schedulers: as a worker, but it ends. Turns may overlap."""

from formaops.database import Database
from formaops.prompts.records import WorkReport, WorkRequest
from formaops.queue import handlers  # noqa: F401  # who does which task
from formaops.queue.worker import Worker
from formaops.settings import Settings


async def take_turn(turn: WorkRequest, *, database: Database, settings: Settings) -> WorkReport:
    """Run what is due, until nothing is or the turn is over. Raises QueueNotInstalled, NotReady."""
    # Where the database is away, the scheduler hears of it, rather than of a turn in which nothing was due.
    await database.rpc("queue_status", {"p_tenants": 0})
    worker = Worker(
        database,
        settings,
        until_empty=True,
        max_seconds=min(turn.max_seconds or settings.work_seconds, settings.work_seconds),
        max_executions=turn.max_executions,
    )
    tally = await worker.run()
    status = await database.rpc("queue_status", {"p_tenants": 0})
    return WorkReport(
        claimed=tally.claimed,
        completed=tally.completed,
        failed=tally.failed,
        given_back=tally.given_back,
        waiting=sum(status["waiting"].values()),
        seconds=round(tally.seconds, 3),
    )
