"""Prefer: respond-async: accepted now, run by the stack's worker, looked at where `Location` says."""

from typing import Any
from uuid import uuid4

import pytest

from tests.support.books import assert_problem
from tests.support.callers import Person
from tests.support.fixtures import Team
from tests.support.stacks import ANSWER_COST, Stack
from tests.support.waiting import eventually


def enqueue(person: Person, prompt: str, **headers: str) -> Any:
    order = {"prompt": prompt, "inputs": {"code": "x = 1"}}
    return person.invoke("execute-prompt", order, prefer="respond-async", **headers)


def look(person: Person, execution_id: str) -> Any:
    return person.invoke(f"executions/{execution_id}", method="GET")


def ended(person: Person, execution_id: str) -> bool:
    return eventually(lambda: look(person, execution_id).json()["status"] not in ("PENDING", "RUNNING"))


def test_it_is_accepted_at_once_and_run_by_a_worker(site: Stack, author: Person) -> None:
    prompt = author.add_prompt(model=site.model_named("ok"))["id"]
    answer = enqueue(author, prompt)

    assert answer.status_code == 202, answer.text
    accepted = answer.json()
    assert answer.headers["preference-applied"] == "respond-async"
    assert answer.headers["location"] == f"/functions/v1/executions/{accepted['id']}"
    assert (accepted["status"], accepted["attempts"], accepted["completed_at"]) == ("PENDING", [], None)

    assert ended(author, accepted["id"])
    answer = author.stack.http.get(f"{site.addresses.api_url}{answer.headers['location']}", headers=author.headers)
    record = answer.json()
    assert "retry-after" not in answer.headers
    assert (record["status"], record["cost_usd"]) == ("COMPLETED", ANSWER_COST)
    assert [attempt["cost_usd"] for attempt in record["attempts"]] == [ANSWER_COST]
    assert record.keys() == author.execute(prompt).json().keys()
    assert site.sql("select 1 from private.queued_executions where execution_id = %s", accepted["id"]) == []


def test_sent_again_with_its_key_it_runs_once(site: Stack, author: Person) -> None:
    model = site.model_named("ok")
    prompt = author.add_prompt(model=model)["id"]
    first = enqueue(author, prompt, idempotency_key="k")
    again = enqueue(author, prompt, idempotency_key="k")
    assert ended(author, first.json()["id"])
    later = enqueue(author, prompt, idempotency_key="k")

    assert [answer.status_code for answer in (first, again, later)] == [202] * 3
    assert {answer.headers["location"] for answer in (first, again, later)} == {first.headers["location"]}
    assert [answer.headers.get("idempotency-replayed") for answer in (first, again, later)] == [None, "true", "true"]
    assert later.json()["status"] == "COMPLETED"
    assert site.model.counts(model)["requests"] == 1


def test_what_its_caller_would_wait_for_is_not_waited_for_twice(site: Stack, author: Person) -> None:
    prompt = author.add_prompt(model=site.model_named("hang"), parameters={"timeout_seconds": 5, "max_retries": 0})[
        "id"
    ]
    queued = enqueue(author, prompt, idempotency_key="k").json()
    waiting = author.invoke("execute-prompt", {"prompt": prompt, "inputs": {"code": "x = 1"}}, idempotency_key="k")
    assert_problem(waiting, 409, "in_progress")
    author.invoke("cancel-execution", {"id": queued["id"]})
    assert ended(author, queued["id"])
    assert look(author, queued["id"]).json()["status"] == "CANCELLED"


def test_an_execution_that_fails_says_why(site: Stack, author: Person) -> None:
    prompt = author.add_prompt(model=site.model_named("status-400"))["id"]
    queued = enqueue(author, prompt).json()
    assert ended(author, queued["id"])
    record = look(author, queued["id"]).json()
    assert (record["status"], record["error"]["code"]) == ("FAILED", "provider_failed")


def test_only_members_look(team: Team, site: Stack) -> None:
    prompt = team.member.add_prompt(model=site.model_named("ok"))["id"]
    assert enqueue(team.viewer, prompt).status_code == 403
    queued = enqueue(team.member, prompt).json()
    assert look(team.viewer, queued["id"]).status_code == 200
    assert_problem(look(team.outsider, queued["id"]), 404, "not_found")
    assert_problem(look(team.member, "something"), 404, "not_found")
    assert_problem(look(team.member, str(uuid4())), 404, "not_found")


@pytest.mark.parametrize("secret", [{}, {"authorization": "Bearer wrong"}, {"x_scheduler_secret": "wrong"}])
def test_only_a_scheduler_takes_a_turn(site: Stack, secret: dict[str, str]) -> None:
    assert_problem(site.anon.invoke("work", {}, **secret), 401, "unauthenticated")


def test_a_turn_says_what_it_has_done(site: Stack) -> None:
    key = {"authorization": f"Bearer {site.addresses.service_role_key}"}
    answer = site.anon.invoke("work", {"max_seconds": 5, "max_executions": 3}, **key)
    assert answer.status_code == 200, answer.text
    assert answer.json().keys() == {"claimed", "completed", "failed", "given_back", "waiting", "seconds"}
    assert_problem(site.anon.invoke("work", {"max_seconds": -1}, **key), 400, "malformed")
