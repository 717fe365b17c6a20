"""Pruning is a run of its own: with what the database says was verified, while nothing else is at work."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from formaops import signing
from formaops.backups import pruning
from formaops.backups.finding import ids
from formaops.backups.keys import NotConfigured
from formaops.backups.manifest import backup_id
from formaops.backups.runs import LostLease
from formaops.backups.stores import Stored, StoreFailed
from formaops.errors import InProgress
from formaops.settings import BackupSettings
from tests.support.made_backups import KEY, make_backup
from tests.support.memory_store import MemoryStore
from tests.support.runs import MemoryRuns

NOW = datetime(2026, 11, 21, 3, tzinfo=UTC)
AGES = (1, 20, 40, 60, 100, 200)


class Broken(MemoryStore):
    def list(self, prefix: str) -> Iterator[Stored]:
        raise StoreFailed("It does not answer.")


@pytest.fixture
def near() -> MemoryStore:
    return _filled()


@pytest.fixture
def far() -> MemoryStore:
    return _filled()


def _filled() -> MemoryStore:
    store = MemoryStore()
    for age in AGES:
        make_backup(store, NOW - timedelta(days=age))
    return store


@pytest.fixture
def settings(monkeypatch: pytest.MonkeyPatch, near: MemoryStore, far: MemoryStore) -> BackupSettings:
    stores = {"folder:/near": near, "folder:/far": far, "folder:/broken": Broken()}
    monkeypatch.setattr(pruning, "open_store", lambda url, environ: stores[url])
    given: dict[str, Any] = {
        "store": "folder:/near", "far_store": "folder:/far", "minimum": 1,
        "verifying_keys": signing.pem_of(KEY.public_key()),
    }  # fmt: skip
    return BackupSettings(**given)


@pytest.fixture
def runs() -> MemoryRuns:
    made = MemoryRuns()
    _verified(made, 60)
    return made


def _verified(runs: MemoryRuns, age: int) -> None:
    at = NOW - timedelta(days=age)
    run = runs.begin("VERIFY", at, "test", {"backup_id": backup_id(at)})
    runs.end(run, "SUCCEEDED", {})


def ages(store: MemoryStore) -> list[int]:
    return [age for age in AGES if backup_id(NOW - timedelta(days=age)) in ids(store)]


def test_each_store_keeps_its_own_days(
    settings: BackupSettings, near: MemoryStore, far: MemoryStore, runs: MemoryRuns
) -> None:
    done = pruning.prune(settings, runs, now=NOW)
    assert ages(near) == [1, 20, 60]
    assert ages(far) == [1, 20, 40, 60]
    (row,) = (row for row in runs.rows if row.kind == "PRUNE")
    assert row.status == "SUCCEEDED"
    assert row.result == {"stores": [each.summary for each in done]}
    assert len(done[0].summary["deleted"]) == 3


def test_a_plan_deletes_nothing_and_is_no_run(settings: BackupSettings, near: MemoryStore, runs: MemoryRuns) -> None:
    (plan, _) = pruning.planned(settings, {backup_id(NOW - timedelta(days=60))}, now=NOW)
    assert len(plan.plan.deleted) == 3
    assert ages(near) == list(AGES)
    assert [row.kind for row in runs.rows] == ["VERIFY"]


def test_nothing_verified_nothing_deleted(settings: BackupSettings, near: MemoryStore, far: MemoryStore) -> None:
    pruning.prune(settings, MemoryRuns(), now=NOW)
    assert ages(near) == ages(far) == list(AGES)


@pytest.mark.parametrize("kind", ["BACKUP", "VERIFY", "PRUNE"])
def test_nothing_is_pruned_while_something_is_at_work(
    settings: BackupSettings, near: MemoryStore, runs: MemoryRuns, kind: Any
) -> None:
    runs.begin(kind, NOW - timedelta(minutes=5), "another", {})
    with pytest.raises(InProgress):
        pruning.prune(settings, runs, now=NOW)
    assert ages(near) == list(AGES)


def test_a_store_that_fails_is_told_by_the_run(settings: BackupSettings, near: MemoryStore, runs: MemoryRuns) -> None:
    with pytest.raises(StoreFailed):
        pruning.prune(settings.model_copy(update={"far_store": "folder:/broken"}), runs, now=NOW)
    assert runs.rows[-1].status == "FAILED"
    assert runs.rows[-1].error
    assert runs.rows[-1].error["code"] == "store_failed"


def test_who_has_lost_the_run_deletes_no_more(settings: BackupSettings, far: MemoryStore, runs: MemoryRuns) -> None:
    def lose(progress: Any) -> None:
        runs.lost.update(row.id for row in runs.rows)
        raise LostLease("lost")

    with pytest.raises(LostLease):
        pruning.prune(settings, runs, lose, now=NOW)
    assert ages(far) == list(AGES)
    assert runs.rows[-1].status == "RUNNING"


def test_after_a_backup_it_is_done(settings: BackupSettings, runs: MemoryRuns) -> None:
    told = pruning.prune_after_backup(settings, runs)
    assert told
    assert [each["store"] for each in told["stores"]] == ["memory", "memory"]


def test_after_a_backup_it_waits_for_a_verification(
    settings: BackupSettings, near: MemoryStore, runs: MemoryRuns
) -> None:
    runs.begin("VERIFY", NOW, "another", {})
    assert pruning.prune_after_backup(settings, runs) == {"later": "A VERIFY is running."}
    assert ages(near) == list(AGES)


def test_after_a_backup_its_failure_is_only_told(settings: BackupSettings, runs: MemoryRuns) -> None:
    told = pruning.prune_after_backup(settings.model_copy(update={"store": "folder:/broken"}), runs)
    assert told
    assert told["error"]["code"] == "store_failed"


def test_after_a_backup_nothing_is_pruned_where_it_is_off(settings: BackupSettings, runs: MemoryRuns) -> None:
    assert pruning.prune_after_backup(settings.model_copy(update={"prune": False}), runs) is None
    assert [row.kind for row in runs.rows] == ["VERIFY"]


def test_a_person_may_say_what_was_verified(settings: BackupSettings, near: MemoryStore) -> None:
    with pytest.raises(ValueError, match="Without a verified backup"):
        pruning.prune_as_told(settings, [], now=NOW)
    pruning.prune_as_told(settings, [backup_id(NOW - timedelta(days=100))], now=NOW)
    assert ages(near) == [1, 20, 100]


def test_what_is_not_set_is_named_before_there_is_a_run(settings: BackupSettings, runs: MemoryRuns) -> None:
    for changed, told in (({"store": None}, "FORMAOPS_BACKUP_STORE must be set"),):
        with pytest.raises(NotConfigured, match=told):
            pruning.prune(settings.model_copy(update=changed), runs)
    assert [row.kind for row in runs.rows] == ["VERIFY"]
