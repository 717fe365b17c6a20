"""Where backups lie. A store keeps small files (at most a part) under keys; everything larger is cut into parts."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Stored:
    key: str
    bytes: int
    modified_at: datetime


class StoreFailed(Exception):
    """The store refused or did not answer, after it was tried again. Its text says what and where, no secret."""


class NotStored(StoreFailed):
    """There is nothing under that key."""


class StoreFull(StoreFailed):
    """There is no room, or a quota is used up. Nothing of what was being put is left."""


class Store(Protocol):
    """All calls block; they are safe to make from several threads. Each raises StoreFailed."""

    description: str
    """Which store this is, for people: without credentials."""

    def put(self, key: str, data: bytes) -> None:
        """Visible whole or not at all; over what was there. What the store can check of it (length, digest) it does."""

    def get(self, key: str) -> bytes:
        """Raises NotStored."""

    def list(self, prefix: str) -> Iterator[Stored]:
        """All whose keys begin with it, in any order."""

    def delete(self, keys: Iterable[str]) -> None:
        """Those that are not there are passed over."""
