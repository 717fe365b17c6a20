"""A backup from beginning to end, on the real stack; and what becomes of it when anything fails."""

import json
import os
import secrets
import signal
import subprocess
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
import pyrage
import pytest
import zstandard
from pydantic import SecretStr

from formaops import signing
from formaops.backups import backing_up, dumping, finding, objects
from formaops.backups.catalog import Catalog
from formaops.backups.dumping import DumpFailed, NotAllowed
from formaops.backups.keys import KeysMissing
from formaops.backups.manifest import File, Manifest, backup_id, manifest_key
from formaops.backups.progress import Progress
from formaops.backups.runs import DatabaseRuns, LostLease
from formaops.backups.sealing import new_identity, unseal
from formaops.backups.storage_api import About
from formaops.backups.stores import StoreFailed, StoreFull
from formaops.backups.stores.opening import open_store
from formaops.errors import InProgress, NotReady
from formaops.postgres import programs
from formaops.settings import BackupSettings, Settings
from tests.support.memory_store import MemoryStore
from tests.support.runs import MemoryRuns
from tests.support.stacks import Stack
from tests.support.storage import Storage

IDENTITY, RECIPIENT = new_identity()
SIGNING_KEY = signing.new_key()
PUBLIC = [signing.signing_key(SIGNING_KEY).public_key()]
NIGHT = datetime(2026, 11, 21, 3, tzinfo=UTC)


@pytest.fixture
def settings(site: Stack) -> BackupSettings:
    return BackupSettings(
        database_url=SecretStr(site.addresses.db_url),
        recipients=RECIPIENT,
        signing_key=SecretStr(SIGNING_KEY),
        part_bytes=65_536,
    )


@pytest.fixture
def runs() -> MemoryRuns:
    return MemoryRuns()


@pytest.fixture
def store() -> MemoryStore:
    return MemoryStore()


def database_runs(site: Stack) -> DatabaseRuns:
    addresses = site.addresses
    return DatabaseRuns(
        Settings(
            supabase_url=addresses.api_url,
            rest=addresses.rest_url,
            service_role_key=SecretStr(addresses.service_role_key),
            anon_key=SecretStr(addresses.anon_key),
        )
    )


def rows_of_runs(site: Stack, at: datetime) -> list[dict[str, Any]]:
    statement = "select * from public.backup_runs where scheduled_at = %s order by attempt"
    return site.sql(statement, at)


def opened(file: File, store: Any) -> bytes:
    """With nothing of ours: what the page on backups tells people to do."""
    encrypted = b"".join(store.get(part.key) for part in file.parts)
    frame = pyrage.decrypt(encrypted, [pyrage.x25519.Identity.from_str(IDENTITY)])
    return zstandard.ZstdDecompressor().decompressobj().decompress(frame)


def test_is_made_once_and_opens_by_hand(site: Stack, settings: BackupSettings, tmp_path: Path) -> None:
    at = datetime(2026, 1, 1, 3, 0, 0, 250_000, tzinfo=UTC)
    store, runs = open_store(f"folder:{tmp_path / 'store'}"), database_runs(site)
    told: list[Progress] = []
    done = backing_up.back_up(settings, store, runs, at, told.append, environ={})
    assert not done.replayed
    made = finding.find(store, "newest", PUBLIC)
    assert made == done.manifest
    assert made.backup_id == "20260101T030000Z"
    assert made.dump.plain_bytes > 1_000_000
    assert [progress.stage for progress in told][-1] == "manifest"
    assert {progress.stage for progress in told} >= {"catalog", "dump", "manifest"}

    archive = tmp_path / "dump"
    archive.write_bytes(opened(made.dump, store))
    listed = _run(programs.program("pg_restore"), "--list", str(archive))
    assert " TABLE DATA public prompts postgres" in listed
    prompts = _run(
        programs.program("pg_restore"), "--data-only", "--schema=public", "--table=prompts", "--file=-", str(archive)
    )
    [start] = [number for number, line in enumerate(prompts.splitlines()) if line.startswith("COPY public.prompts")]
    rows = prompts.splitlines()[start + 1 :]
    assert rows.index("\\.") == made.rows["public.prompts"] > 0
    catalog = Catalog.model_validate_json(opened(made.catalog, store))
    assert catalog.rows == made.rows

    [row] = rows_of_runs(site, made.scheduled_at)
    assert (row["status"], row["kind"], row["backup_id"]) == ("SUCCEEDED", "BACKUP", made.backup_id)
    assert row["result"] == json.loads(json.dumps(done.result))
    assert row["result"]["rows"] == sum(made.rows.values())
    again = backing_up.back_up(settings, store, runs, at, environ={})
    assert (again.replayed, again.result, again.run.id) == (True, done.result, row["id"])
    assert finding.find(store, "newest", PUBLIC) == made
    _has_no_secret(site, [made.model_dump_json(), json.dumps(row, default=str), repr(told), repr(settings)])


