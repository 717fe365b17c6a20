"""Webhooks under many sessions at once: one attempt at a time, one word of a budget, and no deadlock."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import psycopg
import pytest

from formaops.local.layout import ROOT
from tests.migration.clusters import MIGRATED, Cluster

HELPERS = ROOT / "supabase" / "tests" / "helpers.sql"
SESSIONS = 12


@pytest.fixture
def database(cluster: Cluster) -> str:
    """Alice's tenant with an endpoint, twelve deliveries to it, and a budget of nothing."""
    name = cluster.copy(MIGRATED, "at_once")
    with cluster.connect(name) as connection:
        connection.execute(HELPERS.read_text())
        connection.execute("select tests.create_cast(), tests.create_endpoint('hook'), tests.create_budget('none', 0)")
        connection.execute("select tests.create_delivery('d' || n, 'hook') from generate_series(1, 12) as n")
        connection.execute("delete from private.exceeded_budgets")
    return name


def at_once(cluster: Cluster, database: str, work: Callable[[psycopg.Connection, int], Any]) -> list[Any]:
    """What each session answers, or the SQLSTATE that it ended with."""
    ready = Barrier(SESSIONS)

    def run(number: int) -> Any:
        with cluster.connect(database) as connection:
            ready.wait(30)
            try:
                return work(connection, number)
            except psycopg.Error as error:
                return error.sqlstate

    with ThreadPoolExecutor(SESSIONS) as threads:
        return list(threads.map(run, range(SESSIONS)))


def one(connection: psycopg.Connection, statement: str, *values: Any) -> Any:
    found = connection.execute(statement.encode(), values).fetchone()
    return found and found[0]


def test_of_many_workers_one_makes_the_attempt(cluster: Cluster, database: str) -> None:
    begun = at_once(cluster, database, lambda c, _: one(c, "select public.begin_webhook_delivery(tests.id('d1'))"))
    assert sorted("attempt" in answer for answer in begun) == [False] * (SESSIONS - 1) + [True]
    assert sum("again_at" in answer for answer in begun) == SESSIONS - 1


def test_a_budget_is_exceeded_once(cluster: Cluster, database: str) -> None:
    told = at_once(cluster, database, lambda c, _: one(c, "select public.record_budget_refusal(tests.id('none'))"))
    assert sorted(told) == [False] * (SESSIONS - 1) + [True]


def test_there_is_not_one_endpoint_too_many(cluster: Cluster, database: str) -> None:
    def make(connection: psycopg.Connection, number: int) -> Any:
        with connection.transaction():
            connection.execute("select tests.as_user('alice', tests.id('acme'))")
            return one(
                connection,
                "select count(public.create_webhook_endpoint('https://example.com', '{execution.failed}'))"
                " from generate_series(1, 2)",
            )

    made = at_once(cluster, database, make)
    assert made.count(2) == 9, "one was there, and twenty there may be"
    assert set(made) == {2, "PT409"}


def test_an_endpoint_goes_while_it_is_told(cluster: Cluster, database: str) -> None:
    """Some end attempts, some tell of what happened, one deletes the endpoint: that undoes nothing."""

    def work(connection: psycopg.Connection, number: int) -> Any:
        if number == 0:
            with connection.transaction():
                connection.execute("select tests.as_user('alice', tests.id('acme'))")
                return connection.execute("delete from public.webhook_endpoints").rowcount
        if number % 3 == 0:
            return one(
                connection,
                "select count(private.tell_webhooks(tests.id('acme'), '{execution.failed}', '{}', now()))"
                " from generate_series(1, 5)",
            )
        status = 200 if number % 2 else 500
        return one(connection, "select public.end_webhook_delivery(tests.id(%s), 1, %s)", f"d{number}", status)

    with cluster.connect(database) as connection:
        # Beforehand, as workers do: an attempt begins in a transaction of its own.
        connection.execute("select public.begin_webhook_delivery(id) from public.webhook_deliveries")
    ended = at_once(cluster, database, work)
    assert [answer for answer in ended if isinstance(answer, str)] == []
    assert ended[0] == 1
    with cluster.connect(database) as connection:
        assert one(connection, "select count(*) from public.webhook_deliveries") == 0
