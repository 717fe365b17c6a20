"""What a key may look like: the same in every store, so that what one holds can be copied into another."""

import re
from typing import Final

from formaops.backups.stores import StoreFailed

_PIECE: Final = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]{0,199}")


def checked(key: str) -> str:
    """The key. Raises StoreFailed for what could leave the store's folder, or is none everywhere."""
    if not all(_PIECE.fullmatch(piece) for piece in key.split("/")):
        raise StoreFailed(f"{key!r} is no key: it needs names of A-Z a-z 0-9 . _ - divided by single slashes.")
    return key


def folder_of(prefix: str) -> str:
    """The deepest folder in which all keys with that prefix are; empty for the store's own."""
    folder = prefix.rpartition("/")[0]
    return checked(folder) if folder else ""