def _run(*command: Any) -> str:
    done = subprocess.run(command, env=programs.environment(), capture_output=True, text=True, check=True)
    return done.stdout


def _has_no_secret(site: Stack, texts: list[str]) -> None:
    password = site.addresses.db_url.split(":")[2].split("@")[0]
    assert len(password) > 16
    for secret in (password, IDENTITY, SIGNING_KEY.splitlines()[1], site.addresses.service_role_key):
        assert not any(secret in text for text in texts)


def test_of_two_at_once_one_is_told_so(site: Stack, settings: BackupSettings, store: MemoryStore) -> None:
    runs, refused = database_runs(site), []

    def ask_too(key: str, data: bytes) -> None:
        if key.endswith("/catalog/00000"):
            for at in (NIGHT, NIGHT.replace(hour=4)):
                with pytest.raises(InProgress) as caught:
                    backing_up.back_up(settings, store, runs, at, environ={})
                refused.append(caught.value)

    store.before_put = ask_too
    done = backing_up.back_up(settings, store, runs, NIGHT, environ={})
    assert [error.extra["run"]["id"] for error in refused] == [str(done.run.id)] * 2
    assert [row["status"] for row in rows_of_runs(site, NIGHT)] == ["SUCCEEDED"]
    assert finding.ids(store) == [backup_id(NIGHT)]


@pytest.fixture
def at_its_start(monkeypatch: pytest.MonkeyPatch) -> list[Callable[[int], None]]:
    """What is done, once each, to a pg_dump when it was started, by its process id: it cannot have ended by then."""
    acts: list[Callable[[int], None]] = []
    init = dumping.Dump.__init__

    def started(self: Any, snapshot: Any, process: Any, stderr: Any) -> None:
        init(self, snapshot, process, stderr)
        while acts:
            acts.pop()(process.pid)

    monkeypatch.setattr(dumping.Dump, "__init__", started)
    return acts


def test_a_killed_pg_dump_leaves_no_backup_and_the_next_attempt_makes_it(
    settings: BackupSettings, store: MemoryStore, runs: MemoryRuns, at_its_start: list[Callable[[int], None]]
) -> None:
    at_its_start.append(lambda pid: os.kill(pid, signal.SIGKILL))
    with pytest.raises(DumpFailed, match=r"pg_dump was killed by signal 9\."):
        backing_up.back_up(settings, store, runs, NIGHT, environ={})
    [failed] = runs.rows
    assert (failed.status, failed.error) == (
        "FAILED",
        {"code": "dump_failed", "detail": "pg_dump was killed by signal 9."},
    )
    assert finding.ids(store) == []
    done = backing_up.back_up(settings, store, runs, NIGHT, environ={})
    assert done.run.attempt == 2
    made = finding.find(store, "newest", PUBLIC)
    assert made.attempt == 2
    assert all("/2/" in part.key for part in made.dump.parts)
    assert b"".join(unseal(made.dump, store, [IDENTITY])).startswith(b"PGDMP")


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (StoreFull("No space is left on the disk of the store."), "store_full"),
        (StoreFailed("It does not answer."), "store_failed"),
    ],
)
def test_a_store_that_fails_is_named(
    error: StoreFailed, code: str, settings: BackupSettings, store: MemoryStore, runs: MemoryRuns
) -> None:
    def fail(key: str, data: bytes) -> None:
        if key.endswith("/dump/00003"):
            raise error

    store.before_put = fail
    with pytest.raises(type(error)):
        backing_up.back_up(settings, store, runs, NIGHT, environ={})
    assert runs.rows[0].error == {"code": code, "detail": str(error)}
    assert finding.ids(store) == []


