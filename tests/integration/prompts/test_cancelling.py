"""cancel-execution: from another connection, by whoever may, and what was used is billed."""

import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

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
        for _ in range(2):  # asking twice changes nothing
            answer = cancel(author, execution)
            assert answer.status_code == 200, answer.text
            assert answer.json()["status"] == "RUNNING"
            assert answer.json()["cancel_requested_at"]
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


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [({"id": str(uuid.UUID(int=7))}, 404, "not_found"), ({"id": "7"}, 400, "malformed"), ({}, 400, "malformed")],
)
def test_what_is_not_there_cannot_be_cancelled(author: Person, body: dict[str, Any], status: int, code: str) -> None:
    assert_problem(author.invoke("cancel-execution", body), status, code)
