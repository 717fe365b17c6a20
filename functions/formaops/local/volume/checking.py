"""What has to hold in a world that was copied past its keys and triggers: they are asked of the whole of it."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Final

from formaops.local.volume.parts import Check
from formaops.local.volume.promises import PROMISES, VERSIONED

if TYPE_CHECKING:
    import psycopg

# For each foreign key: rows that point at nothing.
_FOREIGN_KEYS: Final = """
    select
      c.conrelid::regclass::text, c.conname,
      format(
        'select count(*) from %s as child where %s and not exists (select from %s as parent where %s)',
        c.conrelid::regclass,
        string_agg(format('child.%I is not null', a.attname), ' and '),
        c.confrelid::regclass,
        string_agg(format('parent.%I = child.%I', b.attname, a.attname), ' and ')
      )
    from pg_catalog.pg_constraint as c
    cross join unnest(c.conkey, c.confkey) as k (child, parent)
    join pg_catalog.pg_attribute as a on a.attrelid = c.conrelid and a.attnum = k.child
    join pg_catalog.pg_attribute as b on b.attrelid = c.confrelid and b.attnum = k.parent
    where c.contype = 'f' and c.connamespace::regnamespace::text in ('public', 'private')
    group by c.oid, c.conrelid, c.confrelid, c.conname
    order by 1, 2
"""
# For each trigger that asks for a member of the row's tenant: rows whose user is none.
_MEMBERS: Final = """
    select distinct
      t.tgrelid::regclass::text, c.name,
      format(
        'select count(*) from %s as child where child.%I is not null and not exists ('
        'select from public.user_roles as r where r.tenant_id = child.tenant_id and r.user_id = child.%I)',
        t.tgrelid::regclass, c.name, c.name
      )
    from pg_catalog.pg_trigger as t
    join pg_catalog.pg_proc as p on p.oid = t.tgfoid
    cross join lateral (values (case p.proname when 'require_member_as_user' then 'user_id' else 'created_by' end))
      as c (name)
    where p.proname in ('require_member_as_user', 'require_member_as_author')
    order by 1, 2
"""


def checks(connection: "psycopg.Connection", own: Iterable[Check]) -> Iterator[Check]:
    """What every foreign key, trigger on members and number of a version asks for; then the domains' own."""
    for table, name, sql in connection.execute(_FOREIGN_KEYS).fetchall():
        yield Check(f"{table} keeps {name}", sql)
    for table, name, sql in connection.execute(_MEMBERS).fetchall():
        yield Check(f"{name} of {table} is a member", sql)
    for table, per, sql in connection.execute(VERSIONED).fetchall():
        yield Check(f"versions in {table} are numbered without a gap per {per}", sql)
    yield from PROMISES
    yield from own
