"""What workers call. How to add a table or a function: see the package."""

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from tests.security.matrix.domain import Function, Place, Scene, Table
from tests.security.matrix.prompts import new_execution

TABLES: Mapping[str, Table] = {}


def _enqueued(scene: Scene) -> dict[str, Any]:
    world = scene.world
    return {"p_user_id": world.admin.id, "p_tenant_id": world.tenant_id, "p_prompt": world.rows["prompts"]}


def _released(scene: Scene) -> dict[str, Any]:
    execution = new_execution(scene.world)
    return {"p_execution_id": execution["id"], "p_lease_id": execution["lease_id"]}


def _claimed(_: Scene) -> dict[str, Any]:
    # None: what other tests have put there is theirs.
    return {"p_worker": "matrix", "p_limit": 0}


def _run(_: Scene) -> dict[str, Any]:
    return {"p_queue": "tasks", "p_run_id": str(uuid4())}


#            anon    outsider  viewer   member   admin    service
FUNCTIONS: Mapping[str, Function] = {
    "claim_executions": Function(
        who="denied  denied    denied   denied   denied   nothing", arguments=_claimed, by_get=False
    ),
    "claim_tasks": Function(
        who="denied  denied    denied   denied   denied   nothing",
        arguments=lambda scene: _claimed(scene) | {"p_queue": "tasks"},
        by_get=False,
    ),
    "complete_task": Function(
        who="denied  denied    denied   denied   denied   done", arguments=_run, about={"p_run_id": ""}
    ),
    "enqueue_execution": Function(
        who="denied  denied    denied   denied   denied   done",
        arguments=_enqueued,
        about={"p_user_id": "users", "p_tenant_id": "tenants"},
    ),
    "extend_task_lease": Function(
        who="denied  denied    denied   denied   denied   done", arguments=_run, about={"p_run_id": ""}
    ),
    "fail_task": Function(
        who="denied  denied    denied   denied   denied   done", arguments=_run, about={"p_run_id": ""}
    ),
    "queue_status": Function(
        who="denied  denied    denied   denied   denied   done", arguments=lambda _: {}, by_get=False
    ),
    "release_execution": Function(
        who="denied  denied    denied   denied   denied   done",
        arguments=_released,
        about={"p_execution_id": "executions", "p_lease_id": ""},
        by_get=False,  # its JSON arguments cannot be put into a query
    ),
}  # fmt: skip


def rows(place: Place) -> dict[str, str]:
    return {}
