"""Measure the reads of all domains at volume, with and without row-level security.

Exit status 1 when the two answers of a read differ, or a large table was read from end to end. A missed aim is shown,
and is no failure: the machine may be busy with something else.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console

from formaops.local.layout import ROOT, Layout
from formaops.local.problems import StackError
from formaops.local.volume import News
from tests.bench.reading.measuring import Options, measure
from tests.bench.reading.showing import show
from tests.bench.volume import fill_once, stack

_STATE = ROOT / ".formaops" / "bench-reads"


def main(arguments: Sequence[str] | None = None) -> int:
    given = _arguments(arguments)
    console = Console(stderr=given.json == Path("-"), width=None if sys.stdout.isatty() else 160)
    options = Options(given.rounds, given.requests, given.warm_up, given.scale, given.only)
    layout = Layout.of(given.state)
    try:
        with console.status("starting a stack") as status, stack(layout, keep=given.keep) as addresses:

            def tell(news: News) -> None:
                status.update(f"{news.step}: {news.done:,} of about {news.total:,} rows")

            fill_once(addresses, layout, given.scale, tell)
            report = measure(addresses, layout, options, status.update)
    except StackError as error:
        console.print(str(error), style="red", markup=False)
        return 1
    show(report, console)
    if given.json:
        _write(json.dumps(report, indent=2, ensure_ascii=False) + "\n", given.json, console)
    return 0 if all(check["ok"] for check in report["checks"]) else 1


def _arguments(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.reading", description=__doc__)
    parser.add_argument("--scale", type=float, default=1, help="of the world; 1 has a million executions (default: 1)")
    parser.add_argument("--rounds", type=int, default=7, help="over all reads, in turns (default: 7)")
    parser.add_argument("--requests", type=int, default=5, help="of each read, each way, in a round (default: 5)")
    parser.add_argument("--warm-up", type=int, default=60, help="requests before the first round (default: 60)")
    parser.add_argument("--only", metavar="TEXT", help="reads with this in their domain or name")
    parser.add_argument("--keep", action="store_true", help="leave the filled database for the next time")
    parser.add_argument("--state", type=Path, default=_STATE, help="where the stack of the benchmark lives")
    parser.add_argument("--json", type=Path, metavar="PATH", help="write the figures there; - is standard output")
    return parser.parse_args(arguments)


def _write(text: str, path: Path, console: Console) -> None:
    if path == Path("-"):
        sys.stdout.write(text)
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    console.print(f"Written to {path}", highlight=False)


if __name__ == "__main__":
    sys.exit(main())
