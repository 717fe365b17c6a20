"""Idempotency-Key: a request that is sent again runs once, and gets the first answer."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.support.books import assert_problem
from tests.support.callers import Person
from tests.support.fixtures import Team
from tests.support.stacks import Stack
from tests.support.waiting import eventually

WRONG = {"name": "too good", "type": "SCHEMA", "config": {"properties": {"overall_rating": {"minimum": 8}}}}


def send(person: Person, prompt: str, key: str, *, accept: str = "application/json", **members: Any) -> Any:
    order = {"prompt": prompt, "inputs": {"code": "x = 1"}} | members
    return person.invoke("execute-prompt", order, idempotency_key=key, accept=accept)


def test_sent_again_it_gets_the_first_answer(site: Stack, author: Person) -> None:
    model = site.model_named("flaky-1")
    prompt = author.add_prompt(model=model)["id"]
    first = send(author, prompt, "k")
    again = send(author, prompt, "k")

    assert first.status_code == again.status_code == 200
    assert "idempotency-replayed" not in first.headers
    assert again.headers["idempotency-replayed"] == "true"
    assert again.json() == first.json()
    assert site.model.counts(model)["answered"] == 1
    assert len(author.executions()) == 1


def test_a_failure_is_told_again_as_it_was(site: Stack, author: Person) -> None:
    model = site.model_named("ok")
    prompt = author.add_prompt(model=model, validations=[WRONG], parameters={"max_repairs": 0})["id"]
    first = assert_problem(send(author, prompt, "k"), 422, "output_invalid")
    answer = send(author, prompt, "k")
    again = assert_problem(answer, 422, "output_invalid")

    assert answer.headers["idempotency-replayed"] == "true"
    assert first | {"request_id": ""} == again | {"request_id": ""}
    assert site.model.counts(model)["answered"] == 1


@pytest.mark.parametrize(
    ("behaviour", "status", "code"), [("status-400", 502, "provider_failed"), ("hang", 504, "provider_timeout")]
)
def test_a_provider_that_failed_is_not_asked_again(
    site: Stack, author: Person, behaviour: str, status: int, code: str
) -> None:
    model = site.model_named(behaviour)
    seconds = 1 if behaviour == "hang" else 60
    prompt = author.add_prompt(model=model, parameters={"timeout_seconds": seconds, "max_retries": 0})["id"]
    for _ in range(2):
        assert_problem(send(author, prompt, "k"), status, code)
    assert site.model.counts(model)["requests"] == 1


def test_while_it_runs_it_is_in_progress(site: Stack, author: Person) -> None:
    model = site.model_named("held")
    prompt = author.add_prompt(model=model)["id"]
    with ThreadPoolExecutor(1) as threads:
        first = threads.submit(send, author, prompt, "k")
        assert eventually(lambda: author.rows("executions", status="eq.RUNNING"))
        problem = assert_problem(send(author, prompt, "k"), 409, "in_progress")
        site.model.release(model)
        record = first.result().json()
    assert problem["execution_id"] == record["id"]
    assert send(author, prompt, "k").json() == record


def test_another_request_with_the_key_is_a_mistake(site: Stack, author: Person) -> None:
    prompt = author.add_prompt(model=site.model_named("ok"))["id"]
    record = send(author, prompt, "k").json()
    problem = assert_problem(send(author, prompt, "k", inputs={"code": "y"}), 422, "idempotency_mismatch")
    assert problem["execution_id"] == record["id"]
    assert_problem(send(author, prompt, "k", priority="HIGH"), 422, "idempotency_mismatch")
    assert len(author.executions()) == 1


def test_how_the_json_is_written_makes_no_other_request(site: Stack, author: Person) -> None:
    prompt = author.add_prompt(model=site.model_named("ok"))["id"]
    first = send(author, prompt, "k").json()
    order = {"inputs": {"code": "x = 1"}, "priority": "NORMAL", "prompt": prompt}
    assert author.invoke("execute-prompt", order, idempotency_key="k").json() == first


def test_a_key_is_its_users_own(site: Stack, team: Team) -> None:
    prompt = team.admin.add_prompt(tenant_id=team.admin.tenant_id, model=site.model_named("ok"))["id"]
    first, other = send(team.admin, prompt, "k"), send(team.member, prompt, "k")
    assert first.json()["id"] != other.json()["id"]


def test_from_many_places_at_once_it_runs_once(site: Stack, author: Person) -> None:
    model = site.model_named("held")
    prompt = author.add_prompt(model=model)["id"]
    with ThreadPoolExecutor(30) as threads:
        asked = [threads.submit(send, author, prompt, "k") for _ in range(30)]
        eventually(lambda: sum(each.done() for each in asked) == 29)
        site.model.release(model)
        answers = [each.result() for each in asked]

    assert Counter(answer.status_code for answer in answers) == {200: 1, 409: 29}
    assert site.model.counts(model)["requests"] == 1
    assert len(author.executions()) == 1


def test_a_refusal_is_forgotten(author: Person) -> None:
    assert_problem(send(author, "none yet", "k"), 404, "not_found")
    author.add_prompt(name="none yet")
    assert send(author, "none yet", "k").status_code == 200


def test_a_stream_is_told_again_as_its_result(site: Stack, author: Person) -> None:
    model = site.model_named("ok")
    prompt = author.add_prompt(model=model)["id"]
    record = send(author, prompt, "k").json()
    again = send(author, prompt, "k", accept="text/event-stream")

    assert again.headers["content-type"].startswith("text/event-stream")
    assert again.headers["idempotency-replayed"] == "true"
    assert again.text.startswith("event: result\ndata: ")
    assert record["id"] in again.text
    assert site.model.counts(model)["answered"] == 1


def test_a_stream_that_failed_is_told_again_as_a_problem(site: Stack, author: Person) -> None:
    prompt = author.add_prompt(model=site.model_named("ok"), validations=[WRONG], parameters={"max_repairs": 0})["id"]
    first = send(author, prompt, "k", accept="text/event-stream")
    assert "event: error" in first.text
    assert_problem(send(author, prompt, "k", accept="text/event-stream"), 422, "output_invalid")


@pytest.mark.parametrize("key", ["", "k" * 256])
def test_a_key_that_is_none_is_refused(author: Person, key: str) -> None:
    prompt = author.add_prompt()["id"]
    assert_problem(send(author, prompt, key), 400, "malformed")
