"""`formaops prompts` and `formaops validations`."""

import json
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.unit.cli.played import EXECUTION, TENANT, Command, Project, problem

ROW: dict[str, Any] = {
    "id": EXECUTION, "tenant_id": TENANT, "name": "Greeter", "description": None, "template": "Hello {{name}}",
    "variables": [{"name": "name", "type": "string", "required": True}], "version": 2, "status": "PUBLISHED",
    "tags": ["demo"], "model": None, "fallback_model": None, "parameters": {}, "published_version": 1,
    "published_at": "2026-11-21T10:00:00+00:00", "created_at": "2026-11-21T10:00:00+00:00",
    "updated_at": "2026-11-21T10:00:00+00:00",
}  # fmt: skip
FINE = {"undeclared": [], "variables_used": ["name"]}


@pytest.fixture
def template(tmp_path: Path) -> str:
    path = tmp_path / "greeter.liquid"
    path.write_text("Hello {{name}}")
    return str(path)


def body_of(route: Any) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(route.calls.last.request.content)
    return found


def test_lists_by_search(project: Project, command: Command) -> None:
    route = project.rest("POST", "rpc/search_prompts").respond(json=[ROW])
    result = command("prompts", "list", "--search", "greet", "--tag", "demo", "--status", "PUBLISHED")
    assert result.exit_code == 0
    assert "Greeter" in result.stdout
    assert body_of(route) == {
        "p_query": "greet", "p_status": "PUBLISHED", "p_tags": ["demo"], "p_limit": 50,
    }  # fmt: skip
    assert json.loads(command("prompts", "list", "--json").stdout) == [ROW]


def test_a_name_is_looked_up_in_the_tenant(project: Project, command: Command) -> None:
    route = project.rest("GET", "prompts").respond(json=[])
    result = command("prompts", "show", "Greeter")
    assert (result.exit_code, "no prompt 'Greeter'" in result.stderr) == (4, True)
    assert dict(route.calls.last.request.url.params)["tenant_id"] == f"eq.{TENANT}"
    command("prompts", "show", EXECUTION)
    assert "tenant_id" not in route.calls.last.request.url.params


def test_creating_declares_what_the_template_uses(project: Project, command: Command, template: str) -> None:
    project.function("test-prompt").respond(json=FINE | {"undeclared": ["name"]})
    route = project.rest("POST", "prompts").respond(json=[ROW])
    result = command("prompts", "create", "Greeter", "--template", template, "--tag", "demo")
    assert result.exit_code == 0, result.stderr
    assert "Declared as required strings: name" in result.stderr
    row = body_of(route)
    assert row["variables"] == [{"name": "name", "type": "string", "required": True}]
    assert (row["tenant_id"], row["tags"]) == (TENANT, ["demo"])


@pytest.mark.parametrize("words", [["create", "Greeter"], ["edit", "Greeter"]])
def test_a_wrong_template_is_not_saved(project: Project, command: Command, template: str, words: list[str]) -> None:
    faults = [{"path": "template:1:7", "message": "'{{' is never closed"}]
    project.function("test-prompt").mock(return_value=problem(422, "invalid_template", errors=faults))
    project.rest("GET", "prompts").respond(json=[ROW])
    saved = project.router.route(method__in=["POST", "PATCH"], path="/rest/v1/prompts").respond(json=[ROW])
    result = command("prompts", *words, "--template", template)
    assert (result.exit_code, saved.called) == (2, False)
    assert "template:1:7" in result.stderr


def test_undeclared_variables_are_not_saved(project: Project, command: Command, template: str, tmp_path: Path) -> None:
    (tmp_path / "v.json").write_text("[]")
    project.function("test-prompt").respond(json=FINE | {"undeclared": ["name"]})
    result = command("prompts", "create", "Greeter", "--template", template, "--variables", str(tmp_path / "v.json"))
    assert result.exit_code == 2
    assert "uses name, which is no variable" in result.stderr


def test_editing_changes_nothing_else(project: Project, command: Command, tmp_path: Path) -> None:
    (tmp_path / "p.json").write_text('{"seed": 1}')
    project.rest("GET", "prompts").respond(json=[ROW])
    route = project.rest("PATCH", "prompts").respond(json=[ROW])
    result = command("prompts", "edit", "Greeter", "--parameters", str(tmp_path / "p.json"), "--name", "Greeter 2")
    assert result.exit_code == 0, result.stderr
    assert body_of(route) == {"parameters": {"seed": 1}, "name": "Greeter 2"}


def test_editing_what_one_may_only_see_is_refused(project: Project, command: Command) -> None:
    project.rest("GET", "prompts").respond(json=[ROW])
    project.rest("PATCH", "prompts").respond(json=[])
    result = command("prompts", "edit", "Greeter", "--name", "x")
    assert (result.exit_code, "MEMBER" in result.stderr) == (3, True)
    assert command("prompts", "edit", "Greeter").exit_code == 2


