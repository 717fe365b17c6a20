"""`formaops run --async`, `formaops queue` and `formaops worker`, where no database and no stack is."""

import json
import os
from dataclasses import fields
from typing import Any
from unittest.mock import patch

import httpx
import pytest

from formaops import database
from formaops.cli import executing, service
from formaops.cli.commands import queue
from formaops.local.environment import Addresses
from formaops.settings import Settings
from tests.unit.cli.played import EXECUTION, URL, Command, Project, problem, record

PENDING = record(status="PENDING", attempts=[], output=None, validations=[], completed_at=None)


def test_puts_it_in_the_queue(project: Project, command: Command) -> None:
    route = project.function("execute-prompt").respond(202, json=PENDING)
    result = command("run", "Shaper", "--async", "--priority", "HIGH")
    assert result.exit_code == 0, result.stderr
    assert f"Execution {EXECUTION} is PENDING" in result.stderr
    assert route.calls.last.request.headers["prefer"] == "respond-async"
    assert json.loads(route.calls.last.request.content)["priority"] == "HIGH"
    assert json.loads(command("run", "Shaper", "--async", "--json").stdout) == PENDING


def test_waits_for_its_end(project: Project, command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(executing, "_POLL_SECONDS", 0)
    project.function("execute-prompt").respond(202, json=PENDING)
    answers = [httpx.Response(200, json=PENDING), httpx.Response(200, json=record())]
    project.router.get(f"{URL}/functions/v1/executions/{EXECUTION}").mock(side_effect=answers)
    result = command("run", "Shaper", "--async", "--wait", "--json")
    assert (result.exit_code, json.loads(result.stdout)) == (0, record())


def test_tells_why_it_failed(project: Project, command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(executing, "_POLL_SECONDS", 0)
    project.function("execute-prompt").respond(202, json=PENDING)
    error = {"code": "poisoned", "detail": "It was begun 5 times and never came to an end.", "faults": []}
    failed = record(status="FAILED", attempts=[], error=error)
    project.router.get(f"{URL}/functions/v1/executions/{EXECUTION}").respond(json=failed)
    result = command("run", "Shaper", "--async", "--wait")
    assert result.exit_code == 1
    assert "It was begun 5 times" in result.stderr


def test_says_where_the_queue_is_not_installed(project: Project, command: Command) -> None:
    project.function("execute-prompt").mock(return_value=problem(503, "queue_not_installed"))
    result = command("run", "Shaper", "--async")
    assert result.exit_code == 5
    assert "it is queue_not_installed" in result.stderr


STATUS = {
    "installed": True,
    "waiting": {"CRITICAL": 0, "HIGH": 2, "NORMAL": 1, "LOW": 0},
    "delayed": 1,
    "oldest_seconds": 7,
    "running": 3,
    "again": 1,
    "tasks": {"waiting": 4, "running": 0, "oldest_seconds": 0},
    "tenants": [{"tenant_id": EXECUTION, "waiting": 3, "running": 3, "concurrency": 8, "oldest_seconds": 7}],
}


def test_shows_how_the_queue_stands(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    class Played:
        def __init__(self, settings: Settings) -> None:
            assert settings.supabase_url == URL

        async def rpc(self, name: str, arguments: dict[str, Any]) -> dict[str, Any]:
            assert (name, arguments) == ("queue_status", {"p_tenants": 10})
            return STATUS

        async def aclose(self) -> None:
            closed.append(self)

    closed: list[Played] = []
    monkeypatch.setattr(database, "Database", Played)
    names = {"SUPABASE_URL": URL, "SUPABASE_SERVICE_ROLE_KEY": "sb_secret_x", "SUPABASE_ANON_KEY": "sb_publishable_x"}
    for name, value in names.items():
        monkeypatch.setenv(name, value)
    result = command("queue", "status")
    assert result.exit_code == 0, result.stderr
    for told in ("2 HIGH, 1 NORMAL", "7 s", "4 waiting, 0 running", EXECUTION):
        assert told in result.stdout
    assert json.loads(command("queue", "status", "--json").stdout) == STATUS
    assert len(closed) == 2


def test_a_worker_of_the_local_stack_listens_to_its_database(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    local = Addresses(**{field.name: f"http://{field.name}" for field in fields(Addresses)})
    heard: list[Any] = []
    monkeypatch.setattr(service, "local_addresses", lambda _: local)
    monkeypatch.setattr(
        queue, "_work", lambda _, settings, *rest, **__: heard.append((settings.supabase_url, rest[-1]))
    )
    with patch.dict(os.environ):
        result = command("worker", "--until-empty")
    assert result.exit_code == 0, result.stderr
    assert heard == [(local.api_url, local.db_url)]


def test_a_stranger_has_no_stack_to_ask(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SUPABASE_URL", raising=False)
    monkeypatch.delenv("FORMAOPS_DATABASE_URL", raising=False)
    for words in (["queue", "status"], ["queue", "install"], ["worker", "--until-empty"]):
        result = command(*words)
        assert result.exit_code == 2, words
        assert "No stack runs here" in result.stderr


@pytest.mark.parametrize("words", [("queue", "status"), ("worker",), ("retention", "run")], ids=" ".join)
def test_a_setting_that_is_missing_is_named_and_no_secret(command: Command, words: tuple[str, ...]) -> None:
    result = command(*words, SUPABASE_URL="https://project.example", SUPABASE_ANON_KEY="sb_secret_of_mine")
    assert (result.exit_code, "SUPABASE_SERVICE_ROLE_KEY" in result.stderr) == (2, True), result.stderr
    assert "sb_secret_of_mine" not in result.stderr


@pytest.mark.parametrize("address", ["postgresql://nobody@127.0.0.1:1/x", "postgresql://me:s/ecret@db/x", "no address"])
def test_a_database_that_cannot_be_reached_is_no_fault_of_ours(command: Command, address: str) -> None:
    result = command("queue", "install", "--database-url", address)
    assert result.exit_code == 5
    assert "fault of formaops" not in result.stderr
    assert "ecret" not in result.stderr
