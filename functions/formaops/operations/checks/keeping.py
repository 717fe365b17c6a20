"""What is kept: backups that were proved, and rows no longer than they should be."""

from typing import Any, Final

from formaops.operations.checking import Check, Finding, Ground, NotChecked, failed, ok, warning

_HOUR = 3600.0


def _status(ground: Ground) -> dict[str, Any]:
    found: dict[str, Any] = ground.rpc("backup_status")
    return found


def _verified(ground: Ground) -> Finding:
    status, most = _status(ground), ground.backups.max_age_hours
    age, verified = status["age_seconds"], status["verified_age_seconds"]
    # Whoever tries things out on their own machine need not back them up.
    wrong = warning if ground.is_local else failed
    if age is None and ground.is_local:
        raise NotChecked("nothing was backed up here yet: formaops backup")
    if age is None:
        return failed("there was never a backup", "formaops backup")
    if verified is None:
        return wrong(f"the last is {age / _HOUR:.1f} hours old, and none was ever verified", "formaops backup verify")
    if verified / _HOUR > most:
        return wrong(
            f"the last that was verified is {verified / _HOUR:.1f} hours old, at most {most:g} are allowed",
            "formaops backup, then formaops backup verify",
        )
    return ok(f"made {age / _HOUR:.1f} hours ago; the last that was verified is {verified / _HOUR:.1f} hours old")


def _alerts(ground: Ground) -> Finding:
    alerts = _status(ground)["alerts"]
    if alerts:
        told = "; ".join(f"{alert['kind']}: {alert['detail']}" for alert in alerts[:5])
        return (warning if ground.is_local else failed)(told, "docs/reference/backups.md")
    return ok("none is raised")


def _retention(ground: Ground) -> Finding:
    found: dict[str, Any] = ground.rpc("count_old_rows")
    late = {table: told for table, told in found.items() if told and told.get("rows")}
    if late:
        told = ", ".join(f"{table} {line['rows']:,}" for table, line in late.items())
        return warning(
            f"rows older than they are kept: {told}",
            "Call public.prune_old_rows() every minute: deploy/pg_cron.sql, docs/reference/upkeep.md",
        )
    return ok("nothing is kept longer than it should be")


CHECKS: Final = (
    Check("backups", "verified", _verified),
    Check("backups", "alerts", _alerts),
    Check("retention", "old rows", _retention, 30),
)
