"""Whatever the provider does: the right problem, a row that says so, and every request to it in the ledger once."""

from typing import Any

import pytest

from tests.support.books import assert_problem, assert_settled
from tests.support.callers import Person
from tests.support.stacks import Stack

ONE, TWO = [("FIRST", "FAILED")], [("FIRST", "FAILED"), ("RETRY", "FAILED")]
PATIENT = {"timeout_seconds": 60, "max_retries": 1}
HASTY = {"timeout_seconds": 1, "max_retries": 0}

# What the provider does; how patient the prompt is; the calls in the ledger; what the caller hears.
FAILURES: list[tuple[str, dict[str, Any], list[tuple[str, str]], str]] = [
    ("status-400", PATIENT, ONE, "HTTP 400"),
    ("status-401", PATIENT, ONE, "HTTP 401"),
    ("status-404", PATIENT, ONE, "HTTP 404"),
    ("status-429", PATIENT, TWO, "HTTP 429"),
    ("status-429-after-1", PATIENT, TWO, "HTTP 429"),
    ("status-429-after-600", PATIENT, ONE, "HTTP 429"),  # longer than anybody waits
    ("status-500", PATIENT, TWO, "HTTP 500"),
    ("status-503", PATIENT, TWO, "HTTP 503"),
    ("garbage", PATIENT, TWO, "could not be read"),
    ("html", PATIENT, TWO, "could not be read"),
    ("no-choices", PATIENT, TWO, ""),
    ("empty", PATIENT, TWO, "the answer was empty"),
    ("half-stream", PATIENT, TWO, ""),
    ("half-stream-clean", PATIENT, TWO, ""),
    ("reset", PATIENT, TWO, "the connection to the provider broke"),
    ("hang", HASTY, ONE, "no complete answer within 1 s"),
    ("hang-midway", HASTY, ONE, "no complete answer within 1 s"),
    ("slow-30s", HASTY, ONE, "no complete answer within 1 s"),
]


def assert_every_request_is_in_the_books(site: Stack, model: str, row: dict[str, Any]) -> None:
    """One ledger row a request; those that the provider refused are free, the rest cost something."""
    counts = site.model.counts(model)
    ledger = [call for call in row["model_calls"] if call["model"] == model]
    assert len(ledger) == counts["requests"], (counts, ledger)
    paid = [call for call in ledger if float(call["cost"]) > 0]
    assert len(paid) == counts["requests"] - counts["refused"], (counts, ledger)
    assert all(call["is_estimate"] for call in paid[counts["answered"] :])


@pytest.mark.parametrize("streamed", [False, True], ids=["at once", "streamed"])
@pytest.mark.parametrize(("behaviour", "parameters", "calls", "told"), FAILURES, ids=[each[0] for each in FAILURES])
def test_a_provider_that_fails(
    site: Stack,
    author: Person,
    behaviour: str,
    parameters: dict[str, Any],
    calls: list[tuple[str, str]],
    told: str,
    streamed: bool,
) -> None:
    model = site.model_named(behaviour)
    prompt = author.add_prompt(model=model, parameters=parameters)
    code, status = ("provider_timeout", 504) if parameters is HASTY else ("provider_failed", 502)
    if streamed:
        problem = author.streamed(prompt["id"])[-1].data
        assert (problem["status"], problem["code"]) == (status, code)
    else:
        problem = assert_problem(author.execute(prompt["id"]), status, code)
    assert told in problem["detail"]
    assert model in problem["detail"]
    assert site.model.url not in str(problem)
    row = author.execution(problem["execution"]["id"])
    assert_settled(row, "FAILED", calls, code)
    assert_every_request_is_in_the_books(site, model, row)
    assert [call["error"] for call in row["model_calls"]] == [attempt["error"] for attempt in problem["attempts"]]


def test_a_key_that_the_provider_repeats_is_told_to_nobody(site: Stack, author: Person) -> None:
    prompt = author.add_prompt(model=site.model_named("echo-key"))
    problem = assert_problem(author.execute(prompt["id"]), 502, "provider_failed")
    assert "HTTP 401" in problem["detail"]
    assert "Bearer" not in str(author.execution(problem["execution"]["id"]))


def test_an_answer_whose_usage_is_not_told_is_estimated(site: Stack, author: Person) -> None:
    model = site.model_named("no-usage")
    prompt = author.add_prompt(model=model)
    row = author.execution(author.execute(prompt["id"]).json()["id"])
    assert_settled(row, "COMPLETED", [("FIRST", "SUCCEEDED")])
    [call] = row["model_calls"]
    assert (call["is_estimate"], call["input_tokens"] > 0, call["output_tokens"] > 0) == (True, True, True)
    assert_every_request_is_in_the_books(site, model, row)


def test_an_answer_cut_short_is_logged_and_fails_its_schema(site: Stack, author: Person) -> None:
    model = site.model_named("length")
    schema = {"name": "object", "type": "SCHEMA", "config": {"type": "object"}}
    prompt = author.add_prompt(model=model, validations=[schema], parameters={"max_repairs": 0})
    problem = assert_problem(author.execute(prompt["id"]), 422, "output_invalid")
    row = author.execution(problem["execution"]["id"])
    assert_settled(row, "FAILED", [("FIRST", "SUCCEEDED")], "output_invalid")
    assert "The answer was cut off at max_tokens" in [log["message"] for log in row["execution_logs"]]


@pytest.mark.parametrize("behaviour", ["status-500", "garbage", "reset", "half-stream"])
def test_the_fallback_answers_when_the_model_is_given_up(site: Stack, author: Person, behaviour: str) -> None:
    model, fallback = site.model_named(behaviour), site.model_named("ok")
    prompt = author.add_prompt(model=model, fallback_model=fallback, parameters={"max_retries": 1})
    record = author.execute(prompt["id"]).json()
    row = author.execution(record["id"])
    assert_settled(row, "COMPLETED", [*TWO, ("FALLBACK", "SUCCEEDED")])
    for each in (model, fallback):
        assert_every_request_is_in_the_books(site, each, row)
    assert row["model"] == fallback


def test_a_fallback_that_fails_too(site: Stack, author: Person) -> None:
    model, fallback = site.model_named("status-400"), site.model_named("hang")
    prompt = author.add_prompt(model=model, fallback_model=fallback, parameters=HASTY)
    problem = assert_problem(author.execute(prompt["id"]), 504, "provider_timeout")
    row = author.execution(problem["execution"]["id"])
    assert_settled(row, "FAILED", [("FIRST", "FAILED"), ("FALLBACK", "FAILED")], "provider_timeout")
    assert_every_request_is_in_the_books(site, fallback, row)
