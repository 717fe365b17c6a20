"""Executions with tenants' own keys: who is asked with which, who is billed, and what happens when one is refused."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.support.books import assert_problem, assert_settled
from tests.support.budgets import add_budget, status_of
from tests.support.callers import Person
from tests.support.provider_keys import new_key, set_key
from tests.support.stacks import OPERATORS_KEY, Stack
from tests.support.waiting import eventually

ONCE = {"max_retries": 0, "max_repairs": 0}


def sources(row: dict[str, Any]) -> list[str]:
    return [call["key_source"] for call in row["model_calls"]]


def test_a_provider_is_asked_with_the_tenants_key_from_when_it_is_stored_until_it_is_revoked(
    site: Stack, author: Person
) -> None:
    model = site.model_named("ok", provider="openai")
    prompt = author.add_prompt(model=model)["id"]
    first, second = new_key(), new_key()

    def executed() -> str:
        row = author.execution(author.execute(prompt).json()["id"])
        assert_settled(row, "COMPLETED", [("FIRST", "SUCCEEDED")])
        assert float(row["cost"]) > 0
        return str(sources(row)[0])

    told = [executed()]
    set_key(author, first)
    told.append(executed())
    stored = set_key(author, second)
    told.append(executed())
    author.rpc("revoke_provider_key", p_provider_key_id=stored["id"])
    told.append(executed())
    assert site.model.keys_for(model) == [OPERATORS_KEY, first, second, OPERATORS_KEY]
    assert told == ["OPERATOR", "TENANT", "TENANT", "OPERATOR"]

    def used(**arguments: str) -> int:
        rows = author.rpc("usage_by_day_and_model", **arguments)
        return sum(row["calls"] for row in rows)

    assert (used(), used(p_key_source="TENANT"), used(p_key_source="OPERATOR")) == (4, 2, 2)


def test_what_it_costs_is_held_and_charged_as_ever(site: Stack, author: Person) -> None:
    set_key(author, new_key())
    prompt = author.add_prompt(model=site.model_named("ok", provider="openai"), parameters=ONCE)["id"]
    add_budget(author, "1")
    record = author.execute(prompt).json()
    spent = status_of(author)
    assert (spent["spent"], spent["held"]) == (record["cost_usd"], "0")
    add_budget(author, "0.000001", name="small")
    assert_problem(author.execute(prompt), 402, "budget_exceeded")


def test_a_stream_and_a_fallback_are_asked_with_it_too(site: Stack, author: Person) -> None:
    key = new_key()
    set_key(author, key)
    fallback = site.model_named("ok", provider="openai")
    prompt = author.add_prompt(model=site.model_named("status-500"), fallback_model=fallback, parameters=ONCE)["id"]
    assert author.streamed(prompt)[-1].name == "result"
    [row] = author.executions()
    assert sources(author.execution(row["id"])) == ["OPERATOR", "TENANT"]
    assert site.model.keys_for(fallback) == [key]


def test_a_worker_asks_with_it_too(site: Stack, author: Person) -> None:
    key = new_key()
    set_key(author, key)
    model = site.model_named("ok", provider="openai")
    order = {"prompt": author.add_prompt(model=model)["id"], "inputs": {"code": "x = 1"}}
    accepted = author.invoke("execute-prompt", order, prefer="respond-async")
    assert accepted.status_code == 202, accepted.text
    row = eventually(lambda: author.executions(status="eq.COMPLETED"))[0]
    assert (sources(row), site.model.keys_for(model)) == (["TENANT"], [key])


def test_keys_of_two_tenants_and_the_operator_never_mix(site: Stack) -> None:
    """200 executions, every other one as a stream, of one model, at the same time."""
    model = site.model_named("slow-5ms", provider="openai")
    people = [site.sign_up() for _ in range(3)]
    keys = [new_key(), new_key(), OPERATORS_KEY]
    prompts = [person.add_prompt(model=model, parameters=ONCE)["id"] for person in people]
    for person, key in zip(people[:2], keys, strict=False):
        set_key(person, key)

    def execute(index: int) -> None:
        person, prompt = people[index % 3], prompts[index % 3]
        if index % 2:
            assert person.streamed(prompt)[-1].name == "result"
        else:
            assert person.execute(prompt).status_code == 200

    with ThreadPoolExecutor(16) as threads:
        list(threads.map(execute, range(200)))
    asked = site.model.keys_for(model)
    assert Counter(asked) == {keys[0]: 67, keys[1]: 67, keys[2]: 66}
    for person, source in zip(people, ("TENANT", "TENANT", "OPERATOR"), strict=True):
        rows = person.rows("cost_tracking", select="key_source,outcome")
        assert {(row["key_source"], row["outcome"]) for row in rows} == {(source, "SUCCEEDED")}


def test_one_that_is_revoked_while_it_is_used_serves_to_the_end(site: Stack, author: Person) -> None:
    key = new_key()
    stored = set_key(author, key)
    model = site.model_named("held", provider="openai")
    prompt = author.add_prompt(model=model)["id"]
    with ThreadPoolExecutor() as threads:
        running = threads.submit(author.execute, prompt)
        assert eventually(lambda: site.model.keys_for(model)) == [key]
        author.rpc("revoke_provider_key", p_provider_key_id=stored["id"])
        site.model.release(model)
        assert sources(author.execution(running.result().json()["id"])) == ["TENANT"]


@pytest.fixture
def on_own_keys(site: Stack, author: Person) -> Person:
    """Of a tenant whose plan does not include the operator's keys."""
    site.sql("update private.plan_limits set uses_operator_keys = false where plan = 'ENTERPRISE'")
    site.sql("update public.tenants set plan = 'ENTERPRISE' where id = %s", author.personal_tenant_id)
    return author


