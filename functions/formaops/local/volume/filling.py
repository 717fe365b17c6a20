"""Copy a world into a database: a transaction for each table, remembered, so that what was broken off can go on.

Foreign keys and triggers are set aside meanwhile (`session_replication_role`), and the indexes of the table that is
being filled are built at its end. What triggers and keys would have said is asked of the whole world afterwards.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from formaops.local.keys import load_or_create
from formaops.local.layout import Layout, read_json, supervisor_pid
from formaops.local.postgres import SUPERUSER, locate
from formaops.local.problems import StackError
from formaops.local.volume.checking import checks
from formaops.local.volume.domains import DOMAINS
from formaops.local.volume.parts import Part, Statement
from formaops.local.volume.world import World

if TYPE_CHECKING:
    import psycopg

_EVERY_ROWS: Final = 2_000
_WORTH_IT: Final = 50_000
_INDEXES: Final = """
    select i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid)
    from pg_catalog.pg_index as i
    where i.indrelid = %s::regclass
      and not exists (select from pg_catalog.pg_constraint as c where c.conindid = i.indexrelid)
"""
# Bump it when the same scale and seed begin to make another world.
_EDITION: Final = 1


@dataclass(frozen=True, slots=True)
class News:
    """How far it is: `rows` of about `expected` in this step, `done` of about `total` in all; `seconds` when over."""

    step: str
    rows: int
    expected: int
    done: int
    total: int
    seconds: float | None = None


Progress = Callable[[News], None]


def _silently(_: News) -> None:
    """The progress of those who do not ask for it."""


def fill(
    *,
    scale: float = 1.0,
    seed: int = 1,
    until: datetime | None = None,
    layout: Layout | None = None,
    progress: Progress = _silently,
) -> dict[str, int]:
    """Fill the running local stack and return how many rows each table got, whether now or before.

    ``until`` is when the world ends: now, unless given. Only the stack of ``layout`` can be filled, for only its keys
    open it. Raises StackError when the stack does not run, when another world is there, or when the checks fail.
    """
    if not 0 < scale <= 10:
        raise StackError(f"A scale of {scale:g} is not between 0 and 10.", advice="1 makes a million executions.")
    with _connected(layout or Layout.of()) as connection:
        return fill_database(connection, scale, seed, until, progress)


def fill_database(
    connection: "psycopg.Connection", scale: float, seed: int, until: datetime | None, progress: Progress = _silently
) -> dict[str, int]:
    """The same for a database with all migrations, by a superuser's autocommit connection."""
    world = _agreed(connection, scale, seed, until or datetime.now(UTC).replace(microsecond=0))
    _Filling(connection, world, progress).run()
    return dict(connection.execute("select name, rows from formaops_volume.parts order by position").fetchall())


def _connected(layout: Layout) -> "psycopg.Connection":
    ports = read_json(layout.ports_file) or {}
    if supervisor_pid(layout) is None or "postgres" not in ports:
        raise StackError("The local stack is not running.", advice="`formaops up` starts it.")
    connection = locate(layout, ports["postgres"]).connect(SUPERUSER, load_or_create(layout).passwords[SUPERUSER])
    # What is lost with the machine is made again.
    connection.execute("set synchronous_commit = off")
    connection.execute("set maintenance_work_mem = '512MB'")
    connection.execute("set client_min_messages = warning")
    connection.execute("set log_min_duration_statement = -1")
    return connection


def _agreed(connection: "psycopg.Connection", scale: float, seed: int, until: datetime) -> World:
    """The world that was begun here, or a new one. Raises StackError when it is another one than is asked for."""
    with connection.transaction():
        connection.execute(
            """
            create schema if not exists formaops_volume;
            create table if not exists formaops_volume.world (
              edition integer not null, scale float8 not null, seed bigint not null, until timestamptz not null,
              is_single boolean primary key default true check (is_single)
            );
            create table if not exists formaops_volume.parts (
              name text primary key, position integer not null, rows bigint not null
            );
            lock table formaops_volume.world in exclusive mode;
            """
        )
        begun = connection.execute("select edition, scale, seed, until from formaops_volume.world").fetchone()
        if begun is None:
            connection.execute(
                "insert into formaops_volume.world values (%s, %s, %s, %s)", (_EDITION, scale, seed, until)
            )
            return World(scale, seed, until)
    if begun[:3] != (_EDITION, scale, seed):
        edition = "" if begun[0] == _EDITION else " of an older edition"
        raise StackError(
            f"The database holds a world{edition} of scale {begun[1]:g} and seed {begun[2]}.",
            advice="`formaops reset` makes the database anew.",
        )
    return World(scale, seed, begun[3].astimezone(UTC))


