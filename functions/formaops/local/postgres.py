"""The stack's Postgres: a cluster in its state directory, served on a port of the loopback interface.

Postgres refuses to run as root, so for root it runs as `nobody`, with its data (and its programs, when `nobody` cannot
reach the wheel) in ``/var/tmp/formaops-<digest of the state directory>``, to which ``postgres`` in the state directory
links.
"""

import os
import shutil
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from formaops.local.layout import Layout, explained
from formaops.local.problems import StackError
from formaops.postgres import cluster, programs
from formaops.postgres.cluster import STOP_SIGNAL, SUPERUSER
from formaops.postgres.problems import PostgresFailed
from formaops.postgres.processes import Account, nobody

if TYPE_CHECKING:
    import psycopg

__all__ = ["HOST", "STOP_SIGNAL", "SUPERUSER", "Postgres", "explained_postgres", "locate"]

HOST: Final = "127.0.0.1"
DATABASE: Final = "postgres"


@contextmanager
def explained_postgres() -> Iterator[None]:
    """Let what Postgres's floor says be the stack's word."""
    try:
        yield
    except PostgresFailed as error:
        raise StackError(error.message, advice=error.advice, tail=error.tail) from error.__cause__ or error


@dataclass(frozen=True, slots=True)
class Postgres(cluster.Cluster):
    """A cluster that may or may not exist yet, and the port that it is served on."""

    port: int

    @property
    def marker(self) -> Path:
        """Written when the cluster is complete: what it was made from (see migrations)."""
        return self.data / "formaops.json"

    def url(self, role: str, password: str) -> str:
        return f"postgresql://{role}:{password}@{HOST}:{self.port}/{DATABASE}"

    def connect(self, role: str, password: str) -> "psycopg.Connection":
        import psycopg

        return psycopg.connect(
            host=HOST,
            port=self.port,
            dbname=DATABASE,
            user=role,
            password=password,
            autocommit=True,
            connect_timeout=10,
            sslmode="disable",
            application_name="formaops",
        )

    def command(self, *, durable: bool) -> list[str]:
        """The server's command line. Without ``durable`` a crash of the machine may lose the data: for tests only."""
        settings = {
            "listen_addresses": HOST,
            "port": str(self.port),
            "unix_socket_directories": "",
            "max_connections": "60",
            "shared_buffers": "128MB",
            "log_min_duration_statement": "500",
            # Statements are logged, the values in them are not: they may be a customer's.
            "log_parameter_max_length": "0",
            "log_parameter_max_length_on_error": "0",
        }
        if any(self.programs.parent.glob("lib/**/pg_stat_statements.*")):
            settings["shared_preload_libraries"] = "pg_stat_statements"
        if not durable:
            # Commits still reach the system before they are answered: a server that is killed loses nothing.
            settings |= {"fsync": "off", "full_page_writes": "off"}
        return self.argv(settings)

    def exists(self) -> bool:
        """Whether there is a complete cluster. Raises StackError when another major version made it."""
        if not self.marker.exists():
            return False
        made_by = int((self.data / "PG_VERSION").read_text().split(".")[0])
        if made_by != self.major:
            raise StackError(
                f"The database in {self.data} was made by PostgreSQL {made_by}; this is PostgreSQL {self.major}.",
                advice=f"To keep its content, `pg_dump` it with FORMAOPS_POSTGRES_BIN set to a PostgreSQL {made_by}."
                " To begin anew: `formaops reset`.",
            )
        return True

    def create(self, password: str) -> None:
        """Make the cluster anew; what an interrupted attempt left is removed. Raises StackError."""
        with explained_postgres():
            cluster.Cluster.create(self, password)


def locate(layout: Layout, port: int) -> Postgres:
    """Find programs, data directory and account, making the data's parent directory. Raises StackError."""
    with explained_postgres():
        found = programs.folder()
        with explained(layout):
            account = _settle_home(layout)
            home = layout.postgres.resolve()
            found, major = programs.reachable(found, account, home)
    return Postgres(programs=found, major=major, data=home / "data", account=account, port=port)


def _settle_home(layout: Layout) -> Account | None:
    """Make the directory that holds the data; the account that owns it, when that is not us."""
    home = layout.postgres
    if os.geteuid() != 0:
        if home.is_symlink():
            raise StackError(
                f"The database of {layout.state} was made by root.",
                advice="Run as root, or remove that directory as root to begin anew.",
            )
        home.mkdir(mode=0o700, exist_ok=True)
        return None
    if home.is_dir() and not home.is_symlink() and home.stat().st_uid != 0:
        owner = home.stat()
        return Account(owner.st_uid, owner.st_gid)
    return _settle_home_for_root(layout)


def _settle_home_for_root(layout: Layout) -> Account:
    account = nobody()
    area = Path("/var/tmp") / f"formaops-{layout.digest}"  # noqa: S108  # its owner is checked
    area.mkdir(mode=0o700, exist_ok=True)
    found = area.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid not in (0, account.uid):
        raise StackError(f"{area} belongs to someone else.", advice="Remove it, then start again.")
    if not layout.postgres.is_symlink() or layout.postgres.readlink() != area:
        # Of a stack whose state directory was removed, and its keys with it: nobody can open that database again.
        shutil.rmtree(area)
        area.mkdir(mode=0o700)
        layout.postgres.unlink(missing_ok=True)
        layout.postgres.symlink_to(area)
    os.chown(area, account.uid, account.gid)
    return account
