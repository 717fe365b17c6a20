"""The local stack's own settings of backups: keys that it made, and a folder of its state as the store."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from formaops.local.keys import Keys


def environment(operator: Mapping[str, str], keys: "Keys", state: Path) -> dict[str, str]:
    """What the operator has not set. Of keys that belong together none is given beside one of the operator's."""
    ours = {"FORMAOPS_BACKUP_STORE": f"folder:{state / 'backups'}"} if not operator.get("FORMAOPS_BACKUP_STORE") else {}
    if not any(operator.get(f"FORMAOPS_BACKUP_{name}") for name in ("RECIPIENTS", "IDENTITIES")):
        ours["FORMAOPS_BACKUP_RECIPIENTS"] = keys.backup_recipient
        ours["FORMAOPS_BACKUP_IDENTITIES"] = keys.backup_identity
    if not any(operator.get(f"FORMAOPS_BACKUP_{name}") for name in ("SIGNING_KEY", "VERIFYING_KEYS")):
        ours["FORMAOPS_BACKUP_SIGNING_KEY"] = keys.backup_signing_key
    return ours
