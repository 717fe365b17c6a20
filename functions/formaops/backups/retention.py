"""Which backups are kept, and how the others go: what is planned is pure, what is done can stop at any point.

A backup is kept while it is younger than so many days; the last ones stay however old they are, so many as `minimum`
says; and so does the last that was proved by restoring. Where none was proved yet, none goes. What has no manifest
is none: it is what a broken-off attempt has left, or what one at work has written so far, and goes after two days.

Storage objects are shared between backups. They are swept when it is known what every backup needs: one manifest that
cannot be read, or an attempt that may be at work, and all of them stay.
"""

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from formaops.backups import finding, objects
from formaops.backups.finding import NoBackup
from formaops.backups.manifest import BACKUPS, OBJECTS, Manifest, folder, manifest_key, time_of
from formaops.backups.progress import Progress, Tell, silently
from formaops.backups.sealing import BackupDamaged
from formaops.backups.stores import Store, Stored
from formaops.signing import BadSignature

UNFINISHED: Final = timedelta(hours=48)
"""So long what has no manifest may be of an attempt at work."""
_IN_BACKUP: Final = re.compile(rf"{BACKUPS}[0-9]{{8}}T[0-9]{{6}}Z/(manifest|[0-9]+/[a-z]+/[0-9]+)")


@dataclass(frozen=True, slots=True)
class Known:
    """A backup in a store, as far as keeping it depends on it."""

    backup_id: str
    at: datetime
    is_verified: bool = False
    """Restored, and found to be what it was."""
    unreadable: str | None = None
    """Why its manifest cannot be believed or read."""


@dataclass(frozen=True, slots=True)
class Verdict:
    backup: Known
    is_kept: bool
    reason: str


@dataclass(frozen=True, slots=True)
class Plan:
    verdicts: tuple[Verdict, ...]
    """Newest first."""

    @property
    def kept(self) -> list[str]:
        return [verdict.backup.backup_id for verdict in self.verdicts if verdict.is_kept]

    @property
    def deleted(self) -> list[str]:
        """Oldest first: the order in which they go."""
        return [verdict.backup.backup_id for verdict in reversed(self.verdicts) if not verdict.is_kept]


def plan(backups: Iterable[Known], now: datetime, days: int, minimum: int) -> Plan:
    """What to do with each. Only backups whose manifest can be read count towards the minimum."""
    newest_first = sorted(backups, key=lambda known: (known.at, known.backup_id), reverse=True)
    readable = [known for known in newest_first if known.unreadable is None]
    last_verified = next((known for known in readable if known.is_verified), None)
    last_ones = {known.backup_id for known in readable[:minimum]}

    def judged(known: Known) -> Verdict:
        if known.unreadable is not None:
            return Verdict(known, True, f"cannot be read: {known.unreadable}")
        if now - known.at < timedelta(days=days):
            return Verdict(known, True, f"younger than {_days(days)}")
        if known.backup_id in last_ones:
            return Verdict(known, True, f"one of the last {minimum}" if minimum > 1 else "the last one")
        if last_verified is None:
            return Verdict(known, True, "nothing here was verified yet")
        if known == last_verified:
            return Verdict(known, True, "the last verified")
        return Verdict(known, False, f"older than {_days(days)}")

    return Plan(tuple(judged(known) for known in newest_first))


def _days(days: int) -> str:
    return f"{days} days" if days != 1 else "1 day"


@dataclass(frozen=True)
class Pruned:
    """What was done in one store, or would be."""

    store: str
    plan: Plan
    left_overs: list[str]
    """`backups/{id}/{attempt}/` of attempts that came to nothing."""
    objects: int = 0
    """Contents of storage objects that no backup needs."""
    files: int = 0
    bytes: int = 0
    objects_stay: str | None = None
    """Why nothing under `objects/` is deleted."""

    @property
    def summary(self) -> dict[str, Any]:
        """For the run's result and for scripts."""
        return {
            "store": self.store,
            "kept": self.plan.kept,
            "deleted": self.plan.deleted,
            "left_overs": self.left_overs,
            "objects": self.objects,
            "files": self.files,
            "bytes": self.bytes,
            "objects_stay": self.objects_stay,
        }


@dataclass
class _Found:
    """What a store has under `backups/`."""

    manifests: dict[str, Manifest] = field(default_factory=dict)
    unreadable: dict[str, str] = field(default_factory=dict)
    files: dict[str, list[Stored]] = field(default_factory=dict)
    """All, by backup."""


