"""The measurement as a table for people and as JSON for programs."""

import json
import math
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from tests.bench.figures import Figures, Ratio


def check(name: str, ok: bool, found: str) -> dict[str, Any]:
    """Something that has to hold, and what was found."""
    return {"name": name, "ok": ok, "found": found}


def write(measured: dict[str, Any], path: Path, console: Console) -> None:
    """As JSON; to standard output when the path is `-`."""
    text = json.dumps(measured, indent=2, ensure_ascii=False) + "\n"
    if path == Path("-"):
        sys.stdout.write(text)
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    console.print(f"Written to {path}", highlight=False)


def as_json(figure: Figures | Ratio) -> dict[str, Any]:
    """Its members, rounded to what they are worth; what is no number becomes null."""
    values = {name: _rounded(value) for name, value in asdict(figure).items()}
    return values | {"met": figure.met} if isinstance(figure, Ratio) else values


def _rounded(value: Any) -> Any:
    if isinstance(value, float):
        return round(value, 3) if math.isfinite(value) else None
    return value


def show(report: dict[str, Any], console: Console) -> None:
    """Print the report that `measuring` has put together."""
    console.print(machine_line(report["machine"]), highlight=False)
    console.print(_loads(report["loads"]))
    for note in report["notes"]:
        console.print(note, style="yellow", highlight=False)
    console.print(ratio_table(report["ratios"], "Ratios"))
    console.print(_starts(report["cold_start_seconds"]))
    cpu = report["functions_cpu_ms_per_execution"].items()
    spent = ", ".join(f"{each} ms at {connections} at a time" for connections, each in cpu) or "not measured"
    console.print(f"CPU of the functions process for one execution: {spent}", highlight=False)
    console.print(_memory(report["peak_memory_bytes"]), highlight=False)
    show_checks(report["checks"], console)


def show_checks(checks: Sequence[dict[str, Any]], console: Console) -> None:
    """Those that `check` has made."""
    for check in checks:
        mark = "[green]✓[/]" if check["ok"] else "[red]✗[/]"
        console.print(f"{mark} {check['name']}: {check['found']}", highlight=False)


def machine_line(facts: dict[str, Any]) -> str:
    programs = f"Python {facts['python']}, PostgreSQL {facts['postgres']}, PostgREST {facts['postgrest']}"
    return f"{facts['cores']} × {facts['processor']}, load average {facts['load_average'][0]}; {programs}"


def _loads(loads: list[dict[str, Any]]) -> Table:
    table = Table(title="Load (medians of the rounds)", title_justify="left")
    for name in ("connections", "what", "requests/s", "p50 ms", "p99 ms", "requests", "errors"):
        table.add_column(name, justify="left" if name == "what" else "right")
    before = None
    for load in loads:
        if before not in (None, load["connections"]):
            table.add_section()
        before = load["connections"]
        table.add_row(
            str(load["connections"]),
            load["what"],
            number(load["rate"], 0),
            number(load["p50"], 2),
            number(load["p99"], 2),
            str(load["requests"]),
            f"[red]{load['errors']}[/]" if load["errors"] else "0",
        )
    return table


def ratio_table(ratios: Sequence[dict[str, Any]], title: str) -> Table:
    """Of ratios `as_json`."""
    table = Table(title=f"{title} (median, lowest and highest of the rounds' own)", title_justify="left")
    for name in ("ratio", "value", "lowest", "highest", "aim", ""):
        table.add_column(name, justify="left" if name == "ratio" else "right")
    for ratio in ratios:
        aim = "" if ratio["aim"] is None else f"{'≤' if ratio['at_most'] else '≥'} {ratio['aim']:g}"
        met = {True: "[green]met[/]", False: "[red]missed[/]", None: ""}[ratio["met"]]
        figures = [number(ratio[name], 2) for name in ("value", "lowest", "highest")]
        table.add_row(ratio["name"], *figures, aim, met)
    return table


def _starts(starts: dict[str, dict[str, Any]]) -> Table:
    table = Table(title="Cold start: new process to first answer (seconds)", title_justify="left")
    for name in ("target", "median", "lowest", "highest", "runs"):
        table.add_column(name, justify="left" if name == "target" else "right")
    for name, seconds in starts.items():
        runs = seconds["runs"]
        figures = [number(each, 2) for each in (seconds["median"], min(runs), max(runs))]
        table.add_row(name, *figures, str(len(runs)))
    return table


def _memory(memory: dict[str, Any] | None) -> str:
    if memory is None:
        return "Peak memory: not measured, there is no /proc"
    workers = ", ".join(_mebibytes(size) for size in memory["validation_workers"]) or "none"
    return f"Peak memory: functions {_mebibytes(memory['functions'])}; validation workers {workers}"


def _mebibytes(size: int) -> str:
    return f"{size / 2**20:.0f} MiB"


def number(value: float | None, digits: int) -> str:
    """With so many digits after the point; a dash for what there is none of."""
    return "–" if value is None else f"{value:,.{digits}f}"
