"""One execution from begin to settle, whatever happens in between: two round trips to the database."""

import asyncio
import time
from collections.abc import Coroutine
from dataclasses import dataclass
from typing import Any, Literal

from formaops.database import Database, Principal
from formaops.errors import FormaOpsError, OutputInvalid, ProviderTimeout, WrongState
from formaops.prompts.answering import Listener, answer
from formaops.prompts.begin import Begun, begin
from formaops.prompts.journal import Journal
from formaops.prompts.lease import Interruption, watch
from formaops.prompts.records import ExecuteRequest, ExecutionRecord
from formaops.prompts.replay import Replay
from formaops.prompts.settle import UNSTORABLE, error_of, release, settle
from formaops.settings import Settings
from formaops.telemetry import spans


@dataclass(frozen=True, slots=True)
class _Ending:
    """How the work ended: as the row will say it, and as the caller hears it."""

    status: Literal["COMPLETED", "FAILED", "CANCELLED"]
    error: dict[str, Any] | None = None
    raised: Exception | None = None
    interruption: Interruption | None = None
    """What stopped the work, where it did not end by itself."""


@spans.traced("execution")
async def execute(
    order: ExecuteRequest,
    principal: Principal,
    request_id: str,
    *,
    database: Database,
    settings: Settings,
    listener: Listener | None = None,
    disconnected: asyncio.Event | None = None,
    idempotency_key: str | None = None,
) -> ExecutionRecord:
    """Run a prompt once and return its settled record; a ReplayedRecord when a request with this key has run before.

    With a `listener` the answer is streamed to it. Setting `disconnected` stops the model and settles the execution as
    CANCELLED. Every error of ours that is raised after begin carries the record as `extra["execution"]`.
    """
    started = time.monotonic()
    begun = await begin(
        order, principal, request_id, database=database, settings=settings, idempotency_key=idempotency_key
    )
    if isinstance(begun, Replay):
        return begun.record()
    if listener:
        await listener.execution(begun)
    journal = Journal()
    ending = await _done(order, begun, journal, database, settings, listener, disconnected)
    return await _settled(begun, journal, ending, started, database, settings)


@spans.traced("execution")
async def execute_queued(
    order: ExecuteRequest, begun: Begun, *, database: Database, settings: Settings, giving_back: asyncio.Event
) -> ExecutionRecord | None:
    """Run what a worker has claimed, and return its settled record; raises as `execute`.

    None when it was given back instead, unfinished: `giving_back` was set, or this task cancelled.
    """
    started = time.monotonic()
    journal = Journal()
    ending = await _done(order, begun, journal, database, settings, None, giving_back)
    if ending.interruption in (Interruption.DISCONNECTED, Interruption.SHUT_DOWN):
        await release(begun, journal, database=database, settings=settings)
        return None
    return await _settled(begun, journal, ending, started, database, settings)


async def _done(
    order: ExecuteRequest,
    begun: Begun,
    journal: Journal,
    database: Database,
    settings: Settings,
    listener: Listener | None,
    disconnected: asyncio.Event | None,
) -> _Ending:
    """Steps 3 to 5, until they are done or have to stop."""
    work = asyncio.create_task(_within_bounds(order, begun, journal, database, settings, listener))
    try:
        interruption = await _wait(work, watch(begun, database=database, settings=settings), disconnected)
    except asyncio.CancelledError:
        interruption = Interruption.SHUT_DOWN
    return _ending(work, interruption)


async def _settled(
    begun: Begun, journal: Journal, ending: _Ending, started: float, database: Database, settings: Settings
) -> ExecutionRecord:
    """Step 6; raises what the work has raised."""
    if ending.error:
        journal.log("ERROR" if ending.status == "FAILED" else "WARN", ending.error["detail"], code=ending.error["code"])
    latency_ms = max(1, round((time.monotonic() - started) * 1000))
    record = await settle(begun, journal, ending.status, ending.error, latency_ms, database=database, settings=settings)
    if ending.raised is None and record.error and record.error["code"] == UNSTORABLE:
        raise OutputInvalid(record.error["detail"], execution=record.model_dump(mode="json"))
    if ending.raised is None:
        return record
    if isinstance(ending.raised, FormaOpsError):
        ending.raised.extra["execution"] = record.model_dump(mode="json")
    raise ending.raised


async def _within_bounds(
    order: ExecuteRequest,
    begun: Begun,
    journal: Journal,
    database: Database,
    settings: Settings,
    listener: Listener | None,
) -> None:
    try:
        async with asyncio.timeout(settings.execution_timeout_seconds):
            await answer(order, begun, journal, database=database, settings=settings, listener=listener)
    except TimeoutError as error:
        raise ProviderTimeout(
            f"The execution took longer than {settings.execution_timeout_seconds:g} s, retries and repairs included."
        ) from error


async def _wait(
    work: asyncio.Task[None], watching: Coroutine[Any, Any, Interruption], disconnected: asyncio.Event | None
) -> Interruption | None:
    """Until the work is done or has to stop; it is over when this returns."""
    watcher = asyncio.create_task(watching)
    gone = asyncio.create_task(disconnected.wait()) if disconnected else None
    try:
        await asyncio.wait({task for task in (work, watcher, gone) if task}, return_when=asyncio.FIRST_COMPLETED)
        if work.done():
            return None
        return watcher.result() if watcher.done() else Interruption.DISCONNECTED
    finally:
        for task in (work, watcher, gone):
            if task and not task.done():
                task.cancel()
        await asyncio.wait({work})


def _ending(work: asyncio.Task[None], interruption: Interruption | None) -> _Ending:
    if work.cancelled():
        reason = (interruption or Interruption.SHUT_DOWN).value
        error = {"code": "cancelled", "detail": reason, "faults": []}
        return _Ending("CANCELLED", error, WrongState(reason), interruption or Interruption.SHUT_DOWN)
    failure = work.exception()
    if failure is None:
        return _Ending("COMPLETED")
    if isinstance(failure, FormaOpsError):
        return _Ending("FAILED", error_of(failure), failure)
    if isinstance(failure, Exception):
        detail = "Something unforeseen stopped the execution; the function's log says what."
        return _Ending("FAILED", {"code": "internal_error", "detail": detail, "faults": []}, failure)
    raise failure
