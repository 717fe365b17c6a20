"""Budgets under many sessions at once: exactly what fits runs, nothing is counted wrong, and nobody waits for long."""

import random
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from psycopg.types.json import Jsonb

from formaops.local.layout import ROOT
from tests.migration.clusters import MIGRATED, Cluster

TENANT = UUID("00000000-0000-4000-8000-0000000000f1")
USERS = [UUID(f"00000000-0000-4000-8000-0000000000e{n}") for n in range(3)]
HELPERS = ROOT / "supabase" / "tests" / "helpers.sql"
SESSIONS = 24

BEGIN = "select public.begin_execution(%s, %s, %s, p_idempotency_key => %s, p_idempotency_hash => %s)"
SETTLE = """
    select public.settle_execution(
      %s, %s, '{"status": "COMPLETED", "validation_status": "SKIPPED", "latency_ms": 5}',
      jsonb_build_array(jsonb_build_object(
        'id', %s::uuid, 'kind', 'first', 'provider', 'local', 'model', 'local:dollar', 'cost_usd', %s::text,
        'price_source', 'operator', 'outcome', 'succeeded', 'started_at', now()
      ))
    ) ->> 'outcome'
"""


@pytest.fixture
def database(cluster: Cluster) -> str:
    """A tenant of three members, with two prompts of which an execution may cost a dollar."""
    name = cluster.copy(MIGRATED, "at_once")
    with cluster.connect(name) as connection:
        connection.execute(HELPERS.read_text())
        connection.execute("insert into public.tenants (id, name) values (%s, 'Team')", [TENANT])
        for number, user in enumerate(USERS):
            connection.execute(
                "insert into auth.users (id, aud, role, email, raw_app_meta_data, raw_user_meta_data, created_at)"
                " values (%s, 'authenticated', 'authenticated', %s, '{}', '{}', now())",
                [user, f"user{number}@example.com"],
            )
            connection.execute("insert into public.user_roles values (%s, %s, 'ADMIN')", [TENANT, user])
        connection.execute(
            "insert into private.model_prices (provider, model, effective_from, input_usd_per_mtok,"
            " output_usd_per_mtok, version) values ('local', 'dollar', '-infinity', 0, 1000000, 'test')"
        )
        for prompt in ("one", "two"):
            connection.execute(
                "insert into public.prompts (tenant_id, user_id, name, template, model, parameters) values"
                " (%s, %s, %s, 'Hello', 'local:dollar', '{\"max_tokens\": 1, \"max_retries\": 0, \"max_repairs\": 0}')",
                [TENANT, USERS[0], prompt],
            )
        connection.execute(
            "insert into public.prompt_versions (tenant_id, prompt_id, version, template, variables, validations,"
            " model, parameters, created_by) select tenant_id, id, 1, template, variables, '[]', model, parameters,"
            " user_id from public.prompts"
        )
        connection.execute(
            "update public.prompts set status = 'PUBLISHED', version = 2, published_version = 1, published_at = now()"
        )
    return name


def _budget(cluster: Cluster, database: str, name: str, limit: str, **more: Any) -> UUID:
    row = {"name": name, "limit_usd": limit, "tenant_id": TENANT, "period": "MONTH", "thresholds": [], **more}
    columns = ", ".join(row)
    values = ", ".join(["%s"] * len(row))
    with cluster.connect(database) as connection:
        found = connection.execute(
            f"insert into public.budgets ({columns}) values ({values}) returning id", list(row.values())
        ).fetchone()
    assert found
    budget: UUID = found[0]
    return budget


@contextmanager
def _crowd(
    cluster: Cluster, database: str, work: Callable[[psycopg.Connection, int], None], sessions: int = SESSIONS
) -> Iterator[list[BaseException]]:
    """So many sessions at work while the block runs; ends when all have ended."""
    failures: list[BaseException] = []
    ready = threading.Barrier(sessions + 1)

    def run(number: int) -> None:
        try:
            with cluster.connect(database) as connection:
                connection.execute("set lock_timeout = '20s'")
                connection.execute("set role service_role")
                ready.wait()
                work(connection, number)
        except BaseException as failure:
            failures.append(failure)

    threads = [threading.Thread(target=run, args=[number]) for number in range(sessions)]
    for thread in threads:
        thread.start()
    ready.wait()
    try:
        yield failures
    finally:
        for thread in threads:
            thread.join(timeout=120)


def _miscounted(cluster: Cluster, database: str) -> list[Any]:
    with cluster.connect(database) as connection:
        return connection.execute("select * from tests.miscounted()").fetchall()


