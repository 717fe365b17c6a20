"""From a template in a file to an answer with a price, by the command alone."""

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from formaops.local.layout import ROOT
from tests.integration.cli.conftest import Command
from tests.support.callers import Person
from tests.support.fixtures import Team
from tests.support.stacks import ANSWER_COST, Stack

SCHEMA = {
    "type": "object",
    "required": ["issues", "overall_rating"],
    "properties": {"overall_rating": {"type": "number", "minimum": 1, "maximum": 10}},
}


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """What a user would have lying about: a template, definitions, a schema, a check, a wrong template."""
    variables = [
        {"name": "language", "type": "string", "defaultValue": "go"},
        {"name": "code", "type": "string", "required": True},
    ]
    (tmp_path / "t.liquid").write_text("Review this {{language}} code:\n{{code}}\n")
    (tmp_path / "wrong.liquid").write_text("Review {{code\n")
    (tmp_path / "v.json").write_text(json.dumps(variables))
    (tmp_path / "p.json").write_text('{"max_repairs": 0}')
    (tmp_path / "schema.json").write_text(json.dumps(SCHEMA))
    (tmp_path / "check.js").write_text("function validate(output) {\n  return output.overall_rating < 10\n}\n")
    return tmp_path


def told(command: Command, *words: str, **more: Any) -> Any:
    """The JSON on stdout of a command that succeeds."""
    result = command(*words, "--json", **more)
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def make_reviewer(command: Command, files: Path, model: str) -> dict[str, Any]:
    given = ["--template", str(files / "t.liquid"), "--variables", str(files / "v.json"), "--model", model]
    made: dict[str, Any] = told(
        command, "prompts", "create", "Reviewer", *given, "--tag", "demo", "--parameters", str(files / "p.json")
    )
    return made


def test_the_whole_way(site: Stack, author: Person, command: Command, files: Path) -> None:
    made = make_reviewer(command, files, site.model_named("ok"))
    assert (made["status"], made["published_version"], made["tags"]) == ("DRAFT", None, ["demo"])

    saved = told(
        command, "validations", "save", "Reviewer", "shape", "--type", "SCHEMA", "--config", str(files / "schema.json")
    )
    assert saved["config"] == SCHEMA
    again = ["validations", "save", "Reviewer", "modest", "--type", "FUNCTION", "--code", str(files / "check.js")]
    assert told(command, *again)["id"] == told(command, *again)["id"]

    tried = ["test", "Reviewer", "--var", "code=x", "--sample-output", "-"]
    sample = told(command, *tried, stdin='{"issues": [], "overall_rating": 5}')
    assert (sample["rendered"], sample["validation_status"]) == ("Review this go code:\nx\n", "PASSED")
    assert command(*tried, stdin='{"issues": [], "overall_rating": 10}').exit_code == 1

    assert told(command, "prompts", "publish", "Reviewer", "-m", "first")["published_version"] == 1
    result = command("run", "Reviewer", "--file", f"code={ROOT / 'examples' / 'login.py'}")
    assert result.exit_code == 0, result.output
    assert "Hardcoded password" in result.stdout
    assert result.stdout.count("✓ passed") == 2
    assert f"${ANSWER_COST}" in result.stdout

    [listed] = told(command, "executions", "list", "--prompt", "Reviewer")
    assert listed["cost_usd"].rstrip("0") == ANSWER_COST
    shown = command("executions", "show", listed["id"][:8])
    assert shown.exit_code == 0, shown.output
    for part in ("Reviewer", "hunter2", "✓ passed  shape", f"${ANSWER_COST}", "Log"):
        assert part in shown.stdout
    assert told(command, "executions", "show", listed["id"])["model_calls"][0]["kind"] == "FIRST"

    costs = told(command, "costs", "--by", "prompt")
    assert [row["name"] for row in costs["rows"]] == ["Reviewer"]
    assert costs["total_usd"].rstrip("0") == ANSWER_COST
    drawn = command("costs")
    assert (drawn.exit_code, "█" in drawn.stdout) == (0, True)
    assert told(command, "metrics")["completed"] == 1
    assert command("metrics").exit_code == 0
    assert told(command, "whoami")["tenants"][0]["is_personal"]


