"""What became of a request, for who sends it again: the record, or the error, that the first one got."""

from typing import Any, Final

from formaops import errors
from formaops.errors import Fault, FormaOpsError, WrongState
from formaops.prompts.records import Attempt, ReplayedRecord, TokenUsage, ValidationResult

_ERRORS: Final[dict[str, type[FormaOpsError]]] = {
    kind.code: kind
    for kind in vars(errors).values()
    if isinstance(kind, type) and issubclass(kind, FormaOpsError) and hasattr(kind, "code")
}
_UNSTORABLE: Final = "unstorable"


class Replay:
    """The row of an execution that has ended, and its calls in the ledger."""

    def __init__(self, replay: dict[str, Any]) -> None:
        self._row: dict[str, Any] = replay["execution"]
        self._calls: list[dict[str, Any]] = replay["calls"]

    def standing(self) -> ReplayedRecord:
        """How it stands, whatever that is."""
        row = self._row
        return ReplayedRecord.model_validate(
            {name: row[name] for name in ReplayedRecord.model_fields if name in row}
            | {
                "cost_usd": row["cost_usd"] or "0",
                "validations": [ValidationResult.model_validate(result) for result in row["validation_results"] or []],
                "attempts": [_attempt(call) for call in self._calls],
            }
        )

    def record(self) -> ReplayedRecord:
        """Raises the error with which it ended, unless it is COMPLETED."""
        record = self.standing()
        if self._row["status"] == "COMPLETED":
            return record
        error = self._error()
        error.extra["execution"] = record.model_dump(mode="json")
        error.is_replay = True
        raise error

    def _error(self) -> FormaOpsError:
        """By its code; what has none of its own (a cancellation, a dead worker) is the state that it left."""
        stored = self._row["error"] or {}
        code = stored.get("code", "")
        kind = errors.OutputInvalid if code == _UNSTORABLE else _ERRORS.get(code, WrongState)
        faults = [Fault(fault["path"], fault["message"]) for fault in stored.get("faults", ())]
        return kind(stored.get("detail") or "It was cancelled before it ran.", faults=faults)


def _attempt(call: dict[str, Any]) -> Attempt:
    tokens = {name: call[f"{name}_tokens"] for name in ("input", "output", "cache_read", "cache_write")}
    return Attempt(
        kind=call["kind"].lower(),
        model=call["model"],
        outcome=call["outcome"].lower(),
        token_usage=TokenUsage(**tokens, total=tokens["input"] + tokens["output"], model=call["model"]),
        cost_usd=call["cost_usd"],
        is_estimate=call["is_estimate"],
        latency_ms=call["latency_ms"] or 1,
        error=call["error"],
    )
