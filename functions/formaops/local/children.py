"""Start and stop child processes so that none outlives the supervisor."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from formaops.local import watchdog
from formaops.postgres.processes import Account, as_account, die_with_parent


class Children:
    """Spawns children, each in a session of its own, tied to the life of this process in two ways (see watchdog)."""

    def __init__(self) -> None:
        self._watchdog = subprocess.Popen(  # noqa: S603
            [sys.executable, "-I", "-S", watchdog.__file__], stdin=subprocess.PIPE, start_new_session=True
        )

    async def spawn(
        self,
        argv: Sequence[str | Path],
        *,
        log: Path,
        env: Mapping[str, str],
        cwd: Path,
        account: Account | None = None,
        death_signal: signal.Signals = signal.SIGKILL,
    ) -> asyncio.subprocess.Process:
        """Start a program, its output appended to ``log``. ``death_signal`` is what it gets when we die.

        Only to be called from the main thread: Linux ties the signal to the thread that forked.
        """
        with log.open("ab") as output:
            process = await asyncio.create_subprocess_exec(
                *argv,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                env=env,
                cwd=cwd,
                start_new_session=True,
                preexec_fn=die_with_parent(death_signal),
                **as_account(account),
            )
        self._tell(f"add {process.pid} {death_signal.value}")
        return process

    async def stop(
        self, process: asyncio.subprocess.Process, signum: signal.Signals = signal.SIGTERM, grace: float = 8
    ) -> None:
        """Ask the process to end; after ``grace`` seconds end its whole group by force."""
        if process.returncode is None:
            process.send_signal(signum)
            with suppress(TimeoutError):
                await asyncio.wait_for(process.wait(), grace)
        await self.finish(process)

    async def finish(self, process: asyncio.subprocess.Process) -> None:
        """Clear away what is left of a process that has ended, or should have."""
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
        await process.wait()
        self._tell(f"remove {process.pid}")

    def close(self) -> None:
        """Let the watchdog go; it ends whatever was not finished."""
        if self._watchdog.stdin:
            self._watchdog.stdin.close()
        self._watchdog.wait()

    def _tell(self, line: str) -> None:
        if self._watchdog.stdin and self._watchdog.poll() is None:
            self._watchdog.stdin.write(f"{line}\n".encode())
            self._watchdog.stdin.flush()
