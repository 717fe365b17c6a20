"""Backups of a database of the tests' own clusters: keys, settings, and the backup itself."""

from dataclasses import dataclass, field
from datetime import UTC, datetime

from formaops import signing
from formaops.backups import finding, sealing
from formaops.backups.backing_up import back_up
from formaops.backups.keys import identities, verifying_keys
from formaops.backups.manifest import Manifest
from formaops.settings import BackupSettings
from tests.support.memory_store import MemoryStore
from tests.support.runs import MemoryRuns

TAKEN_AT = datetime(2026, 11, 21, 2, 30, tzinfo=UTC)


def settings_for(url: str, **more: object) -> BackupSettings:
    """With keys of their own, and parts so small that there are many."""
    identity, recipient = sealing.new_identity()
    values: dict[str, object] = {
        "database_url": url,
        "recipients": recipient,
        "identities": identity,
        "signing_key": signing.new_key(),
        "storage_objects": False,
        "part_bytes": 65_536,
    }
    return BackupSettings(**(values | more))


@dataclass
class BackedUp:
    """A backup that lies in memory, and the settings that open it."""

    settings: BackupSettings
    store: MemoryStore = field(default_factory=MemoryStore)

    @classmethod
    def of(cls, url: str) -> "BackedUp":
        made = cls(settings_for(url))
        back_up(made.settings, made.store, MemoryRuns(), TAKEN_AT)
        return made

    def copy(self) -> "BackedUp":
        """To be damaged."""
        other = BackedUp(self.settings)
        other.store.content = dict(self.store.content)
        other.store.modified_at = dict(self.store.modified_at)
        return other

    @property
    def identities(self) -> list[str]:
        return identities(self.settings)

    @property
    def manifest(self) -> Manifest:
        return finding.find(self.store, finding.NEWEST, verifying_keys(self.settings))

    def key(self, what: str) -> str:
        """Of the last part of `dump` or `catalog`, or of the manifest."""
        return max(key for key in self.store.content if key.endswith(what) or f"/{what}/" in key)
