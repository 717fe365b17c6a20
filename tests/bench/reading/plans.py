"""The plans that were really used, nested ones too: `auto_explain` writes them to the server's log."""

import json
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import psycopg

_BEGIN: Final = re.compile(rb"LOG:  duration: [\d.]+ ms  plan:\n")
# The outermost braces alone stand at the beginning of their lines.
_PLAN: Final = re.compile(_BEGIN.pattern + rb"(\t\{\n(?:\t .*\n)*\t\}\n)")
_SETTINGS: Final = {
    "session_preload_libraries": "auto_explain",
    "auto_explain.log_min_duration": "0",
    "auto_explain.log_nested_statements": "on",
    "auto_explain.log_analyze": "on",
    "auto_explain.log_timing": "off",
    "auto_explain.log_format": "json",
}
# A table of fewer rows is read from end to end as fast as by an index.
LARGE: Final = 10_000


@dataclass
class Plans:
    """Indexes that were used, and large tables that were read from end to end."""

    indexes: set[str] = field(default_factory=set)
    scanned: set[str] = field(default_factory=set)

    def add(self, node: dict[str, Any], large: set[str]) -> None:
        if name := node.get("Index Name"):
            self.indexes.add(name)
        if node["Node Type"] == "Seq Scan" and node["Relation Name"] in large and node.get("Actual Loops", 1):
            self.scanned.add(node["Relation Name"])
        for child in node.get("Plans", ()):
            self.add(child, large)


@contextmanager
def explained(admin: psycopg.Connection) -> Iterator[None]:
    """Meanwhile PostgREST's sessions log each plan."""
    for name, value in _SETTINGS.items():
        admin.execute(f"alter role authenticator set {name} = '{value}'".encode())
    renew(admin)
    try:
        yield
    finally:
        for name in _SETTINGS:
            admin.execute(f"alter role authenticator reset {name}".encode())
        renew(admin)


def renew(admin: psycopg.Connection) -> None:
    """End PostgREST's sessions; it opens others, with the settings that its role has then."""
    admin.execute("select pg_terminate_backend(pid) from pg_catalog.pg_stat_activity where usename = 'authenticator'")


def large_tables(admin: psycopg.Connection) -> set[str]:
    rows = admin.execute(
        "select relname from pg_catalog.pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace "
        "and reltuples >= %s",
        (LARGE,),
    )
    return {name for (name,) in rows}


class Log:
    """The server's log from now on."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._position = path.stat().st_size

    def plans(self, large: set[str]) -> Plans:
        """Of everything that was logged since the last time."""
        logged = self._read()
        self._position += len(logged)
        found = Plans()
        for match in _PLAN.finditer(logged):
            found.add(json.loads(match[1])["Plan"], large)
        return found

    def _read(self) -> bytes:
        """With whole plans only: while the server writes one, a part of it can be seen already."""
        for _ in range(50):
            with self._path.open("rb") as file:
                file.seek(self._position)
                logged = file.read()
            if len(_BEGIN.findall(logged)) == len(_PLAN.findall(logged)):
                return logged
            time.sleep(0.02)
        raise RuntimeError("A plan in the server's log never ends.")
