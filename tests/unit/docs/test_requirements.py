"""The page of requirements: what it says is there, is there."""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

import pytest

from formaops.local.layout import ROOT

PAGE: Final = ROOT / "docs" / "reference" / "requirements.md"
_TOKEN: Final = re.compile(r"`([^`]+)`")
_NAMED: Final = re.compile(
    r"^(?:CREATE (?:UNIQUE )?INDEX|CREATE TRIGGER|CREATE (?:FUNCTION|VIEW) (?:public|private)\.|.*\bCONSTRAINT) ?(\w+)",
    re.MULTILINE,
)


@dataclass
class Schema:
    """What the dump of the schema says: columns by table with their defaults, values by enum, and all other names."""

    columns: dict[str, dict[str, str | None]] = field(default_factory=lambda: defaultdict(dict))
    values: dict[str, set[str]] = field(default_factory=dict)
    names: set[str] = field(default_factory=set)

    @classmethod
    def read(cls, dump: str) -> "Schema":
        schema = cls()
        # Some end with storage parameters.
        tables = r"^CREATE TABLE (?:public|private)\.(\w+) \(\n(.*?)^\)"
        for table, body in re.findall(tables, dump, re.MULTILINE | re.DOTALL):
            for column, definition in re.findall(r'^    "?([a-z]\w*)"? (.*)$', body, re.MULTILINE):
                schema.columns[table][column] = _default(definition)
        for enum, body in re.findall(r"^CREATE TYPE public\.(\w+) AS ENUM \((.*?)\);$", dump, re.M | re.DOTALL):
            schema.values[enum] = set(re.findall(r"'(\w+)'", body))
        schema.names = set(_NAMED.findall(dump))
        return schema

    def explains(self, owner: str, member: str, default: str) -> bool:
        if owner in self.values:
            return member in self.values[owner]
        columns = self.columns.get(owner, {})
        return member in columns and (not default or columns[member] == default)


def _default(definition: str) -> str | None:
    """`1`, `'draft'` and `now()` as they are written on the page: without quotes and without the type."""
    found = re.search(r" DEFAULT (.*?)(?: NOT NULL)?,?$", definition)
    return re.sub(r"::[\w. ]+(?:\[\])?$", "", found[1]).strip("'") if found else None


@pytest.fixture(scope="module")
def schema() -> Schema:
    return Schema.read((ROOT / "sql" / "schema.sql").read_text())


def _cells() -> Iterator[str]:
    """The column `here` of every table of the page."""
    for line in PAGE.read_text().splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if line.startswith("|") and len(cells) == 3 and not set(cells[1]) <= set("-"):
            yield cells[1]


def _unknown(cell: str, schema: Schema) -> Iterator[str]:
    table = ""
    for token in _TOKEN.findall(cell):
        name, _, default = token.partition(" = ")
        owner, dot, member = name.partition(".")
        if dot:
            table = owner or table
            if not schema.explains(table, member, default):
                yield f"{table}.{member}{' = ' + default if default else ''}"
        elif name in schema.columns:
            table = name
        elif name not in schema.names and name not in schema.values:
            yield name


def test_what_the_page_names_exists(schema: Schema) -> None:
    cells = [cell for cell in _cells() if cell != "here"]
    assert len(cells) > 100
    assert [name for cell in cells for name in _unknown(cell, schema)] == []


def test_every_table_and_every_enum_of_the_product_stands_on_the_page(schema: Schema) -> None:
    """What nobody asked for is named as such."""
    text = "\n".join(_cells())
    named = {part for token in _TOKEN.findall(text) for part in token.split(".")[:1]}
    assert schema.columns.keys() | schema.values.keys() <= named


def test_the_test_would_find_something(schema: Schema) -> None:
    wrong = "`prompts` `.no_such_column` `.version = 2` `prompt_status.GONE` `no_such_index_idx` `ghosts`"
    assert list(_unknown(wrong, schema)) == [
        "prompts.no_such_column", "prompts.version = 2", "prompt_status.GONE", "no_such_index_idx", "ghosts",
    ]  # fmt: skip
    right = "`prompts` `.name` `.version = 1` `.status = DRAFT` `prompt_status.DRAFT` `prompts_search_idx`"
    assert list(_unknown(f"{right} `publish_prompt` `prompts_name_fits`", schema)) == []
