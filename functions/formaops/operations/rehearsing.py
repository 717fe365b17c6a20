"""Migrations tried where nobody works: what they lock, rewrite, scan and drop, and what the running version loses.

On an empty database with what Supabase brings, what the real one has recorded is applied, statement by statement, and
then the steps that are to come. What these do is not guessed from their text but seen in the catalogue and in
pg_locks. Tables are empty there, so how long it takes is not seen: the plan tells the sizes of the real ones instead.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from formaops.errors import WrongState
from formaops.operations import statements, surface
from formaops.operations.applying import Step
from formaops.operations.migrations import Migration

if TYPE_CHECKING:
    import psycopg

# Those that keep writers (and the strongest one, readers) waiting.
BLOCKS: Final = {
    "ShareLock": "writing",
    "ShareRowExclusiveLock": "writing",
    "ExclusiveLock": "writing",
    "AccessExclusiveLock": "reading and writing",
}
_SYSTEM: Final = "('pg_catalog', 'information_schema', 'pg_toast', 'supabase_migrations')"
_TABLES: Final = f"""
    select c.oid, format('%I.%I', n.nspname, c.relname)
    from pg_class as c
    join pg_namespace as n on n.oid = c.relnamespace
    where c.relkind in ('r', 'p', 'm') and n.nspname not in {_SYSTEM}
"""  # noqa: S608  # nothing of a caller
_SEEN: Final = """
    select jsonb_build_object(
      'locks', (
        select coalesce(jsonb_agg(distinct jsonb_build_array(l.relation::bigint, l.mode)), '[]')
        from pg_locks as l
        where
          l.pid = pg_backend_pid() and l.locktype = 'relation' and l.granted
          and l.relation = any (%(tables)s::oid[]) and l.mode = any (%(modes)s)
      ),
      'files', (
        select coalesce(jsonb_object_agg(c.oid::bigint, pg_relation_filenode(c.oid)::bigint), '{}')
        from pg_class as c
        where c.oid = any (%(tables)s::oid[]) and c.relkind <> 'p'
      ),
      'checked', (
        select coalesce(jsonb_agg(jsonb_build_array(k.conrelid::bigint, k.conname)), '[]')
        from pg_constraint as k
        where k.conrelid = any (%(tables)s::oid[]) and k.contype in ('c', 'f') and k.convalidated
      ),
      'not_null', (
        select coalesce(jsonb_agg(jsonb_build_array(a.attrelid::bigint, a.attname)), '[]')
        from pg_attribute as a
        where a.attrelid = any (%(tables)s::oid[]) and a.attnum > 0 and not a.attisdropped and a.attnotnull
      ),
      'indexes', (
        select coalesce(jsonb_agg(jsonb_build_array(i.indrelid::bigint, format('%%I.%%I', n.nspname, x.relname))), '[]')
        from pg_index as i
        join pg_class as x on x.oid = i.indexrelid
        join pg_namespace as n on n.oid = x.relnamespace
        where i.indrelid = any (%(tables)s::oid[])
      ),
      'columns', (
        select coalesce(jsonb_agg(jsonb_build_array(a.attrelid::bigint, a.attname)), '[]')
        from pg_attribute as a
        where a.attrelid = any (%(tables)s::oid[]) and a.attnum > 0 and not a.attisdropped
      )
    )
