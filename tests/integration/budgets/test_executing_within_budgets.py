"""execute-prompt under budgets: what is held while it runs, what is refused, and what is left when it has ended."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from typing import Any

import pytest

from tests.support.books import assert_problem, assert_settled
from tests.support.budgets import add_budget, status_of
from tests.support.callers import Person
from tests.support.fixtures import Team
from tests.support.stacks import ANSWER_COST, Stack
from tests.support.waiting import eventually

ONCE = {"max_tokens": 100, "max_retries": 0, "max_repairs": 0}


def bound(person: Person, prompt: str) -> Decimal:
    """What is held for an execution of the prompt; nothing is left of it."""
    site = person.stack
    [row] = site.sql(
        'select private.execution_bound(v.template, v.variables, \'{"code": "x = 1"}\', v.validations, v.parameters,'
        " v.model, v.fallback_model, null) ->> 'usd' as usd from public.prompt_versions as v where prompt_id = %s",
        prompt,
    )
    return Decimal(row["usd"])


def test_what_it_may_cost_is_held_while_it_runs_and_what_it_cost_is_spent_after(site: Stack, team: Team) -> None:
    model = site.model_named("held")
    prompt = team.admin.add_prompt(tenant_id=team.admin.tenant_id, model=model, parameters=ONCE)["id"]
    add_budget(team.admin, "1")
    held = bound(team.member, prompt)

    with ThreadPoolExecutor(1) as threads:
        running = threads.submit(team.member.execute, prompt)
        assert eventually(lambda: status_of(team.viewer)["held"] == f"{held:f}")
        site.model.release(model)
        answer = running.result()

    assert answer.status_code == 200, answer.text
    assert status_of(team.viewer) == {
        "limit": "1",
        "spent": ANSWER_COST,
        "held": "0",
        "remaining": f"{1 - Decimal(ANSWER_COST):f}",
    }


def test_past_a_hard_limit_no_model_is_asked(site: Stack, author: Person) -> None:
    model = site.model_named("ok")
    prompt = author.add_prompt(model=model, parameters=ONCE)["id"]
    held = bound(author, prompt)
    budget = add_budget(author, f"{held:f}", name="tight")
    assert author.execute(prompt).status_code == 200

    problem = assert_problem(author.execute(prompt), 402, "budget_exceeded")

    assert (problem["budget"], problem["budget_id"]) == ("tight", budget["id"])
    figures = [problem[name] for name in ("limit", "spent", "held", "needed")]
    assert figures == [f"{held:f}", ANSWER_COST, "0", f"{held:f}"]
    assert problem["period_start"] < problem["period_end"]
    assert "tight" in problem["detail"]
    assert site.model.counts(model)["requests"] == 1
    assert len(author.executions()) == 1


def test_a_stream_past_a_hard_limit_is_refused_before_it_begins(site: Stack, author: Person) -> None:
    prompt = author.add_prompt(model=site.model_named("ok"))["id"]
    add_budget(author, "0")
    with author.stream(prompt) as (response, _):
        response.read()
        assert_problem(response, 402, "budget_exceeded")


def test_a_budget_of_another_user_or_prompt_refuses_nothing(site: Stack, team: Team) -> None:
    model = site.model_named("ok")
    prompt = team.admin.add_prompt(tenant_id=team.admin.tenant_id, model=model)["id"]
    other = team.admin.add_prompt(tenant_id=team.admin.tenant_id, model=model, name="other")["id"]
    add_budget(team.admin, "0", name="the admin's", user_id=team.admin.id)
    add_budget(team.admin, "0", name="the other's", prompt_id=other)

    assert team.member.execute(prompt).status_code == 200
    assert_problem(team.admin.execute(prompt), 402, "budget_exceeded")
    assert_problem(team.member.execute(other), 402, "budget_exceeded")


def test_a_warning_refuses_nothing_and_tells_once(site: Stack, author: Person) -> None:
    prompt = author.add_prompt(model=site.model_named("ok"))["id"]
    budget = add_budget(author, "0.00001", kind="WARNING", thresholds=[0.5, 1, 2])
    for _ in range(2):
        assert author.execute(prompt).status_code == 200

    alerts = author.rows("budget_alerts", budget_id=f"eq.{budget['id']}", order="threshold")

    assert [alert["threshold"] for alert in alerts] == [0.5, 1]


@pytest.mark.parametrize(
    ("behaviour", "parameters", "status", "calls"),
    [
        ("flaky-1", {"max_retries": 2}, "COMPLETED", 2),
        ("status-400", {}, "FAILED", 1),
        ("hang", {"timeout_seconds": 1, "max_retries": 0}, "FAILED", 1),
    ],
)
def test_whatever_becomes_of_it_the_budget_has_what_the_ledger_has(
    site: Stack, author: Person, behaviour: str, parameters: dict[str, Any], status: str, calls: int
) -> None:
    prompt = author.add_prompt(model=site.model_named(behaviour), parameters=parameters)["id"]
    add_budget(author, "1")
    author.execute(prompt)

    [row] = author.executions()

    assert (row["status"], len(row["model_calls"])) == (status, calls)
    spent = sum(Decimal(call["cost"] or 0) for call in row["model_calls"])
    assert status_of(author)["spent"] == f"{spent.normalize():f}"
    assert status_of(author)["held"] == "0"


def test_a_template_that_repeats_its_inputs_has_its_hold_raised_before_it_is_sent(site: Stack, author: Person) -> None:
    model = site.model_named("held")
    prompt = author.add_prompt(template="{% for n in (1..100) %}{{code}}{% endfor %}", model=model, parameters=ONCE)[
        "id"
    ]
    expected = bound(author, prompt)
    add_budget(author, "1")

    with ThreadPoolExecutor(1) as threads:
        running = threads.submit(author.execute, prompt, {"code": "x" * 100})
        assert eventually(lambda: Decimal(status_of(author)["held"]) > 100 * 100 * Decimal("0.0371") / 10**6 > expected)
        site.model.release(model)
        assert running.result().status_code == 200
    assert status_of(author)["held"] == "0"


def test_what_a_template_repeats_is_not_sent_when_the_limit_does_not_bear_it(site: Stack, author: Person) -> None:
    model = site.model_named("ok")
    prompt = author.add_prompt(template="{% for n in (1..100) %}{{code}}{% endfor %}", model=model, parameters=ONCE)[
        "id"
    ]
    add_budget(author, "0.0001")

    problem = assert_problem(author.execute(prompt, {"code": "x" * 100}), 402, "budget_exceeded")

    assert problem["execution"]["status"] == "FAILED"
    [row] = author.executions()
    assert_settled(row, "FAILED", [], "budget_exceeded")
    assert site.model.counts(model)["requests"] == 0
    assert status_of(author)["held"] == "0"


def test_a_repair_is_not_asked_for_when_the_limit_does_not_bear_it(site: Stack, author: Person) -> None:
    """The faults of the first answer are far longer than is foreseen; of two schemas, none is sent along."""
    model = site.model_named("ok")
    names = {f"{'n' * 180}{number}": {"type": "null"} for number in range(30)}
    strict = {"name": "s", "type": "SCHEMA", "config": {"type": "object", "required": list(names)}}
    prompt = author.add_prompt(
        model=model,
        validations=[strict, {"name": "t", "type": "SCHEMA", "config": {}}],
        parameters=ONCE | {"max_repairs": 1},
    )["id"]
    add_budget(author, f"{bound(author, prompt) + Decimal('0.000001'):f}")

    problem = assert_problem(author.execute(prompt), 402, "budget_exceeded")

    assert [call["kind"] for call in problem["execution"]["attempts"]] == ["first"]
    assert status_of(author)["spent"] == ANSWER_COST


def test_a_price_that_the_package_knows_is_learned_when_a_budget_needs_it(site: Stack, author: Person) -> None:
    """Its bound does not fit, so that nothing is asked."""
    prompt = author.add_prompt(model="openai:gpt-5-mini", parameters=ONCE)["id"]
    add_budget(author, "0.000001")

    assert_problem(author.execute(prompt), 402, "budget_exceeded")

    [price] = site.sql("select * from private.list_prices where model = 'openai:gpt-5-mini'")
    assert (price["input_usd_per_mtok"], price["output_usd_per_mtok"]) == (Decimal("0.25"), 2)


def test_a_price_that_nobody_knows_is_refused_under_a_hard_limit(site: Stack, author: Person) -> None:
    model = site.model_named("ok", priced=False)
    prompt = author.add_prompt(model=model)["id"]
    add_budget(author, "1")

    problem = assert_problem(author.execute(prompt), 422, "unknown_price")

    assert problem["model"] == model
    assert site.model.counts(model)["requests"] == 0
    assert author.executions() == []


def test_of_five_hundred_at_once_ten_run_on_a_budget_for_ten(site: Stack, author: Person) -> None:
    """Each costs less than is held for it; none ends before the last has asked."""
    model = site.model_named("held")
    prompt = author.add_prompt(model=model, parameters=ONCE | {"timeout_seconds": 200})["id"]
    held = bound(author, prompt)
    add_budget(author, f"{10 * held:f}")

    with ThreadPoolExecutor(100) as threads:
        asked = [threads.submit(author.execute, prompt) for _ in range(500)]
        eventually(lambda: sum(each.done() for each in asked) >= 490, 120)
        site.model.release(model)
        answers = Counter(each.result().status_code for each in asked)

    assert answers == {200: 10, 402: 490}
    assert site.model.counts(model) == {"requests": 10, "answered": 10, "refused": 0, "broken": 0}
    rows = author.executions()
    assert [row["status"] for row in rows] == ["COMPLETED"] * 10
    assert status_of(author)["spent"] == f"{(10 * Decimal(ANSWER_COST)).normalize():f}"
    assert status_of(author)["held"] == "0"
