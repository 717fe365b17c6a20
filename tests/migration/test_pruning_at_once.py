"""Pruning beside others: two never do the same nor wait, and who writes is not held up."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import psycopg
import pytest

from formaops.local.layout import ROOT
from tests.migration.clusters import MIGRATED, Cluster

TESTS = ROOT / "supabase" / "tests"
HELPERS = ("helpers.sql", "workflows/helpers.sql", "ventures/helpers.sql", "upkeep/helpers.sql")
TENANTS, ROWS, BATCH = 6, 200, 40
TABLES = ("execution_logs", "workflow_execution_logs", "telemetry", "agent_checkpoints", "webhook_deliveries")


@pytest.fixture
def database(cluster: Cluster) -> str:
    """Six tenants with two hundred old rows in each table."""
    name = cluster.copy(MIGRATED, "pruning")
    with cluster.connect(name) as connection:
        for file in HELPERS:
            connection.execute((TESTS / file).read_bytes())
        connection.execute("select tests.create_user('alice')")
        for number in range(TENANTS):
            connection.execute("select tests.create_keeper(%s, 'alice')", [f"t{number}"])
            connection.execute("select tests.create_old(%s, 'alice', 100, %s)", [f"t{number}", ROWS])
        connection.execute(
            "delete from private.retention_turns where tenant_id not in (select tenant_id from public.telemetry)"
        )
    return name


def pruned(connection: psycopg.Connection, seconds: float = 0) -> dict[str, Any]:
    found = connection.execute("select public.prune_old_rows(%s, %s)", [seconds, BATCH]).fetchone()
    assert found
    answer: dict[str, Any] = found[0]
    return answer


def test_many_at_once_remove_every_row_once(cluster: Cluster, database: str) -> None:
    sessions = 4
    ready = Barrier(sessions)

    def work(_: int) -> dict[str, int]:
        deleted = dict.fromkeys(TABLES, 0)
        with cluster.connect(database) as connection:
            # Whoever waited for another would end with an error.
            connection.execute("set lock_timeout = '200ms'")
            ready.wait(30)
            more = True
            while more:
                turn = pruned(connection)
                more = turn["more"]
                for table, rows in turn["deleted"].items():
                    deleted[table] += rows
        return deleted

    with ThreadPoolExecutor(sessions) as threads:
        by_session = list(threads.map(work, range(sessions)))
    with cluster.connect(database) as connection:
        # Whoever came while the last was at it heard that there is nothing: what is left is one more turn's.
        last = pruned(connection, 20)["deleted"]
        for table in TABLES:
            counted = sum(each[table] for each in by_session) + last.get(table, 0)
            assert counted == TENANTS * ROWS, table
            left = connection.execute(f"select count(*) from public.{table}".encode()).fetchone()
            assert left == (0,), table


def test_two_take_different_tenants_and_do_not_wait(cluster: Cluster, database: str) -> None:
    with cluster.connect(database) as one, cluster.connect(database) as other:
        other.execute("set lock_timeout = '100ms'")
        with one.transaction():
            assert pruned(one)["tenants"] == 1
            second = pruned(other, 20)
            # All that have rows but the one whose turn is taken.
            assert second["deleted"]["telemetry"] == (TENANTS - 1) * BATCH
        assert pruned(other, 20)["more"] is True


def test_writers_are_not_held_up(cluster: Cluster, database: str) -> None:
    with cluster.connect(database) as pruning, cluster.connect(database) as writing:
        writing.execute("set lock_timeout = '100ms'")
        with pruning.transaction():
            assert sum(pruned(pruning, 20)["deleted"].values()) == TENANTS * BATCH * len(TABLES)
            for number in range(TENANTS):
                writing.execute("select tests.create_line(%s)", [f"t{number}"])
                # An ADMIN's change of something else, and a change of the execution that lines hang on.
                writing.execute("update public.tenants set name = 'Renamed' where id = tests.id(%s)", [f"t{number}"])
                writing.execute(
                    "update public.executions set model = 'local:b' where id = tests.id(%s)", [f"t{number} execution"]
                )


def test_a_row_that_somebody_holds_is_left_for_later(cluster: Cluster, database: str) -> None:
    with cluster.connect(database) as pruning, cluster.connect(database) as holding:
        pruning.execute("set lock_timeout = '100ms'")
        pruning.execute("delete from private.retention_turns where tenant_id <> tests.id('t0')")
        with holding.transaction():
            holding.execute("select from public.webhook_deliveries where tenant_id = tests.id('t0') for update")
            assert pruned(pruning)["deleted"]["webhook_deliveries"] == 0
        assert pruned(pruning)["deleted"]["webhook_deliveries"] == BATCH


def test_searches_go_along_indexes(cluster: Cluster, database: str) -> None:
    """Each index that the comments of prune_tenant speak of is there and is used when sequential scans cost much."""
    with cluster.connect(database) as connection:
        connection.execute("set enable_seqscan = off")
        connection.execute("analyze")
        before = _scans(connection)
        pruned(connection)
        connection.execute("select pg_stat_force_next_flush()")
        after = _scans(connection)
    used = {name for name, scans in after.items() if scans > before.get(name, 0)}
    assert used >= {
        "execution_logs_level_time_idx",
        "workflow_execution_logs_tenant_created_idx",
        "telemetry_venture_time_idx",
        "agent_checkpoints_tenant_created_idx",
        "webhook_deliveries_tenant_created_idx",
    }


def _scans(connection: psycopg.Connection) -> dict[str, int]:
    rows = connection.execute("select indexrelname, idx_scan from pg_stat_user_indexes").fetchall()
    return dict(rows)
