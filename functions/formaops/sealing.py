"""Secrets that are kept in the database and opened only here: AES-256-GCM under keys that the database never sees.

The operator has several keys at a time, each with a name: the first seals, all open. So a key is replaced by putting
another before it, sealing anew what the old one had sealed, and leaving the old one out.

What is sealed is bound to its place: the associated data says whose it is, and a copy in another place does not open
(NIST SP 800-38D). The nonce is random, 96 bits: good for 2^32 secrets under one key.
"""

import base64
import binascii
import os
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from pydantic import SecretStr

_NONCE_BYTES: Final = 12
_KEY_BYTES: Final = 32
_NAME: Final = re.compile(r"[A-Za-z0-9_.-]{1,64}")


@dataclass(frozen=True, slots=True)
class Sealed:
    """A secret as it is stored: ``data`` is the nonce and what AES-GCM made of the secret, tag included."""

    key_name: str
    data: bytes


class CannotOpen(Exception):
    """The key is not among ours, or this was not sealed with it for this place. Says nothing of what is inside."""


class KeyRing:
    """Seals with its first key and opens with any."""

    def __init__(self, keys: dict[str, bytes]) -> None:
        self._keys = {name: AESGCM(key) for name, key in keys.items()}
        self.first = next(iter(keys))
        """Name of the key that seals."""

    def seal(self, secret: SecretStr, place: bytes) -> Sealed:
        nonce = os.urandom(_NONCE_BYTES)
        text = secret.get_secret_value().encode()
        return Sealed(self.first, nonce + self._keys[self.first].encrypt(nonce, text, place))

    def open(self, sealed: Sealed, place: bytes) -> SecretStr:
        """Raises CannotOpen."""
        key = self._keys.get(sealed.key_name)
        if key is None:
            raise CannotOpen(f"it was sealed with the key {sealed.key_name!r}, which is not set here")
        try:
            text = key.decrypt(sealed.data[:_NONCE_BYTES], sealed.data[_NONCE_BYTES:], place)
        except (InvalidTag, ValueError):
            raise CannotOpen(f"it was not sealed for this place with the key {sealed.key_name!r}") from None
        return SecretStr(text.decode())


def read_keys(text: str) -> dict[str, bytes]:
    """``name:base64,name:base64``, of 32 bytes each. Raises ValueError, which tells which is wrong, not what it is."""
    keys: dict[str, bytes] = {}
    for place, part in enumerate(text.split(","), start=1):
        name, _, encoded = part.strip().partition(":")
        if not _NAME.fullmatch(name) or name in keys:
            raise ValueError(f"key {place} needs a name of its own before a colon, of at most 64 of A-Z a-z 0-9 _ . -")
        try:
            key = base64.b64decode(encoded, validate=True)
        except (binascii.Error, ValueError):
            key = b""
        if len(key) != _KEY_BYTES:
            raise ValueError(f"key {place} ({name}) is not {_KEY_BYTES} bytes in base64")
        keys[name] = key
    return keys


@lru_cache(maxsize=4)
def key_ring(keys: SecretStr) -> KeyRing:
    """The ring for what a setting says, made once."""
    return KeyRing(read_keys(keys.get_secret_value()))
