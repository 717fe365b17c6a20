"""Executions that are accepted now and run later by a worker: put in the queue, and looked at until they have ended."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from formaops.database import Database, Principal, errors_of_ours
from formaops.errors import NotFound
from formaops.prompts.begin import arguments_of, asked, tell
from formaops.prompts.records import ExecuteRequest, ExecutionRecord
from formaops.prompts.replay import Replay
from formaops.settings import Settings
from formaops.telemetry import spans

_COLUMNS = (
    "id,prompt_id,prompt_version,status,model,output,validated_output,validation_status,validation_results,token_usage,"
    "cost_usd::text,cost_is_complete,latency_ms,error,created_at,started_at,completed_at"
)
_CALLS = (
    "kind,model,outcome,input_tokens,output_tokens,cache_read_tokens,cache_write_tokens,cost_usd::text,is_estimate,"
    "latency_ms,error,started_at,created_at"
)


async def enqueue(
    order: ExecuteRequest,
    principal: Principal,
    request_id: str,
    *,
    database: Database,
    settings: Settings,
    idempotency_key: str | None = None,
) -> ExecutionRecord:
    """Accept it, and return its PENDING record; as it stands by now (a ReplayedRecord) when it was accepted before.

    Raises what `begin` raises, and QueueNotInstalled.
    """
    arguments = arguments_of(order, principal, request_id, settings, idempotency_key)
    arguments["p_asking"] |= {
        "max_attempts": settings.queue_max_attempts,
        "retry_seconds": settings.queue_retry_seconds,
    }
    if traceparent := spans.traceparent():
        arguments["p_asking"]["traceparent"] = traceparent
    answer = await asked("enqueue_execution", arguments, principal, database)
    if "replay" in answer:
        return Replay(answer["replay"]).standing()
    tell(answer["execution"])
    return _record(answer["execution"], [])


async def find(execution_id: UUID, principal: Principal, *, database: Database) -> ExecutionRecord:
    """How an execution stands that the principal may see. Raises NotFound."""
    query = database.as_user(principal).from_("executions").select(f"{_COLUMNS},model_calls({_CALLS})")
    with errors_of_ours():
        found: Any = (await query.eq("id", str(execution_id)).execute()).data
    if not found:
        raise NotFound("There is no such execution that you may see.")
    row = found[0]
    calls = [_trimmed(call) for call in row.pop("model_calls") if call["kind"] != "ADJUSTMENT"]
    calls.sort(key=lambda call: (call["started_at"], call["created_at"]))
    return _record(_trimmed(row), calls)


def _record(row: dict[str, Any], calls: list[dict[str, Any]]) -> ExecutionRecord:
    return ExecutionRecord.model_validate(Replay({"execution": row, "calls": calls}).standing().model_dump())


def _trimmed(row: dict[str, Any]) -> dict[str, Any]:
    """Its cost as everywhere else: without zeros at the end."""
    cost = row["cost_usd"]
    return row | {"cost_usd": cost if cost is None else f"{Decimal(cost).normalize():f}"}
