"""execute-prompt, answered at once: which version of what is asked of whom, and what the row and the ledger say."""

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from typing import Any

import pytest

from tests.support.books import assert_problem, assert_settled
from tests.support.callers import Person
from tests.support.fixtures import Team
from tests.support.stacks import ANSWER_COST, Stack
from tests.support.waiting import eventually

RATED = {"name": "rated", "type": "SCHEMA", "config": {"type": "object", "required": ["overall_rating"]}}
TOO_GOOD = {"name": "too good", "type": "SCHEMA", "config": {"properties": {"overall_rating": {"minimum": 8}}}}


def sent(site: Stack) -> list[str]:
    """What the messages said of the last request to the model."""
    return [message["content"] for message in site.model.last_request()["messages"]]


@pytest.mark.parametrize("reference", ["id", "name"])
def test_a_prompt_is_found_by_id_and_by_name(site: Stack, author: Person, reference: str) -> None:
    prompt = author.add_prompt(model=site.model_named("ok"), validations=[RATED])
    answer = author.execute(prompt[reference], priority="HIGH", context={"ticket": 7})
    assert answer.status_code == 200, answer.text
    record = answer.json()
    row = author.execution(record["id"])
    assert_settled(row, "COMPLETED", [("FIRST", "SUCCEEDED")])
    assert (row["validation_status"], row["priority"], row["context"]) == ("PASSED", "HIGH", {"ticket": 7})
    assert row["edge_function_id"] == answer.headers["x-request-id"]
    assert record["cost_usd"] == ANSWER_COST == record["attempts"][0]["cost_usd"]
    assert record["token_usage"] == row["token_usage"]
    assert record["output"] == row["output"]


def test_without_validations_the_output_is_stored_unchecked(site: Stack, author: Person) -> None:
    prompt = author.add_prompt(model=site.model_named("ok"))
    record = author.execute(prompt["id"]).json()
    assert (record["validation_status"], record["validated_output"], record["validations"]) == ("SKIPPED", None, [])
    assert_settled(author.execution(record["id"]), "COMPLETED", [("FIRST", "SUCCEEDED")])


def test_a_prompt_without_a_model_asks_the_one_of_the_settings(author: Person) -> None:
    prompt = author.add_prompt()
    record = author.execute(prompt["id"]).json()
    assert (record["model"], record["cost_usd"]) == ("local:smollm2", "0.00001")
    [call] = author.execution(record["id"])["model_calls"]
    assert (call["model"], call["price_source"], call["price_version"]) == ("local:smollm2", "OPERATOR", "nominal")


def test_the_request_may_name_another_model(site: Stack, author: Person) -> None:
    own, other = site.model_named("ok"), site.model_named("ok")
    prompt = author.add_prompt(model=own)
    record = author.execute(prompt["id"], model=other).json()
    row = author.execution(record["id"])
    assert (record["model"], row["model"], row["model_calls"][0]["model"]) == (other, other, other)
    assert (site.model.counts(own)["requests"], site.model.counts(other)["answered"]) == (0, 1)


@pytest.mark.parametrize(
    ("model", "status", "code"),
    [
        ("anthropic:claude-haiku-4-5", 422, "provider_key_required"),
        ("local:priced-by-nobody", 422, "unknown_price"),
    ],
)
def test_a_model_that_cannot_be_asked_leaves_a_failed_row_and_no_ledger_row(
    author: Person, model: str, status: int, code: str
) -> None:
    prompt = author.add_prompt()
    problem = assert_problem(author.execute(prompt["id"], model=model), status, code)
    [row] = author.executions()
    assert problem["execution"]["id"] == row["id"]
    assert_settled(row, "FAILED", [], code)


def test_a_provider_that_nobody_knows_is_refused_before_anything_begins(author: Person) -> None:
    prompt = author.add_prompt()
    assert_problem(author.execute(prompt["id"], model="nobody:gpt"), 400, "malformed")
    assert author.executions() == []


def test_the_fallback_is_asked_when_the_model_refuses(site: Stack, author: Person) -> None:
    refusing, fallback = site.model_named("status-400"), site.model_named("ok")
    prompt = author.add_prompt(model=refusing, fallback_model=fallback)
    record = author.execute(prompt["id"]).json()
    row = author.execution(record["id"])
    assert_settled(row, "COMPLETED", [("FIRST", "FAILED"), ("FALLBACK", "SUCCEEDED")])
    assert record["model"] == row["model"] == fallback
    assert [attempt["kind"] for attempt in record["attempts"]] == ["first", "fallback"]
    assert "HTTP 400" in row["model_calls"][0]["error"]
    assert [call["cost"] for call in row["model_calls"]] == ["0.000000000000", "0.000007442500"]


