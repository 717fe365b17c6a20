"""Migrations onto a database, one file after the other, so that nobody who works there waits for long.

Each file is a transaction of its own, its row in the history within it; what cannot be in one (an index built
concurrently) runs statement by statement. A lock that is not had in time is not waited for: the file is rolled back
and tried again after a pause, for behind whoever waits for a strong lock everybody else has to wait, too.
"""

import re
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from formaops.errors import FormaOpsError, NotReady, WrongState
from formaops.operations import migrations, statements
from formaops.operations.migrations import Migration

if TYPE_CHECKING:
    import psycopg

# Two who migrate at once: "formaops" as a number.
_LOCK: Final = 0x666F726D61
_FIRST_PAUSE_SECONDS: Final = 2.0
_LONGEST_PAUSE_SECONDS: Final = 60.0
_SETS: Final = re.compile(r"set\s+(?:session\s+|local\s+)?(lock_timeout|statement_timeout)\b", re.IGNORECASE)
_BUILDS: Final = re.compile(
    r"create\s+(?:unique\s+)?index\s+concurrently\s+(?:if\s+not\s+exists\s+)?(?P<name>\w+)\s+on\s+(?:only\s+)?"
    r"(?:(?P<schema>\w+)\.)?",
    re.IGNORECASE,
)
_INVALID: Final = """
    select format('%%I.%%I', n.nspname, c.relname)
    from pg_index as i
    join pg_class as c on c.oid = i.indexrelid
    join pg_namespace as n on n.oid = c.relnamespace
    where not i.indisvalid and c.relname = %s and n.nspname = %s
"""
_OTHERS: Final = """
    select
      pid, usename, coalesce(nullif(application_name, ''), 'unnamed'), state,
      extract(epoch from clock_timestamp() - xact_start)::float8
    from pg_stat_activity
    where
      datname = current_database() and pid <> pg_backend_pid() and backend_type = 'client backend'
      and xact_start < clock_timestamp() - interval '1 second'
    order by xact_start
    limit 3
"""
_HOLDER: Final = """
    select pid from pg_locks
    where locktype = 'advisory' and classid = %s and objid = %s and objsubid = 1 and granted
      and database = (select oid from pg_database where datname = current_database())
"""


class Stopped(WrongState):
    """A file could not be applied; ``extra`` says what was (`applied`), which was not (`failed`), and what was left."""


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to wait for a lock and a statement, in Postgres' words (None: as the file says), and how often."""

    lock_timeout: str | None = None
    statement_timeout: str | None = None
    retries: int = 5


@dataclass(frozen=True, slots=True)
class Event:
    """``state``: begun, waiting (for another try), done."""

    state: str
    migration: Migration
    seconds: float = 0
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """What is done in one transaction, or by itself: its statements, and then what the history is told."""

    migration: Migration
    statements: tuple[str, ...]
    remember: Callable[["psycopg.Connection"], None]


def upwards(migration: Migration) -> Step:
    return Step(migration, migration.statements, lambda connection: migrations.record(connection, migration))


def downwards(twin: Migration) -> Step:
    return Step(twin, twin.statements, lambda connection: migrations.forget(connection, twin.version))


@contextmanager
def alone(connection: "psycopg.Connection") -> Iterator[None]:
    """While no other `formaops migrate` works on this database. Raises WrongState when one does."""
    if connection.execute("select pg_try_advisory_lock(%s)", [_LOCK]).fetchone() != (True,):
        found = connection.execute(_HOLDER, [_LOCK >> 32, _LOCK & 0xFFFFFFFF]).fetchone()
        who = f": pid {found[0]}. Where it was killed, its session ends with its statement" if found else ""
        raise WrongState(f"Another `formaops migrate` is at work on this database{who}.")
    try:
        yield
    finally:
        if not connection.closed:
            connection.execute("select pg_advisory_unlock(%s)", [_LOCK])


def apply(
    connection: "psycopg.Connection",
    steps: Sequence[Step],
    patience: Patience,
    *,
    tell: Callable[[Event], None] = lambda _: None,
    sleep: Callable[[float], None] = time.sleep,
) -> None:
    """All steps in their order, on an autocommit connection. Raises Stopped at the first that fails."""
    import psycopg

    done: list[str] = []
    try:
        for step in steps:
            tell(Event("begun", step.migration))
            started = time.monotonic()
            _insist(connection, step, patience, tell, sleep)
            done.append(step.migration.label)
            tell(Event("done", step.migration, time.monotonic() - started))
    except (_Failed, psycopg.OperationalError) as failure:
        left = [step.migration.label for step in steps[len(done) :]]
        raise _stopped(failure, done, left) from failure
    finally:
        if done and not connection.closed:
            connection.execute("notify pgrst, 'reload schema'")


