"""Whether a backup can be restored: it is restored, into a cluster of its own, and looked at.

What is wrong with the backup stands in the report. That it could not be looked at (no disk, no store) is an exception.
"""

import time
from collections.abc import Callable, Collection, Iterator
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from pydantic import BaseModel, ConfigDict

from formaops.backups import catalog, finding, keys, proving, restoring
from formaops.backups.manifest import Manifest
from formaops.backups.progress import Progress, Tell, silently
from formaops.backups.proving import Finding
from formaops.backups.sealing import BackupDamaged
from formaops.backups.stores import Store
from formaops.postgres.problems import PostgresFailed
from formaops.postgres.scratch import Scratch, scratch
from formaops.settings import BackupSettings
from formaops.signing import BadSignature

if TYPE_CHECKING:
    import psycopg
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    from formaops.backups.runs import Runs

_FAULTS_AT_MOST: Final = 100
# Of pg_restore: not the backup's fault.
_NO_ROOM: Final = ("No space left on device", "out of memory", "could not resize shared memory")


class Check(BaseModel):
    model_config = ConfigDict(frozen=True)

    name: str
    passed: bool
    looked_at: str
    faults: list[str]
    seconds: float


class Report(BaseModel):
    """What was looked at in a backup, in that order. What comes after a fault that ends all is not in it."""

    model_config = ConfigDict(frozen=True)

    backup_id: str
    scheduled_at: datetime | None
    """None when not even the manifest could be believed."""
    checks: list[Check]
    seconds: float

    @property
    def passed(self) -> bool:
        return all(check.passed for check in self.checks)

    @property
    def faults(self) -> list[str]:
        return [f"{check.name}: {fault}" for check in self.checks for fault in check.faults]


class _Ended(Exception):
    """A fault after which there is nothing to look at any more; it stands in the report."""


def verify(
    settings: BackupSettings,
    store: Store,
    runs: "Runs | None",
    backup_id: str | None = None,
    progress: Tell = silently,
    scheduled_at: datetime | None = None,
    *,
    all_objects: bool = False,
    between: Callable[[Scratch], None] | None = None,
) -> Report:
    """Verify that backup, or the newest. Blocks; call it from a thread of its own.

    With ``runs`` it is a run, once for its time, that SUCCEEDED or FAILED with the report as its result; an exception
    ends it FAILED without one. ``between`` is called with the restored cluster before it is looked at: for tests.
    Raises KeysMissing, NoBackup, InProgress, NotReady, LostLease, StoreFailed, PostgresFailed.
    """
    identities, believed = keys.identities(settings), keys.verifying_keys(settings)
    known = finding.ids(store)
    chosen = known[-1] if backup_id in (None, finding.NEWEST) and known else backup_id or finding.NEWEST
    if chosen not in known:
        raise finding.NoBackup(f"There is no backup {chosen} in {store.description}.")

    def work(tell: Tell) -> Report:
        read = None if all_objects else settings.verify_objects
        return _Verification(store, identities, believed, chosen, tell, read, between).report()

    if runs is None:
        return work(progress)
    return _as_run(runs, chosen, scheduled_at or datetime.now(UTC), progress, work)


def _as_run(
    runs: "Runs", backup_id: str, scheduled_at: datetime, progress: Tell, work: Callable[[Tell], Report]
) -> Report:
    from formaops.backups.heart import HEARTBEAT_SECONDS, Heart
    from formaops.backups.runs import worker_name

    run = runs.begin("VERIFY", scheduled_at, worker_name(), {"backup_id": backup_id})
    if run.replayed:
        return Report.model_validate(run.record.result)
    with Heart(runs, run, progress, HEARTBEAT_SECONDS) as heart, heart.ending_as_failed():
        report = work(heart.tell)
    result = report.model_dump(mode="json")
    if report.passed:
        runs.end(run, "SUCCEEDED", result)
    else:
        named = f"{backup_id} did not pass: {report.faults[0][:500]}"
        runs.end(run, "FAILED", result, {"code": "not_verified", "detail": named})
    return report


