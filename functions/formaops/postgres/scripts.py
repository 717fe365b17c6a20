"""Files of plain SQL, and those that give a bare cluster what hosted Supabase brings."""

from pathlib import Path
from typing import TYPE_CHECKING, Final

from formaops.postgres.problems import PostgresFailed

if TYPE_CHECKING:
    import psycopg

_SOURCE: Final = Path(__file__).resolve().parents[2]
"""The deploy source: the folder of main.py."""


def run_file(connection: "psycopg.Connection", file: Path) -> None:
    """Execute a file of plain SQL (no psql commands). Raises PostgresFailed that names file and line."""
    import psycopg

    text = file.read_text()
    try:
        connection.execute(text.encode())
    except psycopg.Error as error:
        position = error.diag.statement_position
        line = f", line {text.count(chr(10), 0, int(position)) + 1}" if position else ""
        raise PostgresFailed(f"{file.parent.name}/{file.name}{line}: {error}") from error


def platform_files() -> list[Path]:
    """`sql/platform`, in their order: of the clone, or beside main.py in what is deployed. Raises PostgresFailed."""
    for root in (_SOURCE, _SOURCE.parent):
        if found := sorted((root / "sql" / "platform").glob("*.sql")):
            return found
    raise PostgresFailed(
        f"There is no sql/platform in {_SOURCE} nor in {_SOURCE.parent}.",
        advice="Deploy with `sql/platform` copied beside main.py, as the deploy script does.",
    )
