"""The heartbeat of a running execution: it keeps the lease and hears of a cancellation."""

import asyncio
import logging
from enum import Enum
from typing import Final

from formaops.database import Database
from formaops.errors import FormaOpsError
from formaops.prompts.begin import Begun
from formaops.settings import Settings

_log = logging.getLogger(__name__)
# What may be asked again waits no longer for an answer: one that never comes must not outlast the lease.
SECONDS_TO_ANSWER: Final = 10.0


class Interruption(Enum):
    """Why an execution's work is stopped before it is done; the values are what its row says."""

    CANCEL_REQUESTED = "It was cancelled on request."
    DISCONNECTED = "The client went away."
    LEASE_LOST = "Another worker took it over."
    SHUT_DOWN = "The function was shut down."


async def watch(begun: Begun, *, database: Database, settings: Settings) -> Interruption:
    """Extend the lease every `heartbeat_seconds`; return when the work has to stop.

    An execution that is faster than one heartbeat costs no round trip for this. While the database is away the lease
    may run out; then the sweeper settles the row, and what was spent still reaches the ledger when this worker settles.
    """
    while True:
        await asyncio.sleep(settings.heartbeat_seconds)
        try:
            lease = await database.rpc(
                "extend_execution_lease",
                {
                    "p_execution_id": str(begun.id),
                    "p_lease_id": str(begun.lease_id),
                    "p_lease_seconds": settings.lease_seconds,
                },
                seconds=SECONDS_TO_ANSWER,
            )
        except FormaOpsError as error:
            # Whatever it is, it is no reason to drop what has been paid for: settling will meet it again, or not.
            _log.warning("The lease of execution %s could not be extended: %s", begun.id, error.detail)
            continue
        if lease["cancel_requested"]:
            return Interruption.CANCEL_REQUESTED
        if not lease["held"]:
            return Interruption.LEASE_LOST