def test_a_call_that_failed_for_now_is_repeated(site: Stack, author: Person) -> None:
    model = site.model_named("flaky-2")
    prompt = author.add_prompt(model=model)
    record = author.execute(prompt["id"]).json()
    row = author.execution(record["id"])
    assert_settled(row, "COMPLETED", [("FIRST", "FAILED"), ("RETRY", "FAILED"), ("RETRY", "SUCCEEDED")])
    assert record["cost_usd"] == ANSWER_COST
    assert site.model.counts(model) == {"requests": 3, "answered": 1, "refused": 2, "broken": 0}


def test_the_model_is_shown_the_faults_of_its_answer(site: Stack, author: Person) -> None:
    prompt = author.add_prompt(model=site.model_named("bad-json-then-good"), validations=[RATED])
    record = author.execute(prompt["id"]).json()
    row = author.execution(record["id"])
    assert_settled(row, "COMPLETED", [("FIRST", "SUCCEEDED"), ("REPAIR", "SUCCEEDED")])
    assert Decimal(row["cost"]) == 2 * Decimal(ANSWER_COST)
    question, answer, faults = sent(site)
    assert question == "Review this code:\nx = 1"
    assert answer == "This code looks fine to me."
    assert "rated: $: not JSON" in faults
    assert "Validation failed: rated" in [log["message"] for log in row["execution_logs"]]


@pytest.mark.parametrize("repairs", [0, 2])
def test_an_output_that_still_fails_after_its_repairs_is_kept_and_billed(
    site: Stack, author: Person, repairs: int
) -> None:
    prompt = author.add_prompt(
        model=site.model_named("ok"), validations=[RATED, TOO_GOOD], parameters={"max_repairs": repairs}
    )
    problem = assert_problem(author.execute(prompt["id"]), 422, "output_invalid")
    assert problem["errors"] == [{"path": "$.overall_rating", "message": "7 is less than the minimum of 8"}]
    record = problem["execution"]
    assert (record["status"], record["validation_status"], record["validated_output"]) == ("FAILED", "FAILED", None)
    assert [(v["name"], v["passed"]) for v in record["validations"]] == [("rated", True), ("too good", False)]
    row = author.execution(record["id"])
    calls = [("FIRST", "SUCCEEDED")] + [("REPAIR", "SUCCEEDED")] * repairs
    assert_settled(row, "FAILED", calls, "output_invalid")
    assert Decimal(row["cost"]) == (1 + repairs) * Decimal(ANSWER_COST)
    assert row["output"] == record["output"] is not None
    assert row["validation_results"] == record["validations"]


def test_the_only_schema_is_sent_to_the_model(site: Stack, author: Person) -> None:
    prompt = author.add_prompt(model=site.model_named("ok"), validations=[RATED])
    author.execute(prompt["id"])
    assert site.model.last_request()["response_format"]["json_schema"]["schema"] == RATED["config"]


def test_a_model_that_refuses_schemas_is_asked_without(site: Stack, author: Person) -> None:
    prompt = author.add_prompt(model=site.model_named("refuses-schema"), validations=[RATED])
    record = author.execute(prompt["id"]).json()
    assert_settled(author.execution(record["id"]), "COMPLETED", [("FIRST", "FAILED"), ("RETRY", "SUCCEEDED")])


# ------------------------------------------------------------------------------------------------------- versions


def test_what_is_edited_and_published_while_it_runs_changes_nothing(site: Stack, author: Person) -> None:
    slow, quick = site.model_named("held"), site.model_named("ok")
    prompt = author.add_prompt(template="First {{code}}", model=slow, validations=[RATED])
    with ThreadPoolExecutor() as threads:
        running = threads.submit(author.execute, prompt["id"])
        assert eventually(lambda: site.model.counts(slow)["requests"])
        changes = {"template": "Second {{code}}", "model": quick, "variables": [{"name": "code", "type": "string"}]}
        assert author.rest("PATCH", "prompts", changes, id=f"eq.{prompt['id']}").status_code == 200
        assert author.rest("DELETE", "validations", prompt_id=f"eq.{prompt['id']}").status_code == 200
        author.rpc("publish_prompt", p_prompt_id=prompt["id"])
        second = author.execute(prompt["id"]).json()
        assert sent(site) == ["Second x = 1"]
        site.model.release(slow)
        first = running.result().json()
    assert (first["prompt_version"], first["model"], first["validation_status"]) == (1, slow, "PASSED")
    assert (second["prompt_version"], second["model"], second["validation_status"]) == (2, quick, "SKIPPED")