class _Filling:
    def __init__(self, connection: "psycopg.Connection", world: World, progress: Progress) -> None:
        self._connection = connection
        self._world = world
        self._progress = progress
        self._parts = [part for domain in DOMAINS for part in domain.parts]
        self._steps: list[Part | Statement] = [
            *self._parts,
            *(statement for domain in DOMAINS for statement in domain.statements),
        ]
        self._total = 0
        self._done = 0

    def run(self) -> None:
        finished: dict[str, int] = dict(
            self._connection.execute("select name, rows from formaops_volume.parts").fetchall()
        )
        if "checks" in finished:
            return
        self._total = sum(part.expected(self._world) for part in self._parts)
        for position, step in enumerate(self._steps):
            if step.name not in finished:
                self._keep(position, step)
            elif isinstance(step, Part):
                self._done += finished[step.name]
        self._vacuum()
        self._check()

    def _keep(self, position: int, step: Part | Statement) -> None:
        """Do a step and remember it, or neither."""
        began = time.monotonic()
        with self._connection.transaction():
            self._connection.execute("set local session_replication_role = replica")
            rows = self._copy(step) if isinstance(step, Part) else self._write(step)
            self._connection.execute(
                "insert into formaops_volume.parts values (%s, %s, %s)", (step.name, position, rows)
            )
        self._tell(step.name, rows, rows, time.monotonic() - began)

    def _copy(self, part: Part) -> int:
        from psycopg import sql

        expected, rows = part.expected(self._world), 0
        statement = sql.SQL("copy {} ({}) from stdin").format(
            sql.SQL(part.table), sql.SQL(", ").join(map(sql.Identifier, part.columns))
        )
        self._tell(part.name, 0, expected)
        with _without_indexes(self._connection, part.table, unless=expected < _WORTH_IT):
            with self._connection.cursor().copy(statement) as copy:
                for row in part.rows(self._world):
                    copy.write_row(row)
                    rows += 1
                    if rows % _EVERY_ROWS == 0:
                        self._done += _EVERY_ROWS
                        self._tell(part.name, rows, expected)
            self._done += rows % _EVERY_ROWS
        return rows

    def _write(self, statement: Statement) -> int:
        self._tell(statement.name, 0, 0)
        before = self._count(statement.table)
        self._connection.execute(statement.sql.encode())
        return self._count(statement.table) - before

    def _count(self, table: str) -> int:
        from psycopg import sql

        found = self._connection.execute(sql.SQL("select count(*) from {}").format(sql.SQL(table))).fetchone()
        return int(found[0]) if found else 0

    def _vacuum(self) -> None:
        """Statistics for the planner, and the visibility map, without which no scan reads an index alone."""
        for table in sorted({step.table for step in self._steps}):
            began = time.monotonic()
            self._tell(f"vacuum {table}", 0, 0)
            self._connection.execute(f"vacuum (analyze) {table}".encode())
            self._tell(f"vacuum {table}", 0, 0, time.monotonic() - began)

    def _check(self) -> None:
        faults = []
        for check in checks(self._connection, [check for domain in DOMAINS for check in domain.checks]):
            began = time.monotonic()
            self._tell(f"check: {check.name}", 0, 0)
            found = self._connection.execute(check.sql.encode()).fetchone()
            if found and found[0]:
                faults.append(f"{check.name}: {found[0]:,} rows contradict this")
            self._tell(f"check: {check.name}", 0, 0, time.monotonic() - began)
        if faults:
            raise StackError(
                "The world contradicts itself.",
                tail="\n".join(faults),
                advice="`formaops reset` makes the database anew. This is a fault in FormaOps.",
            )
        self._connection.execute("insert into formaops_volume.parts values ('checks', 10000, 0)")

    def _tell(self, step: str, rows: int, expected: int, seconds: float | None = None) -> None:
        self._progress(News(step, rows, expected, self._done, self._total, seconds))


@contextmanager
def _without_indexes(connection: "psycopg.Connection", table: str, *, unless: bool) -> Iterator[None]:
    """Drop the table's indexes that no constraint rests on, and make them again: sorted at once, in half the time."""
    found = [] if unless else connection.execute(_INDEXES, (table,)).fetchall()
    for name, _ in found:
        connection.execute(f"drop index {name}".encode())
    yield
    for _, definition in found:
        connection.execute(definition.encode())
