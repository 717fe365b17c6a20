"""What a restored database has to show: that it is as it was, that nobody wrote its history anew, and that it still
keeps people apart."""

import json
import random
import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, LiteralString

from formaops.backups import catalog, objects
from formaops.backups.catalog import Catalog, Difference
from formaops.backups.manifest import OBJECTS, Manifest
from formaops.backups.progress import Progress, Tell, silently
from formaops.backups.sealing import BackupDamaged
from formaops.backups.stores import Store

if TYPE_CHECKING:
    import psycopg

LINKS_AT_MOST: Final = 500_000
"""So many links of audit chains are computed anew; where there are more, whole tenants are drawn by lot."""
_TENANTS_AT_ONCE: Final = 200
_FAULTS_AT_MOST: Final = 100
_PROBED_TENANTS: Final = 3
# Tables that members read through row-level security, and which of their rows are shown. All rows of a tenant are
# shown to all its members.
_PROBED: Final[dict[str, LiteralString]] = {
    "prompts": "deleted_at is null",
    "executions": "true",
    "workflows": "deleted_at is null",
    "ventures": "deleted_at is null",
    "agent_executions": "true",
    "user_roles": "true",
}
_LINKS: Final = """
    select t.id::text, (select count(*) from public.audit_logs as a where a.tenant_id = t.id)
    from (
      select c.tenant_id as id from private.audit_chain as c
      union select a.tenant_id from public.audit_logs as a
      union select u.tenant_id from private.audit_unsealed as u
    ) as t
"""
_FAULTS: Final = """
    select t.id::text, f.fault, f.detail
    from unnest(%s::uuid[]) as t (id) cross join lateral private.audit_faults(t.id) as f
    limit %s
"""
_MEMBERS: Final = """
    select r.tenant_id::text, (array_agg(r.user_id::text order by r.user_id))[1]
    from public.user_roles as r
    join public.tenants as t on t.id = r.tenant_id and t.deleted_at is null
    join public.users as u on u.id = r.user_id and u.deleted_at is null and u.is_active
    group by r.tenant_id
    order by exists (select from public.prompts as p where p.tenant_id = r.tenant_id) desc, r.tenant_id
    limit %s
"""


@dataclass(frozen=True, slots=True)
class Finding:
    """What was looked at, and what was found to be wrong, at most a hundred sentences."""

    looked_at: str
    faults: list[str]


def compare(
    wanted: Catalog,
    found: Catalog,
    *,
    left_out: Collection[str] = (),
    kept: Collection[str] = (),
    filled: Collection[str] = (),
) -> list[Difference]:
    """``left_out`` are tables that the dump has not. Of the schemas in ``kept``, which the platform made, only the
    rows and what is ours count; not those of the tables in ``filled``."""

    def counts(change: Difference) -> bool:
        if any(_mentions(change.name, table) for table in left_out):
            return False
        schema = next((name for name in kept if re.search(rf"(^|\s){name}(\.|$| )", change.name)), None)
        if schema is None:
            return True
        if change.kind == catalog.ROWS:
            return change.name not in filled and change.before is not None
        return change.kind == "triggers" and change.after is None and f"FUNCTION {schema}." not in str(change.before)

    return [change for change in catalog.differences(wanted, found) if counts(change)]


def audit_chains(
    connection: "psycopg.Connection", tell: Tell = silently, *, links_at_most: int = LINKS_AT_MOST
) -> Finding:
    """Every tenant's chain computed anew, and every audit row looked for in it."""
    if connection.execute("select to_regclass('private.audit_chain') is null").fetchone() == (True,):
        return Finding("there are no audit chains", [])
    links: dict[str, int] = dict(connection.execute(_LINKS).fetchall())
    chosen = _drawn(links, links_at_most)
    faults: list[str] = []
    done = 0
    for tenants in _batches(chosen, _TENANTS_AT_ONCE):
        rows = connection.execute(_FAULTS, [tenants, _FAULTS_AT_MOST - len(faults)])
        faults += [f"tenant {tenant}: {fault}: {detail}" for tenant, fault, detail in rows]
        if len(faults) >= _FAULTS_AT_MOST:
            break
        done += sum(links[tenant] for tenant in tenants)
        tell(Progress("audit chains", detail=f"{done:,} of {sum(links[tenant] for tenant in chosen):,} rows"))
    part = "all" if len(chosen) == len(links) else f"{len(chosen):,} of {len(links):,}, drawn by lot:"
    return Finding(f"{part} {len(chosen):,} tenants, {sum(links[t] for t in chosen):,} rows", faults)


def row_level_security(connection: "psycopg.Connection") -> Finding:
    """As a member, as somebody who is none, and as nobody: who sees which rows of a few tenants."""
    people = [(str(tenant), str(user)) for tenant, user in connection.execute(_MEMBERS, [_PROBED_TENANTS])]
    tables = [table for table in _PROBED if _exists(connection, table)]
    faults = [fault for table in tables for fault in _as_nobody(connection, table)]
    rows = 0
    for tenant, member in people:
        stranger = _stranger(connection, tenant)
        for table in tables:
            there = _count(connection, table, tenant)
            rows += there
            faults += _shown(connection, table, tenant, there, member, stranger)
    return Finding(f"{len(tables)} tables, {len(people)} tenants, {rows:,} rows", faults)


