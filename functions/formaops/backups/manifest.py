"""What a backup consists of, signed. It is written last: without it there is no backup, only parts to be removed.

Where a backup lies in its store (``{id}`` is the time it was scheduled for, ``{attempt}`` counts from 1):

    backups/{id}/{attempt}/dump/00000        the archive of pg_dump (-Fc), compressed, encrypted, cut into parts
    backups/{id}/{attempt}/catalog/00000     what verifying compares: `formaops.backups.catalog`
    backups/{id}/{attempt}/objects/00000     one line of JSON for each storage object: its parts, size and SHA-256
    backups/{id}/{attempt}/references/00000  which parts of `objects/` it needs: lines of JSON, zstd, not encrypted
    backups/{id}/manifest                    this, as a JWS
    objects/{name}/{token}/00000             a storage object's content; several backups may share it
    objects/{name}/record                    by which the next backup knows it: `formaops.backups.objects`

The parts of a file, put together, are one age file of one zstd frame: ``cat * | age -d -i key | zstd -d`` opens it
where nothing of ours is at hand.
"""

from datetime import UTC, datetime
from typing import Final, Literal

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from formaops import signing
from formaops.signing import BadSignature

_KIND: Final = "formaops-backup"
_ID_FORMAT: Final = "%Y%m%dT%H%M%SZ"
EARLIEST: Final = datetime(2000, 1, 1, tzinfo=UTC)
"""No backup is of a time before: a year of less than four digits would be another name for everybody who writes it."""
BACKUPS: Final = "backups/"
OBJECTS: Final = "objects/"


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Part(_Record):
    """A piece of an encrypted file as it lies in the store."""

    key: str
    bytes: int = Field(ge=0)
    sha256: str = Field(pattern="^[0-9a-f]{64}$")
    """Of the stored bytes, so that a fault shows before anything is decrypted."""


class File(_Record):
    """A file, compressed (zstd), encrypted (age), cut into parts."""

    parts: list[Part]
    plain_bytes: int = Field(ge=0)
    plain_sha256: str = Field(pattern="^[0-9a-f]{64}$")

    @property
    def bytes(self) -> int:
        return sum(part.bytes for part in self.parts)


class Manifest(_Record):
    """One backup. Times are UTC; nothing in here is secret."""

    format: Literal[1] = 1
    backup_id: str
    attempt: int = Field(ge=1)
    scheduled_at: datetime
    started_at: datetime
    completed_at: datetime
    formaops_version: str
    server_version: str
    """`server_version` of the database."""
    dump_version: str
    """What `pg_dump --version` says."""
    system_identifier: str
    """Of the cluster: a restore refuses that cluster's database of that name as its target."""
    database: str
    migration_head: str | None
    schemas: list[str]
    """Whose definitions and rows are in the dump."""
    schemas_left_out: list[str]
    tables_left_out: list[str] = Field(default_factory=list)
    """Of these schemas, tables and sequences of the platform that the role may not read."""
    rows: dict[str, int]
    """Counted in the dump's snapshot, by `schema.table`."""
    recipients: list[str]
    """The age public keys that it is encrypted to."""
    dump: File
    catalog: File
    objects: File | None
    """The list of storage objects; null where the project's storage was not backed up."""
    references: list[Part] = Field(default_factory=list)
    """The parts, put together, of the list of what it needs under `objects/`: read without an identity."""
    object_count: int = Field(ge=0)
    object_bytes: int = Field(ge=0)

    @property
    def bytes(self) -> int:
        """As stored, without the contents of storage objects."""
        return sum(file.bytes for file in (self.dump, self.catalog, self.objects) if file is not None)


def backup_id(scheduled_at: datetime) -> str:
    """Names the backup of that time, and in addresses its run. Raises ValueError without a time zone."""
    if scheduled_at.tzinfo is None:
        raise ValueError("The time needs a time zone.")
    return scheduled_at.astimezone(UTC).strftime(_ID_FORMAT)


def time_of(backup_id: str) -> datetime:
    """The time that it is named by. Raises ValueError when it is none."""
    return datetime.strptime(backup_id, _ID_FORMAT).replace(tzinfo=UTC)


def folder(backup_id: str) -> str:
    return f"{BACKUPS}{backup_id}/"


def manifest_key(backup_id: str) -> str:
    return f"{folder(backup_id)}manifest"


def sign(manifest: Manifest, key: Ed25519PrivateKey) -> str:
    return signing.sign(manifest.model_dump(mode="json"), _KIND, key)


def read(token: str, keys: list[Ed25519PublicKey]) -> Manifest:
    """Signed by any of the keys. Raises BadSignature."""
    failure = BadSignature("There is no key to verify it with.")
    for key in keys:
        try:
            claims = signing.read(token, _KIND, key)
        except BadSignature as error:
            failure = error
            continue
        try:
            return Manifest.model_validate({name: claims[name] for name in claims if name != "signed_at"})
        except ValidationError as error:
            raise BadSignature(f"What is signed is no manifest of a backup: {error.error_count()} faults") from error
    raise failure
