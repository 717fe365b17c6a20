"""What lies in the project's Supabase Storage, into a backup and out of it.

What there is, is read from the database, in the snapshot of the dump: so both tell of the same moment. The contents
come by the API, each sealed like the dump, under a name that only the backup can make (a keyed digest of bucket, name
and version): who reads the store learns neither names nor which contents are the same. An object that has not changed
keeps its name, and is not sent again. So that this needs no identity, by which alone the list of a backup is read, a
small record lies beside each content, sealed by a key derived from the signing key.

    objects/{name}/{token}/00000    the content; a token of its own for each sealing, so that nothing is overwritten
    objects/{name}/record           which token, and the digests; written last
"""

import hashlib
import hmac
import io
import json
import os
import re
import secrets
from collections import deque
from collections.abc import Collection, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final, Literal

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from pydantic import BaseModel, ConfigDict, ValidationError

from formaops.backups import sealing
from formaops.backups.manifest import OBJECTS, File, Manifest, Part
from formaops.backups.progress import Progress, Tell, silently
from formaops.backups.storage_api import CHUNK, About, StorageApi
from formaops.backups.stores import NotStored, Store, StoreFailed
from formaops.backups.stores.supabase import SupabaseStore
from formaops.backups.stores.trying import Passing

if TYPE_CHECKING:
    import psycopg

_PIECE: Final = 256 * 1024
_READERS: Final = 3
"""Objects that are read, sealed and sent at once: each has up to three of its parts in memory."""
_PART: Final = CHUNK
_READINGS: Final = 3
"""Times that an object which changes while it is read is read from its beginning."""


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class Bucket(_Record):
    kind: Literal["bucket"] = "bucket"
    name: str
    public: bool = False
    file_size_limit: int | None = None
    allowed_mime_types: list[str] | None = None


class Object(_Record):
    """One as `storage.objects` had it in the snapshot."""

    bucket: str
    name: str
    version: str | None = None
    etag: str | None = None
    size: int | None = None
    updated_at: str | None = None
    content_type: str = "application/octet-stream"
    cache_control: str | None = None
    user_metadata: dict[str, Any] | None = None

    @property
    def path(self) -> str:
        return f"{self.bucket}/{self.name}"


class Kept(Object):
    """An object in a backup. `file` is null when it was gone by the time it was read."""

    kind: Literal["object"] = "object"
    size: int
    file: File | None
    """Its parts, and the size and SHA-256 of its content."""


class Reference(_Record):
    """Which parts a backup needs under `objects/`: nothing in it is secret, and it is read without a key."""

    record: str | None = None
    """Key of the record beside them; none where the object had changed since it was listed."""
    parts: list[Part]


@dataclass(frozen=True)
class BackedUp:
    """What `back_up` has made; `index` is None where the project has no Storage."""

    index: File | None = None
    references: list[Part] = field(default_factory=list)
    count: int = 0
    bytes: int = 0
    sent: int = 0
    """How many were not in the store already."""
    vanished: list[str] = field(default_factory=list)
    """`bucket/name` of those that were deleted before they were read."""


class ChangedWhileRead(Exception):
    """What is under this name now is not what the first bytes were of."""


class _Lines:
    """Lines of JSON in memory, compressed: about 100 bytes for each object."""

    def __init__(self) -> None:
        import zstandard

        self._packer = zstandard.ZstdCompressor().compressobj()
        self._packed = io.BytesIO()
        self._is_open = True

    def add(self, told: BaseModel) -> None:
        self._packed.write(self._packer.compress(told.model_dump_json(exclude_defaults=True).encode() + b"\n"))

    def packed(self) -> bytes:
        """After which there is nothing to add."""
        if self._is_open:
            self._packed.write(self._packer.flush())
            self._is_open = False
        return self._packed.getvalue()


def _lines_of(packed: bytes) -> Iterator[str]:
    import zstandard

    return io.TextIOWrapper(zstandard.ZstdDecompressor().stream_reader(packed), "utf-8")


class Listing:
    """All objects of a snapshot, kept compressed: the snapshot need not stay open while they are read."""

    def __init__(self) -> None:
        self._lines = _Lines()
        self.buckets: list[Bucket] = []
        self.count = 0
        self.bytes = 0

    def add(self, found: Object) -> None:
        self._lines.add(found)
        self.count += 1
        self.bytes += found.size or 0

    def __iter__(self) -> Iterator[Object]:
        return map(Object.model_validate_json, _lines_of(self._lines.packed()))


