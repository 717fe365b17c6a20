"""Backups in a folder: of this machine, or of a disk that is mounted."""

import contextlib
import errno
import os
import secrets
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final, TypeVar

from formaops.backups.stores import NotStored, Stored, StoreFailed, StoreFull
from formaops.backups.stores.keys import checked, folder_of
from formaops.backups.stores.trying import PATIENT, Passing, Patience, persistently

T = TypeVar("T")

_UNFINISHED: Final = ".unfinished"
"""Folder in which files are written before they get their names; no key begins with it."""
_FORGOTTEN: Final = timedelta(days=2)
_FULL: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_LASTING: Final = {
    errno.EACCES: "it is not allowed to this user",
    errno.EPERM: "it is not allowed to this user",
    errno.EROFS: "it is mounted read-only",
    errno.ENOTDIR: "there is a file where a folder is needed",
    errno.EISDIR: "there is a folder where a file is needed",
    errno.EEXIST: "there is a file where a folder is needed",
    errno.ENAMETOOLONG: "a name is too long",
    errno.ELOOP: "it has a circle of links",
}


class FolderStore:
    """Folders of mode 700, files of mode 600. The folder is made by the first `put`: who only reads changes nothing."""

    def __init__(self, root: Path, *, patience: Patience = PATIENT) -> None:
        self.description = f"folder:{root}"
        self._root = root
        self._patience = patience
        self._is_swept = False

    def put(self, key: str, data: bytes) -> None:
        path = self._path(key)

        def write() -> None:
            self._sweep()
            unfinished = self._root / _UNFINISHED / secrets.token_hex(16)
            try:
                _make(unfinished.parent)
                _write(unfinished, data)
                _rename(unfinished, path)
            except BaseException:
                with contextlib.suppress(OSError):
                    unfinished.unlink()
                raise

        self._try(f"Writing {key}", write)

    def get(self, key: str) -> bytes:
        path = self._path(key)

        def read() -> bytes:
            try:
                return path.read_bytes()
            except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
                raise NotStored(f"{self.description}: there is no {key}.") from None

        return self._try(f"Reading {key}", read)

    def list(self, prefix: str) -> Iterator[Stored]:
        folder = self._root / folder_of(prefix)
        for found in self._try(f"Listing {prefix}", lambda: list(self._files(folder))):
            if found.key.startswith(prefix):
                yield found

    def delete(self, keys: Iterable[str]) -> None:
        for key in keys:
            path = self._path(key)
            self._try(f"Deleting {key}", lambda path=path: path.unlink(missing_ok=True))  # type: ignore[misc]
            # What is empty goes, too; what is not stays, and so does what somebody is about to fill.
            with contextlib.suppress(OSError):
                while (path := path.parent) != self._root:
                    path.rmdir()

    def _path(self, key: str) -> Path:
        return self._root / checked(key)

    def _files(self, folder: Path) -> Iterator[Stored]:
        try:
            entries = list(os.scandir(folder))
        except FileNotFoundError:  # nothing there yet, or not any more
            return
        for entry in entries:
            path = Path(entry.path)
            if entry.is_dir(follow_symlinks=False):
                if path != self._root / _UNFINISHED:
                    yield from self._files(path)
                continue
            try:
                status = entry.stat()
            except FileNotFoundError:
                continue
            modified_at = datetime.fromtimestamp(status.st_mtime, UTC)
            yield Stored(path.relative_to(self._root).as_posix(), status.st_size, modified_at)

    def _sweep(self) -> None:
        """What a killed process left unfinished is removed once it can be nobody's any more."""
        if self._is_swept:
            return
        self._is_swept = True
        forgotten = datetime.now(UTC) - _FORGOTTEN
        with contextlib.suppress(OSError):
            for entry in os.scandir(self._root / _UNFINISHED):
                if datetime.fromtimestamp(entry.stat().st_mtime, UTC) < forgotten:
                    Path(entry.path).unlink(missing_ok=True)

    def _try(self, what: str, do: Callable[[], T]) -> T:
        def ask() -> T:
            try:
                return do()
            except OSError as error:
                if error.errno in _FULL:
                    raise StoreFull(f"{self.description} is full: {what} failed ({_told(error)}).") from error
                if error.errno in _LASTING:
                    why = _LASTING[error.errno]
                    raise StoreFailed(f"{self.description}: {what} failed: {why} ({_told(error)}).") from error
                # An NFS server that is away, a disk that hesitates.
                raise Passing(_told(error)) from error

        return persistently(f"{self.description}: {what}", self._patience, ask)


def _told(error: OSError) -> str:
    return error.strerror or type(error).__name__


def _make(folder: Path) -> None:
    """The folder and those above it, each of mode 700, whatever the umask; what is there is left as it is."""
    if folder.is_dir():
        return
    _make(folder.parent)
    with contextlib.suppress(FileExistsError):
        folder.mkdir(mode=0o700)
        _flush(folder.parent)
    if not folder.is_dir():
        raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR))


def _write(path: Path, data: bytes) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    try:
        rest = memoryview(data)
        while rest:
            rest = rest[os.write(handle, rest) :]
        os.fsync(handle)
    finally:
        os.close(handle)  # NFS and quotas may say only here that there was no room


def _rename(unfinished: Path, path: Path) -> None:
    for _ in range(10):
        _make(path.parent)
        try:
            unfinished.replace(path)
        except FileNotFoundError:  # whoever deleted the last file beside it took the folder, too
            continue
        break
    else:
        raise OSError(errno.EBUSY, os.strerror(errno.EBUSY))
    _flush(path.parent)


def _flush(folder: Path) -> None:
    """A name is on disk when its folder is."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
