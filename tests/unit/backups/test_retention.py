"""Which backups go: never the last verified, never too many, and nothing that another one needs."""

import hashlib
import random
from collections.abc import Iterable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from functools import cache
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from formaops.backups import finding, objects, sealing
from formaops.backups import manifest as manifests
from formaops.backups.copying import copy, parts_of
from formaops.backups.finding import find, ids
from formaops.backups.manifest import OBJECTS, File, Part, backup_id, folder, manifest_key
from formaops.backups.retention import Known, Pruned, plan, prune
from formaops.backups.stores import Store, Stored, StoreFailed
from tests.support.made_backups import KEYS, make_backup, put_parts
from tests.support.memory_store import MemoryStore

NOW = datetime(2026, 11, 21, 3, tzinfo=UTC)


class ClockedStore(MemoryStore):
    """What is put has the time that the test says, and deleting may break off."""

    def __init__(self) -> None:
        super().__init__()
        self.now = NOW
        self.breaks_after: int | None = None

    def put(self, key: str, data: bytes) -> None:
        super().put(key, data)
        self.modified_at[key] = self.now

    def delete(self, keys: Iterable[str]) -> None:
        for key in keys:
            if self.breaks_after is not None:
                if self.breaks_after == 0:
                    raise StoreFailed("no more")
                self.breaks_after -= 1
            super().delete([key])


@pytest.fixture
def store() -> ClockedStore:
    return ClockedStore()


def ago(days: float) -> datetime:
    return NOW - timedelta(days=days)


def known(days: float, *, verified: bool = False, unreadable: str | None = None) -> Known:
    return Known(backup_id(ago(days)), ago(days), verified, unreadable)


def made(store: ClockedStore, days: float, contents: Iterable[str] = (), attempt: int = 1) -> str:
    store.now = ago(days)
    return make_backup(store, ago(days), contents, attempt=attempt).backup_id


def pruned(store: ClockedStore, verified: Iterable[str], days: int = 30, minimum: int = 1) -> Pruned:
    return prune(store, set(verified), KEYS, NOW, days=days, minimum=minimum, dry_run=False)


def reasons(*backups: Known, days: int = 30, minimum: int = 1) -> dict[float, str]:
    return {
        (NOW - verdict.backup.at) / timedelta(days=1): ("keep: " if verdict.is_kept else "delete: ") + verdict.reason
        for verdict in plan(backups, NOW, days, minimum).verdicts
    }


class TestThePlan:
    def test_tells_why_each_is_kept_or_goes(self) -> None:
        assert reasons(
            known(1), known(29.9), known(30), known(31), known(40, verified=True), known(50, verified=True),
            known(60), known(70, unreadable="not signed"), minimum=3,
        ) == {
            1: "keep: younger than 30 days",
            29.9: "keep: younger than 30 days",
            30: "keep: one of the last 3",
            31: "delete: older than 30 days",
            40: "keep: the last verified",
            50: "delete: older than 30 days",
            60: "delete: older than 30 days",
            70: "keep: cannot be read: not signed",
        }  # fmt: skip

    def test_deletes_nothing_where_nothing_was_verified(self) -> None:
        assert reasons(known(40), known(50)) == {
            40: "keep: the last one",
            50: "keep: nothing here was verified yet",
        }

    def test_does_not_count_what_cannot_be_read(self) -> None:
        told = reasons(known(40, unreadable="x"), known(50, verified=True), known(60), known(70), minimum=2)
        assert [days for days, told in told.items() if told.startswith("keep")] == [40, 50, 60]

    def test_of_nothing_is_empty(self) -> None:
        assert plan([], NOW, 30, 3).verdicts == ()

    @given(
        st.lists(
            st.builds(
                lambda hours, verified, unreadable: known(
                    hours / 24, verified=verified, unreadable="x" if unreadable else None
                ),
                st.integers(0, 24 * 400),
                st.booleans(),
                st.booleans(),
            ),
            max_size=30,
            unique_by=lambda each: each.backup_id,
        ),
        st.integers(1, 100),
        st.integers(1, 8),
    )
    @settings(max_examples=200, deadline=None)
    def test_keeps_its_promises_whatever_there_is(self, backups: list[Known], days: int, minimum: int) -> None:
        made = plan(backups, NOW, days, minimum)
        kept, deleted = set(made.kept), set(made.deleted)
        assert kept | deleted == {each.backup_id for each in backups}
        assert not kept & deleted
        readable = sorted((each for each in backups if not each.unreadable), key=lambda each: each.at)
        assert all(each.backup_id in kept for each in backups if each.unreadable)
        assert all(each.backup_id in kept for each in backups if NOW - each.at < timedelta(days=days))
        assert {each.backup_id for each in readable[-minimum:]} <= kept
        verified = [each for each in readable if each.is_verified]
        if verified:
            assert verified[-1].backup_id in kept
            unneeded = [each for each in readable[:-minimum] if each != verified[-1]]
            assert {each.backup_id for each in unneeded if NOW - each.at >= timedelta(days=days)} == deleted
        else:
            assert not deleted
        assert list(made.deleted) == sorted(made.deleted)

    @given(st.lists(st.integers(0, 400), max_size=20, unique=True), st.integers(1, 60), st.integers(1, 5))
    @settings(max_examples=100, deadline=None)
    def test_says_the_same_of_what_is_left(self, ages: list[int], days: int, minimum: int) -> None:
        backups = [known(age, verified=age % 3 == 0) for age in ages]
        first = plan(backups, NOW, days, minimum)
        left = [each for each in backups if each.backup_id in first.kept]
        assert plan(left, NOW, days, minimum).deleted == []


