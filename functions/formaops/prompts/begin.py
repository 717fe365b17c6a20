"""Step 2 of an execution: one RPC that checks permission, pins the prompt's version and makes the RUNNING row."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from formaops.database import Database, Principal
from formaops.errors import TooLarge
from formaops.models import PriceBook
from formaops.models.names import split
from formaops.prompts.definitions import MAX_INPUTS_BYTES, json_size
from formaops.prompts.records import ExecuteRequest
from formaops.settings import Settings
from formaops.validation import Validation


@dataclass(frozen=True, slots=True)
class Begun:
    """What `begin_execution` pinned: nothing that happens to the prompt later changes this execution."""

    id: UUID
    lease_id: UUID
    prompt_id: UUID
    prompt_version: int
    created_at: datetime
    template: str
    variables: Any
    model: str
    fallback_model: str | None
    parameters: dict[str, Any]
    validations: tuple[Validation, ...]
    prices: PriceBook


async def begin(
    order: ExecuteRequest, principal: Principal, request_id: str, *, database: Database, settings: Settings
) -> Begun:
    """Make the RUNNING row.

    Raises Malformed for a model of a provider that nobody knows; TooLarge; NotFound, Forbidden, WrongState or
    Malformed as the database decides; NotReady when it is away.
    """
    if order.model:
        split(order.model)
    for name, given in (("inputs", order.inputs), ("context", order.context)):
        if json_size(given) > MAX_INPUTS_BYTES:
            raise TooLarge(f"The {name} are larger than {MAX_INPUTS_BYTES} bytes of JSON.")
    answer = await database.rpc(
        "begin_execution",
        {
            "p_user_id": str(principal.user_id),
            "p_tenant_id": str(principal.tenant_id) if principal.tenant_id else None,
            "p_prompt": order.prompt,
            "p_version": order.version,
            "p_inputs": order.inputs,
            "p_context": order.context,
            "p_priority": order.priority,
            "p_model": order.model,
            "p_edge_function_id": request_id,
            "p_lease_seconds": settings.lease_seconds,
        },
        principal=principal,
    )
    execution, prompt = answer["execution"], answer["prompt"]
    return Begun(
        id=UUID(execution["id"]),
        lease_id=UUID(execution["lease_id"]),
        prompt_id=UUID(execution["prompt_id"]),
        prompt_version=execution["prompt_version"],
        created_at=datetime.fromisoformat(execution["created_at"]),
        template=prompt["template"],
        variables=prompt["variables"],
        model=order.model or prompt["model"] or settings.default_model,
        fallback_model=prompt["fallback_model"],
        parameters=prompt["parameters"],
        validations=tuple(Validation(v["name"], v["type"], v["config"]) for v in answer["validations"]),
        prices=PriceBook(answer["prices"]),
    )
