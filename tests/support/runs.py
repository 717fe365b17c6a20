"""Runs of backups without a database: `backup_runs` in memory, with the same refusals."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from formaops.backups.manifest import backup_id
from formaops.backups.progress import Progress
from formaops.backups.runs import Ended, Kind, LostLease, Run, RunRecord
from formaops.errors import InProgress


@dataclass
class MemoryRuns:
    rows: list[RunRecord] = field(default_factory=list)
    """Every attempt, the oldest first."""
    heard: list[Progress] = field(default_factory=list)
    lost: set[uuid.UUID] = field(default_factory=set)
    """Whose lease has ended."""

    def begin(self, kind: Kind, scheduled_at: datetime, worker: str, details: Mapping[str, Any]) -> Run:
        at = scheduled_at.astimezone(UTC).replace(microsecond=0)
        same = [row for row in self.rows if (row.kind, row.scheduled_at) == (kind, at)]
        for row in same:
            if row.status == "SUCCEEDED":
                return Run(row, True, None)
        for row in self.rows:
            if (
                row.status == "RUNNING"
                and row.id not in self.lost
                and (row.kind == kind or "PRUNE" in (row.kind, kind))
            ):
                raise InProgress(f"A {row.kind} is running.", run=row.model_dump(mode="json"))
        named = backup_id(at) if kind == "BACKUP" else details.get("backup_id")
        row = RunRecord(
            id=uuid.uuid4(), kind=kind, status="RUNNING", scheduled_at=at, attempt=len(same) + 1, backup_id=named,
            worker=worker, details=dict(details), progress={}, lease_until=datetime.now(UTC), result=None, error=None,
            started_at=datetime.now(UTC), completed_at=None, duration_seconds=None,
        )  # fmt: skip
        self.rows.append(row)
        return Run(row, False, str(uuid.uuid4()))

    def extend(self, run: Run, progress: Progress | None = None) -> None:
        self._running(run)
        if progress:
            self.heard.append(progress)

    def end(
        self, run: Run, status: Ended, result: Mapping[str, Any] | None = None, error: Mapping[str, Any] | None = None
    ) -> None:
        row = self._running(run)
        assert (status == "FAILED") == (error is not None)
        now = datetime.now(UTC)
        ended = {
            "status": status, "result": result and dict(result), "error": error and dict(error), "completed_at": now,
            "backup_id": row.backup_id or (result or {}).get("backup_id"), "lease_until": None,
            "duration_seconds": (now - row.started_at).total_seconds(),
        }  # fmt: skip
        self.rows[self.rows.index(row)] = row.model_copy(update=ended)

    def status(self) -> dict[str, Any]:
        whole = [row for row in self.rows if row.status == "SUCCEEDED"]
        verified = [row.backup_id for row in whole if row.kind == "VERIFY"]
        backups = [row.model_dump(mode="json") for row in whole if row.kind == "BACKUP"]
        return {
            "last_backup": backups[-1] if backups else None, "verified": sorted({*verified}, reverse=True),
            "last_verified": None, "running": [], "alerts": [],
        }  # fmt: skip

    def lose(self, run: Run) -> None:
        """As if its worker had not been heard of for too long."""
        self.lost.add(run.id)

    def _running(self, run: Run) -> RunRecord:
        [row] = [row for row in self.rows if row.id == run.id]
        if run.id in self.lost or row.status != "RUNNING":
            raise LostLease("The run is not this worker's any more: its lease has ended.")
        return row
