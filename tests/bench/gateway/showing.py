"""The comparison as tables for people."""

from typing import Any

from rich.console import Console
from rich.table import Table

from tests.bench import report


def show(measured: dict[str, Any], console: Console) -> None:
    """Print what `measuring` has put together."""
    console.print(report.machine_line(measured["machine"]), highlight=False)
    if others := measured["others_share_of_cpu"]:
        middle, low, high = (f"{others[name]:.0%}" for name in ("median", "lowest", "highest"))
        console.print(f"Other work took {middle} of the CPU while it was measured ({low} to {high}).", highlight=False)
    if measured["rival"]:
        console.print("LiteLLM {litellm}. Its books: {books}.".format(**measured["rival"]), highlight=False)
    console.print(_loads(measured["loads"]))
    console.print(_cpu(measured["loads"]))
    if measured["ratios"]:
        console.print(report.ratio_table(measured["ratios"], "Ours to LiteLLM's"))
    if queue := measured["queue"]:
        console.print(_queue(queue))
        console.print(report.ratio_table(queue["ratios"], "Drained"))
    report.show_checks(measured["checks"], console)


def _loads(loads: list[dict[str, Any]]) -> Table:
    table = Table(title="Load: median (lowest to highest round)", title_justify="left")
    for name in ("connections", "what", "requests/s", "p50 ms", "p95 ms", "requests", "errors"):
        table.add_column(name, justify="left" if name == "what" else "right", no_wrap=True)
    before = None
    for load in loads:
        if before not in (None, load["connections"]):
            table.add_section()
        before = load["connections"]
        figures = [_spread(load["rate"], 0), _spread(load["p50"], 1), _spread(load["p95"], 1)]
        table.add_row(str(before), load["what"], *figures, str(load["requests"]), str(load["errors"]))
    return table


def _cpu(loads: list[dict[str, Any]]) -> Table:
    table = Table(title="CPU for one request, in milliseconds (medians)", title_justify="left")
    parts = list(dict.fromkeys(part for load in loads for part in load["cpu_ms_per_request"]))
    for name in ("connections", "what", *parts):
        table.add_column(name, justify="left" if name == "what" else "right", no_wrap=True)
    for load in loads:
        spent = load["cpu_ms_per_request"]
        table.add_row(str(load["connections"]), load["what"], *(report.number(spent.get(part), 2) for part in parts))
    return table


def _queue(queue: dict[str, Any]) -> Table:
    table = Table(title="Queue: drained in a second, and how soon what is put in begins", title_justify="left")
    for name in ("what", "1 worker", "2 workers", "begins after p50 ms", "p95 ms"):
        table.add_column(name, justify="left" if name == "what" else "right", no_wrap=True)
    drained = {(each["what"], each["workers"]): _spread(each, 0) for each in queue["drained_per_second"]}
    for begins in queue["begins_after_ms"]:
        what = begins["what"]
        soon = [report.number(begins[name], 1) for name in ("p50", "p95")]
        table.add_row(what, drained[what, 1], drained[what, 2], *soon)
    return table


def _spread(spread: dict[str, float], digits: int) -> str:
    low, middle, high = (report.number(spread[name], digits) for name in ("lowest", "median", "highest"))
    return f"{middle} ({low} to {high})"
