"""A part of the stack goes away in the middle: what the caller hears, what the row says once it is back, and that
nothing is charged twice or forgotten."""

import signal
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from typing import Any

import httpx
import pytest

from tests.support.books import assert_problem, assert_settled
from tests.support.callers import Person
from tests.support.stacks import ANSWER_COST, Stack
from tests.support.waiting import eventually

PENNY = Decimal(ANSWER_COST)
ORDER = {"inputs": {"code": ""}}


@pytest.fixture
def person(fragile: Stack) -> Person:
    return fragile.sign_up()


@pytest.fixture
def threads() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor() as pool:
        yield pool


def asked(stack: Stack, model: str) -> None:
    """Wait until the model has been asked."""
    assert eventually(lambda: stack.model.counts(model)["requests"])


def ready(stack: Stack) -> tuple[int, bool]:
    """What health/ready answers, and what it says of the database."""
    answer = stack.http.get(f"{stack.addresses.functions_url}/health/ready")
    return answer.status_code, answer.json()["checks"]["database"]["ok"]


def only(person: Person) -> dict[str, Any]:
    """The person's only execution."""
    [row] = person.executions()
    return row


def assert_swept(row: dict[str, Any]) -> None:
    """The sweeper ended it: it failed, and one estimate stands for what nobody knew then."""
    assert (row["status"], row["validation_status"]) == ("FAILED", "SKIPPED")
    assert row["error"]["code"] == "lease_expired"
    assert (row["cost_is_complete"], Decimal(row["cost"])) == (False, 0)
    estimates = [call for call in row["model_calls"] if call["kind"] == "ADJUSTMENT"]
    assert [(call["outcome"], call["is_estimate"], call["price_source"]) for call in estimates] == [
        ("UNKNOWN", True, "UNKNOWN")
    ]


# ----------------------------------------------------------------------------------------- PostgREST and Postgres


@pytest.mark.parametrize("part", ["postgrest", "postgres"])
def test_a_part_that_dies_while_the_model_is_asked_is_waited_for(
    fragile: Stack, person: Person, threads: ThreadPoolExecutor, part: str
) -> None:
    model = fragile.model_named("held")
    prompt = person.add_prompt(model=model)
    answer = threads.submit(person.execute, prompt["id"])
    asked(fragile, model)
    with fragile.without(part):
        fragile.model.release(model)
        assert eventually(lambda: fragile.model.counts(model)["answered"])
    record = answer.result().json()
    assert record["status"] == "COMPLETED"
    assert eventually(fragile.is_healthy)
    row = only(person)
    assert_settled(row, "COMPLETED", [("FIRST", "SUCCEEDED")])
    assert Decimal(row["cost"]) == PENNY
    assert fragile.model.counts(model)["requests"] == 1


@pytest.mark.parametrize("part", ["postgrest", "postgres"])
def test_nothing_begins_while_it_is_away(
    fragile: Stack, person: Person, threads: ThreadPoolExecutor, part: str
) -> None:
    model = fragile.model_named("ok")
    prompt = person.add_prompt(model=model)
    validation = {"prompt": "Reviewer", "name": "x", "type": "REGEX", "config": {"pattern": "a"}}
    bodies = {
        "execute-prompt": {"prompt": "Reviewer"} | ORDER,
        "test-prompt": {"prompt": "Reviewer"},
        "save-validation": validation,
        "cancel-execution": {"id": prompt["id"]},
    }
    with fragile.without(part):
        answers = {name: threads.submit(person.invoke, name, body) for name, body in bodies.items()}
        for answer in answers.values():
            assert_problem(answer.result(), 503, "not_ready")
        assert eventually(lambda: ready(fragile) == (503, False))  # it remembers for some seconds
    assert eventually(fragile.is_healthy)
    assert person.executions() == []
    assert fragile.model.counts(model)["requests"] == 0
    assert person.execute(prompt["id"]).status_code == 200


def test_an_answer_that_finds_no_database_is_told_as_503_and_ended_by_the_sweeper(
    fragile: Stack, person: Person, threads: ThreadPoolExecutor
) -> None:
    model = fragile.model_named("held")
    prompt = person.add_prompt(model=model)
    with fragile.retuned(FORMAOPS_SETTLE_PATIENCE_SECONDS=0.5):
        answer = threads.submit(person.execute, prompt["id"])
        asked(fragile, model)
        with fragile.without("postgrest"):
            fragile.model.release(model)
            problem = assert_problem(answer.result(), 503, "not_ready")
        assert eventually(fragile.is_healthy)
    row = only(person)
    assert (problem["execution_id"], row["status"]) == (row["id"], "RUNNING")
    fragile.give_up(row["id"])
    row = only(person)
    assert_swept(row)
    # One answer was counted by the model, and one row stands for it.
    assert (fragile.model.counts(model)["answered"], len(row["model_calls"])) == (1, 1)


def test_a_postgrest_that_hangs_while_it_settles_charges_once(
    fragile: Stack, person: Person, threads: ThreadPoolExecutor
) -> None:
    """The first request to settle is given up and repeated; then PostgREST wakes up and does them all."""
    model = fragile.model_named("held")
    prompt = person.add_prompt(model=model)
    answer = threads.submit(person.execute, prompt["id"])
    asked(fragile, model)
    execution = only(person)["id"]
    fragile.signal("postgrest", signal.SIGSTOP)
    fragile.model.release(model)
    try:
        log = fragile.state / "logs" / "functions.log"
        assert eventually(lambda: f"{execution} could not be settled" in log.read_text())
    finally:
        fragile.signal("postgrest", signal.SIGCONT)
    assert answer.result().json()["status"] == "COMPLETED"
    row = only(person)
    assert_settled(row, "COMPLETED", [("FIRST", "SUCCEEDED")])
    assert Decimal(row["cost"]) == PENNY
    assert len([log for log in row["execution_logs"] if log["message"] == f"{model} answered"]) == 1
    assert fragile.model.counts(model)["requests"] == 1


