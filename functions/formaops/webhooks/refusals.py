"""A refusal leaves nothing in the database, for its transaction is undone: whoever hears of it has it told."""

import logging
import time

from formaops.database import Database
from formaops.errors import BudgetExceeded, FormaOpsError

_log = logging.getLogger(__name__)

# The database tells once a period. A budget that refuses thousands of requests need not be asked for each of them.
_QUIET_SECONDS = 60
_MOST_BUDGETS = 1000


class Refusals:
    def __init__(self, database: Database) -> None:
        self._database = database
        self._told: dict[str, float] = {}

    async def tell(self, refusal: BudgetExceeded) -> None:
        """Have the budget's tenant told that it is exceeded. Never raises: the caller has an answer to give."""
        budget, now = refusal.extra.get("budget_id"), time.monotonic()
        if not isinstance(budget, str) or now - self._told.get(budget, float("-inf")) < _QUIET_SECONDS:
            return
        if len(self._told) >= _MOST_BUDGETS:
            self._told.clear()
        self._told[budget] = now
        try:
            await self._database.rpc("record_budget_refusal", {"p_budget_id": budget})
        except FormaOpsError:
            _log.warning("The refusal of a budget could not be told", exc_info=True)
