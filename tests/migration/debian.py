"""Debian's PostgreSQL 15, pgTAP, pg_prove and plpgsql_check, fetched with apt but installed nowhere: no root needed.

They are unpacked into the state directory's cache once and used from there. A system without apt, or without these
packages in its archive, does not get them: the tests that need them say so.
"""

import os
import shutil
import subprocess
from pathlib import Path
from typing import Final

from formaops.postgres.processes import plain_environment

MAJOR: Final = 15
PACKAGES: Final = (
    "postgresql-15",
    "postgresql-client-15",
    "postgresql-15-pgtap",
    "postgresql-15-plpgsql-check",
    "libtap-parser-sourcehandler-pgtap-perl",
)
_TIMEOUT_SECONDS: Final = 240


class NotObtainable(Exception):
    """These programs cannot be had here; the text says why."""


def obtain(cache: Path) -> Path:
    """Directory under which the packages lie as on a Debian system (``usr/bin``, …). Raises NotObtainable."""
    root = cache / "debian"
    if not root.exists():
        for program in ("apt-get", "dpkg-deb", "perl"):
            if not shutil.which(program):
                raise NotObtainable(f"this system has no {program}, by which {PACKAGES[0]} and pgTAP are fetched")
        draft = cache / "debian.part"
        shutil.rmtree(draft, ignore_errors=True)
        for archive in _download(cache / "apt"):
            _run("dpkg-deb", "--extract", str(archive), str(draft), cwd=cache)
        draft.rename(root)
    version = subprocess.run(
        [programs(root) / "postgres", "--version"], capture_output=True, text=True, check=False, env=plain_environment()
    )
    if version.returncode != 0:
        raise NotObtainable(f"Debian's PostgreSQL {MAJOR} does not run here: {version.stderr.strip()}")
    return root


def programs(root: Path) -> Path:
    return root / "usr" / "lib" / "postgresql" / str(MAJOR) / "bin"


def share(root: Path) -> Path:
    """The directory in which ``extension`` lies."""
    return root / "usr" / "share" / "postgresql" / str(MAJOR)


def pg_prove(root: Path) -> list[str]:
    return ["perl", f"-I{root / 'usr' / 'share' / 'perl5'}", str(root / "usr" / "bin" / "pg_prove")]


def _download(area: Path) -> list[Path]:
    """The packages' archives, by package lists of our own: the system's may be missing, stale or not ours to renew."""
    archives = area / "archives"
    shutil.rmtree(archives, ignore_errors=True)
    for folder in (area / "lists" / "partial", area / "cache" / "archives" / "partial", archives):
        folder.mkdir(parents=True, exist_ok=True)
    apt = [
        "apt-get",
        "-q",
        "-o",
        f"Dir::State::lists={area / 'lists'}",
        "-o",
        f"Dir::Cache={area / 'cache'}",
        "-o",
        "Acquire::Retries=2",
        "-o",
        "Acquire::http::Timeout=30",
        # As root apt would fetch as another user, who cannot write here.
        "-o",
        f"APT::Sandbox::User={'root' if os.geteuid() == 0 else ''}",
    ]
    try:
        # One unreachable source of several fails an update as a whole; whether it mattered shows in the download.
        subprocess.run([*apt, "update"], cwd=area, capture_output=True, check=False, timeout=_TIMEOUT_SECONDS)
        _run(*apt, "download", *PACKAGES, cwd=archives)
    except subprocess.TimeoutExpired as error:
        raise NotObtainable("the package archive did not answer in time") from error
    return sorted(archives.glob("*.deb"))


def _run(*command: str, cwd: Path) -> None:
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False, timeout=_TIMEOUT_SECONDS)
    if done.returncode != 0:
        raise NotObtainable(f"`{Path(command[0]).name} …` failed: {done.stderr.strip().splitlines()[-1:]}")