def own_buckets(*stores: Store | None) -> set[str]:
    """Buckets in which backups lie: they are not backed up."""
    return {store.bucket for store in stores if isinstance(store, SupabaseStore)}


def listing(connection: "psycopg.Connection[Any]", left_out: Collection[str] = ()) -> Listing | None:
    """What the database of the connection's snapshot has; None where there is no Storage."""
    there = connection.execute(
        "select to_regclass('storage.buckets') is not null and to_regclass('storage.objects') is not null"
    ).fetchone()
    if not there or not there[0]:
        return None
    found = Listing()
    for (row,) in connection.execute("select to_jsonb(b) from storage.buckets b order by b.id").fetchall():
        if row["id"] not in left_out and row.get("type", "STANDARD") == "STANDARD":
            found.buckets.append(Bucket.model_validate(row | {"name": row["id"], "public": bool(row.get("public"))}))
    # All columns that there are: older projects lack some, newer ones keep old versions beside the present one.
    with connection.cursor(name="storage_objects") as cursor:
        cursor.itersize = 1_000
        cursor.execute(
            "select to_jsonb(o) - 'path_tokens' from storage.objects o where o.bucket_id = any (%s) "
            "order by o.bucket_id, o.name",
            [[bucket.name for bucket in found.buckets]],
        )
        for (row,) in cursor:
            if not row.get("archived_at") and not row.get("is_delete_marker"):
                found.add(_object(row))
    return found


def _object(row: dict[str, Any]) -> Object:
    metadata = row.get("metadata") or {}
    return Object(
        bucket=row["bucket_id"],
        name=row["name"],
        version=row.get("version"),
        etag=_etag(metadata.get("eTag")),
        size=metadata.get("size"),
        updated_at=_utc(row.get("updated_at")),
        content_type=metadata.get("mimetype") or "application/octet-stream",
        cache_control=metadata.get("cacheControl"),
        user_metadata=row.get("user_metadata"),
    )


def _utc(text: str | None) -> str | None:
    """The same time always in the same words, whatever the time zone of the session."""
    return datetime.fromisoformat(text).astimezone(UTC).isoformat() if text else None


def _etag(text: str | None) -> str | None:
    """Without quotes, and without the mark that a proxy has packed it."""
    return text.removeprefix("W/").strip('"') if text else None


class Reading:
    """An object's content, in pieces. What breaks off goes on where it was, if the object is still the same.

    Iterating raises NotStored when it is gone, ChangedWhileRead, and StoreFailed.
    """

    def __init__(self, found: Object, api: StorageApi) -> None:
        self._found, self._api = found, api
        self._size: int | None = None
        self.etag: str | None = None
        self.bytes = 0

    @property
    def is_what_was_listed(self) -> bool:
        found = self._found
        return found.size in (None, self.bytes) and (not found.etag or not self.etag or found.etag == self.etag)

    def __iter__(self) -> Iterator[bytes]:
        patience, failures = self._api.patience, 0
        while True:
            before = self.bytes
            try:
                yield from self._rest()
            except Passing as failure:
                failures = 1 if self.bytes > before else failures + 1
                if failures == patience.tries:
                    what = f"Storage of {self._api.host}: Reading {self._found.path}"
                    raise StoreFailed(f"{what} failed, tried {failures} times: {failure}") from failure
                patience.sleep(patience.pause(failures, failure.after_seconds))
                continue
            return

    def _rest(self) -> Iterator[bytes]:
        first = self.bytes
        with self._api.streamed(self._found.bucket, self._found.name, first) as response:
            etag, length = _etag(response.headers.get("etag")), response.headers.get("content-length")
            is_part = response.status_code == 206
            size = None if length is None else int(length) + (first if is_part else 0)
            if first and (etag, size) != (self.etag, self._size):
                raise ChangedWhileRead(self._found.path)
            self.etag, self._size = etag, size
            skipped = 0 if is_part else first
            for piece in response.iter_raw(_PIECE):
                fresh, skipped = piece[skipped:], max(0, skipped - len(piece))
                if fresh:
                    self.bytes += len(fresh)
                    yield fresh
        if self._size is not None and self.bytes != self._size:
            raise Passing(f"{self.bytes:,} of {self._size:,} bytes came")