class _Failed(Exception):
    """``statement`` counts from 1; ``kept`` says how many before it stay, because there was no transaction."""

    def __init__(self, step: Step, statement: int, error: "psycopg.Error", kept: int) -> None:
        super().__init__(str(error))
        self.step, self.statement, self.error, self.kept = step, statement, error, kept


def _insist(
    connection: "psycopg.Connection",
    step: Step,
    patience: Patience,
    tell: Callable[[Event], None],
    sleep: Callable[[float], None],
) -> None:
    """Try until the locks are had, or there were as many retries as there may be. Raises _Failed."""
    import psycopg

    pause = _FIRST_PAUSE_SECONDS
    for retries_left in range(patience.retries, -1, -1):
        try:
            _try(connection, step, patience)
            return
        except _Failed as failure:
            is_lock = isinstance(failure.error, psycopg.errors.LockNotAvailable | psycopg.errors.DeadlockDetected)
            if not is_lock or not retries_left:
                raise
            detail = f"no lock for statement {failure.statement}; again in {pause:.0f} s. {others(connection)}".strip()
            tell(Event("waiting", step.migration, pause, detail))
            sleep(pause)
            pause = min(pause * 2, _LONGEST_PAUSE_SECONDS)
        finally:
            if not connection.closed:
                connection.execute("reset all")


def _try(connection: "psycopg.Connection", step: Step, patience: Patience) -> None:
    """Raises _Failed."""
    if not step.migration.is_transactional:
        _run(connection, step, patience)
        return
    import psycopg

    try:
        with connection.transaction():
            _run(connection, step, patience)
    except psycopg.IntegrityError as error:  # of a constraint that is deferred to the end
        raise _Failed(step, len(step.statements) + 1, error, 0) from error


def _run(connection: "psycopg.Connection", step: Step, patience: Patience) -> None:
    """The statements, without those that set a bound that the caller gives; then the history. Raises _Failed."""
    import psycopg

    ours = {"lock_timeout": patience.lock_timeout, "statement_timeout": patience.statement_timeout}
    number = 1
    try:
        connection.execute("select set_config('lock_timeout', %s, false)", [ours["lock_timeout"] or "5s"])
        connection.execute("select set_config('statement_timeout', %s, false)", [ours["statement_timeout"] or "60s"])
        for statement in step.statements:
            text = statements.bare(statement)
            found = _SETS.match(text)
            if not found or ours[found[1].lower()] is None:
                if building := _BUILDS.match(text):
                    _clear_away(connection, building["schema"] or "public", building["name"])
                connection.execute(statement.encode())
            number += 1
        step.remember(connection)
    except psycopg.Error as error:
        raise _Failed(step, number, error, 0 if step.migration.is_transactional else number - 1) from error


def _clear_away(connection: "psycopg.Connection", schema: str, name: str) -> None:
    """Drop what a build of this index left when it was broken off."""
    if found := connection.execute(_INVALID, [name, schema]).fetchone():
        connection.execute(f"drop index concurrently {found[0]}".encode())


def others(connection: "psycopg.Connection") -> str:
    """The oldest transactions of others, of which one has the lock most likely."""
    if connection.closed:
        return ""
    rows = connection.execute(_OTHERS).fetchall()
    if not rows:
        return ""
    told = [f"pid {pid} ({role}, {name}, {state}, for {age:.0f} s)" for pid, role, name, state, age in rows]
    return f"The oldest transactions: {', '.join(told)}."


def _stopped(failure: Exception, done: list[str], left: list[str]) -> FormaOpsError:
    if not isinstance(failure, _Failed):
        detail = f"The connection broke in {left[0]}: {failure}"
        return NotReady(detail, applied=done, failed=left[0], not_applied=left)
    step, diag = failure.step, failure.error.diag
    count = len(step.statements)
    where = f"statement {failure.statement} of {count}" if failure.statement <= count else "at its end"
    said = diag.message_primary or str(failure.error).strip()
    hint = f" ({diag.message_detail})" if diag.message_detail else ""
    kept = (
        f"It is not in a transaction: its statements before that stay ({failure.kept} of {count})."
        if failure.kept
        else "Nothing of this file was applied."
    )
    text = f": {statements.brief(step.statements[failure.statement - 1])}" if failure.statement <= count else ""
    detail = f"{step.migration.label}, {where}{text}: {said}{hint}. {kept}"
    return Stopped(detail, applied=done, failed=step.migration.label, not_applied=left)
