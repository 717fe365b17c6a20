"""What is asked of the operating system about processes: accounts, environments, who runs."""

import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

# What a child that is not ours needs of the environment; provider keys stay with the functions.
_PLAIN: Final = (
    "PATH",
    "HOME",
    "LANG",
    "LC_ALL",
    "LC_CTYPE",
    "TMPDIR",
    "TZ",
    "USER",
    "LOGNAME",
    "SSL_CERT_FILE",
    "PYTHONPATH",
)


@dataclass(frozen=True, slots=True)
class Account:
    """The user that a process runs as."""

    uid: int
    gid: int


def plain_environment(**more: str) -> dict[str, str]:
    """The few variables that any program needs, and ``more``."""
    return {name: os.environ[name] for name in _PLAIN if name in os.environ} | more


def python_module(module: str, *arguments: str) -> list[str]:
    """Run a module of ours with the interpreter that runs us; the working directory stays off its path."""
    return [sys.executable, "-P", "-m", module, *arguments]


def as_account(account: Account | None) -> dict[str, Any]:
    """Arguments of ``subprocess`` that give up root for that account, supplementary groups included."""
    return {"user": account.uid, "group": account.gid, "extra_groups": []} if account else {}


def _ps(column: str, pids: Sequence[int]) -> dict[int, str]:
    argv = ["ps", "-o", f"pid=,{column}=", "-p", ",".join(map(str, pids))]
    listed = subprocess.run(argv, capture_output=True, text=True, check=False).stdout  # noqa: S603
    rows = (line.split(maxsplit=1) for line in listed.splitlines())
    return {int(pid): value.strip() for pid, value in rows}


def program_of(pid: int) -> str:
    """Name of the program that runs as that process; empty when there is none."""
    return _ps("comm", [pid]).get(pid, "")


def memory_of(pids: Sequence[int]) -> dict[int, int]:
    """Resident memory in bytes, by process id, of those that live."""
    return {pid: int(kibibytes) * 1024 for pid, kibibytes in _ps("rss", pids).items()} if pids else {}
