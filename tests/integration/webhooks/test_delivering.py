"""From what happens to what a receiver hears, however it behaves, and whatever becomes of the worker."""

from datetime import datetime
from typing import Any

import pytest
from standardwebhooks.webhooks import WebhookVerificationError

from formaops.database import Database
from formaops.errors import NotReady
from tests.integration.webhooks.conftest import Worker, add_endpoint
from tests.support.books import assert_problem
from tests.support.budgets import add_budget
from tests.support.callers import Person
from tests.support.receiver import Receiver
from tests.support.stacks import ANSWER_COST, Stack

ONCE = {"max_tokens": 100, "max_retries": 0, "max_repairs": 0}


def test_the_end_of_an_execution_is_told(site: Stack, admin: Person, receiver: Receiver) -> None:
    endpoint = add_endpoint(admin, receiver, "ok", "execution.completed", "execution.failed")
    prompt = admin.add_prompt(model=site.model_named("ok"), parameters=ONCE)["id"]
    record = admin.execute(prompt).json()

    [delivery] = endpoint.ended()
    [message] = endpoint.heard
    event = message.verified(endpoint.secret)
    assert event["type"] == "execution.completed"
    assert (event["data"]["id"], event["data"]["status"], event["data"]["cost_usd"]) == (
        record["id"],
        "COMPLETED",
        ANSWER_COST,
    )
    assert datetime.fromisoformat(event["timestamp"]) == datetime.fromisoformat(record["completed_at"])
    assert not {"output", "inputs", "validated_output", "context"} & event["data"].keys()
    assert (delivery["status"], delivery["attempts"], delivery["response_status"]) == ("DELIVERED", 1, 200)
    assert message.id == delivery["event_id"]
    with pytest.raises(WebhookVerificationError):
        message.verified("whsec_" + "c29tZWJvZHkgZWxzZSdzIHNlY3JldA==")


def test_a_budget_that_refuses_is_told_once(site: Stack, admin: Person, receiver: Receiver) -> None:
    endpoint = add_endpoint(admin, receiver, "ok", "budget.exceeded", "budget.threshold_reached")
    prompt = admin.add_prompt(model=site.model_named("ok"), parameters=ONCE)["id"]
    budget = add_budget(admin, "0.00000001", name="tight")
    for _ in range(3):
        assert_problem(admin.execute(prompt), 402, "budget_exceeded")
    with admin.stream(prompt) as (response, _):
        assert response.status_code == 402
    endpoint.ended()
    [message] = endpoint.heard
    event = message.verified(endpoint.secret)
    assert event["type"] == "budget.exceeded"
    figures = {name: event["data"][name] for name in ("budget_id", "limit_usd", "spent_usd", "held_usd")}
    assert figures == {"budget_id": budget["id"], "limit_usd": "0.00000001", "spent_usd": "0", "held_usd": "0"}


def test_a_threshold_is_told(site: Stack, admin: Person, receiver: Receiver) -> None:
    endpoint = add_endpoint(admin, receiver, "ok", "budget.threshold_reached")
    prompt = admin.add_prompt(model=site.model_named("ok"), parameters=ONCE)["id"]
    add_budget(admin, "1", kind="WARNING")
    add_budget(admin, ANSWER_COST, name="spent", kind="WARNING", thresholds=[1])
    assert admin.execute(prompt).status_code == 200
    endpoint.ended()
    [message] = endpoint.heard
    data = message.verified(endpoint.secret)["data"]
    assert (data["name"], data["threshold"], data["spent_usd"]) == ("spent", "1", ANSWER_COST)


def test_it_is_tried_until_it_arrives(admin: Person, receiver: Receiver) -> None:
    endpoint = add_endpoint(admin, receiver, "fails-2")
    endpoint.test()
    [delivery] = endpoint.ended()
    assert (delivery["status"], delivery["attempts"]) == ("DELIVERED", 3)
    assert len(endpoint.heard) == 3
    assert {message.id for message in endpoint.heard} == {delivery["event_id"]}
    assert {message.body for message in endpoint.heard} == {endpoint.heard[0].body}
    assert (endpoint.row["consecutive_failures"], endpoint.row["failing_since"]) == (0, None)


GIVEN_UP = {
    "fails-99": (500, "HTTP 500"),
    "moved": (302, "HTTP 302"),
    "closes": (None, "The connection broke before the answer was whole."),
    "slow": (None, "There was no whole answer after 2 seconds."),
}


