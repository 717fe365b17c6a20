"""PostgREST: RPCs with the service key, tables with the caller's own token, and their errors in our words."""

from formaops.database.client import Database, errors_of_ours
from formaops.database.principal import Principal

__all__ = ["Database", "Principal", "errors_of_ours"]
