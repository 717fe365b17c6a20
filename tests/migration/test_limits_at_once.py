"""Limits a minute under many sessions at once: never more than the limit, and far below it nobody waits."""

import random
import threading
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID, uuid4

import psycopg
import pytest

from formaops.local.layout import ROOT
from tests.migration.clusters import MIGRATED, Cluster

TAKE = "select private.take_rate(%s, %s, %s, %s, 'tenant')"
USED = "select coalesce(private.rate_taken(%s, 'requests', private.rate_epoch()), 0)"


@pytest.fixture
def database(cluster: Cluster) -> str:
    return cluster.copy(MIGRATED, "limits_at_once")


def test_of_many_at_once_never_more_than_the_limit_are_let_through(cluster: Cluster, database: str) -> None:
    """Some of those that were let through fail afterwards: they have taken nothing."""
    subject, limit, sessions = uuid4(), 150, 16
    kept: list[int] = []
    start = threading.Barrier(sessions)

    def many(seed: int) -> None:
        fate = random.Random(seed)
        with cluster.connect(database) as connection:
            start.wait()
            for _ in range(20):
                amount = fate.choice([1, 1, 1, 2, 5])
                try:
                    with connection.transaction() as transaction:
                        connection.execute(TAKE, [subject, "requests", limit, amount])
                        if fate.random() < 0.2:
                            raise psycopg.Rollback(transaction)
                        kept.append(amount)
                except psycopg.DatabaseError as refusal:
                    if refusal.sqlstate != "PGRST":
                        raise

    with ThreadPoolExecutor(sessions) as threads:
        list(threads.map(many, range(sessions)))

    with cluster.connect(database) as connection:
        assert connection.execute(USED, [subject]).fetchone() == (sum(kept),)
        # One by one, what is left is let through to the last, and nothing more.
        for _ in range(limit - sum(kept)):
            connection.execute(TAKE, [subject, "requests", limit, 1])
        with pytest.raises(psycopg.DatabaseError, match="PT429"):
            connection.execute(TAKE, [subject, "requests", limit, 1])


def test_far_below_the_limit_nobody_waits_for_who_has_not_committed(cluster: Cluster, database: str) -> None:
    subject = uuid4()
    with cluster.connect(database) as first:
        first.execute(TAKE, [subject, "requests", 1000, 1])
    sessions = [cluster.connect(database) for _ in range(12)]
    try:
        for session in sessions:
            session.execute("set lock_timeout = '100ms'")
            session.execute("begin")
            session.execute(TAKE, [subject, "requests", 1000, 1])  # fails when it waits
        for session in sessions:
            session.execute("commit")
    finally:
        for session in sessions:
            session.close()
    with cluster.connect(database) as last:
        assert last.execute(USED, [subject]).fetchone() == (13,)


def test_at_the_limit_who_is_refused_has_waited_for_nobody(cluster: Cluster, database: str) -> None:
    subject = uuid4()
    with cluster.connect(database) as first, cluster.connect(database) as second:
        first.execute(TAKE, [subject, "requests", 10, 10])
        first.execute("begin")
        first.execute("select from private.rate_slots where subject_id = %s for update", [subject])
        second.execute("set lock_timeout = '100ms'")
        with pytest.raises(psycopg.DatabaseError, match="PT429"):
            second.execute(TAKE, [subject, "requests", 10, 1])
        first.execute("rollback")


def test_who_ends_gives_back_in_the_order_in_which_who_begins_takes(cluster: Cluster, database: str) -> None:
    """The key's tokens first, then the tenant's: in two orders, two would wait for each other for ever."""
    key = UUID(int=2**128 - 1)
    with cluster.connect(database) as connection:
        connection.execute((ROOT / "supabase" / "tests" / "helpers.sql").read_text())
        connection.execute("select tests.create_cast(), tests.create_dollar_prompt('letter', 'alice')")
        connection.execute("select tests.running_execution('e', 'bob', 'letter')")
        row = connection.execute("select tests.id('acme')").fetchone()
        assert row
        tenant = row[0]
        for subject in (key, tenant):
            connection.execute(
                "insert into private.token_holds (execution_id, subject_id, slot, epoch, tokens)"
                " select tests.id('e'), %s::uuid, private.take_rate(%s, 'tokens', 1000, 1, 'tenant'),"
                " private.rate_epoch(), 1",
                [subject, subject],
            )
    lock = "select from private.rate_slots where subject_id = %s for no key update"
    with cluster.connect(database) as beginner, cluster.connect(database) as ender:
        beginner.execute("begin")
        beginner.execute(lock, [key])
        with ThreadPoolExecutor(1) as thread:
            ended = thread.submit(ender.execute, "select tests.settle('e')")
            assert cluster.comes_to_wait(database)
            beginner.execute("set lock_timeout = '100ms'")
            beginner.execute(lock, [tenant])  # fails when whoever ends has it
            beginner.execute("commit")
            ended.result()
