"""The schema: behind, ahead, edited; and what somebody has changed by hand, which no migration knows of."""

from typing import Any, Final

from formaops.operations import migrations
from formaops.operations.checking import Check, Finding, Ground, NotChecked, failed, ok, warning
from formaops.operations.migrations import Standing

_SHOWN: Final = 5
_TABLES_OPEN: Final = """
    select c.relname,
      case when not c.relrowsecurity then 'has no row-level security' else 'does not force it on its owner' end
    from pg_class as c
    where
      c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
      and not (c.relrowsecurity and c.relforcerowsecurity)
    order by 1
"""
_WITHOUT_POLICY: Final = """
    select c.relname
    from pg_class as c
    where
      c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
      and has_any_column_privilege('authenticated', c.oid, 'select')
      and not exists (select from pg_policy as p where p.polrelid = c.oid and p.polpermissive)
    order by 1
"""
_CALLABLE: Final = """
    select p.oid::regprocedure::text
    from pg_proc as p
    join pg_namespace as n on n.oid = p.pronamespace
    where
      n.nspname in ('public', 'private', 'gate')
      and exists (
        select from aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) as a
        where a.grantee = 0 and a.privilege_type = 'EXECUTE'
      )
      and not exists (
        select from pg_depend as d where d.classid = 'pg_proc'::regclass and d.objid = p.oid and d.deptype = 'e'
      )
    order by 1
"""
_DEFINERS: Final = """
    select p.oid::regprocedure::text,
      case
        when n.nspname = 'public' then 'is exposed, and runs as its owner' else 'runs as its owner with any search_path'
      end
    from pg_proc as p
    join pg_namespace as n on n.oid = p.pronamespace
    where
      n.nspname in ('public', 'private', 'gate') and p.prosecdef
      and (n.nspname = 'public' or not coalesce(p.proconfig::text, '') like '%search_path=%')
      and not exists (
        select from pg_depend as d where d.classid = 'pg_proc'::regclass and d.objid = p.oid and d.deptype = 'e'
      )
    order by 1
"""
_SETTINGS: Final = """
    select unnest(s.setconfig)
    from pg_db_role_setting as s
    where
      s.setrole = to_regrole('authenticator')
      and s.setdatabase in (0, (select d.oid from pg_database as d where d.datname = current_database()))
"""
_ACCOUNT_TRIGGERS: Final = """
    select t.tgname::text, pg_get_triggerdef(t.oid) || ' ' || t.tgenabled::text
    from pg_trigger as t
    where t.tgrelid = to_regclass('auth.users') and not t.tgisinternal and t.tgname like 'formaops%'
"""
_SCHEMAS: Final = ("gate", "private", "public")
_NOT_COMPARED: Final = frozenset(
    {"rows", "audit chain heads", "sequence values", "comments", "default privileges", "settings", "publications",
     "extensions", "roles", "migrations", "schemas"}
)  # fmt: skip


def _standing(ground: Ground) -> Standing:
    folder = ground.root / "supabase" / "migrations"
    if not folder.is_dir():
        raise NotChecked(f"no migrations in {folder}: run this in a clone")
    return migrations.compare(migrations.in_folder(folder), migrations.in_database(ground.database))


def _migrations(ground: Ground) -> Finding:
    found = _standing(ground)
    if found.edited:
        return failed(
            f"changed after they were applied: {_named([m.label for m in found.edited])}",
            "formaops reset makes the local database anew."
            if ground.is_local
            else "A migration that was applied is never edited: put the file back, make a new one.",
        )
    if found.foreign:
        return warning(
            f"the database is ahead of this version: {_named([m.label for m in found.foreign])}",
            "Use the version that migrated it, or a later one.",
        )
    if found.pending:
        return failed(f"{len(found.pending)} behind: {_named([m.label for m in found.pending])}", "formaops migrate")
    return ok(f"at {found.head}")


