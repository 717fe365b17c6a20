"""The checker is tried itself: books that were doctored are told apart from books that balance, and what is wrong is
named."""

import asyncio
import random
import uuid
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

import aiohttp
import psycopg
import pytest

from tests.reliability.chaos import world
from tests.reliability.chaos.clients import Asking
from tests.reliability.chaos.dice import Order
from tests.reliability.chaos.running import CROWDED, PASSED
from tests.support import balance
from tests.support.balance import CHECKS, Books, Model
from tests.support.journal import Asked, Heard, Journal
from tests.support.stacks import ANSWER_COST, Stack

MODEL = Model(Decimal(ANSWER_COST), 100)
# Two in the tenant that has a hard budget, one that warns in the tenant before.
ORDERS = [
    Order(0, "plain", "ok", 2, 0, 0, 0, 0, "NORMAL", False),
    Order(1, "keyed", "flaky-1", 2, 1, 0, 0, 0, "NORMAL", False),
    Order(2, "stream", "bad-json-then-good", 2, 0, 1, 0, 0, "NORMAL", False),
    Order(3, "plain", "ok", 1, 0, 0, 0, 0, "NORMAL", True),
    Order(4, "cancelled", "drip-20ms", 1, 0, 0, 0, 0, "NORMAL", False),
    Order(5, "plain", "greedy", 4, 0, 0, 0, 0, "NORMAL", False),
]


@dataclass(frozen=True)
class Doctored:
    """Books that somebody has been at, in a transaction that is rolled back."""

    connection: psycopg.Connection[Any]
    books: Books

    def found(self) -> dict[str, str]:
        """What is said, by check."""
        found: dict[str, str] = {}
        for difference in balance.differences(self.books):
            found[difference.check] = found.get(difference.check, "") + str(difference)
        return found


@pytest.fixture(scope="module")
def kept(site: Stack, tmp_path_factory: pytest.TempPathFactory) -> tuple[Stack, list[str], Mapping[str, Asked], Any]:
    """Some executions in all tenants, one whose worker died and one whose worker was late."""
    made = world.make(site, 6, "https://hooks.example.com/")
    journal = Journal(tmp_path_factory.mktemp("chaos") / "journal.jsonl")
    run = uuid.uuid4().hex[:6]
    asyncio.run(_asked(site, made, journal, run))
    for late in (False, True):
        _abandon(site, made, journal, f"{run}-{'late' if late else 'dead'}", late=late)
    journal.close()
    while site.service.rpc("seal_audit", p_limit=10_000):
        pass
    return site, made.tenant_ids, journal.asked, site.model.marks()


async def _asked(site: Stack, made: world.World, journal: Journal, run: str) -> None:
    async with aiohttp.ClientSession() as session:
        for order in ORDERS:
            places = [site.addresses.functions_url] * 2
            dice = random.Random(order.number)
            await Asking(session, made, journal, places, order, f"{run}-{order.number}", dice).ask()


def _abandon(site: Stack, made: world.World, journal: Journal, mark: str, *, late: bool) -> None:
    """Begin as a function does, and be taken for dead; who is late tells afterwards what it asked."""
    order = Order(0, "plain", "ok", 2, 0, 0, 0, 0, "NORMAL", False)
    person, body = made.person(order), made.body(order, mark)
    asked = Asked(mark, "plain", str(person.tenant_id), person.id, made.models["ok"])
    journal.send(asked)
    begun = site.service.rpc(
        "begin_execution",
        p_user_id=person.id,
        p_tenant_id=person.tenant_id,
        **{f"p_{name}": value for name, value in body.items()},
    )["execution"]
    journal.hear(asked, Heard("begun", begun["id"]))
    site.http.post(
        f"{site.model.url}/chat/completions", json={"model": "ok", "messages": [{"content": f"mark:{mark}"}]}
    ).raise_for_status()
    site.give_up(begun["id"])
    if late:
        call = {"id": str(uuid.uuid4()), "kind": "first", "provider": "local", "model": made.models["ok"]}
        call |= {"cost_usd": ANSWER_COST, "price_source": "operator", "outcome": "succeeded", "output_tokens": 25}
        site.service.rpc(
            "settle_execution",
            p_execution_id=begun["id"],
            p_lease_id=begun["lease_id"],
            p_result={"status": "COMPLETED", "latency_ms": 5},
            p_calls=[call],
            p_logs=[],
        )


