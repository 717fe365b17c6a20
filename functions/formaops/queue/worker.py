"""One worker: claims what is due as soon as it has a free place, runs it, and ends in order when it is told to.

Any number of them may run, on any number of machines; what one leaves behind, another takes over.
"""

import asyncio
import logging
import os
import random
import secrets
import socket
import time
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any, Final

from formaops.database import Database
from formaops.errors import FormaOpsError, NotReady, QueueNotInstalled
from formaops.prompts.execution import execute_queued
from formaops.queue.claims import ClaimedExecution, ClaimedTask, claim_executions, claim_tasks
from formaops.queue.tasks import QUEUE, SWEEPS, TASKS, Again, TaskContext
from formaops.settings import Settings
from formaops.telemetry import scope, spans

_log = logging.getLogger("formaops.worker")
_SWEEP_SECONDS: Final = 5.0
_BACKOFF_SECONDS: Final = (0.5, 1.0, 2.0, 5.0, 10.0)
_RETRY_IN: Final = 0.25
"""Pauses are up to so much shorter or longer, so that workers that were started together do not stay together."""


@dataclass(slots=True)
class Tally:
    """What a worker has done."""

    claimed: int = 0
    completed: int = 0
    failed: int = 0
    given_back: int = 0
    began: float = field(default_factory=time.monotonic)

    @property
    def seconds(self) -> float:
        return time.monotonic() - self.began


@dataclass(slots=True)
class _Lane:
    """Executions, or other tasks: each with places of its own, so that neither holds up the other."""

    name: str
    claim: Callable[[int], Awaitable[list[Coroutine[Any, Any, None]]]]
    running: set[asyncio.Task[None]] = field(default_factory=set)
    is_dry: bool = False
    """The last claim has brought less than there was place for …"""
    look_at: float = 0.0
    """… so there is no need to look again before this moment of the monotonic clock, unless somebody wakes us."""