def _row_security(ground: Ground) -> Finding:
    if not _is_ours(ground):
        raise NotChecked("nothing is migrated yet")
    if found := ground.rows(_TABLES_OPEN):
        return failed(
            _named([f"{table} {what}" for table, what in found]),
            f"alter table public.{found[0][0]} enable row level security, force row level security;",
        )
    if found := ground.rows(_WITHOUT_POLICY):
        return warning(f"no policy shows rows of {_named([t for (t,) in found])}", "formaops doctor --section drift")
    return ok("enabled and forced on every table, with policies")


def _execute(ground: Ground) -> Finding:
    if found := [name for (name,) in ground.rows(_CALLABLE)]:
        return failed(f"everybody may call {_named(found)}", f"revoke execute on function {found[0]} from public;")
    return ok("no function may be called by everybody")


def _definers(ground: Ground) -> Finding:
    if found := ground.rows(_DEFINERS):
        return failed(
            _named([f"{name} {what}" for name, what in found]),
            f"alter function {found[0][0]} "
            + ("security invoker;" if "exposed" in found[0][1] else "set search_path = '';"),
        )
    return ok("all that run as their owner have a search_path, none is exposed")


def _hook(ground: Ground) -> Finding:
    settings = dict(entry.partition("=")[::2] for (entry,) in ground.rows(_SETTINGS))
    if not ground.has("gate.check_request()"):
        raise NotChecked("the database lacks gate.check_request: formaops migrate")
    if settings.get("pgrst.db_pre_request", "").strip('"') != "gate.check_request":
        return failed(
            "PostgREST does not run gate.check_request before requests: API keys are not checked",
            "alter role authenticator set pgrst.db_pre_request = 'gate.check_request'; notify pgrst, 'reload config';",
        )
    return ok("gate.check_request runs before every request")


def _drift(ground: Ground) -> Finding:
    """Against a scratch database that is made of the very statements which this one has recorded."""
    from formaops.backups import catalog
    from formaops.operations import rehearsing

    if ground.scratch is None:
        raise NotChecked("no scratch cluster here")
    applied = migrations.in_database(ground.database)
    if not applied:
        raise NotChecked("nothing is migrated yet")
    if unknown := [m.label for m in applied if not m.statements]:
        raise NotChecked(f"the database has not recorded what {unknown[0]} did")
    with ground.scratch() as scratch:
        rehearsing.rehearse(scratch, applied, [])
        wanted = catalog.read(scratch, _SCHEMAS, counted=False)
        triggers = dict(scratch.execute(_ACCOUNT_TRIGGERS.encode()).fetchall())
    there = catalog.read(ground.database, _SCHEMAS, counted=False)
    differences = catalog.differences(wanted, there, without=_NOT_COMPARED)
    # Who may use schema public is the project's affair: hosted Supabase has roles of its own.
    found = [str(d) for d in differences if not (d.kind == "grants" and d.name.startswith("schema public to "))]
    ours: dict[Any, Any] = dict(ground.rows(_ACCOUNT_TRIGGERS))
    found += [
        f"triggers: {name} on auth.users is not as the migrations make it"
        for name in sorted(triggers.keys() | ours.keys())
        if triggers.get(name) != ours.get(name)
    ]
    if found:
        return failed(
            f"{len(found)} not as the migrations make them: {_named(found)}",
            "What is meant to stay becomes a migration; the rest is undone by hand. --json lists all.",
            found,
        )
    return ok(f"as the {len(applied)} migrations make it")


def _is_ours(ground: Ground) -> bool:
    return ground.has("public.tenants")


def _named(names: list[str]) -> str:
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return ", ".join(names[:_SHOWN]) + more


CHECKS: Final = (
    Check("schema", "migrations", _migrations),
    Check("schema", "row-level security", _row_security),
    Check("schema", "callable by everybody", _execute),
    Check("schema", "definers", _definers),
    Check("schema", "api key gate", _hook),
    Check("drift", "by hand", _drift, 90),
)
