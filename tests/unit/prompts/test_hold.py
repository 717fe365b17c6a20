"""What is held for an execution: raised before it could be passed, and only then."""

import json
from decimal import Decimal
from typing import Any
from uuid import UUID

import httpx
import pytest
import respx

from formaops.database import Database
from formaops.errors import BudgetExceeded
from formaops.models import Message, Parameters, Request
from formaops.prompts.hold import Hold
from tests.unit.prompts.test_execution import EXECUTION, LEASE, REST, a_call, settings

RAISE = f"{REST}/rpc/raise_execution_hold"
PRICES = {
    "local:a": {"input_usd_per_mtok": "1", "output_usd_per_mtok": "10", "call_usd": "0"},
    "local:b": {"input_usd_per_mtok": "2", "output_usd_per_mtok": "20", "call_usd": "0.5"},
}


def hold(usd: str) -> Hold:
    made = Hold.read({"id": str(EXECUTION), "lease_id": str(LEASE)}, {"usd": usd, "prices": PRICES})
    assert made
    return made


def request(*contents: str, **more: Any) -> Request:
    roles = ("user", "assistant", "user")
    parameters = Parameters(max_tokens=10, max_retries=0)
    messages = tuple(Message(role, content) for role, content in zip(roles, contents, strict=False))  # type: ignore[arg-type]
    return Request(**({"model": "local:a", "messages": messages, "parameters": parameters} | more))


@pytest.fixture
def database() -> Database:
    return Database(settings(), transport=httpx.AsyncHTTPTransport())


def test_without_a_budget_there_is_none() -> None:
    assert Hold.read({"id": str(EXECUTION), "lease_id": str(LEASE)}, None) is None


def test_where_a_budget_only_warns_an_unknown_price_holds_nothing() -> None:
    assert Hold.read({"id": str(EXECUTION), "lease_id": str(LEASE)}, {"unknown": "local:x"}) is None


# 64 tokens of a call and 3 bytes at 1, 10 tokens of the answer at 10 dollars a million.
ONE_CALL = Decimal("0.000167")


@respx.mock
async def test_what_is_enough_is_left_as_it_is(database: Database) -> None:
    await hold(f"{ONE_CALL}").cover(request("abc"), [], database=database)


@respx.mock
async def test_what_is_not_is_raised_to_what_is_needed(database: Database) -> None:
    raised = respx.post(RAISE).respond(json={"usd": "1"})
    held = hold("0.000166999999")
    await held.cover(request("abc"), [], database=database)
    assert json.loads(raised.calls.last.request.content) == {
        "p_execution_id": str(EXECUTION),
        "p_lease_id": str(LEASE),
        "p_hold_usd": "0.000167000000",
    }
    assert held.usd == ONE_CALL


@respx.mock
async def test_what_was_spent_already_is_added(database: Database) -> None:
    raised = respx.post(RAISE).respond(json={"usd": "1"})
    spent = [a_call("first", "succeeded"), a_call("first", "failed")]
    held = hold("0")
    await held.cover(request("abc"), spent, database=database)
    assert raised.called
    assert held.usd == ONE_CALL + sum((call.cost for call in spent if call.cost), Decimal(0))


@pytest.mark.parametrize(
    ("asked", "needed"),
    [
        (request("é"), "0.000166"),  # two bytes
        (request("abc", "a" * 9, "ab"), "0.00021"),  # two messages more: 32 tokens of their own
        (request("abc", "a" * 999, "ab"), "0.000211"),  # an answer has no more tokens than it might have had
        (request("abc", json_schema={"a": 1}), "0.000175"),  # is sent along
        (request("abc", fallback_model="local:a"), "0.000167"),  # is no other
        (request("abc", fallback_model="local:b"), "0.500501"),
        (request("abc", parameters=Parameters(max_tokens=10, max_retries=2)), "0.000501"),
    ],
)
@respx.mock
async def test_everything_that_could_follow_counts(database: Database, asked: Request, needed: str) -> None:
    respx.post(RAISE).respond(json={"usd": "1"})
    held = hold("0")
    await held.cover(asked, [], database=database)
    assert held.usd == Decimal(needed)


@respx.mock
async def test_what_a_budget_does_not_bear_is_not_asked(database: Database) -> None:
    detail = {
        "budget": "daily",
        "budget_id": str(UUID(int=1)),
        "limit": "1",
        "spent": "0.5",
        "held": "0.4",
        "needed": "9",
    }
    refusal = {"code": "PT402", "message": "No.", "details": json.dumps(detail), "hint": None}
    respx.post(RAISE).respond(402, json=refusal)
    with pytest.raises(BudgetExceeded) as refused:
        await hold("0").cover(request("abc"), [], database=database)
    assert refused.value.extra == detail
