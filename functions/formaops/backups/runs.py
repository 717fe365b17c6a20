"""What became of backing up, verifying and pruning, as the database keeps it: `backup_runs`."""

import asyncio
import os
import secrets
import socket
import time
from collections.abc import Callable, Mapping
from contextlib import aclosing
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, Literal, Protocol
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from formaops.backups.progress import Progress
from formaops.database import Database
from formaops.errors import NotReady, WrongState
from formaops.settings import Settings

Kind = Literal["BACKUP", "VERIFY", "PRUNE"]
Ended = Literal["SUCCEEDED", "FAILED"]

# An attempt that nothing was heard of for so long is given up; engines extend it several times as often.
LEASE_SECONDS: Final = 120
# How long to wait for a database that is away, in pauses of a second or two.
_PATIENCE: Final[Mapping[str, float]] = {"begin": 5, "extend": 20, "end": 60}


class LostLease(Exception):
    """The run is not this worker's any more: its lease has ended. Nothing more is to be written."""


class RunRecord(BaseModel):
    """One attempt at a run: a row of `backup_runs`."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    id: UUID
    kind: Kind
    status: Literal["RUNNING", "SUCCEEDED", "FAILED"]
    scheduled_at: datetime
    attempt: int
    backup_id: str | None
    worker: str
    details: dict[str, Any]
    progress: dict[str, Any]
    lease_until: datetime | None
    result: dict[str, Any] | None
    error: dict[str, Any] | None
    started_at: datetime
    completed_at: datetime | None
    duration_seconds: float | None


class DoneRecord(RunRecord):
    """A run that has SUCCEEDED."""

    pruned: dict[str, Any] | None = None
    """What was removed after a backup; null where nothing is to be, and when it is answered again."""


@dataclass(frozen=True, slots=True)
class Run:
    record: RunRecord
    replayed: bool
    """It has SUCCEEDED already, for that time: there is nothing to do."""
    lease_token: str | None = field(repr=False)

    @classmethod
    def read(cls, answer: Mapping[str, Any]) -> "Run":
        return cls(RunRecord.model_validate(answer), answer["replayed"], answer["lease_token"])

    @property
    def id(self) -> UUID:
        return self.record.id

    @property
    def attempt(self) -> int:
        return self.record.attempt

    @property
    def backup_id(self) -> str | None:
        return self.record.backup_id

    @property
    def scheduled_at(self) -> datetime:
        """In whole seconds, whatever was asked for."""
        return self.record.scheduled_at


class Runs(Protocol):
    """All calls block."""

    def begin(self, kind: Kind, scheduled_at: datetime, worker: str, details: Mapping[str, Any]) -> Run:
        """Raises InProgress, with the `run` that is in the way; NotReady."""

    def extend(self, run: Run, progress: Progress | None = None) -> None:
        """Alive, and so far. Raises LostLease; NotReady when the database is away for long: nobody knows then."""

    def end(
        self, run: Run, status: Ended, result: Mapping[str, Any] | None = None, error: Mapping[str, Any] | None = None
    ) -> None:
        """`error` is {"code", "detail"}. Raises LostLease, NotReady."""

    def status(self) -> dict[str, Any]:
        """What `backup_status` answers: the last backups, those that are verified, alerts. Raises NotReady."""


class DatabaseRuns:
    """By PostgREST, with the service key. To be called from a thread that has no event loop running.

    `pause` is for tests.
    """

    def __init__(self, settings: Settings, *, pause: Callable[[float], None] = time.sleep) -> None:
        self._settings = settings
        self._pause = pause

    def begin(self, kind: Kind, scheduled_at: datetime, worker: str, details: Mapping[str, Any]) -> Run:
        order = {"p_kind": kind, "p_scheduled_at": scheduled_at.isoformat(), "p_worker": worker}
        # Tried again it may meet its own first try, whose answer was lost: in progress until that lease ends.
        return Run.read(
            self._rpc("begin", "begin_backup_run", order | {"p_lease_seconds": LEASE_SECONDS, "p_details": details})
        )

    def extend(self, run: Run, progress: Progress | None = None) -> None:
        told = progress and {
            "stage": progress.stage,
            "done_bytes": progress.done_bytes,
            "total_bytes": progress.total_bytes,
            "detail": progress.detail[:1000],
        }
        self._as_worker("extend", "extend_backup_run", run, {"p_lease_seconds": LEASE_SECONDS, "p_progress": told})

    def end(
        self, run: Run, status: Ended, result: Mapping[str, Any] | None = None, error: Mapping[str, Any] | None = None
    ) -> None:
        self._as_worker("end", "end_backup_run", run, {"p_status": status, "p_result": result, "p_error": error})

    def status(self) -> dict[str, Any]:
        answer: dict[str, Any] = self._rpc("begin", "backup_status", {})
        return answer

    def _as_worker(self, act: str, name: str, run: Run, arguments: dict[str, Any]) -> None:
        try:
            self._rpc(act, name, {"p_id": str(run.id), "p_lease_token": run.lease_token} | arguments)
        except WrongState as refusal:
            raise LostLease(refusal.detail) from refusal

    def _rpc(self, act: str, name: str, arguments: dict[str, Any]) -> Any:
        left = _PATIENCE[act]
        pause = 0.5
        while True:
            try:
                return asyncio.run(self._ask(name, arguments))
            except NotReady:
                if left <= 0:
                    raise
            self._pause(pause)
            left -= pause
            pause = min(pause * 2, 5.0)

    async def _ask(self, name: str, arguments: dict[str, Any]) -> Any:
        # A connection of its own: a call every few seconds, from whichever thread.
        async with aclosing(Database(self._settings)) as database:
            return await database.rpc(name, arguments)


def worker_name() -> str:
    """Of this process: where it runs, for people."""
    return f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(2)}"
