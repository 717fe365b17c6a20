"""Small backups in a store, made by the parts that make real ones, without a database."""

import os
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from formaops.backups import manifest as manifests
from formaops.backups import objects, sealing
from formaops.backups.manifest import File, Manifest
from formaops.backups.stores import Store

IDENTITY, RECIPIENT = sealing.new_identity()
KEY = Ed25519PrivateKey.generate()
KEYS = [KEY.public_key()]


def put_parts(store: Store, scheduled_at: datetime, attempt: int = 1, *, bytes_: int = 300) -> tuple[str, File]:
    """What an attempt leaves that gets no further than its dump: its prefix, and the dump."""
    prefix = f"{manifests.folder(manifests.backup_id(scheduled_at))}{attempt}/"
    return prefix, sealing.seal([os.urandom(bytes_)], f"{prefix}dump/", store, [RECIPIENT], 200)


def make_backup(
    store: Store, scheduled_at: datetime, contents: Iterable[str] = (), *, attempt: int = 1, **changed: Any
) -> Manifest:
    """One whole backup. `contents` names storage objects: what has the same name is shared."""
    prefix, dump = put_parts(store, scheduled_at, attempt)
    names = objects.Names(KEY, [RECIPIENT])
    there = {stored.key for stored in store.list(manifests.OBJECTS)}
    lines = objects._Lines()
    for content in contents:
        name = names.of(objects.Object(bucket="b", name=content))
        record = objects.record_key(name)
        if record in there:
            file = names.opened(name, store.get(record))
            assert file
        else:
            file = sealing.seal([content.encode()], f"{manifests.OBJECTS}{name}/t/", store, [RECIPIENT], 200)
            store.put(record, names.sealed(name, file))
        lines.add(objects.Reference(record=record, parts=file.parts))
    manifest = Manifest(
        backup_id=manifests.backup_id(scheduled_at),
        attempt=attempt,
        scheduled_at=scheduled_at,
        started_at=scheduled_at,
        completed_at=scheduled_at + timedelta(minutes=5),
        **{
            "formaops_version": "0", "server_version": "18", "dump_version": "18", "system_identifier": "1",
            "database": "d", "migration_head": None, "schemas": [], "schemas_left_out": [], "rows": {},
            "recipients": [RECIPIENT], "dump": dump,
            "catalog": sealing.seal([b"{}"], f"{prefix}catalog/", store, [RECIPIENT], 200),
            "objects": None, "object_count": 0, "object_bytes": 0,
            "references": objects._put(lines.packed(), f"{prefix}references/", store, 200),
        } | changed,
    )  # fmt: skip
    store.put(manifests.manifest_key(manifest.backup_id), manifests.sign(manifest, KEY).encode())
    return manifest
