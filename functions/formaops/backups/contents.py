"""The entries of a dump's archive, as `pg_restore -l` lists them, and which of them a restore takes."""

import re
from collections.abc import Collection, Generator, Iterable
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


# A number that some servers (PostgreSQL 15.20) keep beside a column's options for themselves; the pg_dump of 18 takes
# it for an option, which no server lets be set.
_MARK: Final = re.compile(
    rb"(?<=\n)ALTER TABLE ONLY [^\n\t]+ ALTER COLUMN [^\n\t]+ SET \(pg_attver=\d+\);(?=\n)"
    rb"|(?<=SET \()pg_attver=\d+, (?=[a-z_]+=[^\n\t]*\);\n)"
)
_MARKED: Final = b"(pg_attver="
# The entries are at the head of an archive; behind them are rows, which are nobody's to change.
_HEAD_BYTES: Final = 64 * 1024 * 1024
_LINE_BYTES: Final = 4096


def restorable(pieces: Iterable[bytes]) -> Generator[bytes]:
    """The archive, with blanks (the lengths in it stay right) for what a server printed and does not take back."""
    held, done = b"", 0
    for piece in pieces:
        if done >= _HEAD_BYTES:
            yield held + piece
            held = b""
            continue
        text = held + piece
        # A statement may go on in the next piece: the last line waits for it.
        end = text.rfind(b"\n") + 1
        if len(text) - end > _LINE_BYTES:
            end = len(text)
        # The line break in front of what is held is looked at again.
        end = max(0, end - 1)
        whole, held = text[:end], text[end:]
        done += len(whole)
        yield _MARK.sub(_blank, text)[:end] if _MARKED in text else whole
    yield _MARK.sub(_blank, held) if _MARKED in held else held


def _blank(found: re.Match[bytes]) -> bytes:
    return b" " * len(found[0])
