"""What is held under the tenant's budgets for an execution, and how it grows before it can be passed."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from formaops.database import Database
from formaops.models import Call, Ceiling, Request

# What a call may have in it besides its messages, and each further message besides its text, in tokens: roles,
# separators. As private.execution_bound reckons.
_TOKENS_OF_CALL: Final = 64
_TOKENS_OF_MESSAGE: Final = 16


@dataclass(slots=True)
class Hold:
    """US dollars that are held for the whole of an execution, and the prices at most that they were reckoned with.

    The database reckons with the sizes that it knows when the execution begins. Here is known what is really sent: when
    that may cost more, the hold is raised before the model is asked, or the execution ends.
    """

    execution_id: UUID
    lease_id: UUID
    usd: Decimal
    ceilings: Mapping[str, Ceiling]

    @classmethod
    def read(cls, execution: Mapping[str, Any], held: Mapping[str, Any] | None) -> "Hold | None":
        """From the answer of `begin_execution`; None without a budget, or when one that only warns lacks a price."""
        if held is None or "usd" not in held:
            return None
        return cls(
            UUID(execution["id"]),
            UUID(execution["lease_id"]),
            Decimal(held["usd"]),
            {
                model: Ceiling(
                    input=Decimal(price["input_usd_per_mtok"]),
                    output=Decimal(price["output_usd_per_mtok"]),
                    call=Decimal(price["call_usd"]),
                )
                for model, price in held["prices"].items()
            },
        )

    async def cover(self, request: Request, calls: list[Call], *, database: Database) -> None:
        """Before `request` is put, all its retries and its fallback included. `calls` were made already.

        Raises BudgetExceeded when a hard limit does not bear it, WrongState when the execution is not ours any more.
        """
        needed = sum((call.cost for call in calls if call.cost), Decimal(0)) + self.most(request)
        if needed <= self.usd:
            return
        await database.rpc(
            "raise_execution_hold",
            {"p_execution_id": str(self.execution_id), "p_lease_id": str(self.lease_id), "p_hold_usd": f"{needed:f}"},
        )
        self.usd = needed

    def most(self, request: Request) -> Decimal:
        """What it may cost to put this question, with its retries and to its fallback."""
        sent, answered = _tokens(request), request.parameters.max_tokens
        models = {model for model in (request.model, request.fallback_model) if model}
        tries = request.parameters.max_retries + 1
        return sum((self.ceilings[model].cost(sent, answered, tries) for model in models), Decimal(0))


def _tokens(request: Request) -> int:
    """At most: no tokenizer makes more tokens than there are bytes, and no answer was longer than it might be."""
    total = _TOKENS_OF_CALL + _TOKENS_OF_MESSAGE * (len(request.messages) - 1)
    for message in request.messages:
        size = len(message.content.encode("utf-8", "replace"))
        total += min(size, request.parameters.max_tokens) if message.role == "assistant" else size
    if request.json_schema is not None:
        total += len(json.dumps(request.json_schema, ensure_ascii=False).encode("utf-8", "replace"))
    return total
