"""cancel-execution: from another connection, by whoever may, and what was used is billed."""

import json
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from tests.support.books import assert_problem, assert_settled
from tests.support.callers import Person
from tests.support.fixtures import Team
from tests.support.stacks import Stack
from tests.support.waiting import eventually


def by_function(person: Person, execution: str) -> httpx.Response:
    return person.invoke("cancel-execution", {"id": execution})


def by_rpc(person: Person, execution: str) -> httpx.Response:
    return person.rest("POST", "rpc/cancel_execution", {"p_execution_id": execution})


def running(person: Person) -> str:
    """The id of the person's running execution, once there is one."""
    [row] = eventually(lambda: person.rows("executions", status="eq.RUNNING"))
    return str(row["id"])


@pytest.mark.parametrize("cancel", [by_function, by_rpc])
def test_a_running_execution_stops_and_its_caller_hears_why(
    site: Stack, author: Person, cancel: Callable[[Person, str], httpx.Response]
) -> None:
    model = site.model_named("slow-60s")
    prompt = author.add_prompt(model=model)
    with ThreadPoolExecutor() as threads:
        waiting = threads.submit(author.execute, prompt["id"])
        execution = running(author)
        assert eventually(lambda: site.model.counts(model)["requests"])
        answer = cancel(author, execution)
        assert answer.status_code == 200, answer.text
        assert answer.json()["status"] == "RUNNING"
        assert answer.json()["cancel_requested_at"]
        again = cancel(author, execution)  # changes nothing; it may have stopped by then
        assert again.status_code == 409 or again.json() == answer.json(), again.text
        problem = assert_problem(waiting.result(), 409, "wrong_state")
    assert problem["execution"]["status"] == "CANCELLED"
    row = author.execution(execution)
    assert_settled(row, "CANCELLED", [("FIRST", "CANCELLED")], "cancelled")
    [call] = row["model_calls"]
    assert (call["is_estimate"], call["input_tokens"] > 0, float(call["cost"]) > 0) == (True, True, True)
    assert eventually(lambda: site.model.counts(model)["broken"] == 1)
    audited = author.rows("audit_logs", resource_id=f"eq.{execution}", action="eq.CANCEL")
    assert [entry["user_id"] for entry in audited] == [author.id]
    assert cancel(author, execution).status_code == 409


def test_a_stream_ends_with_an_error_when_it_is_cancelled(site: Stack, author: Person) -> None:
    prompt = author.add_prompt(model=site.model_named("hang-midway"))
    with author.stream(prompt["id"]) as (_, incoming):
        execution = next(incoming).data["id"]
        assert next(incoming).name == "delta"
        assert by_function(author, execution).status_code == 200
        events = list(incoming)
    assert (events[-1].name, events[-1].data["code"]) == ("error", "wrong_state")
    row = author.execution(execution)
    assert_settled(row, "CANCELLED", [("FIRST", "CANCELLED")], "cancelled")
    assert row["output"]


def test_a_pending_execution_is_cancelled_at_once(site: Stack, author: Person) -> None:
    prompt = author.add_prompt()
    [pending] = site.sql(
        "insert into public.executions (tenant_id, user_id, prompt_id, prompt_version, inputs) "
        "values (%s, %s, %s, 1, '{}') returning id",
        author.personal_tenant_id,
        author.id,
        prompt["id"],
    )
    answer = by_function(author, str(pending["id"]))
    assert answer.json()["status"] == "CANCELLED"
    row = author.execution(str(pending["id"]))
    assert (row["status"], row["started_at"], row["cost"], row["model_calls"]) == (
        "CANCELLED",
        row["completed_at"],
        "0.000000000000",
        [],
    )


def test_who_may_cancel(site: Stack, team: Team) -> None:
    prompt = team.admin.add_prompt(model=site.model_named("slow-60s"))
    with ThreadPoolExecutor() as threads:
        waiting = threads.submit(team.member.execute, prompt["id"])
        execution = running(team.member)
        for somebody in (team.viewer, team.outsider):
            assert_problem(by_function(somebody, execution), 404, "not_found")
        assert team.admin.execution(execution)["cancel_requested_at"] is None
        assert by_function(team.admin, execution).status_code == 200  # a colleague's
        assert_problem(waiting.result(), 409, "wrong_state")


