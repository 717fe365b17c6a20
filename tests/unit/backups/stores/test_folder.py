"""A folder as a store: nothing half, nothing for others to read, and a full disk has its name."""

import errno
import os
import resource
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from formaops.backups.stores import Store, StoreFailed, StoreFull
from formaops.backups.stores.opening import open_store
from tests.unit.backups.stores.conftest import Pauses


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "backups"


@pytest.fixture
def store(root: Path, pauses: Pauses) -> Store:
    return open_store(f"folder:{root}", patience=pauses.patience)


def files(root: Path) -> list[str]:
    return sorted(str(path.relative_to(root)) for path in root.rglob("*") if path.is_file())


def failing(kind: int, *, every: int = 1, after: Callable[..., Any]) -> Callable[..., Any]:
    """`after`, but each so-many-th call fails as the system would say it."""
    calls = 0

    def call(*arguments: Any, **named: Any) -> Any:
        nonlocal calls
        calls += 1
        if calls % every == 0:
            raise OSError(kind, os.strerror(kind))
        return after(*arguments, **named)

    return call


@pytest.fixture
def small_disk() -> Iterator[None]:
    """No file of this process grows beyond 100,000 bytes: the system itself refuses the rest."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_only_its_owner_reads_it(root: Path, store: Store) -> None:
    previous = os.umask(0)
    try:
        store.put("backups/1/dump/00000", b"1")
    finally:
        os.umask(previous)
    folders = [root, *(path for path in root.rglob("*") if path.is_dir())]
    assert {path.stat().st_mode & 0o777 for path in folders} == {0o700}
    assert (root / "backups/1/dump/00000").stat().st_mode & 0o777 == 0o600


def test_a_folder_that_is_there_keeps_its_mode(root: Path, store: Store) -> None:
    root.mkdir(mode=0o750)
    store.put("a", b"1")
    assert root.stat().st_mode & 0o777 == 0o750


def test_reading_makes_no_folder(root: Path, store: Store) -> None:
    assert list(store.list("")) == []
    store.delete(["a/b"])
    assert not root.exists()


def test_a_full_disk_has_its_name_and_leaves_nothing(
    root: Path, store: Store, small_disk: None, pauses: Pauses
) -> None:
    store.put("a", b"1")
    with pytest.raises(StoreFull, match=rf"^folder:{root} is full: Writing b/c failed") as caught:
        store.put("b/c", bytes(200_000))
    assert "File too large" in str(caught.value)
    assert files(root) == ["a"]
    assert pauses == []


@pytest.mark.parametrize("kind", [errno.ENOSPC, errno.EDQUOT])
@pytest.mark.parametrize("call", ["write", "fsync"])
def test_what_was_there_outlives_a_full_disk(
    root: Path, store: Store, monkeypatch: pytest.MonkeyPatch, call: str, kind: int
) -> None:
    store.put("a", b"before")
    monkeypatch.setattr(os, call, failing(kind, after=getattr(os, call)))
    with pytest.raises(StoreFull):
        store.put("a", b"after")
    monkeypatch.undo()
    assert store.get("a") == b"before"
    assert files(root) == ["a"]


@pytest.mark.parametrize(
    ("kind", "told"),
    [(errno.EACCES, "not allowed to this user"), (errno.EROFS, "mounted read-only"), (errno.ENOTDIR, "a file where")],
)
def test_a_folder_that_cannot_be_written_is_told_at_once(
    store: Store, monkeypatch: pytest.MonkeyPatch, pauses: Pauses, kind: int, told: str
) -> None:
    monkeypatch.setattr(os, "open", failing(kind, after=os.open))
    with pytest.raises(StoreFailed, match=told):
        store.put("a", b"1")
    assert pauses == []


def test_a_file_in_the_place_of_the_folder_is_told(root: Path, store: Store) -> None:
    root.write_text("a file")
    with pytest.raises(StoreFailed, match="a file where a folder is needed"):
        store.put("a/b", b"1")
    with pytest.raises(StoreFailed, match="a file where a folder is needed"):
        list(store.list(""))


@pytest.mark.parametrize("call", ["open", "write", "fsync", "replace"])
def test_every_third_call_may_fail(
    root: Path, store: Store, monkeypatch: pytest.MonkeyPatch, pauses: Pauses, call: str
) -> None:
    monkeypatch.setattr(os, call, failing(errno.EIO, every=3, after=getattr(os, call)))
    for number in range(10):
        store.put(f"a/{number}", b"%d" % number)
    monkeypatch.undo()
    assert [store.get(f"a/{number}") for number in range(10)] == [b"%d" % number for number in range(10)]
    assert len(files(root)) == 10
    assert pauses


def test_a_disk_that_goes_on_failing_is_told_with_the_key(
    root: Path, store: Store, monkeypatch: pytest.MonkeyPatch, pauses: Pauses
) -> None:
    monkeypatch.setattr(os, "fsync", failing(errno.EIO, after=os.fsync))
    with pytest.raises(StoreFailed, match=rf"folder:{root}: Writing a/b failed, tried 4 times: Input/output error"):
        store.put("a/b", b"1")
    assert pauses == [0.5, 1, 2]
    assert files(root) == []


def test_what_a_killed_process_left_is_removed_later(root: Path, store: Store, pauses: Pauses) -> None:
    old, young = root / ".unfinished" / "old", root / ".unfinished" / "young"
    old.parent.mkdir(parents=True)
    for path in (old, young):
        path.write_bytes(b"half")
    os.utime(old, (time.time() - 3 * 86_400,) * 2)
    store.put("a", b"1")
    assert files(root) == [".unfinished/young", "a"]
    assert [found.key for found in store.list("")] == ["a"]


def test_empty_folders_go_with_their_last_file(root: Path, store: Store) -> None:
    store.put("a/b/c", b"1")
    store.put("a/d", b"1")
    store.delete(["a/b/c"])
    assert not (root / "a/b").exists()
    assert (root / "a").exists()


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("folder:relative/path", "whole path"),
        ("folder://host/path", "whole path"),
        ("folder:", "whole path"),
        ("/just/a/path", "begin with a kind of store"),
        ("ftp://host/path", "begin with a kind of store"),
        ("s3://key:SECRET@bucket/x", "must not have credentials"),
        ("http://[::1", "cannot be read"),
    ],
)
def test_a_wrong_url_is_told_without_what_may_be_secret(url: str, told: str) -> None:
    with pytest.raises(StoreFailed, match=told) as caught:
        open_store(url, environ={})
    assert "SECRET" not in str(caught.value)
