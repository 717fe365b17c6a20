"""What became of an earlier request, told again."""

from typing import Any
from uuid import uuid4

import pytest

from formaops import errors
from formaops.prompts.replay import Replay

NOW = "2026-11-21T10:00:00+00:00"
CALL = {
    "kind": "REPAIR", "model": "local:m", "outcome": "SUCCEEDED", "input_tokens": 3, "output_tokens": 2,
    "cache_read_tokens": 1, "cache_write_tokens": 0, "cost_usd": "0.1", "is_estimate": False, "latency_ms": 7,
    "error": None,
}  # fmt: skip


def replay(status: str, error: dict[str, Any] | None = None) -> Replay:
    row = {
        "id": str(uuid4()), "prompt_id": str(uuid4()), "prompt_version": 1, "status": status, "model": "local:m",
        "output": "Hi", "validated_output": None, "validation_status": "SKIPPED", "validation_results": None,
        "token_usage": None, "cost_usd": "0.1", "cost_is_complete": True, "latency_ms": 9, "error": error,
        "created_at": NOW, "started_at": NOW, "completed_at": NOW, "idempotency_key": "k",
    }  # fmt: skip
    return Replay({"execution": row, "calls": [CALL]})


def test_a_completed_one_is_its_record() -> None:
    record = replay("COMPLETED").record()
    [attempt] = record.attempts
    assert (record.output, record.validations, record.cost_usd) == ("Hi", [], "0.1")
    assert (attempt.kind, attempt.outcome, attempt.cost_usd, attempt.token_usage.total) == (
        "repair",
        "succeeded",
        "0.1",
        5,
    )


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("output_invalid", errors.OutputInvalid),
        ("unstorable", errors.OutputInvalid),
        ("provider_timeout", errors.ProviderTimeout),
        ("budget_exceeded", errors.BudgetExceeded),
        ("invalid_inputs", errors.InvalidInputs),
        ("cancelled", errors.WrongState),
        ("lease_expired", errors.WrongState),
        ("internal_error", errors.WrongState),
    ],
)
def test_a_failed_one_is_the_error_that_it_was(code: str, kind: type[errors.FormaOpsError]) -> None:
    stored = {"code": code, "detail": "Because.", "faults": [{"path": "$", "message": "wrong"}]}
    with pytest.raises(kind) as raised:
        replay("FAILED", stored).record()
    error = raised.value
    assert type(error) is kind
    assert (error.is_replay, error.detail, error.faults) == (True, "Because.", (errors.Fault("$", "wrong"),))
    assert error.extra["execution"]["status"] == "FAILED"


def test_one_that_was_cancelled_before_it_ran_says_so() -> None:
    with pytest.raises(errors.WrongState, match="before it ran"):
        replay("CANCELLED").record()
