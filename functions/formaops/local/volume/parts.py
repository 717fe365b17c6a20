"""What a world of volume is made of: one part a table, and what is written from those that are there."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from formaops.local.volume.world import World

Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """Rows for one table, copied into it; the same ones each time that they are asked for."""

    table: str
    columns: tuple[str, ...]
    rows: Callable[[World], Iterator[Row]]
    expected: Callable[[World], int]
    """About how many rows there will be."""
    adds: str = ""
    """What it adds to a table that another part has filled."""

    @property
    def name(self) -> str:
        return f"{self.table}: {self.adds}" if self.adds else self.table


@dataclass(frozen=True, slots=True)
class Statement:
    """Rows for `table`, or values in its rows, that follow from those that are there."""

    name: str
    table: str
    sql: str


@dataclass(frozen=True, slots=True)
class Check:
    """A query that counts what contradicts `name`: nothing, in a world that is valid."""

    name: str
    sql: str


@dataclass(frozen=True, slots=True)
class Domain:
    """The parts of one domain, what is written from them afterwards, and what has to hold in the end."""

    parts: tuple[Part, ...]
    statements: tuple[Statement, ...] = ()
    checks: tuple[Check, ...] = field(default=())
