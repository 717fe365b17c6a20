"""Prunes the stores that the settings name, as a run of its own: nothing is backed up or verified meanwhile."""

import logging
import os
from collections.abc import Collection, Mapping
from datetime import UTC, datetime
from typing import Any

from formaops.backups import keys, retention
from formaops.backups.failures import failure_of
from formaops.backups.heart import HEARTBEAT_SECONDS, Heart
from formaops.backups.keys import NotConfigured
from formaops.backups.progress import Progress, Tell, silently
from formaops.backups.retention import Pruned
from formaops.backups.runs import Runs, worker_name
from formaops.backups.stores import Store
from formaops.backups.stores.opening import open_store
from formaops.errors import InProgress
from formaops.settings import BackupSettings

_log = logging.getLogger(__name__)


def stores(settings: BackupSettings, environ: Mapping[str, str] = os.environ) -> list[tuple[Store, int]]:
    """The near and, where there is one, the far store, each with the days that backups are kept there."""
    if not settings.store:
        raise NotConfigured("FORMAOPS_BACKUP_STORE must be set: where backups lie.")
    found = [(open_store(settings.store, environ=environ), settings.near_days)]
    if settings.far_store:
        found.append((open_store(settings.far_store, environ=environ), settings.far_days))
    return found


def planned(
    settings: BackupSettings,
    verified: Collection[str],
    progress: Tell = silently,
    *,
    now: datetime | None = None,
    environ: Mapping[str, str] = os.environ,
) -> list[Pruned]:
    """What pruning would do in each store. Raises NotConfigured and StoreFailed."""
    return _prune(settings, verified, progress, now, environ, dry_run=True)


def prune(
    settings: BackupSettings,
    runs: Runs,
    progress: Tell = silently,
    *,
    now: datetime | None = None,
    environ: Mapping[str, str] = os.environ,
    heartbeat_seconds: float = HEARTBEAT_SECONDS,
) -> list[Pruned]:
    """Delete from each store what need not be kept there. Blocks; call it from a thread of its own.

    The database says what was verified: where it cannot be asked, nothing is deleted. Raises NotConfigured,
    InProgress while something is backed up or verified, NotReady, LostLease and StoreFailed.
    """
    there = now or datetime.now(UTC)
    stores(settings, environ)  # what is not configured is told before there is a run
    run = runs.begin("PRUNE", there, worker_name(), {})
    if run.replayed:
        return []
    with Heart(runs, run, progress, heartbeat_seconds) as heart:
        with heart.ending_as_failed():
            done = _prune(settings, runs.status()["verified"], heart.tell, there, environ, dry_run=False)
        runs.end(run, "SUCCEEDED", {"stores": [each.summary for each in done]})
    return done


def prune_as_told(
    settings: BackupSettings,
    assumed: Collection[str],
    progress: Tell = silently,
    *,
    now: datetime | None = None,
    environ: Mapping[str, str] = os.environ,
) -> list[Pruned]:
    """As `prune`, where there is no database: a person says what was verified, and that nothing is at work."""
    if not assumed:
        raise ValueError("Without a verified backup there is nothing to delete.")
    return _prune(settings, assumed, progress, now, environ, dry_run=False)


def prune_after_backup(
    settings: BackupSettings, runs: Runs, progress: Tell = silently, *, environ: Mapping[str, str] = os.environ
) -> dict[str, Any] | None:
    """What a scheduled backup does when it has succeeded: its success does not depend on this.

    What was pruned, `{"error": …}`, or `{"later": why}` while something is verified: then the next backup does it. None
    where FORMAOPS_BACKUP_PRUNE is off. The run of the pruning says it, too, and raises the alert.
    """
    if not settings.prune:
        return None
    try:
        return {"stores": [each.summary for each in prune(settings, runs, progress, environ=environ)]}
    except InProgress as error:
        return {"later": error.detail}
    except Exception as error:
        failure = failure_of(error)
        _log.warning("The backup is whole, but the stores were not pruned: %s", failure["detail"])
        return {"error": failure}


def _prune(
    settings: BackupSettings,
    verified: Collection[str],
    progress: Tell,
    now: datetime | None,
    environ: Mapping[str, str],
    *,
    dry_run: bool,
) -> list[Pruned]:
    verifying = keys.verifying_keys(settings)
    done = []
    for store, days in stores(settings, environ):
        progress(Progress("pruning", 0, None, store.description))
        done.append(
            retention.prune(
                store,
                set(verified),
                verifying,
                now or datetime.now(UTC),
                days=days,
                minimum=settings.minimum,
                dry_run=dry_run,
                progress=progress,
            )
        )
    return done