class Names:
    """What an object's folder is called, and how its record is sealed: both by keys from the signing key."""

    def __init__(self, signing_key: Ed25519PrivateKey, recipients: Iterable[str]) -> None:
        raw = signing_key.private_bytes(
            serialization.Encoding.Raw, serialization.PrivateFormat.Raw, serialization.NoEncryption()
        )
        derived = HKDF(hashes.SHA256(), 64, salt=None, info=b"formaops storage objects in backups").derive(raw)
        self._naming, self._cipher = derived[:32], AESGCM(derived[32:])
        # Whom it is encrypted to belongs to the name: a new recipient opens nothing that was sealed without them.
        self._recipients = sorted(recipient.strip() for recipient in recipients)

    def of(self, found: Object) -> str:
        told = [found.bucket, found.name, found.version, found.etag, found.size, found.updated_at, self._recipients]
        return hmac.digest(self._naming, json.dumps(told).encode(), "sha256")[:20].hex()

    def sealed(self, name: str, file: File) -> bytes:
        nonce = os.urandom(12)
        return nonce + self._cipher.encrypt(nonce, file.model_dump_json().encode(), name.encode())

    def opened(self, name: str, data: bytes) -> File | None:
        """None when it is not what was sealed."""
        try:
            return File.model_validate_json(self._cipher.decrypt(data[:12], data[12:], name.encode()))
        except (InvalidTag, ValueError, ValidationError):
            return None


def record_key(name: str) -> str:
    return f"{OBJECTS}{name}/record"


def back_up(
    found: Listing | None,
    api: StorageApi | None,
    store: Store,
    recipients: list[str],
    signing_key: Ed25519PrivateKey,
    part_bytes: int,
    prefix: str,
    progress: Tell = silently,
) -> BackedUp:
    """Every object into the store, then the list of them under `{prefix}objects/`, and which parts that needs under
    `{prefix}references/`. What is there already, of an earlier backup or of an attempt that broke off, is not sent.

    Raises StoreFailed, also of the project's Storage. What is deleted meanwhile is told in the list, and no failure.
    """
    if found is None:
        return BackedUp()
    if api is None:
        if not found.count:
            return BackedUp()
        raise StoreFailed(
            f"The project has {found.count:,} storage objects, but SUPABASE_URL and SUPABASE_SERVICE_ROLE_KEY are not "
            "set to read them. Set both, or FORMAOPS_BACKUP_STORAGE_OBJECTS=false to leave them out."
        )
    work = _Work(found, api, store, recipients, Names(signing_key, recipients), part_bytes, progress)
    index = sealing.seal(work.lines(), f"{prefix}objects/", store, recipients, part_bytes, stage="list of objects")
    return BackedUp(
        index,
        _put(work.references.packed(), f"{prefix}references/", store, part_bytes),
        work.count,
        work.bytes,
        work.sent,
        work.vanished,
    )


def _put(data: bytes, prefix: str, store: Store, part_bytes: int) -> list[Part]:
    parts = []
    for number, first in enumerate(range(0, len(data), part_bytes)):
        piece, key = data[first : first + part_bytes], f"{prefix}{number:05}"
        store.put(key, piece)
        parts.append(Part(key=key, bytes=len(piece), sha256=hashlib.sha256(piece).hexdigest()))
    return parts


class _Work:
    """One backing up of objects: reads several at once, tells of them in the listing's order."""

    def __init__(
        self,
        found: Listing,
        api: StorageApi,
        store: Store,
        recipients: list[str],
        names: Names,
        part_bytes: int,
        progress: Tell,
    ) -> None:
        self._found, self._api, self._store = found, api, store
        self._recipients, self._names, self._part_bytes = recipients, names, min(part_bytes, _PART)
        self._progress = progress
        self._there: dict[str, int] = {}
        self.references = _Lines()
        self.count = self.bytes = self.sent = 0
        self.vanished: list[str] = []

    def lines(self) -> Iterator[bytes]:
        for bucket in self._found.buckets:
            yield bucket.model_dump_json(exclude_defaults=False).encode() + b"\n"
        self._there = {stored.key: stored.bytes for stored in self._store.list(OBJECTS)}
        for kept in self._kept():
            yield kept.model_dump_json().encode() + b"\n"

    def _kept(self) -> Iterator[Kept]:
        pool = ThreadPoolExecutor(_READERS, thread_name_prefix="object")
        waiting: deque[Future[_Done]] = deque()
        try:
            for each in self._found:
                waiting.append(pool.submit(self._keep, each))
                if len(waiting) > 2 * _READERS:
                    yield self._counted(waiting.popleft().result())
            while waiting:
                yield self._counted(waiting.popleft().result())
        finally:
            pool.shutdown(cancel_futures=True)

    def _counted(self, done: "_Done") -> Kept:
        kept = done.kept
        if kept.file is None:
            self.vanished.append(kept.path)
        else:
            self.count += 1
            self.bytes += kept.file.plain_bytes
            self.sent += done.is_sent
            self.references.add(Reference(record=done.record, parts=kept.file.parts))
        self._progress(Progress("objects", self.bytes, self._found.bytes, kept.path))
        return kept

    def _keep(self, found: Object) -> "_Done":
        name = self._names.of(found)
        if file := self._stored(name):
            return _Done(_told(found, file), record_key(name), is_sent=False)
        for _ in range(_READINGS):
            try:
                return self._send(found, name)
            except NotStored:
                return _Done(_told(found, None), None, is_sent=False)
            except ChangedWhileRead:
                continue
        raise StoreFailed(f"{found.path} changed while it was read, {_READINGS} times.")

    def _stored(self, name: str) -> File | None:
        """What an earlier backup has of it, if all of it is there still."""
        key = record_key(name)
        if key not in self._there:
            return None
        try:
            file = self._names.opened(name, self._store.get(key))
        except NotStored:
            return None
        is_whole = file and all(self._there.get(part.key) == part.bytes for part in file.parts)
        return file if is_whole else None

    def _send(self, found: Object, name: str) -> "_Done":
        reading = Reading(found, self._api)
        prefix = f"{OBJECTS}{name}/{secrets.token_hex(4)}/"
        file = sealing.seal(iter(reading), prefix, self._store, self._recipients, self._part_bytes)
        record = None
        if reading.is_what_was_listed:
            record = record_key(name)
            self._store.put(record, self._names.sealed(name, file))
        return _Done(_told(found, file), record, is_sent=True)


