"""Step 6 of an execution: one RPC that stores output, verdicts, costs and log lines, and ends the row."""

import asyncio
import logging
from dataclasses import asdict
from typing import Any, Literal

from formaops.database import Database
from formaops.errors import CallerError, FormaOpsError, NotReady, WrongState
from formaops.prompts.begin import Begun
from formaops.prompts.journal import Journal
from formaops.prompts.lease import SECONDS_TO_ANSWER
from formaops.prompts.records import ExecutionRecord, ValidationResult
from formaops.settings import Settings
from formaops.telemetry import figures, spans

_log = logging.getLogger(__name__)
_FIRST_PAUSE_SECONDS = 0.2
_LONGEST_PAUSE_SECONDS = 5.0
# Of an execution's own error; every fault of every validation stands in its results.
_FAULTS_KEPT = 50
_DETAIL_KEPT = 2000
_FAULT_PATH_KEPT = 200
_FAULT_MESSAGE_KEPT = 500
# The code of an execution whose result the database refused.
UNSTORABLE = "unstorable"


async def settle(
    begun: Begun,
    journal: Journal,
    status: Literal["COMPLETED", "FAILED", "CANCELLED"],
    error: dict[str, Any] | None,
    latency_ms: int,
    *,
    database: Database,
    settings: Settings,
) -> ExecutionRecord:
    """Store how it ended and return the record.

    Tried again for `settle_patience_seconds` while the database is away: the lease fences it and every call has an id
    of its own, so a repetition changes nothing twice. Raises NotReady when patience ends; the sweeper ends it then.
    Raises WrongState when another has ended it already.
    """
    outcome = journal.outcome
    validated = status == "COMPLETED" and outcome is not None
    usage = journal.token_usage()
    arguments = {
        "p_execution_id": str(begun.id),
        "p_lease_id": str(begun.lease_id),
        "p_result": {
            "status": status,
            "model": journal.calls[-1].model if journal.calls else begun.model,
            "output": journal.output,
            "validated_output": outcome.value if validated and outcome else None,
            "validation_status": outcome.status if outcome else "SKIPPED",
            "validation_results": [asdict(result) for result in outcome.results] if outcome else [],
            "token_usage": usage.model_dump() if usage else None,
            "latency_ms": latency_ms,
            "error": error,
        },
        "p_calls": journal.ledger(),
        "p_logs": journal.logs,
    }
    try:
        answer = await _patiently(arguments, begun, database, settings)
    except CallerError as refused:
        # Not what it says, which may quote the output.
        _log.warning("Execution %s cannot be stored as it is: %s", begun.id, refused.code)
        answer = await _patiently(_without_content(arguments, refused), begun, database, settings)
    record = _record(answer["execution"], journal)
    _tell(record)
    if answer["outcome"] == "superseded":
        _log.warning("Execution %s had been ended by another; its cost is in the ledger", begun.id)
        raise WrongState(
            "Another ended the execution meanwhile; what was spent here is in the ledger.",
            execution=record.model_dump(mode="json"),
        )
    return record


async def release(begun: Begun, journal: Journal, *, database: Database, settings: Settings) -> None:
    """Give a queued execution back, unfinished, with the calls that were made; another worker runs it again.

    When the database is away for longer than our patience, its lease ends, and the sweeper does the same.
    """
    arguments = {
        "p_execution_id": str(begun.id),
        "p_lease_id": str(begun.lease_id),
        "p_calls": journal.ledger(),
        "p_logs": journal.logs,
    }
    await _patiently(arguments, begun, database, settings, rpc="release_execution")


def _tell(record: ExecutionRecord) -> None:
    code = record.error["code"] if record.error else None
    figures.execution_ended(record.status, code)
    spans.annotate(
        {
            "formaops.execution.status": record.status,
            "formaops.execution.error": code,
            "formaops.validation.status": record.validation_status,
            "formaops.cost_usd": float(record.cost_usd),
        }
    )


def _without_content(arguments: dict[str, Any], refused: CallerError) -> dict[str, Any]:
    """The same calls, less all that a caller or a model wrote: whatever came of it, what was spent is written down."""
    detail = f"What came of it cannot be stored: {refused.detail}"
    result = arguments["p_result"] | {
        "status": "FAILED",
        "output": None,
        "validated_output": None,
        "validation_results": [],
        "error": {"code": UNSTORABLE, "detail": detail[:1000], "faults": []},
    }
    if result["validation_status"] == "PASSED":
        result["validation_status"] = "SKIPPED"
    return arguments | {"p_result": result, "p_logs": []}


async def _patiently(
    arguments: dict[str, Any],
    begun: Begun,
    database: Database,
    settings: Settings,
    *,
    rpc: Literal["settle_execution", "release_execution"] = "settle_execution",
) -> Any:
    arguments = _storable(arguments)
    loop = asyncio.get_running_loop()
    deadline = loop.time() + settings.settle_patience_seconds
    pause = _FIRST_PAUSE_SECONDS
    while True:
        try:
            return await database.rpc(rpc, arguments, seconds=SECONDS_TO_ANSWER)
        except NotReady as failure:
            _log.warning("Execution %s could not be settled yet; the database is away", begun.id)
            if loop.time() + pause > deadline:
                raise NotReady(
                    "The model was asked, but the database went away before the result could be stored. "
                    "The execution will be ended as FAILED when its lease runs out.",
                    execution_id=str(begun.id),
                ) from failure
        await asyncio.sleep(pause)
        pause = min(pause * 2, _LONGEST_PAUSE_SECONDS)


def _storable(value: Any) -> Any:
    """The value without what Postgres refuses in text and jsonb: the null character and lone surrogates."""
    if isinstance(value, str):
        if "\x00" in value:
            value = value.replace("\x00", "\ufffd")
        return value if value.isascii() else value.encode("utf-8", "replace").decode()
    if isinstance(value, dict):
        return {_storable(key): _storable(member) for key, member in value.items()}
    if isinstance(value, list | tuple):
        return [_storable(member) for member in value]
    return value


def _record(row: dict[str, Any], journal: Journal) -> ExecutionRecord:
    members = {name: row[name] for name in ExecutionRecord.model_fields if name in row}
    return ExecutionRecord.model_validate(
        members
        | {
            "cost_usd": row["cost_usd"] or "0",
            "validations": [ValidationResult.model_validate(result) for result in row["validation_results"] or []],
            "attempts": journal.attempts(),
        }
    )


def error_of(failure: FormaOpsError) -> dict[str, Any]:
    """A failure as `executions.error` keeps it."""
    return {
        "code": failure.code,
        "detail": failure.detail[:_DETAIL_KEPT],
        "faults": [
            {"path": fault.path[:_FAULT_PATH_KEPT], "message": fault.message[:_FAULT_MESSAGE_KEPT]}
            for fault in failure.faults[:_FAULTS_KEPT]
        ],
    }
