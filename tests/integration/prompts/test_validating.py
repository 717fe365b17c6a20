"""Validations from writing them to their verdict: save-validation, PostgREST, test-prompt, execute-prompt."""

from typing import Any

import pytest

from tests.support.books import assert_problem, assert_settled
from tests.support.callers import CODE, Person
from tests.support.fixtures import Team
from tests.support.stacks import Stack

GOOD: dict[str, tuple[str, Any]] = {
    "schema": ("SCHEMA", {"type": "object", "required": ["overall_rating"]}),
    "schema of draft 4": (
        "SCHEMA",
        {
            "$schema": "http://json-schema.org/draft-04/schema#",
            "properties": {"overall_rating": {"maximum": 8, "exclusiveMaximum": True}},
        },
    ),
    "regex": ("REGEX", {"pattern": "^\\{.*HARDCODED.*\\}$", "flags": "is"}),
    "function": (
        "FUNCTION",
        {"code": "function validate(output, context) { return output.issues.length === context.issues }"},
    ),
    "function with a message": ("FUNCTION", {"code": "function validate() { return '' }"}),
}
FAILING: dict[str, tuple[str, Any, dict[str, str]]] = {
    "schema": (
        "SCHEMA",
        {"properties": {"issues": {"items": {"properties": {"severity": {"const": "low"}}}}}},
        {"path": "$.issues[0].severity", "message": "'low' was expected"},
    ),
    "regex": ("REGEX", {"pattern": "^nothing$"}, {"path": "$", "message": "does not match /^nothing$/"}),
    "function": (
        "FUNCTION",
        {"code": "function validate(o) { return {valid: false, errors: [{path: '$.issues', message: 'too few'}]} }"},
        {"path": "$.issues", "message": "too few"},
    ),
}
# Written straight through PostgREST these pass its checks of shape, and are wrong all the same.
WRONG: dict[str, tuple[str, Any, str]] = {
    "schema": ("SCHEMA", {"type": "objekt"}, "config$.type"),
    "remote reference": ("SCHEMA", {"$ref": "https://example.com/a.json"}, "config$.$ref"),
    "regex": ("REGEX", {"pattern": "(?=a)b"}, "config.pattern"),
    "function": ("FUNCTION", {"code": "let x = 1;\nfunction validate( {"}, "config.code:2:21"),
}  # fmt: skip


def validation(kind: str, config: Any, name: str = "checked") -> dict[str, Any]:
    return {"name": name, "type": kind, "config": config}


# ---------------------------------------------------------------------------------------------------------- running


@pytest.mark.parametrize("what", GOOD)
def test_an_output_that_passes(site: Stack, author: Person, what: str) -> None:
    prompt = author.add_prompt(model=site.model_named("ok"), validations=[validation(*GOOD[what])])
    record = author.execute(prompt["id"], context={"issues": 1}).json()
    assert (record["status"], record["validation_status"]) == ("COMPLETED", "PASSED")
    row = author.execution(record["id"])
    assert_settled(row, "COMPLETED", [("FIRST", "SUCCEEDED")])
    assert row["validated_output"]["overall_rating"] == 7
    assert [(v["name"], v["passed"], v["errors"]) for v in row["validation_results"]] == [("checked", True, [])]


@pytest.mark.parametrize("what", FAILING)
def test_an_output_that_fails_says_where(site: Stack, author: Person, what: str) -> None:
    kind, config, fault = FAILING[what]
    prompt = author.add_prompt(
        model=site.model_named("ok"), validations=[validation(kind, config)], parameters={"max_repairs": 0}
    )
    problem = assert_problem(author.execute(prompt["id"]), 422, "output_invalid")
    assert problem["errors"] == [fault]
    row = author.execution(problem["execution"]["id"])
    assert_settled(row, "FAILED", [("FIRST", "SUCCEEDED")], "output_invalid")
    assert (row["validation_status"], row["validation_results"][0]["errors"]) == ("FAILED", [fault])


