"""Runs of backups under many sessions at once: one of a kind, one word of an alert, and no deadlock."""

from collections import Counter
from typing import Any

import psycopg
import pytest

from formaops.local.layout import ROOT
from tests.migration.clusters import MIGRATED, Cluster
from tests.migration.test_webhooks_at_once import SESSIONS, at_once, one

HELPERS = [ROOT / "supabase" / "tests" / name for name in ("helpers.sql", "backups/helpers.sql")]
BEGIN = "select public.begin_backup_run('{kind}', '2026-01-01 02:00:00+00', 'session')"


@pytest.fixture(scope="module")
def _database(cluster: Cluster) -> str:
    name = cluster.copy(MIGRATED, "backups_at_once")
    with cluster.connect(name) as connection:
        for helpers in HELPERS:
            connection.execute(helpers.read_text())
    return name


@pytest.fixture
def database(cluster: Cluster, _database: str) -> str:
    """In which nothing ran yet."""
    with cluster.connect(_database) as connection:
        connection.execute("delete from public.backup_runs")
    return _database


def test_of_many_schedulers_one_begins(cluster: Cluster, database: str) -> None:
    begun = at_once(cluster, database, lambda c, _: one(c, BEGIN.format(kind="BACKUP")))
    assert Counter(answer if isinstance(answer, str) else "begun" for answer in begun) == {
        "begun": 1, "PT409": SESSIONS - 1,
    }  # fmt: skip


def test_nothing_is_pruned_while_something_is_backed_up(cluster: Cluster, database: str) -> None:
    kinds = ("BACKUP", "PRUNE", "VERIFY")
    at_once(cluster, database, lambda c, number: one(c, BEGIN.format(kind=kinds[number % 3])))
    with cluster.connect(database) as connection:
        running = {row[0] for row in connection.execute("select kind from public.backup_runs where status = 'RUNNING'")}
    assert running in ({"PRUNE"}, {"BACKUP", "VERIFY"})


def test_who_ends_extends_and_looks_at_once_waits_for_nobody(cluster: Cluster, database: str) -> None:
    """The run's lease is about to end: its worker and those who look may meet at any point."""
    with cluster.connect(database) as connection:
        run = one(connection, BEGIN.format(kind="BACKUP"))
        connection.execute("update public.backup_runs set lease_until = clock_timestamp()")
        one(connection, "select tests.run('VERIFY', tests.ago('1 hour'), 'FAILED')")

    def work(connection: psycopg.Connection, number: int) -> Any:
        connection.execute("set lock_timeout = '10s'")
        match number % 3:
            case 0:
                return one(
                    connection, "select public.extend_backup_run(%s, %s) ->> 'status'", run["id"], run["lease_token"]
                )
            case 1:
                end = "select public.end_backup_run(%s, %s, 'SUCCEEDED', '{}') ->> 'status'"
                return one(connection, end, run["id"], run["lease_token"])
            case _:
                looked = one(connection, "select public.check_backups()")
                return len(one(connection, "select public.claim_operator_alerts()")) if "due" in looked else None

    answers = at_once(cluster, database, work)
    # Two alerts where somebody looked before its worker came: then the backup is lost, too.
    assert set(answers) <= {"RUNNING", "SUCCEEDED", "PT409", 0, 1, 2}, answers
    with cluster.connect(database) as connection:
        [status] = [row[0] for row in connection.execute("select status from public.backup_runs where kind = 'BACKUP'")]
        told = one(connection, "select count(*) from private.operator_alerts where kind = 'verify_failed'")
    assert status == ("SUCCEEDED" if "SUCCEEDED" in answers else "FAILED"), "whoever came first"
    assert told == 1
    assert sum(answer for answer in answers if isinstance(answer, int)) <= 2, "an alert is claimed by one"
