"""`formaops backup verify` and `formaops restore`, on the local stack without any setting."""

import json
from collections.abc import Iterator

import pytest

from formaops.backups import restoring
from formaops.backups.stores import StoreFailed
from formaops.local.environment import Addresses
from formaops.local.layout import Layout
from formaops.postgres.addresses import Address
from tests.integration.backups.test_commands import _nothing_is_set, formaops  # noqa: F401  # a fixture
from tests.support.stacks import Stack

BACKUP = "20260301T030000Z"


@pytest.fixture(scope="module", autouse=True)
def _backup(site: Stack) -> None:
    with pytest.MonkeyPatch.context() as patched:
        for name in ("FORMAOPS_DATABASE_URL", "SUPABASE_URL"):
            patched.delenv(name, raising=False)
        done = formaops(site, "backup", "--at", "2026-03-01T03:00Z")
    assert done.exit_code == 0, done.output


@pytest.fixture
def admin(site: Stack) -> Iterator[Address]:
    """The stack's superuser; the databases that a test restores are gone afterwards."""
    address = Address.of(Addresses.read(Layout.of(site.state)).admin_db_url)
    yield address
    with address.connect() as connection:
        made = connection.execute("select datname from pg_database where datname like 'command_%'").fetchall()
    for (name,) in made:
        restoring.drop_database(address.to(name))


def test_a_backup_is_proved_and_the_run_says_so(site: Stack) -> None:
    done = formaops(site, "backup", "verify", BACKUP)
    assert done.exit_code == 0, done.output
    assert f"The backup {BACKUP} can be restored" in done.stderr
    assert "definitions and rows  PASSED" in done.stdout
    [run] = site.sql("select * from public.backup_runs where kind = 'VERIFY' and backup_id = %s", BACKUP)
    assert run["status"] == "SUCCEEDED"
    assert run["result"]["checks"][0]["name"] == "manifest"
    listed = json.loads(formaops(site, "backup", "list", "--json").stdout)
    assert [line["verified"] for line in listed if line["backup_id"] == BACKUP] == [True]


def test_a_damaged_backup_ends_with_1_and_a_name(site: Stack) -> None:
    folder = site.state / "backups" / "backups" / BACKUP / "1" / "catalog"
    [part] = folder.iterdir()
    data = part.read_bytes()
    try:
        part.write_bytes(data[:-1] + bytes([data[-1] ^ 1]))
        done = formaops(site, "backup", "verify", BACKUP, "--unrecorded")
    finally:
        part.write_bytes(data)
    assert done.exit_code == 1
    assert "catalog/00000" in done.stderr
    assert f"The backup {BACKUP} is not whole." in done.stderr


def test_a_plan_is_shown_and_nothing_is_done_without_a_yes(site: Stack, admin: Address) -> None:
    done = formaops(site, "restore", BACKUP, "--to", "command_asked", "--create")
    assert done.exit_code == 130
    for words in (BACKUP, "command_asked: a bare database", "takes about", "Restore it?"):
        assert words in " ".join(done.stderr.split())
    with admin.connect() as connection:
        assert connection.execute("select from pg_database where datname = 'command_asked'").rowcount == 0


def test_it_is_restored_and_takes_over(site: Stack, admin: Address) -> None:
    restoring.create_database(admin.to("command_in_use"))
    done = formaops(
        site,
        "restore",
        BACKUP,
        "--to",
        "command_restored",
        "--create",
        "--take-over",
        "command_in_use",
        "--yes",
        "--json",
    )
    assert done.exit_code == 0, done.output
    answer = json.loads(done.stdout)
    assert answer["passed"]
    assert answer["database"] == "command_in_use"
    assert answer["before"].startswith("command_in_use_before_")
    with admin.to("command_in_use").connect() as connection:
        assert connection.execute("select count(*) > 0 from public.prompts").fetchone() == (True,)


def test_a_storage_that_fails_does_not_cost_the_database_that_is_restored(
    site: Stack, admin: Address, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> list[str]:
        raise StoreFailed("Storage does not answer")

    monkeypatch.setattr(restoring, "restore_objects", fail)
    done = formaops(site, "restore", BACKUP, "--to", "command_kept", "--create", "--storage", "--yes", "--json")
    assert done.exit_code == 1, done.output
    answer = json.loads(done.stdout)
    assert not answer["passed"]
    [failed] = [check for check in answer["checks"] if not check["passed"]]
    assert (failed["name"], "Storage does not answer" in failed["faults"][0]) == ("storage objects", True)
    with admin.to("command_kept").connect() as connection:
        assert connection.execute("select count(*) > 0 from public.prompts").fetchone() == (True,)


def test_the_live_database_is_refused(site: Stack) -> None:
    done = formaops(site, "restore", BACKUP, "--to", "postgres", "--yes")
    assert done.exit_code == 2
    assert "is the database that was backed up" in done.stderr


def test_a_password_on_the_command_line_is_refused(site: Stack) -> None:
    url = "postgresql://ann:secret@127.0.0.1:1/restored"
    done = formaops(site, "restore", BACKUP, "--to", url)
    assert done.exit_code == 2
    assert "FORMAOPS_RESTORE_TO" in done.stderr
    assert "secret" not in done.output
    by_environment = formaops(site, "restore", BACKUP, FORMAOPS_RESTORE_TO=url)
    assert by_environment.exit_code == 5
    assert "does not let us in" in by_environment.stderr
    assert "secret" not in by_environment.output


def test_what_is_missing_is_said(site: Stack) -> None:
    assert "FORMAOPS_BACKUP_FAR_STORE must be set" in formaops(site, "backup", "verify", "--far").stderr
    no_backup = formaops(site, "restore", "20250101T000000Z", "--to", "command_none")
    assert (no_backup.exit_code, "There is no backup 20250101T000000Z" in no_backup.stderr) == (4, True)
    storage = formaops(site, "restore", BACKUP, "--to", "command_none", "--storage", SUPABASE_URL="")
    assert storage.exit_code != 0