class Worker:
    """`stop()` ends it: it claims no more, ends what runs within its grace, and gives the rest back."""

    def __init__(
        self,
        database: Database,
        settings: Settings,
        *,
        concurrency: int | None = None,
        until_empty: bool = False,
        max_seconds: float | None = None,
        max_executions: int | None = None,
    ) -> None:
        self.database, self.settings = database, settings
        self.name = f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(2)}"
        self.tally = Tally()
        self._concurrency = concurrency or settings.worker_concurrency
        self._until_empty = until_empty
        self._max_seconds = max_seconds
        self._left = max_executions
        self._stopping = asyncio.Event()
        self._giving_back = asyncio.Event()
        self._woken = asyncio.Event()
        self._lanes = (_Lane("executions", self._claim_executions), _Lane(QUEUE, self._claim_tasks))
        self._failures = 0

    def stop(self) -> None:
        """Told a second time, it gives back at once."""
        if self._stopping.is_set():
            self._giving_back.set()
        self._stopping.set()

    def wake(self) -> None:
        """There is something new in the queue."""
        self._woken.set()

    async def run(self) -> Tally:
        """Until it is stopped, or with `until_empty` until nothing is due. Raises QueueNotInstalled."""
        if self._until_empty:
            # What dead workers have left is due, too.
            await self._swept()
        helpers = [asyncio.create_task(self._sweep())]
        if self._max_seconds is not None:
            helpers.append(asyncio.create_task(self._stop_after(self._max_seconds)))
        try:
            while not self._stopping.is_set():
                woken = self._woken.is_set() or (self._until_empty and not self._running())
                self._woken.clear()
                await self._claim(woken=woken)
                if self._until_empty and not self._running() and all(lane.is_dry for lane in self._lanes):
                    break
                await self._wait()
        except asyncio.CancelledError:
            self._giving_back.set()
        finally:
            for helper in helpers:
                helper.cancel()
            await self._end()
        return self.tally

    def _running(self) -> set[asyncio.Task[None]]:
        return set().union(*(lane.running for lane in self._lanes))

    async def _claim(self, *, woken: bool) -> None:
        try:
            for lane in self._lanes:
                # An execution that has ended makes place for others of its tenant; a task that has ended does not.
                if lane.name == QUEUE and lane.is_dry and not woken and time.monotonic() < lane.look_at:
                    continue
                free = self._concurrency - len(lane.running)
                for work in await lane.claim(free) if free else ():
                    task = asyncio.create_task(work)
                    lane.running.add(task)
                    task.add_done_callback(lane.running.discard)
                    free -= 1
                lane.is_dry = free > 0
                lane.look_at = time.monotonic() + self.settings.queue_poll_seconds
            self._failures = 0
        except QueueNotInstalled:
            raise
        except FormaOpsError as failure:
            pause = _BACKOFF_SECONDS[min(self._failures, len(_BACKOFF_SECONDS) - 1)]
            self._failures += 1
            _log.warning("Nothing can be claimed; again in %.1f s: %s", pause, failure.detail)
            await self._pause(pause)

    async def _wait(self) -> None:
        """Until a place is free, there is something new, it is time to look, or to stop."""
        waiting = {asyncio.create_task(event.wait()) for event in (self._woken, self._stopping)}
        try:
            await asyncio.wait(
                waiting | self._running(),
                timeout=_about(self.settings.queue_poll_seconds),
                return_when=asyncio.FIRST_COMPLETED,
            )
        finally:
            for task in waiting:
                task.cancel()

    async def _pause(self, seconds: float) -> None:
        try:
            await asyncio.wait_for(self._stopping.wait(), _about(seconds))
        except TimeoutError:
            return

    async def _stop_after(self, seconds: float) -> None:
        await asyncio.sleep(seconds)
        self._stopping.set()

    async def _end(self) -> None:
        """What runs has its grace; then executions are given back, and tasks left to the end of their leases."""
        running = self._running()
        if running:
            gives_back = asyncio.create_task(self._giving_back.wait())
            ended = asyncio.ensure_future(asyncio.wait(running))
            await asyncio.wait(
                {gives_back, ended},
                timeout=self.settings.worker_grace_seconds,
                return_when=asyncio.FIRST_COMPLETED,
            )
            gives_back.cancel()
            self._giving_back.set()
            for task in self._lanes[1].running:
                task.cancel()
            await ended

    # -- executions ------------------------------------------------------------------------------------------------

    async def _claim_executions(self, limit: int) -> list[Coroutine[Any, Any, None]]:
        if self._left is not None:
            limit = min(limit, self._left)
        claimed = await claim_executions(self.name, limit, database=self.database, settings=self.settings)
        self.tally.claimed += len(claimed)
        if self._left is not None:
            self._left -= len(claimed)
            if not self._left:
                self._stopping.set()
        return [self._execute(execution) for execution in claimed]

    async def _execute(self, claimed: ClaimedExecution) -> None:
        begun = claimed.begun
        scope.enter(scope.Scope(function="worker", tenant_id=claimed.tenant_id, execution_id=str(begun.id)))
        attributes: dict[str, spans.Value | None] = {
            "formaops.execution.id": str(begun.id),
            "formaops.tenant.id": claimed.tenant_id,
            "formaops.prompt.id": str(begun.prompt_id),
            "formaops.prompt.version": begun.prompt_version,
            "formaops.attempt": claimed.attempt,
        }
        with spans.linked_span("queued execution", attributes, claimed.traceparent):
            await self._run_execution(claimed)

    async def _run_execution(self, claimed: ClaimedExecution) -> None:
        began = time.monotonic()
        begun = claimed.begun
        try:
            record = await execute_queued(
                claimed.order,
                begun,
                database=self.database,
                settings=self.settings,
                giving_back=self._giving_back,
            )
            ended: str = record.status if record else "given back"
        except FormaOpsError as failure:
            ended = f"FAILED {failure.code}"
        except Exception:
            _log.exception("Execution %s failed", begun.id)
            ended = "FAILED internal_error"
        match ended.partition(" ")[0]:
            case "COMPLETED":
                self.tally.completed += 1
            case "given":
                self.tally.given_back += 1
            case _:
                self.tally.failed += 1
        _log.info("Execution %s %s, attempt %d, %.2f s", begun.id, ended, claimed.attempt, time.monotonic() - began)

    # -- other tasks -----------------------------------------------------------------------------------------------

    async def _claim_tasks(self, limit: int) -> list[Coroutine[Any, Any, None]]:
        if not TASKS:
            return []
        claimed = await claim_tasks(QUEUE, self.name, limit, database=self.database, settings=self.settings)
        return [self._do(task) for task in claimed]

    async def _do(self, task: ClaimedTask) -> None:
        scope.enter(scope.Scope(function="worker"))
        with spans.linked_span(f"task {task.name}", {"formaops.attempt": task.attempt}, None):
            await self._do_task(task)

    async def _do_task(self, task: ClaimedTask) -> None:
        heartbeat = asyncio.create_task(self._keep(task))
        try:
            handler = TASKS[task.name]
            context = TaskContext(task.task_id, task.name, task.params, task.attempt, self.database, self.settings)
            again = await handler(context)
            if again is None:
                await self._end_task("complete_task", task, {"p_result": None})
            else:
                await self._fail(task, again)
        except asyncio.CancelledError:
            _log.warning("Task %s %s is left to another worker", task.name, task.task_id)
        except Exception as failure:
            _log.warning("Task %s %s failed, attempt %d", task.name, task.task_id, task.attempt, exc_info=True)
            reason = {"error": type(failure).__name__}
            await self._end_task("fail_task", task, {"p_reason": reason, "p_retry_at": None})
        finally:
            heartbeat.cancel()

    async def _fail(self, task: ClaimedTask, again: Again) -> None:
        detail = {"p_reason": {"error": again.reason}, "p_retry_at": again.at.isoformat()}
        await self._end_task("fail_task", task, detail)

    async def _end_task(self, rpc: str, task: ClaimedTask, detail: dict[str, Any]) -> None:
        try:
            await self.database.rpc(rpc, {"p_queue": QUEUE, "p_run_id": str(task.run_id)} | detail)
        except FormaOpsError as failure:
            # Its lease will end, and it is done once more.
            _log.warning("Task %s %s could not be ended: %s", task.name, task.task_id, failure.detail)

    async def _keep(self, task: ClaimedTask) -> None:
        while True:
            await asyncio.sleep(self.settings.heartbeat_seconds)
            lease = {"p_queue": QUEUE, "p_run_id": str(task.run_id), "p_lease_seconds": self.settings.lease_seconds}
            try:
                await self.database.rpc("extend_task_lease", lease)
            except FormaOpsError as failure:
                _log.warning("The lease of task %s could not be extended: %s", task.task_id, failure.detail)

    # -- what others left ------------------------------------------------------------------------------------------

    async def _sweep(self) -> None:
        while True:
            await asyncio.sleep(_about(_SWEEP_SECONDS))
            await self._swept()

    async def _swept(self) -> None:
        try:
            await sweep(self.database, self.settings)
        except NotReady as failure:
            _log.debug("Nothing can be swept: %s", failure.detail)
        except Exception:
            _log.warning("A sweep failed", exc_info=True)


async def sweep(database: Database, settings: Settings) -> None:
    """Take up what dead workers have left, and do what registered itself with SWEEPS."""
    if await database.rpc("sweep_executions", {}):
        _log.info("Took up executions that their workers had left")
    for other in SWEEPS:
        await other(database, settings)


def _about(seconds: float) -> float:
    return seconds * random.uniform(1 - _RETRY_IN, 1 + _RETRY_IN)  # noqa: S311  # not a secret
