"""Why a run FAILED, as its row says it."""

import logging
from typing import Final

from formaops import signing
from formaops.backups import dumping, finding, sealing
from formaops.backups.keys import NotConfigured
from formaops.backups.progress import Stopped
from formaops.backups.stores import StoreFailed, StoreFull
from formaops.errors import NotReady
from formaops.postgres.problems import PostgresFailed

log: Final = logging.getLogger("formaops.backups")


# The first that fits. These exceptions are ours: their texts have no secrets.
_CODES: Final[tuple[tuple[type[BaseException], str], ...]] = (
    (dumping.NotAllowed, "not_allowed"),
    (dumping.ServerTooNew, "server_too_new"),
    (dumping.DumpFailed, "dump_failed"),
    (StoreFull, "store_full"),
    (StoreFailed, "store_failed"),
    (PostgresFailed, "database_unreachable"),
    (NotReady, "database_unreachable"),
    (signing.BadSignature, "bad_signature"),
    (sealing.BackupDamaged, "damaged"),
    (finding.NoBackup, "no_backup"),
    (NotConfigured, "not_configured"),
    (Stopped, "interrupted"),
)


def failure_of(error: BaseException) -> dict[str, str]:
    """What the row of a run says of why it FAILED. What nobody foresaw may have secrets in it: that is only logged."""
    for kind, code in _CODES:
        if isinstance(error, kind):
            return {"code": code, "detail": str(error)}
    if isinstance(error, KeyboardInterrupt | SystemExit):
        return {"code": "interrupted", "detail": "It was told to stop."}
    log.error("A run of backups failed as nobody foresaw.", exc_info=error)
    return {"code": "internal_error", "detail": f"{type(error).__name__} was raised; the log of the worker says more."}
