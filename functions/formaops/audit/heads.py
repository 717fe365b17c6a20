"""Signed heads: who has one can show later that a chain was cut or made anew, and that an export is whole.

A signed head is a JWS (RFC 7515) by Ed25519, which any JOSE library reads.
"""

from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from uuid import UUID

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

KEY_VARIABLE = "FORMAOPS_AUDIT_SIGNING_KEY"
_TYPE = "formaops-audit-head"
_ALGORITHM = "EdDSA"


class BadKey(ValueError):
    """A text that is no key, or none for Ed25519. Says nothing of what the text is."""


class BadSignature(ValueError):
    """A signed head that was not signed by this key, or is none."""


@dataclass(frozen=True, slots=True)
class Head:
    """A link by its number and hash (hex), of the chain of a tenant. `first` is where an export that it ends begins."""

    tenant_id: str
    sequence: int
    hash: str
    sealed_at: str
    first: int | None = None


def new_key() -> str:
    """A new private key, PEM (PKCS#8)."""
    return (
        Ed25519PrivateKey.generate()
        .private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        .decode()
    )


def signing_key(pem: str) -> Ed25519PrivateKey:
    """From PEM, in which `\\n` may stand for a line break. Raises BadKey."""
    try:
        key = serialization.load_pem_private_key(pem.replace("\\n", "\n").encode(), password=None)
    except (ValueError, TypeError) as error:
        raise BadKey("It is no private key in PEM without a password.") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise BadKey("It is no Ed25519 key.")
    return key


def public_key(pem: str) -> Ed25519PublicKey:
    """From PEM. Raises BadKey."""
    try:
        key = serialization.load_pem_public_key(pem.replace("\\n", "\n").encode())
    except ValueError as error:
        raise BadKey("It is no public key in PEM.") from error
    if not isinstance(key, Ed25519PublicKey):
        raise BadKey("It is no Ed25519 key.")
    return key


def pem_of(key: Ed25519PublicKey) -> str:
    return key.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo).decode()


def sign(head: Head, key: Ed25519PrivateKey, *, now: datetime | None = None) -> str:
    claims = {name: value for name, value in asdict(head).items() if value is not None}
    signed_at = (now or datetime.now(UTC)).isoformat(timespec="seconds")
    return jwt.encode(claims | {"signed_at": signed_at}, key, algorithm=_ALGORITHM, headers={"typ": _TYPE})


def read(token: str, key: Ed25519PublicKey) -> Head:
    """Raises BadSignature."""
    try:
        found = jwt.decode_complete(token.strip(), key, algorithms=[_ALGORITHM])
    except jwt.InvalidTokenError as error:
        raise BadSignature(f"The head is not signed by this key: {error}") from error
    claims = found["payload"]
    try:
        if found["header"].get("typ") != _TYPE:
            raise TypeError("typ")
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
