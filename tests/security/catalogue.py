"""What the database says of itself, for tests that leave no table, key or argument out."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from tests.security.matrix import FUNCTIONS, TABLES
from tests.support.stacks import Stack

_COLUMNS = """
    select c.relname as table, a.attname as column, t.typtype = 'e' as is_enum,
        array(select enumlabel from pg_enum where enumtypid = t.oid order by enumsortorder)::text[] as labels
    from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_type t on t.oid = a.atttypid
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v') and a.attnum > 0
        and not a.attisdropped
    order by 1, a.attnum
"""
_VIEWS = "select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind = 'v'"
_FOREIGN_KEYS = """
    select k.conname as name, c.relname as child, p.relname as parent,
        array(select a.attname from unnest(k.conkey) with ordinality as o (attnum, n)
              join pg_attribute a on a.attrelid = k.conrelid and a.attnum = o.attnum order by n)::text[] as columns
    from pg_constraint k join pg_class c on c.oid = k.conrelid join pg_class p on p.oid = k.confrelid
    where k.contype = 'f' and k.connamespace = 'public'::regnamespace and p.relnamespace = 'public'::regnamespace
    order by 1
"""
_UNIQUE = """
    select x.relname as name, c.relname as table,
        array(select a.attname from unnest(i.indkey::int2[]) as o (attnum)
              join pg_attribute a on a.attrelid = i.indrelid and a.attnum = o.attnum)::text[] as columns,
        i.indpred is null and i.indexprs is null as is_plain
    from pg_index i join pg_class x on x.oid = i.indexrelid join pg_class c on c.oid = i.indrelid
    where i.indisunique and c.relnamespace = 'public'::regnamespace order by 1
"""
_ARGUMENTS = """
    select p.proname as function, a.name as argument
    from pg_proc p
    cross join unnest(p.proargnames[1:p.pronargs], p.proargtypes::oid[]) as a (name, type)
    where p.pronamespace = 'public'::regnamespace and a.type in ('uuid'::regtype, 'uuid[]'::regtype) order by 1, 2
"""


@dataclass(frozen=True)
class Key:
    """A foreign key."""

    name: str
    child: str
    parent: str
    columns: tuple[str, ...]

    @property
    def pointer(self) -> str:
        """The column that says to which row: the last one, for the first ones say in which tenant or under what."""
        return self.columns[-1]


@dataclass(frozen=True)
class Unique:
    name: str
    table: str
    columns: tuple[str, ...]
    is_plain: bool
    """Without a condition and without expressions: what `on_conflict` can name."""


class Catalogue:
    def __init__(self, site: Stack) -> None:
        self._site = site

    @cached_property
    def columns(self) -> Mapping[str, list[str]]:
        found: dict[str, list[str]] = {name: [] for name in TABLES}
        for row in self._site.sql(_COLUMNS):
            found[row["table"]].append(row["column"])
        return found

    @cached_property
    def tables(self) -> Mapping[str, set[str]]:
        """The columns of those that hold rows of their own, by name."""
        views = {row["name"] for row in self._site.sql(_VIEWS)}
        return {name: {*columns} for name, columns in self.columns.items() if name not in views}

    @cached_property
    def enums(self) -> Mapping[tuple[str, str], list[str]]:
        """By table and column, the values of those that are enums."""
        return {(row["table"], row["column"]): row["labels"] for row in self._site.sql(_COLUMNS) if row["is_enum"]}

    @cached_property
    def keys(self) -> list[Key]:
        return [
            Key(row["name"], row["child"], row["parent"], tuple(row["columns"]))
            for row in self._site.sql(_FOREIGN_KEYS)
        ]

    @cached_property
    def unique(self) -> list[Unique]:
        return [
            Unique(row["name"], row["table"], tuple(row["columns"]), row["is_plain"]) for row in self._site.sql(_UNIQUE)
        ]

    @cached_property
    def uuid_arguments(self) -> Mapping[str, set[str]]:
        found: dict[str, set[str]] = {name: set() for name in FUNCTIONS}
        for row in self._site.sql(_ARGUMENTS):
            found[row["function"]].add(row["argument"])
        return found


def without_ids(text: str) -> str:
    """The text with a mark where a uuid stands."""
    return re.sub(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "(id)", text)
