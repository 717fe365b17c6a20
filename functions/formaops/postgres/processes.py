"""What is asked of the operating system for programs that are not ours: accounts, environments, ends."""

import ctypes
import os
import pwd
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

_PR_SET_PDEATHSIG: Final = 1
# Looked up before any fork, so that the child has nothing left to import or resolve.
_prctl = ctypes.CDLL(None).prctl if sys.platform == "linux" else None

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


def as_account(account: Account | None) -> dict[str, Any]:
    """Arguments of ``subprocess`` that give up root for that account, supplementary groups included."""
    return {"user": account.uid, "group": account.gid, "extra_groups": []} if account else {}


def run_as(account: Account | None, argv: Sequence[str | Path], cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run a program to its end, as that account, with a plain environment; its errors are among its output."""
    return subprocess.run(  # noqa: S603
        argv,
        cwd=cwd,
        env=plain_environment(LC_ALL="C"),
        stdin=subprocess.DEVNULL,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
        **as_account(account),
    )


def nobody() -> Account:
    """Whom Postgres runs as when we are root, as whom it refuses to run."""
    found = pwd.getpwnam("nobody")
    return Account(found.pw_uid, found.pw_gid)


def program_of(pid: int) -> str:
    """Name of the program that runs as that process; empty when there is none."""
    argv = ["ps", "-o", "comm=", "-p", str(pid)]
    return subprocess.run(argv, capture_output=True, text=True, check=False).stdout.strip()  # noqa: S603


def die_with_parent(signum: signal.Signals) -> Callable[[], None] | None:
    """For `preexec_fn`: the child gets the signal when we are gone, however we went. None where Linux is not.

    Linux ties it to the thread that starts the child: that thread has to live as long as the child shall.
    """
    if _prctl is None:
        return None
    parent, prctl, number = os.getpid(), _prctl, signum.value

    def in_child() -> None:
        # Runs after the change of user, which would clear the setting.
        prctl(_PR_SET_PDEATHSIG, number, 0, 0, 0)
        if os.getppid() != parent:
            os._exit(1)

    return in_child
