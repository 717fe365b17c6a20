"""Signed heads: who has one can show later that a chain was cut or made anew, and that an export is whole."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from formaops import signing
from formaops.signing import BadSignature

KEY_VARIABLE = "FORMAOPS_AUDIT_SIGNING_KEY"
_KIND: Final = "formaops-audit-head"


@dataclass(frozen=True, slots=True)
class Head:
    """A link by its number and hash (hex), of the chain of a tenant. `first` is where an export that it ends begins."""

    tenant_id: str
    sequence: int
    hash: str
    sealed_at: str
    first: int | None = None


def sign(head: Head, key: Ed25519PrivateKey, *, now: datetime | None = None) -> str:
    return signing.sign({name: value for name, value in asdict(head).items() if value is not None}, _KIND, key, now=now)


def read(token: str, key: Ed25519PublicKey) -> Head:
    """Raises BadSignature."""
    claims = signing.read(token, _KIND, key)
    try:
        first = claims.get("first")
        return Head(
            tenant_id=str(UUID(claims["tenant_id"])),
            sequence=int(claims["sequence"]),
            hash=str(claims["hash"]),
            sealed_at=str(claims["sealed_at"]),
            first=None if first is None else int(first),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise BadSignature(f"What is signed is no head of an audit chain: {error!r}") from error