def test_a_function_may_replace_the_output(site: Stack, author: Person) -> None:
    code = "function validate(o) { return {valid: true, value: {rating: o.overall_rating * 10}} }"
    prompt = author.add_prompt(model=site.model_named("ok"), validations=[validation("FUNCTION", {"code": code})])
    row = author.execution(author.execute(prompt["id"]).json()["id"])
    assert row["validated_output"] == {"rating": 70}
    assert "overall_rating" in row["output"]


def test_an_inactive_validation_is_not_asked(site: Stack, author: Person) -> None:
    failing = validation(*FAILING["regex"][:2]) | {"is_active": False}
    prompt = author.add_prompt(model=site.model_named("ok"), validations=[failing])
    assert author.execute(prompt["id"]).json()["validation_status"] == "SKIPPED"


@pytest.mark.parametrize("what", WRONG)
def test_a_validation_that_is_itself_wrong_fails_clearly_before_a_model_is_asked(
    site: Stack, author: Person, what: str
) -> None:
    """No answer could mend it."""
    kind, config, path = WRONG[what]
    model = site.model_named("ok")
    prompt = author.add_prompt(
        model=model, validations=[validation(*GOOD["schema"], name="a"), validation(kind, config, name="b")]
    )
    problem = assert_problem(author.execute(prompt["id"]), 422, "invalid_validation")
    assert [fault["path"] for fault in problem["errors"]] == [f"validations[1].{path}"]
    assert problem["errors"][0]["message"].startswith("b: ")
    row = author.execution(problem["execution"]["id"])
    assert_settled(row, "FAILED", [], "invalid_validation")
    assert row["validation_status"] == "SKIPPED"
    assert site.model.counts(model)["requests"] == 0


@pytest.mark.parametrize(
    ("kind", "config"),
    [("SCHEMA", []), ("SCHEMA", "text"), ("REGEX", {}), ("REGEX", {"pattern": 7}), ("FUNCTION", {"code": None})],
)
def test_the_database_refuses_what_has_not_even_the_shape(author: Person, kind: str, config: Any) -> None:
    prompt = author.add_prompt(publish=False)
    answer = author.rest("POST", "validations", validation(kind, config) | {"prompt_id": prompt["id"]})
    assert (answer.status_code, answer.json()["code"]) == (400, "23514")
    assert "validations_config_is_well_formed" in answer.json()["message"]


# ----------------------------------------------------------------------------------------------------------- saving


@pytest.mark.parametrize("what", WRONG)
def test_save_validation_refuses_what_is_itself_wrong(author: Person, what: str) -> None:
    kind, config, path = WRONG[what]
    prompt = author.add_prompt(publish=False)
    problem = assert_problem(
        author.invoke("save-validation", validation(kind, config) | {"prompt": prompt["id"]}), 422, "invalid_validation"
    )
    assert [fault["path"] for fault in problem["errors"]] == [path]
    assert author.rows("validations") == []


@pytest.mark.parametrize("reference", ["id", "name"])
def test_save_validation_creates_and_replaces(author: Person, reference: str) -> None:
    prompt = author.add_prompt(publish=False)
    saved = author.invoke("save-validation", validation(*GOOD["schema"]) | {"prompt": prompt[reference]})
    assert saved.status_code == 200, saved.text
    [row] = author.rows("validations")
    assert {name: row[name] for name in ("id", "prompt_id", "name", "type", "config", "is_active")} == {
        name: saved.json()[name] for name in ("id", "prompt_id", "name", "type", "config", "is_active")
    }
    changed = validation(*GOOD["regex"]) | {"prompt": prompt[reference], "is_active": False}
    replaced = author.invoke("save-validation", changed)
    assert replaced.status_code == 200, replaced.text
    [after] = author.rows("validations")
    assert (after["id"], after["type"], after["config"], after["is_active"]) == (
        row["id"],
        "REGEX",
        GOOD["regex"][1],
        False,
    )


