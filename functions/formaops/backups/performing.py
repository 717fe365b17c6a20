"""One run from outside the thread that it works in: begun, followed, stopped, and answered as its row says."""

import asyncio
import logging
import threading
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Final, Literal

from formaops.backups.progress import Progress, Stopped, Tell
from formaops.backups.records import QueuedRun
from formaops.backups.runs import DatabaseRuns, DoneRecord, Ended, Kind, Run, RunRecord, Runs, worker_name
from formaops.database import Database, errors_of_ours
from formaops.errors import BackupFailed, FormaOpsError, InProgress, NotFound, NotReady
from formaops.queue.tasks import Again, TaskContext
from formaops.settings import BackupSettings, Settings, backup_settings

_log = logging.getLogger("formaops.backups")

Wanted = Literal["BACKUP", "VERIFY"]
Engine = Callable[[BackupSettings, Runs, datetime, str | None, Tell], dict[str, Any] | None]
"""Does the work in a thread: settings, runs, the time it is scheduled for, which backup (None: the newest), whom to
tell. Returns what was pruned. Raises whatever goes wrong, after it has ended its run."""

_NEEDED: Final[Mapping[str, tuple[str, ...]]] = {
    "BACKUP": ("database_url", "store", "recipients", "signing_key"),
    "VERIFY": ("store", "identities"),
}
_TASK: Final = "run-backup"
_COLUMNS: Final = ",".join(RunRecord.model_fields)


class _Remembering:
    """Runs, and the first one that was begun."""

    def __init__(self, runs: Runs) -> None:
        self._runs = runs
        self.begun: Run | None = None

    def begin(self, kind: Kind, scheduled_at: datetime, worker: str, details: Mapping[str, Any]) -> Run:
        run = self._runs.begin(kind, scheduled_at, worker, details)
        # What is pruned afterwards is a run of its own.
        self.begun = self.begun or run
        return run

    def extend(self, run: Run, progress: Progress | None = None) -> None:
        self._runs.extend(run, progress)

    def end(
        self, run: Run, status: Ended, result: Mapping[str, Any] | None = None, error: Mapping[str, Any] | None = None
    ) -> None:
        self._runs.end(run, status, result, error)

    def status(self) -> dict[str, Any]:
        return self._runs.status()


def require(backups: BackupSettings, kind: Wanted) -> None:
    """Raises NotConfigured, naming all that is not set."""
    from formaops.backups.keys import NotConfigured

    missing = [name for name in _NEEDED[kind] if not _given(getattr(backups, name))]
    if kind == "VERIFY" and not (backups.verifying_keys or _given(backups.signing_key)):
        missing.append("verifying_keys")
    if missing:
        names = [BackupSettings.model_fields[name].validation_alias.choices[0] for name in missing]  # type: ignore[union-attr]
        raise NotConfigured(f"Not set in the environment: {', '.join(map(str, names))}.")


def _given(value: Any) -> bool:
    return bool(value.get_secret_value() if hasattr(value, "get_secret_value") else value)


