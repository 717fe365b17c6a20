"""Hear at once that something was put in the queue, where a worker may connect to the database itself."""

import asyncio
import logging

from formaops.queue.worker import Worker

_log = logging.getLogger("formaops.worker")
_PAUSE_SECONDS = 5.0


async def listen(worker: Worker, database_url: str) -> None:
    """Wake the worker at each notification, for as long as this runs. It polls all the same: nothing is lost here."""
    import psycopg

    while True:
        try:
            connection = await psycopg.AsyncConnection.connect(database_url, autocommit=True)
            async with connection:
                await connection.execute("listen formaops_queue")
                worker.wake()
                async for _ in connection.notifies():
                    worker.wake()
        except psycopg.Error as failure:
            _log.warning("Not listening to the database, only polling: %s", type(failure).__name__)
        await asyncio.sleep(_PAUSE_SECONDS)
