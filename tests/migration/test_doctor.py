"""`formaops doctor` on a database: each check is green on a sound one, and names what was broken."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest

from formaops.local.layout import ROOT
from formaops.local.postgres import HOST, SUPERUSER
from formaops.operations import checking, checks
from formaops.operations.checking import Ground, Line, State
from tests.migration.clusters import PLATFORM, SEEDED, Cluster

ON_THE_DATABASE = (
    ("reach", "database"),
    ("versions", "server"),
    ("versions", "programs"),
    ("versions", "queue"),
    ("versions", "clocks"),
    *((check.section, check.name) for check in checks.ALL if check.section in ("schema", "drift", "books", "server")),
    ("work", "holds"),
    ("work", "turns"),
    ("slow", "statements"),
)
# What is broken, how, how it is mended, and what is told of it.
WAYS_TO_BREAK = [
    (
        "schema: migrations",
        "update supabase_migrations.schema_migrations set version = '3' || version where name = 'metrics'",
        "update supabase_migrations.schema_migrations set version = substr(version, 2) where name = 'metrics'",
        "the database is ahead of this version: 320261121160000_metrics",
    ),
    (
        "schema: migrations",
        "update supabase_migrations.schema_migrations set statements[3] = 'select 1' where name = 'metrics'",
        "update supabase_migrations.schema_migrations set statements[3] = %(before)s where name = 'metrics'",
        "changed after they were applied: 20261121160000_metrics",
    ),
    (
        "schema: row-level security",
        "alter table public.prompts disable row level security",
        "alter table public.prompts enable row level security",
        "prompts has no row-level security",
    ),
    (
        "schema: row-level security",
        "alter table public.prompts no force row level security",
        "alter table public.prompts force row level security",
        "prompts does not force it on its owner",
    ),
    (
        "schema: row-level security",
        "create table public.strays (id int);"
        "alter table public.strays enable row level security, force row level security;"
        "grant select on public.strays to authenticated",
        "drop table public.strays",
        "no policy shows rows of strays",
    ),
    (
        "schema: callable by everybody",
        "grant execute on function private.seal_audit(integer) to public",
        "revoke execute on function private.seal_audit(integer) from public",
        "everybody may call private.seal_audit(integer)",
    ),
    (
        "schema: definers",
        "alter function private.operational_metrics() reset search_path",
        "alter function private.operational_metrics() set search_path = ''",
        "private.operational_metrics() runs as its owner with any search_path",
    ),
    (
        "schema: definers",
        "alter function public.operational_metrics() security definer",
        "alter function public.operational_metrics() security invoker",
        "operational_metrics() is exposed, and runs as its owner",
    ),
    (
        "schema: api key gate",
        "alter role authenticator in database doctor reset pgrst.db_pre_request",
        "alter role authenticator in database doctor set pgrst.db_pre_request = 'gate.check_request'",
        "API keys are not checked",
    ),
    (
        "versions: queue",
        "alter function absurd.get_schema_version() rename to somewhere_else",
        "alter function absurd.somewhere_else() rename to get_schema_version",
        "not installed",
    ),
    (
        "work: holds",
        "insert into private.budget_holds values (gen_random_uuid(), gen_random_uuid(), now(), 0, 0.5)",
        "truncate private.budget_holds",
        "1 executions that ended still hold money (up to $0.500000 each)",
    ),
    (
        "books: ledger and budgets",
        "insert into public.budgets (id, tenant_id, name, period, limit_usd)"
        " select gen_random_uuid(), id, 'broken', 'DAY', 1 from public.tenants limit 1;"
        "insert into private.budget_slots (budget_id, period_start, slot, spent_usd, held_usd)"
        " select id, '2030-01-01', 0, 1, 0 from public.budgets where name = 'broken'",
        "delete from private.budget_slots where period_start = '2030-01-01';"
        "delete from public.budgets where name = 'broken'",
        "1 rows do not agree: sql/queries/budgets_against_ledger.sql",
    ),
    (
        "books: ledger and executions",
        "set session_replication_role = replica; update public.executions set cost_usd = cost_usd + 1"
        " where id = (select max(id::text)::uuid from public.executions where status = 'COMPLETED')",
        "update public.executions set cost_usd = cost_usd - 1"
        " where id = (select max(id::text)::uuid from public.executions where status = 'COMPLETED')",
        "1 rows do not agree: sql/queries/ledger_against_executions.sql",
    ),
    (
        "books: ledger and audit",
        "set session_replication_role = replica;"
        "insert into public.audit_logs (tenant_id, action, resource_type, resource_id, changes)"
        " select tenant_id, 'END', 'execution', id, jsonb_build_object('after', jsonb_build_object('cost_usd', 99))"
        " from public.executions where status = 'COMPLETED' limit 1",
        "delete from public.audit_logs where changes #>> '{after,cost_usd}' = '99'",
        "1 rows do not agree: sql/queries/audit_against_ledger.sql",
    ),
    (
        "server: constraints",
        "alter table public.prompts add constraint prompts_unproved check (true) not valid",
        "alter table public.prompts drop constraint prompts_unproved",
        "hold for new rows only: prompts.prompts_unproved",
    ),
]


@pytest.fixture(scope="module")
def database(cluster_18: Cluster) -> str:
    name = cluster_18.copy(SEEDED, "doctor")
    with cluster_18.connect(name, SUPERUSER) as connection:
        # A copy has its template's content, but not its settings.
        connection.execute(
            "alter role authenticator in database doctor set pgrst.db_pre_request = 'gate.check_request'"
        )
    return name


@pytest.fixture
def ground(cluster_18: Cluster, database: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Ground]:
    """Of a hosted project, on whose database the checks look as `postgres`."""
    password = cluster_18.keys.passwords["postgres"]
    url = f"postgresql://postgres:{password}@{HOST}:{cluster_18.postgres.port}/{database}"
    monkeypatch.setenv("FORMAOPS_DATABASE_URL", url)

    @contextmanager
    def scratch() -> Iterator[psycopg.Connection]:
        with cluster_18.connect(cluster_18.copy(PLATFORM, "doctors_scratch")) as connection:
            yield connection

    ground = Ground({"FORMAOPS_DATABASE_URL": url}, ROOT, scratch=scratch)
    yield ground
    ground.close()


@pytest.fixture
def healer(cluster_18: Cluster, database: str) -> Iterator[psycopg.Connection]:
    with cluster_18.connect(database, SUPERUSER) as connection:
        yield connection


@pytest.fixture
def ground_on_15(cluster_15: Cluster, ground: Ground, monkeypatch: pytest.MonkeyPatch) -> Iterator[Ground]:
    """The same on the oldest version; what it is compared with is made on the newest."""
    name = cluster_15.copy(SEEDED, "doctor")
    with cluster_15.connect(name, SUPERUSER) as connection:
        connection.execute(
            "alter role authenticator in database doctor set pgrst.db_pre_request = 'gate.check_request'"
        )
    password = cluster_15.keys.passwords["postgres"]
    url = f"postgresql://postgres:{password}@{HOST}:{cluster_15.postgres.port}/{name}"
    monkeypatch.setenv("FORMAOPS_DATABASE_URL", url)
    old = Ground({"FORMAOPS_DATABASE_URL": url}, ROOT, scratch=ground.scratch)
    yield old
    old.close()


def look(ground: Ground, *names: str) -> dict[str, Line]:
    wanted = [check for check in checks.ALL if f"{check.section}: {check.name}" in names]
    assert len(wanted) == len(names), names
    return {f"{line.section}: {line.name}": line for line in checking.run(wanted, ground)}


@pytest.mark.parametrize("version", ["ground", "ground_on_15"])
def test_all_is_well_where_nothing_is_broken(request: pytest.FixtureRequest, version: str) -> None:
    ground: Ground = request.getfixturevalue(version)
    found = look(ground, *(f"{section}: {name}" for section, name in ON_THE_DATABASE))
    unwell = {name: line for name, line in found.items() if line.state != State.OK}
    assert unwell.keys() == {"slow: statements"}, unwell
    assert "create extension pg_stat_statements" in unwell["slow: statements"].detail


@pytest.mark.parametrize(("name", "way", "back", "told"), WAYS_TO_BREAK, ids=[each[3] for each in WAYS_TO_BREAK])
def test_what_is_broken_is_named(
    ground: Ground, healer: psycopg.Connection, name: str, way: str, back: str, told: str
) -> None:
    before = _before(healer, back)
    healer.execute(way.encode())
    try:
        line = look(ground, name)[name]
    finally:
        healer.execute(back.replace("%(before)s", before).encode())
    assert told in line.detail, line
    assert line.state in (State.FAILED, State.WARNING)
    assert line.advice, "it says what to do"


def test_what_is_explained_is_no_fault_of_the_books(ground: Ground, healer: psycopg.Connection) -> None:
    """What waits holds money, what was priced again costs otherwise, and of a purged tenant no execution is left."""
    with healer.transaction(force_rollback=True):
        healer.execute((ROOT / "supabase" / "tests" / "helpers.sql").read_text())
        healer.execute("""
            select tests.create_cast(), tests.create_tenant('umbrella', 'alice', 'bob');
            select tests.create_dollar_prompt('letter', 'alice');
            select tests.create_dollar_prompt('note', 'alice', tests.id('umbrella'));
            select tests.create_budget('daily', 10, jsonb_build_object('tenant_id', tests.id('umbrella')));
            select tests.queued_execution('later', 'bob', 'note', '{}', tests.id('umbrella'));

            select tests.running_execution('run', 'bob', 'letter');
            select tests.settle('run', tests.result(), jsonb_build_array(tests.model_call('call', '0.5')));
            insert into private.operators (user_id) values (tests.id('mallory'));
            update public.tenants set deleted_at = now() where id = tests.id('acme');
            select private.purge_tenant(tests.id('acme'), tests.id('mallory'));

            insert into public.cost_tracking (
              tenant_id, user_id, purpose, reference_id, kind, provider, model, cost_usd, price_source, outcome, error,
              started_at
            )
            select
              e.tenant_id, e.user_id, 'PROMPT_EXECUTION', e.id, 'ADJUSTMENT', 'local', e.model, 0.5, 'OPERATOR',
              'SUCCEEDED', 'repriced', e.started_at
            from public.executions as e
            where e.status = 'COMPLETED'
            limit 1;
        """)
        held = healer.execute("select held_usd from tests.counted('daily')").fetchone()
        assert held == (1,), "it waits, and holds"
        ground._connection = healer  # nobody else sees what is not committed
        found = look(ground, *(f"books: {name}" for section, name in ON_THE_DATABASE if section == "books"))
        ground._connection = None
    assert {name: line.detail for name, line in found.items() if line.state != State.OK} == {}
    assert len(found) == 3


def _before(connection: psycopg.Connection, back: str) -> str:
    if "statements[3]" in back:
        query = "select quote_literal(statements[3]) from supabase_migrations.schema_migrations where name = 'metrics'"
    else:
        return ""
    found = connection.execute(query.encode()).fetchone()
    assert found
    return str(found[0])


def test_what_was_changed_by_hand_is_named_thing_by_thing(
    cluster_18: Cluster, ground: Ground, healer: psycopg.Connection
) -> None:
    with healer.transaction(force_rollback=True):
        healer.execute("""
            alter policy "members see the prompts of their tenants" on public.prompts using (true);
            alter table public.prompts add column by_hand text;
            alter trigger executions_guard on public.executions rename to executions_guard_not;
            grant execute on function private.seal_audit(integer) to anon;
            alter table auth.users disable trigger formaops_create_profile;
        """)
        ground._connection = healer  # nobody else sees what is not committed
        line = look(ground, "drift: by hand")["drift: by hand"]
        ground._connection = None
    assert line.state == State.FAILED
    assert "6 not as the migrations make them" in line.detail
    for told in (
        "columns: public.prompts.by_hand is there, and was not",
        "grants: private.seal_audit(integer) to anon is there, and was not",
        'policies: "members see the prompts of their tenants" on public.prompts is',
        "triggers: executions_guard on public.executions is missing",
        "triggers: executions_guard_not on public.executions is there, and was not",
        "and 1 more",
    ):
        assert told in line.detail
    assert len(line.items) == 6
    assert line.items[-1] == "triggers: formaops_create_profile on auth.users is not as the migrations make it"


def test_a_migration_that_is_missing_is_red(ground: Ground, healer: psycopg.Connection) -> None:
    with healer.transaction():
        healer.execute("create temporary table kept as table supabase_migrations.schema_migrations")
        healer.execute("delete from supabase_migrations.schema_migrations where name in ('metrics', 'generic_plans')")
    try:
        line = look(ground, "schema: migrations")["schema: migrations"]
    finally:
        healer.execute(
            "insert into supabase_migrations.schema_migrations select * from kept on conflict (version) do nothing"
        )
    assert (line.state, line.advice) == (State.FAILED, "formaops migrate")
    assert line.detail == "2 behind: 20261121160000_metrics, 20261121170000_generic_plans"


def test_an_index_that_was_broken_off_is_red(ground: Ground, healer: psycopg.Connection) -> None:
    with pytest.raises(psycopg.errors.UniqueViolation):
        healer.execute("create unique index concurrently prompts_broken on public.audit_logs ((true))")
    try:
        line = look(ground, "server: indexes")["server: indexes"]
    finally:
        healer.execute("drop index public.prompts_broken")
    assert (line.state, line.advice) == (State.FAILED, "reindex index concurrently prompts_broken;")


def test_slow_statements_are_told_with_their_share(ground: Ground, healer: psycopg.Connection) -> None:
    healer.execute("create extension pg_stat_statements with schema extensions")
    try:
        healer.execute("select extensions.pg_stat_statements_reset()")
        healer.execute("select pg_sleep(0.01) as of_the_test")
        line = look(ground, "slow: statements")["slow: statements"]
    finally:
        healer.execute("drop extension pg_stat_statements")
    assert line.state == State.OK
    assert re.search(r"\d\.\d s in 1 calls, ", line.detail)


def test_connections_that_leave_a_transaction_open_are_told_before_the_last_is_used(
    ground: Ground, monkeypatch: pytest.MonkeyPatch
) -> None:
    for row, state in (((58, 60, 0), "failed"), ((50, 60, 0), "warning"), ((5, 60, 2), "warning"), ((5, 60, 0), "ok")):
        monkeypatch.setattr(Ground, "rows", lambda _, __, row=row: [row])
        assert look(ground, "server: connections")["server: connections"].state == state


def test_clocks_that_do_not_agree_are_told(ground: Ground, monkeypatch: pytest.MonkeyPatch) -> None:
    from time import time as now

    for ahead, state in ((0, "ok"), (5, "warning"), (-40, "failed")):
        monkeypatch.setattr("formaops.operations.checks.reaching.time.time", lambda ahead=ahead: now() + ahead)
        assert look(ground, "versions: clocks")["versions: clocks"].state == state


def test_a_role_that_is_blinded_by_row_level_security_is_told(
    cluster_18: Cluster, database: str, ground: Ground, healer: psycopg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    healer.execute("create role looker login password 'looker'")
    monkeypatch.setenv(
        "FORMAOPS_DATABASE_URL", f"postgresql://looker:looker@{HOST}:{cluster_18.postgres.port}/{database}"
    )
    try:
        found = look(ground, "reach: database", "books: ledger and budgets")
        ground.close()
    finally:
        healer.execute("drop role looker")
    assert found["reach: database"].state == State.WARNING
    assert found["books: ledger and budgets"].state == State.NOT_CHECKED
    assert "this role may not" in found["books: ledger and budgets"].detail


def test_a_database_that_is_not_ours_is_behind_and_breaks_no_other_check(
    cluster_18: Cluster, ground: Ground, monkeypatch: pytest.MonkeyPatch
) -> None:
    password = cluster_18.keys.passwords["postgres"]
    name = cluster_18.copy(PLATFORM, "not_ours")
    monkeypatch.setenv(
        "FORMAOPS_DATABASE_URL", f"postgresql://postgres:{password}@{HOST}:{cluster_18.postgres.port}/{name}"
    )
    found = look(ground, *(f"{section}: {each}" for section, each in ON_THE_DATABASE))
    red = {each for each, line in found.items() if line.state == State.FAILED}
    assert red == {"schema: migrations"}
    assert found["drift: by hand"].detail == "nothing is migrated yet"
    assert found["books: ledger and audit"].detail.endswith("does not exist: formaops migrate")


def test_a_dead_database_is_one_red_line(ground: Ground, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORMAOPS_DATABASE_URL", "postgresql://postgres:wrong@127.0.0.1:1/postgres")
    found = look(ground, "reach: database", "schema: definers", "server: size")
    assert [line.state for line in found.values()] == ["failed", "not_checked", "not_checked"]
    assert found["server: size"].detail == "no database"
    assert "wrong" not in found["reach: database"].detail


def test_a_transaction_pooler_is_not_given_our_settings(ground: Ground, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORMAOPS_DATABASE_URL", "postgresql://postgres.abc:x@127.0.0.1:6543/postgres")
    line = look(ground, "reach: database")["reach: database"]
    assert (line.state, "is a transaction pooler" in line.detail) == (State.FAILED, True)


def test_nothing_is_written(ground: Ground) -> None:
    look(ground, "reach: database")
    with pytest.raises(psycopg.errors.ReadOnlySqlTransaction):
        ground.database.execute("create table public.by_the_doctor (id int)")
