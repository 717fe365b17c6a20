"""What is killed, and how one sees that it is back."""

import asyncio
import os
import signal
import socket
import sys
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Final

import httpx
import psycopg

from formaops.local.functions import environment
from formaops.local.layout import ROOT
from formaops.postgres.processes import die_with_parent
from tests.support.stacks import Stack

_BACK_SECONDS: Final = 90
_PROBE: Final = httpx.Timeout(2)


async def until(look: Callable[[], bool]) -> None:
    """Until it is so: looks again and again, for it happens in other processes."""
    while not look():  # noqa: ASYNC110
        await asyncio.sleep(0.02)


class Neighbour:
    """A process of our own beside the stack, started again whenever it ends."""

    def __init__(self, name: str, argv: list[str], env: dict[str, str], log: Path) -> None:
        self.name = name
        self.starts = 0
        self._argv, self._env, self._log = argv, env, log
        self._process: asyncio.subprocess.Process | None = None
        self._watcher: asyncio.Task[None] | None = None

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process and self._process.returncode is None else None

    async def start(self) -> None:
        await self._launch()
        self._watcher = asyncio.create_task(self._watch())

    async def stop(self) -> None:
        if self._watcher:
            self._watcher.cancel()
        if self._process:
            await self._finish(self._process)

    async def _watch(self) -> None:
        while self._process:
            await self._process.wait()
            await self._finish(self._process)
            await asyncio.sleep(0.2)
            await self._launch()

    async def _finish(self, process: asyncio.subprocess.Process) -> None:
        """End it with all its children."""
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        await process.wait()

    async def _launch(self) -> None:
        with self._log.open("ab") as output:
            self._process = await asyncio.create_subprocess_exec(
                *self._argv,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                env=self._env,
                cwd=ROOT,
                # As the supervisor's parts have one: the scheduler shares the processors out among sessions.
                start_new_session=True,
                preexec_fn=die_with_parent(signal.SIGKILL),
            )
        self.starts += 1


@asynccontextmanager
async def started(neighbours: Sequence[Neighbour]) -> AsyncIterator[None]:
    try:
        for neighbour in neighbours:
            await neighbour.start()
        yield
    finally:
        for neighbour in neighbours:
            await neighbour.stop()


def second_functions(stack: Stack) -> tuple[Neighbour, str]:
    """Another functions process of the same stack, as another machine would be, and its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    env = _environment(stack)
    argv = [sys.executable, "-m", "formaops.local.functions", str(port), str(ROOT / "functions" / "main.py")]
    log = stack.state / "logs" / "functions-2.log"
    return Neighbour("functions-2", argv, env, log), f"http://127.0.0.1:{port}"


def second_worker(stack: Stack) -> Neighbour:
    """Another that drains the queue, without a way to the database but the API: it is not woken, it looks."""
    argv = [sys.executable, "-m", "formaops.cli", "worker"]
    return Neighbour("worker-2", argv, _environment(stack), stack.state / "logs" / "worker-2.log")


def _environment(stack: Stack) -> dict[str, str]:
    """What a function of this stack is given."""
    operator = {name: value for name, value in os.environ.items() if not name.startswith("FORMAOPS_")}
    return environment(operator | dict(stack.settings), replace(stack.addresses, model_url=stack.model.url))


class Parts:
    """Strikes, and waits until what was struck is back. `addresses` are where neighbours answer."""

    def __init__(self, stack: Stack, neighbours: dict[str, Neighbour], addresses: dict[str, str]) -> None:
        self._stack, self._neighbours, self._addresses = stack, neighbours, addresses

    async def kill(self, part: str) -> float:
        """Kill it with SIGKILL; the seconds until it was back."""
        began = time.monotonic()
        if part == "supervisor":
            self._stack.kill_supervisor()
            await asyncio.to_thread(self._stack.start_again)
        elif part == "backend":
            await asyncio.to_thread(self._kill_backend)
        else:
            before = await self._running(part)
            os.kill(before, signal.SIGKILL)
            await until(lambda: self._pid(part) not in (before, None))
        await self._until_back(part)
        return time.monotonic() - began

    async def freeze(self, part: str, seconds: float) -> float:
        """Stop it for so long, then let it go on; the seconds until it answered again."""
        pid = await self._running(part)
        os.kill(pid, signal.SIGSTOP)
        try:
            await asyncio.sleep(seconds)
        finally:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGCONT)
        began = time.monotonic()
        await self._until_back(part)
        return time.monotonic() - began

    async def _until_back(self, part: str) -> None:
        deadline = time.monotonic() + _BACK_SECONDS
        while not await asyncio.to_thread(self._is_back, part):
            if time.monotonic() > deadline:
                raise TimeoutError(f"{part} did not come back within {_BACK_SECONDS} s")
            await asyncio.sleep(0.02)

    def _is_back(self, part: str) -> bool:
        if part in self._addresses:
            with suppress(httpx.HTTPError):
                return self._stack.http.get(f"{self._addresses[part]}/health/live", timeout=_PROBE).is_success
            return False
        if part in self._neighbours:
            return self._neighbours[part].pid is not None
        return self._stack.is_healthy()

    async def _running(self, part: str) -> int:
        """Its process; one that is just being started is awaited."""
        await until(lambda: self._pid(part) is not None)
        pid = self._pid(part)
        assert pid
        return pid

    def _pid(self, part: str) -> int | None:
        if part in self._neighbours:
            return self._neighbours[part].pid
        return self._stack.service_status(part).pid

    def _kill_backend(self) -> None:
        """One of PostgREST's sessions; Postgres ends all others, too, and recovers."""
        with psycopg.connect(self._stack.addresses.admin_db_url, autocommit=True) as admin:
            row = admin.execute(
                "select pid from pg_stat_activity where usename = 'authenticator' and pid <> pg_backend_pid() limit 1"
            ).fetchone()
        if row:
            os.kill(row[0], signal.SIGKILL)
