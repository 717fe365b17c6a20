"""From bytes to encrypted parts in a store, and back: zstd, then age, then cut.

Both ways stream: at most a few parts are in memory, whatever the size of the file, and nothing is on the disk.

    BackupDamaged
        PartMissing     the store has nothing under a part's key
        PartDamaged     a part has another length or digest than the manifest says
        WrongKey        none of the identities opens it
        NotWhole        the parts are right, but what they hold is not what was sealed
"""

import hashlib
import io
import queue
import threading
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, BinaryIO, Final, Protocol

from formaops.backups.manifest import File, Part
from formaops.backups.progress import Progress, Tell, silently
from formaops.backups.stores import NotStored, Store

# As small as 3 on rows of tables, in two thirds of its time.
LEVEL: Final = 2
_PIECE: Final = 256 * 1024
_TELL_EVERY: Final = 4 * 1024 * 1024
# One part is sent while the next is filled: so many parts, and no more, are in memory beside the one that is filled.
_UPLOADS: Final = 1


class BadKey(ValueError):
    """A text that is no age key. Says nothing of what the text is."""


class BackupDamaged(Exception):
    """What lies in the store is not what was put there, or cannot be read. Its text names the part."""


class PartMissing(BackupDamaged):
    """The store has nothing under a part's key."""


class PartDamaged(BackupDamaged):
    """A part has another length or digest than the manifest says."""


class WrongKey(BackupDamaged):
    """None of the identities opens it."""


class NotWhole(BackupDamaged):
    """The parts are right, but what they hold is not what was sealed."""


class Source(Protocol):
    def read(self, size: int, /) -> bytes: ...


def new_identity() -> tuple[str, str]:
    """A new age identity (`AGE-SECRET-KEY-1…`) and its recipient (`age1…`)."""
    from pyrage import x25519

    identity = x25519.Identity.generate()
    return str(identity), str(identity.to_public())


def recipient_of(identity: str) -> str:
    """The public part of an identity. Raises BadKey."""
    return str(_identities([identity])[0].to_public())


def check_recipients(recipients: list[str]) -> None:
    """Raises BadKey when there is none, or one cannot be read."""
    _recipients(recipients)


def _recipients(texts: list[str]) -> list[Any]:
    from pyrage import RecipientError, x25519

    if not texts:
        raise BadKey("There is no age recipient to encrypt to.")
    try:
        return [x25519.Recipient.from_str(text.strip()) for text in texts]
    except RecipientError as error:
        raise BadKey("A recipient is no public key of age (age1…).") from error


def _identities(texts: list[str]) -> list[Any]:
    from pyrage import IdentityError, x25519

    if not texts:
        raise BadKey("There is no age identity to decrypt with.")
    try:
        return [x25519.Identity.from_str(text.strip()) for text in texts]
    except IdentityError as error:
        raise BadKey("An identity is no private key of age (AGE-SECRET-KEY-1…).") from error


def seal(
    plain: Iterable[bytes] | BinaryIO,
    prefix: str,
    store: Store,
    recipients: list[str],
    part_bytes: int,
    progress: Tell = silently,
    *,
    stage: str = "sealing",
    total_bytes: int | None = None,
) -> File:
    """Put it under `{prefix}00000`, `{prefix}00001`, …, sending while it compresses. `prefix` ends in a slash.

    Raises BadKey, StoreFailed, and whatever reading `plain` raises; the parts that were put by then stay.
    """
    from pyrage import encrypt_io

    keys = _recipients(recipients)
    compressed = _Compressed(plain, lambda done: progress(Progress(stage, done, total_bytes)))
    with _Parts(prefix, store, part_bytes) as parts:
        try:
            encrypt_io(compressed, parts, keys)
        except Exception as error:
            # What a callback raised comes back as text only.
            raise compressed.failure or parts.failure or error from None
        stored = parts.finish()
    progress(Progress(stage, compressed.bytes, total_bytes))
    return File(parts=stored, plain_bytes=compressed.bytes, plain_sha256=compressed.sha256)


