"""The demo data: the same after a second run, and consistent in itself."""

from typing import Any

import psycopg
import pytest
from psycopg import sql

from formaops.cli.demo_users import DEMO_EMAIL as DEMO
from formaops.cli.demo_users import OTHER_EMAIL as OTHER
from formaops.local.demo_data import count_rows
from formaops.local.volume.checking import checks
from formaops.local.volume.domains import DOMAINS
from tests.migration.clusters import MIGRATED, SEEDED, Cluster, act_as

OFFICIAL_TENANT = "00000000-0000-4000-8000-00000000f0f0"


@pytest.fixture(scope="module")
def seeded(cluster_18: Cluster) -> str:
    return cluster_18.copy(SEEDED, "demo")


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
        cluster_18.seed(seeded)
        assert _content(connection) == before


def test_the_supabase_cli_applies_the_same_files(cluster_18: Cluster, seeded: str) -> None:
    database = cluster_18.copy(MIGRATED, "pushed")
    done = cluster_18.supabase("db", "push", "--include-seed", "--yes", "--skip-vault", database=database)
    assert done.returncode == 0, done.stdout
    with cluster_18.connect(database) as pushed, cluster_18.connect(seeded) as ours:
        assert count_rows(pushed) == count_rows(ours)


def test_nothing_in_the_demo_data_contradicts_itself(cluster_18: Cluster, seeded: str) -> None:
    with cluster_18.connect(seeded) as connection:
        asked = list(checks(connection, (check for domain in DOMAINS for check in domain.checks)))
        contradictions = {check.name: _number(connection, check.sql) for check in asked}

    assert {
        "what an execution cost is the sum of its ledger rows",
        "a workflow's counters count its executions",
        "an idea's status follows from its evaluations",
        "versions in workflows are numbered without a gap per coalesce(parent_id, id)",
    } <= set(contradictions)
    assert {name: count for name, count in contradictions.items() if count} == {}


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


def test_the_demo_ideas_are_in_every_state_and_follow_from_their_results(cluster_18: Cluster, seeded: str) -> None:
    with cluster_18.connect(seeded) as connection:
        found = connection.execute(
            """
            select u.email, i.status::text, e.status::text, e.score::float,
              (select count(*) from public.agent_results as r where r.evaluation_id = e.id),
              e.results is not distinct from case
                when e.completed_at is not null then private.evaluation_results(e.id)
              end,
              e.completed_at is not distinct from (
                select case when bool_and(r.completed_at is not null) then max(r.completed_at) end
                from public.agent_results as r where r.evaluation_id = e.id
              )
            from public.business_ideas as i
            join public.users as u on u.id = i.user_id
            left join public.evaluations as e on e.business_idea_id = i.id
            order by i.id
            """
        ).fetchall()

    assert found == [
        ("founder@formaops.com", "completed", "completed", 76.9, 5, True, True),
        ("founder@formaops.com", "completed", "completed", 59.81, 5, True, True),
        ("analyst@formaops.com", "draft", "failed", None, 5, True, True),
        ("analyst@formaops.com", "evaluating", "analyzing", None, 5, True, True),
        ("mentor@formaops.com", "submitted", "pending", None, 5, True, True),
        ("founder@formaops.com", "draft", None, None, 0, True, True),
    ]


def test_the_demo_user_owns_the_prompt_with_all_that_belongs_to_it(cluster_18: Cluster, seeded: str) -> None:
    tables = ("prompts", "prompt_versions", "validations", "executions", "execution_logs", "cost_tracking")
    counts = _rows_that(DEMO, cluster_18, seeded)

    assert {table for table in tables if not counts[table]} == set()


def test_the_other_user_sees_nothing_of_what_the_others_own(cluster_18: Cluster, seeded: str) -> None:
    seen = {table for table, count in _rows_that(OTHER, cluster_18, seeded).items() if count}

    # What signing up gave them.
    assert seen == {"audit_logs", "tenants", "user_roles", "users"}


def _rows_that(email: str, cluster: Cluster, database: str) -> dict[str, int]:
    """How many rows of each table this user sees. Official and public rows, which all see, do not count."""
    with cluster.connect(database) as connection, connection.transaction():
        rows = connection.execute("select id from public.users where email = %s", [email]).fetchall()
        tables = connection.execute("select tablename from pg_tables where schemaname = 'public' order by 1").fetchall()
        act_as(connection, rows[0][0])
        return {table: _count(connection, table) for (table,) in tables}


def _count(connection: psycopg.Connection, table: str) -> int:
    statement = sql.SQL("""
        select count(*) from public.{} as t
        where to_jsonb(t) ->> 'tenant_id' is distinct from %s and to_jsonb(t) ->> 'is_public' is distinct from 'true'
    """)
    return _number(connection, statement.format(sql.Identifier(table)), OFFICIAL_TENANT)


def _number(connection: psycopg.Connection, query: Any, *values: Any) -> int:
    row = connection.execute(query, values).fetchone()
    assert row
    return int(row[0])
