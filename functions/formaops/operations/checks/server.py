"""The server: what is broken in its catalogue, what is worn, what is used up, what is slow and what is large."""

from typing import Final

from formaops.operations.checking import Check, Finding, Ground, NotChecked, failed, ok, warning

_OURS: Final = "n.nspname in ('public', 'private', 'gate', 'absurd')"
_INDEXES: Final = f"""
    select i.indexrelid::regclass::text
    from pg_index as i
    join pg_class as c on c.oid = i.indexrelid
    join pg_namespace as n on n.oid = c.relnamespace
    where {_OURS} and not i.indisvalid
    order by 1
"""  # noqa: S608  # nothing of a caller
_CONSTRAINTS: Final = f"""
    select k.conrelid::regclass::text, k.conname::text
    from pg_constraint as k
    join pg_namespace as n on n.oid = k.connamespace
    where {_OURS} and not k.convalidated
    order by 1, 2
"""  # noqa: S608
_WORN: Final = """
    select s.relid::regclass::text, s.n_dead_tup, s.n_live_tup
    from pg_stat_user_tables as s
    where s.n_dead_tup > greatest(10000, s.n_live_tup)
    order by s.n_dead_tup desc
    limit 5
"""
_AGE: Final = """
    select age(d.datfrozenxid), current_setting('autovacuum_freeze_max_age')::bigint
    from pg_database as d
    where d.datname = current_database()
"""
_CONNECTIONS: Final = """
    select
      count(*), current_setting('max_connections')::integer,
      count(*) filter (where state = 'idle in transaction' and state_change < now() - interval '5 minutes')
    from pg_stat_activity
    where backend_type = 'client backend'
"""
_STATEMENTS: Final = """
    select
      s.calls, s.total_exec_time::float8, s.mean_exec_time::float8,
      left(regexp_replace(s.query, '\\s+', ' ', 'g'), 80)
    from {view} as s
    where s.dbid = (select d.oid from pg_database as d where d.datname = current_database())
    order by s.total_exec_time desc
    limit 5
"""
_WHERE: Final = """
    select format('%I.pg_stat_statements', n.nspname)
    from pg_extension as e
    join pg_namespace as n on n.oid = e.extnamespace
    where e.extname = 'pg_stat_statements'
"""
_SIZES: Final = """
    select c.oid::regclass::text, pg_size_pretty(pg_total_relation_size(c.oid))
    from pg_class as c
    join pg_namespace as n on n.oid = c.relnamespace
    where c.relkind in ('r', 'm') and n.nspname not in ('pg_catalog', 'information_schema')
    order by pg_total_relation_size(c.oid) desc
    limit 5
"""
_SLOW_MILLISECONDS: Final = 1000.0


def _indexes(ground: Ground) -> Finding:
    if found := [name for (name,) in ground.rows(_INDEXES)]:
        return failed(
            f"broken off while they were built: {', '.join(found)}", f"reindex index concurrently {found[0]};"
        )
    return ok("all are valid")


def _constraints(ground: Ground) -> Finding:
    if found := ground.rows(_CONSTRAINTS):
        table, name = found[0]
        return warning(
            f"hold for new rows only: {', '.join(f'{t}.{n}' for t, n in found[:5])}",
            f"alter table {table} validate constraint {name};",
        )
    return ok("all are validated")


def _vacuum(ground: Ground) -> Finding:
    if found := ground.rows(_WORN):
        table, dead, _ = found[0]
        return warning(f"{table} has {dead:,} dead rows, more than live ones", f"vacuum (analyze) {table};")
    return ok("no table is overdue")


def _age(ground: Ground) -> Finding:
    age, most = ground.rows(_AGE)[0]
    if age > 1_500_000_000:
        return failed(f"{age:,} transactions old: at 2 billion it stops", "vacuum (freeze);")
    if age > 2 * most:
        return warning(f"{age:,} transactions old: autovacuum does not keep up", "Look for transactions left open.")
    return ok(f"{age:,} transactions of 2 billion")


def _connections(ground: Ground) -> Finding:
    used, most, left_open = ground.rows(_CONNECTIONS)[0]
    detail = f"{used} of {most} used"
    if used > 0.95 * most:
        return failed(detail, "Use the pooler, or fewer workers: docs/how-to/deploy.md")
    if left_open:
        return warning(
            f"{detail}; {left_open} left a transaction open for minutes",
            "select pid, query from pg_stat_activity where state = 'idle in transaction';",
        )
    if used > 0.8 * most:
        return warning(detail, "Use the pooler, or fewer workers: docs/how-to/deploy.md")
    return ok(detail)


def _slow(ground: Ground) -> Finding:
    found = ground.rows(_WHERE)
    if not found:
        raise NotChecked("no pg_stat_statements: create extension pg_stat_statements with schema extensions;")
    rows = ground.rows(_STATEMENTS.format(view=found[0][0]))
    told = "\n".join(
        f"{total / 1000:,.1f} s in {calls:,} calls, {mean:,.1f} ms each: {text}" for calls, total, mean, text in rows
    )
    if any(mean > _SLOW_MILLISECONDS for _, _, mean, _ in rows):
        return warning(told, "explain (analyze, buffers) says where the time goes: docs/explanation/performance.md")
    return ok(told or "nothing ran yet")


def _size(ground: Ground) -> Finding:
    total = ground.rows("select pg_size_pretty(pg_database_size(current_database()))")[0][0]
    return ok(f"{total}: " + ", ".join(f"{name} {size}" for name, size in ground.rows(_SIZES)))


CHECKS: Final = (
    Check("server", "indexes", _indexes),
    Check("server", "constraints", _constraints),
    Check("server", "vacuum", _vacuum),
    Check("server", "transaction ids", _age),
    Check("server", "connections", _connections),
    Check("server", "size", _size),
    Check("slow", "statements", _slow),
)