def _counted(cluster: Cluster, database: str, budget: UUID) -> tuple[Decimal, Decimal]:
    with cluster.connect(database) as connection:
        row = connection.execute(
            "select sum(spent_usd), sum(held_usd) from private.budget_slots where budget_id = %s"
            " group by period_start order by period_start desc limit 1",
            [budget],
        ).fetchone()
    assert row
    return row[0], row[1]


def test_of_five_hundred_at_once_exactly_the_ten_run_that_the_budget_bears(cluster: Cluster, database: str) -> None:
    budget = _budget(cluster, database, "ten", "10")
    answers: Counter[str] = Counter()

    def work(connection: psycopg.Connection, number: int) -> None:
        for _ in range(500 // SESSIONS + (number < 500 % SESSIONS)):
            try:
                connection.execute(BEGIN, [USERS[number % 3], TENANT, "one", None, None])
                answers["run"] += 1
            except psycopg.Error as refused:
                answers[refused.sqlstate or str(refused)] += 1

    with _crowd(cluster, database, work) as failures:
        pass

    assert not failures
    assert answers == {"run": 10, "PT402": 490}
    assert _counted(cluster, database, budget) == (0, 10)
    assert _miscounted(cluster, database) == []


def test_the_same_key_from_many_places_at_once_begins_once(cluster: Cluster, database: str) -> None:
    _budget(cluster, database, "plenty", "1000")
    answers: Counter[str] = Counter()

    def work(connection: psycopg.Connection, number: int) -> None:
        for turn in range(10):
            try:
                connection.execute(BEGIN, [USERS[0], TENANT, "one", f"key {turn}", "hash"])
                answers["run"] += 1
            except psycopg.Error as refused:
                answers[refused.sqlstate or str(refused)] += 1

    with _crowd(cluster, database, work) as failures:
        pass

    assert not failures
    assert answers == {"run": 10, "PT409": 10 * SESSIONS - 10}
    assert _miscounted(cluster, database) == []


def test_whoever_is_far_from_the_limit_waits_for_nobody(cluster: Cluster, database: str) -> None:
    budget = _budget(cluster, database, "plenty", "1000000", thresholds=[Decimal("0.5")])
    with cluster.connect(database) as connection:
        connection.execute(BEGIN, [USERS[0], TENANT, "one", None, None])  # opens the period
    holders = [cluster.connect(database) for _ in range(15)]
    try:
        for holder in holders:  # fifteen that do not commit
            holder.execute("begin")
            holder.execute(BEGIN, [USERS[0], TENANT, "one", None, None])
        with cluster.connect(database) as connection:
            connection.execute("set lock_timeout = '100ms'")
            connection.execute(BEGIN, [USERS[1], TENANT, "two", None, None])
        for holder in holders:
            holder.execute("commit")
    finally:
        for holder in holders:
            holder.close()

    assert _counted(cluster, database, budget) == (0, 17)


@pytest.mark.parametrize("seed", range(3))
def test_whatever_happens_in_whatever_order_nothing_is_counted_wrong(
    cluster: Cluster, database: str, seed: int
) -> None:
    """Sessions begin, settle (under, at and over their hold), die, come back late and raise their holds, while an ADMIN
    changes, makes, deletes and restores budgets and moves the tenant to other time zones. At no time may anybody see
    a budget that has run past its limit by a hold, and at the end counters, ledger and holds agree."""
    steady = _budget(cluster, database, "steady", "60")
    budgets = [
        _budget(cluster, database, "changing", "40", thresholds=[Decimal("0.5"), Decimal("0.9")]),
        _budget(cluster, database, "of one user", "25", user_id=USERS[1]),
        _budget(cluster, database, "daily", "50", period="DAY"),
        _budget(cluster, database, "warning", "1", kind="WARNING", thresholds=[Decimal("0.5"), Decimal(1)]),
    ]
    answers: Counter[str] = Counter()
    done = threading.Event()

    def work(connection: psycopg.Connection, number: int) -> None:
        chance = random.Random(f"{seed} {number}")
        for _ in range(30):
            try:
                _one_execution(connection, chance, answers)
            except psycopg.Error as refused:
                answers[refused.sqlstate or str(refused)] += 1

    def change(connection: psycopg.Connection, _: int) -> None:
        connection.execute("reset role")
        chance = random.Random(seed)
        while not done.wait(0.02):
            change, values = chance.choice(_CHANGES)
            whom = TENANT if "tenants" in change else chance.choice(budgets)
            connection.execute(change, [chance.choice(values), whom])

    def watch(connection: psycopg.Connection, _: int) -> None:
        connection.execute("reset role")
        while not done.wait(0.005):
            row = connection.execute(
                "select sum(spent_usd) + sum(held_usd) from private.budget_slots where budget_id = %s"
                " group by period_start order by period_start desc limit 1",
                [steady],
            ).fetchone()
            assert row
            assert row[0] <= 60

    with _crowd(cluster, database, change, 1) as changing, _crowd(cluster, database, watch, 1) as watching:
        with _crowd(cluster, database, work) as failures:
            pass
        done.set()

    assert not failures
    assert not changing
    assert not watching
    assert set(answers) <= {"settled", "superseded", "dead", "PT402", "PT409"}, answers
    assert answers["settled"]
    assert _miscounted(cluster, database) == []


_CHANGES: list[tuple[str, list[Any]]] = [
    ("update public.budgets set limit_usd = %s where id = %s", [15, 40, 80]),
    ("update public.budgets set kind = %s where id = %s", ["HARD", "WARNING"]),
    ("update public.budgets set is_active = %s where id = %s", [True, False]),
    ("update public.budgets set thresholds = %s where id = %s", [[], [Decimal("0.5")], [Decimal("0.1"), Decimal(1)]]),
    ("update public.tenants set time_zone = %s where id = %s", ["UTC", "Asia/Tokyo", "America/New_York"]),
]


def _one_execution(connection: psycopg.Connection, chance: random.Random, answers: Counter[str]) -> None:
    arguments = [chance.choice(USERS), TENANT, chance.choice(("one", "two")), None, None]
    row = connection.execute(BEGIN, arguments).fetchone()
    assert row
    execution, lease = row[0]["execution"]["id"], row[0]["execution"]["lease_id"]
    dies = chance.random() < 0.1
    if dies:
        connection.execute("reset role")
        connection.execute(
            "update public.executions set lease_expires_at = now() - interval '1 s' where id = %s", [execution]
        )
        connection.execute("set role service_role")
        connection.execute("select public.sweep_executions(3)")
        answers["dead"] += 1
        if chance.random() < 0.5:
            return
    elif chance.random() < 0.1:
        connection.execute("select public.raise_execution_hold(%s, %s, 2)", [execution, lease])
    cost = chance.choice(["0", "0.3", "0.7", "1"])
    found = connection.execute(SETTLE, [execution, lease, uuid4(), cost]).fetchone()
    assert found
    answers[found[0]] += 1


def test_more_than_was_held_is_counted_and_leaves_less_for_others(cluster: Cluster, database: str) -> None:
    budget = _budget(cluster, database, "ten", "10")
    with cluster.connect(database) as connection:
        row = connection.execute(BEGIN, [USERS[0], TENANT, "one", None, None]).fetchone()
        assert row
        begun = row[0]["execution"]
        connection.execute(SETTLE, [begun["id"], begun["lease_id"], uuid4(), "7.5"])
    answers: Counter[str] = Counter()

    def work(connection: psycopg.Connection, number: int) -> None:
        try:
            connection.execute(BEGIN, [USERS[number % 3], TENANT, "one", None, None])
            answers["run"] += 1
        except psycopg.Error as refused:
            answers[refused.sqlstate or str(refused)] += 1

    with _crowd(cluster, database, work) as failures:
        pass

    assert not failures
    assert answers["run"] == 2
    assert _counted(cluster, database, budget) == (Decimal("7.5"), 2)


def test_a_budget_made_while_others_begin_takes_all_of_them_in(cluster: Cluster, database: str) -> None:
    with cluster.connect(database) as connection:
        connection.execute("begin")
        connection.execute(BEGIN, [USERS[0], TENANT, "one", None, None])
        made: list[UUID] = []
        thread = threading.Thread(target=lambda: made.append(_budget(cluster, database, "late", "10")))
        thread.start()
        thread.join(timeout=0.5)
        assert thread.is_alive(), "whoever makes a budget waits for who has begun without it"
        connection.execute("commit")
        thread.join(timeout=10)

    assert _counted(cluster, database, made[0]) == (0, 1)
    assert _miscounted(cluster, database) == []


def test_a_budget_made_while_another_ends_does_not_hold_for_it_for_ever(cluster: Cluster, database: str) -> None:
    with cluster.connect(database) as connection:
        row = connection.execute(BEGIN, [USERS[0], TENANT, "one", None, None]).fetchone()
        assert row
        begun = row[0]["execution"]
        connection.execute("begin")
        connection.execute(
            "select public.settle_execution(%s, %s, %s)",
            [begun["id"], begun["lease_id"], Jsonb({"status": "CANCELLED", "latency_ms": 1})],
        )
        made: list[UUID] = []
        thread = threading.Thread(target=lambda: made.append(_budget(cluster, database, "late", "10")))
        thread.start()
        thread.join(timeout=0.5)
        connection.execute("commit")
        thread.join(timeout=10)

    assert _counted(cluster, database, made[0]) == (0, 0)
    assert _miscounted(cluster, database) == []


def test_who_sweeps_several_meets_nobody_half_way(cluster: Cluster, database: str) -> None:
    """Somebody has the first budget and waits at the second. The sweeper would have the third, for the first of the
    dead, and wait for the first one, for the next of the dead: for ever, when the other comes to the third."""
    budgets = [UUID(int=n + 1) for n in range(3)]
    for number, budget in enumerate(budgets):
        # None bears a dollar in one of its slots: whoever holds has all of them.
        _budget(cluster, database, str(budget), "5", id=budget, user_id=None if number == 2 else USERS[0])
    with cluster.connect(database) as connection:
        for user, ended in ((USERS[1], "2 s"), (USERS[0], "1 s")):
            connection.execute(BEGIN, [user, TENANT, "one", None, None])
            connection.execute(
                "update public.executions set lease_expires_at = now() - %s::interval where user_id = %s", [ended, user]
            )

    failures: list[BaseException] = []

    def run(statement: str, arguments: list[Any]) -> None:
        try:
            with cluster.connect(database) as connection:
                connection.execute(statement.encode(), arguments)
        except BaseException as failure:
            failures.append(failure)

    with cluster.connect(database) as connection:
        connection.execute("begin")
        connection.execute("select from private.budget_slots where budget_id = %s for no key update", [budgets[1]])
        threads = []
        for waiting, (statement, arguments) in enumerate(
            [(BEGIN, [USERS[0], TENANT, "one", None, None]), ("select public.sweep_executions(%s)", [10])], start=1
        ):
            threads.append(threading.Thread(target=run, args=[statement, arguments]))
            threads[-1].start()
            assert cluster.comes_to_wait(database, waiting)
        connection.execute("commit")
    for thread in threads:
        thread.join(timeout=60)

    assert not failures
    assert _counted(cluster, database, budgets[0]) == (1, 1)
    assert _counted(cluster, database, budgets[2]) == (2, 1)
    assert _miscounted(cluster, database) == []


def test_who_waits_for_another_with_the_same_key_holds_no_lock_of_the_budgets(cluster: Cluster, database: str) -> None:
    """Whoever has taken up what the other queued may want the tenant's budgets alone: both would wait for ever."""
    arguments = [USERS[0], TENANT, "one", "key", "hash"]
    answers: list[Any] = []

    def again() -> None:
        with cluster.connect(database) as connection:
            try:
                connection.execute(BEGIN, arguments)
            except psycopg.DatabaseError as refusal:
                answers.append(refusal.sqlstate)

    with cluster.connect(database) as first:
        first.execute("begin")
        first.execute(BEGIN, arguments)
        second = threading.Thread(target=again)
        second.start()
        assert cluster.comes_to_wait(database)
        held = first.execute(
            "select l.pid = pg_backend_pid() from pg_locks as l"
            " where l.locktype = 'advisory' and (l.classid::bigint << 32) | l.objid::bigint = private.budget_lock(%s)",
            [TENANT],
        ).fetchall()
        first.execute("commit")
    second.join(timeout=60)

    assert held == [(True,)]
    assert answers == ["PT409"]


def test_who_prices_again_at_once_with_another_corrects_a_call_once(cluster: Cluster, database: str) -> None:
    budget = _budget(cluster, database, "plenty", "1000")
    with cluster.connect(database) as connection:
        row = connection.execute(BEGIN, [USERS[0], TENANT, "one", None, None]).fetchone()
        assert row
        begun = row[0]["execution"]
        connection.execute(SETTLE, [begun["id"], begun["lease_id"], uuid4(), "0.3"])  # without a token: it cost nothing
    again = (
        "select sum(difference_usd) from public.recompute_costs(now() - interval '1 hour', now() + interval '1 hour')"
    )
    corrected: list[Any] = []

    def run() -> None:
        with cluster.connect(database) as connection:
            corrected.append(connection.execute(again).fetchone())

    with cluster.connect(database) as connection:
        connection.execute("begin")
        assert connection.execute(again).fetchone() == (Decimal("-0.3"),)
        thread = threading.Thread(target=run)
        thread.start()
        assert cluster.comes_to_wait(database)
        connection.execute("commit")
    thread.join(timeout=60)

    assert corrected == [(None,)]
    assert _counted(cluster, database, budget) == (0, 0)
    assert _miscounted(cluster, database) == []