class TestPruning:
    def test_changes_nothing_unless_it_is_told_to(self, store: ClockedStore) -> None:
        new, old = made(store, 1, ["a"]), made(store, 40, ["b"])
        before = dict(store.content)
        done = prune(store, {new}, KEYS, NOW, days=30, minimum=1)
        assert store.content == before
        assert (done.plan.kept, done.plan.deleted, done.objects) == ([new], [old], 1)
        really = pruned(store, {new})
        assert (really.files, really.bytes, really.objects) == (done.files, done.bytes, done.objects)
        assert len(before) - len(store.content) == done.files
        assert sum(map(len, before.values())) - sum(map(len, store.content.values())) == done.bytes

    def test_takes_all_of_a_backup(self, store: ClockedStore) -> None:
        new, old = made(store, 1), made(store, 40)
        pruned(store, {new})
        assert ids(store) == [new]
        assert not [key for key in store.content if old in key]

    def test_again_it_changes_nothing(self, store: ClockedStore) -> None:
        new = made(store, 1, ["a"])
        made(store, 40, ["b"])
        pruned(store, {new})
        assert pruned(store, {new}).files == 0

    @pytest.mark.parametrize("after", range(9))
    def test_that_breaks_off_leaves_no_backup_by_half(self, store: ClockedStore, after: int) -> None:
        new = made(store, 1, ["a"])
        made(store, 40, ["b"])
        store.breaks_after = after
        with suppress(StoreFailed):
            pruned(store, {new})
        _all_whole(store)
        store.breaks_after = None
        pruned(store, {new})
        assert not [key for key in store.content if backup_id(ago(40)) in key]
        assert len({key.split("/")[1] for key in store.content if key.startswith(OBJECTS)}) == 1

    def test_leaves_what_another_backup_needs(self, store: ClockedStore) -> None:
        made(store, 40, ["shared", "old alone"])
        new = made(store, 1, ["shared", "new alone"])
        done = pruned(store, {new})
        assert done.objects == 1
        _all_whole(store)

    def test_sweeps_no_object_while_one_manifest_cannot_be_read(self, store: ClockedStore) -> None:
        new, other = made(store, 1, ["a"]), made(store, 2, ["b"])
        made(store, 40, ["c"])
        store.content[manifest_key(other)] = b"not what it was"
        before = {key for key in store.content if key.startswith(OBJECTS)}
        done = pruned(store, {new})
        assert done.objects_stay
        assert other in done.objects_stay
        assert other in done.plan.kept
        assert {key for key in store.content if key.startswith(OBJECTS)} == before
        assert [key for key in store.content if key.startswith(folder(other))]

    def test_sweeps_no_object_while_a_list_of_them_is_damaged(self, store: ClockedStore) -> None:
        new = made(store, 1, ["a"])
        made(store, 40, ["c"])
        reference = next(key for key in store.content if key.startswith(f"{folder(new)}1/references/"))
        store.content[reference] = bytes(len(store.content[reference]))
        done = pruned(store, {new})
        assert done.objects_stay
        assert reference in done.objects_stay
        assert done.objects == 0

    def test_passes_over_what_others_have_put_beside_the_backups(self, store: ClockedStore) -> None:
        new = made(store, 1, ["a"])
        old = made(store, 40, ["b"])
        strange = {
            f"backups/{new} copy/manifest": store.content[manifest_key(new)],
            f"backups/{new}-of-bob/manifest": store.content[manifest_key(new)],
            "backups/.DS_Store": b"",
            f"backups/{new}/.DS_Store": b"",
            "backups/zzz/manifest": b"",
        }
        for key, data in strange.items():
            store.content[key], store.modified_at[key] = data, ago(30)
        assert ids(store) == [old, new]
        assert find(store, "newest", KEYS).backup_id == new
        with pytest.raises(finding.NoBackup, match="named by their times"):
            find(store, f"{new} copy", KEYS)
        done = pruned(store, {new})
        assert (done.plan.deleted, done.left_overs, done.objects, done.objects_stay) == ([old], [], 1, None)
        assert strange.keys() <= store.content.keys()

    def test_takes_no_backup_for_a_left_over_whose_manifest_the_store_forgets_to_list(
        self, store: ClockedStore, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        new, old = made(store, 1, ["a"]), made(store, 20, ["b"])
        before, listed = dict(store.content), store.list
        monkeypatch.setattr(
            store, "list", lambda prefix: (each for each in listed(prefix) if each.key != manifest_key(old))
        )
        done = pruned(store, {new})
        assert (done.left_overs, store.content) == ([], before)
        assert "does not list it" in {v.backup.backup_id: v.reason for v in done.plan.verdicts}[old]

    def test_leaves_a_manifest_of_another_key_alone(self, store: ClockedStore) -> None:
        new = made(store, 1)
        old = made(store, 40)
        token = store.content[manifest_key(old)]
        store.content[manifest_key(old)] = token[:-4] + b"AAAA"
        assert "not signed" in {v.backup.backup_id: v.reason for v in pruned(store, {new}).plan.verdicts}[old]
        assert old in ids(store)

    def test_takes_one_backup_for_no_other(self, store: ClockedStore) -> None:
        new, old = made(store, 1), made(store, 40)
        store.content[manifest_key(old)] = store.content[manifest_key(new)]
        assert pruned(store, {new}).plan.deleted == []

    @pytest.mark.parametrize(("hours", "stays"), [(1, True), (47.9, True), (48, False), (500, False)])
    def test_leaves_an_attempt_alone_that_may_be_at_work(self, store: ClockedStore, hours: float, stays: bool) -> None:
        new = made(store, 1, ["a"])
        made(store, 40, ["b"])
        store.now = NOW - timedelta(hours=hours)
        prefix, _ = put_parts(store, ago(20))
        done = pruned(store, {new})
        assert any(key.startswith(prefix) for key in store.content) is stays
        assert done.left_overs == ([] if stays else [prefix])
        assert bool(done.objects_stay) is stays
        assert done.objects == (0 if stays else 1)

    def test_looks_at_the_youngest_file_of_an_attempt(self, store: ClockedStore) -> None:
        new = made(store, 1)
        store.now = ago(3)
        _, dump = put_parts(store, ago(3))
        store.modified_at[dump.parts[-1].key] = ago(0.1)
        assert pruned(store, {new}).left_overs == []
        assert dump.parts[0].key in store.content

    def test_takes_what_an_earlier_attempt_of_a_whole_backup_left(self, store: ClockedStore) -> None:
        store.now = ago(5)
        prefix, _ = put_parts(store, ago(5), attempt=1)
        whole = made(store, 5, attempt=2)
        assert pruned(store, {whole}).left_overs == [prefix]
        _all_whole(store)

    def test_leaves_young_objects_to_the_backup_that_is_sending_them(self, store: ClockedStore) -> None:
        new = made(store, 1)
        store.now = NOW
        store.put(f"{OBJECTS}name/t/00000", b"just sent")
        assert pruned(store, {new}).objects == 0
        store.modified_at[f"{OBJECTS}name/t/00000"] = ago(3)
        assert pruned(store, {new}).objects == 1

    def test_sweeps_nothing_when_a_backup_begins_meanwhile(self, store: ClockedStore) -> None:
        new = made(store, 1)
        made(store, 40, ["b"])
        list_them = store.list

        def listed(prefix: str) -> Iterable[Stored]:
            if prefix == OBJECTS:
                put_parts(store, NOW)
            return list_them(prefix)

        store.list = listed  # type: ignore[assignment, method-assign]
        done = pruned(store, {new})
        assert done.objects_stay == "a backup has begun meanwhile"
        assert done.objects == 0

    def test_an_empty_store_stays_empty(self, store: ClockedStore) -> None:
        assert pruned(store, {}).files == 0


def _all_whole(store: MemoryStore) -> None:
    """Every backup that shows has all that it needs."""
    for each in ids(store):
        manifest = find(store, each, KEYS)
        parts = [*parts_of(manifest)]
        for reference in objects.references(manifest, store):
            parts += reference.parts
            assert reference.record in store.content
        for part in parts:
            sealing.fetch(part, store)


def test_a_year_of_days(monkeypatch: pytest.MonkeyPatch) -> None:
    """Daily backups, a weekly proof, objects that come and go, two stores, and everything that fails now and then."""
    read = cache(lambda token: manifests.read(token, KEYS))  # 90 signatures a day for a year would take half a minute
    monkeypatch.setattr(
        finding, "manifest", SimpleNamespace(read=lambda token, _: read(token), manifest_key=manifest_key)
    )
    chance = random.Random(7)
    near, far = ClockedStore(), ClockedStore()
    begin = datetime(2026, 1, 1, 3, tzinfo=UTC)
    verified: list[str] = []
    alive = {f"object {number}" for number in range(5)}
    counts: list[tuple[int, int]] = []
    for day in range(365):
        now = begin + timedelta(days=day)
        near.now = far.now = now
        is_out = 100 <= day < 145 or chance.random() < 0.05  # one long outage of backing up, and short ones
        if chance.random() < 0.3:
            alive.add(f"object of day {day}")
        if len(alive) > 3 and chance.random() < 0.3:
            alive.discard(chance.choice(sorted(alive)))
        if not is_out:
            if chance.random() < 0.1:
                put_parts(near, now)
            made_now = make_backup(near, now, sorted(alive), attempt=2).backup_id
            if chance.random() < 0.9:
                copy(made_now, near, far, KEYS)
        if day % 7 == 0 and not 200 <= day < 260 and ids(near):
            verified.append(ids(near)[-1])
        for store, days in ((near, 30), (far, 90)):
            if chance.random() < 0.4:
                _pruned_that_day(store, verified, now, days, chance)
        counts.append((len(ids(near)), len(ids(far))))
        if day % 30 == 29:
            _all_whole(near)
            _all_whole(far)
    near_most, far_most = (max(count[side] for count in counts) for side in (0, 1))
    assert 25 <= near_most <= 40
    assert 70 <= far_most <= 100
    for store in (near, far):
        names = {key.split("/")[1] for key in store.content if key.startswith(OBJECTS)}
        assert len(names) < 100


def _put_unsealed(plain: Iterable[bytes], prefix: str, store: Store, *_: object) -> File:
    """What sealing leaves in the store matters, not how it is sealed."""
    data, key = b"".join(plain), f"{prefix}00000"
    digest = hashlib.sha256(data).hexdigest()
    store.put(key, data)
    return File(parts=[Part(key=key, bytes=len(data), sha256=digest)], plain_bytes=len(data), plain_sha256=digest)


def _pruned_that_day(store: ClockedStore, verified: list[str], now: datetime, days: int, chance: random.Random) -> None:
    before = set(ids(store))
    store.breaks_after = chance.choice([None, None, None, 1, 5])
    with suppress(StoreFailed):
        prune(store, set(verified), KEYS, now, days=days, minimum=3, dry_run=False)
    store.breaks_after = None
    left = set(ids(store))
    assert left <= before
    # What was promised, said another way than the plan says it.
    assert all(each in left for each in before if each > backup_id(now - timedelta(days=days)))
    assert len(left) >= min(3, len(before))
    proved = sorted(before & set(verified))
    assert not proved or proved[-1] in left
