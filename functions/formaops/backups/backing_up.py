"""A backup from beginning to end: a run that nobody else has, everything in one snapshot, and the manifest last.

What was made before a failure stays in the store, under the number of its attempt, until pruning removes it: without
a manifest it is no backup.
"""

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from formaops import __version__, signing
from formaops.backups import catalog, copying, dumping, finding, keys, manifest, objects, sealing
from formaops.backups.heart import HEARTBEAT_SECONDS, Heart
from formaops.backups.keys import NotConfigured
from formaops.backups.manifest import Manifest
from formaops.backups.progress import Progress, Tell, silently
from formaops.backups.runs import Run, Runs, worker_name
from formaops.backups.storage_api import StorageApi
from formaops.backups.stores import Store, StoreFailed
from formaops.backups.stores.opening import open_store
from formaops.postgres.addresses import Address
from formaops.settings import BackupSettings

_NAMED: Final = 10


@dataclass(frozen=True, slots=True)
class BackedUp:
    """``manifest`` is None when the backup of that time was there already, and the run was only answered again."""

    run: Run
    replayed: bool
    manifest: Manifest | None
    result: dict[str, Any]
    """What the row of the run says: `backup_id`, `bytes`, `far_error`, `warnings` and the like."""


def back_up(
    settings: BackupSettings,
    store: Store,
    runs: Runs,
    scheduled_at: datetime,
    progress: Tell = silently,
    *,
    worker: str | None = None,
    environ: Mapping[str, str] = os.environ,
    heartbeat_seconds: float = HEARTBEAT_SECONDS,
) -> BackedUp:
    """Make the backup of that time, once, however often it is asked for. Blocks; call it from a thread of its own.

    `progress` may raise to end it: the run then ends as FAILED, as with any other failure. Raises NotConfigured,
    InProgress, NotReady, LostLease, DumpFailed, PostgresFailed, StoreFailed.
    """
    if settings.database_url is None:
        raise NotConfigured("FORMAOPS_DATABASE_URL must be set: what is to be backed up.")
    sealers = _Sealers(keys.recipients(settings), keys.signing_key(settings), keys.verifying_keys(settings))
    address = Address.of(settings.database_url.get_secret_value())
    scheduled_at = scheduled_at.astimezone(UTC).replace(microsecond=0)
    details = {"store": store.description, "backup_id": manifest.backup_id(scheduled_at)}
    run = runs.begin("BACKUP", scheduled_at, worker or worker_name(), details)
    if run.replayed:
        return BackedUp(run, True, None, run.record.result or {})
    with Heart(runs, run, progress, heartbeat_seconds) as heart:
        work = _Work(settings, sealers, address, store, run, scheduled_at, heart, environ)
        with heart.ending_as_failed():
            made, result = work.do()
        runs.end(run, "SUCCEEDED", result)
    return BackedUp(run, False, made, result)


@dataclass(frozen=True, slots=True)
class _Sealers:
    """What a backup is encrypted to, signed with and believed by."""

    recipients: list[str]
    signing_key: Ed25519PrivateKey
    verifying_keys: list[Ed25519PublicKey]


