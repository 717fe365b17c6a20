"""Demo data: the files in ``supabase/seeds``, one per domain, and how they get into a database.

Each file bears being applied again, and builds on those before it. On a stack, the digest of each applied file is kept
beside those of the migrations, so that a start applies what is new or changed and nothing else.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from formaops.local.keys import Keys
from formaops.local.layout import Layout
from formaops.local.migrations import Applied, digest_of, run_file
from formaops.local.postgres import Postgres

if TYPE_CHECKING:
    import psycopg

State = Literal["new", "changed", "unchanged"]


def files(layout: Layout) -> list[Path]:
    """In the order in which they are applied."""
    return sorted((layout.root / "supabase" / "seeds").glob("*.sql"))


def domain_of(file: Path) -> str:
    """What the file is about: `prompts` for ``20_prompts.sql``."""
    return file.stem.partition("_")[2] or file.stem


def states(layout: Layout, postgres: Postgres) -> dict[Path, State]:
    """How each file stands to what the stack's database was given."""
    applied = Applied.read(postgres).seeds

    def state(file: Path) -> State:
        if file.name not in applied:
            return "new"
        return "unchanged" if applied[file.name] == digest_of(file) else "changed"

    return {file: state(file) for file in files(layout)}


def apply_due(layout: Layout, postgres: Postgres, keys: Keys) -> bool:
    """Apply the files that are new or changed. Whether there was one. Raises StackError."""
    due = [file for file, state in states(layout, postgres).items() if state != "unchanged"]
    if due:
        with postgres.connect("postgres", keys.passwords["postgres"]) as connection:
            for file in apply(connection, due):
                record(postgres, file)
    return bool(due)


def apply(connection: "psycopg.Connection", which: Iterable[Path]) -> Iterator[Path]:
    """Apply files by an autocommit connection, each in a transaction; yields each once it is committed.

    Raises StackError that names file and line. The files before the one at fault stay applied.
    """
    for file in which:
        with connection.transaction():
            run_file(connection, file)
        yield file


def record(postgres: Postgres, file: Path) -> None:
    """Remember that the file was applied as it is now."""
    applied = Applied.read(postgres)
    applied.seeds[file.name] = digest_of(file)
    applied.write(postgres)


def count_rows(connection: "psycopg.Connection") -> dict[str, int]:
    """How many rows each table in `public` has, deleted and official ones too."""
    from psycopg import sql

    tables = connection.execute(
        "select relname from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') order by 1"
    ).fetchall()
    counts = {}
    for (table,) in tables:
        statement = sql.SQL("select count(*) from public.{}").format(sql.Identifier(table))
        row = connection.execute(statement).fetchone()
        counts[table] = int(row[0]) if row else 0
    return counts
