"""Measure `execute-prompt` with a model that answers at once, in turns with the floor that it stands on.

Exit status 1 when a request failed or the books do not add up afterwards. A missed aim is shown, and is no failure:
the machine may be busy with something else.
"""

import argparse
import os
import sys
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from rich.console import Console

from formaops.local.layout import ROOT, Layout, supervisor_pid
from formaops.local.problems import StackError
from tests.bench import postgres, report
from tests.bench.load import Generator
from tests.bench.measuring import Options, measure
from tests.bench.rig import assembled


def main(arguments: Sequence[str] | None = None) -> int:
    given = _arguments(arguments)
    # With the JSON on standard output, everything else goes elsewhere.
    console = Console(stderr=given.json == Path("-"), width=None if sys.stdout.isatty() else 110)
    try:
        measured = _measured(_options(given), console)
    except StackError as error:
        console.print(str(error), style="red", markup=False)
        return 1
    report.show(measured, console)
    if given.json:
        report.write(measured, given.json, console)
    return 0 if all(check["ok"] for check in measured["checks"]) else 1


def _arguments(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--connections", default="1,16", help="how many at a time, each measured (default: 1,16)")
    parser.add_argument("--seconds", type=float, default=3, help="length of one round (default: 3)")
    parser.add_argument("--requests", type=int, help="length of one round in requests instead")
    parser.add_argument("--rounds", type=int, default=5, help="of each load, in turns (default: 5)")
    parser.add_argument("--starts", type=int, default=5, help="cold starts of each target, in turns (default: 5)")
    parser.add_argument("--durable", action="store_true", help="write to disk as in production; measures the disk too")
    parser.add_argument("--json", type=Path, metavar="PATH", help="write the figures there; - is standard output")
    parser.add_argument("--quick", action="store_true", help="one short round of each, to see that it works")
    return parser.parse_args(arguments)


def _options(given: argparse.Namespace) -> Options:
    return Options(
        connections=[int(each) for each in given.connections.split(",")],
        seconds=given.seconds,
        requests=50 if given.quick else given.requests,
        rounds=1 if given.quick else given.rounds,
        starts=1 if given.quick else given.starts,
        durable=given.durable,
    )


def _measured(options: Options, console: Console) -> dict[str, Any]:
    with ExitStack() as stack, console.status("starting a stack") as status:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="formaops-bench-")))
        rig = stack.enter_context(
            assembled(_state(), durable=options.durable, progress=lambda step: status.update(step.message))
        )
        program = postgres.locate()
        pgbench = postgres.Pgbench(program, rig, folder) if program else None
        return measure(rig, stack.enter_context(Generator()), pgbench, options, status.update)


def _state() -> Path:
    """The same each time, so that what a run that was killed has left is cleared away by the next."""
    state = ROOT / ".formaops" / "bench"
    return state if supervisor_pid(Layout.of(state)) is None else state.with_name(f"bench-{os.getpid()}")


if __name__ == "__main__":
    sys.exit(main())
