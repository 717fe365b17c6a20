"""`formaops retention`, where no database is."""

import json
from typing import Any

import pytest

from formaops.cli import service
from tests.unit.cli.played import TENANT, Command, Project

SETTINGS = [
    {"table_name": name, "kept_days": 90, "own_days": None, "default_days": 90, "least_days": 1, "most_days": 365}
    for name in ("execution_logs", "telemetry")
]
COUNTED = {
    "execution_logs": {"rows": 12, "tenants": 2, "oldest": "2026-01-01T00:00:00+00:00"},
    "telemetry": {"rows": 0, "tenants": 0, "oldest": None},
}


def test_shows_how_long_rows_are_kept(project: Project, command: Command) -> None:
    project.rest("POST", "rpc/retention_settings").respond(json=SETTINGS)
    shown = command("retention", "show")
    assert shown.exit_code == 0, shown.stderr
    assert "execution_logs" in shown.stdout
    assert "365" in shown.stdout
    assert json.loads(command("retention", "show", "--json").stdout) == SETTINGS


def test_sets_days_and_goes_back_to_the_plans(project: Project, command: Command) -> None:
    project.rest("POST", "rpc/retention_settings").respond(json=SETTINGS)
    route = project.rest("PATCH", "tenants").respond(json=[{"id": TENANT}])
    done = command("retention", "set", "execution-logs", "30")
    assert done.exit_code == 0, done.stderr
    assert json.loads(route.calls.last.request.content) == {"execution_logs_kept_days": 30}
    assert command("retention", "set", "telemetry", "default").exit_code == 0
    assert json.loads(route.calls.last.request.content) == {"telemetry_kept_days": None}


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("executions", "30"), "'executions' is not pruned. These are: execution_logs, telemetry."),
        (("telemetry", "-1"), "'-1' is neither a number of days nor default."),
        (("telemetry", "week"), "'week' is neither a number of days nor default."),
    ],
)
def test_refuses_what_makes_no_sense(project: Project, command: Command, words: tuple[str, str], told: str) -> None:
    project.rest("POST", "rpc/retention_settings").respond(json=SETTINGS)
    result = command("retention", "set", "--", *words)
    assert result.exit_code == 2
    assert told in " ".join(result.stderr.split())


def test_says_that_only_admins_may(project: Project, command: Command) -> None:
    project.rest("POST", "rpc/retention_settings").respond(json=SETTINGS)
    project.rest("PATCH", "tenants").respond(json=[])
    result = command("retention", "set", "telemetry", "30")
    assert result.exit_code == 2
    assert "Only an ADMIN" in result.stderr


class Played:
    """A database of three turns."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, dict[str, Any]]] = []

    async def rpc(self, name: str, arguments: dict[str, Any]) -> Any:
        self.asked.append((name, arguments))
        if name == "count_old_rows":
            return COUNTED
        return {"deleted": {"execution_logs": 5, "telemetry": 0}, "tenants": 1, "more": len(self.asked) < 3}


@pytest.fixture
def played(monkeypatch: pytest.MonkeyPatch) -> Played:
    database = Played()

    def asked(ask: Any) -> Any:
        import asyncio

        return asyncio.run(ask(database))

    monkeypatch.setattr(service, "ask", asked)
    return database


def test_counts_before_it_removes(played: Played, command: Command) -> None:
    result = command("retention", "run", "--dry-run")
    assert result.exit_code == 0, result.stderr
    assert "12" in result.stdout
    assert json.loads(command("retention", "run", "--dry-run", "--json").stdout) == COUNTED
    assert {name for name, _ in played.asked} == {"count_old_rows"}


def test_takes_turns_until_nothing_is_left(played: Played, command: Command) -> None:
    result = command("retention", "run", "--seconds", "2", "--batch", "100")
    assert result.exit_code == 0, result.stderr
    assert played.asked == [("prune_old_rows", {"p_seconds": 2, "p_batch": 100})] * 3
    assert "10 rows removed in 2 turns; there is more." in result.stderr
    assert "Removed 15 of execution_logs." in result.stderr


def test_takes_no_more_turns_than_said(played: Played, command: Command) -> None:
    told = json.loads(command("retention", "run", "--turns", "2", "--json").stdout)
    assert told == {"deleted": {"execution_logs": 10, "telemetry": 0}, "turns": 2, "more": True}
    assert len(played.asked) == 2
