"""`formaops budgets`."""

import json
from typing import Any

import pytest

from tests.unit.cli.played import Command, Project

BUDGET = "00000000-0000-4000-8000-000000000b0d"


def status(**changes: Any) -> dict[str, Any]:
    return {
        "budget_id": BUDGET, "name": "All", "kind": "HARD", "period": "MONTH", "user_id": None, "prompt_id": None,
        "workflow_id": None, "limit_usd": "10", "spent_usd": "2.5", "held_usd": "2.500000000001",
        "remaining_usd": "4.999999999999", "period_start": "2026-11-01T00:00:00+00:00",
        "period_end": "2026-12-01T00:00:00+00:00", "time_zone": "UTC",
    } | changes  # fmt: skip


def alert(**changes: Any) -> dict[str, Any]:
    return {
        "threshold": "0.8", "limit_usd": "10", "spent_usd": "8.1", "period_start": "2026-11-01T00:00:00+00:00",
        "created_at": "2026-11-20T10:00:00+00:00", "budgets": {"name": "All"},
    } | changes  # fmt: skip


def test_lists_what_is_spent_held_and_left(project: Project, command: Command) -> None:
    project.rest("POST", "rpc/budget_status").respond(
        json=[
            status(),
            status(name="Mine", user_id=BUDGET, kind="WARNING", spent_usd="30", held_usd="0", remaining_usd="0"),
            status(name="Nothing", limit_usd="0", spent_usd="0", held_usd="0", remaining_usd="0"),
        ]
    )
    project.rest("GET", "budget_alerts").respond(json=[alert(), alert(budgets=None)])
    result = command("budgets", "list")
    assert result.exit_code == 0, result.stderr
    for part in (
        "$10.00 a month",
        "██▒▒▒····· 50%",
        "$2.500000000001",
        "of a user, only",
        "300%",
    ):
        assert part in result.stdout
    assert "All: 80% of $10.00" in result.stdout
    assert "(deleted): 80%" in result.stdout
    assert json.loads(command("budgets", "list", "--json").stdout)["budgets"][0] == status()


def test_says_that_nothing_limits_what_is_spent(project: Project, command: Command) -> None:
    project.rest("POST", "rpc/budget_status").respond(json=[])
    project.rest("GET", "budget_alerts").respond(json=[])
    assert "nothing limits" in command("budgets", "list").stderr


def test_makes_one(project: Project, command: Command) -> None:
    made = project.rest("POST", "budgets").respond(201, json=[{"id": BUDGET}])
    result = command("budgets", "create", "All", "--limit", "0.00001", "--at", "1", "--at", "0.5", "--period", "DAY")
    assert result.exit_code == 0, result.stderr
    row = json.loads(made.calls.last.request.content)
    assert (row["name"], row["limit_usd"], row["thresholds"]) == ("All", "0.00001", [0.5, 1])
    assert (row["period"], row["kind"], row["prompt_id"]) == ("DAY", "HARD", None)
    assert "$0.00001 a day" in result.stderr


def test_one_is_for_one_thing(command: Command) -> None:
    assert command("budgets", "create", "All", "--limit", "1", "--user", BUDGET, "--prompt", "Greeter").exit_code == 2


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--limit", "nan"], "'--limit'"),
        (["--limit", "inf"], "no amount"),
        (["--limit", "100000000"], "no amount"),
        (["--limit", "1", "--at", "nan"], "--at nan"),
        (["--limit", "1", "--at", "80"], "--at 80.0"),
    ],
)
def test_what_is_no_limit_makes_none(project: Project, command: Command, options: list[str], said: str) -> None:
    made = project.rest("POST", "budgets").respond(201, json=[{"id": BUDGET}])
    result = command("budgets", "create", "All", *options)
    assert (result.exit_code, said in result.stderr) == (2, True), result.stderr
    project.rest("GET", "budgets").respond(json=[{"id": BUDGET}])
    assert command("budgets", "change", "All", *options).exit_code == 2
    assert not made.called


def test_a_prompt_without_a_name_is_not_the_whole_tenant(project: Project, command: Command) -> None:
    made = project.rest("POST", "budgets").respond(201, json=[{"id": BUDGET}])
    project.rest("GET", "prompts").respond(json=[])
    assert command("budgets", "create", "Its", "--limit", "1", "--prompt", "").exit_code == 4
    assert not made.called


def test_a_threshold_that_is_said_twice_is_one(project: Project, command: Command) -> None:
    made = project.rest("POST", "budgets").respond(201, json=[{"id": BUDGET}])
    command("budgets", "create", "All", "--limit", "1", "--at", "1", "--at", "0.5", "--at", "1")
    assert json.loads(made.calls.last.request.content)["thresholds"] == [0.5, 1]


def test_changes_what_is_given(project: Project, command: Command) -> None:
    project.rest("GET", "budgets").respond(json=[{"id": BUDGET}])
    changed = project.rest("PATCH", "budgets").respond(json=[{"id": BUDGET, "name": "Us"}])
    result = command("budgets", "change", "All", "--limit", "3", "--inactive", "--rename", "Us", "--json")
    assert result.exit_code == 0, result.stderr
    request = changed.calls.last.request
    assert json.loads(request.content) == {"limit_usd": "3.0", "is_active": False, "name": "Us"}
    assert request.url.params["id"] == f"eq.{BUDGET}"
    assert json.loads(result.stdout)["name"] == "Us"


@pytest.mark.parametrize(("found", "options", "exit_code"), [([], ["--limit", "3"], 4), ([{"id": BUDGET}], [], 2)])
def test_changes_nothing_when_it_is_not_there_or_nothing_is_said(
    project: Project, command: Command, found: list[Any], options: list[str], exit_code: int
) -> None:
    project.rest("GET", "budgets").respond(json=found)
    assert command("budgets", "change", "All", *options).exit_code == exit_code


def test_a_change_that_reached_no_row_is_told(project: Project, command: Command) -> None:
    project.rest("GET", "budgets").respond(json=[{"id": BUDGET}])
    project.rest("PATCH", "budgets").respond(json=[])
    result = command("budgets", "change", "All", "--limit", "3")
    assert (result.exit_code, "ADMIN" in result.stderr) == (4, True)


def test_deletes_one_when_told_so(project: Project, command: Command) -> None:
    project.rest("GET", "budgets").respond(json=[{"id": BUDGET}])
    deleted = project.rest("POST", "rpc/delete_budget").respond(json={"id": BUDGET})
    assert command("budgets", "delete", "All").exit_code == 2
    assert not deleted.called
    assert command("budgets", "delete", "All", "--yes").exit_code == 0
    assert json.loads(deleted.calls.last.request.content) == {"p_budget_id": BUDGET}