def prune(
    store: Store,
    verified: Collection[str],
    keys: list[Ed25519PublicKey],
    now: datetime,
    *,
    days: int,
    minimum: int,
    dry_run: bool = True,
    progress: Tell = silently,
) -> Pruned:
    """Delete what need not be kept. `verified` are the ids of all backups that were proved by restoring.

    The manifest goes first: what is deleted by half is no backup, and goes the next time. Raises StoreFailed, after
    which it may be done again.
    """
    found = _survey(store, keys)
    planned = plan(_known(found, verified), now, days, minimum)
    deletion = _Deletion(store, dry_run, progress)
    for backup_id in planned.deleted:
        files = found.files[backup_id]
        deletion.delete([file for file in files if file.key == manifest_key(backup_id)])
        deletion.delete([file for file in files if file.key != manifest_key(backup_id)])
    left_overs, is_at_work = _left_overs(found, planned, now)
    for files in left_overs.values():
        deletion.delete(files)
    unneeded, objects_stay = _unneeded(store, found, planned, now, is_at_work)
    # The records first: what is deleted by half is not taken for whole by the next backup.
    deletion.delete(sorted(unneeded, key=lambda file: not file.key.endswith("/record")))
    names = {file.key.split("/")[1] for file in unneeded}
    return Pruned(
        store.description, planned, sorted(left_overs), len(names), deletion.files, deletion.bytes, objects_stay
    )


class _Deletion:
    def __init__(self, store: Store, dry_run: bool, progress: Tell) -> None:
        self._store, self._dry_run, self._progress = store, dry_run, progress
        self.files = self.bytes = 0

    def delete(self, files: list[Stored]) -> None:
        if files and not self._dry_run:
            self._store.delete([file.key for file in files])
        self.files += len(files)
        self.bytes += sum(file.bytes for file in files)
        self._progress(Progress("pruning", self.bytes, None, files[0].key if files else ""))


def _listed(store: Store) -> Iterator[Stored]:
    """What is a backup's. What somebody else has put beside them is not ours to delete."""
    return (file for file in store.list(BACKUPS) if _IN_BACKUP.fullmatch(file.key))


def _survey(store: Store, keys: list[Ed25519PublicKey]) -> _Found:
    found = _Found()
    for file in _listed(store):
        found.files.setdefault(file.key.split("/")[1], []).append(file)
    for backup_id, files in found.files.items():
        is_listed = any(file.key == manifest_key(backup_id) for file in files)
        try:
            manifest = finding.find(store, backup_id, keys)
        except (BadSignature, NoBackup) as error:
            if is_listed or isinstance(error, BadSignature):
                found.unreadable[backup_id] = str(error)
        else:
            if is_listed:
                found.manifests[backup_id] = manifest
            else:
                # Taken for a broken-off attempt, a whole backup would be deleted.
                found.unreadable[backup_id] = "its manifest is there, and the store does not list it"
    return found


def _known(found: _Found, verified: Collection[str]) -> Iterable[Known]:
    for backup_id, manifest in found.manifests.items():
        yield Known(backup_id, manifest.scheduled_at, backup_id in verified)
    for backup_id, why in found.unreadable.items():
        yield Known(backup_id, _time_or_earliest(backup_id), unreadable=why)


def _time_or_earliest(backup_id: str) -> datetime:
    try:
        return time_of(backup_id)
    except ValueError:
        return datetime.min.replace(tzinfo=UTC)


def _left_overs(found: _Found, planned: Plan, now: datetime) -> tuple[dict[str, list[Stored]], bool]:
    """What attempts have left that came to nothing, by their folders; and whether one may be at work still."""
    left: dict[str, list[Stored]] = {}
    is_at_work = False
    gone = set(planned.deleted)
    for backup_id, files in found.files.items():
        if backup_id in gone or backup_id in found.unreadable:
            continue
        manifest = found.manifests.get(backup_id)
        attempts: dict[str, list[Stored]] = {}
        for file in files:
            attempt = file.key.removeprefix(folder(backup_id)).partition("/")[0]
            if file.key != manifest_key(backup_id) and (manifest is None or attempt != str(manifest.attempt)):
                attempts.setdefault(f"{folder(backup_id)}{attempt}/", []).append(file)
        for place, those in attempts.items():
            if now - max(file.modified_at for file in those) < UNFINISHED:
                is_at_work = True
            else:
                left[place] = those
    return left, is_at_work


def _unneeded(
    store: Store, found: _Found, planned: Plan, now: datetime, is_at_work: bool
) -> tuple[list[Stored], str | None]:
    """What lies under `objects/` that no backup needs; or none, and why."""
    if found.unreadable:
        return [], f"the manifest of {min(found.unreadable)} cannot be read, and what it needs is not known"
    if is_at_work:
        return [], "a backup may be at work: there is an attempt without a manifest from the last 48 hours"
    needed: set[str | None] = set()
    for backup_id in planned.kept:
        try:
            for reference in objects.references(found.manifests[backup_id], store):
                needed.add(reference.record)
                needed.update(part.key for part in reference.parts)
        except (BackupDamaged, ValueError) as error:
            return [], f"what {backup_id} needs is not known: {error}"
    stored = [file for file in store.list(OBJECTS) if file.key not in needed and now - file.modified_at >= UNFINISHED]
    # Looked at once more: a backup that has begun meanwhile reuses what is here.
    known = {file.key for files in found.files.values() for file in files}
    if any(file.key not in known for file in _listed(store)):
        return [], "a backup has begun meanwhile"
    return stored, None
