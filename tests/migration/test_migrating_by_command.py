"""`formaops migrate` as an operator types it: the plan, what it refuses, what it asks, and the way back."""

import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from typer.testing import CliRunner, Result

from formaops.cli.app import app
from formaops.cli.commands import migrate
from formaops.local.layout import ROOT
from formaops.local.postgres import HOST
from formaops.operations import rehearsing
from formaops.operations.migrations import Migration
from tests.migration.clusters import MIGRATED, Cluster
from tests.migration.dump import schema

Command = Callable[..., Result]
QUICK = ("--to", "production", "--without-rehearsal")
ADDS = "30000101000000_adds"
ADDING = """
    set lock_timeout = '5s';
    set statement_timeout = '60s';
    alter table public.prompts add column shelf text;
    create table private.shelves (id int primary key);
    insert into private.shelves values (1), (2);
"""
TAKES_BACK = """
    set lock_timeout = '5s';
    set statement_timeout = '60s';
    drop table private.shelves;
    alter table public.prompts drop column shelf;
"""
BREAKING = """
    set lock_timeout = '5s';
    set statement_timeout = '60s';
    alter table public.prompts rename column description to summary;
"""


@pytest.fixture
def clone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Our migrations with their twins, to which a test adds its own."""
    for folder in ("supabase/migrations", "sql/rollback"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    monkeypatch.setattr(migrate, "_root", lambda: tmp_path)
    return tmp_path


@pytest.fixture(scope="module")
def migrated(cluster_18: Cluster) -> str:
    return cluster_18.copy(MIGRATED, "by_command")


@pytest.fixture
def database(cluster_18: Cluster, migrated: str) -> Iterator[psycopg.Connection]:
    with cluster_18.connect(migrated) as connection:
        yield connection
        connection.execute("alter table public.prompts drop column if exists shelf")
        connection.execute("drop table if exists private.shelves")
        connection.execute("delete from supabase_migrations.schema_migrations where version > '3'")


@pytest.fixture
def command(
    cluster_18: Cluster, migrated: str, clone: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Command:
    """Against the database as staging and as production; what is rehearsed goes to another one of the same cluster."""

    @contextmanager
    def stage() -> Iterator[psycopg.Connection]:
        with cluster_18.connect(cluster_18.copy(MIGRATED, "rehearsal")) as connection:
            yield connection

    def run_the_tests_own(connection: psycopg.Connection, migration: Migration) -> None:
        if migration.version > "3":
            run_it(connection, migration)

    run_it = rehearsing._run
    monkeypatch.setattr(rehearsing, "stage", stage)
    # Our own migrations are in the copy already: applying them each time takes longer than all else here.
    monkeypatch.setattr(rehearsing, "_run", run_the_tests_own)
    password = cluster_18.keys.passwords["postgres"]
    url = f"postgresql://postgres:{password}@{HOST}:{cluster_18.postgres.port}/{migrated}"
    for name in ("STAGING", "PRODUCTION"):
        monkeypatch.setenv(f"FORMAOPS_{name}_DATABASE_URL", url)
    monkeypatch.delenv("FORMAOPS_DATABASE_URL", raising=False)
    monkeypatch.setenv("FORMAOPS_STATE", str(tmp_path / "state"))

    def run(*words: str, typed: str | None = None, **environment: str) -> Result:
        monkeypatch.setattr(migrate, "_somebody_is_there", lambda: typed is not None)
        return CliRunner().invoke(app, ["migrate", *words], input=typed, env=environment, prog_name="formaops")

    return run


def add(clone: Path, text: str, twin: str = TAKES_BACK) -> None:
    (clone / "supabase" / "migrations" / f"{ADDS}.sql").write_text(text)
    (clone / "sql" / "rollback" / f"{ADDS}.sql").write_text(twin)


def test_up_and_down_again_leaves_what_was_there(
    cluster_18: Cluster, migrated: str, database: psycopg.Connection, clone: Path, command: Command
) -> None:
    before = schema(cluster_18, migrated)
    add(clone, ADDING)

    planned = command("--to", "staging", "--plan")
    assert planned.exit_code == 0, planned.output
    assert ADDS in planned.stdout
    assert "public.prompts" in planned.stdout
    assert "blocks reading and writing" in planned.stdout
    assert "What the running version would miss" not in planned.stdout
    assert "squawk is not installed here" in planned.stderr
    assert schema(cluster_18, migrated) == before, "a plan changes nothing"

    done = command("--to", "staging", "--yes")
    assert done.exit_code == 0, done.output
    assert f"✓ {ADDS}" in done.stderr
    assert database.execute("select count(*) from private.shelves").fetchone() == (2,)
    assert "Nothing is pending" in command("--to", "staging").stderr

    back = command("rollback", "--to", "staging", "--yes")
    assert back.exit_code == 0, back.output
    assert "Data that would be gone" in back.stdout
    assert "private.shelves       2 rows" in back.stdout
    assert "public.prompts.shelf  column" in back.stdout
    assert schema(cluster_18, migrated) == before
    found = database.execute("select max(version) from supabase_migrations.schema_migrations").fetchone()
    assert found
    assert found[0] < "3"


def test_what_was_only_marked_as_applied_is_rehearsed_as_the_folder_has_it(
    database: psycopg.Connection, clone: Path, command: Command
) -> None:
    add(clone, ADDING)
    second = clone / "supabase" / "migrations" / "30000102000000_second.sql"
    second.write_text("alter table private.shelves add column name text;")
    database.execute(
        "insert into supabase_migrations.schema_migrations (version, name) values ('30000101000000', 'adds')"
    )
    planned = command("--to", "staging", "--plan")
    assert planned.exit_code == 0, planned.output
    assert "private.shelves" in planned.stdout


def test_what_breaks_the_running_version_is_refused_unless_it_is_meant(
    database: psycopg.Connection, clone: Path, command: Command
) -> None:
    add(clone, BREAKING)
    planned = command("--to", "staging", "--plan")
    assert planned.exit_code == 1
    assert "public.prompts.description" in planned.stdout
    assert "column_gone" in planned.stdout
    refused = command("--to", "staging", "--yes")
    assert refused.exit_code == 2
    assert "--allow-breaking goes on" in refused.stderr
    told = json.loads(command("--to", "staging", "--plan", "--allow-breaking", "--json").stdout)
    assert (told["refused"], told["applied"]) == ([], [])
    assert "column_gone" in [each["kind"] for each in told["plan"]["breaks"]]


def test_production_wants_a_verified_backup_and_its_name(
    database: psycopg.Connection, clone: Path, command: Command
) -> None:
    add(clone, ADDING)
    assert "There is no verified backup" in command(*QUICK, "--yes", "--project", "x").stderr
    unnamed = command(*QUICK, "--yes", "--without-backup")
    assert unnamed.exit_code == 2
    assert f"--yes goes with --project {HOST}/by_command" in unnamed.stderr
    assert "Nobody can be asked here" in command(*QUICK, "--without-backup").stderr
    assert database.execute("select to_regclass('private.shelves')").fetchone() == (None,)
    mistyped = command(*QUICK, "--without-backup", typed="staging\n")
    assert "That is not 127.0.0.1/by_command. Nothing was applied." in mistyped.stderr
    assert database.execute("select to_regclass('private.shelves')").fetchone() == (None,)
    typed = command(*QUICK, "--without-backup", typed=f"{HOST}/by_command\n")
    assert typed.exit_code == 0, typed.output
    assert database.execute("select to_regclass('private.shelves')").fetchone() == ("private.shelves",)
    assert command("rollback", "--to", "staging", "--yes").exit_code == 0
    named = (*QUICK, "--yes", "--without-backup", "--project", f"{HOST}/by_command")
    assert command(*named).exit_code == 0


def test_a_backup_that_was_verified_lately_is_enough(
    database: psycopg.Connection, clone: Path, command: Command
) -> None:
    add(clone, ADDING)
    database.execute("alter function public.backup_status() rename to backup_status_kept")
    database.execute("""
        create function public.backup_status() returns jsonb language sql
        as $$ select jsonb_build_object('verified_age_seconds', 3600) $$
    """)
    try:
        planned = command(*QUICK, "--plan")
        old = command(*QUICK, "--plan", FORMAOPS_BACKUP_MAX_AGE_HOURS="0.5")
    finally:
        database.execute("drop function public.backup_status()")
        database.execute("alter function public.backup_status_kept() rename to backup_status")
    assert planned.exit_code == 0, planned.output
    assert "1.0 hours old" in planned.stdout
    assert old.exit_code == 1
    assert "at most 0.5 are allowed" in old.stderr


def test_it_stops_where_a_file_fails_and_says_what_was_applied(
    database: psycopg.Connection, clone: Path, command: Command
) -> None:
    add(clone, ADDING)
    # Sound on the empty tables of a rehearsal, and wrong for a row that is there.
    bad = clone / "supabase" / "migrations" / "30000102000000_fails.sql"
    bad.write_text("do $$ begin if exists (select from auth.users) then raise 'a row is wrong'; end if; end $$;")
    database.execute("insert into auth.users (id, email) values (gen_random_uuid(), 'a@example.com')")
    stopped = command("--to", "staging", "--yes", "--json", "--without-rehearsal")
    database.execute("delete from auth.users where email = 'a@example.com'")
    assert stopped.exit_code == 2
    told = json.loads(stopped.stdout)
    assert told["applied"] == [ADDS]
    assert told["not_applied"] == ["30000102000000_fails"]
    assert "a row is wrong. Nothing of this file was applied." in told["detail"]


def test_folders_and_databases_that_do_not_belong_together_are_refused(
    database: psycopg.Connection, clone: Path, command: Command
) -> None:
    early = clone / "supabase" / "migrations" / "20200101000000_early.sql"
    early.write_text("select 1;")
    assert "would come before what the database has last" in command("--to", "staging", "--plan").stderr
    early.unlink()
    database.execute("insert into supabase_migrations.schema_migrations (version, name) values ('31', 'later')")
    assert "has migrations that this folder has not: 31_later" in command("--to", "staging", "--plan").stderr


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--to", "moon"), "There is no moon"),
        (("--to", "staging", "--lock-timeout", "soon"), "soon is no duration"),
        (("rollback", "--to", "staging", "--to-version", "42"), "no migration 42"),
        ((), "No stack runs here"),
    ],
)
def test_what_cannot_be_meant_is_told(command: Command, words: tuple[str, ...], told: str) -> None:
    result = command(*words)
    assert told in result.stderr
    assert "Traceback" not in result.output


def test_a_transaction_pooler_is_refused(command: Command) -> None:
    pooler = "postgresql://postgres.abc:x@aws-0-eu.pooler.supabase.com:6543/postgres"
    result = command("--to", "staging", FORMAOPS_STAGING_DATABASE_URL=pooler)
    assert "is a transaction pooler" in result.stderr
    assert ":x@" not in result.output


def test_a_missing_address_is_told(command: Command) -> None:
    assert (
        "FORMAOPS_STAGING_DATABASE_URL is not set"
        in command("--to", "staging", FORMAOPS_STAGING_DATABASE_URL="").stderr
    )


def test_the_rehearsal_needs_nothing_but_this_machine() -> None:
    with rehearsing.stage() as connection:
        role = connection.execute("select current_user, to_regclass('public.tenants'), to_regclass('auth.users')")
        assert role.fetchone() == ("postgres", None, "auth.users")
