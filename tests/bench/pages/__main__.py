"""Measure the pages of a frontend at volume, with a hundred users at once.

Exit status 1 when a page took three seconds or longer, or a read was refused.
"""

import argparse
import asyncio
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from rich.console import Console

from formaops.local.environment import Addresses
from formaops.local.layout import ROOT, Layout
from tests.bench import machine
from tests.bench.pages.crowd import BOUND_SECONDS, figures, visit, visitors
from tests.bench.pages.pages import PAGES
from tests.bench.pages.showing import show
from tests.bench.report import write
from tests.bench.volume import add_arguments, at_volume

_STATE = ROOT / ".formaops" / "bench-reads"  # one world serves both


def measure(addresses: Addresses, layout: Layout, *, users: int, rounds: int, scale: float) -> dict[str, Any]:
    """A short walk of a few, so that caches are warm, then the crowd."""
    crowd, tenants = visitors(addresses, layout, users)
    asyncio.run(visit(addresses.rest_url, crowd[:8], seed=0))
    began = time.perf_counter()
    opened = asyncio.run(visit(addresses.rest_url, crowd, rounds=rounds))
    seconds = time.perf_counter() - began
    return {
        "scale": scale,
        "users": users,
        "tenants": tenants,
        "bound_seconds": BOUND_SECONDS,
        "reads": sum(len(PAGES[system][page]) for system, page in (each.page for each in opened)),
        "seconds": round(seconds, 2),
        "refusals": sorted({each.refused for each in opened if each.refused})[:20],
        "pages": list(figures(opened)),
    }


def main(arguments: Sequence[str] | None = None) -> int:
    given = _arguments(arguments)
    console = Console(stderr=given.json == Path("-"), width=None if sys.stdout.isatty() else 120)

    def opened(addresses: Addresses, layout: Layout, tell: Callable[[str], None]) -> dict[str, Any]:
        tell("opening pages")
        facts = machine.facts(addresses)
        report = measure(addresses, layout, users=given.users, rounds=given.rounds, scale=given.scale)
        return {"machine": facts} | report

    report = at_volume(given, console, opened)
    if report is None:
        return 1
    show(report, console)
    for refusal in report["refusals"]:
        console.print(refusal, style="red", markup=False)
    if given.json:
        write(report, given.json, console)
    within = all(page["max"] < BOUND_SECONDS for page in report["pages"])
    return 0 if within and not report["refusals"] else 1


def _arguments(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.pages", description=__doc__)
    parser.add_argument("--users", type=int, default=100, help="at once (default: 100)")
    parser.add_argument("--rounds", type=int, default=3, help="how often each opens every page (default: 3)")
    add_arguments(parser, _STATE)
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