async def perform(
    kind: Wanted,
    scheduled_at: datetime,
    backup_id: str | None = None,
    *,
    database: Database,
    settings: Settings,
    backups: BackupSettings | None = None,
    runs: Runs | None = None,
    engine: Engine | None = None,
) -> tuple[DoneRecord, bool]:
    """The run's row when it has SUCCEEDED, and whether it had before.

    Raises InProgress, NotReady, and BackupFailed with the `run`. `runs` and `engine` are for tests.
    """
    backups = backups or backup_settings()
    remembering = _Remembering(runs or DatabaseRuns(settings))
    stopping = threading.Event()

    def tell(_: Progress) -> None:
        if stopping.is_set():
            raise Stopped("It was told to stop.")

    def work() -> dict[str, Any] | None:
        from formaops.backups.keys import NotConfigured

        try:
            require(backups, kind)
            return (engine or _ENGINES[kind])(backups, remembering, scheduled_at, backup_id, tell)
        except InProgress:
            raise
        except Exception as error:
            if remembering.begun is None and not isinstance(error, NotReady):
                # What went wrong before it began is told, too.
                _fail(remembering, kind, scheduled_at, backup_id, error)
            if isinstance(error, NotConfigured):
                raise NotReady(str(error)) from error
            raise

    failure: Exception | None = None
    pruned = None
    try:
        pruned = await asyncio.to_thread(work)
    except asyncio.CancelledError:
        # The thread goes on until it tells how far it is; then it ends its run.
        stopping.set()
        raise
    except FormaOpsError:
        raise
    except Exception as error:
        _log.warning("A %s of %s failed", kind, scheduled_at.isoformat(), exc_info=True)
        failure = error
    record = await find(kind, scheduled_at, database=database)
    if failure or record.status != "SUCCEEDED":
        said = (record.error or {}).get("detail") or "It failed, and its run is not ended yet."
        raise BackupFailed(str(said), run=record.model_dump(mode="json")) from failure
    return DoneRecord(**record.model_dump(), pruned=pruned), bool(remembering.begun and remembering.begun.replayed)


def _fail(runs: Runs, kind: Wanted, scheduled_at: datetime, backup_id: str | None, error: Exception) -> None:
    from formaops.backups.failures import failure_of

    run = runs.begin(kind, scheduled_at, worker_name(), {"backup_id": backup_id} if backup_id else {})
    if not run.replayed:
        runs.end(run, "FAILED", None, failure_of(error))


async def find(kind: Wanted, scheduled_at: datetime, *, database: Database) -> RunRecord:
    """The last attempt at the run of that time. Raises NotFound, NotReady."""
    at = scheduled_at.astimezone(UTC).replace(microsecond=0)
    query = database.as_service().from_("backup_runs").select(_COLUMNS)
    with errors_of_ours():
        rows = (
            await query.eq("kind", kind)
            .eq("scheduled_at", at.isoformat())
            .order("attempt", desc=True)
            .limit(1)
            .execute()
        ).data
    if not rows:
        raise NotFound("No run of that time has begun.")
    return RunRecord.model_validate(rows[0])


async def enqueue(kind: Wanted, scheduled_at: datetime, backup_id: str | None, *, database: Database) -> QueuedRun:
    """Left to a worker of the durable queue. Raises QueueNotInstalled, NotReady, and NotReady where settings lack."""
    at = await database.rpc(
        "queue_backup_run",
        {"p_kind": kind, "p_scheduled_at": scheduled_at.isoformat(), "p_backup_id": backup_id},
    )
    return QueuedRun(kind=kind, scheduled_at=at)


async def run_backup(context: TaskContext) -> Again | None:
    """A worker's task. What fails is tried again by the task's own strategy, as another attempt at the run."""
    asked = context.params
    try:
        await perform(
            asked["kind"],
            datetime.fromisoformat(asked["scheduled_at"]),
            asked["backup_id"],
            database=context.database,
            settings=context.settings,
        )
    except InProgress as refusal:
        return Again(datetime.now(UTC) + timedelta(minutes=1), refusal.detail)
    return None


def _back_up(
    backups: BackupSettings, runs: Runs, scheduled_at: datetime, _: str | None, tell: Tell
) -> dict[str, Any] | None:
    from formaops.backups.backing_up import back_up
    from formaops.backups.pruning import prune_after_backup
    from formaops.backups.stores.opening import open_store

    done = back_up(backups, open_store(backups.store or ""), runs, scheduled_at, tell)
    return None if done.replayed else prune_after_backup(backups, runs, tell)


def _verify(
    backups: BackupSettings, runs: Runs, scheduled_at: datetime, backup_id: str | None, tell: Tell
) -> dict[str, Any] | None:
    from formaops.backups.stores.opening import open_store
    from formaops.backups.verifying import verify

    verify(backups, open_store(backups.store or ""), runs, backup_id, tell, scheduled_at=scheduled_at)
    return None


_ENGINES: Final[Mapping[str, Engine]] = {"BACKUP": _back_up, "VERIFY": _verify}