def test_each_version_runs_as_it_was_published(site: Stack, author: Person) -> None:
    prompt = author.add_prompt(template="First {{code}}", model=site.model_named("ok"))
    author.rest("PATCH", "prompts", {"template": "Second {{code}}"}, id=f"eq.{prompt['id']}")

    def runs(**version: int) -> tuple[int, list[str]]:
        record = author.execute(prompt["id"], **version).json()
        return record["prompt_version"], sent(site)

    assert runs() == (1, ["First x = 1"])  # edited, not published
    author.rpc("publish_prompt", p_prompt_id=prompt["id"])
    assert runs() == (2, ["Second x = 1"])
    assert runs(version=1) == (1, ["First x = 1"])
    author.rpc("rollback_prompt", p_prompt_id=prompt["id"], p_version=1)
    assert runs() == (3, ["First x = 1"])
    assert_problem(author.execute(prompt["id"], version=5), 404, "not_found")


def test_a_draft_runs_by_its_number_for_its_author_only(site: Stack, team: Team) -> None:
    prompt = team.member.add_prompt(model=site.model_named("ok"), publish=False, validations=[RATED])
    assert_problem(team.member.execute(prompt["id"]), 409, "wrong_state")
    assert_problem(team.member.execute(prompt["id"], version=2), 404, "not_found")
    assert_problem(team.admin.execute(prompt["id"], version=1), 404, "not_found")
    assert team.member.executions() == []
    record = team.member.execute(prompt["id"], version=1).json()
    assert (record["status"], record["prompt_version"], record["validation_status"]) == ("COMPLETED", 1, "PASSED")


def test_what_is_archived_or_deleted_does_not_run(site: Stack, author: Person) -> None:
    prompt = author.add_prompt(model=site.model_named("ok"))
    author.rpc("archive_prompt", p_prompt_id=prompt["id"])
    assert_problem(author.execute(prompt["id"]), 409, "wrong_state")
    author.rpc("delete_prompt", p_prompt_id=prompt["id"])
    assert_problem(author.execute(prompt["id"]), 404, "not_found")
    author.rpc("restore_prompt", p_prompt_id=prompt["id"])
    author.rpc("publish_prompt", p_prompt_id=prompt["id"])
    assert author.execute(prompt["id"]).status_code == 200


# -------------------------------------------------------------------------------------------------------- who may


def test_only_writers_of_the_tenant_execute(site: Stack, team: Team) -> None:
    prompt = team.admin.add_prompt(model=site.model_named("ok"))
    assert team.member.execute(prompt["name"]).status_code == 200
    assert_problem(team.viewer.execute(prompt["name"]), 403, "forbidden")
    assert_problem(team.outsider.within(team.admin.tenant_id or "").execute(prompt["name"]), 403, "forbidden")
    for reference in (prompt["id"], prompt["name"]):
        assert_problem(team.outsider.execute(reference), 404, "not_found")
    assert len(team.admin.executions()) == 1


def test_an_execution_is_audited_in_its_users_name(site: Stack, author: Person) -> None:
    prompt = author.add_prompt(model=site.model_named("ok"))
    order = {"prompt": prompt["id"], "inputs": {"code": ""}}
    record = author.invoke("execute-prompt", order, user_agent="a test", x_forwarded_for="203.0.113.7").json()
    [entry, end] = author.rows("audit_logs", resource_id=f"eq.{record['id']}", order="created_at")
    assert (entry["action"], entry["resource_type"], entry["user_id"]) == ("EXECUTE", "execution", author.id)
    assert (entry["user_agent"], entry["ip_address"]) == ("a test", "203.0.113.7")
    assert (end["action"], end["user_id"], end["ip_address"]) == ("END", None, None)
    assert end["changes"]["after"]["cost_usd"] == record["cost_usd"]


# ------------------------------------------------------------------------------------------------------ variables

VARIABLES = [
    {"name": "text", "type": "string", "required": True, "minLength": 2, "maxLength": 5, "pattern": "^[a-z]+$"},
    {"name": "number", "type": "number", "minimum": -1, "maximum": 1.5},
    {"name": "whole", "type": "integer", "options": [1, 2]},
    {"name": "yes", "type": "boolean", "defaultValue": True},
    {"name": "list", "type": "array", "minItems": 1, "maxItems": 2},
    {"name": "map", "type": "object"},
]
TEMPLATE = "{{text}}|{{number}}|{{whole}}|{{yes}}|{{list}}|{{map}}"


