"""Types of the rows, for Python and TypeScript: what the Supabase CLI makes of the schema, put into shape.

The CLI reads the catalogue; here only its output is mended, step by step and without a look at the database: Python
gets exact decimals for what is `numeric`, shorter names, and the syntax of the other code; TypeScript gets line breaks.
"""

import re
import subprocess
import sys
from pathlib import Path
from typing import Final

from formaops.local.layout import ROOT
from tests.migration.clusters import Cluster

PYTHON: Final = ROOT / "functions" / "formaops" / "database" / "rows.py"
TYPESCRIPT: Final = ROOT / "supabase" / "types" / "database.types.ts"
_PRINTER: Final = Path(__file__).with_name("print_types.cjs")
_PYTHON_HEADER: Final = '''\
"""The rows of every table in `public`: as read, as inserted, as updated.

Written by `make dump` from the database. Money and scores are `Decimal`; to keep every digit on the way, ask PostgREST
for text (``select=*,cost_usd::text``). Which columns a client may write, and what is checked, the database says.
"""
'''
_TYPESCRIPT_HEADER: Final = """\
// Tables, functions and enums of the schema `public`, for supabase-js: createClient<Database>(…).
// Written by `make dump` from the database. `numeric` is a number here, as PostgREST sends it; ask for text
// (`cost_usd::text`) where every digit counts. Which columns a client may write, the database says.

"""


def python(cluster: Cluster, database: str) -> str:
    """The text of PYTHON."""
    text = _generated(cluster, database, "python", begins_with="from __future__")
    # No column is binary floating point (a test of the catalogue says so): what the CLI calls a float is `numeric`.
    text = re.sub(r"\bfloat\b", "Decimal", text)
    text = re.sub(r'(?m)^    (\w+): (.*) = Field\(alias="\1"\)$', r"    \1: \2", text)
    text = re.sub(r'(?m)^    (\w+): (.*?)Annotated\[(.*), Field\(alias="\1"\)\](\]?)$', r"    \1: \2\3\4", text)
    text = re.sub(r"\bPublic(?=[A-Z])", "", text)
    # Pydantic takes the standard library's only from Python 3.12 on.
    text = text.replace("    TypedDict,\n", "").replace("import NotRequired", "import TypedDict, NotRequired")
    text = f"{_PYTHON_HEADER}\nfrom decimal import Decimal\n{text}"
    ruff = [str(Path(sys.executable).with_name("ruff"))]
    as_file = ["--quiet", "--stdin-filename", str(PYTHON), "-"]
    text = _piped([*ruff, "check", "--fix-only", "--select", "F401,I,UP", *as_file], text)
    return _piped([*ruff, "format", *as_file], text)


def typescript(cluster: Cluster, database: str) -> str:
    """The text of TYPESCRIPT."""
    text = _generated(cluster, database, "typescript", begins_with="export type Json")
    return _TYPESCRIPT_HEADER + _piped(["node", str(_PRINTER)], text)


def _generated(cluster: Cluster, database: str, language: str, *, begins_with: str) -> str:
    done = cluster.supabase("gen", "types", "--lang", language, "--schema", "public", database=database)
    start = done.stdout.find(begins_with)
    if done.returncode != 0 or start < 0:
        raise AssertionError(f"supabase gen types --lang {language} failed:\n{done.stdout}")
    return done.stdout[start:]


def _piped(command: list[str], text: str) -> str:
    return subprocess.run(command, input=text, cwd=ROOT, text=True, stdout=subprocess.PIPE, check=True).stdout
