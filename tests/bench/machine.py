"""Facts about the machine and its processes that belong to a measurement."""

import os
import platform
import re
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import httpx
import psycopg

from formaops import __version__
from formaops.local.environment import Addresses

_PACKAGES = ("aiohttp", "functions-framework", "httpx", "pydantic", "pydantic-ai-slim", "uvicorn")


def facts(addresses: Addresses) -> dict[str, Any]:
    """What the figures depend on, and when they were taken."""
    with psycopg.connect(addresses.db_url) as connection:
        postgres = connection.info.parameter_status("server_version")
    return {
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
        "cores": len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count(),
        "processor": _processor(),
        "system": platform.platform(),
        "load_average": load_average(),
        "python": platform.python_version(),
        "formaops": __version__,
        "postgres": postgres,
        "postgrest": httpx.get(addresses.rest_url).headers.get("server", "").removeprefix("postgrest/"),
        "packages": {name: version(name) for name in _PACKAGES},
    }


def load_average() -> list[float]:
    """Of the last minute, five and fifteen."""
    return [round(load, 2) for load in os.getloadavg()]


def _processor() -> str:
    cpuinfo = Path("/proc/cpuinfo")
    found = re.search(r"^model name\s*:\s*(.+)$", cpuinfo.read_text(), re.MULTILINE) if cpuinfo.exists() else None
    return found[1] if found else platform.processor()


def peak_memory(pid: int) -> dict[str, Any] | None:
    """Largest resident memory so far, in bytes, of a process and of each of its children; None without /proc."""
    own = _peak(pid)
    if own is None:
        return None
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    peaks = [peak for child in children if (peak := _peak(int(child)))]
    return {"functions": own, "validation_workers": peaks}


def _peak(pid: int) -> int | None:
    try:
        found = re.search(r"^VmHWM:\s*(\d+) kB$", Path(f"/proc/{pid}/status").read_text(), re.MULTILINE)
    except OSError:
        return None
    return int(found[1]) * 1024 if found else None


def cpu_seconds(pid: int, *, with_children: bool = False) -> float | None:
    """CPU time that a process has used so far; None without /proc.

    With its children: those that live, theirs as well, and those that have ended and were waited for.
    """
    try:
        # Its name, in parentheses, may have spaces in it.
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split() if with_children else []
    except OSError:
        return None
    own = sum(int(field) for field in fields[11 : 15 if with_children else 13]) / os.sysconf("SC_CLK_TCK")
    return own + sum(cpu_seconds(int(child), with_children=True) or 0 for child in children)


def busy_seconds() -> float | None:
    """CPU time that was used so far by all processes, the kernel and the host's other guests; None without /proc."""
    try:
        fields = Path("/proc/stat").read_text().partition("\n")[0].split()
    except OSError:
        return None
    user, nice, system, _idle, _iowait, *interrupts_and_stolen = (int(field) for field in fields[1:9])
    return (user + nice + system + sum(interrupts_and_stolen)) / os.sysconf("SC_CLK_TCK")
