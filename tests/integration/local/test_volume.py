"""A world of volume in a real database: valid as if its triggers had made it, and safe to break off."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest

from formaops.local import stack as local
from formaops.local.layout import ROOT, Layout
from formaops.local.problems import StackError
from formaops.local.volume import News, fill
from formaops.local.volume.checking import checks
from formaops.local.volume.domains import DOMAINS
from tests.migration.clusters import act_as

SCALE = 0.002
# In times to come: the stack's sweeper ends no execution of this world, whose leases end with it, and nothing is old.
UNTIL = datetime(2099, 3, 1, tzinfo=UTC)
PARTS = [part.name for domain in DOMAINS for part in domain.parts if not part.adds]


class BrokenOff(Exception):
    pass


def counts(connection: psycopg.Connection) -> dict[str, int]:
    found = {}
    for table in sorted({step.table for domain in DOMAINS for step in (*domain.parts, *domain.statements)}):
        row = connection.execute(f"select count(*) from {table}".encode()).fetchone()
        assert row
        found[table] = row[0]
    return found


def contents(connection: psycopg.Connection) -> dict[str, str]:
    """Digests of all rows of all tables; official ones are as old as their stack."""
    found = {}
    for table in PARTS:
        query = f"""
            select md5(string_agg(x::text, '' order by x::text)) from {table} as x
            where private.official_tenant_id()::text not in
              (coalesce(to_jsonb(x) ->> 'tenant_id', ''), coalesce(to_jsonb(x) ->> 'id', ''))
        """
        row = connection.execute(query.encode()).fetchone()
        assert row
        found[table] = row[0]
    return found


@pytest.fixture
def empty_clone(bare_clone: Path) -> Path:
    """With all migrations, and without demo data."""
    (bare_clone / "supabase" / "migrations").rmdir()
    (bare_clone / "supabase" / "migrations").symlink_to(ROOT / "supabase" / "migrations")
    return bare_clone


def test_a_world_is_made_once_however_often_it_is_broken_off(state: Path, empty_clone: Path) -> None:
    clone = empty_clone
    layout = Layout.of(state, clone)
    with pytest.raises(StackError, match="not running"):
        fill(scale=SCALE, layout=layout)
    addresses = local.up(state, root=clone, durable=False)

    def break_off(news: News) -> None:
        if news.step == "public.execution_logs" and news.rows:
            raise BrokenOff

    with psycopg.connect(addresses.admin_db_url, autocommit=True) as connection:
        before = counts(connection)
        with pytest.raises(BrokenOff):
            fill(scale=SCALE, until=UNTIL, layout=layout, progress=break_off)
        halfway = counts(connection)
        assert halfway["public.execution_logs"] == before["public.execution_logs"], "a table is filled wholly or not"
        assert halfway["public.executions"] > before["public.executions"]

        seen: list[News] = []
        rows = fill(scale=SCALE, layout=layout, progress=seen.append)
        after = counts(connection)
        grown = {table: after[table] - before[table] for table in PARTS}
        ledger = sum(rows[part.name] for domain in DOMAINS for part in domain.parts if part.table.endswith("tracking"))
        assert grown == {table: rows[table] for table in PARTS} | {"public.cost_tracking": ledger}
        assert "public.executions" not in {news.step for news in seen}, "it was there already"
        assert seen[-1].done == sum(rows[part.name] for domain in DOMAINS for part in domain.parts)
        assert rows["public.executions"] == 1_000_000 * SCALE

        assert fill(scale=SCALE, layout=layout) == rows
        assert counts(connection) == after, "filling again changes nothing"
        with pytest.raises(StackError, match=r"scale 0\.002 and seed 1"):
            fill(scale=SCALE, seed=2, layout=layout)

        _assert_indexes_are_back(connection)
        _assert_members_only(connection)
        _assert_dashboards_come_to_what_the_ledger_says(connection)
        _assert_checks_find_faults(connection)
        made = contents(connection)

    local.reset(state, root=clone)
    addresses = local.up(state, root=clone, durable=False)
    fill(scale=SCALE, until=UNTIL, layout=layout)
    with psycopg.connect(addresses.admin_db_url) as connection:
        assert contents(connection) == made, "the same from the same seed and end, to the last byte"


def _assert_indexes_are_back(connection: psycopg.Connection) -> None:
    row = connection.execute(
        "select count(*) from pg_indexes where indexname in ('executions_tenant_time_idx', "
        "'executions_idempotency_key_is_unique', 'execution_logs_level_time_idx', 'prompts_search_idx')"
    ).fetchone()
    assert row == (4,)


def _assert_members_only(connection: psycopg.Connection) -> None:
    """A user of the world sees, under row-level security, the executions of their tenants and no others."""
    with connection.transaction():
        user = connection.execute(
            "select user_id::text from public.user_roles group by user_id order by count(*), user_id desc limit 1"
        ).fetchone()
        assert user
        wanted = connection.execute(
            "select count(*) from public.executions join public.user_roles as r using (tenant_id) where r.user_id = %s",
            user,
        ).fetchone()
        connection.execute("select set_config('request.jwt.claims', %s, true)", (json.dumps({"sub": user[0]}),))
        connection.execute("set local role authenticated")
        assert connection.execute("select count(*) from public.executions").fetchone() == wanted


def _assert_dashboards_come_to_what_the_ledger_says(connection: psycopg.Connection) -> None:
    """For every tenant of the world, over windows that begin and end within it."""
    days = {"from": UNTIL - timedelta(days=60), "to": UNTIL - timedelta(days=3)}
    tenants = connection.execute(
        "select tenant_id, (array_agg(user_id))[1] from public.user_roles group by tenant_id order by 1"
    ).fetchall()
    for tenant, user in tenants:
        given = days | {"tenant": tenant}
        executed = connection.execute(_EXECUTED, given).fetchone()
        spent = connection.execute(_SPENT, given).fetchone()
        with connection.transaction():
            headers = json.dumps({"x-tenant-id": str(tenant)})
            connection.execute("select set_config('request.headers', %s, true)", (headers,))
            act_as(connection, user)
            measured = (
                "select total, failed, total_cost_usd, input_tokens from public.execution_metrics(%(from)s, %(to)s)"
            )
            assert connection.execute(measured, given).fetchone() == executed
            for group in ("day", "model", "provider", "prompt", "user", "purpose", "outcome"):
                summed = "select sum(calls), sum(cost_usd) from public.cost_summary(%(from)s, %(to)s, %(group)s)"
                assert connection.execute(summed, given | {"group": group}).fetchone() == spent


_EXECUTED = """
    select
      count(*), count(*) filter (where e.status = 'FAILED'), coalesce(sum(c.cost_usd), 0),
      coalesce(sum(c.input_tokens), 0)::bigint
    from public.executions as e
    left join (
      select reference_id, sum(cost_usd) as cost_usd, sum(input_tokens) as input_tokens
      from public.cost_tracking where purpose = 'PROMPT_EXECUTION' group by reference_id
    ) as c on c.reference_id = e.id
    where e.tenant_id = %(tenant)s and e.created_at >= %(from)s and e.created_at < %(to)s
