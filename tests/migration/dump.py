"""The schema as text: what `sql/schema.sql` holds and what the migrated databases are compared with."""

import re
import subprocess
from typing import Final

from formaops.local.layout import ROOT
from formaops.local.postgres import SUPERUSER
from tests.migration.clusters import Cluster

COMMITTED: Final = ROOT / "sql" / "schema.sql"
_HEADER: Final = """\
-- The schema that the migrations give, as pg_dump prints it. Not a migration: read it, compare with it, never apply it.
-- Written by: make dump

"""
# What hosted Supabase, the CLI, or absurdctl brings.
_NOT_OURS: Final = ("auth", "extensions", "supabase_migrations", "absurd")
# Each object is introduced by such a comment.
_INTRODUCTION: Final = re.compile(r"^--\n-- Name: (?P<name>.*); Type: (?P<type>.*); Schema: .*\n--\n", re.MULTILINE)
# Settings between the objects; and a mark that PostgreSQL 15.20 keeps on columns for itself, which the pg_dump of 18.6
# takes for an option.
_NOISE: Final = re.compile(
    r"^(?:SET default_[a-z_]+ = .*|ALTER TABLE ONLY \S+ ALTER COLUMN \S+ SET \(pg_attver=\d+\);)\n", re.MULTILINE
)
_VIEW_OF_ONE_TABLE: Final = re.compile(
    r"^CREATE VIEW (?:(?!;\n| JOIN ).)*? FROM \w+\.\w+ (?P<alias>\w+)\n(?:(?!;\n| JOIN |\( SELECT).)*",
    re.MULTILINE | re.DOTALL,
)
_TRIGGERS_ON_ACCOUNTS: Final = """
    select pg_get_triggerdef(t.oid) || ';'
    from pg_trigger as t join pg_class as c on c.oid = t.tgrelid
    where c.relnamespace = 'auth'::regnamespace and not t.tgisinternal
    order by t.tgname
"""


def schema(cluster: Cluster, database: str) -> str:
    """All that the migrations made in this database, in pg_dump's order and wording, without its versions."""
    done = subprocess.run(
        [
            cluster.programs / "pg_dump",
            "--schema-only",
            "--no-owner",
            "--dbname",
            database,
            *(f"--exclude-schema={name}" for name in _NOT_OURS),
        ],
        env=cluster.environment(SUPERUSER),
        capture_output=True,
        text=True,
        check=True,
    )
    with cluster.connect(database) as connection:
        triggers = [definition for (definition,) in connection.execute(_TRIGGERS_ON_ACCOUNTS).fetchall()]
    accounts = f"--\n-- Name: users; Type: TRIGGERS; Schema: auth\n--\n\n{chr(10).join(triggers)}\n" if triggers else ""
    # Debian's PostgreSQL 15 writes a number of its own beside a column's options.
    text = re.sub(r"\(pg_attver=\d+, ", "(", done.stdout)
    if cluster.major < 17:
        # MAINTAIN came with 17; before, this is all that can be granted on a table, which pg_dump 18 does not know.
        text = text.replace("GRANT SELECT,INSERT,REFERENCES,DELETE,TRIGGER,TRUNCATE,UPDATE ON", "GRANT ALL ON")
    if cluster.major < 16:
        # Before 16 the columns of a view's only table are printed with its name in front.
        text = _VIEW_OF_ONE_TABLE.sub(
            lambda view: view[0].replace(f" {view['alias']}.", " ").replace(f"({view['alias']}.", "("), text
        )
    return _HEADER + "\n".join(_objects(text)) + "\n" + accounts


def _objects(text: str) -> list[str]:
    """The dump's objects, less the event triggers, which are the platform's, and less all that is around them."""
    found = list(_INTRODUCTION.finditer(text))
    ends = [match.start() for match in found[1:]] + [text.rfind("--\n-- PostgreSQL database dump complete")]
    return [
        _NOISE.sub("", text[match.start() : end]).strip() + "\n"
        for match, end in zip(found, ends, strict=True)
        if match["type"] != "EVENT TRIGGER"
    ]
