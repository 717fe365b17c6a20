"""The queue under many workers at once: nothing begins twice or is lost, no tenant passes its bound or is kept back."""

import contextlib
import random
import threading
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest

from formaops.local import queue
from formaops.local.layout import ROOT
from tests.migration.clusters import MIGRATED, PLATFORM, Cluster

HELPERS = ROOT / "supabase" / "tests" / "helpers.sql"
WORKERS = 8
BOUND = 3
TENANTS = {
    name: UUID(f"00000000-0000-4000-8000-0000000000f{n}") for n, name in enumerate(("many", "some", "one"), start=1)
}
USER = UUID("00000000-0000-4000-8000-0000000000e1")
ENQUEUE = """
    select (public.enqueue_execution(
      p_user_id => %s, p_tenant_id => %s, p_prompt => 'greet', p_priority => %s,
      p_asking => '{"retry_seconds": 0, "max_attempts": 100}'
    ) #>> '{execution,id}')::uuid
"""
CLAIM = """
    select (c.package #>> '{execution,id}')::uuid, (c.package #>> '{execution,lease_id}')::uuid
    from jsonb_array_elements(public.claim_executions(%s, %s)) as c (package)
"""
SETTLE = """
    select public.settle_execution(
      %s, %s, '{"status": "COMPLETED", "validation_status": "SKIPPED", "latency_ms": 5}',
      jsonb_build_array(jsonb_build_object(
        'id', %s::uuid, 'kind', 'first', 'provider', 'local', 'model', 'local:dollar', 'cost_usd', '0.01',
        'price_source', 'operator', 'outcome', 'succeeded', 'started_at', now()
      ))
    ) ->> 'outcome'
"""


