"""What all stores have in common."""

import os
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from formaops.backups.stores import NotStored, Store, StoreFailed


def keys(store: Store, prefix: str) -> set[str]:
    return {found.key for found in store.list(prefix)}


def test_what_is_put_is_got(store: Store) -> None:
    data = os.urandom(300_000)
    store.put("backups/1/1/dump/00000", data)
    assert store.get("backups/1/1/dump/00000") == data


def test_putting_again_replaces(store: Store) -> None:
    store.put("a/b", b"long before")
    store.put("a/b", b"")
    assert store.get("a/b") == b""
    assert [found.bytes for found in store.list("a/")] == [0]


def test_what_is_not_there_is_named(store: Store) -> None:
    store.put("a/b", b"1")
    for key in ("a/c", "a", "a/b/c", "never/was"):
        with pytest.raises(NotStored, match=key):
            store.get(key)


def test_listing_tells_size_and_time(store: Store) -> None:
    store.put("a/b", b"12345")
    (found,) = store.list("a/")
    assert (found.key, found.bytes) == ("a/b", 5)
    assert abs(found.modified_at - datetime.now(UTC)) < timedelta(minutes=1)


def test_listing_goes_by_the_beginning_of_a_key(store: Store) -> None:
    for key in ("backups/2025/x", "backups/2026/1/a", "backups/2026/2/b", "backups/20261", "objects/1/a"):
        store.put(key, b"1")
    assert keys(store, "backups/2026/") == {"backups/2026/1/a", "backups/2026/2/b"}
    assert keys(store, "backups/2026") == {"backups/2026/1/a", "backups/2026/2/b", "backups/20261"}
    assert keys(store, "obj") == {"objects/1/a"}
    assert len(keys(store, "")) == 5
    assert keys(store, "nothing/") == set()


def test_a_store_that_was_never_written_to_is_empty(store: Store) -> None:
    assert keys(store, "") == keys(store, "backups/") == set()
    store.delete(["backups/1"])


def test_deleting_passes_over_what_is_not_there(store: Store) -> None:
    for key in ("a/b", "a/c", "d"):
        store.put(key, b"1")
    store.delete(["a/b", "never", "a/b/deeper", "d"])
    assert keys(store, "") == {"a/c"}
    store.delete(iter([]))


@pytest.mark.parametrize(
    "key", ["../x", "a/../x", "/x", "a//x", "", ".", "a/.hidden", "a/\n", "ä", "a\\b", "a/" + "x" * 300]
)
def test_no_key_leaves_the_store(store: Store, key: str) -> None:
    with pytest.raises(StoreFailed, match="is no key"):
        store.put(key, b"1")
    with pytest.raises(StoreFailed, match="is no key"):
        store.get(key)
    assert keys(store, "") == set()


def test_several_threads_put_list_and_delete_at_once(store: Store) -> None:
    def work(number: int) -> bytes:
        mine = [f"shared/{number}/{part}" for part in range(5)]
        for key in mine:
            store.put(key, key.encode())
        store.delete(mine[1:])
        return store.get(mine[0])

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(work, range(16))) == [f"shared/{number}/0".encode() for number in range(16)]
    assert len(keys(store, "shared/")) == 16
