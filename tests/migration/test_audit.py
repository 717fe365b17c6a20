"""The audit chain: Python and SQL agree on every byte, nobody waits for sealing, and nothing is missed."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from psycopg.types.json import Json

from formaops.audit import canonical, exports
from formaops.audit.chain import Link
from formaops.local.layout import ROOT
from tests.migration.clusters import MIGRATED, PLATFORM, Cluster, apply

HELPERS = ROOT / "supabase" / "tests" / "helpers.sql"
AGAINST_LEDGER = ROOT / "sql" / "queries" / "audit_against_ledger.sql"
MIGRATION = "20261121130000_audit"
SESSIONS = 16

BEGIN = "select public.begin_execution(tests.id('bob'), tests.id('acme'), 'letter')"
SETTLE = """
    select public.settle_execution(
      %s, %s, '{"status": "COMPLETED", "validation_status": "SKIPPED", "latency_ms": 5}', '[]'
    ) ->> 'outcome'
"""


@pytest.fixture
def database(cluster: Cluster) -> str:
    """The cast of the pgTAP tests, with a published prompt."""
    name = cluster.copy(MIGRATED, "audited")
    with cluster.connect(name) as connection:
        connection.execute(HELPERS.read_text())
        connection.execute("select tests.create_cast(), tests.create_prompt('letter', 'alice')")
        connection.execute("begin; select tests.publish('letter', 'alice'); commit")
    return name


@contextmanager
def sessions(
    cluster: Cluster, database: str, count: int, role: str | None = None
) -> Iterator[list[psycopg.Connection]]:
    opened = [cluster.connect(database) for _ in range(count)]
    try:
        for connection in opened:
            connection.execute("set lock_timeout = '2s'")
            if role:
                connection.execute(f"set role {role}".encode())
        yield opened
    finally:
        for connection in opened:
            connection.close()


def one(connection: psycopg.Connection, query: str, *values: Any) -> Any:
    row = connection.execute(query.encode(), values).fetchone()
    assert row
    return row[0]


def faults(connection: psycopg.Connection, tenant: str = "tests.id('acme')") -> list[Any]:
    return connection.execute(f"select * from private.audit_faults({tenant})".encode()).fetchall()


def exported(connection: psycopg.Connection, tenant_id: UUID) -> list[str]:
    with connection.transaction():
        connection.execute("select set_config('request.jwt.claims', '{\"role\": \"service_role\"}', true)")
        found = connection.execute("select public.export_audit(%s)", [tenant_id]).fetchall()
    return [line for (line,) in found]


_TEXTS = st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), max_size=20)
_NUMBERS = st.one_of(
    st.integers(),
    st.decimals(allow_nan=False, allow_infinity=False, places=12).map(Decimal),
    st.floats(allow_nan=False, allow_infinity=False),
)
_ODD = st.sampled_from(
    ["\u2028", "\ufeff", "\U0001f9d1\u200d\U0001f680", "e\u0301", "\u00e9", "\x7f", "\\u0041", '"', "\b\f"]
)
_VALUES = st.recursive(
    st.none() | st.booleans() | _NUMBERS | _TEXTS | _ODD,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_TEXTS | _ODD, inner, max_size=4),
    max_leaves=12,
)


class _Exactly(Json):
    """Decimals as the digits that they are."""

    def __init__(self, value: Any) -> None:
        super().__init__(value, dumps=lambda each: canonical.write(_written(each)))


def _written(value: Any) -> Any:
    match value:
        case bool() | None | str():
            return value
        case int() | float() | Decimal():
            return canonical.Number(repr(value) if isinstance(value, float) else str(value))
        case list():
            return [_written(each) for each in value]
        case _:
            return {name: _written(each) for name, each in value.items()}


@pytest.fixture(scope="module", params=[18, 15], ids=["pg18", "pg15"])
def odd(request: pytest.FixtureRequest) -> Iterator[psycopg.Connection]:
    """A database for rows of all kinds."""
    cluster: Cluster = request.getfixturevalue(f"cluster_{request.param}")
    with cluster.connect(cluster.copy(MIGRATED, "odd_rows")) as connection:
        yield connection


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=st.lists(
        st.tuples(
            _VALUES,
            _VALUES,
            st.none() | _TEXTS,
            st.datetimes(timezones=st.just(UTC)),
            st.none() | st.uuids(),
        ),
        min_size=1,
        max_size=12,
    )
)
def test_python_and_sql_agree_on_every_byte(odd: psycopg.Connection, rows: list[tuple[Any, ...]]) -> None:
    tenant_id = uuid4()
    with odd.transaction():
        odd.cursor().executemany(
            "insert into public.audit_logs (tenant_id, action, resource_type, changes, metadata, user_agent,"
            " created_at, user_id) values (%s, 'UPDATE', 'prompt', %s, %s, %s, %s, %s)",
            [(tenant_id, _Exactly(one), _Exactly(two), *others) for one, two, *others in rows],
        )
    odd.execute("select public.seal_audit(1000)")
    lines = exported(odd, tenant_id)
    head = exports.head_of(lines[-1], tenant_id, 1)
    report = exports.verify([exports.first_line(tenant_id, 1), *lines, exports.last_line(head, None)], None)
    assert (report.links, report.faults) == (len(rows), [])
    for line in lines:
        assert canonical.write(canonical.parse(line)) == line
    assert faults(odd, f"'{tenant_id}'") == []


def test_an_edit_in_the_database_is_found_in_its_export(cluster: Cluster, database: str) -> None:
    with cluster.connect(database) as connection:
        connection.execute("select public.seal_audit(1000)")
        tenant_id = one(connection, "select tests.id('acme')")
        connection.execute("alter table public.audit_logs disable trigger user")
        connection.execute("update public.audit_logs set user_agent = 'x' where resource_type = 'prompt'")
        lines = exported(connection, tenant_id)
        head = exports.head_of(lines[-1], tenant_id, 1)
    report = exports.verify([exports.first_line(tenant_id, 1), *lines, exports.last_line(head, None)], None)
    assert {each.fault for each in report.faults} == {"row_edited"}
    assert {str(Link.read(canonical.parse(line)).sequence) for line in lines if '"prompt"' in line} == {
        str(each.sequence) for each in report.faults
    }


def test_executions_of_a_tenant_do_not_wait_for_its_chain(cluster: Cluster, database: str) -> None:
    """Begun and settled by sixteen sessions while somebody is sealing, and somebody who wrote has not committed."""
    failures: list[BaseException] = []

    def work(connection: psycopg.Connection) -> None:
        try:
            for _ in range(6):
                execution = one(connection, BEGIN)["execution"]
                assert one(connection, SETTLE, execution["id"], execution["lease_id"]) == "settled"
        except BaseException as failure:
            failures.append(failure)

    with (
        sessions(cluster, database, 3) as (sealer, writer, other),
        sessions(cluster, database, SESSIONS, "service_role") as crowd,
    ):
        writer.execute("begin; update public.tenants set name = 'Late' where id = tests.id('acme')")
        sealer.execute("begin")
        sealer.execute("select pg_advisory_xact_lock(private.audit_lock(tests.id('acme')))")
        assert one(sealer, "select private.seal_tenant_audit(tests.id('acme'), 3)") == 3
        threads = [threading.Thread(target=work, args=[connection]) for connection in crowd]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(timeout=60)
        assert failures == []
        # A second one leaves the tenant to the first.
        one(other, "select public.seal_audit(10000)")
        assert one(other, "select count(*) from private.audit_unsealed where tenant_id = tests.id('acme')") > 0
        sealer.execute("commit")
        assert one(other, "select public.seal_audit(10000)") > 2 * 6 * SESSIONS
        assert faults(other) == []
        # What commits late is sealed late, behind what was written after it.
        writer.execute("commit")
        assert one(other, "select public.seal_audit(10000)") == 1
        assert faults(other) == []
        ends = "select count(*), count(distinct resource_id) from public.audit_logs where action = 'END'"
        assert other.execute(ends).fetchall() == [(6 * SESSIONS, 6 * SESSIONS)]
        assert other.execute(AGAINST_LEDGER.read_bytes()).fetchall() == []
        other.execute("alter table public.audit_logs disable trigger user")
        forged = "update public.audit_logs set changes = jsonb_set(changes, '{after,cost_usd}', '\"9\"')"
        other.execute(f"{forged} where id = (select id from public.audit_logs where action = 'END' limit 1)".encode())
        assert len(other.execute(AGAINST_LEDGER.read_bytes()).fetchall()) == 1


def test_sealers_at_once_make_one_chain(cluster: Cluster, database: str) -> None:
    def seal(connection: psycopg.Connection, sealed: list[int]) -> None:
        sealed.extend(one(connection, "select public.seal_audit(7)") for _ in range(40))

    def write(connection: psycopg.Connection) -> None:
        for _ in range(40):
            connection.execute(
                "insert into public.audit_logs (tenant_id, action, resource_type)"
                " select tests.id(t), 'UPDATE', 'prompt' from unnest(array['acme', 'other', 'third']) as t"
            )

    with sessions(cluster, database, 8) as crowd:
        sealed: list[int] = []
        threads = [threading.Thread(target=seal, args=[connection, sealed]) for connection in crowd[:4]]
        threads += [threading.Thread(target=write, args=[connection]) for connection in crowd[4:]]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(timeout=60)
        rest = one(crowd[0], "select public.seal_audit(100000)")
        assert sum(sealed) + rest == one(crowd[0], "select count(*) from private.audit_chain")
        assert one(crowd[0], "select count(*) from private.audit_unsealed") == 0
        for tenant in ("acme", "other", "third"):
            assert faults(crowd[0], f"tests.id('{tenant}')") == []


def test_rows_from_before_the_chain_are_sealed_too(cluster_18: Cluster) -> None:
    name = cluster_18.copy(PLATFORM, "before_the_chain")
    with cluster_18.connect(name) as connection:
        files = {file.stem: file for file in cluster_18.migrations()}
        for stem, file in files.items():
            if stem >= MIGRATION:
                break
            apply(connection, file)
        # They know tables of later migrations, too.
        connection.execute("set check_function_bodies = off")
        connection.execute(HELPERS.read_text())
        connection.execute("select tests.create_cast(), tests.create_prompt('letter', 'alice')")
        apply(connection, files[MIGRATION])
        before = one(connection, "select count(*) from public.audit_logs")
        assert one(connection, "select count(*) from private.audit_unsealed where digest is null") == before
        assert faults(connection) == []
        connection.execute("update public.tenants set name = 'After' where id = tests.id('acme')")
        assert one(connection, "select public.seal_audit(100000)") == before + 1
        assert faults(connection) == []
        order = """
            select array_agg(a.created_at order by c.sequence) = array_agg(a.created_at order by a.created_at)
            from private.audit_chain as c join public.audit_logs as a on a.id = c.audit_log_id group by c.tenant_id
        """
        assert {found for (found,) in connection.execute(order.encode())} == {True}
