"""The domains, as the migrations tell them, and the page of the reference that describes each."""

import re
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from formaops.local.layout import ROOT

REFERENCE: Final = ROOT / "docs" / "reference"
# Migrations that make no table of their own add to a domain which another one began: to this one, else to tenancy.
_ADDS_TO: Final = {"dashboards": "prompts"}
# These have a page of their own all the same.
_ALONE: Final = {"audit", "queue", "upkeep"}


@dataclass(frozen=True, slots=True)
class Domain:
    """``sql`` is the text of its migrations, without comments."""

    name: str
    sql: str

    @property
    def page(self) -> Path:
        return REFERENCE / f"{self.name}.md"

    @property
    def tables(self) -> list[str]:
        """Those in `public`."""
        return self._names("table public")

    @property
    def private_tables(self) -> list[str]:
        return [f"private.{name}" for name in self._names("table private")]

    @property
    def views(self) -> list[str]:
        return self._names("(?:or replace )?view public")

    @property
    def functions(self) -> list[str]:
        """Those in `public`: the RPCs, and computed relationships."""
        return self._names("(?:or replace )?function public")

    @property
    def enums(self) -> dict[str, list[str]]:
        """The values of each type, in their order."""
        made = re.findall(r"^create type public\.(\w+) as enum \((.*?)\);$", self.sql, re.MULTILINE | re.DOTALL)
        return {name: re.findall(r"'(\w+)'", body) for name, body in made}

    @property
    def granted_columns(self) -> set[str]:
        """Columns that some role may write directly."""
        grants = re.findall(r"^grant\s[^;]*;", self.sql, re.MULTILINE)
        lists = re.findall(r"\b(?:insert|update) \(([^)]+)\)", "\n".join(grants))
        return {column.strip() for columns in lists for column in columns.split(",")}

    def _names(self, what: str) -> list[str]:
        return list(dict.fromkeys(re.findall(rf"^create {what}\.(\w+)", self.sql, re.MULTILINE)))


def domains() -> list[Domain]:
    """In the order of their first migrations."""
    texts: dict[str, list[str]] = defaultdict(list)
    for file in sorted((ROOT / "supabase" / "migrations").glob("*.sql")):
        name, text = file.stem.partition("_")[2], re.sub(r"--.*", "", file.read_text())
        begins = name in _ALONE or (name not in _ADDS_TO and re.search(r"^create table public\.", text, re.MULTILINE))
        texts[name if begins else _ADDS_TO.get(name, "tenancy")].append(text)
    return [Domain(name, "\n".join(parts)) for name, parts in texts.items()]
