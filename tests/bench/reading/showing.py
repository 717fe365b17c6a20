"""The report of the read benchmark for people."""

from statistics import median
from typing import Any

from rich.console import Console
from rich.table import Table

from tests.bench.reading.measuring import DASHBOARD_AIM, DASHBOARDS, RATIO_AIM


def show(report: dict[str, Any], console: Console) -> None:
    facts, tenants = report["machine"], report["tenants"]
    console.print(
        f"{facts['cores']} × {facts['processor']}, load average {facts['load_average_after'][0]}; "
        f"PostgreSQL {facts['postgres']}, PostgREST {facts['postgrest']}",
        highlight=False,
    )
    sizes = ", ".join(f"{name} {count:,}" for name, count in list(report["rows"].items())[:6])
    of = "; ".join(f"the {size} tenant has {each['executions']:,} executions" for size, each in tenants.items())
    console.print(f"Scale {report['scale']:g}: {sizes}. {of[:1].upper()}{of[1:]}.", highlight=False)
    for size in tenants:
        console.print(_table(size, [read for read in report["reads"] if read["tenant"] == size]))
    for note in report["notes"]:
        console.print(note, style="yellow", highlight=False)
    _summary(report, console)
    for check in report["checks"]:
        mark = "[green]✓[/]" if check["ok"] else "[red]✗[/]"
        console.print(f"{mark} {check['name']}: {check['found']}", highlight=False)


def _table(size: str, reads: list[dict[str, Any]]) -> Table:
    table = Table(title=f"The {size} tenant: milliseconds, median (lowest to highest)", title_justify="left")
    for name in ("read", "with RLS", "without", "ratio", "indexes"):
        table.add_column(name, justify="right" if name in ("with RLS", "without", "ratio") else "left", overflow="fold")
    before = None
    for read in reads:
        if before not in (None, read["domain"]):
            table.add_section()
        before = read["domain"]
        ratio = read["ratio"]
        colour = "" if ratio["met"] else "[yellow]"
        used = ", ".join(read["indexes"]) + (f" [red]scans {', '.join(read['scanned'])}[/]" if read["scanned"] else "")
        table.add_row(
            read["read"],
            _spread(read["with_rls_ms"]),
            f"{read['without_ms']['median']:.2f}",
            f"{colour}{ratio['value']:.2f} ({ratio['lowest']:.2f} to {ratio['highest']:.2f})",
            used,
        )
    return table


def _spread(figures: dict[str, float]) -> str:
    return f"{figures['median']:.2f} ({figures['lowest']:.2f} to {figures['highest']:.2f})"


def _summary(report: dict[str, Any], console: Console) -> None:
    reads = report["reads"]
    if not reads:
        console.print("Nothing was measured.")
        return
    ratios = sorted(read["ratio"]["value"] for read in reads)
    within = sum(ratio <= RATIO_AIM for ratio in ratios)
    console.print(
        f"Ratio of all reads: median {median(ratios):.2f}, highest {ratios[-1]:.2f}; {within} of {len(ratios)} within "
        f"{RATIO_AIM:g}",
        highlight=False,
    )
    for read in reads:
        if read["read"] in DASHBOARDS:
            value = read["with_rls_ms"]["median"]
            mark = "[green]met[/]" if value < DASHBOARD_AIM else "[red]missed[/]"
            console.print(
                f"Dashboard, {read['tenant']} tenant: {read['read']} {value:.1f} ms (aim < {DASHBOARD_AIM:g}) {mark}",
                highlight=False,
            )
