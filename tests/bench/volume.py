"""A stack of its own with a filled database, for benchmarks."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from unittest.mock import patch

import psycopg

from formaops.local import migrations, postgres
from formaops.local import stack as local
from formaops.local.environment import Addresses
from formaops.local.layout import Layout
from formaops.local.problems import StackError
from formaops.local.volume import News, fill


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
