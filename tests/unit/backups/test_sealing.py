"""What is sealed comes out as it was; every fault is noticed and named."""

import hashlib
import io
import random
import threading
import time
import tracemalloc
from collections.abc import Iterator

import pyrage
import pytest
import zstandard

from formaops.backups.manifest import File
from formaops.backups.progress import Progress
from formaops.backups.sealing import (
    BackupDamaged,
    BadKey,
    NotWhole,
    PartDamaged,
    PartMissing,
    WrongKey,
    check_recipients,
    new_identity,
    recipient_of,
    seal,
    unseal,
)
from formaops.backups.stores import StoreFailed
from tests.support.memory_store import MemoryStore

PART = 100_000
IDENTITY, RECIPIENT = new_identity()
_random = random.Random(7)
PLAIN = _random.randbytes(350_000) + b"the same again " * 20_000


@pytest.fixture
def store() -> MemoryStore:
    return MemoryStore()


@pytest.fixture
def file(store: MemoryStore) -> File:
    return seal(io.BytesIO(PLAIN), "backups/x/1/dump/", store, [RECIPIENT], PART)


def opened(file: File, store: MemoryStore, identity: str = IDENTITY) -> bytes:
    return b"".join(unseal(file, store, [identity]))


def as_stored(file: File, store: MemoryStore) -> File:
    """With the digests of what lies there now, as if the manifest were not signed."""
    parts = [
        part.model_copy(
            update={
                "bytes": len(store.content[part.key]),
                "sha256": hashlib.sha256(store.content[part.key]).hexdigest(),
            }
        )
        for part in file.parts
    ]
    return file.model_copy(update={"parts": parts})


def test_comes_out_as_it_went_in(file: File, store: MemoryStore) -> None:
    assert opened(file, store) == PLAIN
    assert file.plain_bytes == len(PLAIN)
    assert file.plain_sha256 == hashlib.sha256(PLAIN).hexdigest()
    assert [part.key for part in file.parts] == [f"backups/x/1/dump/{number:05}" for number in range(len(file.parts))]
    assert [part.bytes for part in file.parts[:-1]] == [PART] * 3
    assert 0 < file.parts[-1].bytes <= PART
    assert not any(b"the same again" in data for data in store.content.values())


@pytest.mark.parametrize("size", [0, 1, 65_536, PART, 3 * PART + 17])
def test_of_any_size(size: int, store: MemoryStore) -> None:
    plain = _random.randbytes(size)
    file = seal(iter([plain[:10], b"", plain[10:]]), "a/", store, [RECIPIENT], 65_536)
    assert opened(file, store) == plain


def test_a_part_may_end_with_what_was_written(store: MemoryStore) -> None:
    # 343 bytes of header, then pieces of 65,552: the first part is full when the first of these was written.
    first = seal(iter([_random.randbytes(300_000)]), "a/", store, [RECIPIENT], 10_000_000)
    header = store.content[first.parts[0].key].index(b"\n--- ") + 5 + 43 + 1 + 16
    plain = _random.randbytes(300_000)
    file = seal(iter([plain]), "b/", store, [RECIPIENT], header + 65_552)
    assert opened(file, store) == plain


def test_opens_with_age_and_zstd_alone(file: File, store: MemoryStore) -> None:
    encrypted = b"".join(store.content[part.key] for part in file.parts)
    frame = pyrage.decrypt(encrypted, [pyrage.x25519.Identity.from_str(IDENTITY)])
    assert zstandard.ZstdDecompressor().decompressobj().decompress(frame) == PLAIN


def test_each_recipient_opens_it(store: MemoryStore) -> None:
    other, other_recipient = new_identity()
    file = seal(iter([PLAIN]), "a/", store, [RECIPIENT, other_recipient], PART)
    assert opened(file, store, other) == opened(file, store) == PLAIN


