"""Budgets and what they told. How to add a table or a function: see the package."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from tests.security.matrix.domain import Function, Place, Scene, Table, any_name
from tests.security.matrix.prompts import new_execution

if TYPE_CHECKING:
    from tests.security.world import World


def _budget(world: "World") -> dict[str, Any]:
    """One that refuses nothing, for other tests execute in the same tenant."""
    row = {"tenant_id": world.tenant_id, "name": any_name(), "period": "DAY", "limit_usd": 5}
    return row | {"kind": "WARNING", "prompt_id": world.rows["prompts"]}


def new_budget(world: "World") -> str:
    return str(world.admin.rest("POST", "budgets", _budget(world)).json()[0]["id"])


def _alert(world: "World") -> dict[str, Any]:
    row = {"tenant_id": world.tenant_id, "budget_id": world.rows["budgets"], "period_start": "2026-01-01T00:00:00Z"}
    return row | {"threshold": 1, "limit_usd": 1, "spent_usd": 1}


BUDGET = {"name", "limit_usd", "kind", "thresholds", "is_active"}

#                    anon    outsider  viewer   member   admin    service
TABLES: Mapping[str, Table] = {
    "budgets": Table(
        post=       "denied  policy    policy   policy   done     denied",
        patch=      "denied  nothing   nothing  nothing  done     denied",
        change={"limit_usd": 7},
        new_row=_budget,
        fresh=new_budget,
        insertable=BUDGET | {"tenant_id", "user_id", "prompt_id", "workflow_id", "period"},
        updatable=BUDGET,
        either={"user_id", "prompt_id", "workflow_id"},
    ),
    "budget_alerts": Table(change={"spent_usd": 0}, new_row=_alert),
}  # fmt: skip


def _one(scene: Scene) -> dict[str, Any]:
    return {"p_budget_id": new_budget(scene.world)}


def _deleted(scene: Scene) -> dict[str, Any]:
    about = _one(scene)
    scene.world.admin.rpc("delete_budget", **about)
    return about


def _raised(scene: Scene) -> dict[str, Any]:
    execution = new_execution(scene.world)
    return {"p_execution_id": execution["id"], "p_lease_id": execution["lease_id"], "p_hold_usd": 0}


def _learned(_: Scene) -> dict[str, Any]:
    return {"p_model": f"local:{any_name()}", "p_version": "1", "p_input_usd_per_mtok": 1, "p_output_usd_per_mtok": 1}


_ONE_BUDGET = {"p_budget_id": "budgets"}

# Acting in the tenant by x-tenant-id, except for the outsider and those without a user.
#            anon    outsider  viewer   member   admin    service
FUNCTIONS: Mapping[str, Function] = {
    "budget_status": Function(
        who="denied  done      done     done     done     denied", arguments=lambda _: {}, by_get=False
    ),
    "delete_budget": Function(
        who="denied  404       403      403      done     denied", arguments=_one, about=_ONE_BUDGET
    ),
    "learn_list_price": Function(
        who="denied  denied    denied   denied   denied   done", arguments=_learned
    ),
    "raise_execution_hold": Function(
        who="denied  denied    denied   denied   denied   done",
        arguments=_raised,
        about={"p_execution_id": "executions", "p_lease_id": ""},  # a lease is no row
    ),
    "recompute_costs": Function(
        who="denied  denied    denied   denied   denied   nothing",  # no price was wrong
        arguments=lambda scene: {"p_from": "2026-01-01T00:00:00Z", "p_tenant_id": scene.world.tenant_id},
        about={"p_tenant_id": "tenants"},
    ),
    "restore_budget": Function(
        who="denied  404       404      404      done     denied", arguments=_deleted, about=_ONE_BUDGET
    ),
    "usage_by_day_and_model": Function(
        who="denied  done      done     done     done     denied", arguments=lambda _: {}, by_get=False
    ),
}  # fmt: skip


def rows(place: Place) -> dict[str, str]:
    """An execution of the tenant has cost something already: the threshold is reached when the budget is made."""
    row = {"name": "Secret budget", "period": "MONTH", "limit_usd": 0.000001, "kind": "WARNING", "thresholds": [0.5]}
    return {"budgets": place.added("budgets", row), "budget_alerts": place.found("budget_alerts")}
