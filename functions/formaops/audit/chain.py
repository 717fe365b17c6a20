"""A chain's hashes, and what is wrong with links one after the other."""

import hashlib
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from formaops.audit import canonical

BEFORE_THE_FIRST = bytes(32)
_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_ERASED: Mapping[str, Any] = {
    "user_id": None,
    "resource_id": None,
    "changes": {},
    "metadata": {},
    "ip_address": None,
    "user_agent": None,
}


@dataclass(frozen=True, slots=True)
class Fault:
    """As `verify_audit_chain` names them. `sequence` is the link's number, where there is one."""

    sequence: int | None
    audit_log_id: str | None
    fault: str
    detail: str


@dataclass(frozen=True, slots=True)
class Link:
    """`row` is the audit row, as it was parsed; None when there was none any more. No salt: its payload was erased."""

    sequence: int
    audit_log_id: UUID
    sealed_at: datetime
    salt: bytes | None
    digest: bytes
    hash: bytes
    row: dict[str, Any] | None

    @classmethod
    def read(cls, value: Any) -> "Link":
        """Raises ValueError when it is no link."""
        try:
            row = value["row"]
            if not (row is None or isinstance(row, dict)):
                raise TypeError("row is no object")
            return cls(
                sequence=int(value["sequence"]),
                audit_log_id=UUID(value["audit_log_id"]),
                sealed_at=datetime.fromisoformat(value["sealed_at"]).replace(tzinfo=UTC),
                salt=None if value["salt"] is None else bytes.fromhex(value["salt"]),
                digest=bytes.fromhex(value["digest"]),
                hash=bytes.fromhex(value["hash"]),
                row=row,
            )
        except (KeyError, TypeError, AttributeError) as error:
            raise ValueError(f"it is no link of an audit chain: {error!r}") from error

    def hash_after(self, previous: bytes, tenant_id: UUID) -> bytes:
        """What `hash` has to be: SHA-256 of the hash before, tenant, number, audit row, digest and time."""
        microseconds = (self.sealed_at - _EPOCH) // _MICROSECOND
        return hashlib.sha256(
            b"".join(
                (
                    previous,
                    tenant_id.bytes,
                    struct.pack(">q", self.sequence),
                    self.audit_log_id.bytes,
                    self.digest,
                    struct.pack(">q", microseconds),
                )
            )
        ).digest()

    def fault_of_row(self, tenant_id: UUID) -> tuple[str, str] | None:
        """What is wrong with the audit row: fault and detail."""
        if self.row is None:
            return "row_removed", "The audit row is not there any more."
        if self.salt is None:
            as_erased = all(self.row.get(name, ...) == value for name, value in _ERASED.items())
            belongs = self.row.get("id") == str(self.audit_log_id) and self.row.get("tenant_id") == str(tenant_id)
            return (
                None if as_erased and belongs else ("row_edited", "It was erased, and something was put in its place.")
            )
        text = canonical.write(self.row).encode(errors="surrogatepass")
        if hashlib.sha256(self.salt + text).digest() != self.digest:
            return "row_edited", "The audit row is not what was sealed."
        if self.row.get("id") != str(self.audit_log_id) or self.row.get("tenant_id") != str(tenant_id):
            return "row_edited", "The audit row is another one's."
        return None
