"""Measure the reads of all domains at volume, with and without row-level security.

Exit status 1 when the two answers of a read differ, or a large table was read from end to end. A missed aim is shown,
and is no failure: the machine may be busy with something else.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console

from formaops.local.layout import ROOT
from tests.bench.reading.measuring import Options, measure
from tests.bench.reading.showing import show
from tests.bench.report import write
from tests.bench.volume import add_arguments, at_volume

_STATE = ROOT / ".formaops" / "bench-reads"


def main(arguments: Sequence[str] | None = None) -> int:
    given = _arguments(arguments)
    console = Console(stderr=given.json == Path("-"), width=None if sys.stdout.isatty() else 160)
    options = Options(given.rounds, given.requests, given.warm_up, given.scale, given.only)
    report = at_volume(given, console, lambda addresses, layout, tell: measure(addresses, layout, options, tell))
    if report is None:
        return 1
    show(report, console)
    if given.json:
        write(report, given.json, console)
    return 0 if all(check["ok"] for check in report["checks"]) else 1


def _arguments(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.reading", description=__doc__)
    parser.add_argument("--rounds", type=int, default=7, help="over all reads, in turns (default: 7)")
    parser.add_argument("--requests", type=int, default=5, help="of each read, each way, in a round (default: 5)")
    parser.add_argument("--warm-up", type=int, default=60, help="requests before the first round (default: 60)")
    parser.add_argument("--only", metavar="TEXT", help="reads with this in their domain or name")
    add_arguments(parser, _STATE)
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