def test_it_is_given_up(admin: Person, receiver: Receiver) -> None:
    endpoints = {way: add_endpoint(admin, receiver, way) for way in GIVEN_UP}
    for endpoint in endpoints.values():
        endpoint.test()
    for way, endpoint in endpoints.items():
        [delivery] = endpoint.ended()
        assert (delivery["status"], delivery["attempts"]) == ("FAILED", 3)
        assert (delivery["response_status"], delivery["error"]) == GIVEN_UP[way]
        assert len(endpoint.heard) == 3
        assert endpoint.row["consecutive_failures"] == 3


def test_nothing_is_sent_where_nobody_may_look(admin: Person, receiver: Receiver) -> None:
    endpoint = add_endpoint(admin, receiver, "ok")
    admin.rest("PATCH", "webhook_endpoints", {"url": "https://169.254.169.254/"}, id=f"eq.{endpoint.id}")
    endpoint.test()
    [delivery] = endpoint.ended()
    assert (delivery["status"], delivery["response_status"]) == ("FAILED", None)
    assert delivery["error"] == "The URL's host is not a public address."
    assert endpoint.heard == []


def test_a_huge_answer_is_an_answer(admin: Person, receiver: Receiver) -> None:
    endpoint = add_endpoint(admin, receiver, "huge")
    endpoint.test()
    assert [row["status"] for row in endpoint.ended()] == ["DELIVERED"]


def test_who_is_gone_is_not_asked_again(admin: Person, receiver: Receiver) -> None:
    endpoint = add_endpoint(admin, receiver, "gone")
    endpoint.test()
    [delivery] = endpoint.ended()
    assert (delivery["status"], delivery["attempts"], len(endpoint.heard)) == ("FAILED", 1, 1)
    assert (endpoint.row["is_active"], endpoint.row["disabled_reason"]) == (False, "GONE")


class Dying(Database):
    """Of a worker that is killed when it has sent, before it has said so."""

    async def rpc(self, name: str, arguments: Any, **more: Any) -> Any:
        if name == "end_webhook_delivery":
            raise NotReady("killed")
        return await super().rpc(name, arguments, **more)


def test_a_worker_that_dies_in_between_has_it_told_twice_and_recorded_once(
    site: Stack, admin: Person, receiver: Receiver, worker: Worker
) -> None:
    endpoint = add_endpoint(admin, receiver, "ok")
    # Without a task, so that the stack's own worker does not know of it.
    [made] = site.sql(
        "insert into public.webhook_deliveries (tenant_id, endpoint_id, event_id, event_type, payload) "
        "select tenant_id, id, gen_random_uuid(), 'webhook.test', '{}' from public.webhook_endpoints "
        "where id = %s returning id",
        endpoint.id,
    )
    with pytest.raises(NotReady):
        worker.deliver(endpoint, database=Dying)
    [row] = endpoint.deliveries
    assert (row["status"], row["attempts"]) == ("PENDING", 1)
    worker.deliver(endpoint)
    assert len(endpoint.heard) == 1, "not before it is taken for dead"

    site.sql("update public.webhook_deliveries set next_attempt_at = now() where id = %s", made["id"])
    worker.deliver(endpoint)
    [row] = endpoint.deliveries
    assert (row["status"], row["attempts"]) == ("DELIVERED", 2)
    assert [message.id for message in endpoint.heard] == [row["event_id"]] * 2


def test_both_secrets_hold_while_one_replaces_the_other(admin: Person, receiver: Receiver) -> None:
    endpoint = add_endpoint(admin, receiver, "ok")
    secret = admin.rpc("rotate_webhook_secret", p_endpoint_id=endpoint.id, p_overlap_hours=1)["secret"]
    endpoint.test()
    endpoint.ended()
    [message] = endpoint.heard
    assert message.verified(endpoint.secret) == message.verified(secret)

    secret = admin.rpc("rotate_webhook_secret", p_endpoint_id=endpoint.id, p_overlap_hours=0)["secret"]
    endpoint.test()
    endpoint.ended(2)
    message = endpoint.heard[-1]
    assert message.verified(secret)
    with pytest.raises(WebhookVerificationError):
        message.verified(endpoint.secret)


def test_it_is_told_again_under_the_same_id(admin: Person, receiver: Receiver) -> None:
    endpoint = add_endpoint(admin, receiver, "ok")
    delivery = endpoint.test()
    endpoint.ended()
    admin.rpc("redeliver_webhook", p_delivery_id=delivery)
    assert [row["status"] for row in endpoint.ended(2)] == ["DELIVERED", "DELIVERED"]
    first, second = endpoint.heard
    assert (first.id, first.body) == (second.id, second.body)