def test_publishing_is_refused_when_a_validation_is_wrong(project: Project, command: Command) -> None:
    project.rest("GET", "prompts").respond(json=[ROW])
    faults = [{"path": "validations[0].config.pattern", "message": "RE2 cannot run this"}]
    project.function("test-prompt").mock(return_value=problem(422, "invalid_validation", errors=faults))
    published = project.rest("POST", "rpc/publish_prompt").respond(json=ROW)
    result = command("prompts", "publish", "Greeter")
    assert (result.exit_code, published.called) == (2, False)
    assert "validations[0].config.pattern: RE2 cannot run this" in result.stderr
    assert "Nothing was published" in result.stderr


def test_publishes_with_a_message(project: Project, command: Command) -> None:
    project.rest("GET", "prompts").respond(json=[ROW])
    project.function("test-prompt").respond(json=FINE)
    route = project.rest("POST", "rpc/publish_prompt").respond(json=ROW | {"published_version": 2})
    result = command("prompts", "publish", "Greeter", "-m", "kinder")
    assert (result.exit_code, result.stdout) == (0, "")
    assert "now runs version 2" in result.stderr
    assert body_of(route) == {"p_prompt_id": EXECUTION, "p_change_log": "kinder"}


@pytest.mark.parametrize(
    ("words", "rpc"),
    [
        (["rollback", "Greeter", "1"], "rollback_prompt"),
        (["archive", "Greeter"], "archive_prompt"),
        (["delete", "Greeter", "--yes"], "delete_prompt"),
        (["restore", EXECUTION], "restore_prompt"),
    ],
)
def test_transitions_are_rpcs_whose_refusals_are_told(
    project: Project, command: Command, words: list[str], rpc: str
) -> None:
    project.rest("GET", "prompts").respond(json=[ROW])
    route = project.rest("POST", f"rpc/{rpc}").respond(json=ROW)
    result = command("prompts", *words, "--json")
    assert (result.exit_code, json.loads(result.stdout)) == (0, ROW)
    route.respond(409, json={"code": "PT409", "message": "Not in this state.", "details": None, "hint": None})
    result = command("prompts", *words)
    assert (result.exit_code, "Not in this state." in result.stderr) == (2, True)


@pytest.mark.parametrize("words", [["prompts", "delete", "Greeter"], ["validations", "delete", "G", "n"], ["reset"]])
def test_removing_is_not_done_unasked(command: Command, words: list[str]) -> None:
    result = command(*words)
    assert (result.exit_code, "--yes" in result.stderr) == (2, True)


def test_diff_compares_what_runs_with_the_working_copy(project: Project, command: Command) -> None:
    project.rest("GET", "prompts?").respond(json=[ROW])
    project.rest("GET", "validations").respond(json=[])
    frozen = ROW | {"template": "Hi {{name}}", "validations": [], "change_log": None}
    project.rest("GET", "prompt_versions").respond(json=[frozen])
    result = command("prompts", "diff", "Greeter")
    assert result.exit_code == 0, result.stderr
    assert "-Hi {{name}}\n+Hello {{name}}" in result.stdout
    found = json.loads(command("prompts", "diff", "Greeter", "1", "working", "--json").stdout)
    assert (found["from"], found["to"], list(found["differences"])) == ("version 1", "working copy", ["template"])
    assert command("prompts", "diff", "Greeter", "1", "2").stdout == ""
    assert command("prompts", "diff", "Greeter", "first").exit_code == 2


@pytest.mark.parametrize(
    ("options", "config"),
    [
        (["--type", "REGEX", "--pattern", "a+", "--flags", "i"], {"pattern": "a+", "flags": "i"}),
        (["--type", "FUNCTION", "--code", "-"], {"code": '{"type": "object"}'}),
        (["--type", "SCHEMA", "--config", "-"], {"type": "object"}),
    ],
)
def test_saves_a_validation(project: Project, command: Command, options: list[str], config: dict[str, Any]) -> None:
    route = project.function("save-validation").respond(json={"id": EXECUTION})
    result = command("validations", "save", "Greeter", "check", *options, stdin='{"type": "object"}')
    assert result.exit_code == 0, result.stderr
    assert body_of(route) == {
        "prompt": "Greeter", "name": "check", "type": options[1], "config": config, "is_active": True,
    }  # fmt: skip


@pytest.mark.parametrize(
    "options",
    [
        ["--type", "SCHEMA", "--pattern", "a"],
        ["--type", "REGEX"],
        ["--type", "REGEX", "--code", "-"],
        ["--type", "SCHEMA", "--config", "-", "--flags", "i"],
        ["--type", "REGEX", "--pattern", "a", "--config", "-"],
        ["--type", "WISH"],
        [],
    ],
)
def test_options_of_another_type_are_refused(command: Command, options: list[str]) -> None:
    assert command("validations", "save", "Greeter", "check", *options, stdin="{}").exit_code == 2


def test_a_validation_that_is_not_there_cannot_be_removed(project: Project, command: Command) -> None:
    project.rest("GET", "prompts").respond(json=[ROW])
    project.rest("DELETE", "validations").respond(json=[])
    assert command("validations", "delete", "Greeter", "x", "--yes").exit_code == 4


def test_a_broken_network_is_one_message(project: Project, command: Command) -> None:
    project.rest("POST", "rpc/search_prompts").mock(side_effect=httpx.ReadTimeout("slow"))
    result = command("prompts", "list")
    assert (result.exit_code, "did not answer in time" in result.stderr) == (5, True)