def _shown(
    connection: "psycopg.Connection", table: str, tenant: str, there: int, member: str, stranger: str | None
) -> Iterator[str]:
    """What is wrong with what the two see of a tenant's rows."""
    from psycopg import errors

    try:
        seen, _, others = _seen(connection, table, tenant, member)
        theirs = _seen(connection, table, tenant, stranger)[1] if stranger else 0
    except errors.InsufficientPrivilege as error:
        yield f"{table}: who has signed in may not read it: {error.diag.message_primary}"
        return
    if seen != there:
        yield f"{table}: a member of tenant {tenant} sees {seen:,} of its {there:,} rows"
    if others:
        yield f"{table}: a member of tenant {tenant} sees {others:,} rows of tenants that are not theirs"
    if theirs:
        yield f"{table}: somebody who is no member of tenant {tenant} sees {theirs:,} of its rows"


def storage_objects(
    manifest: Manifest, store: Store, identities: list[str], at_most: int | None, tell: Tell = silently
) -> Finding:
    """That all parts of all objects are there, and that ``at_most`` of them, drawn by lot, can be read; None: all."""
    if manifest.objects is None:
        return Finding("none were backed up", [])
    there = {stored.key: stored.bytes for stored in store.list(OBJECTS)}
    faults: list[str] = []
    drawn: list[objects.Kept] = []
    count = read = 0

    def look(kept: objects.Kept) -> int:
        tell(Progress("storage objects", read, manifest.object_bytes if at_most is None else None, kept.path))
        try:
            return sum(len(piece) for piece in objects.content(kept, store, identities))
        except BackupDamaged as error:
            faults.append(f"{kept.path}: {error}")
            return 0

    for line in objects.read_index(manifest, store, identities):
        if not isinstance(line, objects.Kept) or line.file is None:
            continue
        count += 1
        faults += [
            f"{line.path}: {part.key} is not in {store.description}, or not whole"
            for part in line.file.parts
            if there.get(part.key) != part.bytes
        ]
        if at_most is None:
            read += look(line)
        elif len(drawn) < at_most:
            drawn.append(line)
        elif at_most and (place := random.randrange(count)) < at_most:  # noqa: S311
            drawn[place] = line
    for each in drawn:
        read += look(each)
    part = "all" if at_most is None or len(drawn) == count else f"{len(drawn):,}, drawn by lot,"
    return Finding(f"{count:,} objects; {part} were read: {read:,} bytes", faults)


def _drawn(links: dict[str, int], at_most: int) -> list[str]:
    if sum(links.values()) <= at_most:
        return sorted(links)
    order = sorted(links)
    random.shuffle(order)
    chosen: list[str] = []
    left = at_most
    for tenant in order:
        if links[tenant] <= left:
            chosen.append(tenant)
            left -= links[tenant]
    return chosen or order[:1]


def _batches(tenants: Sequence[str], size: int) -> Iterator[Sequence[str]]:
    for start in range(0, len(tenants), size):
        yield tenants[start : start + size]


def _mentions(name: str, table: str) -> bool:
    return re.search(rf"(^|\s){re.escape(table)}($|[.\s])", name) is not None


def _exists(connection: "psycopg.Connection", table: str) -> bool:
    return connection.execute("select to_regclass(%s) is not null", [f"public.{table}"]).fetchone() == (True,)


def _count(connection: "psycopg.Connection", table: str, tenant: str) -> int:
    from psycopg import sql

    query = sql.SQL("select count(*) from public.{} where tenant_id = %s and {}")
    row = connection.execute(query.format(sql.Identifier(table), sql.SQL(_PROBED[table])), [tenant]).fetchone()
    return int(row[0]) if row else 0


def _stranger(connection: "psycopg.Connection", tenant: str) -> str | None:
    row = connection.execute(
        "select u.id::text from public.users as u where u.is_active and u.deleted_at is null and not exists"
        " (select from public.user_roles as r where r.user_id = u.id and r.tenant_id = %s) order by u.id limit 1",
        [tenant],
    ).fetchone()
    return str(row[0]) if row else None


def _seen(connection: "psycopg.Connection", table: str, tenant: str, user: str) -> tuple[int, int, int]:
    """What the user sees: rows of the tenant, those of them that are not public, and rows that are neither of a tenant
    of theirs nor public."""
    from psycopg import sql

    memberships = "select r.tenant_id from public.user_roles as r where r.user_id = %s"
    mine = [str(found) for (found,) in connection.execute(memberships.encode(), [user])]
    public = sql.SQL("and not is_public") if table == "workflows" else sql.SQL("")
    query = sql.SQL(
        "select count(*) filter (where tenant_id = %s and {live}),"
        " count(*) filter (where tenant_id = %s {public}),"
        " count(*) filter (where tenant_id <> all (%s::uuid[]) {public}) from public.{table}"
    ).format(live=sql.SQL(_PROBED[table]), public=public, table=sql.Identifier(table))
    with connection.transaction(force_rollback=True):
        _act_as(connection, "authenticated", {"sub": user, "role": "authenticated"})
        row = connection.execute(query, [tenant, tenant, mine]).fetchone()
    return (int(row[0]), int(row[1]), int(row[2])) if row else (0, 0, 0)


def _as_nobody(connection: "psycopg.Connection", table: str) -> list[str]:
    from psycopg import errors, sql

    with connection.transaction(force_rollback=True):
        _act_as(connection, "anon", {"role": "anon"})
        try:
            with connection.transaction():
                seen = connection.execute(
                    sql.SQL("select count(*) from public.{}").format(sql.Identifier(table))
                ).fetchone()
        except errors.InsufficientPrivilege:
            return []
    return [] if seen == (0,) else [f"{table}: who has not signed in sees rows of it"]


def _act_as(connection: "psycopg.Connection", role: LiteralString, claims: dict[str, str]) -> None:
    """What PostgREST sets for a request, until the transaction ends."""
    connection.execute("select set_config('request.jwt.claims', %s, true)", [json.dumps(claims)])
    connection.execute("select set_config('role', %s, true)", [role])
