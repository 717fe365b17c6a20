"""The demo data: the same after a second run, and consistent in itself."""

from typing import Any

import psycopg
import pytest
from psycopg import sql

from formaops.local.layout import ROOT
from formaops.local.migrations import run_file
from tests.migration.clusters import MIGRATED, Cluster, act_as

SEED = ROOT / "supabase" / "seed.sql"


@pytest.fixture(scope="module")
def seeded(cluster_18: Cluster) -> str:
    database = cluster_18.copy(MIGRATED, "seeded")
    with cluster_18.connect(database) as connection:
        run_file(connection, SEED)
    return database


def _content(connection: psycopg.Connection) -> dict[str, Any]:
    """Every row of every table of ours and of the sign-in service."""
    tables = connection.execute(
        "select schemaname, tablename from pg_tables where schemaname in ('auth', 'private', 'public') order by 1, 2"
    ).fetchall()
    return {
        f"{schema}.{table}": connection.execute(
            sql.SQL("select to_jsonb(t) from {} as t order by to_jsonb(t)::text").format(sql.Identifier(schema, table))
        ).fetchall()
        for schema, table in tables
    }


def test_seeding_twice_is_seeding_once(cluster_18: Cluster, seeded: str) -> None:
    with cluster_18.connect(seeded) as connection:
        before = _content(connection)
        run_file(connection, SEED)
        assert _content(connection) == before


def test_the_demo_prompt_is_published_as_it_stands(cluster_18: Cluster, seeded: str) -> None:
    with cluster_18.connect(seeded) as connection:
        found = connection.execute(
            """
            select p.name, p.status::text, p.published_version, u.email,
              jsonb_build_array(v.template, v.variables, v.model, v.fallback_model, v.parameters)
                = jsonb_build_array(p.template, p.variables, p.model, p.fallback_model, p.parameters),
              (select array_agg(c.name) from public.validations as c where c.prompt_id = p.id and c.is_active)
                = (select array_agg(x ->> 'name') from jsonb_array_elements(v.validations) as x)
            from public.prompts as p
            join public.prompt_versions as v on v.prompt_id = p.id and v.version = p.published_version
            join public.users as u on u.id = p.user_id
            """
        ).fetchall()

    assert found == [("AI Code Reviewer", "PUBLISHED", 1, "demo@formaops.com", True, True)]


def test_every_demo_execution_costs_what_its_ledger_says(cluster_18: Cluster, seeded: str) -> None:
    with cluster_18.connect(seeded) as connection:
        found = connection.execute(
            """
            select e.cost_usd, e.prompt_version, e.validation_status::text,
              (select sum(c.cost_usd) from public.cost_tracking as c where c.reference_id = e.id),
              (select sum(c.input_tokens) from public.cost_tracking as c where c.reference_id = e.id),
              (e.token_usage ->> 'input')::bigint
            from public.executions as e
            """
        ).fetchall()

    assert [(str(row[0]), row[1], row[2]) for row in found] == [("0.045000000000", 1, "PASSED")]
    assert all(cost == ledger and usage == tokens for cost, _, _, ledger, tokens, usage in found)


def test_the_demo_user_owns_all_of_it_and_the_other_user_nothing(cluster_18: Cluster, seeded: str) -> None:
    tables = ("prompts", "prompt_versions", "validations", "executions", "execution_logs", "cost_tracking")
    some = sql.SQL("select count(*) > 0 from public.{}")
    counts: dict[str, list[Any]] = {}
    with cluster_18.connect(seeded) as connection:
        for email, user in connection.execute("select email, id from public.users").fetchall():
            with connection.transaction():
                act_as(connection, user)
                counts[email] = [connection.execute(some.format(sql.Identifier(table))).fetchone() for table in tables]

    assert counts == {"demo@formaops.com": [(True,)] * 6, "other@formaops.com": [(False,)] * 6}