class _Work:
    """One attempt."""

    def __init__(
        self,
        settings: BackupSettings,
        sealers: _Sealers,
        address: Address,
        store: Store,
        run: Run,
        scheduled_at: datetime,
        heart: Heart,
        environ: Mapping[str, str],
    ) -> None:
        self._settings, self._sealers, self._address, self._store = settings, sealers, address, store
        self._run, self._scheduled_at, self._heart, self._environ = run, scheduled_at, heart, environ
        self._id = manifest.backup_id(scheduled_at)
        self._prefix = f"{manifest.folder(self._id)}{run.attempt}/"
        self._warnings: list[str] = []
        self._far, self._far_error = self._open_far()

    def do(self) -> tuple[Manifest, dict[str, Any]]:
        made = self._made_before()
        if made is None:
            before = self._before()
            made = self._make(before)
            if before and made.bytes < before.bytes * self._settings.shrink_ratio:
                self._warnings.append(
                    f"It has {made.bytes:,} bytes; the backup before it, {before.backup_id}, has {before.bytes:,}."
                )
        far_error = self._copy_far()
        return made, {
            "backup_id": made.backup_id,
            "attempt": made.attempt,
            "bytes": made.bytes,
            "plain_bytes": made.dump.plain_bytes,
            "rows": sum(made.rows.values()),
            "object_count": made.object_count,
            "object_bytes": made.object_bytes,
            "far_error": far_error,
            "warnings": self._warnings,
        }

    def _open_far(self) -> tuple[Store | None, str | None]:
        """What is wrong with the far store keeps nobody from making the near backup."""
        if not self._settings.far_store:
            return None, None
        try:
            far = open_store(self._settings.far_store, environ=self._environ)
        except StoreFailed as error:
            return None, str(error)
        if far.description == self._store.description:
            return (
                None,
                f"FORMAOPS_BACKUP_FAR_STORE is the near store, {far.description}: what is lost there has no copy.",
            )
        return far, None

    def _copy_far(self) -> str | None:
        """Why it is not in the far store, in a sentence."""
        if self._far is None:
            return self._far_error
        try:
            copying.copy(self._id, self._store, self._far, self._sealers.verifying_keys, self._heart.tell)
        except (StoreFailed, sealing.BackupDamaged, signing.BadSignature) as error:
            return str(error)
        return None

    def _made_before(self) -> Manifest | None:
        """What an earlier attempt made whole, and could not end."""
        try:
            return finding.find(self._store, self._id, self._sealers.verifying_keys)
        except finding.NoBackup:
            return None

    def _before(self) -> Manifest | None:
        """The newest backup before this one: with what this one is compared."""
        earlier = [known for known in finding.ids(self._store) if known < self._id]
        if not earlier:
            return None
        try:
            return finding.find(self._store, earlier[-1], self._sealers.verifying_keys)
        except signing.BadSignature as error:
            self._warnings.append(f"The backup before it is not to be believed: {error}")
            return None

    def _make(self, before: Manifest | None) -> Manifest:
        started_at = datetime.now(UTC)
        self._heart.tell(Progress("catalog"))
        with dumping.snapshot(self._address) as snapshot:
            self._warnings += snapshot.warnings
            found = catalog.read(snapshot.connection, snapshot.schemas)
            sealed_catalog = self._seal([found.model_dump_json().encode()], "catalog")
            rows = sum(found.rows.get(f"{schema}.{table}", 0) for schema, table in snapshot.tables)
            listing = self._list_objects(snapshot)
            with dumping.dump(snapshot) as dump, self._heart.ending(dump.kill):
                total = before.dump.plain_bytes if before else None
                sealed_dump = self._seal(dump.pieces(), "dump", total_bytes=total)
                dump.check(rows)
        kept = self._keep_objects(listing)
        made = Manifest(
            backup_id=self._id,
            attempt=self._run.attempt,
            scheduled_at=self._scheduled_at,
            started_at=started_at,
            completed_at=datetime.now(UTC),
            formaops_version=__version__,
            server_version=snapshot.server_version,
            dump_version=dumping.dump_version(),
            system_identifier=snapshot.system_identifier,
            database=snapshot.database,
            migration_head=found.migration_head,
            schemas=snapshot.schemas,
            schemas_left_out=snapshot.schemas_left_out,
            tables_left_out=snapshot.tables_left_out,
            rows=found.rows,
            recipients=self._sealers.recipients,
            dump=sealed_dump,
            catalog=sealed_catalog,
            objects=kept.index,
            references=kept.references,
            object_count=kept.count,
            object_bytes=kept.bytes,
        )
        # From here on it would be somebody else's: nothing is committed by who has lost the run.
        self._heart.fence(Progress("manifest"))
        self._store.put(manifest.manifest_key(self._id), manifest.sign(made, self._sealers.signing_key).encode())
        return made

    def _list_objects(self, snapshot: dumping.Snapshot) -> objects.Listing | None:
        if not self._settings.storage_objects:
            return None
        return objects.listing(snapshot.connection, objects.own_buckets(self._store, self._far))

    def _keep_objects(self, listing: objects.Listing | None) -> objects.BackedUp:
        kept = objects.back_up(
            listing,
            StorageApi.of(self._environ),
            self._store,
            self._sealers.recipients,
            self._sealers.signing_key,
            self._settings.part_bytes,
            self._prefix,
            self._heart.tell,
        )
        if kept.vanished:
            named = ", ".join(kept.vanished[:_NAMED])
            self._warnings.append(f"{len(kept.vanished):,} storage objects were deleted meanwhile: {named}.")
        return kept

    def _seal(
        self, plain: Iterator[bytes] | list[bytes], name: str, *, total_bytes: int | None = None
    ) -> manifest.File:
        return sealing.seal(
            plain,
            f"{self._prefix}{name}/",
            self._store,
            self._sealers.recipients,
            self._settings.part_bytes,
            self._heart.tell,
            stage=name,
            total_bytes=total_bytes,
        )
