"""`formaops costs reconcile`: a provider's bill beside the ledger."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from formaops.cli.bills import compare, read_bill
from formaops.cli.failures import Failure
from tests.unit.cli.played import Command, Project


def used(day: str, model: str, cost: str, **changes: Any) -> dict[str, Any]:
    return {
        "day": day, "provider": model.partition(":")[0], "model": model, "calls": 2, "input_tokens": 100,
        "output_tokens": 20, "cost_usd": cost, "calls_without_price": 0,
    } | changes  # fmt: skip


CSV = """date,model,n_context_tokens_total,n_generated_tokens_total,cost_usd
2026-11-01,gpt-5-mini-2025-08-07,100,20,$0.50
2026-11-01,gpt-5-mini-2025-08-07,1,1,0.25
2026-11-02T23:30:00-05:00,gpt-5,,,1
"""
LEDGER = [used("2026-11-01", "openai:gpt-5-mini", "0.75"), used("2026-11-01", "openai:gpt-5", "2")]


def test_days_and_models_are_put_side_by_side() -> None:
    found = compare(read_bill(CSV), LEDGER, Decimal("0.01"))
    assert [(str(line.day), line.model, line.difference, line.differs) for line in found] == [
        ("2026-11-01", "openai:gpt-5", Decimal(-2), True),
        ("2026-11-01", "openai:gpt-5-mini", Decimal(0), False),
        ("2026-11-03", "openai:gpt-5", Decimal(1), True),
    ]
    assert (found[1].tokens, found[1].their_tokens, found[2].their_tokens) == (120, 122, None)


def test_json_says_the_same() -> None:
    rows = [{"start_time": 1793491200, "model": "a", "amount": 0.1}, {"Day": "2026-11-01", "Model": "a", "Cost": "0.2"}]
    [first, second] = read_bill(json.dumps({"data": rows}))
    assert (first.day, first.cost, second.cost) == (second.day, Decimal("0.1"), Decimal("0.2"))
    assert read_bill(json.dumps(rows)) == [first, second]


def test_days_are_read_as_spreadsheets_write_them() -> None:
    [line] = read_bill("\ufeffdate,model,cost\n20261101,a,-$0.50\n")
    assert (str(line.day), line.cost) == ("2026-11-01", Decimal("-0.50"))


@pytest.mark.parametrize(
    ("theirs", "same"),
    [
        ("gpt-5-2025-08-07", True), ("gpt-5-001", True), ("gpt-5-latest", True), ("gpt-5-mini", False),
        ("gpt-5-mini-2025-08-07", False), ("gpt-55", False),
    ],
)  # fmt: skip
def test_another_model_is_no_version_of_one(theirs: str, same: bool) -> None:
    bill = read_bill(f"day,model,cost\n2026-11-01,{theirs},2\n")
    found = compare(bill, [used("2026-11-01", "openai:gpt-5", "2")], Decimal(0))
    assert {line.model for line in found} == ({"openai:gpt-5"} if same else {"openai:gpt-5", theirs})


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", "no rows"),
        ("{", "no JSON"),
        ('{"data": 1}', "not a list"),
        ("[1]", "not a list"),
        ("model,cost\na,1\n", "Row 1 of the export has no day"),
        ("day,cost\n2026-01-01,1\n", "no model"),
        ("day,model\n2026-01-01,a\n", "no cost"),
        ("day,model,cost\nyesterday,a,1\n", "cannot be read"),
        ("day,model,cost\n2026-01-01,a,much\n", "much is no amount"),
        ("day,model,cost\n2026-01-01,a,NaN\n", "NaN is no amount"),
        ('day,model,cost\n2026-01-01,a,"1,234.50"\n', "1,234.50 is no amount"),
        ("day,model,cost,input_tokens\n2026-01-01,a,1,many\n", "cannot be read"),
    ],
)
def test_what_is_no_export_is_refused(text: str, complaint: str) -> None:
    with pytest.raises(Failure, match=complaint):
        read_bill(text)


@pytest.mark.parametrize(("tolerance", "exit_code"), [("0.01", 1), ("2", 0)])
def test_differences_are_shown_and_end_with_1(
    project: Project, command: Command, tmp_path: Path, tolerance: str, exit_code: int
) -> None:
    route = project.rest("POST", "rpc/usage_by_day_and_model").respond(
        json=[*LEDGER, used("2026-11-01", "anthropic:claude", "9")]
    )
    (tmp_path / "bill.csv").write_text(CSV)
    given = ["costs", "reconcile", str(tmp_path / "bill.csv"), "--provider", "openai", "--tolerance", tolerance]
    result = command(*given)
    assert result.exit_code == exit_code, result.stderr
    assert "anthropic" not in result.stdout
    for part in ("openai:gpt-5-mini", "-$2.00", "+$1.00", "$0.75"):
        assert part in result.stdout
    assert json.loads(route.calls.last.request.content) == {"p_from": "2026-11-01", "p_to": "2026-11-03"}
    assert [line["difference"] for line in json.loads(command(*given, "--json").stdout)] == ["-2", "0.00", "1"]
