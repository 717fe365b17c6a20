"""`formaops demo` and the commands for the stack, on a stack of their own."""

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.integration.cli.conftest import Command
from tests.support.callers import Person
from tests.support.stacks import Stack, running_stack

CommandAs = Callable[[Stack, Person | None], Command]


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    with running_stack(tmp_path_factory.mktemp("own") / "state") as stack:
        yield stack


@pytest.fixture
def command(own: Stack, command_as: CommandAs) -> Command:
    """As the demo user; the stack keeps asking the model server of the tests."""
    run = command_as(own, None)
    return lambda *words, **more: run(*words, FORMAOPS_LOCAL_MODEL_URL=own.model.url, **more)


def test_the_demo_shows_everything(command: Command) -> None:
    result = command("demo")
    assert result.exit_code == 0, result.output
    for part in (
        "examples/login.py",
        'ADMIN_PASSWORD = "hunter2"',
        "Hardcoded password",
        "✓ passed  Code Review Schema",
        "tokens",
        "GET /rest/v1/executions?id=eq.",
        "as other@formaops.com",
        "[]",
        "✓ Row-level security",
        "make down",
    ):
        assert part in result.stdout


def test_the_demo_for_scripts(command: Command, tmp_path: Path) -> None:
    (tmp_path / "main.go").write_text("package main\n")
    result = command("demo", "--json", "--file", str(tmp_path / "main.go"))
    assert result.exit_code == 0, result.output
    told = json.loads(result.stdout)
    assert (told["is_isolated"], told["seen_by_other"]) == (True, [])
    assert told["seen_by_owner"][0]["id"] == told["execution"]["id"]


def test_the_demo_is_honest_about_an_answer_that_fails(own: Stack, command: Command) -> None:
    result = command("demo", "--model", own.model_named("length"))
    assert result.exit_code == 1, result.output
    assert "✗ failed  Code Review Schema" in result.stdout
    assert "✓ Row-level security" in result.stdout
    assert "The answer passed" not in result.stdout


def test_up_joins_and_status_describes(own: Stack, command: Command) -> None:
    assert json.loads(command("up", "--json").stdout)["API_URL"] == own.addresses.api_url
    up = command("up")
    assert (up.exit_code, own.addresses.api_url in up.stdout) == (0, True)
    assert own.addresses.service_role_key not in up.output
    status = command("status")
    assert (status.exit_code, "healthy" in status.stdout) == (0, True)
    assert own.addresses.service_role_key in status.stdout
    told = json.loads(command("status", "--json").stdout)
    assert {service["name"] for service in told["services"]} >= {"postgres", "postgrest", "functions", "gateway"}
    assert told["addresses"]["API_URL"] == own.addresses.api_url


def test_logs_are_read_from_their_end(command: Command) -> None:
    everything = command("logs")
    assert everything.exit_code == 0
    assert len(command("logs", "functions", "-n", "2").stdout.splitlines()) == 2
    assert command("logs", "functions", "-n", "0").stdout == ""
    unknown = command("logs", "coffee")
    assert (unknown.exit_code, "functions" in unknown.stderr) == (4, True)


def test_seeding_adds_what_is_missing_and_leaves_what_is_there(own: Stack, command: Command) -> None:
    own.sql("update public.prompts set description = 'mine' where id = '00000000-0000-4000-8000-000000000101'")
    own.sql("delete from private.model_prices where version = 'nominal'")
    result = command("seed")
    assert result.exit_code == 0, result.output
    assert re.search(r"^20_prompts\.sql +unchanged", result.stdout, re.MULTILINE), result.output
    told = json.loads(command("seed", "--only", "prices", "--json").stdout)
    assert [(file["file"], file["state"]) for file in told["files"]] == [("15_prices.sql", "unchanged")]
    assert told["tables"]["prompts"]["added"] == 0
    assert own.sql("select description from public.prompts where name = 'AI Code Reviewer'") == [
        {"description": "mine"}
    ]
    assert own.sql("select count(*) from private.model_prices where version = 'nominal'") == [{"count": 1}]


def test_seeding_with_a_file_of_ones_own(command: Command, tmp_path: Path) -> None:
    own_file = tmp_path / "own.sql"
    own_file.write_text("insert into public.tenants (name) values ('Acme'), ('Initech');")
    result = command("seed", "--file", str(own_file))
    assert (result.exit_code, "own.sql  applied" in result.stdout, "+2" in result.stdout) == (0, True, True), (
        result.output
    )
    own_file.write_text("select 1;\ninsert into public.tenants (name) values ('Lost');\nselect nonsense;")
    result = command("seed", "--file", str(own_file))
    assert (result.exit_code, "own.sql, line 3" in result.stderr) == (5, True), result.output
    told = json.loads(command("seed", "--only", "prices", "--json").stdout)
    assert told["tables"]["tenants"]["added"] == 0


def test_a_world_of_volume_is_made_once(own: Stack, command: Command) -> None:
    first = command("seed", "--volume", "--scale", "0.001", "--json")
    assert first.exit_code == 0, first.output
    told = json.loads(first.stdout)
    assert told["rows"]["public.executions"] == 1000
    assert own.sql("select count(*) from public.executions where edge_function_id is null")[0]["count"] >= 1000
    again = command("seed", "--volume", "--scale", "0.001")
    assert (again.exit_code, "there already" in again.stderr) == (0, True), again.output
    other = command("seed", "--volume", "--scale", "0.001", "--seed", "2")
    assert (other.exit_code, "formaops reset" in other.stderr) == (5, True), other.output


def test_a_reset_says_what_would_be_lost(command: Command) -> None:
    refused = command("reset")
    assert (refused.exit_code, "accounts and about" in refused.stderr) == (2, True), refused.output


def test_down_and_what_is_said_then(command: Command) -> None:
    assert json.loads(command("down", "--json").stdout) == {"stopped": True}
    assert "was not running" in command("down").stderr
    assert command("status").exit_code == 5
    listed = command("prompts", "list")
    assert (listed.exit_code, "formaops up" in listed.stderr) == (5, True), listed.output
    assert "Traceback" not in listed.stderr
    assert command("seed").exit_code == 5
    assert command("seed", "--volume").exit_code == 5


def test_a_reset_ends_with_a_fresh_database(own: Stack, command: Command) -> None:
    result = command("reset", "--yes", "--json")
    assert json.loads(result.stdout) == {"reset": True, "running": True}, result.output
    told = json.loads(command("seed", "--json").stdout)
    assert {file["state"] for file in told["files"]} == {"unchanged"}
    assert own.sql("select name from public.tenants where name = 'Acme'") == []
    assert json.loads(command("reset", "--yes", "--stay-down", "--json").stdout) == {"reset": True, "running": False}
    assert command("status").exit_code == 5
