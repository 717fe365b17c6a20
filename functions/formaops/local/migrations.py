"""Bring a running cluster to what the clone describes: platform, role passwords, migrations.

What was applied from which file is kept, as SHA-256 digests, in ``formaops.json`` inside the data directory, so that
it goes when the data goes.
"""

import hashlib
import json
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import TYPE_CHECKING

from formaops.local.keys import Keys
from formaops.local.layout import Layout, read_json
from formaops.local.postgres import SUPERUSER, Postgres, explained_postgres
from formaops.local.problems import StackError
from formaops.postgres import scripts
from formaops.postgres.processes import plain_environment

if TYPE_CHECKING:
    import psycopg


@dataclass(slots=True)
class Applied:
    """Digests of the files that the cluster was made from; ``migrations`` and ``seeds`` by file name."""

    platform: str = ""
    migrations: dict[str, str] = field(default_factory=dict)
    seeds: dict[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, postgres: Postgres) -> "Applied":
        known = {entry.name for entry in fields(cls)}  # a version before or after ours may have written others
        return cls(**{name: value for name, value in (read_json(postgres.marker) or {}).items() if name in known})

    def write(self, postgres: Postgres) -> None:
        draft = postgres.marker.with_suffix(".tmp")
        draft.write_text(json.dumps(asdict(self)))
        draft.replace(postgres.marker)


def platform_files(layout: Layout) -> list[Path]:
    return sorted((layout.root / "sql" / "platform").glob("*.sql"))


def migration_files(layout: Layout) -> list[Path]:
    return sorted((layout.root / "supabase" / "migrations").glob("*.sql"))


def apply_platform(layout: Layout, postgres: Postgres, keys: Keys) -> bool:
    """Give the cluster what hosted Supabase brings, and the roles their passwords. Raises StackError.

    Runs on a new cluster, and again when the files changed since, which they bear. Returns whether it ran.
    """
    from psycopg import sql

    files = platform_files(layout)
    applied = Applied.read(postgres)
    if applied.platform == digest_of(*files):
        return False
    with postgres.connect(SUPERUSER, keys.passwords[SUPERUSER]) as connection:
        for file in files:
            run_file(connection, file)
        for role, password in keys.passwords.items():
            statement = sql.SQL("alter role {} login password {}")
            connection.execute(statement.format(sql.Identifier(role), sql.Literal(password)))
    applied.platform = digest_of(*files)
    applied.write(postgres)
    return True


def edited(layout: Layout, postgres: Postgres) -> list[str]:
    """Names of migrations whose file changed after it was applied: the database still has them as they were."""
    applied = Applied.read(postgres).migrations
    return [file.name for file in migration_files(layout) if applied.get(file.name, digest_of(file)) != digest_of(file)]


def pending(layout: Layout, postgres: Postgres, keys: Keys) -> list[str]:
    """Versions that the database has not, or has and the folder has not; empty when they are equal."""
    wanted = {file.name.split("_")[0] for file in migration_files(layout)}
    with postgres.connect("postgres", keys.passwords["postgres"]) as connection:
        present = connection.execute("select to_regclass('supabase_migrations.schema_migrations')").fetchone()
        if present == (None,):
            return sorted(wanted)
        rows = connection.execute("select version from supabase_migrations.schema_migrations").fetchall()
        return sorted(wanted ^ {str(version) for (version,) in rows})


def push_command(layout: Layout, postgres: Postgres, keys: Keys) -> tuple[list[str], dict[str, str]]:
    """The Supabase CLI's command line and environment that apply the migrations as `postgres`. Raises StackError."""
    program = layout.root / "node_modules" / ".bin" / "supabase"
    if not program.exists():
        raise StackError(
            f"The Supabase CLI is not in {layout.root / 'node_modules'}.",
            advice="Run `make setup` (it needs the network once).",
        )
    home = layout.cache / "supabase"
    home.mkdir(exist_ok=True)
    # The password goes by the environment: everyone on the machine can read a command line.
    url = f"postgresql://postgres@127.0.0.1:{postgres.port}/postgres?sslmode=disable"
    argv = [str(program), "db", "push", f"--remote={url}", "--yes", "--skip-vault", "--workdir", str(layout.root)]
    env = plain_environment(
        HOME=str(home),
        SUPABASE_HOME=str(home),
        PGPASSWORD=keys.passwords["postgres"],
        SUPABASE_DB_PASSWORD=keys.passwords["postgres"],
        SUPABASE_TELEMETRY_DISABLED="1",
        DO_NOT_TRACK="1",
        SUPABASE_NO_UPDATE_NOTIFIER="1",
        SUPABASE_NO_KEYRING="1",
        NO_COLOR="1",
    )
    return argv, env


def record_migrations(layout: Layout, postgres: Postgres) -> None:
    """Remember the migrations' digests after a push."""
    applied = Applied.read(postgres)
    for file in migration_files(layout):
        applied.migrations.setdefault(file.name, digest_of(file))
    applied.write(postgres)


def run_file(connection: "psycopg.Connection", file: Path) -> None:
    """Execute a file of plain SQL (no psql commands). Raises StackError that names file and line."""
    with explained_postgres():
        scripts.run_file(connection, file)


def digest_of(*files: Path) -> str:
    """SHA-256 over names and contents."""
    digest = hashlib.sha256()
    for file in files:
        digest.update(file.name.encode() + b"\0" + file.read_bytes() + b"\0")
    return digest.hexdigest()
