"""PostgREST: RPCs with the service key, tables with the caller's own token, and their errors in our words."""

from formaops.database.client import Database, errors_of_ours
from formaops.database.principal import ApiKey, Principal

__all__ = ["ApiKey", "Database", "Principal", "errors_of_ours"]
