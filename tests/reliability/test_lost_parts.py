"""A part of the stack goes away in the middle: what the caller hears, what the row says once it is back, and that
nothing is charged twice or forgotten."""

import signal
from collections.abc import Callable, Iterator
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


@pytest.fixture(scope="module")
def fragile(own_site: Callable[..., Stack]) -> Stack:
    return own_site(
        durable=True,
        FORMAOPS_LEASE_SECONDS=2,
        FORMAOPS_HEARTBEAT_SECONDS=0.2,
        FORMAOPS_SETTLE_PATIENCE_SECONDS=30,
        FORMAOPS_EXECUTION_TIMEOUT_SECONDS=20,
    )


@pytest.fixture
def person(fragile: Stack) -> Iterator[Person]:
    yield fragile.sign_up()
    assert eventually(fragile.is_healthy)


@pytest.fixture
def threads() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor() as pool:
        yield pool


def asked(stack: Stack, model: str) -> None:
    """Wait until the model has been asked."""
    assert eventually(lambda: stack.model.counts(model)["requests"])


def ended(person: Person) -> dict[str, Any]:
    """The person's only execution, once it has ended; the sweeper is called as a scheduler would."""

    def look() -> dict[str, Any] | None:
        try:
            person.stack.service.rpc("sweep_executions")
            [row] = person.executions()
        except (httpx.HTTPError, AssertionError):  # not yet back
            return None
        return None if row["status"] == "RUNNING" else row

    row = eventually(look)
    assert row, "it is still running"
    return row


def assert_swept(row: dict[str, Any]) -> None:
    """The sweeper ended it: it failed, and one estimate stands for what nobody knows."""
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
    model = fragile.model_named("slow-1s")
    prompt = person.add_prompt(model=model)
    answer = threads.submit(person.execute, prompt["id"])
    asked(fragile, model)
    fragile.signal(part, signal.SIGKILL)
    heard = answer.result()
    row = ended(person)
    if heard.status_code == 200:
        assert heard.json()["id"] == row["id"]
        assert_settled(row, "COMPLETED", [("FIRST", "SUCCEEDED")])
        assert Decimal(row["cost"]) == PENNY
    else:  # away for longer than the lease: the sweeper was first, and the call is in the ledger all the same
        assert_problem(heard, 409, "wrong_state")
        assert_swept(row)
        assert sum(Decimal(call["cost"]) for call in row["model_calls"]) == PENNY
    assert fragile.model.counts(model)["requests"] == 1


@pytest.mark.parametrize("part", ["postgrest", "postgres"])
def test_nothing_begins_while_it_is_away(fragile: Stack, person: Person, part: str) -> None:
    model = fragile.model_named("ok")
    prompt = person.add_prompt(model=model)
    with fragile.without(part):
        problem = assert_problem(person.execute(prompt["id"]), 503, "not_ready")
        assert "execution" not in problem
        ready = fragile.http.get(f"{fragile.addresses.functions_url}/health/ready")
        assert (ready.status_code, ready.json()["checks"]["database"]["ok"]) == (503, False)
        for function, body in {
            "test-prompt": {"prompt": "Reviewer"},
            "save-validation": {"prompt": "Reviewer", "name": "x", "type": "REGEX", "config": {"pattern": "a"}},
            "cancel-execution": {"id": prompt["id"]},
        }.items():
            assert_problem(person.invoke(function, body), 503, "not_ready")
    assert eventually(fragile.is_healthy)
    assert person.executions() == []
    assert fragile.model.counts(model)["requests"] == 0
    assert person.execute(prompt["id"]).status_code == 200


def test_an_answer_that_finds_no_database_is_told_as_503_and_ended_by_the_sweeper(
    own_site: Callable[..., Stack],
) -> None:
    impatient = own_site(FORMAOPS_LEASE_SECONDS=2, FORMAOPS_HEARTBEAT_SECONDS=0.2, FORMAOPS_SETTLE_PATIENCE_SECONDS=0.5)
    person, model = impatient.sign_up(), impatient.model_named("slow-1s")
    prompt = person.add_prompt(model=model)
    with ThreadPoolExecutor() as threads:
        answer = threads.submit(person.execute, prompt["id"])
        asked(impatient, model)
        with impatient.without("postgrest"):
            problem = assert_problem(answer.result(), 503, "not_ready")
    row = ended(person)
    assert problem["execution_id"] == row["id"]
    assert_swept(row)
    # One answer was counted by the model, and one row stands for it.
    assert (impatient.model.counts(model)["answered"], len(row["model_calls"])) == (1, 1)


def test_a_postgrest_that_hangs_while_it_settles_charges_once(
    fragile: Stack, person: Person, threads: ThreadPoolExecutor
) -> None:
    """The first request to settle is given up after 10 s and repeated; then PostgREST wakes up and does them all."""
    model = fragile.model_named("slow-1s")
    prompt = person.add_prompt(model=model)
    answer = threads.submit(person.execute, prompt["id"])
    asked(fragile, model)
    fragile.signal("postgrest", signal.SIGSTOP)
    try:
        log = fragile.state / "logs" / "functions.log"
        assert eventually(lambda: "could not be extended" in log.read_text() or answer.done())
    finally:
        fragile.signal("postgrest", signal.SIGCONT)
    answer.result()
    row = ended(person)
    real = [call for call in row["model_calls"] if call["kind"] != "ADJUSTMENT"]
    assert [(call["outcome"], Decimal(call["cost"])) for call in real] == [("SUCCEEDED", PENNY)]
    assert fragile.model.counts(model) == {"requests": 1, "answered": 1, "refused": 0, "broken": 0}
    assert row["status"] in ("COMPLETED", "FAILED")