def test_versions_are_compared_and_rolled_back(site: Stack, command: Command, files: Path) -> None:
    make_reviewer(command, files, site.model_named("ok"))
    told(command, "prompts", "publish", "Reviewer")
    (files / "t.liquid").write_text("Judge this {{language}} code:\n{{code}}\n")
    told(command, "prompts", "edit", "Reviewer", "--template", str(files / "t.liquid"))
    shown = command("prompts", "diff", "Reviewer")
    assert "-Review this {{language}} code:\n+Judge this {{language}} code:" in shown.stdout
    assert told(command, "prompts", "publish", "Reviewer")["published_version"] == 2
    assert told(command, "prompts", "rollback", "Reviewer", "1")["published_version"] == 3
    assert told(command, "prompts", "diff", "Reviewer", "1", "3")["differences"] == {}
    assert told(command, "prompts", "show", "Reviewer", "--version", "2")["template"].startswith("Judge")
    assert command("prompts", "show", "Reviewer").exit_code == 0
    assert command("prompts", "rollback", "Reviewer", "9").exit_code == 4

    assert told(command, "prompts", "archive", "Reviewer")["status"] == "ARCHIVED"
    assert command("run", "Reviewer", "--var", "code=x").exit_code == 2
    gone = told(command, "prompts", "delete", "Reviewer", "--yes")
    assert told(command, "prompts", "list", "--search", "view") == []
    assert told(command, "prompts", "restore", gone["id"])["name"] == "Reviewer"
    assert [row["name"] for row in told(command, "prompts", "list", "--tag", "demo")] == ["Reviewer"]


def test_what_is_wrong_is_neither_saved_nor_published(
    site: Stack, author: Person, command: Command, files: Path
) -> None:
    wrong = command("prompts", "create", "Reviewer", "--template", str(files / "wrong.liquid"))
    assert (wrong.exit_code, "template:1:8" in wrong.stderr) == (2, True), wrong.stderr
    make_reviewer(command, files, site.model_named("ok"))
    assert command("prompts", "create", "Reviewer", "--template", str(files / "t.liquid")).exit_code == 2
    assert command("prompts", "edit", "Reviewer", "--template", str(files / "wrong.liquid")).exit_code == 2
    lookahead = command("validations", "save", "Reviewer", "x", "--type", "REGEX", "--pattern", "(?=a)")
    assert (lookahead.exit_code, "RE2" in lookahead.stderr) == (2, True), lookahead.stderr

    # Written past the functions, straight through PostgREST: publishing by the command finds it.
    [prompt] = author.rows("prompts", select="id")
    row = {"prompt_id": prompt["id"], "name": "x", "type": "REGEX", "config": {"pattern": "(?=a)"}}
    assert author.rest("POST", "validations", row).status_code == 201
    refused = command("prompts", "publish", "Reviewer")
    assert (refused.exit_code, "Nothing was published" in refused.stderr) == (2, True), refused.stderr
    assert told(command, "validations", "delete", "Reviewer", "x", "--yes")["name"] == "x"
    assert command("prompts", "publish", "Reviewer").exit_code == 0
    assert command("validations", "list", "Reviewer").exit_code == 0


