"""What is written from the database: up to date, and fit for use."""

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from typing import Any

import pytest
from psycopg import sql
from pydantic import BaseModel, TypeAdapter

from formaops.database import rows
from formaops.local.layout import ROOT
from tests.migration.clusters import SEEDED, Cluster
from tests.migration.generated import contents
from tests.migration.row_types import TYPESCRIPT
from tests.support.domains import domains

TABLES = [table for domain in domains() for table in domain.tables]

COMPILER = {
    "strict": True,
    "noEmit": True,
    "skipLibCheck": True,
    "target": "es2022",
    "module": "esnext",
    "moduleResolution": "bundler",
    "types": [],
}


def _class_of(table: str) -> str:
    return "".join(word.capitalize() for word in table.split("_"))


def test_what_is_written_from_the_database_is_what_the_database_gives(cluster_18: Cluster) -> None:
    stale = [file for file, text in contents(cluster_18).items() if not file.exists() or file.read_text() != text]
    assert stale == [], "run `make dump` and read its diff"


def test_every_row_of_the_demo_data_is_read_by_its_model(cluster_18: Cluster) -> None:
    database = cluster_18.copy(SEEDED, "typed")
    with cluster_18.connect(database) as connection:
        for table in TABLES:
            model: type[BaseModel] = getattr(rows, _class_of(table))
            select = sql.SQL("select to_jsonb(t)::text from public.{} as t").format(sql.Identifier(table))
            for (row,) in connection.execute(select).fetchall():
                read = model.model_validate_json(row)
                assert read.model_fields_set == set(json.loads(row)), table


def test_money_is_read_exactly() -> None:
    schema = rows.CostTracking.model_json_schema()["properties"]["cost_usd"]
    assert {"type": "string"} in [{"type": kind.get("type")} for kind in schema["anyOf"]], "a Decimal, not a float"


@pytest.mark.parametrize("table", TABLES)
def test_what_is_inserted_becomes_json(table: str) -> None:
    adapter: TypeAdapter[Any] = TypeAdapter(getattr(rows, f"{_class_of(table)}Update"))
    schema = adapter.json_schema()
    assert schema["properties"]
    assert not schema.get("required"), "an update names what it changes"


def _snippets() -> Iterator[str]:
    for page in [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]:
        for snippet in re.findall(r"^```ts\n(.*?)^```$", page.read_text(), re.MULTILINE | re.DOTALL):
            if "database.types" in snippet:
                yield snippet


def test_the_documented_typescript_fits_the_types() -> None:
    # Inside the clone, where the compiler finds node_modules.
    folder = ROOT / ".formaops" / "snippets"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    shutil.copy(TYPESCRIPT, folder)
    snippets = list(_snippets())
    for number, snippet in enumerate(snippets):
        (folder / f"snippet_{number}.ts").write_text(snippet)
    (folder / "wrong.ts").write_text(
        "import type { Enums } from './database.types'\nexport const status: Enums<'prompt_status'> = 'GONE'\n"
    )

    (folder / "tsconfig.json").write_text(json.dumps({"compilerOptions": COMPILER}))
    compiler = ROOT / "node_modules" / ".bin" / "tsc"
    said = subprocess.run([compiler, "--project", folder], cwd=folder, stdout=subprocess.PIPE, text=True).stdout

    assert snippets
    assert [line for line in said.splitlines() if not line.startswith("wrong.ts(2,")] == []
    assert "'\"GONE\"' is not assignable" in said, "the compiler looks at the types"
