"""What a caller, a prompt or a validation can bring about that the database would not store as it is: the execution
ends all the same, says so, and what was spent is in the ledger."""

from typing import Any

import pytest

from tests.support.books import assert_problem, assert_settled
from tests.support.callers import CODE, Person
from tests.support.stacks import ANSWER_COST, Stack

# A number that JSON writes with 5 characters and Postgres with 301.
SWELLING = "function validate() { return {valid: true, value: Array(36000).fill(1e300)} }"
LONG_FAULTS = """function validate() {
  return {valid: false, errors: Array(50).fill({path: '😀'.repeat(400), message: '😀'.repeat(400)})}
}"""
NULLS = "function validate() { return {valid: false, errors: ['a\\u0000b', {path: '\\u0000', message: '\\ud800'}]} }"


def ran(person: Person, *codes: str, **columns: Any) -> Any:
    """Execute a prompt with these FUNCTION validations."""
    validations = [{"name": f"v{n}", "type": "FUNCTION", "config": {"code": code}} for n, code in enumerate(codes)]
    parameters = {"max_repairs": 0}
    prompt = person.add_prompt(
        model=person.stack.model_named("ok"), validations=validations, parameters=parameters, **columns
    )
    return person.execute(prompt["id"])


def test_a_name_of_300_kb_among_the_inputs(site: Stack, author: Person) -> None:
    prompt = author.add_prompt(model=site.model_named("ok"))
    problem = assert_problem(author.execute(prompt["id"], {"code": "x", "k" * 300_000: 1}), 422, "invalid_inputs")
    assert_settled(author.execution(problem["execution"]["id"]), "FAILED", [], "invalid_inputs")


def test_a_value_that_swells_when_it_is_stored(author: Person) -> None:
    problem = assert_problem(ran(author, SWELLING), 422, "output_invalid")
    row = author.execution(problem["execution"]["id"])
    assert (row["status"], row["error"]["code"], row["validated_output"]) == ("FAILED", "unstorable", None)
    assert [(call["kind"], call["outcome"], float(call["cost"])) for call in row["model_calls"]] == [
        ("FIRST", "SUCCEEDED", float(ANSWER_COST))
    ]
    assert float(row["cost"]) == float(ANSWER_COST)


@pytest.mark.parametrize("codes", [(LONG_FAULTS, LONG_FAULTS), (NULLS,)], ids=["long", "not to be stored"])
def test_faults_that_are_long_or_hold_what_cannot_be_stored(author: Person, codes: tuple[str, ...]) -> None:
    problem = assert_problem(ran(author, *codes), 422, "output_invalid")
    row = author.execution(problem["execution"]["id"])
    assert_settled(row, "FAILED", [("FIRST", "SUCCEEDED")], "output_invalid")


@pytest.mark.parametrize("number", ["1e20", "1180591620717411303424", "1e308", "-0"])
def test_numbers_of_any_size_come_back_at_once_and_streamed(site: Stack, author: Person, number: str) -> None:
    code = f"function validate() {{ return {{valid: true, value: {{n: {number}}}}} }}"
    answer = ran(author, code)
    assert answer.status_code == 200, answer.text
    streamed = author.streamed(answer.json()["prompt_id"])[-1]
    assert streamed.name == "result"
    assert streamed.data["validated_output"] == answer.json()["validated_output"] == {"n": pytest.approx(float(number))}


def test_no_execution_of_one_tenant_stops_the_sweeper_for_the_others(site: Stack, author: Person) -> None:
    """The model's name goes into the sweeper's ledger row; whatever it is, the row has to fit."""
    prompt = author.add_prompt(template="x", variables=[CODE])
    [prompt_row] = author.rows("prompts", id=f"eq.{prompt['id']}")
    executions = [
        site.sql(
            "insert into public.executions (tenant_id, user_id, prompt_id, prompt_version, inputs, status, model, "
            "started_at, lease_id, lease_expires_at) values (%s, %s, %s, 1, '{}', 'RUNNING', %s, now(), "
            "gen_random_uuid(), now() + interval '1 hour') returning id",
            prompt_row["tenant_id"],
            author.id,
            prompt["id"],
            model,
        )[0]["id"]
        for model in ("a" * 190 + ":x", ":", "", "no-colon", None)
    ]
    for execution in executions:
        site.give_up(str(execution))
        assert author.execution(str(execution))["error"]["code"] == "lease_expired"


@pytest.mark.parametrize(
    "columns",
    [
        {"parameters": {"temperature": 10**400}},
        {"parameters": {"seed": 2**70}},
        {"variables": [CODE, {"name": "n", "type": "number", "defaultValue": 2**70}]},
        {"variables": [CODE, {"name": "n", "type": "integer", "options": [2**70]}]},
        {"variables": [CODE, {"name": "n", "type": "number", "defaultValue": 10**400}]},
    ],
    ids=["parameter of 400 digits", "parameter of 22", "default of 22", "option of 22", "default of 400"],
)
def test_prompts_with_numbers_beyond_all_bounds(site: Stack, author: Person, columns: dict[str, Any]) -> None:
    """Refused when it is written, or run to an end that says what is wrong; never a 500 and a row that hangs."""
    row = {"name": "Odd", "template": "{{code}}", "variables": [CODE], "model": site.model_named("ok")} | columns
    written = author.rest("POST", "prompts", row)
    if written.status_code != 201:
        assert (written.status_code, written.json()["code"]) == (400, "23514")
        return
    author.rpc("publish_prompt", p_prompt_id=written.json()[0]["id"])
    for function, body in {
        "execute-prompt": {"prompt": "Odd", "inputs": {"code": "x"}},
        "test-prompt": {"prompt": "Odd", "inputs": {"code": "x"}},
    }.items():
        answer = author.invoke(function, body)
        assert answer.status_code in (200, 422), answer.text
    assert author.rows("executions", status="eq.RUNNING") == []


@pytest.mark.parametrize("depth", [70, 3000])
def test_prompts_that_are_deeper_than_anybody_reads(author: Person, depth: int) -> None:
    deep = "[" * depth + "]" * depth
    variable = f'{{"name": "a", "type": "array", "defaultValue": {deep}}}'
    body = f'{{"name": "Deep", "template": "x", "variables": [{variable}]}}'
    url = f"{author.stack.addresses.api_url}/rest/v1/prompts"
    headers = author.headers | {"content-type": "application/json", "prefer": "return=representation"}
    written = author.stack.http.post(url, content=body, headers=headers)
    if written.status_code == 201:
        author.rpc("publish_prompt", p_prompt_id=written.json()[0]["id"])
        answer = author.execute("Deep", {})
        assert answer.status_code in (200, 422), answer.text
    else:
        assert (written.status_code, written.json()["code"]) == (400, "23514")
    assert author.rows("executions", status="eq.RUNNING") == []