def leave(person: Person, prompt: str, model: str, **headers: str) -> None:
    """Ask for an execution, and go away when the model has been asked, without having heard anything."""
    order = {"prompt": prompt, "inputs": {"code": "x = 1"}}
    url = urlsplit(person.stack.addresses.functions_url)
    with closing(HTTPConnection(url.hostname or "", url.port)) as connection:
        given = person.headers | headers | {"content-type": "application/json"}
        connection.request("POST", f"{url.path}/execute-prompt", json.dumps(order), given)
        assert eventually(lambda: person.stack.model.counts(model)["requests"])


def ended(person: Person) -> dict[str, Any]:
    """The person's execution, once it has ended."""
    return eventually(lambda: person.executions(status="not.in.(PENDING,RUNNING)"))[0]


def test_a_client_that_goes_away_stops_the_model_and_what_was_used_is_billed(site: Stack, author: Person) -> None:
    model = site.model_named("slow-60s")
    leave(author, author.add_prompt(model=model)["id"], model)
    row = ended(author)
    assert_settled(row, "CANCELLED", [("FIRST", "CANCELLED")], "cancelled")
    assert (row["model_calls"][0]["is_estimate"], float(row["cost"]) > 0) == (True, True)
    assert eventually(lambda: site.model.counts(model)["broken"] == 1)


def test_one_with_an_idempotency_key_comes_back_for_its_answer(site: Stack, author: Person) -> None:
    model = site.model_named("held")
    prompt = author.add_prompt(model=model)["id"]
    leave(author, prompt, model, **{"idempotency-key": "k"})
    site.model.release(model)
    assert_settled(ended(author), "COMPLETED", [("FIRST", "SUCCEEDED")])
    order = {"prompt": prompt, "inputs": {"code": "x = 1"}}
    answer = author.invoke("execute-prompt", order, idempotency_key="k")
    assert (answer.status_code, answer.headers["idempotency-replayed"]) == (200, "true")
    assert site.model.counts(model)["answered"] == 1


def test_one_that_waits_to_ask_again_stops_and_bills_what_it_asked(site: Stack, author: Person) -> None:
    model = site.model_named("status-429-after-25")
    prompt = author.add_prompt(model=model)
    with ThreadPoolExecutor() as threads:
        waiting = threads.submit(author.execute, prompt["id"])
        execution = running(author)
        assert eventually(lambda: site.model.counts(model)["refused"] == 1)
        assert by_function(author, execution).status_code == 200
        assert_problem(waiting.result(timeout=20), 409, "wrong_state")
    assert_settled(author.execution(execution), "CANCELLED", [("FIRST", "FAILED")], "cancelled")
    assert site.model.counts(model)["requests"] == 1


def test_one_whose_answer_is_repaired_bills_the_answer_too(site: Stack, author: Person) -> None:
    """The first answer fails, and the repair is never answered."""
    wrong = {"name": "short", "type": "REGEX", "config": {"pattern": "^.{3}$"}}
    model = site.model_named("drip-150ms")
    prompt = author.add_prompt(model=model, validations=[wrong])
    with author.stream(prompt["id"]) as (_, incoming):
        execution = next(incoming).data["id"]
        assert next(event for event in incoming if event.name == "repair")
        assert next(event for event in incoming if event.name == "delta")
        assert by_function(author, execution).status_code == 200
        assert list(incoming)[-1].data["code"] == "wrong_state"
    row = author.execution(execution)
    assert_settled(row, "CANCELLED", [("FIRST", "SUCCEEDED"), ("REPAIR", "CANCELLED")], "cancelled")
    assert [call["is_estimate"] for call in row["model_calls"]] == [False, True]


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [({"id": str(uuid.UUID(int=7))}, 404, "not_found"), ({"id": "7"}, 400, "malformed"), ({}, 400, "malformed")],
)
def test_what_is_not_there_cannot_be_cancelled(author: Person, body: dict[str, Any], status: int, code: str) -> None:
    assert_problem(author.invoke("cancel-execution", body), status, code)
