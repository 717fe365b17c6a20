"""The work: what should have ended, what waits too long, and whether the books are right."""

from typing import Any, Final

from formaops.operations.checking import Check, Finding, Ground, NotChecked, failed, ok, warning

_MINUTE, _HOUR = 60.0, 3600.0
_SWEEPER: Final = "Call public.sweep_executions() every minute: deploy/pg_cron.sql, docs/how-to/deploy.md"
_ORPHANS: Final = """
    select count(distinct h.execution_id), coalesce(max(h.held_usd), 0)
    from private.budget_holds as h
    left join public.executions as e on e.id = h.execution_id
    where e.id is null or e.status not in ('PENDING', 'RUNNING')
"""
_LOST_TURNS: Final = """
    select count(*)
    from private.queued_executions as q
    left join public.executions as e on e.id = q.execution_id
    where e.id is null or e.status not in ('PENDING', 'RUNNING')
"""
_SWEPT: Final = (
    "select extract(epoch from now() - cleaned_at)::float8 from private.queue_upkeep where isfinite(cleaned_at)"
)


def _figures(ground: Ground) -> dict[str, Any]:
    found: dict[str, Any] = ground.rpc("operational_metrics")
    return found


def _leases(ground: Ground) -> Finding:
    running = _figures(ground)["executions"]
    if running["leases_ended"]:
        return failed(f"{running['leases_ended']} executions lost their worker and were not swept", _SWEEPER)
    if running["oldest_seconds"] > _HOUR:
        return warning(
            f"an execution has been running for {_span(running['oldest_seconds'])}", "formaops executions list"
        )
    return ok(f"{running['running']} run, none without its worker")


def _sweeper(ground: Ground) -> Finding:
    if not ground.has("absurd.queues"):
        raise NotChecked("no queue: formaops queue install")
    found = ground.rows(_SWEPT)
    if not found and ground.is_local:
        raise NotChecked("no worker ran here yet, and nothing waited for one")
    if not found:
        return warning("has never run", _SWEEPER)
    # It notes its runs every ten minutes.
    if found[0][0] > 30 * _MINUTE:
        return failed(f"ran last {_span(found[0][0])} ago", _SWEEPER)
    return ok("ran in the last half hour")


def _holds(ground: Ground) -> Finding:
    count, usd = ground.rows(_ORPHANS)[0]
    if count:
        return failed(
            f"{count} executions that ended still hold money (up to ${usd:.6f} each)",
            "sql/queries/budgets_against_ledger.sql",
        )
    return ok("money is held for what runs only")


def _waiting(ground: Ground) -> Finding:
    queue = _figures(ground)["queue"]
    lines = queue["waiting"].values()
    count, oldest = (
        sum(line["executions"] for line in lines),
        max((line["oldest_seconds"] for line in lines), default=0),
    )
    if oldest > _HOUR:
        return failed(f"{count} executions wait, the oldest for {_span(oldest)}", "Start workers: formaops worker")
    if oldest > 5 * _MINUTE:
        return warning(
            f"{count} executions wait, the oldest for {_span(oldest)}", "Start more workers: formaops worker"
        )
    return ok(f"{count} executions wait")


def _tasks(ground: Ground) -> Finding:
    tasks = _figures(ground)["queue"]["tasks"]
    if tasks is None:
        raise NotChecked("no queue: formaops queue install")
    if tasks["oldest_seconds"] > _HOUR:
        return failed(f"a task is due since {_span(tasks['oldest_seconds'])}", "Start workers: formaops worker")
    if tasks["oldest_seconds"] > 5 * _MINUTE:
        return warning(f"a task is due since {_span(tasks['oldest_seconds'])}", "Start more workers: formaops worker")
    return ok(f"{tasks['waiting']} wait, {tasks['running']} run")


def _lost_turns(ground: Ground) -> Finding:
    count = ground.rows(_LOST_TURNS)[0][0]
    if count:
        return failed(f"{count} executions that ended still have a place in the queue", "Report it: this must not be.")
    return ok("who has a place in the queue waits or runs")


def _audit(ground: Ground) -> Finding:
    audit = _figures(ground)["audit"]
    if audit["oldest_seconds"] > 15 * _MINUTE:
        return failed(
            f"{audit['unsealed']} audit rows are not sealed, the oldest for {_span(audit['oldest_seconds'])}",
            "Call public.seal_audit() every minute: deploy/pg_cron.sql, docs/how-to/deploy.md",
        )
    return ok(f"{audit['unsealed']} rows wait to be sealed")


def _webhooks(ground: Ground) -> Finding:
    webhooks = _figures(ground)["webhooks"]
    if webhooks["late_seconds"] > 15 * _MINUTE:
        return failed(f"a delivery is {_span(webhooks['late_seconds'])} late", "Start workers: formaops worker")
    if webhooks["failed"]:
        return warning(f"{webhooks['failed']} deliveries of the last day were given up", "formaops webhooks list")
    return ok(f"{webhooks['waiting']} wait, none was given up")


def _query(name: str) -> Any:
    def ask(ground: Ground) -> Finding:
        file = ground.root / "sql" / "queries" / f"{name}.sql"
        if not file.exists():
            raise NotChecked(f"no {file}: run this in a clone")
        cursor = ground.database.execute(file.read_text().encode())
        names = [column.name for column in cursor.description or []]
        if found := [row for row in cursor if _is_fault(dict(zip(names, row, strict=True)))]:
            return failed(
                f"{len(found)} rows do not agree: sql/queries/{name}.sql", "Read what that file says, and run it."
            )
        return ok("they agree")

    return ask


def _is_fault(row: dict[str, Any]) -> Any:
    """A difference that later rows of the ledger explain, such as prices set right, is none."""
    return "unexplained_usd" not in row or row["unexplained_usd"] != 0 or row["hides_unknown_price"]


def _span(seconds: float) -> str:
    for size, unit in ((86_400, "days"), (3600, "hours"), (60, "minutes")):
        if seconds >= 2 * size:
            return f"{seconds / size:.0f} {unit}"
    return f"{seconds:.0f} s"


CHECKS: Final = (
    Check("work", "leases", _leases),
    Check("work", "sweeper", _sweeper),
    Check("work", "holds", _holds),
    Check("work", "queue", _waiting),
    Check("work", "tasks", _tasks),
    Check("work", "turns", _lost_turns),
    Check("work", "audit", _audit),
    Check("work", "webhooks", _webhooks),
    Check("books", "ledger and executions", _query("ledger_against_executions"), 30),
    Check("books", "ledger and budgets", _query("budgets_against_ledger"), 30),
    Check("books", "ledger and audit", _query("audit_against_ledger"), 30),
)