# ------------------------------------------------------------------------------------------------- the functions


def test_a_functions_process_that_is_killed_leaves_a_row_for_the_sweeper(
    fragile: Stack, person: Person, threads: ThreadPoolExecutor
) -> None:
    model = fragile.model_named("slow-60s")
    prompt = person.add_prompt(model=model)
    answer = threads.submit(person.execute, prompt["id"])
    with person.stream(person.add_prompt(name="Streamed", model=model)["id"]) as (_, events):
        next(events)
        assert eventually(lambda: fragile.model.counts(model)["requests"] == 2)
        fragile.signal("functions", signal.SIGKILL)
        with pytest.raises(httpx.RemoteProtocolError):
            list(events)
    assert answer.result().status_code == 502
    assert eventually(lambda: fragile.model.counts(model)["broken"] == 2)

    def swept() -> bool:
        fragile.service.rpc("sweep_executions")
        return {row["status"] for row in person.executions()} == {"FAILED"}

    assert eventually(swept)
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
    assert_settled(ended(person), "COMPLETED", [("FIRST", "SUCCEEDED")])


def test_a_process_that_comes_back_after_the_sweeper_finds_itself_superseded(
    fragile: Stack, person: Person, threads: ThreadPoolExecutor
) -> None:
    model = fragile.model_named("slow-1s")
    prompt = person.add_prompt(model=model)
    answer = threads.submit(person.execute, prompt["id"])
    asked(fragile, model)
    fragile.signal("functions", signal.SIGSTOP)
    try:
        assert_swept(ended(person))
    finally:
        fragile.signal("functions", signal.SIGCONT)
    problem = assert_problem(answer.result(), 409, "wrong_state")
    assert problem["execution"]["status"] == "FAILED"
    row = ended(person)
    assert_swept(row)  # what had been said of it stays
    [late] = [call for call in row["model_calls"] if call["kind"] != "ADJUSTMENT"]
    assert late["outcome"] in ("SUCCEEDED", "CANCELLED")
    [spent] = person.rpc("cost_summary", p_group_by="user", p_to="2100-01-01")
    assert Decimal(str(spent["cost_usd"])) == Decimal(late["cost"]) > 0


def test_an_answer_that_comes_after_the_sweeper_is_billed_once_and_not_given_as_a_success(
    own_site: Callable[..., Stack],
) -> None:
    """Without heartbeats the lease runs out while the model is asked; the worker knows nothing of it until it settles."""
    deaf = own_site(FORMAOPS_LEASE_SECONDS=2, FORMAOPS_HEARTBEAT_SECONDS=60)
    person, model = deaf.sign_up(), deaf.model_named("slow-4s")
    prompt = person.add_prompt(model=model)
    with ThreadPoolExecutor() as threads:
        answer = threads.submit(person.execute, prompt["id"])
        asked(deaf, model)
        assert_swept(ended(person))
        problem = assert_problem(answer.result(), 409, "wrong_state")
    assert problem["execution"]["status"] == "FAILED"
    row = ended(person)
    assert_swept(row)
    assert [call["kind"] for call in row["model_calls"] if call["kind"] != "ADJUSTMENT"] == ["FIRST"]
    assert sum(Decimal(call["cost"]) for call in row["model_calls"]) == PENNY
    [metrics] = person.rpc("execution_metrics")
    assert Decimal(str(metrics["total_cost_usd"])) == PENNY


def test_a_whole_execution_is_bounded_however_patient_its_prompt(own_site: Callable[..., Stack]) -> None:
    bounded = own_site(FORMAOPS_EXECUTION_TIMEOUT_SECONDS=1)
    person, model = bounded.sign_up(), bounded.model_named("hang")
    prompt = person.add_prompt(model=model, parameters={"timeout_seconds": 300, "max_retries": 5})
    problem = assert_problem(person.execute(prompt["id"]), 504, "provider_timeout")
    row = person.execution(problem["execution"]["id"])
    assert_settled(row, "FAILED", [("FIRST", "CANCELLED")], "provider_timeout")
    assert row["model_calls"][0]["is_estimate"]


def test_a_caller_who_goes_away_from_an_answer_at_once_leaves_it_finished(fragile: Stack, person: Person) -> None:
    model = fragile.model_named("slow-1s")
    prompt = person.add_prompt(model=model)
    order = {"prompt": prompt["id"], "inputs": {"code": ""}}
    url = f"{fragile.addresses.functions_url}/execute-prompt"
    with httpx.Client(timeout=httpx.Timeout(30, read=0.3)) as hasty, pytest.raises(httpx.ReadTimeout):
        hasty.post(url, json=order, headers=person.headers)
    row = ended(person)
    assert row["status"] in ("COMPLETED", "CANCELLED")
    assert len(row["model_calls"]) == 1
    assert fragile.model.counts(model)["requests"] == 1