def test_who_may_save_a_validation(team: Team) -> None:
    prompt = team.admin.add_prompt(publish=False)
    order = validation(*GOOD["schema"]) | {"prompt": prompt["id"]}
    assert team.member.invoke("save-validation", order).status_code == 200
    assert_problem(team.viewer.invoke("save-validation", order), 403, "forbidden")
    assert_problem(team.outsider.invoke("save-validation", order), 404, "not_found")
    [row] = team.admin.rows("validations")
    assert row["tenant_id"] == team.admin.tenant_id


# -------------------------------------------------------------------------------------------------------- test-prompt

OUTPUT = '```json\n{"overall_rating": 7, "issues": [1]}\n```'


def test_test_prompt_says_what_would_be_sent_and_judges_a_sample(site: Stack, author: Person) -> None:
    model = site.model_named("ok")
    language = {"name": "language", "type": "string", "required": True}
    prompt = author.add_prompt(
        template="In {{language}}: {{code}}",
        variables=[CODE, language, {"name": "idle", "type": "string"}],
        model=model,
        publish=False,
        validations=[validation(*GOOD["schema"], name="a"), validation(*FAILING["regex"][:2], name="b")],
    )
    complete = {"code": "x", "language": "go"}
    answer = author.invoke("test-prompt", {"prompt": prompt["name"], "inputs": complete, "sample_output": OUTPUT})
    assert answer.status_code == 200, answer.text
    report = answer.json()
    assert report["rendered"] == "In go: x"
    assert (report["variables_used"], report["unused"], report["undeclared"]) == (["language", "code"], ["idle"], [])
    assert (report["missing"], report["input_faults"]) == ([], [])
    assert [(v["name"], v["passed"]) for v in report["validations"]] == [("a", True), ("b", False)]
    assert report["validation_status"] == "FAILED"

    partly = author.invoke("test-prompt", {"prompt": prompt["id"], "inputs": {"code": 7, "ghost": 1}}).json()
    assert (partly["rendered"], partly["missing"]) == (None, ["language"])
    assert {fault["path"] for fault in partly["input_faults"]} == {"inputs.code", "inputs.language", "inputs.ghost"}
    assert (partly["validation_status"], partly["validations"]) == (None, [])
    assert author.executions() == []
    assert site.model.counts(model)["requests"] == 0


def test_test_prompt_takes_a_prompt_that_is_not_stored(author: Person) -> None:
    order = {
        "template": "{{a}}{{b}}",
        "variables": [{"name": "a", "type": "integer", "defaultValue": 3}],
        "validations": [validation(*GOOD["function"])],
        "sample_output": OUTPUT,
        "context": {"issues": 1},
    }
    report = author.invoke("test-prompt", order).json()
    assert (report["undeclared"], report["rendered"]) == (["b"], None)
    assert (report["validation_status"], report["validated_output"]) == ("PASSED", {"overall_rating": 7, "issues": [1]})


@pytest.mark.parametrize(
    ("order", "status", "code"),
    [
        ({}, 400, "malformed"),
        ({"prompt": "a", "template": "b"}, 400, "malformed"),
        ({"prompt": "a", "variables": []}, 400, "malformed"),
        ({"prompt": "nowhere"}, 404, "not_found"),
        ({"template": "{% if %}"}, 422, "invalid_template"),
        ({"template": "a", "variables": [{"name": "1"}]}, 422, "invalid_template"),
        ({"template": "a", "validations": [validation(*WRONG["regex"][:2])]}, 422, "invalid_validation"),
    ],
)
def test_test_prompt_refuses_what_is_wrong(author: Person, order: dict[str, Any], status: int, code: str) -> None:
    assert_problem(author.invoke("test-prompt", order), status, code)


def test_who_may_try_a_prompt(team: Team) -> None:
    prompt = team.admin.add_prompt(publish=False)
    order = {"prompt": prompt["id"], "inputs": {"code": "x"}}
    for reader in (team.admin, team.member, team.viewer):
        assert reader.invoke("test-prompt", order).json()["rendered"] == "Review this code:\nx"
    assert_problem(team.outsider.invoke("test-prompt", order), 404, "not_found")