@pytest.mark.parametrize("raised", [KeyboardInterrupt, RuntimeError("the password is hunter2")])
def test_who_is_told_may_end_it(
    raised: Any, settings: BackupSettings, store: MemoryStore, runs: MemoryRuns, caplog: pytest.LogCaptureFixture
) -> None:
    def tell(progress: Progress) -> None:
        if progress.stage == "dump":
            raise raised

    with pytest.raises(raised if isinstance(raised, type) else type(raised)):
        backing_up.back_up(settings, store, runs, NIGHT, tell, environ={})
    [failed] = runs.rows
    assert failed.error is not None
    assert failed.error["code"] == ("interrupted" if raised is KeyboardInterrupt else "internal_error")
    assert "hunter2" not in failed.error["detail"]
    assert finding.ids(store) == []


def test_who_has_lost_the_run_commits_nothing(
    settings: BackupSettings, store: MemoryStore, runs: MemoryRuns, at_its_start: list[Callable[[int], None]]
) -> None:
    """Another worker may have it by now: the dump is ended at the next heartbeat, wherever it stands."""

    def lose(pid: int) -> None:
        os.kill(pid, signal.SIGSTOP)  # it says nothing more, as if it waited for a lock
        runs.lost.add(runs.rows[-1].id)

    at_its_start.append(lose)
    with pytest.raises(LostLease):
        backing_up.back_up(settings, store, runs, NIGHT, environ={}, heartbeat_seconds=0.05)
    assert finding.ids(store) == []
    assert [row.status for row in runs.rows] == ["RUNNING"]


def test_who_has_lost_the_run_at_the_end_commits_nothing(
    settings: BackupSettings, store: MemoryStore, runs: MemoryRuns
) -> None:
    def tell(progress: Progress) -> None:
        if progress.stage == "manifest":
            runs.lost.add(runs.rows[-1].id)

    with pytest.raises(LostLease):
        backing_up.back_up(settings, store, runs, NIGHT, tell, environ={})
    assert finding.ids(store) == []


def test_who_cannot_ask_whose_the_run_is_commits_nothing(
    settings: BackupSettings, store: MemoryStore, runs: MemoryRuns, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: object) -> None:
        raise NotReady("The database cannot be reached.")

    monkeypatch.setattr(runs, "extend", away)
    with pytest.raises(NotReady):
        backing_up.back_up(settings, store, runs, NIGHT, environ={})
    assert finding.ids(store) == []
    assert runs.rows[0].error == {"code": "database_unreachable", "detail": "The database cannot be reached."}