"""
_SPENT = """
    select nullif(count(*), 0), sum(cost_usd)
    from public.cost_tracking
    where tenant_id = %(tenant)s and created_at >= %(from)s and created_at < %(to)s
"""


def _assert_checks_find_faults(connection: psycopg.Connection) -> None:
    own = [check for domain in DOMAINS for check in domain.checks]
    faults = (
        "delete from public.users where email = 'volume-1@example.com'",
        "delete from public.user_roles where role = 'ADMIN'",
        "update public.executions set cost_usd = cost_usd + 1 where status = 'COMPLETED'",
        "update public.cost_tracking set tenant_id = gen_random_uuid()",
        "delete from public.prompt_versions where version = 1",
        "update public.workflows set failed_executions = 0",
        "update public.agents set total_execution_time_ms = 0",
        "update public.workflow_steps set depends_on = '{nothing}'",
        "delete from public.template_ratings",
        "update public.specification_documents set content = 'Other'",
        "update public.specification_documents set status = 'DRAFT'",
        "delete from public.user_progress where status = 'COMPLETED'",
        "update public.ventures set phase = 'DISCOVER'",
        'update public.artifact_versions set content = content || \'{"title": "Other"}\' where version = 1',
        "update public.evaluations set results = results || '{\"total\": 4}'",
        "update public.business_ideas set status = 'draft'",
    )
    for fault in faults:
        with connection.transaction(force_rollback=True):
            connection.execute("set local session_replication_role = replica")
            connection.execute(fault.encode())
            found = [connection.execute(check.sql.encode()).fetchone() for check in checks(connection, own)]
            assert any(row and row[0] for row in found), fault