@pytest.fixture(scope="module")
def typed(site: Stack) -> tuple[Person, str]:
    """Somebody with a prompt that takes a variable of each type."""
    author = site.sign_up()
    prompt = author.add_prompt(template=TEMPLATE, variables=VARIABLES, model=site.model_named("ok"))
    return author, prompt["id"]


@pytest.mark.parametrize(
    ("inputs", "rendered"),
    [
        ({"text": "abc"}, "abc|||true||"),
        (
            {"text": "ab", "number": 1.5, "whole": 2, "yes": False, "list": [1, "a"], "map": {"k": [None]}},
            'ab|1.5|2|false|[1, "a"]|{"k": [null]}',
        ),
        ({"text": "ab", "number": 1, "whole": None}, "ab|1||true||"),
    ],
)
def test_values_of_every_type_are_written_into_the_template(
    site: Stack, typed: tuple[Person, str], inputs: dict[str, Any], rendered: str
) -> None:
    author, prompt = typed
    assert author.execute(prompt, inputs).status_code == 200
    assert sent(site) == [rendered]


@pytest.mark.parametrize(
    ("inputs", "path"),
    [
        ({}, "inputs.text"),
        ({"text": None}, "inputs.text"),
        ({"text": 7}, "inputs.text"),
        ({"text": "a"}, "inputs.text"),
        ({"text": "abcdef"}, "inputs.text"),
        ({"text": "ABC"}, "inputs.text"),
        ({"text": "abc", "number": "1"}, "inputs.number"),
        ({"text": "abc", "number": True}, "inputs.number"),
        ({"text": "abc", "number": 2}, "inputs.number"),
        ({"text": "abc", "whole": 1.5}, "inputs.whole"),
        ({"text": "abc", "whole": 3}, "inputs.whole"),
        ({"text": "abc", "whole": True}, "inputs.whole"),
        ({"text": "abc", "yes": 1}, "inputs.yes"),
        ({"text": "abc", "list": "a"}, "inputs.list"),
        ({"text": "abc", "list": []}, "inputs.list"),
        ({"text": "abc", "list": [1, 2, 3]}, "inputs.list"),
        ({"text": "abc", "map": [1]}, "inputs.map"),
        ({"text": "abc", "map": {"k": "x" * 600_000}}, "inputs.map"),
        ({"text": "abc", "mapp": {}}, "inputs.mapp"),
    ],
)
def test_inputs_that_do_not_fit_are_refused_by_name_before_a_model_is_asked(
    site: Stack, typed: tuple[Person, str], inputs: dict[str, Any], path: str
) -> None:
    author, prompt = typed
    model = author.rows("prompts", id=f"eq.{prompt}")[0]["model"]
    asked = site.model.counts(model)["requests"]
    problem = assert_problem(author.execute(prompt, inputs), 422, "invalid_inputs")
    assert [fault["path"] for fault in problem["errors"]] == [path]
    assert_settled(author.execution(problem["execution"]["id"]), "FAILED", [], "invalid_inputs")
    assert site.model.counts(model)["requests"] == asked


@pytest.mark.parametrize(
    ("template", "place"),
    [("{{ code", "template:1:1"), ("one\n  {% if code %}", "template:2:6"), ("{{code}}\n{{ ghost }}", "template:2:4")],
)
def test_a_template_that_cannot_be_used_is_refused_with_line_and_column(
    site: Stack, author: Person, template: str, place: str
) -> None:
    prompt = author.add_prompt(template=template, model=site.model_named("ok"))
    problem = assert_problem(author.execute(prompt["id"]), 422, "invalid_template")
    assert [fault["path"] for fault in problem["errors"]] == [place]
    assert_settled(author.execution(problem["execution"]["id"]), "FAILED", [], "invalid_template")


@pytest.mark.parametrize("parameters", [{"temperature": 3}, {"max_tokens": 0}, {"timeout_seconds": 0}, {"typo": 1}])
def test_parameters_that_cannot_be_used_are_named(site: Stack, author: Person, parameters: dict[str, Any]) -> None:
    prompt = author.add_prompt(parameters=parameters, model=site.model_named("ok"))
    problem = assert_problem(author.execute(prompt["id"]), 422, "invalid_template")
    assert [fault["path"] for fault in problem["errors"]] == [f"parameters.{next(iter(parameters))}"]
    assert_settled(author.execution(problem["execution"]["id"]), "FAILED", [], "invalid_template")