@pytest.fixture
def database(cluster: Cluster) -> str:
    """Three tenants with a budget each, and a prompt of which an execution may cost a dollar."""
    name = cluster.copy(MIGRATED, "queue_at_once")
    with cluster.connect(name) as connection:
        connection.execute(HELPERS.read_text())
        connection.execute(
            "insert into auth.users (id, aud, role, email, raw_app_meta_data, raw_user_meta_data, created_at)"
            " values (%s, 'authenticated', 'authenticated', 'user@example.com', '{}', '{}', now())",
            [USER],
        )
        connection.execute(
            "insert into private.model_prices (provider, model, effective_from, input_usd_per_mtok,"
            " output_usd_per_mtok, version) values ('local', 'dollar', '-infinity', 0, 1000000, 'test')"
        )
        for tenant in TENANTS.values():
            connection.execute(
                "insert into public.tenants (id, name, queue_concurrency) values (%s, 'T', %s)", [tenant, BOUND]
            )
            connection.execute("insert into public.user_roles values (%s, %s, 'ADMIN')", [tenant, USER])
            connection.execute(
                "insert into public.budgets (tenant_id, name, period, limit_usd) values (%s, 'b', 'DAY', 10000)",
                [tenant],
            )
            connection.execute(
                "insert into public.prompts (tenant_id, user_id, name, template, model, parameters) values"
                " (%s, %s, 'greet', 'Hello', 'local:dollar',"
                ' \'{"max_tokens": 1, "max_retries": 0, "max_repairs": 0}\')',
                [tenant, USER],
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


def _enqueue(connection: psycopg.Connection, tenant: str, priority: str = "NORMAL") -> UUID:
    row = connection.execute(ENQUEUE, [USER, TENANTS[tenant], priority]).fetchone()
    assert row
    found: UUID = row[0]
    return found


def _crowd(cluster: Cluster, database: str, works: list[Callable[[psycopg.Connection], None]]) -> None:
    """Each in a session of its own, all at once; raises what one of them raised."""
    failures: list[BaseException] = []
    ready = threading.Barrier(len(works))

    def run(work: Callable[[psycopg.Connection], None]) -> None:
        try:
            with cluster.connect(database) as connection:
                connection.execute("set lock_timeout = '20s'")
                ready.wait()
                work(connection)
        except BaseException as failure:
            failures.append(failure)

    threads = [threading.Thread(target=run, args=[work]) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)
    assert not failures


def _all(connection: psycopg.Connection, statement: str) -> list[Any]:
    return connection.execute(statement.encode()).fetchall()


def test_many_workers_begin_each_once_and_no_tenant_passes_its_bound(cluster: Cluster, database: str) -> None:
    begun: Counter[UUID] = Counter()
    settled: Counter[str] = Counter()
    most = 0
    left = threading.Event()
    with cluster.connect(database) as connection:
        for n in range(60):
            _enqueue(connection, "many", random.Random(n).choice(["LOW", "NORMAL", "HIGH", "CRITICAL"]))
        for _ in range(15):
            _enqueue(connection, "some")
        last = _enqueue(connection, "one", "LOW")

    def work(connection: psycopg.Connection) -> None:
        chance = random.Random()
        empty = 0
        while empty < 20:
            claimed = connection.execute(CLAIM, ["w", chance.randrange(1, 5)]).fetchall()
            empty = 0 if claimed else empty + 1
            for execution, lease in claimed:
                begun[execution] += 1
                time.sleep(chance.random() * 0.005)
                row = connection.execute(SETTLE, [execution, lease, uuid4()]).fetchone()
                assert row
                settled[row[0]] += 1

    def watch(connection: psycopg.Connection) -> None:
        nonlocal most
        while not left.is_set():
            [row] = _all(
                connection,
                "select coalesce(max(n), 0), count(*) from (select count(*) as n from public.executions"
                " where status = 'RUNNING' group by tenant_id) as t",
            )
            most = max(most, row[0])
            [(pending,)] = _all(connection, "select count(*) from private.queued_executions")
            if pending == 0:
                left.set()
            time.sleep(0.002)

    _crowd(cluster, database, [work] * WORKERS + [watch])

    assert len(begun) == 76
    assert set(begun.values()) == {1}
    assert settled == {"settled": 76}
    assert 1 <= most <= BOUND
    assert list(begun).index(last) < 40, "one that is alone does not wait for all of another tenant's"
    with cluster.connect(database) as connection:
        assert _all(connection, "select distinct status::text from public.executions") == [("COMPLETED",)]
        assert _all(connection, "select state, count(*) from absurd.t_executions group by 1") == [("completed", 76)]
        assert _all(connection, "select * from tests.miscounted()") == []
        assert _all(connection, "select sum(held_usd) from private.budget_slots") == [(0,)]


def test_claiming_settling_cancelling_losing_and_giving_back_at_once_leave_the_books_right(
    cluster: Cluster, database: str
) -> None:
    """Whatever meets whatever: no deadlock, each execution ends once, and nothing is held at the end."""
    with cluster.connect(database) as connection:
        ids = [_enqueue(connection, chance) for chance in ("many", "some") for _ in range(30)]
    done = threading.Event()

    def work(connection: psycopg.Connection) -> None:
        chance = random.Random()
        while not done.is_set():
            for execution, lease in connection.execute(CLAIM, ["w", 2]).fetchall():
                match chance.randrange(4):
                    case 0:
                        connection.execute("select public.release_execution(%s, %s)", [execution, lease])
                    case 1:
                        connection.execute(
                            "update public.executions set lease_expires_at = now() - interval '1 s' where id = %s"
                            " and lease_id = %s",
                            [execution, lease],
                        )
                    case _:
                        connection.execute(SETTLE, [execution, lease, uuid4()])

    def sweep(connection: psycopg.Connection) -> None:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            connection.execute("select public.sweep_executions()")
            if not _all(connection, "select from private.queued_executions limit 1"):
                break
        done.set()

    def cancel(connection: psycopg.Connection) -> None:
        chance = random.Random()
        for execution in chance.sample(ids, 20):
            # It may have ended by now, which is no failure.
            with contextlib.suppress(psycopg.ProgrammingError), connection.transaction():
                connection.execute("select set_config('request.jwt.claims', %s, true)", [f'{{"sub": "{USER}"}}'])
                connection.execute("set local role authenticated")
                connection.execute("select public.cancel_execution(%s)", [execution])

    _crowd(cluster, database, [work] * 4 + [sweep, sweep, cancel])

    with cluster.connect(database) as connection:
        assert _all(connection, "select from public.executions where status in ('PENDING', 'RUNNING')") == []
        assert (
            _all(connection, "select from absurd.t_executions where state in ('pending', 'running', 'sleeping')") == []
        )
        assert _all(connection, "select * from tests.miscounted()") == []
        assert _all(connection, "select coalesce(sum(held_usd), 0) from private.budget_slots") == [(0,)]
        assert _all(connection, "select from private.budget_holds") == []


def test_cleaning_up_ended_tasks_keeps_nobody_waiting(cluster: Cluster, database: str) -> None:
    """Neither those who begin and settle in the tenants of the dead, nor another who sweeps."""
    with cluster.connect(database) as connection:
        _enqueue(connection, "one")
        [(ended, lease)] = connection.execute(CLAIM, ["w", 1]).fetchall()
        connection.execute(SETTLE, [ended, lease, uuid4()])
        connection.execute("update absurd.r_executions set completed_at = now() - interval '25 hours'")
        _enqueue(connection, "many")
        connection.execute(CLAIM, ["w", 1])
        connection.execute(
            "update public.executions set lease_expires_at = now() - interval '1 s' where status = 'RUNNING'"
        )
    with (
        cluster.connect(database) as holder,
        cluster.connect(database) as cleaner,
        cluster.connect(database) as other,
        ThreadPoolExecutor(1) as thread,
    ):
        holder.execute("begin")
        holder.execute("select from absurd.t_executions where state = 'completed' for update")
        cleaned = thread.submit(cleaner.execute, "select public.sweep_executions()")
        try:
            assert cluster.comes_to_wait(database)
            other.execute("set lock_timeout = '1s'")
            _enqueue(other, "many")
            assert _all(other, "select public.sweep_executions()") == [(1,)]
        finally:
            holder.execute("commit")
            cleaned.result()
        assert _all(other, "select count(*) from absurd.t_executions where state = 'completed'") == [(0,)]


def test_a_task_that_an_operator_ends_just_now_keeps_nobody_from_settling(cluster: Cluster, database: str) -> None:
    with cluster.connect(database) as connection:
        _enqueue(connection, "one")
        [(execution, lease)] = connection.execute(CLAIM, ["w", 1]).fetchall()
    with (
        cluster.connect(database) as operator,
        cluster.connect(database) as worker,
        ThreadPoolExecutor(1) as thread,
    ):
        operator.execute("begin")
        operator.execute("select absurd.cancel_task('executions', task_id) from private.queued_executions")
        settled = thread.submit(worker.execute, SETTLE.encode(), [execution, lease, uuid4()])
        try:
            assert cluster.comes_to_wait(database)
        finally:
            operator.execute("commit")
        assert settled.result().fetchone() == ("settled",)


def test_absurd_is_installed_once_and_for_nobody_else(cluster: Cluster) -> None:
    database = cluster.copy(PLATFORM, "absurd")
    with cluster.connect(database) as connection:
        assert queue.version(connection) is None
        first, again = queue.install(connection), queue.install(connection)
        assert (first.before, first.changed, again.changed) == (None, True, False)
        assert queue.version(connection) == first.after == again.before
        assert _all(connection, "select queue_name from absurd.list_queues() order by 1") == [
            ("executions",),
            ("tasks",),
        ]
        granted = _all(
            connection,
            "select p.proname, a.grantee::regrole::text from pg_proc as p cross join lateral aclexplode(p.proacl) as a"
            " where p.pronamespace = 'absurd'::regnamespace and a.grantee <> p.proowner",
        )
        assert granted == []
        assert (
            _all(
                connection,
                "select r from unnest(array['anon', 'authenticated', 'service_role']) as r"
                " where has_schema_privilege(r, 'absurd', 'usage')",
            )
            == []
        )


def test_executions_are_published_where_realtime_is(cluster_18: Cluster) -> None:
    database = cluster_18.copy(PLATFORM, "published")
    with cluster_18.connect(database) as connection:
        connection.execute("create publication supabase_realtime")
    cluster_18.push(database)
    with cluster_18.connect(database) as connection:
        assert _all(connection, "select tablename from pg_publication_tables where schemaname = 'public'") == [
            ("executions",)
        ]
