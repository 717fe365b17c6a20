"""What the migrations make, on each version of PostgreSQL, and what their rollback twins leave."""

import re
from pathlib import Path

import psycopg
import pytest

from formaops.local.demo_data import count_rows
from formaops.local.layout import ROOT
from formaops.local.migrations import run_file
from formaops.local.problems import StackError
from tests.migration.clusters import MIGRATED, PLATFORM, SEEDED, Cluster, apply
from tests.migration.dump import COMMITTED, schema

ROLLBACKS = ROOT / "sql" / "rollback"


def test_migrating_gives_the_committed_schema(cluster: Cluster) -> None:
    assert schema(cluster, MIGRATED) == COMMITTED.read_text(), (
        "the migrations and sql/schema.sql differ: run `make dump` and read its diff"
    )


def test_migrating_twice_is_migrating_once(cluster: Cluster) -> None:
    database = cluster.copy(MIGRATED, "again")

    said = cluster.push(database)

    assert "up to date" in said
    assert schema(cluster, database) == schema(cluster, MIGRATED)


def test_every_migration_has_a_rollback_twin(cluster_18: Cluster) -> None:
    assert [file.name for file in cluster_18.migrations()] == sorted(file.name for file in ROLLBACKS.glob("*.sql"))


def test_every_migration_and_rollback_waits_for_no_lock_for_long(cluster_18: Cluster) -> None:
    for file in (*cluster_18.migrations(), *ROLLBACKS.glob("*.sql")):
        lines = [line for line in file.read_text().splitlines() if line and not line.startswith("--")]
        assert [line.split(" =")[0] for line in lines[:2]] == ["set lock_timeout", "set statement_timeout"], file


def test_each_rollback_leaves_what_was_there_before_and_bears_migrating_again(cluster: Cluster) -> None:
    database = cluster.copy(PLATFORM, "rollback")
    migrations = cluster.migrations()
    schemas = [schema(cluster, database)]
    with cluster.connect(database) as connection:
        for migration in migrations:
            apply(connection, migration)
            schemas.append(schema(cluster, database))
        assert schemas[-1] == schema(cluster, MIGRATED), "a plain run and the CLI's push give different schemas"

        for position in reversed(range(len(migrations))):
            migration = migrations[position]
            for direction, folder, wanted in (
                ("down", ROLLBACKS, schemas[position]),
                ("up again", migration.parent, schemas[position + 1]),
            ):
                apply(connection, folder / migration.name)
                assert schema(cluster, database) == wanted, f"{migration.name}: {direction}"
            # What this leaves behind, the step before it shows.
            apply(connection, ROLLBACKS / migration.name)
    assert schema(cluster, database) == schemas[0], "down again"


def test_each_step_down_and_up_and_down_again_keeps_the_rows_of_the_other_domains(cluster: Cluster) -> None:
    database = cluster.copy(SEEDED, "filled")
    steps = cluster.migrations()
    with cluster.connect(database) as connection:
        accounts = connection.execute("select count(*) from auth.users").fetchone()
        while steps:
            step = steps.pop()
            before = _kept(connection)
            for file in (ROLLBACKS / step.name, step):
                apply(connection, file)
            after = _kept(connection)
            emptied = {table for table, count in after.items() if count != before[table]}
            assert emptied <= _tables_made_by(step), f"{step.name}: down and up again"
            apply(connection, ROLLBACKS / step.name)
        left = connection.execute("select count(*) from auth.users").fetchone()
        assert accounts == left != (0,), "accounts are the sign-in service's, and stay"
        assert schema(cluster, database) == schema(cluster, PLATFORM)

        for step in cluster.migrations():
            apply(connection, step)
        adopted = connection.execute(
            "select count(*) from public.users join public.tenants on personal_user_id = users.id "
            "join public.user_roles on user_id = users.id and tenant_id = tenants.id and user_roles.role = 'ADMIN'"
        ).fetchone()
    assert schema(cluster, database) == schema(cluster, MIGRATED), "up again, where there are accounts already"
    assert adopted == accounts, "each of them has a profile and a personal tenant"


def _kept(connection: psycopg.Connection) -> dict[str, int]:
    """Rows of each table; the audit log's change with every official row that a migration writes."""
    return {table: count for table, count in count_rows(connection).items() if table != "audit_logs"}


def _tables_made_by(migration: Path) -> set[str]:
    return set(re.findall(r"^create table public\.(\w+)", migration.read_text(), re.MULTILINE))


def test_an_earlier_migration_is_not_rolled_back_before_a_later_one(cluster: Cluster) -> None:
    database = cluster.copy(MIGRATED, "refused")
    first = cluster.migrations()[0]

    with cluster.connect(database) as connection, pytest.raises(StackError) as refusal, connection.transaction():
        run_file(connection, ROLLBACKS / first.name)

    assert isinstance(refusal.value.__cause__, psycopg.errors.DependentObjectsStillExist)
    assert schema(cluster, database) == schema(cluster, MIGRATED), "a refused rollback changes nothing"