"""


@dataclass(slots=True)
class Effect:
    """What one statement does to a table that was there before its file."""

    statement: str
    table: str
    blocks: str = ""
    """`writing`, `reading and writing`, or nothing."""
    dangers: list[str] = field(default_factory=list)
    """`rewrite`, `scan …`, `index …`: work that takes the longer the larger the table is, while it is locked."""


@dataclass(frozen=True, slots=True)
class Rehearsed:
    step: Step
    effects: list[Effect]


@dataclass(frozen=True, slots=True)
class Rehearsal:
    steps: list[Rehearsed]
    breaks: list[surface.Break]
    dropped_tables: list[str]
    dropped_columns: list[str]


@contextmanager
def stage() -> Iterator["psycopg.Connection"]:
    """An empty database with the platform, on a cluster that is started for it and removed. Raises PostgresFailed."""
    from formaops.postgres.scratch import scratch

    with scratch() as made:
        made.give_platform()
        with made.connect() as connection:
            connection.execute("set session authorization postgres")
            yield connection


def rehearse(connection: "psycopg.Connection", applied: Sequence[Migration], steps: Sequence[Step]) -> Rehearsal:
    """On a database that has nothing but the platform, over an autocommit connection as `postgres`.

    Raises WrongState when a step fails there: it would fail on the real one, too.
    """
    for migration in applied:
        _run(connection, migration)
    before, tables, columns = surface.read(connection), _tables(connection), _columns(connection)
    rehearsed = [Rehearsed(step, _observe(connection, step)) for step in steps]
    after = surface.read(connection)
    dropped = tables - _tables(connection)
    lost = sorted(f"{table}.{name}" for table, name in columns - _columns(connection) if table not in dropped)
    # Where nothing is yet, nobody misses anything.
    return Rehearsal(rehearsed, surface.breaks(before, after) if applied else [], sorted(dropped), lost)


def _run(connection: "psycopg.Connection", migration: Migration) -> None:
    import psycopg

    try:
        if migration.is_transactional:
            with connection.transaction():
                for statement in migration.statements:
                    connection.execute(statement.encode())
        else:
            for statement in migration.statements:
                connection.execute(statement.encode())
    except psycopg.Error as error:
        raise WrongState(
            f"{migration.label}, as the database has recorded it, could not be applied anew for the rehearsal: {error}"
        ) from error
    finally:
        connection.execute("reset all")


def _observe(connection: "psycopg.Connection", step: Step) -> list[Effect]:
    import psycopg

    current = ""
    try:
        if not step.migration.is_transactional:
            for current in step.statements:
                connection.execute(current.encode())
            return []
        with connection.transaction():
            names: dict[int, str] = dict(connection.execute(_TABLES).fetchall())
            effects: list[Effect] = []
            seen = _see(connection, names)
            for current in step.statements:
                connection.execute(current.encode())
                if names:
                    now = _see(connection, names)
                    effects += _differences(current, names, seen, now)
                    seen = now
            return effects
    except psycopg.Error as error:
        where = f"{step.migration.label}: {statements.brief(current)}"
        raise WrongState(f"The rehearsal fails, and nothing was applied. {where}: {error}") from error
    finally:
        connection.execute("reset all")


def _see(connection: "psycopg.Connection", names: dict[int, str]) -> dict[str, Any]:
    row = connection.execute(_SEEN, {"tables": list(names), "modes": list(BLOCKS)}).fetchone()
    assert row is not None
    found: dict[str, Any] = row[0]
    return {key: found[key] if key == "files" else {tuple(pair) for pair in found[key]} for key in found}


def _differences(
    statement: str, names: dict[int, str], before: dict[str, Any], now: dict[str, Any]
) -> Iterable[Effect]:
    effects: dict[int, Effect] = {}

    def of(table: int) -> Effect:
        return effects.setdefault(table, Effect(statements.brief(statement), names[table]))

    for table, mode in sorted(now["locks"] - before["locks"]):
        effect = of(table)
        effect.blocks = max(effect.blocks, BLOCKS[mode], key=len)
    for table, file in now["files"].items():
        if file != before["files"].get(table):
            of(int(table)).dangers.append("writes the whole table anew")
    columns = before["columns"]
    for table, name in sorted(now["not_null"] - before["not_null"]):
        if (table, name) in columns:
            of(table).dangers.append(f"reads the whole table for nulls in {name}")
    for table, name in sorted(now["checked"] - before["checked"]):
        of(table).dangers.append(f"reads the whole table for {name}")
    for table, name in sorted(now["indexes"] - before["indexes"]):
        of(table).dangers.append(f"builds {name} while nobody can write")
    for effect in effects.values():
        effect.blocks = effect.blocks or "nothing more"
    return effects.values()


def _tables(connection: "psycopg.Connection") -> set[str]:
    return {name for _, name in connection.execute(_TABLES).fetchall()}


def _columns(connection: "psycopg.Connection") -> set[tuple[str, str]]:
    rows = connection.execute(
        f"""
        select t.name, a.attname
        from ({_TABLES}) as t (oid, name)
        join pg_attribute as a on a.attrelid = t.oid and a.attnum > 0 and not a.attisdropped
        """.encode()  # noqa: S608  # nothing of a caller
    ).fetchall()
    return {(table, name) for table, name in rows}