class _Verification:
    """One backup's."""

    def __init__(
        self,
        store: Store,
        identities: list[str],
        believed: list["Ed25519PublicKey"],
        backup_id: str,
        tell: Tell,
        read_objects: int | None,
        between: Callable[[Scratch], None] | None,
    ) -> None:
        self._store, self._identities, self._believed, self._id = store, identities, believed, backup_id
        self._tell, self._objects, self._between = tell, read_objects, between
        self._checks: list[Check] = []
        self._manifest: Manifest | None = None

    def report(self) -> Report:
        began = time.monotonic()
        with suppress(_Ended):
            self._look()
        scheduled_at = self._manifest.scheduled_at if self._manifest else None
        return Report(backup_id=self._id, scheduled_at=scheduled_at, checks=self._checks, seconds=_since(began))

    def _look(self) -> None:
        with self._check("manifest") as found:
            self._manifest = manifest = finding.find(self._store, self._id, self._believed)
            found("its signature is right")
        with self._check("catalogue") as found:
            wanted = restoring.read_catalog(manifest, self._store, self._identities)
            found(f"{sum(map(len, wanted.kinds.values())):,} definitions, {sum(wanted.rows.values()):,} rows")
        self._tell(Progress("starting a cluster"))
        with scratch() as made:
            with self._check("restore") as found:
                target = restoring.examine(manifest, made.address())
                done = restoring.restore(manifest, wanted, self._store, self._identities, target, self._tell)
                found(" ".join([f"{manifest.dump.plain_bytes:,} bytes.", *done.notes]))
            if self._between:
                self._between(made)
            with closing(made.connect()) as connection:
                self._checks += look_at(connection, manifest, wanted, self._tell)
        with self._check("storage objects") as found:
            result = proving.storage_objects(manifest, self._store, self._identities, self._objects, self._tell)
            found(result.looked_at, result.faults)

    @contextmanager
    def _check(self, name: str) -> Iterator["_Found"]:
        """Times what is in the block, which says what it found. Damage is a fault and ends all."""
        import psycopg

        began = time.monotonic()
        found = _Found()
        try:
            yield found
        except (BackupDamaged, BadSignature, restoring.RestoreFailed, psycopg.Error) as error:
            if any(words in str(error) for words in _NO_ROOM):
                raise PostgresFailed(
                    f"There is no room to restore the backup: {error}",
                    advice="Free some, or name another place for the scratch cluster by TMPDIR.",
                ) from error
            found(type(error).__name__, [str(error)])
            self._checks.append(_checked(name, began, found.finding))
            raise _Ended from error
        self._checks.append(_checked(name, began, found.finding))


class _Found:
    """What a check has found so far."""

    def __init__(self) -> None:
        self.finding = Finding("", [])

    def __call__(self, looked_at: str, faults: list[str] | None = None) -> None:
        self.finding = Finding(looked_at, faults or [])


def look_at(
    connection: "psycopg.Connection",
    manifest: Manifest,
    wanted: catalog.Catalog,
    tell: Tell = silently,
    *,
    kept: Collection[str] = (),
    filled: Collection[str] = (),
) -> list[Check]:
    """What a restored database shows. For ``kept`` and ``filled`` see `proving.compare`."""
    import psycopg

    def compared() -> Finding:
        tell(Progress("comparing"))
        found = catalog.read(connection, manifest.schemas)
        changes = proving.compare(wanted, found, left_out=manifest.tables_left_out, kept=kept, filled=filled)
        definitions = sum(map(len, wanted.kinds.values()))
        return Finding(f"{definitions:,} definitions, {len(wanted.rows):,} tables", [str(change) for change in changes])

    def probed() -> Finding:
        tell(Progress("row-level security"))
        return proving.row_level_security(connection)

    checks = []
    for name, look in (
        ("definitions and rows", compared),
        ("audit chains", lambda: proving.audit_chains(connection, tell)),
        ("row-level security", probed),
    ):
        began = time.monotonic()
        try:
            found = look()
        except psycopg.Error as error:
            # What is missing may be what this asks: a fault, not an accident.
            found = Finding("it could not be asked", [str(error).strip()])
        checks.append(_checked(name, began, found))
    return checks


def _checked(name: str, began: float, found: Finding) -> Check:
    more = len(found.faults) - _FAULTS_AT_MOST
    faults = found.faults[:_FAULTS_AT_MOST] + ([f"and {more:,} more"] if more > 0 else [])
    return Check(name=name, passed=not faults, looked_at=found.looked_at, faults=faults, seconds=_since(began))


def _since(began: float) -> float:
    return round(time.monotonic() - began, 3)
