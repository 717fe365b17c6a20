"""Which backups a store holds: those with a manifest, whose word counts once its signature is right.

What else lies beside them (a copy that somebody made of a folder, what a file manager keeps) is none of them.
"""

import re
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from formaops.backups import manifest
from formaops.backups.manifest import BACKUPS, Manifest
from formaops.backups.stores import NotStored, Store
from formaops.signing import BadSignature

NEWEST: Final = "newest"
_ID: Final = re.compile(r"[0-9]{8}T[0-9]{6}Z")


class NoBackup(Exception):
    """There is no such backup in the store."""


def is_id(name: str) -> bool:
    """Whether a backup may be named so."""
    return _ID.fullmatch(name) is not None


def ids(store: Store) -> list[str]:
    """Oldest first. Raises StoreFailed."""
    keys = (stored.key.removeprefix(BACKUPS) for stored in store.list(BACKUPS))
    names = (key.removesuffix("/manifest") for key in keys if key.endswith("/manifest"))
    return sorted(name for name in names if is_id(name))


def find(store: Store, backup_id: str, keys: list[Ed25519PublicKey]) -> Manifest:
    """The manifest of that backup, or of the `newest`. Raises NoBackup, BadSignature and StoreFailed."""
    if backup_id == NEWEST:
        known = ids(store)
        if not known:
            raise NoBackup(f"There is no backup in {store.description}.")
        backup_id = known[-1]
    if not is_id(backup_id):
        raise NoBackup(f"{backup_id!r} names no backup: they are named by their times, as in 20261121T020000Z.")
    key = manifest.manifest_key(backup_id)
    try:
        token = store.get(key)
    except NotStored as error:
        raise NoBackup(f"There is no backup {backup_id} in {store.description}.") from error
    try:
        found = manifest.read(token.decode("ascii"), keys)
    except UnicodeDecodeError as error:
        raise BadSignature(f"{key} in {store.description} is no manifest.") from error
    except BadSignature as error:
        raise BadSignature(f"{key} in {store.description}: {error}") from error
    if found.backup_id != backup_id:
        raise BadSignature(f"{key} in {store.description} is the manifest of another backup, {found.backup_id}.")
    return found
