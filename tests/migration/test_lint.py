"""What the Supabase CLI's own checks say about the migrated database."""

import json

import pytest

from tests.migration.clusters import MIGRATED, Cluster


def _report(text: str) -> list[dict[str, object]]:
    """The JSON list in what the CLI printed; empty when it printed none, as it does when nothing is found."""
    start, end = text.find("["), text.rfind("]")
    found: list[dict[str, object]] = json.loads(text[start : end + 1]) if start >= 0 else []
    return found


def test_db_lint_finds_nothing(cluster_15: Cluster) -> None:
    """plpgsql_check, which Debian packages for its own PostgreSQL, goes through every function."""
    database = cluster_15.copy(MIGRATED, "lint")
    cluster_15.extend(database, "plpgsql_check")

    done = cluster_15.supabase("db", "lint", "--level", "warning", "--schema", "public,private", database=database)

    assert done.returncode == 0, done.stdout
    assert "No schema errors found" in done.stdout, done.stdout


def test_db_lint_would_find_something(cluster_15: Cluster) -> None:
    database = cluster_15.copy(MIGRATED, "lint_faulty")
    cluster_15.extend(database, "plpgsql_check")
    with cluster_15.connect(database) as connection:
        connection.execute(
            "create function private.faulty() returns int language plpgsql set search_path = '' as $$"
            " begin return (select no_such_column from public.prompts); end $$"
        )

    done = cluster_15.supabase("db", "lint", "--level", "warning", "--schema", "public,private", database=database)

    assert "private.faulty" in done.stdout


@pytest.mark.parametrize("kind", ["security", "performance"])
def test_db_advisors_find_nothing(cluster: Cluster, kind: str) -> None:
    done = cluster.supabase("db", "advisors", "--type", kind, "--level", "warn", database=MIGRATED)

    assert done.returncode == 0, done.stdout
    assert _report(done.stdout) == [], done.stdout


def test_db_advisors_would_find_something(cluster_18: Cluster) -> None:
    database = cluster_18.copy(MIGRATED, "advisors_faulty")
    with cluster_18.connect(database) as connection:
        connection.execute("create view public.faulty as select * from public.users")
        connection.execute("grant select on public.faulty to anon")

    done = cluster_18.supabase("db", "advisors", "--type", "security", "--level", "warn", database=database)

    assert [finding["name"] for finding in _report(done.stdout)] == ["security_definer_view"], done.stdout
