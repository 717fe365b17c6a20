"""Runs as the functions and workers have them done: by an engine that does as the test says, with runs in memory."""

import asyncio
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import httpx
import pytest
import respx

from formaops.backups import performing
from formaops.backups.keys import NotConfigured
from formaops.backups.performing import enqueue, perform, require, run_backup
from formaops.backups.progress import Progress
from formaops.backups.runs import RunRecord, Runs
from formaops.backups.stores import StoreFailed
from formaops.database import Database
from formaops.errors import BackupFailed, InProgress, NotFound, NotReady
from formaops.queue import handlers
from formaops.queue.tasks import Again, TaskContext
from formaops.settings import BackupSettings, Settings
from tests.support.runs import MemoryRuns

REST = "http://rest.test"
AT = datetime(2026, 11, 21, 2, tzinfo=UTC)
SETTINGS = Settings(supabase_url="http://project.test", rest=REST, service_role_key="s", anon_key="a")  # type: ignore[arg-type]
BACKUPS = BackupSettings(
    database_url="postgresql://u:hunter2@h/d", store="folder:/x", recipients="age1x", identities="AGE-1",  # type: ignore[arg-type]
    signing_key="pem",  # type: ignore[arg-type]
)  # fmt: skip

Tell = Callable[[Progress], None]


def succeeds(_: BackupSettings, runs: Runs, at: datetime, backup_id: str | None, tell: Tell) -> None:
    run = runs.begin("BACKUP", at, "w", {})
    tell(Progress("dump"))
    if not run.replayed:
        runs.end(run, "SUCCEEDED", {"bytes": 7})


@pytest.fixture
def runs() -> MemoryRuns:
    return MemoryRuns()


@pytest.fixture
async def database(runs: MemoryRuns) -> Any:
    """Its `backup_runs` are those in memory."""

    def rows(request: httpx.Request) -> httpx.Response:
        asked = dict(request.url.params)
        found = [
            row.model_dump(mode="json")
            for row in runs.rows
            if (asked["kind"], asked["scheduled_at"]) == (f"eq.{row.kind}", f"eq.{row.scheduled_at.isoformat()}")
        ]
        return httpx.Response(200, json=found[::-1][:1])

    made = Database(SETTINGS, transport=httpx.AsyncHTTPTransport())
    with respx.mock(base_url=REST, assert_all_called=False) as rest:
        rest.get("/backup_runs").mock(side_effect=rows)
        made.rest = rest  # type: ignore[attr-defined]
        yield made
    await made.aclose()


async def done(database: Database, runs: MemoryRuns, engine: Any = succeeds) -> tuple[RunRecord, bool]:
    return await perform("BACKUP", AT, database=database, settings=SETTINGS, backups=BACKUPS, runs=runs, engine=engine)


async def test_the_runs_row_is_answered(database: Database, runs: MemoryRuns) -> None:
    record, replayed = await done(database, runs)
    assert (record.status, record.result, record.backup_id, replayed) == (
        "SUCCEEDED", {"bytes": 7}, "20261121T020000Z", False,
    )  # fmt: skip


async def test_what_was_done_is_answered_again(database: Database, runs: MemoryRuns) -> None:
    first, _ = await done(database, runs)
    again, replayed = await done(database, runs)
    assert replayed
    assert again == first
    assert len(runs.rows) == 1


async def test_what_failed_is_told_with_its_row(database: Database, runs: MemoryRuns) -> None:
    def fails(_: BackupSettings, runs: Runs, at: datetime, backup_id: str | None, tell: Tell) -> None:
        run = runs.begin("BACKUP", at, "w", {})
        runs.end(run, "FAILED", None, {"code": "dump_failed", "detail": "pg_dump was killed."})
        raise RuntimeError("pg_dump was killed, and this says hunter2")

    with pytest.raises(BackupFailed) as told:
        await done(database, runs, fails)
    assert told.value.detail == "pg_dump was killed."
    assert told.value.extra["run"]["error"]["code"] == "dump_failed"
    assert "hunter2" not in str(told.value.extra)


async def test_what_cannot_even_begin_is_a_run_that_failed(database: Database, runs: MemoryRuns) -> None:
    def fails(*_: Any) -> None:
        raise StoreFailed("The store's URL must not have credentials in it.")

    with pytest.raises(BackupFailed, match="must not have credentials"):
        await done(database, runs, fails)
    [row] = runs.rows
    assert (row.status, row.error and row.error["code"]) == ("FAILED", "store_failed")


