"""What has to hold of every execution that has ended, whatever happened to it."""

from decimal import Decimal
from typing import Any

TOKENS = {"input": "input_tokens", "output": "output_tokens"}


def assert_settled(row: dict[str, Any], status: str, calls: list[tuple[str, str]], code: str | None = None) -> None:
    """The row of `Caller.execution` ended so, with exactly these ledger rows (kind and outcome) and this error.

    What the row says was spent is the sum of its ledger rows to the last decimal, and its log tells of the end.
    """
    ledger = row["model_calls"]
    assert (row["status"], [(call["kind"], call["outcome"]) for call in ledger]) == (status, calls), row
    assert Decimal(row["cost"]) == sum(Decimal(call["cost"] or 0) for call in ledger)
    assert row["cost_is_complete"] == all(call["cost"] is not None for call in ledger)
    assert row["started_at"] <= row["completed_at"]
    assert row["latency_ms"] >= 1
    assert {(call["tenant_id"], call["user_id"], call["prompt_id"]) for call in ledger} <= {
        (row["tenant_id"], row["user_id"], row["prompt_id"])
    }
    if ledger:
        for counted, column in TOKENS.items():
            assert row["token_usage"][counted] == sum(call[column] for call in ledger)
    else:
        assert row["token_usage"] is None
    if code is None:
        assert row["error"] is None
        return
    assert row["error"]["code"] == code, row["error"]
    [end] = [log for log in row["execution_logs"] if (log["metadata"] or {}).get("code")]
    assert (end["metadata"]["code"], end["message"]) == (code, row["error"]["detail"])
    assert end["level"] == ("WARN" if status == "CANCELLED" else "ERROR")


def assert_problem(answer: Any, status: int, code: str) -> dict[str, Any]:
    """The HTTP answer is a problem document with this status and code; returns it."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    problem: dict[str, Any] = answer.json()
    assert (problem["status"], problem["code"]) == (status, code), problem
    assert problem.keys() >= {"type", "title", "detail", "request_id"}
    assert problem["request_id"] == answer.headers["x-request-id"]
    return problem
