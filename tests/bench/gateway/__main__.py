"""Measure `execute-prompt`, with all its books, in turns with LiteLLM's proxy, which keeps none.

Both get the same requests, ask the same model server, which answers at once, and have one worker process each.

Exit status 1 when a request failed, the books do not add up, or LiteLLM cannot be had. A missed aim is shown, and is no
failure: the machine may be busy with something else.
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
from tests.bench import report
from tests.bench.gateway import draining, rival
from tests.bench.gateway.measuring import Options, measure
from tests.bench.gateway.showing import show
from tests.bench.load import Generator
from tests.support.stacks import running_stack


def main(arguments: Sequence[str] | None = None) -> int:
    given = _arguments(arguments)
    # With the JSON on standard output, everything else goes elsewhere.
    console = Console(stderr=given.json == Path("-"), width=None if sys.stdout.isatty() else 130)
    try:
        measured = _measured(_options(given), given, console)
    except (StackError, rival.Unavailable) as error:
        console.print(str(error), style="red", markup=False)
        return 1
    show(measured, console)
    if given.json:
        report.write(measured, given.json, console)
    return 0 if all(check["ok"] for check in measured["checks"]) else 1


def _arguments(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.gateway", description=__doc__)
    parser.add_argument("--connections", default="1,16,64", help="how many at a time, each measured (default: 1,16,64)")
    parser.add_argument("--seconds", type=float, default=3, help="length of one round (default: 3)")
    parser.add_argument("--requests", type=int, help="length of one round in requests instead")
    parser.add_argument("--rounds", type=int, default=7, help="of each load, in turns (default: 7)")
    parser.add_argument("--tenants", type=int, default=50, help="in the load of many tenants (default: 50)")
    parser.add_argument("--durable", action="store_true", help="write to disk as in production; measures the disk too")
    parser.add_argument("--queued", type=int, default=200, help="to be drained in a round; 0: no queue (default: 200)")
    parser.add_argument("--without-litellm", action="store_true", help="measure ours alone")
    parser.add_argument("--json", type=Path, metavar="PATH", help="write the figures there; - is standard output")
    parser.add_argument("--quick", action="store_true", help="one short round of each, to see that it works")
    return parser.parse_args(arguments)


def _options(given: argparse.Namespace) -> Options:
    return Options(
        connections=[int(each) for each in given.connections.split(",")],
        seconds=given.seconds,
        requests=50 if given.quick else given.requests,
        rounds=1 if given.quick else given.rounds,
        tenants=given.tenants,
        durable=given.durable,
        queue=_queue(given),
    )


def _queue(given: argparse.Namespace) -> draining.Options | None:
    if not given.queued:
        return None
    if given.quick:
        return draining.Options(rounds=1, queued=min(given.queued, 20), begun=5)
    return draining.Options(rounds=min(given.rounds, 5), queued=given.queued, begun=40)


def _measured(options: Options, given: argparse.Namespace, console: Console) -> dict[str, Any]:
    with ExitStack() as stack, console.status("installing LiteLLM") as status:
        # Before all else: without it there is nothing to compare.
        program = None if given.without_litellm else rival.install()
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="formaops-bench-")))
        status.update("starting a stack")
        ours = stack.enter_context(running_stack(_state(), durable=options.durable))
        status.update("starting LiteLLM")
        theirs = stack.enter_context(rival.running(program, ours.model.url, folder)) if program else None
        return measure(ours, stack.enter_context(Generator()), theirs, options, status.update)


def _state() -> Path:
    """The same each time, so that what a run that was killed has left is cleared away by the next."""
    state = ROOT / ".formaops" / "bench-gateway"
    return state if supervisor_pid(Layout.of(state)) is None else state.with_name(f"{state.name}-{os.getpid()}")


if __name__ == "__main__":
    sys.exit(main())
