"""Thousands of executions while parts are killed; exit status 1 when the books do not balance afterwards."""

import argparse
import asyncio
import json
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table

from formaops.local.layout import ROOT
from formaops.local.problems import StackError
from tests.reliability.chaos.running import SETTINGS, Options, Outcome, figures, run
from tests.support.journal import Journal
from tests.support.stacks import running_stack

STATE = ROOT / ".formaops" / "chaos"
_SHOWN = 50
_OUTCOMES = ("completed", "failed", "cancelled", "refused", "begun", "unknown")


def main(arguments: Sequence[str] | None = None) -> int:
    given = _arguments(arguments)
    console = Console(width=None if sys.stdout.isatty() else 110)
    seed = int(time.time()) if given.seed is None else given.seed
    options = Options(given.executions, given.kills, seed, given.clients, given.minutes)
    console.print(f"seed {seed}; the journal is {STATE / 'journal.jsonl'}", highlight=False)
    try:
        with running_stack(STATE, SETTINGS, durable=True) as stack:
            journal = Journal(STATE / "journal.jsonl")
            outcome = asyncio.run(run(stack, journal, options, _Progress(console), _interrupted()))
            journal.close()
    except StackError as error:
        console.print(str(error), style="red", markup=False)
        return 1
    show(outcome, console)
    given.json.parent.mkdir(parents=True, exist_ok=True)
    given.json.write_text(json.dumps(figures(outcome), indent=1) + "\n")
    whole = outcome.executions >= options.executions and sum(outcome.kills.values()) >= options.kills
    if not whole:
        console.print("It was stopped before all was done.", style="red")
    return 0 if whole and not outcome.differences else 1


def show(outcome: Outcome, console: Console) -> None:
    forms = Table("form", *_OUTCOMES, title=f"{outcome.executions} executions of {len(outcome.asked)} asked for")
    for form, outcomes in outcome.forms.items():
        forms.add_row(form, *(str(outcomes[each]) for each in _OUTCOMES))
    total: Counter[str] = sum(outcome.forms.values(), Counter())
    forms.add_row("all", *(str(total[each]) for each in _OUTCOMES), style="bold")
    console.print(forms)

    kills = Table("part", "killed", "frozen", "back after, s (min, p50, max)", title="kills")
    for part in sorted({*outcome.kills, *outcome.freezes}):
        seconds = sorted(outcome.recoveries.get(part, []))
        times = f"{seconds[0]:.2f}  {seconds[len(seconds) // 2]:.2f}  {seconds[-1]:.2f}" if seconds else ""
        kills.add_row(part, str(outcome.kills[part]), str(outcome.freezes[part]), times)
    kills.add_row("all", str(outcome.kills.total()), str(outcome.freezes.total()), "", style="bold")
    console.print(kills)

    p50 = outcome.recovery_p50
    recovery = "-" if p50 is None else f"{p50:.2f} s"
    console.print(
        f"{outcome.seconds:.0f} s. The model counted {outcome.requests} requests and {outcome.answers} answers; the "
        f"ledger has {outcome.ledger_rows} calls and {outcome.estimates} estimates of dead workers, {outcome.late} of "
        f"whom were only late. {outcome.revoked} API keys were revoked, {outcome.webhooks} webhooks arrived. "
        f"Recovery p50 {recovery}. Differences: {len(outcome.differences)}.",
        highlight=False,
    )
    for difference in outcome.differences[:_SHOWN]:
        console.print(str(difference), style="red", markup=False, highlight=False)


def _interrupted() -> Callable[[], bool]:
    """Whether Ctrl-C was pressed; a second time ends all at once."""
    pressed = []

    def press(*_: object) -> None:
        signal.signal(signal.SIGINT, signal.default_int_handler)
        pressed.append(True)

    signal.signal(signal.SIGINT, press)
    return lambda: bool(pressed)


class _Progress:
    """One line that changes; where that goes into a file, a line now and then."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._told = 0.0

    def __call__(self, text: str) -> None:
        if self._console.is_terminal:
            print(f"\r\x1b[K{text}", end="", flush=True)
        elif time.monotonic() - self._told > 15:
            self._told = time.monotonic()
            print(text, flush=True)


def _arguments(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.reliability.chaos", description=__doc__)
    parser.add_argument("--executions", type=int, default=10_000, help="at least so many (default: 10000)")
    parser.add_argument("--kills", type=int, default=100, help="at least so many (default: 100)")
    parser.add_argument(
        "--seed", type=int, help="what is asked and killed follows from it (default: another each time)"
    )
    parser.add_argument("--clients", type=int, default=16, help="who ask at the same time (default: 16)")
    parser.add_argument("--minutes", type=float, default=60, help="stop after that long (default: 60)")
    parser.add_argument("--json", type=Path, default=ROOT / ".formaops" / "chaos.json", help="where the figures go")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