# ------------------------------------------------------------------------------------------------- the functions


def test_a_functions_process_that_is_killed_leaves_its_rows_to_the_sweeper(
    fragile: Stack, person: Person, threads: ThreadPoolExecutor
) -> None:
    model = fragile.model_named("slow-60s")
    prompt = person.add_prompt(model=model)
    answer = threads.submit(person.execute, prompt["id"])
    asked(fragile, model)
    with person.stream(prompt["id"]) as (_, events):
        next(events)
        assert eventually(lambda: fragile.model.counts(model)["requests"] == 2)
        fragile.signal("functions", signal.SIGKILL)
        with pytest.raises(httpx.RemoteProtocolError):
            list(events)
    assert answer.result().status_code == 502
    assert eventually(lambda: fragile.model.counts(model)["broken"] == 2)
    fragile.sql("update public.executions set lease_expires_at = now() where user_id = %s", person.id)
    # The supervisor calls the sweeper every few seconds, as a scheduler does on a hosted project.
    assert eventually(lambda: not person.rows("executions", status="eq.RUNNING"))
    rows = person.executions()
    assert len(rows) == 2
    for row in rows:
        assert_swept(row)
        assert len(row["model_calls"]) == 1
    assert eventually(fragile.is_healthy)
    assert person.execute(prompt["id"], model=fragile.model_named("ok")).status_code == 200


def test_a_functions_process_that_is_asked_to_stop_finishes_what_it_has_begun(
    fragile: Stack, person: Person, threads: ThreadPoolExecutor
) -> None:
    model = fragile.model_named("slow-1s")
    prompt = person.add_prompt(model=model)
    answer = threads.submit(person.execute, prompt["id"])
    asked(fragile, model)
    fragile.signal("functions", signal.SIGTERM)
    assert answer.result().status_code == 200
    assert_settled(only(person), "COMPLETED", [("FIRST", "SUCCEEDED")])


def test_a_worker_that_lost_its_lease_stops_the_model(
    fragile: Stack, person: Person, threads: ThreadPoolExecutor
) -> None:
    model = fragile.model_named("slow-60s")
    prompt = person.add_prompt(model=model)
    answer = threads.submit(person.execute, prompt["id"])
    asked(fragile, model)
    fragile.give_up(only(person)["id"])
    problem = assert_problem(answer.result(), 409, "wrong_state")
    assert (problem["execution"]["status"], problem["execution"]["error"]["code"]) == ("FAILED", "lease_expired")
    assert eventually(lambda: fragile.model.counts(model)["broken"] == 1)
    row = only(person)
    assert_swept(row)
    [late] = [call for call in row["model_calls"] if call["kind"] != "ADJUSTMENT"]
    assert (late["outcome"], late["is_estimate"]) == ("CANCELLED", True)
    [spent] = person.rpc("cost_summary", p_group_by="user", p_to="2100-01-01")
    assert Decimal(str(spent["cost_usd"])) == Decimal(late["cost"]) > 0


def test_an_answer_that_comes_after_the_sweeper_is_billed_once_and_is_no_success(
    fragile: Stack, person: Person, threads: ThreadPoolExecutor
) -> None:
    """Without heartbeats its worker learns only when it settles that it was given up."""
    model = fragile.model_named("held")
    prompt = person.add_prompt(model=model)
    with fragile.retuned(FORMAOPS_HEARTBEAT_SECONDS=60):
        answer = threads.submit(person.execute, prompt["id"])
        asked(fragile, model)
        fragile.give_up(only(person)["id"])
        fragile.model.release(model)
        problem = assert_problem(answer.result(), 409, "wrong_state")
    assert (problem["execution"]["status"], problem["execution"]["error"]["code"]) == ("FAILED", "lease_expired")
    row = only(person)
    assert_swept(row)
    assert [call["kind"] for call in row["model_calls"] if call["kind"] != "ADJUSTMENT"] == ["FIRST"]
    assert sum(Decimal(call["cost"]) for call in row["model_calls"]) == PENNY
    [metrics] = person.rpc("execution_metrics")
    assert Decimal(str(metrics["total_cost_usd"])) == PENNY


def test_a_whole_execution_is_bounded_however_patient_its_prompt(fragile: Stack, person: Person) -> None:
    model = fragile.model_named("hang")
    prompt = person.add_prompt(model=model, parameters={"timeout_seconds": 300, "max_retries": 5})
    with fragile.retuned(FORMAOPS_EXECUTION_TIMEOUT_SECONDS=2):
        # What has to be imported first may take as long as that.
        assert eventually(lambda: person.execute(prompt["id"], model=fragile.model_named("ok")).status_code == 200)
        problem = assert_problem(person.execute(prompt["id"]), 504, "provider_timeout")
    row = person.execution(problem["execution"]["id"])
    assert_settled(row, "FAILED", [("FIRST", "CANCELLED")], "provider_timeout")
    assert row["model_calls"][0]["is_estimate"]