@pytest.mark.parametrize("way", [[], ["--no-stream"]])
def test_an_output_that_fails_is_told_and_billed(
    site: Stack, author: Person, command: Command, files: Path, way: list[str]
) -> None:
    prompt = author.add_prompt(
        name="Strict",
        model=site.model_named("ok"),
        parameters={"max_repairs": 1},
        validations=[{"name": "never", "type": "REGEX", "config": {"pattern": "^no model says this$"}}],
    )
    result = command("run", "Strict", "--var", "code=x", *way)
    assert result.exit_code == 1, result.output
    assert "✗ failed  never" in result.stdout
    assert "repair" in result.stdout
    assert result.stderr.count("Error: ") == 1
    [listed] = told(command, "executions", "list", "--prompt", prompt["id"], "--status", "FAILED")
    assert float(listed["cost_usd"]) == pytest.approx(2 * float(ANSWER_COST))


def test_a_provider_that_fails_is_exit_code_5(site: Stack, author: Person, command: Command) -> None:
    author.add_prompt(name="Refused", model=site.model_named("status-400"))
    result = command("run", "Refused", "--var", "code=x")
    assert (result.exit_code, "formaops executions show" in result.stderr) == (5, True), result.output


def test_inputs_that_do_not_fit_are_exit_code_2(site: Stack, author: Person, command: Command) -> None:
    author.add_prompt(name="Reviewer", model=site.model_named("ok"))
    result = command("run", "Reviewer", "--var", "kode=x")
    assert result.exit_code == 2
    assert "inputs.kode" in result.stderr
    assert "inputs.code: is required" in result.stderr
    assert command("run", "Nothing", "--var", "code=x").exit_code == 4


def test_others_see_nothing_and_say_so(
    site: Stack, author: Person, team: Team, command_as: Callable[[Stack, Person | None], Command]
) -> None:
    prompt = author.add_prompt(name="Mine", model=site.model_named("ok"))
    execution = author.execute(prompt["id"]).json()["id"]
    stranger = command_as(site, team.outsider)
    assert stranger("prompts", "show", prompt["id"]).exit_code == 4
    assert stranger("run", prompt["id"], "--var", "code=x").exit_code == 4
    assert stranger("executions", "show", execution).exit_code == 4
    assert stranger("executions", "cancel", execution).exit_code == 4
    assert stranger("prompts", "list", "--tenant", team.admin.tenant_id or "").exit_code == 3


def test_a_viewer_may_look_but_not_run_or_write(
    site: Stack, team: Team, command_as: Callable[[Stack, Person | None], Command]
) -> None:
    team.member.add_prompt(name="Ours", model=site.model_named("ok"))
    viewer, tenant = command_as(site, team.viewer), ["--tenant", team.viewer.tenant_id or ""]
    assert viewer("prompts", "show", "Ours", *tenant).exit_code == 0
    for words in (["run", "Ours", "--var", "code=x"], ["prompts", "edit", "Ours", "--name", "Mine"]):
        result = viewer(*words, *tenant)
        assert result.exit_code == 3, (words, result.output)
    member = command_as(site, team.member)
    assert member("run", "Ours", "--var", "code=x", *tenant).exit_code == 0


def test_a_session_is_kept_refreshed_and_ended(
    site: Stack, author: Person, command_as: Callable[[Stack, Person | None], Command]
) -> None:
    command, file = command_as(site, None), site.state / "session.json"
    try:
        result = command("login", "--email", author.email, "--password-stdin", stdin=f"{author.password}\n")
        assert result.exit_code == 0, result.output
        kept = json.loads(file.read_text())
        file.write_text(json.dumps(kept | {"expires_at": int(time.time()) - 5}))
        assert told(command, "whoami")["email"] == author.email
        assert json.loads(file.read_text())["refresh_token"] != kept["refresh_token"]
        assert command("logout").exit_code == 0
        assert not file.exists()
        demo = command("whoami")
        assert (demo.exit_code, "demo@formaops.com" in demo.stdout) == (0, True)
        assert "local stack's demo user" in demo.stderr
    finally:
        file.unlink(missing_ok=True)


def test_a_wrong_password_is_exit_code_3(site: Stack, author: Person, command: Command) -> None:
    assert command("whoami", FORMAOPS_PASSWORD="wrong").exit_code == 3
