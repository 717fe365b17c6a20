"""What a database is, apart from its rows: definitions by name, counts, and where its audit chains end.

Read in the snapshot of a dump and again after a restore, it says by name what a restore lost. Definitions are as the
server prints them, which versions 15 to 18 do alike but for what `_alike` smooths.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, LiteralString

from pydantic import BaseModel, ConfigDict, Field

from formaops.backups.definitions import HEADS, KINDS, PRINTING, TABLES

if TYPE_CHECKING:
    import psycopg

ROWS: Final = "rows"
SEQUENCE_VALUES: Final = "sequence values"
AUDIT_HEADS: Final = "audit chain heads"
DEFAULT_PRIVILEGES: Final = "default privileges"
SETTINGS: Final = "settings"
PUBLICATIONS: Final = "publications"
EXTENSIONS: Final = "extensions"
ROLES: Final = "roles"
MIGRATIONS: Final = "migrations"
_VIEWS: Final = "views"
_EXPRESSIONS: Final = frozenset({"columns", "constraints", "indexes", "policies", "triggers", _VIEWS})


class Catalog(BaseModel):
    """``kinds`` has, by kind (`policies`, `functions`, …), definitions or their digests by name."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: int = Field(default=1, ge=1, le=1)
    server_version: int
    """`server_version_num`."""
    schemas: list[str]
    migration_head: str | None
    kinds: dict[str, dict[str, str]]
    rows: dict[str, int]
    """By `schema.table`; partitioned tables by their partitions."""
    audit_heads: dict[str, str]
    """By tenant: the last link's number and hash."""

    @property
    def major(self) -> int:
        return self.server_version // 10_000


@dataclass(frozen=True, slots=True)
class Difference:
    """``before`` is None for what is there too much, ``after`` for what is missing."""

    kind: str
    name: str
    before: str | None
    after: str | None

    def __str__(self) -> str:
        if self.after is None:
            return f"{self.kind}: {self.name} is missing"
        if self.before is None:
            return f"{self.kind}: {self.name} is there, and was not"
        pairs = enumerate(zip(self.before, self.after, strict=False))
        same = next((place for place, (old, new) in pairs if old != new), len(self.before))
        return f"{self.kind}: {self.name} is {_short(self.after, same)}, and was {_short(self.before, same)}"


def read(connection: "psycopg.Connection", schemas: Sequence[str], *, counted: bool = True) -> Catalog:
    """In the connection's transaction when it has one. Changes nothing. Rows and audit chains only when ``counted``."""
    wanted = {"schemas": list(schemas)}
    with connection.transaction(force_rollback=True):  # what is set for printing ends with it
        connection.execute(PRINTING)
        kinds = {kind: dict(_pairs(connection, query, wanted)) for kind, query in KINDS.items()}
        migrations = dict(_migrations(connection))
        return Catalog(
            server_version=connection.info.server_version,
            schemas=sorted(schemas),
            migration_head=max(migrations, default=None),
            kinds={**kinds, MIGRATIONS: migrations},
            rows=_count(connection, schemas) if counted else {},
            audit_heads=_audit_heads(connection) if counted else {},
        )


def differences(before: Catalog, after: Catalog, *, without: Collection[str] = ()) -> list[Difference]:
    """What is not as it was, by kind and name; ``without`` leaves kinds out.

    Sequences may have gone on, for they do so outside of transactions.
    """
    found: list[Difference] = []
    for kind in sorted(before.kinds.keys() | after.kinds.keys()):
        if kind in without or kind == ROLES:
            continue
        old = {name: _alike(kind, text, before, after) for name, text in before.kinds.get(kind, {}).items()}
        new = {name: _alike(kind, text, before, after) for name, text in after.kinds.get(kind, {}).items()}
        found += [change for change in _changes(kind, old, new) if not _went_on(change)]
    if ROWS not in without:
        found += _changes(ROWS, _texts(before.rows), _texts(after.rows))
    if AUDIT_HEADS not in without:
        found += _changes(AUDIT_HEADS, before.audit_heads, after.audit_heads)
    return found


def _pairs(
    connection: "psycopg.Connection", query: LiteralString, wanted: dict[str, list[str]]
) -> Iterator[tuple[str, str]]:
    for name, definition in connection.execute(query, wanted):
        yield str(name), str(definition)


def _migrations(connection: "psycopg.Connection") -> Iterator[tuple[str, str]]:
    if _exists(connection, "supabase_migrations.schema_migrations"):
        for (version,) in connection.execute("select version from supabase_migrations.schema_migrations"):
            yield str(version), "applied"


def _count(connection: "psycopg.Connection", schemas: Sequence[str]) -> dict[str, int]:
    from psycopg import sql

    counted: dict[str, int] = {}
    for (name,) in connection.execute(TABLES, [list(schemas)]).fetchall():
        # The name was quoted by the server.
        row = connection.execute(sql.SQL("select count(*) from only {}").format(sql.SQL(name))).fetchone()
        counted[str(name)] = int(row[0]) if row else 0
    return counted


def _audit_heads(connection: "psycopg.Connection") -> dict[str, str]:
    if not _exists(connection, "private.audit_chain"):
        return {}
    return {str(tenant): str(head) for tenant, head in connection.execute(HEADS)}


def _exists(connection: "psycopg.Connection", table: str) -> bool:
    return connection.execute("select to_regclass(%s) is not null", [table]).fetchone() == (True,)


def _changes(kind: str, before: dict[str, str], after: dict[str, str]) -> list[Difference]:
    return [
        Difference(kind, name, before.get(name), after.get(name))
        for name in sorted(before.keys() | after.keys())
        if before.get(name) != after.get(name)
    ]


def _went_on(change: Difference) -> bool:
    if change.kind != SEQUENCE_VALUES or change.before is None or change.after is None:
        return False
    if change.before == "unused":
        return True
    return change.after != "unused" and int(change.after) >= int(change.before)


def _alike(kind: str, text: str, before: Catalog, after: Catalog) -> str:
    """The definition without what servers print in different ways."""
    if kind in _EXPRESSIONS:
        # A server that reads back what it printed (`a between b and c and d`) may print it with other parentheses.
        text = text.replace("(", "").replace(")", "")
    versions = sorted((before.major, after.major))
    if versions[0] < 17 <= versions[1] and kind in ("grants", DEFAULT_PRIVILEGES):
        text = ", ".join(privilege for privilege in text.split(", ") if not privilege.startswith("MAINTAIN"))
    if versions[0] < 16 <= versions[1] and kind == _VIEWS:
        # Before 16 the columns of a view's only table are printed with its name in front.
        text = re.sub(r"\b\w+\.(?=\w)", "", text)
    return text


def _texts(counts: dict[str, int]) -> dict[str, str]:
    return {name: str(count) for name, count in counts.items()}


def _short(text: str, same: int) -> str:
    """What of a long text is not the same, and a little before it."""
    first = max(0, min(same, len(text)) - 40) if len(text) > 120 else 0
    return ("…" if first else "") + (text[first:] if len(text) - first <= 120 else f"{text[first : first + 117]}…")