def test_what_was_whole_is_not_made_again(
    settings: BackupSettings, store: MemoryStore, runs: MemoryRuns, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its worker died after the manifest, and before the run was ended."""
    first = backing_up.back_up(settings, store, runs, NIGHT, environ={})
    assert first.manifest is not None
    runs.rows.clear()
    store.puts.clear()
    monkeypatch.delattr(dumping, "snapshot")
    done = backing_up.back_up(settings, store, runs, NIGHT, environ={})
    assert (done.manifest, done.result) == (first.manifest, first.result)
    assert store.puts == []


def test_the_near_store_is_no_far_one(settings: BackupSettings, runs: MemoryRuns, tmp_path: Path) -> None:
    near = open_store(f"folder:{tmp_path}")
    same = settings.model_copy(update={"far_store": f"folder:{tmp_path}/"})
    made = backing_up.back_up(same, near, runs, NIGHT, environ={})
    assert "is the near store" in made.result["far_error"]


def test_goes_to_the_far_store_too(
    settings: BackupSettings, store: MemoryStore, runs: MemoryRuns, tmp_path: Path
) -> None:
    """What is wrong there keeps nobody from making the near backup, and the next attempt only copies."""
    (tmp_path / "far").touch()
    broken = settings.model_copy(update={"far_store": f"folder:{tmp_path / 'far'}"})
    first = backing_up.back_up(broken, store, runs, NIGHT, environ={})
    assert str(tmp_path / "far") in first.result["far_error"]
    assert runs.rows[0].status == "SUCCEEDED"
    (tmp_path / "far").unlink()
    runs.rows.clear()
    assert first.manifest is not None
    again = backing_up.back_up(broken, store, runs, NIGHT, environ={})
    assert again.result["far_error"] is None
    far = open_store(f"folder:{tmp_path / 'far'}")
    assert finding.find(far, "newest", PUBLIC) == first.manifest
    assert b"".join(unseal(first.manifest.dump, far, [IDENTITY])) == opened(first.manifest.dump, store)


@pytest.fixture
def project_with_storage(site: Stack, storage: Storage) -> Iterator[str]:
    """The stack's database lists a bucket, as hosted ones do, in which there are two objects; its name."""
    bucket = f"project-{secrets.token_hex(6)}"
    storage.api.make_bucket(bucket)
    storage.api.upload(bucket, "a.txt", b"the first", About("text/plain"))
    storage.api.upload(bucket, "b.txt", b"the second", About("text/plain"))
    with psycopg.connect(site.addresses.admin_db_url, autocommit=True) as connection:
        connection.execute("create schema storage")
        try:
            connection.execute("create table storage.buckets (id text primary key, name text, public boolean)")
            connection.execute(
                "create table storage.objects (bucket_id text, name text, metadata jsonb, updated_at timestamptz)"
            )
            connection.execute("grant usage on schema storage to postgres")
            connection.execute("grant select on all tables in schema storage to postgres")
            connection.execute("insert into storage.buckets values (%s, %s, false)", [bucket, bucket])
            for row in storage.api.list(bucket):
                insert = "insert into storage.objects values (%s, %s, %s, %s)"
                connection.execute(insert, [bucket, row["name"], json.dumps(row["metadata"]), row["updated_at"]])
            connection.execute(
                "insert into storage.objects values (%s, 'gone.txt', %s, now())", [bucket, '{"size": 3, "eTag": "x"}']
            )
            yield bucket
        finally:
            connection.execute("drop schema storage cascade")


def test_has_the_storage_objects_once(
    settings: BackupSettings, store: MemoryStore, runs: MemoryRuns, storage: Storage, project_with_storage: str
) -> None:
    environ = {"SUPABASE_URL": storage.url, "SUPABASE_SERVICE_ROLE_KEY": storage.key}
    first = backing_up.back_up(settings, store, runs, NIGHT, environ=environ)
    made = first.manifest
    assert made is not None
    assert (made.object_count, made.object_bytes) == (2, len(b"the first") + len(b"the second"))
    assert first.result["warnings"] == [f"1 storage objects were deleted meanwhile: {project_with_storage}/gone.txt."]
    assert "storage" in made.schemas
    kept = [line for line in objects.read_index(made, store, [IDENTITY]) if isinstance(line, objects.Kept)]
    assert {one.name: b"".join(objects.content(one, store, [IDENTITY])) for one in kept if one.file} == {
        "a.txt": b"the first",
        "b.txt": b"the second",
    }
    store.puts.clear()
    backing_up.back_up(settings, store, runs, NIGHT.replace(hour=4), environ=environ)
    assert not any(key.startswith("objects/") for key in store.puts)
    without = settings.model_copy(update={"storage_objects": False})
    third = backing_up.back_up(without, store, runs, NIGHT.replace(hour=5), environ={}).manifest
    assert third is not None
    assert (third.objects, third.object_count) == (None, 0)


def test_another_database_is_no_backup_of_this_one(
    site: Stack, settings: BackupSettings, store: MemoryStore, runs: MemoryRuns
) -> None:
    other = SecretStr(site.addresses.db_url.removesuffix("postgres") + "template1")
    with pytest.raises(DumpFailed, match="is no database of FormaOps: it has no schema private"):
        backing_up.back_up(settings.model_copy(update={"database_url": other}), store, runs, NIGHT, environ={})
    assert store.content == {}


def test_a_backup_that_has_shrunk_says_so(settings: BackupSettings, store: MemoryStore, runs: MemoryRuns) -> None:
    first = backing_up.back_up(settings, store, runs, NIGHT, environ={})
    assert first.manifest is not None
    assert first.result["warnings"] == []
    part = first.manifest.dump.parts[0].model_copy(update={"bytes": 50_000_000})
    larger = first.manifest.model_copy(update={"dump": first.manifest.dump.model_copy(update={"parts": [part]})})
    _put(store, larger, SIGNING_KEY)
    second = backing_up.back_up(settings, store, runs, NIGHT.replace(hour=4), environ={})
    [warning] = second.result["warnings"]
    assert "the backup before it, 20261121T030000Z, has 50," in warning
    # Another's manifest is not compared with, and is told of.
    _put(store, larger.model_copy(update={"backup_id": "20261121T040000Z"}), signing.new_key())
    third = backing_up.back_up(settings, store, runs, NIGHT.replace(hour=5), environ={})
    assert "not to be believed" in third.result["warnings"][0]


def _put(store: MemoryStore, manifest: Manifest, key: str) -> None:
    from formaops.backups import manifest as manifests

    store.put(manifest_key(manifest.backup_id), manifests.sign(manifest, signing.signing_key(key)).encode())


def test_a_role_that_row_level_security_binds_fails_loudly(
    site: Stack, settings: BackupSettings, store: MemoryStore, runs: MemoryRuns
) -> None:
    with psycopg.connect(site.addresses.admin_db_url, autocommit=True) as connection:
        connection.execute("create role blind login password 'blind-secret' in role pg_read_all_data")
        try:
            blind = site.addresses.db_url.split("@")[1]
            changed = {"database_url": SecretStr(f"postgresql://blind:blind-secret@{blind}")}
            with pytest.raises(NotAllowed):
                backing_up.back_up(settings.model_copy(update=changed), store, runs, NIGHT, environ={})
        finally:
            connection.execute("drop role blind")
    [failed] = runs.rows
    assert failed.error is not None
    assert failed.error["code"] == "not_allowed"
    assert "Row-level security binds the role blind" in failed.error["detail"]
    assert "blind-secret" not in failed.error["detail"]
    assert store.content == {}


@pytest.mark.parametrize(
    ("without", "named"),
    [({"recipients": ""}, "FORMAOPS_BACKUP_RECIPIENTS"), ({"signing_key": None}, "FORMAOPS_BACKUP_SIGNING_KEY")],
)
def test_what_is_not_set_is_named_before_anything_begins(
    without: dict[str, Any], named: str, settings: BackupSettings, store: MemoryStore, runs: MemoryRuns
) -> None:
    with pytest.raises(KeysMissing, match=named):
        backing_up.back_up(settings.model_copy(update=without), store, runs, NIGHT, environ={})
    assert runs.rows == []
