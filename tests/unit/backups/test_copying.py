"""A backup is copied far away: all of it or none that counts, and nothing twice."""

from datetime import UTC, datetime, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from formaops.backups import sealing
from formaops.backups.copying import copy
from formaops.backups.finding import NoBackup, ids
from formaops.backups.manifest import OBJECTS, Manifest, manifest_key
from formaops.backups.sealing import BackupDamaged, PartDamaged, PartMissing
from formaops.backups.stores import StoreFailed
from formaops.signing import BadSignature
from tests.support.made_backups import IDENTITY, KEYS, make_backup
from tests.support.memory_store import MemoryStore

NOW = datetime(2026, 11, 21, 3, tzinfo=UTC)


@pytest.fixture
def near() -> MemoryStore:
    return MemoryStore()


@pytest.fixture
def far() -> MemoryStore:
    return MemoryStore()


@pytest.fixture
def manifest(near: MemoryStore) -> Manifest:
    return make_backup(near, NOW, ["one", "two"])


def test_the_copy_is_the_backup(near: MemoryStore, far: MemoryStore, manifest: Manifest) -> None:
    told: list[tuple[int, int | None]] = []
    copied = copy(
        manifest.backup_id, near, far, KEYS, lambda progress: told.append((progress.done_bytes, progress.total_bytes))
    )
    assert far.content == near.content
    assert b"".join(sealing.unseal(manifest.dump, far, [IDENTITY]))
    assert copied.bytes == told[-1][0] == told[-1][1]


def test_the_manifest_comes_last(near: MemoryStore, far: MemoryStore, manifest: Manifest) -> None:
    copy(manifest.backup_id, near, far, KEYS)
    assert far.puts[-1] == manifest_key(manifest.backup_id)
    assert far.puts.count(manifest_key(manifest.backup_id)) == 1


def test_what_is_there_is_not_sent_again(near: MemoryStore, far: MemoryStore, manifest: Manifest) -> None:
    copy(manifest.backup_id, near, far, KEYS)
    far.puts.clear()
    assert copy(manifest.backup_id, near, far, KEYS).parts == 0
    assert far.puts == []
    later = make_backup(near, NOW + timedelta(days=1), ["one", "two", "three"])
    copied = copy(later.backup_id, near, far, KEYS)
    assert far.content == near.content
    assert len({key.split("/")[1] for key in far.puts if key.startswith(OBJECTS)}) == 1
    assert copied.there == 4


def test_a_copy_that_broke_off_is_gone_on_with(near: MemoryStore, far: MemoryStore, manifest: Manifest) -> None:
    def full(key: str, data: bytes) -> None:
        if len(far.puts) == 3:
            raise StoreFailed("no more")

    far.before_put = full
    with pytest.raises(StoreFailed, match="no more"):
        copy(manifest.backup_id, near, far, KEYS)
    assert ids(far) == []
    far.before_put = lambda key, data: None
    assert copy(manifest.backup_id, near, far, KEYS).there == 3
    assert far.content == near.content
    assert sorted(far.puts) == sorted(set(far.puts))


def test_a_part_of_another_size_is_sent_again(near: MemoryStore, far: MemoryStore, manifest: Manifest) -> None:
    copy(manifest.backup_id, near, far, KEYS)
    far.content[manifest.dump.parts[1].key] = b"half"
    assert copy(manifest.backup_id, near, far, KEYS).parts == 1
    assert far.content == near.content


@pytest.mark.parametrize("what", ["dump", "object", "references"])
def test_what_is_damaged_is_not_spread(near: MemoryStore, far: MemoryStore, manifest: Manifest, what: str) -> None:
    keys = {
        "dump": manifest.dump.parts[-1].key,
        "object": next(key for key in near.content if key.startswith(OBJECTS) and not key.endswith("record")),
        "references": manifest.references[0].key,
    }
    near.content[keys[what]] = bytes(len(near.content[keys[what]]))
    with pytest.raises(PartDamaged, match=keys[what]):
        copy(manifest.backup_id, near, far, KEYS)
    assert ids(far) == []


def test_a_missing_part_is_named(near: MemoryStore, far: MemoryStore, manifest: Manifest) -> None:
    del near.content[manifest.catalog.parts[0].key]
    with pytest.raises(PartMissing, match=manifest.catalog.parts[0].key):
        copy(manifest.backup_id, near, far, KEYS)


def test_a_manifest_that_is_not_ours_is_not_copied(near: MemoryStore, far: MemoryStore, manifest: Manifest) -> None:
    with pytest.raises(BadSignature):
        copy(manifest.backup_id, near, far, [Ed25519PrivateKey.generate().public_key()])
    with pytest.raises(NoBackup):
        copy("20000101T000000Z", near, far, KEYS)
    assert far.content == {}


def test_all_faults_are_of_one_kind() -> None:
    assert issubclass(PartDamaged, BackupDamaged)
    assert issubclass(PartMissing, BackupDamaged)
