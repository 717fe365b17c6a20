"""Ends the stack's process groups when the supervisor is gone, however it went.

Run by path with nothing but the standard library (``python -I -S watchdog.py``), it reads its standard input, whose
other end only the supervisor holds: ``add <group> <signal>`` and ``remove <group>``, one a line. End of input means
that the supervisor is no more: each group left gets its signal, and SIGKILL when it has not ended 5 s later.
On Linux the kernel signals direct children too (PR_SET_PDEATHSIG); this covers grandchildren and other systems.
"""

import os
import signal
import sys
import time

GRACE_SECONDS = 5.0


def main() -> None:
    for ignored in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(ignored, signal.SIG_IGN)
    groups: dict[int, int] = {}
    for line in sys.stdin:
        word, group, *rest = line.split()
        if word == "add":
            groups[int(group)] = int(rest[0])
        else:
            groups.pop(int(group), None)
    for group, signum in groups.items():
        _signal(group, signum)
    deadline = time.monotonic() + GRACE_SECONDS
    while time.monotonic() < deadline and any(_signal(group, 0) for group in groups):
        time.sleep(0.05)
    for group in groups:
        _signal(group, signal.SIGKILL)


def _signal(group: int, signum: int) -> bool:
    try:
        os.killpg(group, signum)
    except (ProcessLookupError, PermissionError):
        return False
    return True


if __name__ == "__main__":
    main()
