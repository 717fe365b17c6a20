"""The part of sealing that is not the database's: that it is done every few seconds."""

from typing import Final

from formaops.database import Database
from formaops.settings import Settings

_MOST_ROWS: Final = 10_000


async def seal_audit(database: Database, _: Settings) -> None:
    """Seal what was audited, at most so many rows: a fraction of a second. Nobody who does the same is waited for."""
    await database.rpc("seal_audit", {"p_limit": _MOST_ROWS})