@dataclass(frozen=True)
class _Done:
    kept: Kept
    record: str | None
    is_sent: bool


def _told(found: Object, file: File | None) -> Kept:
    told = found.model_dump() | {"size": file.plain_bytes if file else (found.size or 0)}
    return Kept(**told, file=file)


def references(manifest: Manifest, store: Store) -> Iterator[Reference]:
    """Which parts of `objects/` the backup needs. Raises BackupDamaged and StoreFailed; needs no key."""
    if manifest.references:
        packed = b"".join(sealing.fetch(part, store) for part in manifest.references)
        yield from map(Reference.model_validate_json, _lines_of(packed))


def read_index(manifest: Manifest, store: Store, identities: list[str]) -> Iterator[Bucket | Kept]:
    """The buckets, then the objects, of a backup. Raises BackupDamaged (at its end, too), BadKey and StoreFailed."""
    if manifest.objects is None:
        return
    rest = b""
    for piece in sealing.unseal(manifest.objects, store, identities):
        *lines, rest = (rest + piece).split(b"\n")
        for line in lines:
            told = json.loads(line)
            yield Bucket.model_validate(told) if told.get("kind") == "bucket" else Kept.model_validate(told)


def make_bucket(bucket: Bucket, api: StorageApi) -> None:
    """As it was; one that is there is left as it is."""
    api.make_bucket(
        bucket.name,
        public=bucket.public,
        file_size_limit=bucket.file_size_limit,
        allowed_mime_types=bucket.allowed_mime_types,
    )


def content(kept: Kept, store: Store, identities: list[str]) -> Iterator[bytes]:
    """Raises BackupDamaged (at its end, too), NotStored for one that had vanished."""
    if kept.file is None:
        raise NotStored(f"{kept.path} was deleted before the backup could read it.")
    return sealing.unseal(kept.file, store, identities)


def write(kept: Kept, store: Store, identities: list[str], api: StorageApi) -> None:
    """Into a project's Storage, over what is there. Raises BackupDamaged before anything is written of a small one;
    a large one is sent as it is unsealed, and becomes an object only when all of it was right.
    """
    cached = re.search(r"max-age=(\d+)", kept.cache_control or "")
    about = About(kept.content_type, int(cached[1]) if cached else 0, kept.user_metadata)
    if kept.size <= CHUNK:
        api.upload(kept.bucket, kept.name, b"".join(content(kept, store, identities)), about)
        return
    for _ in range(_READINGS):
        try:
            pieces = content(kept, store, identities)
            if api.upload_resumably(kept.bucket, kept.name, kept.size, pieces, about) or _is_there(kept, api):
                return
        except NotStored:
            if kept.file is None:
                raise
    raise StoreFailed(f"Storage of {api.host}: Writing {kept.path} failed: the server took it and does not have it.")


def _is_there(kept: Kept, api: StorageApi) -> bool:
    digest = hashlib.sha256()
    for piece in Reading(kept, api):
        digest.update(piece)
    return kept.file is not None and digest.hexdigest() == kept.file.plain_sha256
