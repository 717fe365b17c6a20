"""What is asked of the operating system about our own processes; about others: `formaops.postgres.processes`."""

import subprocess
import sys
from collections.abc import Sequence


def python_module(module: str, *arguments: str) -> list[str]:
    """Run a module of ours with the interpreter that runs us; the working directory stays off its path."""
    return [sys.executable, "-P", "-m", module, *arguments]


def memory_of(pids: Sequence[int]) -> dict[int, int]:
    """Resident memory in bytes, by process id, of those that live."""
    if not pids:
        return {}
    argv = ["ps", "-o", "pid=,rss=", "-p", ",".join(map(str, pids))]
    listed = subprocess.run(argv, capture_output=True, text=True, check=False).stdout  # noqa: S603
    rows = (line.split() for line in listed.splitlines())
    return {int(pid): int(kibibytes) * 1024 for pid, kibibytes in rows}
