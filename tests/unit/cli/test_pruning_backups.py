"""`formaops backup prune`: a plan, and only with --yes a deletion."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from formaops import signing
from formaops.backups.finding import ids
from formaops.backups.manifest import backup_id
from formaops.backups.stores import Store
from formaops.backups.stores.opening import open_store
from formaops.errors import NotReady
from tests.support.made_backups import KEY, make_backup
from tests.support.runs import MemoryRuns
from tests.unit.cli.played import Command

# In whole minutes, so that a slow test does not change an age.
NOW = datetime.now(UTC).replace(second=0, microsecond=0)


def named(days: int) -> str:
    return backup_id(NOW - timedelta(days=days))


@pytest.fixture
def runs(monkeypatch: pytest.MonkeyPatch) -> MemoryRuns:
    made = MemoryRuns()
    run = made.begin("VERIFY", NOW, "test", {"backup_id": named(50)})
    made.end(run, "SUCCEEDED", {})
    monkeypatch.setattr("formaops.backups.runs.DatabaseRuns", lambda settings: made)
    return made


@pytest.fixture
def store(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Store:
    """With four backups, of the project that the environment names."""
    url = f"folder:{tmp_path}/backups"
    for name, value in {
        "SUPABASE_URL": "http://127.0.0.1:9",
        "SUPABASE_SERVICE_ROLE_KEY": "service",
        "SUPABASE_ANON_KEY": "anon",
        "FORMAOPS_BACKUP_STORE": url,
        "FORMAOPS_BACKUP_MINIMUM": "1",
        "FORMAOPS_BACKUP_VERIFYING_KEYS": signing.pem_of(KEY.public_key()),
    }.items():
        monkeypatch.setenv(name, value)
    made = open_store(url)
    for days in (1, 40, 50, 60):
        make_backup(made, NOW - timedelta(days=days))
    return made


def test_shows_the_plan_and_deletes_nothing(command: Command, store: Store, runs: MemoryRuns) -> None:
    result = command("backup", "prune")
    assert result.exit_code == 0
    lines = [line.split() for line in result.stdout.splitlines()]
    told = {line[0]: " ".join(line[3:]) for line in lines if line and line[0].startswith("20")}
    assert told == {
        named(1): "keep younger than 30 days",
        named(40): "delete older than 30 days",
        named(50): "keep the last verified",
        named(60): "delete older than 30 days",
    }
    assert "To be deleted: 2 backups" in result.stdout
    assert "nothing was deleted" in result.stderr
    assert len(ids(store)) == 4
    assert [row.kind for row in runs.rows] == ["VERIFY"]


def test_deletes_with_yes(command: Command, store: Store, runs: MemoryRuns) -> None:
    result = command("backup", "prune", "--yes")
    assert result.exit_code == 0
    assert "Deleted: 2 backups" in result.stdout
    assert ids(store) == [named(50), named(1)]
    assert runs.rows[-1].kind == "PRUNE"
    assert runs.rows[-1].status == "SUCCEEDED"


def test_prints_json(command: Command, store: Store, runs: MemoryRuns) -> None:
    told = json.loads(command("backup", "prune", "--json").stdout)
    assert told["deleted"] is False
    assert told["stores"][0]["deleted"] == [named(60), named(40)]


def test_without_the_database_it_asks_what_was_verified(
    command: Command, store: Store, runs: MemoryRuns, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away() -> None:
        raise NotReady("It does not answer.")

    monkeypatch.setattr(runs, "status", away)
    for words in (["backup", "prune"], ["backup", "prune", "--yes"]):
        result = command(*words)
        assert result.exit_code == 5
        assert "--assume-verified" in result.stderr
    assert len(ids(store)) == 4
    result = command("backup", "prune", "--yes", "--assume-verified", named(60))
    assert result.exit_code == 0
    assert ids(store) == [named(60), named(1)]


def test_without_settings_it_says_which(command: Command, monkeypatch: pytest.MonkeyPatch, runs: MemoryRuns) -> None:
    monkeypatch.setenv("SUPABASE_URL", "http://127.0.0.1:9")
    result = command("backup", "prune")
    assert result.exit_code == 2
    assert "SUPABASE_SERVICE_ROLE_KEY" in result.stderr
