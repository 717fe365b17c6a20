"""What the migrations make, on each version of PostgreSQL, and what their rollback twins leave."""

import psycopg
import pytest

from formaops.local.layout import ROOT
from formaops.local.migrations import run_file
from formaops.local.problems import StackError
from tests.migration.clusters import MIGRATED, PLATFORM, SEEDED, Cluster
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
            with connection.transaction():
                run_file(connection, migration)
            schemas.append(schema(cluster, database))
        assert schemas[-1] == schema(cluster, MIGRATED), "a plain run and the CLI's push give different schemas"

        for position in reversed(range(len(migrations))):
            migration = migrations[position]
            for direction, folder, wanted in (
                ("down", ROLLBACKS, schemas[position]),
                ("up again", migration.parent, schemas[position + 1]),
                ("down again", ROLLBACKS, schemas[position]),
            ):
                with connection.transaction():
                    run_file(connection, folder / migration.name)
                assert schema(cluster, database) == wanted, f"{migration.name}: {direction}"


def test_a_rollback_with_rows_in_the_tables_works_too(cluster: Cluster) -> None:
    database = cluster.copy(SEEDED, "filled")
    with cluster.connect(database) as connection:
        before = connection.execute("select count(*) from auth.users").fetchone()
        for migration in reversed(cluster.migrations()):
            with connection.transaction():
                run_file(connection, ROLLBACKS / migration.name)
        after = connection.execute("select count(*) from auth.users").fetchone()

    assert before == after != (0,), "accounts are the sign-in service's, and stay"
    assert schema(cluster, database) == schema(cluster, PLATFORM)


def test_an_earlier_migration_is_not_rolled_back_before_a_later_one(cluster: Cluster) -> None:
    database = cluster.copy(MIGRATED, "refused")
    first = cluster.migrations()[0]

    with cluster.connect(database) as connection, pytest.raises(StackError) as refusal, connection.transaction():
        run_file(connection, ROLLBACKS / first.name)

    assert isinstance(refusal.value.__cause__, psycopg.errors.DependentObjectsStillExist)
    assert schema(cluster, database) == schema(cluster, MIGRATED), "a refused rollback changes nothing"
