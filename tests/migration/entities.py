"""Entity diagrams of the reference, drawn from the catalogue of a migrated database."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import psycopg

from tests.support.domains import Domain, domains

_PLACE: Final = re.compile(r"(<!-- entities: (?P<domain>\w+) -->\n).*?(<!-- end -->)", re.DOTALL)
# As SQL and the migrations call them, in words that Mermaid takes for one.
_TYPES: Final = {"bool": "boolean", "int4": "integer", "int8": "bigint", "int2": "smallint", "float8": "double"}
_COLUMNS: Final = """
    select a.attname, t.typname, a.attnum = any (p.conkey) as is_primary,
      exists (select from pg_constraint as f where f.conrelid = c.oid and f.contype = 'f' and a.attnum = any (f.conkey))
    from pg_class as c
    join pg_attribute as a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    join pg_type as t on t.oid = a.atttypid
    left join pg_constraint as p on p.conrelid = c.oid and p.contype = 'p'
    where c.oid = format('public.%%I', %s::text)::regclass
    order by a.attnum
"""
# A reference is optional when one of its columns may be null, and one to one when its columns are unique, `tenant_id`
# aside, which says nothing about how many.
_REFERENCES: Final = """
    select c.confrelid::regclass::text, string_agg(a.attname, ', ' order by k.position)
        filter (where a.attname !~ '(^|_)tenant_id$' or c.confrelid = 'public.tenants'::regclass),
      not bool_and(a.attnotnull),
      exists (
        select from pg_index as i
        where i.indrelid = c.conrelid and i.indisunique and i.indpred is null
          and (select array_agg(n) from unnest(i.indkey) as n) <@ c.conkey
      )
    from pg_constraint as c
    cross join lateral unnest(c.conkey) with ordinality as k (number, position)
    join pg_attribute as a on a.attrelid = c.conrelid and a.attnum = k.number
    where c.contype = 'f' and c.conrelid = format('public.%%I', %s::text)::regclass
      and c.confrelid::regclass::text !~ '\\.'
    group by c.oid
    order by 1, 2
"""


@dataclass(frozen=True, slots=True)
class Diagrams:
    """What is drawn on the pages of a database's domains."""

    connection: psycopg.Connection

    def page(self, domain: Domain) -> str:
        """The text of the domain's page with its diagrams as the database has them now."""
        drawn = {known.name: known for known in domains()}

        def place(found: re.Match[str]) -> str:
            return f"{found[1]}\n{self.of(drawn[found['domain']])}\n{found[3]}"

        return _PLACE.sub(place, domain.page.read_text())

    def of(self, domain: Domain) -> str:
        """A fenced Mermaid diagram, and a line on what it leaves out."""
        lines = ["erDiagram"]
        for table in domain.tables:
            lines += self._box(table)
        for table in domain.tables:
            lines += self._arrows(table, with_tenants="tenants" in domain.tables)
        left_out = "" if "tenants" in domain.tables else "\nLeft out: every `tenant_id` refers to `tenants`.\n"
        return "```mermaid\n" + "\n  ".join(lines) + f"\n```\n{left_out}"

    def _box(self, table: str) -> Iterator[str]:
        yield f"{table} {{"
        for name, type_name, is_primary, is_foreign in self.connection.execute(_COLUMNS, [table]):
            keys = [key for key, applies in (("PK", is_primary), ("FK", is_foreign)) if applies]
            yield "  " + " ".join(filter(None, (_plain(type_name), name, ", ".join(keys))))
        yield "}"

    def _arrows(self, table: str, *, with_tenants: bool) -> Iterator[str]:
        for target, columns, is_optional, is_single in self.connection.execute(_REFERENCES, [table]):
            if target == "tenants" and not with_tenants:
                continue
            yield f'{target} {"|o" if is_optional else "||"}--{"o|" if is_single else "o{"} {table} : "{columns}"'


def _plain(type_name: str) -> str:
    element = type_name.removeprefix("_")
    return _TYPES.get(element, element) + ("[]" if element != type_name else "")
