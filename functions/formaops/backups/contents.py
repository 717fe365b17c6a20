"""The entries of a dump's archive, as `pg_restore -l` lists them, and which of them a restore takes."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

# Of several words: what follows them is the schema.
_LONG: Final = (
    "TABLE DATA",
    "SEQUENCE SET",
    "SEQUENCE OWNED BY",
    "FK CONSTRAINT",
    "CHECK CONSTRAINT",
    "ROW SECURITY",
    "DEFAULT ACL",
    "INDEX ATTACH",
    "TABLE ATTACH",
    "EVENT TRIGGER",
    "PUBLICATION TABLE",
    "PUBLICATION TABLES IN SCHEMA",
    "MATERIALIZED VIEW DATA",
    "MATERIALIZED VIEW",
    "FOREIGN TABLE",
    "FOREIGN DATA WRAPPER",
    "FOREIGN SERVER",
    "USER MAPPING",
    "ACCESS METHOD",
    "OPERATOR CLASS",
    "OPERATOR FAMILY",
    "TEXT SEARCH CONFIGURATION",
    "TEXT SEARCH DICTIONARY",
    "SECURITY LABEL",
    "STATISTICS DATA",
)
_LINE: Final = re.compile(
    rf"^\d+; \d+ \d+ (?P<kind>{'|'.join(sorted(_LONG, key=len, reverse=True))}|[A-Z]+) (?P<schema>\S+) (?P<rest>.*)$"
)


@dataclass(frozen=True, slots=True)
class Entry:
    line: str
    kind: str
    schema: str
    """`-` where it is in none."""
    rest: str
    """Name and owner; for comments and privileges the kind of the object before them."""

    @property
    def table(self) -> str:
        """Of data, policies and triggers: `schema.table`."""
        return f"{self.schema}.{self.rest.split(' ')[0]}"


def entries(listing: str) -> list[Entry]:
    """Of what `pg_restore -l` printed."""
    found = (_LINE.match(line) for line in listing.splitlines())
    return [Entry(match[0], match["kind"], match["schema"], match["rest"]) for match in found if match]


def chosen(
    listed: list[Entry],
    *,
    present: Collection[str],
    kept: Collection[str],
    filled: Collection[str],
    ours: Collection[str],
) -> list[Entry]:
    """What to restore, in the archive's order.

    ``present`` are the schemas that the target has: they are not made again. Of ``kept`` nothing is made, for the
    platform brings their tables; these are given their rows, but for those in ``filled``, and the triggers on them
    that call a function of ours: ``ours`` has their names as `schema.table.trigger`.
    """
    return [entry for entry in listed if _is_taken(entry, present, kept, filled, ours)]


def _is_taken(
    entry: Entry, present: Collection[str], kept: Collection[str], filled: Collection[str], ours: Collection[str]
) -> bool:
    # Extensions and default privileges are made apart: only those that the target has and we may make.
    if entry.kind in ("EXTENSION", "DEFAULT ACL") or entry.rest.startswith("EXTENSION "):
        return False
    if entry.kind == "SCHEMA":
        return entry.rest.split(" ")[0] not in present
    if entry.schema == "-" and entry.rest.startswith("SCHEMA "):
        return entry.rest.split(" ")[1] not in kept
    if entry.schema not in kept:
        return True
    if entry.kind == "TABLE DATA":
        return entry.table not in filled
    if entry.kind == "TRIGGER":
        table, name = entry.rest.split(" ")[:2]
        return f"{entry.schema}.{table}.{name}" in ours
    return entry.kind == "SEQUENCE SET"
