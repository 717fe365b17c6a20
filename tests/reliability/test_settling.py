"""begin, extend, settle and sweep as the functions call them: fenced, repeatable, and every call in the ledger once."""

import uuid
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from typing import Any

import psycopg
import pytest

from tests.support.callers import Person
from tests.support.stacks import Stack


@pytest.fixture(scope="module")
def person(site: Stack) -> Person:
    person = site.sign_up()
    person.add_prompt()
    return person


def begin(person: Person) -> dict[str, Any]:
    begun = person.stack.service.rpc(
        "begin_execution", p_user_id=person.id, p_tenant_id=None, p_prompt="Reviewer", p_inputs={"code": ""}
    )
    execution: dict[str, Any] = begun["execution"]
    return execution


def call(cost: str | None = "0.001", **more: Any) -> dict[str, Any]:
    given = {"id": str(uuid.uuid4()), "kind": "first", "provider": "local", "model": "local:test"}
    given |= {"input_tokens": 10, "output_tokens": 5, "cost_usd": cost, "price_source": "operator"}
    return given | {"price_version": "1", "outcome": "succeeded", "latency_ms": 5} | more


def settle(person: Person, execution: dict[str, Any], *calls: dict[str, Any], **more: Any) -> Any:
    arguments = {
        "p_execution_id": execution["id"],
        "p_lease_id": execution["lease_id"],
        "p_result": {"status": "COMPLETED", "output": "text", "validation_status": "SKIPPED", "latency_ms": 7},
        "p_calls": list(calls),
        "p_logs": [{"level": "info", "message": "done"}],
    }
    return person.stack.service.rpc("settle_execution", **(arguments | more))


def test_settling_again_changes_nothing(person: Person) -> None:
    execution, one = begin(person), call()
    first = settle(person, execution, one)
    assert (first["outcome"], first["execution"]["cost_usd"]) == ("settled", "0.001")
    again = settle(person, execution, one, p_result={"status": "FAILED", "latency_ms": 1})
    assert again == first
    row = person.execution(execution["id"])
    assert (row["status"], row["cost"]) == ("COMPLETED", "0.001000000000")
    assert (len(row["model_calls"]), len(row["execution_logs"])) == (1, 1)


def test_settling_many_times_at_once_settles_once(person: Person) -> None:
    execution, calls = begin(person), [call("0.000000000001"), call("0.1", kind="retry")]
    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(lambda _: settle(person, execution, *calls), range(8)))
    assert {answer["outcome"] for answer in answers} == {"settled"}
    row = person.execution(execution["id"])
    assert (row["cost"], len(row["model_calls"]), len(row["execution_logs"])) == ("0.100000000001", 2, 1)


def test_another_lease_settles_nothing_but_its_spending_counts(person: Person) -> None:
    execution, stranger = begin(person), call("0.5")
    wrong = execution | {"lease_id": str(uuid.uuid4())}
    assert settle(person, wrong, stranger)["outcome"] == "superseded"
    assert person.execution(execution["id"])["status"] == "RUNNING"
    assert settle(person, execution, call("0.25"))["execution"]["cost_usd"] == "0.75"


def test_the_sweeper_then_a_late_settle_then_again(person: Person) -> None:
    execution, late = begin(person), call("0.125")
    person.stack.give_up(execution["id"])
    for _ in range(2):
        answer = settle(person, execution, late)
        assert (answer["outcome"], answer["execution"]["status"]) == ("superseded", "FAILED")
    row = person.execution(execution["id"])
    assert (row["status"], row["error"]["code"], row["output"]) == ("FAILED", "lease_expired", None)
    assert sorted(call["kind"] for call in row["model_calls"]) == ["ADJUSTMENT", "FIRST"]
    assert sum(Decimal(call["cost"]) for call in row["model_calls"]) == Decimal("0.125")
    assert (row["cost_is_complete"], row["execution_logs"]) == (False, [])


def test_sweeping_twice_at_once_estimates_once(person: Person) -> None:
    execution = begin(person)
    person.stack.sql("update public.executions set lease_expires_at = now() where id = %s", execution["id"])
    with ThreadPoolExecutor(4) as threads:
        list(threads.map(lambda _: person.stack.service.rpc("sweep_executions"), range(4)))
    # Or the stack's own sweeper came before them.
    assert [call["kind"] for call in person.execution(execution["id"])["model_calls"]] == ["ADJUSTMENT"]


def test_a_live_lease_is_not_swept_and_a_lost_one_not_extended(person: Person) -> None:
    execution = begin(person)
    service = person.stack.service
    lease = {"p_execution_id": execution["id"], "p_lease_id": execution["lease_id"]}
    service.rpc("sweep_executions")
    assert person.execution(execution["id"])["status"] == "RUNNING"
    assert service.rpc("extend_execution_lease", **lease) == {"held": True, "cancel_requested": False}
    foreign = lease | {"p_lease_id": str(uuid.uuid4())}
    assert service.rpc("extend_execution_lease", **foreign) == {"held": False, "cancel_requested": False}
    person.rpc("cancel_execution", p_execution_id=execution["id"])
    assert service.rpc("extend_execution_lease", **lease) == {"held": True, "cancel_requested": True}
    person.stack.give_up(execution["id"])
    assert service.rpc("extend_execution_lease", **lease)["held"] is False


def test_a_call_whose_price_nobody_knows_leaves_the_cost_incomplete(person: Person) -> None:
    execution = begin(person)
    answer = settle(person, execution, call("0.5"), call(None, price_source="unknown"))
    assert (answer["execution"]["cost_usd"], answer["execution"]["cost_is_complete"]) == ("0.5", False)


def test_an_unknown_price_may_be_allowed_and_then_the_row_says_so(fragile: Stack) -> None:
    author = fragile.sign_up()
    prompt = author.add_prompt(model=fragile.model_named("ok", priced=False))
    with fragile.retuned(FORMAOPS_ALLOW_UNKNOWN_PRICE="true"):
        record = author.execute(prompt["id"]).json()
    assert (record["status"], record["cost_usd"], record["cost_is_complete"]) == ("COMPLETED", "0", False)
    assert record["attempts"][0]["cost_usd"] is None
    row = author.execution(record["id"])
    [only] = row["model_calls"]
    assert (only["cost_usd"], only["price_source"], only["input_tokens"]) == (None, "UNKNOWN", 100)


@pytest.mark.parametrize(
    "change", ["status = 'RUNNING', completed_at = null", "output = 'better'", "cost_usd = 0", "deleted"]
)
def test_an_ended_execution_is_as_it_is_for_everybody(person: Person, change: str) -> None:
    execution = begin(person)
    settle(person, execution, call())
    statement = f"update public.executions set {change} where id = %s"
    if change == "deleted":
        statement = "delete from public.executions where id = %s"
    with pytest.raises(psycopg.Error, match=r"is final|is refused"):
        person.stack.sql(statement, execution["id"])
