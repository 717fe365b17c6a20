"""Statements that can be proved later: claims signed as a JWS (RFC 7515) by Ed25519, which any JOSE library reads."""

from datetime import UTC, datetime
from typing import Any, Final

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

_ALGORITHM: Final = "EdDSA"


class BadKey(ValueError):
    """A text that is no key, or none for Ed25519. Says nothing of what the text is."""


class BadSignature(ValueError):
    """A statement that was not signed by this key, or is none of the type that was asked for."""


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


def sign(claims: dict[str, Any], kind: str, key: Ed25519PrivateKey, *, now: datetime | None = None) -> str:
    """`kind` is the header `typ`, so that a statement of one kind is never taken for another. Adds `signed_at`."""
    signed_at = (now or datetime.now(UTC)).isoformat(timespec="seconds")
    return jwt.encode(claims | {"signed_at": signed_at}, key, algorithm=_ALGORITHM, headers={"typ": kind})


def read(token: str, kind: str, key: Ed25519PublicKey) -> dict[str, Any]:
    """The claims. Raises BadSignature."""
    try:
        found = jwt.decode_complete(token.strip(), key, algorithms=[_ALGORITHM])
    except jwt.InvalidTokenError as error:
        raise BadSignature(f"It is not signed by this key: {error}") from error
    if found["header"].get("typ") != kind:
        raise BadSignature(f"What is signed is no {kind}.")
    claims: dict[str, Any] = found["payload"]
    return claims
