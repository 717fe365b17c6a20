"""Whose rows are read: the largest tenant and the median one, a member of each, and rows to ask for."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import psycopg
from psycopg import sql

from tests.migration.clusters import act_as

_BY_SIZE: Final = """
    select t.id::text, t.name, count(e.id)
    from public.tenants as t
    join public.executions as e on e.tenant_id = t.id
    where t.deleted_at is null
    group by t.id
    order by count(e.id) desc, t.id
"""
# Somebody who writes, in few tenants beside this one, with work of their own in it.
_MEMBER: Final = """
    select r.user_id::text
    from public.user_roles as r
    where r.tenant_id = %(tenant)s and r.role <> 'VIEWER'
    order by
      (select count(*) from public.executions as e where e.tenant_id = r.tenant_id and e.user_id = r.user_id) desc
    limit 1
"""
# The one that others point at most, where that matters to a read.
_BUSIEST: Final = {
    "prompt_id": """
        select e.prompt_id
        from public.executions as e
        join public.prompts as p on p.id = e.prompt_id and p.deleted_at is null
        where e.tenant_id = %(tenant)s
        group by 1
        order by count(*) desc
    """,
}


@dataclass(frozen=True)
class Subject:
    size: str
    tenant_id: str
    name: str
    executions: int
    user_id: str
    tenants: tuple[str, ...]
    """All that the member belongs to."""


def subjects(connection: psycopg.Connection) -> list[Subject]:
    by_size = connection.execute(_BY_SIZE).fetchall()
    chosen = {"largest": by_size[0], "median": by_size[len(by_size) // 2]}
    return [_subject(connection, size, *row) for size, row in chosen.items()]


def _subject(connection: psycopg.Connection, size: str, tenant: str, name: str, executions: int) -> Subject:
    row = connection.execute(_MEMBER, {"tenant": tenant}).fetchone()
    assert row
    memberships = connection.execute(
        "select r.tenant_id::text from public.user_roles as r join public.tenants as t on t.id = r.tenant_id "
        "where r.user_id = %s and t.deleted_at is null order by 1",
        row,
    ).fetchall()
    return Subject(size, tenant, name, executions, row[0], tuple(each for (each,) in memberships))


class At(Mapping[str, Any]):
    """What a pattern asks for: times and words, and ids of rows of the tenant, looked up by their table's name."""

    def __init__(self, connection: psycopg.Connection, subject: Subject) -> None:
        now = datetime.now(UTC)
        self._connection = connection
        self._subject = subject
        self._known: dict[str, Any] = {
            "tenant_id": subject.tenant_id,
            "user_id": subject.user_id,
            "query": "support",
            "tags": ["code", "review"],
            "day_ago": (now - timedelta(days=1)).isoformat(),
            "week_ago": (now - timedelta(days=7)).isoformat(),
            "month_ago": (now - timedelta(days=30)).isoformat(),
        }

    def __getitem__(self, key: str) -> Any:
        if key not in self._known:
            self._known[key] = self._found(key)
        return self._known[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._known)

    def __len__(self) -> int:
        return len(self._known)

    def _found(self, key: str) -> str:
        given = {"tenant": self._subject.tenant_id, "user": self._subject.user_id}
        query = _BUSIEST.get(key)
        statement = query.encode() if query else self._middle(key)
        # As the member, who does not see every row of the tenant.
        with self._connection.transaction():
            act_as(self._connection, self._subject.user_id)
            row = self._connection.execute(statement, given).fetchone()
        if row is None:
            raise LookupError(f"{self._subject.name} has no row for {key}")
        return str(row[0])

    def _middle(self, key: str) -> sql.Composed:
        """A live row from the middle of the table that the key names in the singular."""
        noun = key.removesuffix("_id")
        plurals = [noun + "s", noun + "es", noun.removesuffix("y") + "ies", noun]
        row = self._connection.execute(
            """
            select c.relname, bool_or(a.attname = 'deleted_at')
            from pg_catalog.pg_class as c
            join pg_catalog.pg_attribute as a on a.attrelid = c.oid
            where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and c.relname = any(%s)
            group by 1
            """,
            (plurals,),
        ).fetchone()
        if row is None:
            raise LookupError(f"no table has rows for {key}")
        live = sql.SQL("and deleted_at is null" if row[1] else "")
        table = sql.Identifier("public", row[0])
        where = sql.SQL("from {} where tenant_id = %(tenant)s {}").format(table, live)
        return sql.SQL("select id {} order by id offset (select count(*) / 2 {}) limit 1").format(where, where)
