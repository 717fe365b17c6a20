"""A store in memory, whose content a test may look at and damage, and which may be told to fail."""

import threading
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime

from formaops.backups.stores import NotStored, Stored


class MemoryStore:
    description = "memory"

    def __init__(self) -> None:
        self.content: dict[str, bytes] = {}
        self.modified_at: dict[str, datetime] = {}
        self.before_put: Callable[[str, bytes], None] = lambda key, data: None
        """Called first; may wait or raise."""
        self.puts: list[str] = []
        self._lock = threading.Lock()

    def put(self, key: str, data: bytes) -> None:
        self.before_put(key, data)
        with self._lock:
            self.puts.append(key)
            self.content[key] = data
            self.modified_at[key] = datetime.now(UTC)

    def get(self, key: str) -> bytes:
        try:
            return self.content[key]
        except KeyError:
            raise NotStored(f"There is no {key} in memory.") from None

    def list(self, prefix: str) -> Iterator[Stored]:
        for key, data in list(self.content.items()):
            if key.startswith(prefix):
                yield Stored(key, len(data), self.modified_at[key])

    def delete(self, keys: Iterable[str]) -> None:
        for key in keys:
            self.content.pop(key, None)
