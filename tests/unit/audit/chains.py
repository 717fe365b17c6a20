"""Chains made without a database, as the database makes them."""

import hashlib
import json
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from formaops.audit import canonical, exports
from formaops.audit.chain import BEFORE_THE_FIRST, Link
from formaops.audit.heads import Head
from formaops.signing import new_key, signing_key

TENANT = UUID("00000000-0000-4000-8000-0000000000f1")
KEY = signing_key(new_key())
SEALED_AT = "2026-11-21T10:00:00.123456"


def row(number: int, **changes: Any) -> dict[str, Any]:
    return {
        "id": str(UUID(int=number)), "tenant_id": str(TENANT), "user_id": None, "action": "UPDATE",
        "resource_type": "prompt", "resource_id": None, "changes": {"after": {"name": f"Name {number}"}},
        "metadata": {}, "ip_address": None, "user_agent": None, "created_at": "2026-11-21T09:59:59",
    } | changes  # fmt: skip


def link(number: int, previous: bytes, of: dict[str, Any], *, tenant_id: UUID = TENANT) -> dict[str, Any]:
    salt = hashlib.md5(str(number).encode(), usedforsecurity=False).digest()
    text = canonical.write(canonical.parse(json.dumps(of)))
    digest = hashlib.sha256(salt + text.encode()).digest()
    made = Link(
        sequence=number,
        audit_log_id=UUID(of["id"]),
        sealed_at=datetime.fromisoformat(SEALED_AT).replace(tzinfo=UTC),
        salt=salt,
        digest=digest,
        hash=b"",
        row=None,
    )
    return {
        "sequence": number, "audit_log_id": of["id"], "sealed_at": SEALED_AT, "salt": salt.hex(),
        "digest": digest.hex(), "hash": made.hash_after(previous, tenant_id).hex(), "row": of,
    }  # fmt: skip


def chain(length: int) -> list[dict[str, Any]]:
    links: list[dict[str, Any]] = []
    for number in range(1, length + 1):
        previous = bytes.fromhex(links[-1]["hash"]) if links else BEFORE_THE_FIRST
        links.append(link(number, previous, row(number)))
    return links


def head(of: dict[str, Any], first: int = 1) -> Head:
    return Head(str(TENANT), of["sequence"], of["hash"], SEALED_AT, first)


def export(links: list[dict[str, Any]], *, first: int = 1, signed: bool = True) -> list[str]:
    """The lines of an export of the links from number `first` on."""
    previous = bytes.fromhex(links[first - 2]["hash"]) if first > 1 else BEFORE_THE_FIRST
    return [
        exports.first_line(TENANT, first, previous),
        *map(json.dumps, links[first - 1 :]),
        exports.last_line(head(links[-1], first), KEY if signed else None),
    ]
