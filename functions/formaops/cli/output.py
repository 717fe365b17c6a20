"""What the command prints: results on stdout, everything said about them on stderr."""

import json
import os
import re
import sys
from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from typing import IO, Any

from rich.console import Console, Group, RenderableType
from rich.highlighter import JSONHighlighter
from rich.table import Table
from rich.text import Text

from formaops.cli.failures import Failure

# What is not printed as it stands: a model's or another user's text must not drive the terminal.
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_WIDTH_OF_PIPES = 100
_JSON_WIDTH = 88

STYLES = {
    "COMPLETED": "green",
    "PASSED": "green",
    "PUBLISHED": "green",
    "ready": "green",
    "running": "green",
    "DELIVERED": "green",
    "succeeded": "green",
    "SUCCEEDED": "green",
    "FAILED": "red",
    "failed": "red",
    "stopped": "red",
    "ERROR": "red",
    "CANCELLED": "yellow",
    "cancelled": "yellow",
    "RUNNING": "yellow",
    "WARN": "yellow",
    "DRAFT": "yellow",
    "SKIPPED": "dim",
    "PENDING": "dim",
    "ARCHIVED": "dim",
    "DEBUG": "dim",
}


class Output:
    """Where a command speaks. With `as_json`, stdout carries one JSON value and nothing else."""

    def __init__(self, *, as_json: bool = False, no_color: bool = False) -> None:
        self.as_json = as_json
        self.out = _console(sys.stdout, no_color)
        self.err = _console(sys.stderr, no_color)

    def show(self, *renderables: RenderableType) -> None:
        """Print results. Strings are taken literally, without markup."""
        parts = (Text(clean(part)) if isinstance(part, str) else part for part in renderables)
        # A group keeps what each part says of its own wrapping.
        self.out.print(Group(*parts), crop=False)

    def json(self, value: Any) -> None:
        """Print one JSON value on stdout."""
        print(json.dumps(value, indent=2, ensure_ascii=False, default=str), file=sys.stdout)

    def stream(self, delta: str) -> None:
        """More of a model's answer, at once."""
        sys.stdout.write(clean(delta))
        sys.stdout.flush()

    def note(self, message: str, style: str = "dim") -> None:
        """Something about what is going on, on stderr."""
        sys.stdout.flush()
        self.err.print(Text(clean(message), style=style), soft_wrap=True)

    def fail(self, failure: Failure) -> None:
        """One message, its faults under it, what to do next; the problem document on stdout with --json."""
        if self.as_json:
            self.json(failure.problem)
        message = Text.assemble(("Error: ", "bold red"), clean(str(failure.problem.get("detail", ""))))
        sys.stdout.flush()
        self.err.print(message, soft_wrap=True)
        for fault in failure.faults:
            path = (clean(fault.path) + ": ", "bold") if fault.path else ""
            self.err.print(Text.assemble("  • ", path, clean(fault.message)), soft_wrap=True)
        if failure.hint:
            self.err.print(Text(failure.hint, style="cyan"), soft_wrap=True)


def _console(file: IO[str], no_color: bool) -> Console:
    width = None if file.isatty() or "COLUMNS" in os.environ else _WIDTH_OF_PIPES
    return Console(file=file, no_color=no_color or None, width=width, highlight=False, emoji=False, markup=False)


def clean(text: str) -> str:
    """The text with control characters and direction overrides made visible."""
    return _CONTROLS.sub(lambda found: f"\\x{ord(found[0]):02x}", text.replace("\r\n", "\n"))


def heading(title: str) -> Text:
    return Text(f"\n{clean(title)}", style="bold")


def word(value: str | None) -> Text:
    """A status in its colour."""
    return Text(clean(value or "–"), style=STYLES.get(value or "", ""))


def cell(value: Any) -> Text:
    """A value in a table; nothing is a dash."""
    if isinstance(value, Text):
        return value
    if value is None or value == "":
        return Text("–", style="dim")
    if isinstance(value, int) and not isinstance(value, bool):
        return Text(f"{value:,}")
    return Text(clean(str(value)))


def table(columns: Sequence[str], rows: Iterable[Sequence[Any]], *, numbers: Sequence[str] = ()) -> Table:
    """A table whose columns named in `numbers` are right-aligned and never cut."""
    grid = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    for name in columns:
        is_number = name in numbers
        grid.add_column(name, justify="right" if is_number else "left", no_wrap=is_number, overflow="fold")
    for row in rows:
        grid.add_row(*map(cell, row))
    return grid


def pairs(rows: Iterable[tuple[str, Any]]) -> Table:
    """Names and values, one a line."""
    grid = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), show_header=False)
    grid.add_column(style="dim", no_wrap=True)
    grid.add_column(overflow="fold")
    for name, value in rows:
        grid.add_row(name, cell(value))
    return grid


def money(value: str | Decimal | None) -> str:
    """US dollars, exact: all digits there are, at least two after the point. `unknown` when the price is not known."""
    if value is None:
        return "unknown"
    digits = f"{Decimal(value):f}"
    whole, _, fraction = digits.partition(".")
    return f"${whole}.{fraction.rstrip('0').ljust(2, '0')}"


def milliseconds(value: float | None) -> str | None:
    """A latency as people read it; from 10 s on in seconds."""
    if value is None:
        return None
    return f"{value:,.0f} ms" if value < 10_000 else f"{value / 1000:,.1f} s"


def moment(value: str | None) -> str | None:
    """A timestamp of PostgREST in the local time zone, to the second."""
    return datetime.fromisoformat(value).astimezone().strftime("%Y-%m-%d %H:%M:%S") if value else None


def verbatim(text: str) -> Text:
    """Text that may be copied: long lines are the terminal's to break, not ours."""
    return Text(clean(text), no_wrap=True, overflow="ignore")


def pretty_json(value: Any) -> Text:
    """Coloured JSON; what fits into a line stands on one."""
    text = verbatim(_laid_out(value))
    JSONHighlighter().highlight(text)
    return text


def _laid_out(value: Any, indent: int = 0) -> str:
    line = json.dumps(value, ensure_ascii=False)
    if not isinstance(value, dict | list) or indent + len(line) <= _JSON_WIDTH:
        return line
    inner = indent + 2
    if isinstance(value, dict):
        members = [f"{json.dumps(k, ensure_ascii=False)}: {_laid_out(v, inner)}" for k, v in value.items()]
    else:
        members = [_laid_out(member, inner) for member in value]
    opening, closing = "{}" if isinstance(value, dict) else "[]"
    joined = ",\n".join(" " * inner + member for member in members)
    return f"{opening}\n{joined}\n{' ' * indent}{closing}"
