"""The migrations of a folder, those that a database has, and what differs.

What was applied stands in ``supabase_migrations.schema_migrations``, written as the Supabase CLI writes it, so that
both may be used in turn.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Final

from formaops.errors import Malformed
from formaops.operations import statements

if TYPE_CHECKING:
    import psycopg

_FILE: Final = re.compile(r"(?P<version>\d+)_(?P<name>.+)\.sql")
# Word for word what the CLI does.
_HISTORY: Final = (
    "create schema if not exists supabase_migrations",
    "create table if not exists supabase_migrations.schema_migrations (version text not null primary key)",
    "alter table supabase_migrations.schema_migrations add column if not exists statements text[]",
    "alter table supabase_migrations.schema_migrations add column if not exists name text",
)


@dataclass(frozen=True)
class Migration:
    """A file of the folder, or what a database has recorded of one."""

    version: str
    name: str
    statements: tuple[str, ...]

    @property
    def label(self) -> str:
        return f"{self.version}_{self.name}"

    @cached_property
    def is_transactional(self) -> bool:
        return not statements.needs_no_transaction(list(self.statements))


@dataclass(frozen=True)
class Standing:
    """A folder beside a database. ``foreign`` are recorded there, and the folder has no such version."""

    applied: tuple[Migration, ...]
    pending: tuple[Migration, ...]
    foreign: tuple[Migration, ...]
    edited: tuple[Migration, ...]
    """As the folder has them: the database recorded other statements."""
    skipped: tuple[Migration, ...]
    """Pending ones that are older than what the database has last."""

    @property
    def head(self) -> str | None:
        return self.applied[-1].version if self.applied else None


def read(file: Path) -> Migration:
    """Raises ValueError for a name that is none of a migration, Malformed for what is no UTF-8."""
    found = _FILE.fullmatch(file.name)
    if not found:
        raise ValueError(f"{file.name} is no name of a migration: <timestamp>_<name>.sql")
    try:
        text = file.read_text(encoding="utf-8-sig")  # some editors put a mark before it, which is no SQL
    except UnicodeDecodeError as error:
        raise Malformed(f"{file.name} is not UTF-8: save it as that.") from error
    return Migration(found["version"], found["name"], tuple(statements.split(text)))


def in_folder(folder: Path) -> list[Migration]:
    """By version; other files are left out, as the CLI does. Raises Malformed."""
    found = sorted((read(file) for file in folder.glob("*.sql") if _FILE.fullmatch(file.name)), key=_version)
    for one, other in pairwise(found):
        if one.version == other.version:
            labels = " and ".join(sorted((one.label, other.label)))
            raise Malformed(f"{labels} have the same version: the history knows one. Give one another timestamp.")
    return found


def in_database(connection: "psycopg.Connection") -> list[Migration]:
    """By version; none where nothing was ever applied."""
    found = connection.execute("select to_regclass('supabase_migrations.schema_migrations')").fetchone()
    if found == (None,):
        return []
    # Read as JSON: columns that a first version of the CLI did not make are simply not there.
    rows = connection.execute("select to_jsonb(m) from supabase_migrations.schema_migrations as m").fetchall()
    records = (row for (row,) in rows)
    return sorted(
        (Migration(str(r["version"]), r.get("name") or "", tuple(r.get("statements") or ())) for r in records),
        key=_version,
    )


def compare(folder: Sequence[Migration], database: Sequence[Migration]) -> Standing:
    ours = {migration.version: migration for migration in folder}
    theirs = {migration.version: migration for migration in database}
    pending = tuple(migration for migration in folder if migration.version not in theirs)
    head = database[-1].version if database else ""
    return Standing(
        applied=tuple(database),
        pending=pending,
        foreign=tuple(migration for migration in database if migration.version not in ours),
        edited=tuple(
            migration
            for migration in folder
            # What `supabase migration repair` has marked as applied has no statements.
            if (known := theirs.get(migration.version)) and known.statements and not _same(known, migration)
        ),
        skipped=tuple(migration for migration in pending if migration.version < head),
    )


def prepare_history(connection: "psycopg.Connection") -> None:
    """Make the table that remembers, where it is not there."""
    with connection.transaction():
        connection.execute("set local lock_timeout = '4s'")
        for statement in _HISTORY:
            connection.execute(statement)


def record(connection: "psycopg.Connection", migration: Migration) -> None:
    connection.execute(
        "insert into supabase_migrations.schema_migrations (version, name, statements) values (%s, %s, %s)",
        [migration.version, migration.name, list(migration.statements)],
    )


def forget(connection: "psycopg.Connection", version: str) -> None:
    connection.execute("delete from supabase_migrations.schema_migrations where version = %s", [version])


def _version(migration: Migration) -> str:
    return migration.version


def _same(one: Migration, other: Migration) -> bool:
    # Comments, and how lines are broken, change nothing.
    return [_gist(statement) for statement in one.statements] == [_gist(each) for each in other.statements]


def _gist(statement: str) -> str:
    return " ".join(statements.bare(statement).split())
