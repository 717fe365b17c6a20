"""A stack of its own with a filled database, for benchmarks."""

import argparse
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

import psycopg
from rich.console import Console

from formaops.local import migrations, postgres
from formaops.local import stack as local
from formaops.local.environment import Addresses
from formaops.local.layout import Layout
from formaops.local.problems import StackError
from formaops.local.volume import News, fill

Measure = Callable[[Addresses, Layout, Callable[[str], None]], dict[str, Any]]
"""What is to be measured there: it may tell what it is at."""


def add_arguments(parser: argparse.ArgumentParser, state: Path) -> None:
    """Those of every benchmark at volume. ``state`` is where its stack lives unless another is named."""
    parser.add_argument("--scale", type=float, default=1, help="of the world; 1 has a million executions (default: 1)")
    parser.add_argument("--keep", action="store_true", help="leave the filled database for the next time")
    parser.add_argument("--state", type=Path, default=state, help="where the stack lives")
    parser.add_argument("--json", type=Path, metavar="PATH", help="write the figures there; - is standard output")


def at_volume(given: argparse.Namespace, console: Console, measure: Measure) -> dict[str, Any] | None:
    """What `measure` finds in a filled stack; None when there is none, and people have been told why."""
    layout = Layout.of(given.state)
    try:
        with console.status("starting a stack") as status, stack(layout, keep=given.keep) as addresses:

            def tell(news: News) -> None:
                status.update(f"{news.step}: {news.done:,} of about {news.total:,} rows")

            fill_once(addresses, layout, given.scale, tell)
            return measure(addresses, layout, status.update)
    except StackError as error:
        console.print(str(error), style="red", markup=False)
        return None


@contextmanager
def stack(layout: Layout, *, keep: bool) -> Iterator[Addresses]:
    """A stack of its own; what the last run kept is used when its migrations are today's."""
    without_settings = {name: value for name, value in os.environ.items() if not name.startswith("FORMAOPS_")}
    with patch.dict(os.environ, without_settings | {"FORMAOPS_LOCAL_MODEL": "off"}, clear=True):
        local.down(layout.state)
        if (layout.state / "postgres").exists() and migrations.edited(layout, postgres.locate(layout, 0)):
            local.reset(layout.state)
        try:
            yield local.up(layout.state, attached=True, durable=False)
        finally:
            local.down(layout.state)
            if not keep:
                local.reset(layout.state)


def fill_once(addresses: Addresses, layout: Layout, scale: float, progress: Callable[[News], None]) -> None:
    """What an earlier run kept is filled up. Raises StackError when it is of another scale."""
    with psycopg.connect(addresses.admin_db_url) as connection:
        begun = connection.execute("select to_regclass('formaops_volume.world')").fetchone() != (None,)
        there = connection.execute("select scale from formaops_volume.world").fetchone() if begun else None
    if there and there[0] != scale:
        raise StackError(
            f"{layout.state} holds a world of scale {there[0]:g}.",
            advice="Name another --state, or remove it: run once at that scale without --keep.",
        )
    fill(scale=scale, layout=layout, progress=progress)