def positions(data: bytes) -> dict[str, int]:
    """A byte of everything that an age file consists of."""
    mac = data.index(b"\n--- ") + 5
    payload = mac + 43 + 1
    return {
        "version": 3,
        "recipient": data.index(b"-> X25519") + 12,
        "wrapped key": data.index(b"\n", data.index(b"-> X25519")) + 5,
        "header's mac": mac + 3,
        "nonce": payload + 2,
        "first chunk": payload + 16,
        "first chunk's tag": payload + 16 + 65_536 + 3,
        "second chunk": payload + 16 + 65_552 + 100,
        "last byte of the part": len(data) - 1,
    }


@pytest.mark.parametrize("position", positions(b"-> X25519 \n...\n--- "))
def test_a_flipped_byte_in_the_first_part(position: str, file: File, store: MemoryStore) -> None:
    key = file.parts[0].key
    data = bytearray(store.content[key])
    data[positions(bytes(data))[position]] ^= 0x10
    store.content[key] = bytes(data)
    with pytest.raises(PartDamaged, match=f"{key} in memory is not what was put there"):
        opened(file, store)
    # Whoever could sign another manifest still cannot change what is encrypted.
    with pytest.raises(BackupDamaged):
        opened(as_stored(file, store), store)


@pytest.mark.parametrize("part", [1, 2, -1])
@pytest.mark.parametrize("at", [0, 50, -1])
def test_a_flipped_byte_in_a_later_part(part: int, at: int, file: File, store: MemoryStore) -> None:
    key = file.parts[part].key
    data = bytearray(store.content[key])
    data[at] ^= 1
    store.content[key] = bytes(data)
    with pytest.raises(PartDamaged, match=key):
        opened(file, store)
    with pytest.raises(NotWhole):
        opened(as_stored(file, store), store)


@pytest.mark.parametrize("part", [0, 1, -1])
@pytest.mark.parametrize("left", [0, 1, 500, -1])
def test_a_truncated_part(part: int, left: int, file: File, store: MemoryStore) -> None:
    key = file.parts[part].key
    store.content[key] = store.content[key][:left]
    with pytest.raises(PartDamaged, match=f"{key} in memory has [0-9,]+ bytes instead of"):
        opened(file, store)
    with pytest.raises(NotWhole):
        opened(as_stored(file, store), store)


def test_a_longer_part(file: File, store: MemoryStore) -> None:
    store.content[file.parts[-1].key] += b"\n"
    with pytest.raises(PartDamaged, match="instead of"):
        opened(file, store)
    with pytest.raises(NotWhole):
        opened(as_stored(file, store), store)


@pytest.mark.parametrize("part", [0, 1, -1])
def test_a_missing_part(part: int, file: File, store: MemoryStore) -> None:
    del store.content[file.parts[part].key]
    with pytest.raises(PartMissing, match=f"{file.parts[part].key} is not in memory"):
        opened(file, store)
    if part != 0:
        shorter = file.model_copy(update={"parts": [known for known in file.parts if known.key in store.content]})
        with pytest.raises(NotWhole):
            opened(shorter, store)


def test_swapped_parts(file: File, store: MemoryStore) -> None:
    first, second = (part.key for part in file.parts[1:3])
    store.content[first], store.content[second] = store.content[second], store.content[first]
    with pytest.raises(PartDamaged, match=first):
        opened(file, store)
    with pytest.raises(NotWhole):
        opened(as_stored(file, store), store)


def test_a_part_of_another_backup(file: File, store: MemoryStore) -> None:
    other = seal(io.BytesIO(PLAIN), "backups/y/1/dump/", store, [RECIPIENT], PART)
    store.content[file.parts[1].key] = store.content[other.parts[1].key]
    with pytest.raises(PartDamaged):
        opened(file, store)
    with pytest.raises(NotWhole):
        opened(as_stored(file, store), store)


def test_another_file_sealed_for_the_same_key(file: File, store: MemoryStore) -> None:
    """Anybody can encrypt to a recipient: what makes it ours is the digest in the signed manifest."""
    for plain in (b"", PLAIN[:-1], PLAIN[:-1] + b"!", PLAIN + b"!"):
        forged = seal(io.BytesIO(plain), "forged/", store, [RECIPIENT], PART)
        with pytest.raises(NotWhole, match="forged holds"):
            opened(file.model_copy(update={"parts": forged.parts}), store)