class _Compressed:
    """A file to read from: what the source gives, compressed. Counts and digests what went in."""

    def __init__(self, plain: Iterable[bytes] | BinaryIO, told: "_Told") -> None:
        import zstandard

        self._pieces = _pieces_of(plain)
        # In this thread: another one would cost 20 MB more and gain nothing, for the server gives less than it takes.
        self._compressor = zstandard.ZstdCompressor(
            level=LEVEL, write_checksum=True, write_content_size=False
        ).compressobj()
        self._told = told
        self._next_tell = _TELL_EVERY
        self._digest = hashlib.sha256()
        self._ready = memoryview(b"")
        self._ended = False
        self.bytes = 0
        self.failure: BaseException | None = None

    @property
    def sha256(self) -> str:
        return self._digest.hexdigest()

    def read(self, size: int) -> bytes:
        try:
            while not self._ready and not self._ended:
                self._ready = memoryview(self._more())
        except BaseException as error:
            self.failure = self.failure or error
            raise
        piece, self._ready = self._ready[:size], self._ready[size:]
        return bytes(piece)

    def _more(self) -> bytes:
        piece = next(self._pieces, None)
        if piece is None:
            self._ended = True
            return self._compressor.flush()
        self._digest.update(piece)
        self.bytes += len(piece)
        if self.bytes >= self._next_tell:
            self._next_tell = self.bytes + _TELL_EVERY
            self._told(self.bytes)
        return self._compressor.compress(piece)


class _Told(Protocol):
    def __call__(self, done: int, /) -> None: ...


def _pieces_of(plain: Iterable[bytes] | BinaryIO) -> Iterator[bytes]:
    if not hasattr(plain, "read"):
        return iter(plain)
    source: BinaryIO = plain  # type: ignore[assignment]  # it reads
    return iter(lambda: source.read(_PIECE), b"")


class _Parts:
    """A file to write to: cuts what it gets into parts, each of which is put by a thread of its own."""

    def __init__(self, prefix: str, store: Store, part_bytes: int) -> None:
        self._prefix, self._store, self._part_bytes = prefix, store, part_bytes
        self._part = io.BytesIO()
        self._uploads: deque[Future[Part]] = deque()
        self._stored: list[Part] = []
        self._count = 0
        self._pool = ThreadPoolExecutor(_UPLOADS, thread_name_prefix="put")
        self.failure: BaseException | None = None

    def __enter__(self) -> "_Parts":
        return self

    def __exit__(self, *_: object) -> None:
        self._pool.shutdown(cancel_futures=True)

    def write(self, data: bytes) -> int:
        try:
            rest = memoryview(data)
            while rest:
                if self._part.tell() == self._part_bytes:
                    self._send()
                room = self._part_bytes - self._part.tell()
                self._part.write(rest[:room])
                rest = rest[room:]
        except BaseException as error:
            self.failure = self.failure or error
            raise
        return len(data)

    def flush(self) -> None:
        """Nothing is sent before its part is full."""

    def finish(self) -> list[Part]:
        self._send()
        while self._uploads:
            self._stored.append(self._uploads.popleft().result())
        return self._stored

    def _send(self) -> None:
        # Before the next one is made, so that no more than these are ever in memory.
        while len(self._uploads) >= _UPLOADS:
            self._stored.append(self._uploads.popleft().result())
        full, self._part = self._part.getvalue(), io.BytesIO()
        self._uploads.append(self._pool.submit(self._put, f"{self._prefix}{self._count:05}", full))
        self._count += 1

    def _put(self, key: str, data: bytes) -> Part:
        self._store.put(key, data)
        return Part(key=key, bytes=len(data), sha256=hashlib.sha256(data).hexdigest())


def unseal(file: File, store: Store, identities: list[str]) -> Iterator[bytes]:
    """What was sealed, in pieces. Each part's length and SHA-256 are checked before it is decrypted.

    Whether it is whole shows at the end only: who uses the pieces before must undo that when this raises
    BackupDamaged. Also raises BadKey and StoreFailed. The next part is fetched while one is decrypted.
    """
    keys = _identities(identities)
    pieces: queue.Queue[bytes | None] = queue.Queue(maxsize=8)
    stopped = threading.Event()
    name = file.parts[0].key.rpartition("/")[0] if file.parts else "A file without parts"
    reader, writer = _Fetched(file, store, name), _Decompressed(file, name, pieces, stopped)
    worker = threading.Thread(target=_decrypt, args=(reader, writer, keys, pieces, stopped), daemon=True)
    worker.start()
    try:
        while (piece := pieces.get()) is not None:
            yield piece
    finally:
        stopped.set()
        while worker.is_alive():
            # It may wait for room.
            while not pieces.empty():
                pieces.get_nowait()
            worker.join(0.01)
        reader.close()
    if failure := reader.failure or writer.failure:
        raise failure
    writer.check()


