"""A cluster's data directory: made by initdb, served by `postgres`, by an account that is not root."""

import os
import shutil
import signal
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from formaops.postgres.problems import PostgresFailed
from formaops.postgres.processes import Account, program_of, run_as

SUPERUSER: Final = "supabase_admin"
STOP_SIGNAL: Final = signal.SIGINT  # "fast": ends sessions, writes a checkpoint
_ALWAYS: Final = {"timezone": "UTC", "log_timezone": "UTC", "log_line_prefix": "%m [%p] %u "}


@dataclass(frozen=True, slots=True)
class Cluster:
    """A cluster that may or may not exist yet. ``account`` is who it runs as when that is not us."""

    programs: Path
    major: int
    data: Path
    account: Account | None

    def argv(self, settings: Mapping[str, str]) -> list[str]:
        """The server's command line."""
        argv = [str(self.programs / "postgres"), "-D", str(self.data)]
        for name, value in (_ALWAYS | dict(settings)).items():
            argv += ["-c", f"{name}={value}"]
        return argv

    def create(self, password: str) -> None:
        """Make the cluster anew; what an interrupted attempt left is removed. Raises PostgresFailed."""
        if self.data.exists():
            shutil.rmtree(self.data)
        secret = self.data.parent / "password"
        secret.touch(mode=0o600)
        secret.write_text(password)
        if self.account:
            os.chown(secret, self.account.uid, self.account.gid)
        try:
            done = self._initdb("--pwfile", str(secret))
        finally:
            secret.unlink()
        if done.returncode != 0:
            raise PostgresFailed(
                "The database cluster could not be made.",
                tail=done.stdout.strip(),
                advice="If the disk is full, free about 500 MB; otherwise see the lines above.",
            )

    def _initdb(self, *more: str) -> subprocess.CompletedProcess[str]:
        arguments = [
            "-D",
            str(self.data),
            "-U",
            SUPERUSER,
            "--auth=scram-sha-256",
            "--no-sync",
            "--encoding=UTF8",
            "--no-instructions",
            *self._locale(),
            *more,
        ]
        return run_as(self.account, [self.programs / "initdb", *arguments], self.data.parent)

    def _locale(self) -> list[str]:
        # The same order and case rules on every system, without asking the system's C library.
        if self.major >= 17:
            return ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
        return ["--locale=C.UTF-8"]

    def wait_for_predecessor(self) -> int | None:
        """Process id of a Postgres that still serves this data directory; None when there is none.

        A leftover pid file whose number now belongs to another program is removed, or Postgres would not start.
        """
        pid_file = self.data / "postmaster.pid"
        try:
            pid = int(pid_file.read_text().splitlines()[0])
        except (OSError, ValueError, IndexError):
            return None
        if "postgres" in program_of(pid):
            return pid
        pid_file.unlink(missing_ok=True)
        return None
