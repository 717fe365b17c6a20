"""Step 2 of an execution: one RPC that checks permission, pins the prompt's version and makes the RUNNING row.

The same RPC holds what the execution may cost under every budget, and answers a request that came before.
"""

import asyncio
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from formaops.database import Database, Principal
from formaops.errors import Malformed, TooLarge, UnknownPrice
from formaops.models import Parameters, PriceBook, catalogue_ceiling, catalogue_version
from formaops.models.credentials import EncryptedKey
from formaops.models.names import split
from formaops.prompts.definitions import MAX_INPUTS_BYTES, json_size
from formaops.prompts.hold import Hold
from formaops.prompts.records import ExecuteRequest
from formaops.prompts.replay import Replay
from formaops.settings import Settings
from formaops.telemetry import scope, spans
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
    hold: Hold | None
    is_queued: bool = False
    """A worker runs it; nobody waits for the answer, and what cannot be ended is given back."""
    provider_keys: tuple[EncryptedKey, ...] = ()
    """The tenant's own, of the providers that may be asked."""

    @classmethod
    def read(cls, package: Mapping[str, Any], asked_model: str | None, settings: Settings) -> "Begun":
        """From what `begin_execution` answers, and `claim_executions` for each."""
        execution, prompt = package["execution"], package["prompt"]
        return cls(
            id=UUID(execution["id"]),
            lease_id=UUID(execution["lease_id"]),
            prompt_id=UUID(execution["prompt_id"]),
            prompt_version=execution["prompt_version"],
            created_at=datetime.fromisoformat(execution["created_at"]),
            template=prompt["template"],
            variables=prompt["variables"],
            model=asked_model or prompt["model"] or settings.default_model,
            fallback_model=prompt["fallback_model"],
            parameters=prompt["parameters"],
            validations=tuple(Validation(v["name"], v["type"], v["config"]) for v in package["validations"]),
            prices=PriceBook(package["prices"]),
            hold=Hold.read(execution, package["hold"]),
            is_queued="order" in package,
            provider_keys=tuple(
                EncryptedKey.read(key, UUID(execution["tenant_id"])) for key in package.get("provider_keys") or ()
            ),
        )


async def begin(
    order: ExecuteRequest,
    principal: Principal,
    request_id: str,
    *,
    database: Database,
    settings: Settings,
    idempotency_key: str | None = None,
) -> Begun | Replay:
    """Make the RUNNING row, or find what became of the request that came with this key before.

    An API key is checked by the same RPC. Raises Malformed for a model of a provider that nobody knows; TooLarge;
    Unauthenticated, NotFound, Forbidden, WrongState, BudgetExceeded, RateLimited, UnknownPrice, InProgress,
    IdempotencyMismatch or Malformed as the database decides; NotReady when it is away.
    """
    arguments = arguments_of(order, principal, request_id, settings, idempotency_key)
    answer = await asked(
        "begin_execution", arguments | {"p_lease_seconds": settings.lease_seconds}, principal, database
    )
    if "replay" in answer:
        return Replay(answer["replay"])
    tell(answer["execution"])
    return Begun.read(answer, order.model, settings)


def arguments_of(
    order: ExecuteRequest, principal: Principal, request_id: str, settings: Settings, idempotency_key: str | None
) -> dict[str, Any]:
    """For `begin_execution`, which also takes a lease, and `enqueue_execution`. Raises Malformed, TooLarge."""
    if order.model:
        split(order.model)
    for name, given in (("inputs", order.inputs), ("context", order.context)):
        if json_size(given) > MAX_INPUTS_BYTES:
            raise TooLarge(f"The {name} are larger than {MAX_INPUTS_BYTES} bytes of JSON.")
    return {
        "p_user_id": str(principal.user_id) if principal.user_id else None,
        "p_tenant_id": str(principal.tenant_id) if principal.tenant_id else None,
        "p_prompt": order.prompt,
        "p_version": order.version,
        "p_inputs": order.inputs,
        "p_context": order.context,
        "p_priority": order.priority,
        "p_model": order.model,
        "p_edge_function_id": request_id,
        "p_idempotency_key": idempotency_key,
        "p_idempotency_hash": _hash(order) if idempotency_key else None,
        "p_asking": _asking(settings),
        "p_api_key": principal.api_key.proof if principal.api_key else None,
    }


def tell(execution: Mapping[str, Any]) -> None:
    seen = scope.current()
    seen.execution_id, seen.tenant_id = execution["id"], execution.get("tenant_id")
    spans.annotate(
        {
            "formaops.execution.id": execution["id"],
            "formaops.tenant.id": seen.tenant_id,
            "formaops.prompt.id": execution["prompt_id"],
            "formaops.prompt.version": execution["prompt_version"],
        }
    )


async def asked(rpc: str, arguments: dict[str, Any], principal: Principal, database: Database) -> Any:
    """Prices that the database lacks for a hard limit are told it, once for each model and version of the package."""
    learned: set[str] = set()
    while True:
        try:
            return await database.rpc(rpc, arguments, principal=principal)
        except UnknownPrice as unknown:
            model = unknown.extra["model"]
            if model in learned or not await _learn(model, database):
                raise
            learned.add(model)


async def _learn(model: str, database: Database) -> bool:
    """False when the price package does not know it either."""
    try:
        ceiling = await asyncio.to_thread(catalogue_ceiling, model)
    except Malformed:
        return False
    if ceiling is None:
        return False
    await database.rpc(
        "learn_list_price",
        {
            "p_model": model,
            "p_version": catalogue_version(),
            "p_input_usd_per_mtok": f"{ceiling.input:f}",
            "p_output_usd_per_mtok": f"{ceiling.output:f}",
            "p_call_usd": f"{ceiling.call:f}",
        },
    )
    return True


def _asking(settings: Settings) -> dict[str, Any]:
    """How a model is asked where the prompt does not say: the bound of what it costs is reckoned with the same."""
    fields = Parameters.model_fields
    return {
        "default_model": settings.default_model,
        "list_prices": catalogue_version(),
        **{name: fields[name].default for name in ("max_tokens", "max_retries", "max_repairs")},
    }


def _hash(order: ExecuteRequest) -> str:
    """Of what was asked for, however its JSON was written."""
    canonical = json.dumps(order.model_dump(mode="json"), sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()