def test_without_a_key_nothing_is_begun_where_the_plan_does_not_include_the_operators(
    site: Stack, on_own_keys: Person
) -> None:
    model = site.model_named("ok", provider="openai")
    prompt = on_own_keys.add_prompt(model=model)["id"]
    add_budget(on_own_keys, "1")
    problem = assert_problem(on_own_keys.execute(prompt), 422, "provider_key_required")
    assert problem["provider"] == "openai"
    with on_own_keys.stream(prompt) as (response, _):
        response.read()
        assert_problem(response, 422, "provider_key_required")
    as_fallback = on_own_keys.add_prompt(name="Other", model=site.model_named("ok"), fallback_model=model)["id"]
    assert_problem(on_own_keys.execute(as_fallback), 422, "provider_key_required")
    assert on_own_keys.executions() == []
    assert status_of(on_own_keys)["held"] == "0"
    assert site.model.counts(model)["requests"] == 0

    set_key(on_own_keys, new_key())
    assert on_own_keys.execute(prompt).status_code == 200
    local = on_own_keys.add_prompt(name="Local", model=site.model_named("ok"))["id"]
    assert on_own_keys.execute(local).status_code == 200


def test_a_provider_that_nobody_has_a_key_of_is_the_tenants_to_mend(author: Person) -> None:
    prompt = author.add_prompt(model="anthropic:claude-haiku-4-5")["id"]
    problem = assert_problem(author.execute(prompt), 422, "provider_key_required")
    assert problem["provider"] == "anthropic"
    assert problem["execution"]["status"] == "FAILED"
    assert problem["execution"]["attempts"] == []


def test_a_refused_key_is_the_tenants_and_is_marked(site: Stack, author: Person) -> None:
    model = site.model_named("echo-key", provider="openai")
    prompt = author.add_prompt(model=model)["id"]
    problem = assert_problem(author.execute(prompt), 502, "provider_failed")
    assert "own key" not in problem["detail"]

    key = new_key()
    set_key(author, key)
    problem = assert_problem(author.execute(prompt), 422, "provider_key_refused")
    assert problem["provider"] == "openai"
    assert problem["detail"].startswith("openai refused this tenant's own key: HTTP 401")
    assert key not in str(problem)
    row = author.execution(problem["execution"]["id"])
    assert_settled(row, "FAILED", [("FIRST", "FAILED")], "provider_key_refused")
    assert (row["cost"], sources(row)) == ("0.000000000000", ["TENANT"])
    [marked] = author.rows("provider_keys", select="last_refused_at")
    assert marked["last_refused_at"]
    assert site.model.keys_for(model) == [OPERATORS_KEY, key]


def test_a_key_that_the_fallback_made_up_for_is_marked_as_well(site: Stack, author: Person) -> None:
    set_key(author, new_key())
    refused = site.model_named("status-401", provider="openai")
    prompt = author.add_prompt(model=refused, fallback_model=site.model_named("ok"))["id"]
    assert author.execute(prompt).status_code == 200
    assert author.rows("provider_keys", select="last_refused_at")[0]["last_refused_at"]


def test_a_ciphertext_in_another_tenants_place_opens_nothing(site: Stack, author: Person) -> None:
    victim = site.sign_up()
    theirs = set_key(victim, new_key())
    mine = set_key(author, new_key())
    site.sql(
        "update private.provider_key_secrets as m set ciphertext = t.ciphertext "
        "from private.provider_key_secrets as t where m.provider_key_id = %s and t.provider_key_id = %s",
        mine["id"],
        theirs["id"],
    )
    model = site.model_named("ok", provider="openai")
    prompt = author.add_prompt(model=model)["id"]
    problem = assert_problem(author.execute(prompt), 503, "not_ready")
    assert problem["execution"]["status"] == "FAILED"
    assert site.model.counts(model)["requests"] == 0, "not with the operator's either"