@pytest.fixture
def doctor(kept: Any) -> Iterator[Callable[..., Doctored]]:
    """Run a statement on the books, past all triggers, and read them; `{late}` and so on are executions."""
    site, tenants, asked, marks = kept
    with psycopg.connect(site.addresses.admin_db_url) as connection:

        def doctored(statement: str = "") -> Doctored:
            connection.execute("set local session_replication_role = replica")
            if statement:
                changed = connection.execute(statement.format(**_named(asked, tenants)).encode())
                assert changed.rowcount, "nothing was doctored"
            answered = {mark: counted for mark, counted in marks.items() if mark in asked}
            return Doctored(connection, balance.read(connection, tenants, asked, answered, MODEL))

        yield doctored
        connection.rollback()


def _named(asked: Mapping[str, Asked], tenants: list[str]) -> dict[str, str]:
    """The id of each execution, by what became of it; and the tenants."""
    names = {"plain": "0", "keyed": "1", "stream": "2", "cancelled": "4", "greedy": "5", "dead": "dead", "late": "late"}
    ids = {mark.rpartition("-")[2]: each.accepted for mark, each in asked.items()}
    named = {name: f"'{next(iter(ids[suffix]))}'" for name, suffix in names.items()}
    return named | {"warned": f"'{tenants[1]}'", "tight": f"'{tenants[2]}'"}


LEDGER, EXECUTIONS, SLOTS = "public.cost_tracking", "public.executions", "private.budget_slots"
TIGHT = "(select id from public.budgets where tenant_id = {tight} and name = 'tight')"