def test_what_is_no_zstd(file: File, store: MemoryStore) -> None:
    store.content["forged/00000"] = pyrage.encrypt(b"plain text", [pyrage.x25519.Recipient.from_str(RECIPIENT)])
    forged = as_stored(
        file.model_copy(update={"parts": [file.parts[0].model_copy(update={"key": "forged/00000"})]}), store
    )
    with pytest.raises(NotWhole, match="forged cannot be decompressed"):
        opened(forged, store)


def test_the_wrong_key(file: File, store: MemoryStore) -> None:
    with pytest.raises(WrongKey, match="None of the identities opens backups/x/1/dump"):
        opened(file, store, new_identity()[0])


def test_keys_that_are_none(file: File, store: MemoryStore) -> None:
    secret = "AGE-SECRET-KEY-1QQQ"
    for identities in ([], [secret], [RECIPIENT]):
        with pytest.raises(BadKey) as caught:
            next(unseal(file, store, identities))
        assert secret not in str(caught.value)
    for recipients in ([], ["age1nonsense"], [IDENTITY]):
        with pytest.raises(BadKey) as caught:
            check_recipients(recipients)
        assert IDENTITY not in str(caught.value)
    check_recipients([RECIPIENT])
    assert recipient_of(IDENTITY) == RECIPIENT


def test_what_reading_raises_is_raised(store: MemoryStore) -> None:
    def broken() -> Iterator[bytes]:
        yield PLAIN
        raise LookupError("the dump died")

    with pytest.raises(LookupError, match="the dump died"):
        seal(broken(), "a/", store, [RECIPIENT], PART)


def test_what_the_store_raises_is_raised(store: MemoryStore) -> None:
    def full(key: str, data: bytes) -> None:
        if key.endswith("2"):
            raise StoreFailed("The disk is full.")

    store.before_put = full
    with pytest.raises(StoreFailed, match="The disk is full"):
        seal(io.BytesIO(PLAIN), "a/", store, [RECIPIENT], 65_536)


def test_who_is_told_may_stop_it(store: MemoryStore) -> None:
    told: list[Progress] = []

    def tell(progress: Progress) -> None:
        told.append(progress)
        if progress.done_bytes >= 8_000_000:
            raise TimeoutError("the lease is lost")

    with pytest.raises(TimeoutError, match="the lease is lost"):
        seal((bytes(1_000_000) for _ in range(100)), "a/", store, [RECIPIENT], PART, tell, stage="dump")
    assert [progress.stage for progress in told] == ["dump", "dump"]


def test_who_stops_reading_leaves_nothing_running(file: File, store: MemoryStore) -> None:
    before = threading.active_count()
    pieces = unseal(file, store, [IDENTITY])
    next(pieces)
    pieces.close()
    assert threading.active_count() <= before


def test_memory_is_bounded_both_ways(store: MemoryStore) -> None:
    """200 MB that compress to next to nothing, and 30 that do not compress, through a slow store."""
    zeros = bytes(1_000_000)
    noise = _random.randbytes(1_000_000)
    tracemalloc.start()
    try:
        packed = seal((zeros for _ in range(200)), "zeros/", store, [RECIPIENT], 1_000_000)
        seal((noise for _ in range(30)), "noise/", _Forgetting(), [RECIPIENT], 1_000_000)
        assert tracemalloc.get_traced_memory()[1] < 12_000_000
        tracemalloc.reset_peak()
        assert sum(len(piece) for piece in unseal(packed, store, [IDENTITY])) == 200_000_000
        assert tracemalloc.get_traced_memory()[1] < 12_000_000
    finally:
        tracemalloc.stop()


class _Forgetting(MemoryStore):
    def put(self, key: str, data: bytes) -> None:
        time.sleep(0.002)
