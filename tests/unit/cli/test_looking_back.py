"""`formaops executions`, `costs` and `metrics`."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.unit.cli.played import EXECUTION, USER, Command, Project, record


def row(**changes: Any) -> dict[str, Any]:
    call = record()["attempts"][0] | {"kind": "FIRST", "outcome": "SUCCEEDED", "input_tokens": 1, "output_tokens": 2}
    log = {"level": "INFO", "message": "answered", "metadata": {"n": 1}, "timestamp": "2026-11-21T10:00:00.5+00:00"}
    return record(
        inputs={"n": 1}, prompts={"name": "Shaper"}, model_calls=[call], execution_logs=[log],
        validation_results=record()["validations"],
    ) | changes  # fmt: skip


def summary(key: str, cost: str, estimated: int = 0) -> dict[str, Any]:
    return {
        "key": key, "calls": 2, "input_tokens": 1000, "output_tokens": 20, "cost_usd": cost,
        "estimated_calls": estimated,
    }  # fmt: skip


def test_lists_with_exact_costs(project: Project, command: Command) -> None:
    route = project.rest("GET", "executions").respond(
        json=[row(cost_usd="0.000000000001"), row(prompts=None, cost_is_complete=False)]
    )
    result = command("executions", "list", "--status", "COMPLETED", "-n", "2")
    assert result.exit_code == 0, result.stderr
    assert "$0.000000000001" in result.stdout
    assert "(deleted)" in result.stdout
    assert "$0.00001+?" in result.stdout
    parameters = dict(route.calls.last.request.url.params)
    assert (parameters["status"], parameters["limit"], parameters["order"]) == ("eq.COMPLETED", "2", "created_at.desc")
    assert "cost_usd::text" in parameters["select"]


def test_shows_one_by_the_beginning_of_its_id(project: Project, command: Command) -> None:
    route = project.rest("GET", "executions").respond(json=[row()])
    result = command("executions", "show", "3f2a")
    assert result.exit_code == 0, result.stderr
    for part in ("Shaper", '{"n": 1}', "✓ passed  Shape", "answered  n 1", "$0.00001"):
        assert part in result.stdout
    assert route.calls.last.request.url.params.get_list("id") == [
        "gte.3f2a0000-0000-0000-0000-000000000000",
        "lte.3f2affff-ffff-ffff-ffff-ffffffffffff",
    ]
    assert json.loads(command("executions", "show", EXECUTION, "--json").stdout)["id"] == EXECUTION


@pytest.mark.parametrize(("rows", "exit_code"), [([], 4), ([row(), row()], 2)])
def test_one_that_is_not_there_or_not_the_only_one(
    project: Project, command: Command, rows: list[dict[str, Any]], exit_code: int
) -> None:
    project.rest("GET", "executions").respond(json=rows)
    assert command("executions", "show", "3f2a").exit_code == exit_code


def test_cancels(project: Project, command: Command) -> None:
    project.rest("GET", "executions").respond(json=[row()])
    project.function("cancel-execution").respond(json={"id": EXECUTION, "status": "RUNNING"})
    assert "was asked to stop" in command("executions", "cancel", "3f2a").stderr


def test_costs_add_up_exactly_and_mark_what_is_not_certain(project: Project, command: Command) -> None:
    today = str(datetime.now(UTC).date())
    found = [summary(today, "0.100000000001"), summary("2020-01-01", "0.200000000002", estimated=1)]
    project.rest("POST", "rpc/cost_summary").respond(json=found)
    unpriced = project.rest("POST", "rpc/usage_by_day_and_model").respond(
        json=[{"calls_without_price": 2}, {"calls_without_price": 0}, {"calls_without_price": 1}]
    )
    result = command("costs")
    assert result.exit_code == 0, result.stderr
    for part in ("$0.300000000003", "~$0.200000000002", "3 calls had no known price", "US dollars by day", "█"):
        assert part in result.stdout
    told = json.loads(command("costs", "--json").stdout)
    assert (told["total_usd"], told["calls_without_price"]) == ("0.300000000003", 3)
    # It leaves out those that were priced again since.
    assert json.loads(unpriced.calls.last.request.content)["p_to"] == today
    assert "█" not in command("costs", "--no-plot").stdout


def test_costs_by_user_name_the_user(project: Project, command: Command) -> None:
    project.rest("POST", "rpc/cost_summary").respond(json=[summary(USER, "0"), summary("gone", "1")])
    project.rest("POST", "rpc/usage_by_day_and_model").respond(json=[])
    project.rest("GET", "users").respond(json=[{"id": USER, "email": "ann@example.com"}])
    names = [found["name"] for found in json.loads(command("costs", "--by", "user", "--json").stdout)["rows"]]
    assert names == ["gone", "ann@example.com"]


def test_no_costs_are_no_plot(project: Project, command: Command) -> None:
    project.rest("POST", "rpc/cost_summary").respond(json=[])
    project.rest("POST", "rpc/usage_by_day_and_model").respond(json=[])
    result = command("costs", "--by", "model")
    assert (result.exit_code, result.stdout) == (0, "")
    assert "Nothing was spent" in result.stderr


@pytest.mark.parametrize("empty", [True, False])
def test_metrics(project: Project, command: Command, empty: bool) -> None:
    counts = dict.fromkeys(("total", "pending", "running", "completed", "failed", "cancelled"), 0 if empty else 2)
    names = (
        "success_rate", "avg_latency_ms", "p50_latency_ms", "p95_latency_ms", "p99_latency_ms", "avg_cost_usd",
        "total_cost_usd", "input_tokens", "output_tokens",
    )  # fmt: skip
    found = counts | dict.fromkeys(names, None if empty else 0.5)
    if not empty:
        found |= {"avg_cost_usd": "0.1", "total_cost_usd": "0.2", "input_tokens": 1, "output_tokens": 2}
    project.rest("POST", "rpc/execution_metrics").respond(json=[found])
    result = command("metrics", "--hours", "1")
    assert result.exit_code == 0, result.stderr
    assert ("50.0%" in result.stdout) is not empty
    assert json.loads(command("metrics", "--json").stdout)["total"] == counts["total"]
