"""What the running version and its clients reach in a database, and what they would miss after a change.

Read from the catalogue and not from PostgREST's OpenAPI, which knows no checks, no keys and no defaults of arguments.
Whatever the API roles may use in `public` counts as used: tables are read and written by frontends that nobody here
knows, not only by our functions.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    import psycopg

ROLES: Final = ("anon", "authenticated", "service_role")
_RELATIONS: Final = """
    select
      c.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull,
      a.atthasdef or a.attidentity <> '' or exists (
        select from pg_type as d where d.oid = a.atttypid and d.typdefault is not null
      ),
      a.attgenerated <> '' or a.attidentity = 'a'
    from pg_class as c
    join pg_attribute as a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v', 'm')
    order by c.relname, a.attnum
"""
_FUNCTIONS: Final = """
    select
      p.proname, p.oid::regprocedure::text,
      coalesce(p.proargnames, '{}'), coalesce(p.proargmodes::text[], '{}'),
      array(
        select format_type(t.type, null)
        from unnest(coalesce(p.proallargtypes, p.proargtypes::oid[])) with ordinality as t (type, place)
        order by t.place
      ),
      p.pronargdefaults, pg_get_function_result(p.oid),
      array(select r.role from unnest(%s::text[]) as r (role) where has_function_privilege(r.role, p.oid, 'execute'))
    from pg_proc as p
    where p.pronamespace = 'public'::regnamespace and p.prokind = 'f' and p.prorettype <> 'trigger'::regtype
"""
_ENUMS: Final = """
    select t.typname, array_agg(e.enumlabel::text order by e.enumsortorder)
    from pg_type as t
    join pg_enum as e on e.enumtypid = t.oid
    where t.typnamespace = 'public'::regnamespace
    group by t.typname
"""
# Not-null constraints of 18 are in the columns already.
_RULES: Final = """
    select
      c.relname, k.conname, pg_get_constraintdef(k.oid),
      array(select a.attname from pg_attribute as a where a.attrelid = c.oid and a.attnum = any (k.conkey))
    from pg_constraint as k
    join pg_class as c on c.oid = k.conrelid
    where c.relnamespace = 'public'::regnamespace and k.contype in ('c', 'f', 'u', 'x')
    union all
    select
      c.relname, x.relname, pg_get_indexdef(i.indexrelid),
      array(select a.attname from pg_attribute as a where a.attrelid = c.oid and a.attnum = any (i.indkey::int2[]))
    from pg_index as i
    join pg_class as c on c.oid = i.indrelid
    join pg_class as x on x.oid = i.indexrelid
    where
      c.relnamespace = 'public'::regnamespace and i.indisunique
      and not exists (select from pg_constraint as k where k.conindid = i.indexrelid and k.conrelid = i.indrelid)
"""
_GRANTS: Final = """
    select c.relname, a.attname, r.role, v.privilege
    from pg_class as c
    join pg_attribute as a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    cross join unnest(%s::text[]) as r (role)
    cross join unnest(array['select', 'insert', 'update']) as v (privilege)
    where
      c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v', 'm')
      and has_column_privilege(r.role, c.oid, a.attnum, v.privilege)
    union all
    select c.relname, null, r.role, 'delete'
    from pg_class as c
    cross join unnest(%s::text[]) as r (role)
    where
      c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v', 'm')
      and has_table_privilege(r.role, c.oid, 'delete')
"""


_POLICIES: Final = """
    select
      c.relname, p.polname, p.polpermissive,
      case p.polcmd
        when 'r' then 'select' when 'a' then 'insert' when 'w' then 'update' when 'd' then 'delete' else 'all'
      end,
      coalesce(pg_get_expr(p.polqual, p.polrelid), '') || ' / ' || coalesce(pg_get_expr(p.polwithcheck, p.polrelid), '')
    from pg_policy as p
    join pg_class as c on c.oid = p.polrelid
    where c.relnamespace = 'public'::regnamespace