def _decrypt(
    reader: "_Fetched", writer: "_Decompressed", keys: list[Any], pieces: queue.Queue[bytes | None], stopped: Any
) -> None:
    from pyrage import DecryptError, decrypt_io

    try:
        decrypt_io(reader, writer, keys)
    except DecryptError as error:
        if reader.failure is None:
            wrong = "No matching keys found" in str(error)
            reader.failure = (
                WrongKey(f"None of the identities opens {reader.name}: it was encrypted to others.")
                if wrong
                else NotWhole(f"{reader.name} is no file of age: {error}")
            )
    except Exception as error:
        if reader.failure is None and writer.failure is None:
            reader.failure = NotWhole(f"{reader.name} cannot be decrypted: {error}")
    finally:
        if not stopped.is_set():
            pieces.put(None)


class _Stopped(Exception):
    """Nobody takes the pieces any more."""


class _Fetched:
    """A file to read from: the parts, one after the other, checked."""

    def __init__(self, file: File, store: Store, name: str) -> None:
        self._store, self.name = store, name
        self._waiting = deque(file.parts)
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="get")
        self._next: Future[bytes] | None = None
        self._ready = memoryview(b"")
        self.failure: BaseException | None = None
        self._fetch()

    def close(self) -> None:
        self._pool.shutdown(cancel_futures=True)

    def read(self, size: int) -> bytes:
        try:
            while not self._ready and self._next is not None:
                self._ready = memoryview(self._next.result())
                self._fetch()
        except BaseException as error:
            self.failure = self.failure or error
            raise
        piece, self._ready = self._ready[:size], self._ready[size:]
        return bytes(piece)

    def _fetch(self) -> None:
        self._next = self._pool.submit(fetch, self._waiting.popleft(), self._store) if self._waiting else None


def fetch(part: Part, store: Store) -> bytes:
    """A part as it lies in the store. Raises PartMissing, PartDamaged and StoreFailed."""
    try:
        data = store.get(part.key)
    except NotStored as error:
        raise PartMissing(f"{part.key} is not in {store.description}.") from error
    if len(data) != part.bytes:
        raise PartDamaged(f"{part.key} in {store.description} has {len(data):,} bytes instead of {part.bytes:,}.")
    if hashlib.sha256(data).hexdigest() != part.sha256:
        raise PartDamaged(f"{part.key} in {store.description} is not what was put there: its SHA-256 is another.")
    return data


class _Decompressed:
    """A file to write to: hands on what is in it, in pieces of bounded size. Counts and digests what comes out."""

    def __init__(self, file: File, name: str, pieces: queue.Queue[bytes | None], stopped: threading.Event) -> None:
        import zstandard

        self._file, self._name, self._pieces, self._stopped = file, name, pieces, stopped
        self._digest = hashlib.sha256()
        self._bytes = 0
        self._error: type[Exception] = zstandard.ZstdError
        self._decompressor = zstandard.ZstdDecompressor().stream_writer(
            _Taking(self._take),  # type: ignore[arg-type]  # all that it asks for is there
            write_size=_PIECE,
            closefd=False,
        )
        self.failure: BaseException | None = None

    def write(self, data: bytes) -> int:
        try:
            self._decompressor.write(data)
        except self._error as error:
            self.failure = self.failure or NotWhole(f"{self._name} cannot be decompressed: {error}")
            raise
        except BaseException as error:
            self.failure = self.failure or error
            raise
        return len(data)

    def flush(self) -> None:
        """What came was handed on."""

    def check(self) -> None:
        """Raises NotWhole."""
        if self._bytes != self._file.plain_bytes or self._digest.hexdigest() != self._file.plain_sha256:
            raise NotWhole(
                f"{self._name} holds {self._bytes:,} bytes that are not the {self._file.plain_bytes:,} sealed."
            )

    def _take(self, piece: bytes) -> None:
        if self._stopped.is_set():
            raise _Stopped
        self._bytes += len(piece)
        if self._bytes > self._file.plain_bytes:
            raise NotWhole(f"{self._name} holds more than the {self._file.plain_bytes:,} bytes sealed.")
        self._digest.update(piece)
        self._pieces.put(piece)


class _Taking:
    """The least of a file that may be written to."""

    def __init__(self, take: "_Take") -> None:
        self._take = take

    def write(self, data: bytes) -> int:
        self._take(bytes(data))
        return len(data)


class _Take(Protocol):
    def __call__(self, piece: bytes, /) -> None: ...
