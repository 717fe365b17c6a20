"""Runs of backups and what operators are told. How to add a table or a function: see the package."""

import secrets
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from tests.security.matrix.domain import Function, Machine, Place, Scene, Table

if TYPE_CHECKING:
    from tests.security.world import World
    from tests.support.stacks import Stack

_NOW = "2026-11-21T12:00:00Z"


def _some_time() -> str:
    """Of the last century, in which nothing else was backed up."""
    return (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=secrets.randbelow(10**9))).isoformat()


def _begun(site: "Stack", kind: str) -> dict[str, Any]:
    """A run of that kind, whatever ran before."""
    site.sql("delete from public.backup_runs where status = 'RUNNING'")
    run: dict[str, Any] = site.service.rpc(
        "begin_backup_run", p_kind=kind, p_scheduled_at=_some_time(), p_worker="matrix"
    )
    return run


def _ended(site: "Stack") -> str:
    run = _begun(site, "PRUNE")
    site.service.rpc(
        "end_backup_run", p_id=run["id"], p_lease_token=run["lease_token"], p_status="SUCCEEDED", p_result={}
    )
    return str(run["id"])


def _row(_: "World") -> dict[str, Any]:
    return {"kind": "VERIFY", "scheduled_at": _NOW, "attempt": 1, "worker": "x", "lease_until": _NOW}


#                    anon    outsider  viewer   member   admin    service
TABLES: Mapping[str, Table] = {
    "backup_runs": Table(
        get=        "denied  nothing   nothing  nothing  nothing  done",
        of_operators=True,
        change={"worker": "x"},
        new_row=_row,
        machines={
            "status": Machine(
                moves={("RUNNING", "SUCCEEDED"), ("RUNNING", "FAILED")},
                columns={
                    "RUNNING": {"lease_until": _NOW, "completed_at": None, "error": None},
                    "SUCCEEDED": {"lease_until": None, "completed_at": "2100-01-01T00:00:00Z", "error": None},
                    "FAILED": {
                        "lease_until": None, "completed_at": "2100-01-01T00:00:00Z", "error": {"code": "broken"}
                    },
                },
                final={"SUCCEEDED", "FAILED"},
            )
        },
    ),
}  # fmt: skip


def _new(scene: Scene) -> dict[str, Any]:
    scene.world.site.sql("delete from public.backup_runs where status = 'RUNNING'")
    return {"p_kind": "BACKUP", "p_scheduled_at": _some_time(), "p_worker": "matrix", "p_lease_seconds": 5}


def _one(scene: Scene) -> dict[str, Any]:
    run = _begun(scene.world.site, "VERIFY")
    return {"p_id": run["id"], "p_lease_token": run["lease_token"]}


def _failing(scene: Scene) -> dict[str, Any]:
    return _one(scene) | {"p_status": "FAILED", "p_error": {"code": "tried"}}


def _alert(scene: Scene) -> dict[str, Any]:
    """One that is over and was told: nobody is told of it."""
    [row] = scene.world.site.sql(
        "insert into private.operator_alerts (kind, detail, cleared_at, due_at, attempts) "
        "values ('prune_failed', 'x', now(), null, 1) returning id"
    )
    return {"p_id": str(row["id"]), "p_attempt": 1, "p_was_cleared": True}


_SERVICE = "denied  denied    denied   denied   denied   done"
# A lease is no row.
_ONE_RUN = {"p_id": "backup_runs", "p_lease_token": ""}

#            anon    outsider  viewer   member   admin    service
FUNCTIONS: Mapping[str, Function] = {
    "backup_status": Function(who=_SERVICE, arguments=lambda _: {}, by_get=False),
    "begin_backup_run": Function(who=_SERVICE, arguments=_new),
    "check_backups": Function(who=_SERVICE, arguments=lambda _: {"p_max_age_hours": 0}),
    "claim_operator_alerts": Function(
        who="denied  denied    denied   denied   denied   nothing", arguments=lambda _: {"p_limit": 0}
    ),
    "end_backup_run": Function(who=_SERVICE, arguments=_failing, about=_ONE_RUN),
    "end_operator_alert": Function(who=_SERVICE, arguments=_alert, about={"p_id": ""}),
    "extend_backup_run": Function(who=_SERVICE, arguments=_one, about=_ONE_RUN),
    "queue_backup_run": Function(
        who=_SERVICE, arguments=lambda _: {"p_kind": "VERIFY", "p_scheduled_at": "1970-01-01T00:00:00Z"}
    ),
    "health_figures": Function(who=_SERVICE, arguments=lambda _: {}, by_get=False),
}


def rows(place: Place) -> dict[str, str]:
    return {"backup_runs": _ended(place.site)}