DOCTORED = [
    (
        "nothing_is_queued",
        "insert into private.queued_executions"
        " (execution_id, tenant_id, priority, queued_at, due_at, task_id, run_id)"
        " values ({plain}, {tight}, 'LOW', now(), now(), gen_random_uuid(), gen_random_uuid())",
    ),
    ("every_event_is_told_once", "delete from public.webhook_deliveries where tenant_id = {warned}"),
    (
        "every_event_is_told_once",
        "insert into public.webhook_deliveries (tenant_id, endpoint_id, event_id, event_type, payload, next_attempt_at)"
        " select tenant_id, endpoint_id, gen_random_uuid(), event_type, payload, now() from public.webhook_deliveries"
        " where tenant_id = {warned} limit 1",
    ),
    ("everything_has_ended", f"update {EXECUTIONS} set status = 'RUNNING', completed_at = null where id = {{plain}}"),
    ("every_request_to_the_model_is_in_the_ledger", f"delete from {LEDGER} where reference_id = {{plain}}"),
    ("budgets_are_the_sum_of_the_ledger", f"delete from {LEDGER} where reference_id = {{plain}}"),
    ("an_execution_costs_what_the_ledger_said_when_it_ended", f"delete from {LEDGER} where reference_id = {{plain}}"),
    (
        "every_request_to_the_model_is_in_the_ledger",
        f"insert into {LEDGER} select (jsonb_populate_record(c, jsonb_build_object('id', gen_random_uuid()))).*"
        f" from {LEDGER} as c where reference_id = {{plain}}",
    ),
    (
        "every_request_to_the_model_is_in_the_ledger",
        f"delete from {LEDGER} where reference_id = {{keyed}} and outcome = 'FAILED'",
    ),
    (
        "every_request_to_the_model_is_in_the_ledger",
        f"delete from {LEDGER} where reference_id = {{stream}} and kind = 'REPAIR'",
    ),
    (
        "rows_of_the_ledger_belong_to_executions",
        f"update {LEDGER} set reference_id = gen_random_uuid() where reference_id = {{plain}}",
    ),
    (
        "rows_of_the_ledger_belong_to_executions",
        f"update {LEDGER} set user_id = gen_random_uuid() where reference_id = {{plain}}",
    ),
    ("an_answer_costs_what_it_costs", f"update {LEDGER} set cost_usd = cost_usd * 2 where reference_id = {{plain}}"),
    (
        "nothing_is_held",
        "insert into private.budget_holds (execution_id, budget_id, period_start, slot, held_usd)"
        f" select {{plain}}, {TIGHT}, now(), 0, 0",
    ),
    ("nothing_is_held", "insert into private.token_holds values ({plain}, {tight}, 0, 0, 1)"),
    ("nothing_is_held", f"update {SLOTS} set held_usd = 1e-12 where budget_id = {TIGHT} and slot = 3"),
    (
        "budgets_are_the_sum_of_the_ledger",
        f"update {SLOTS} set spent_usd = spent_usd + 1e-12 where budget_id = {TIGHT} and slot = 3",
    ),
    ("no_hard_limit_is_passed", "update public.budgets set limit_usd = 1e-12 where tenant_id = {tight}"),
    ("alerts_are_told", "delete from public.budget_alerts where tenant_id = {warned}"),
    ("what_was_accepted_ran_once", f"delete from {EXECUTIONS} where id = {{cancelled}}"),
    (
        "what_was_accepted_ran_once",
        f"insert into {EXECUTIONS} (id, tenant_id, user_id, prompt_id, prompt_version, inputs, model)"
        f" select gen_random_uuid(), tenant_id, user_id, prompt_id, prompt_version, inputs, model from {EXECUTIONS}"
        " where id = {plain}",
    ),
    ("what_was_told_is_written", f"update {EXECUTIONS} set status = 'FAILED' where id = {{plain}}"),
    ("what_was_told_is_written", f"update {EXECUTIONS} set cost_usd = cost_usd + 1e-12 where id = {{stream}}"),
    (
        "what_a_dead_worker_spent_is_estimated_once",
        f"delete from {LEDGER} where reference_id = {{dead}} and kind = 'ADJUSTMENT'",
    ),
    (
        "what_a_dead_worker_spent_is_estimated_once",
        f"update {EXECUTIONS} set cost_is_complete = true where id = {{dead}}",
    ),
    (
        "what_a_dead_worker_spent_is_estimated_once",
        f"delete from {LEDGER} where reference_id = {{late}} and error = 'late_settle'",
    ),
    ("an_estimate_covers_what_it_stands_for", f"update {LEDGER} set cost_usd = 1e-9 where reference_id = {{dead}}"),
    (
        "what_a_dead_worker_spent_is_estimated_once",
        f"update {LEDGER} set id = gen_random_uuid() where reference_id = {{late}} and error = 'late_settle'",
    ),
    ("audit_chains_are_whole", "delete from private.audit_chain where sequence = 3 and tenant_id = {tight}"),
    (
        "audit_chains_are_whole",
        "update public.audit_logs set changes = '{{}}' where action = 'END' and resource_id = {plain}",
    ),
    ("every_end_is_audited_once", "delete from public.audit_logs where action = 'END' and resource_id = {plain}"),
    (
        "every_end_is_audited_once",
        "insert into public.audit_logs (tenant_id, action, resource_type, resource_id, changes)"
        " select tenant_id, action, resource_type, resource_id, changes from public.audit_logs"
        " where action = 'END' and resource_id = {plain}",
    ),
    ("nothing_ran_that_nobody_asked_for", f"update {EXECUTIONS} set inputs = '{{{{}}}}' where id = {{plain}}"),
    ("nothing_ran_that_nobody_asked_for", f"update {EXECUTIONS} set idempotency_key = 'another' where id = {{keyed}}"),
]


def test_books_that_nobody_doctored_balance(doctor: Callable[..., Doctored]) -> None:
    assert doctor().found() == {}


@pytest.mark.parametrize(("check", "statement"), DOCTORED, ids=[each[0] for each in DOCTORED])
def test_doctored_books_are_seen(doctor: Callable[..., Doctored], check: str, statement: str) -> None:
    found = doctor(statement).found()
    assert check in found, found
    assert check.replace("_", " ") in found[check]