async def test_what_runs_already_is_in_progress(database: Database, runs: MemoryRuns) -> None:
    runs.begin("BACKUP", AT, "another", {})
    with pytest.raises(InProgress) as refused:
        await done(database, runs)
    assert refused.value.extra["run"]["worker"] == "another"
    assert len(runs.rows) == 1


async def test_who_is_stopped_stops_the_engine(database: Database, runs: MemoryRuns) -> None:
    begun, ended = threading.Event(), threading.Event()

    def endless(_: BackupSettings, runs: Runs, at: datetime, backup_id: str | None, tell: Tell) -> None:
        run = runs.begin("BACKUP", at, "w", {})
        begun.set()
        try:
            while True:
                tell(Progress("dump"))
        except Exception:
            runs.end(run, "FAILED", None, {"code": "stopped", "detail": "It was stopped."})
            raise
        finally:
            ended.set()

    work = asyncio.create_task(done(database, runs, endless))
    await asyncio.to_thread(begun.wait, 10)
    work.cancel()
    with pytest.raises(asyncio.CancelledError):
        await work
    assert await asyncio.to_thread(ended.wait, 10)
    assert runs.rows[0].status == "FAILED"


@pytest.mark.parametrize(
    ("kind", "missing"),
    [
        (
            "BACKUP",
            [
                "FORMAOPS_DATABASE_URL",
                "FORMAOPS_BACKUP_STORE",
                "FORMAOPS_BACKUP_RECIPIENTS",
                "FORMAOPS_BACKUP_SIGNING_KEY",
            ],
        ),
        ("VERIFY", ["FORMAOPS_BACKUP_STORE", "FORMAOPS_BACKUP_IDENTITIES", "FORMAOPS_BACKUP_VERIFYING_KEYS"]),
    ],
)
def test_what_is_not_set_is_named(kind: performing.Wanted, missing: list[str]) -> None:
    blank = BackupSettings(
        database_url="", store="", recipients="", identities="", signing_key="", verifying_keys=""  # type: ignore[arg-type]
    )  # fmt: skip
    with pytest.raises(NotConfigured) as refused:
        require(blank, kind)
    assert str(refused.value) == f"Not set in the environment: {', '.join(missing)}."
    require(BACKUPS, kind)


async def test_without_settings_it_is_not_ready_and_a_run_that_failed(database: Database, runs: MemoryRuns) -> None:
    with pytest.raises(NotReady, match="FORMAOPS_BACKUP_RECIPIENTS"):
        await perform(
            "BACKUP", AT, database=database, settings=SETTINGS, backups=BACKUPS.model_copy(update={"recipients": ""}),
            runs=runs, engine=succeeds,
        )  # fmt: skip
    [row] = runs.rows
    assert (row.status, row.error and row.error["code"]) == ("FAILED", "not_configured")


async def test_a_run_that_is_not_there_is_not_found(database: Database) -> None:
    with pytest.raises(NotFound):
        await performing.find("VERIFY", AT, database=database)


async def test_a_worker_waits_for_what_runs_elsewhere(
    database: Database, runs: MemoryRuns, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(performing, "DatabaseRuns", lambda _: runs)
    monkeypatch.setattr(performing, "backup_settings", lambda: BACKUPS)
    monkeypatch.setattr(performing, "_ENGINES", {"BACKUP": succeeds})
    params = {"kind": "BACKUP", "scheduled_at": AT.isoformat(), "backup_id": None}
    context = TaskContext(UUID(int=1), "run-backup", params, 1, database, SETTINGS)
    assert handlers.TASKS["run-backup"] is run_backup
    other = runs.begin("BACKUP", AT.replace(hour=1), "another", {})
    again = await run_backup(context)
    assert isinstance(again, Again)
    assert again.at > datetime.now(UTC)
    runs.lose(other)
    assert await run_backup(context) is None
    assert [row.status for row in runs.rows] == ["RUNNING", "SUCCEEDED"]


async def test_what_is_queued_is_named_by_its_time(database: Database) -> None:
    rest: respx.Router = database.rest  # type: ignore[attr-defined]
    route = rest.post("/rpc/queue_backup_run").respond(json="2026-11-21T02:00:00+00:00")
    queued = await enqueue("VERIFY", AT, "20261120T020000Z", database=database)
    assert (queued.kind, queued.scheduled_at, queued.status) == ("VERIFY", AT, "QUEUED")
    assert b'"p_backup_id":"20261120T020000Z"' in route.calls.last.request.content
