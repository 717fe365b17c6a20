"""How long rows are kept, and who removes them."""

from collections.abc import Mapping
from typing import Final

from tests.security.matrix.domain import Function, Place, Table

KEPT_DAYS: Final = (
    "execution_logs_kept_days",
    "workflow_execution_logs_kept_days",
    "telemetry_kept_days",
    "agent_checkpoints_kept_days",
    "webhook_deliveries_kept_days",
)

TABLES: Final[Mapping[str, Table]] = {}

# Acting in the tenant by x-tenant-id, except for the outsider and those without a user.
FUNCTIONS: Final[Mapping[str, Function]] = {
    #                           anon    outsider  viewer   member   admin    service
    "count_old_rows": Function(
        who="denied  denied    denied   denied   denied   done", arguments=lambda _: {}, by_get=False
    ),
    "prune_old_rows": Function(
        who="denied  denied    denied   denied   denied   done", arguments=lambda _: {"p_seconds": 0, "p_batch": 1}
    ),
    "retention_settings": Function(
        who="denied  done      done     done     done     denied", arguments=lambda _: {}, by_get=False
    ),
}  # fmt: skip


def rows(_: Place) -> dict[str, str]:
    return {}