def _refused(asked: Asked) -> Asked:
    return replace(asked, heard=[Heard("problem", code="budget_exceeded", http=402)])


TOLD: list[tuple[str, Callable[[Asked], Asked]]] = [
    ("what_was_refused_never_ran", _refused),
    ("who_waits_is_answered", lambda asked: replace(asked, is_given_up=True)),
    ("nobody_hears_of_a_fault_of_ours", lambda asked: replace(asked, heard=[Heard("problem", http=500)])),
    ("a_revoked_key_opens_nothing", lambda asked: replace(asked, form="revoked")),
    ("what_was_accepted_ran_once", lambda asked: replace(asked, heard=[Heard("begun", str(uuid.uuid4()))])),
    ("nothing_ran_that_nobody_asked_for", lambda asked: replace(asked, mark="another", tenant_id="another")),
]


@pytest.mark.parametrize(("check", "other"), TOLD, ids=[each[0] for each in TOLD])
def test_what_clients_tell_otherwise_is_seen(
    doctor: Callable[..., Doctored], check: str, other: Callable[[Asked], Asked]
) -> None:
    doctored = doctor()
    doctored.books.asked = {mark: other(asked) for mark, asked in doctored.books.asked.items()}
    assert check in doctored.found()


COUNTED: list[tuple[str, Callable[[Mapping[str, Mapping[str, int]]], Mapping[str, Mapping[str, int]]]]] = [
    ("calls_are_of_requests", lambda _: {}),
    ("every_request_to_the_model_is_in_the_ledger", lambda counted: counted | {"stranger": {"requests": 1}}),
    (
        "every_request_to_the_model_is_in_the_ledger",
        lambda counted: {mark: each | {"requests": each["requests"] + 1} for mark, each in counted.items()},
    ),
]


@pytest.mark.parametrize(("check", "other"), COUNTED, ids=[each[0] for each in COUNTED])
def test_what_the_model_counts_otherwise_is_seen(doctor: Callable[..., Doctored], check: str, other: Any) -> None:
    doctored = doctor()
    doctored.books.answered = other(doctored.books.answered)
    assert check in doctored.found()


@pytest.mark.parametrize("received", [{}, {"stranger": 1}], ids=["none", "another"])
def test_webhooks_that_do_not_arrive_are_seen(doctor: Callable[..., Doctored], received: dict[str, int]) -> None:
    doctored = doctor(
        "update public.webhook_deliveries set status = 'DELIVERED', delivered_at = now(), next_attempt_at = null"
        " where tenant_id = {warned}"
    )
    doctored.books.received = {each["event_id"]: 1 for each in doctored.books.deliveries}
    assert "webhooks_arrive" not in doctored.found()
    doctored.books.received = received
    assert "webhooks_arrive" in doctored.found()


@pytest.mark.parametrize(
    ("query", "statement"),
    [
        (PASSED, "update public.budgets set limit_usd = 1e-12 where tenant_id = {tight} and name = 'tight'"),
        (
            CROWDED,
            "insert into private.queued_executions"
            " (execution_id, tenant_id, priority, queued_at, due_at, is_running, task_id, run_id)"
            " select gen_random_uuid(), {tight}, 'LOW', now(), now(), true, gen_random_uuid(), gen_random_uuid()"
            " from generate_series(1, 33)",
        ),
    ],
    ids=["a limit", "a crowd"],
)
def test_who_looks_all_the_time_sees_what_is_passed(
    kept: Any, doctor: Callable[..., Doctored], query: str, statement: str
) -> None:
    _, tenants, _, _ = kept
    look = query.encode()
    before = doctor().connection.execute(look, [tenants]).fetchall()
    assert len(doctor(statement).connection.execute(look, [tenants]).fetchall()) == len(before) + 1


def test_every_check_has_been_tried(doctor: Callable[..., Doctored]) -> None:
    tried = {check for check, _ in [*DOCTORED, *TOLD, *COUNTED]} | {"webhooks_arrive"}
    assert tried == {check.__name__ for check in CHECKS} | doctor().books.found.keys()
