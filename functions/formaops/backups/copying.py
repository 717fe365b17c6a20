"""A whole backup from one store into another, in another place."""

from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from formaops.backups import finding, objects, sealing
from formaops.backups import manifest as manifests
from formaops.backups.manifest import OBJECTS, File, Manifest, Part
from formaops.backups.progress import Progress, Tell, silently
from formaops.backups.stores import NotStored, Store

_AT_ONCE: Final = 3


@dataclass(frozen=True, slots=True)
class Copied:
    parts: int = 0
    bytes: int = 0
    """What was sent."""
    there: int = 0
    """Parts that the far store had already."""


def copy(backup_id: str, near: Store, far: Store, keys: list[Ed25519PublicKey], progress: Tell = silently) -> Copied:
    """Every part that the far store lacks, or has with another size, then the manifest: a copy that broke off is gone
    on with, and shows as no backup.

    Each part's length and digest are compared with the manifest's while it is copied: what is damaged is not spread.
    Raises NoBackup, BadSignature, BackupDamaged and StoreFailed.
    """
    manifest = finding.find(near, backup_id, keys)
    token = near.get(manifests.manifest_key(backup_id))
    there = {
        stored.key: stored.bytes for prefix in (manifests.folder(backup_id), OBJECTS) for stored in far.list(prefix)
    }
    needed = [*parts_of(manifest)]
    references = [*objects.references(manifest, near)]
    needed += [part for reference in references for part in reference.parts]
    done = _send([part for part in needed if there.get(part.key) != part.bytes], near, far, needed, progress)
    for reference in references:
        # By it the next backup knows the content, should the far store become the near one.
        if reference.record and reference.record not in there:
            _copy_plainly(reference.record, near, far)
    if manifests.manifest_key(backup_id) not in there or far.get(manifests.manifest_key(backup_id)) != token:
        far.put(manifests.manifest_key(backup_id), token)
    return done


def parts_of(manifest: Manifest) -> Iterator[Part]:
    """All of its own: of the dump and of what lies beside it, not the contents of storage objects."""
    for _, value in manifest:
        if isinstance(value, File):
            yield from value.parts
        elif isinstance(value, list):
            yield from (part for part in value if isinstance(part, Part))


def _send(missing: list[Part], near: Store, far: Store, needed: list[Part], progress: Tell) -> Copied:
    total = sum(part.bytes for part in needed)
    done = total - sum(part.bytes for part in missing)
    waiting: deque[Future[Part]] = deque()
    remaining = iter(missing)
    pool = ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="copy")
    try:
        while True:
            while len(waiting) < _AT_ONCE and (part := next(remaining, None)):
                waiting.append(pool.submit(_copy, part, near, far))
            if not waiting:
                break
            sent = waiting.popleft().result()
            done += sent.bytes
            progress(Progress("copying", done, total, sent.key))
    finally:
        pool.shutdown(cancel_futures=True)
    return Copied(len(missing), sum(part.bytes for part in missing), len(needed) - len(missing))


def _copy(part: Part, near: Store, far: Store) -> Part:
    far.put(part.key, sealing.fetch(part, near))
    return part


def _copy_plainly(key: str, near: Store, far: Store) -> None:
    try:
        far.put(key, near.get(key))
    except NotStored:
        return
