"""The pages as a table, the slowest first."""

from typing import Any

from rich.console import Console
from rich.table import Table

from tests.bench.pages.crowd import BOUND_SECONDS


def show(report: dict[str, Any], console: Console) -> None:
    console.print(
        f"{report['users']} users of {report['tenants']} tenants at once, {report['reads']:,} reads in "
        f"{report['seconds']:.1f} s: {report['reads'] / report['seconds']:,.0f} a second; scale {report['scale']:g}.",
        highlight=False,
    )
    table = Table(title="Seconds until the last read of a page is answered", title_justify="left")
    for name in ("system", "page"):
        table.add_column(name)
    for name in ("reads", "opened", "refused", "p50", "p95", "max"):
        table.add_column(name, justify="right")
    for page in report["pages"]:
        late = "red" if page["max"] >= BOUND_SECONDS or page["refused"] else None
        cells = (page[name] for name in ("system", "page", "reads", "opened", "refused"))
        times = (f"{page[name]:.3f}" for name in ("p50", "p95", "max"))
        table.add_row(*map(str, cells), *times, style=late)
    console.print(table)