"""


@dataclass(frozen=True, slots=True)
class Column:
    type: str
    not_null: bool
    has_default: bool
    is_computed: bool


@dataclass(frozen=True, slots=True)
class Argument:
    name: str
    type: str
    has_default: bool


@dataclass(frozen=True, slots=True)
class Function:
    name: str
    signature: str
    arguments: tuple[Argument, ...]
    returns: str
    roles: tuple[str, ...]

    @property
    def names(self) -> frozenset[str]:
        """By which PostgREST chooses among functions of one name."""
        return frozenset(argument.name for argument in self.arguments)


@dataclass(frozen=True, slots=True)
class Rule:
    """A check, a foreign key, a unique or an exclusion constraint, or a unique index."""

    definition: str
    columns: frozenset[str]


@dataclass(frozen=True, slots=True)
class Policy:
    permissive: bool
    verb: str
    definition: str


@dataclass(frozen=True, slots=True)
class Surface:
    columns: Mapping[str, Mapping[str, Column]]
    functions: Mapping[str, Function] = field(default_factory=dict)
    """By signature; only those that an API role may call."""
    enums: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    rules: Mapping[tuple[str, str], Rule] = field(default_factory=dict)
    """By table and name."""
    grants: frozenset[tuple[str, str | None, str, str]] = frozenset()
    """Table, column (null for deleting), role, privilege."""
    policies: Mapping[tuple[str, str], Policy] = field(default_factory=dict)
    """By table and name."""


@dataclass(frozen=True, slots=True)
class Break:
    """``kind`` is for scripts: table_gone, column_gone, column_type, …; ``detail`` is a sentence."""

    kind: str
    what: str
    detail: str


def read(connection: "psycopg.Connection") -> Surface:
    columns: dict[str, dict[str, Column]] = {}
    for table, name, *rest in connection.execute(_RELATIONS).fetchall():
        columns.setdefault(table, {})[name] = Column(*rest)
    functions = [_function(row) for row in connection.execute(_FUNCTIONS, [list(ROLES)]).fetchall()]
    rules = {
        (table, name): Rule(definition, frozenset(names))
        for table, name, definition, names in connection.execute(_RULES).fetchall()
    }
    grants = connection.execute(_GRANTS, [list(ROLES), list(ROLES)]).fetchall()
    return Surface(
        columns=columns,
        functions={function.signature: function for function in functions if function.roles},
        enums={name: tuple(labels) for name, labels in connection.execute(_ENUMS).fetchall()},
        rules=rules,
        grants=frozenset((table, column, role, privilege) for table, column, role, privilege in grants),
        policies={(table, name): Policy(*rest) for table, name, *rest in connection.execute(_POLICIES).fetchall()},
    )


def breaks(before: Surface, after: Surface) -> list[Break]:
    """What worked before and would not work any more, or not for every value; in a fixed order."""
    found = [
        *_of_tables(before, after),
        *_of_functions(before, after),
        *_of_enums(before, after),
        *_of_rules(before, after),
        *_of_grants(before, after),
        *_of_policies(before, after),
    ]
    return sorted(found, key=lambda each: (each.what, each.kind))


def _function(row: tuple[Any, ...]) -> Function:
    name, signature, names, modes, types, defaults, returns, roles = row
    modes = modes or ["i"] * len(types)
    taken = [(n, t) for n, t, mode in zip(names or [""] * len(types), types, modes, strict=False) if mode in "ivb"]
    first_default = len(taken) - defaults
    arguments = tuple(Argument(n, t, place >= first_default) for place, (n, t) in enumerate(taken))
    return Function(name, signature, arguments, returns, tuple(roles))


def _of_tables(before: Surface, after: Surface) -> Iterator[Break]:
    for table, columns in before.columns.items():
        if table not in after.columns:
            yield Break("table_gone", f"public.{table}", "The table is gone, or is called otherwise.")
            continue
        now = after.columns[table]
        for name, column in columns.items():
            what = f"public.{table}.{name}"
            if name not in now:
                yield Break("column_gone", what, "The column is gone, or is called otherwise.")
            else:
                yield from _of_column(what, column, now[name])
        for name, column in now.items():
            if name not in columns and column.not_null and not (column.has_default or column.is_computed):
                detail = "The new column must be given and has no default: rows of the running version lack it."
                yield Break("column_required", f"public.{table}.{name}", detail)


def _of_column(what: str, before: Column, now: Column) -> Iterator[Break]:
    if now.type != before.type:
        yield Break("column_type", what, f"Its type was {before.type} and is {now.type}.")
    if now.not_null and not before.not_null:
        yield Break("column_not_null", what, "It takes no null any more.")
    if before.has_default and not now.has_default and now.not_null and not now.is_computed:
        yield Break("default_gone", what, "It has no default any more, and must be given.")
    if now.is_computed and not before.is_computed:
        yield Break("column_computed", what, "It is computed now, and cannot be written.")


def _of_functions(before: Surface, after: Surface) -> Iterator[Break]:
    for function in before.functions.values():
        what = f"public.{function.name}"
        # PostgREST calls by names: whoever takes all of these names, and needs no others, serves.
        heirs = [
            each
            for each in after.functions.values()
            if each.name == function.name
            and function.names <= each.names
            and all(a.has_default or a.name in function.names for a in each.arguments)
        ]
        if not heirs:
            yield _without_heir(what, function, after)
            continue
        if len(heirs) > 1 and len([f for f in before.functions.values() if f.name == function.name]) < len(heirs):
            detail = f"There are {len(heirs)} functions now that take its arguments: PostgREST refuses to choose."
            yield Break("function_ambiguous", what, detail)
        yield from _of_heir(what, function, heirs[0])


def _without_heir(what: str, function: Function, after: Surface) -> Break:
    named = [each for each in after.functions.values() if each.name == function.name]
    if not named:
        return Break("function_gone", what, f"{function.signature} is gone, or nobody may call it.")
    now = named[0]
    if lost := sorted(function.names - now.names):
        return Break("argument_gone", what, f"It does not take {', '.join(lost)} any more.")
    needed = sorted(a.name for a in now.arguments if not a.has_default and a.name not in function.names)
    return Break("argument_required", what, f"It needs {', '.join(needed)}, which the running version does not send.")


def _of_heir(what: str, before: Function, now: Function) -> Iterator[Break]:
    arguments = {argument.name: argument for argument in now.arguments}
    for argument in before.arguments:
        then = arguments[argument.name]
        if then.type != argument.type:
            yield Break("argument_type", what, f"{argument.name} was {argument.type} and is {then.type}.")
        if argument.has_default and not then.has_default:
            yield Break("argument_required", what, f"{argument.name} has no default any more.")
    if now.returns != before.returns:
        yield Break("function_result", what, f"It answered {before.returns} and answers {now.returns}.")
    for role in before.roles:
        if role not in now.roles:
            yield Break("function_revoked", what, f"{role} may not call it any more.")


def _of_enums(before: Surface, after: Surface) -> Iterator[Break]:
    for name, labels in before.enums.items():
        for label in labels:
            if name in after.enums and label not in after.enums[name]:
                yield Break("enum_value_gone", f"public.{name}", f"It has no value {label} any more.")


def _of_rules(before: Surface, after: Surface) -> Iterator[Break]:
    for (table, name), rule in after.rules.items():
        old = before.columns.get(table)
        # On new tables, and on new columns alone, there is nothing that the running version writes.
        if old is None or (rule.columns and not rule.columns & old.keys()):
            continue
        then = before.rules.get((table, name))
        if then is None and any(r.definition == rule.definition for (t, _), r in before.rules.items() if t == table):
            continue
        if then is None or then.definition != rule.definition:
            how = "changed" if then else "new"
            detail = f"The rule is {how}, and may refuse what the running version writes: {rule.definition}"
            yield Break("rule_narrowed", f"public.{table}.{name}", detail)


def _of_grants(before: Surface, after: Surface) -> Iterator[Break]:
    lost: dict[tuple[str, str, str], list[str]] = {}
    for table, column, role, privilege in before.grants - after.grants:
        if column in after.columns.get(table, {}) or (column is None and table in after.columns):
            lost.setdefault((table, role, privilege), []).append(column or "")
    for (table, role, privilege), columns in lost.items():
        which = f" of {', '.join(sorted(columns))}" if any(columns) else ""
        yield Break("grant_gone", f"public.{table}", f"{role} lost {privilege}{which}.")


def _of_policies(before: Surface, after: Surface) -> Iterator[Break]:
    """What lets fewer rows through. Whether a changed condition does cannot be read from it: then it is named, too."""
    for (table, name), policy in before.policies.items():
        if table not in after.columns:
            continue
        now = after.policies.get((table, name))
        what = f'public.{table} "{name}"'
        if now is None and policy.permissive:
            others = [other for (of, _), other in after.policies.items() if of == table and other.permissive]
            if not any(o.verb in (policy.verb, "all") and o.definition == policy.definition for o in others):
                yield Break("policy_gone", what, f"The policy that allowed {policy.verb} is gone.")
        elif now is not None and now != policy:
            detail = f"The policy of {policy.verb} has changed, and may let fewer rows through: {now.definition}"
            yield Break("policy_changed", what, detail)
    for (table, name), policy in after.policies.items():
        if not policy.permissive and (table, name) not in before.policies and table in before.columns:
            detail = f"A new restriction of {policy.verb}: {policy.definition}"
            yield Break("policy_restricts", f'public.{table} "{name}"', detail)
