"""Prompts, their versions, validations and executions. How to add a table or a function: see the package."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from tests.security.matrix.domain import Function, Machine, Place, Scene, Table, any_name

if TYPE_CHECKING:
    from tests.security.world import World


def new_prompt(world: "World", *, published: bool = False) -> str:
    prompt = world.admin.add_prompt(name=any_name(), publish=published)
    return str(prompt["id"])


def new_validation(world: "World") -> str:
    return str(world.admin.rest("POST", "validations", _validation(world)).json()[0]["id"])


def new_execution(world: "World") -> dict[str, Any]:
    """An execution of the tenant's prompt by the member, begun and not settled."""
    begun = world.site.service.rpc(
        "begin_execution",
        p_user_id=world.member.id,
        p_tenant_id=world.tenant_id,
        p_prompt=world.rows["prompts"],
        p_inputs={"code": ""},
    )
    execution: dict[str, Any] = begun["execution"]
    return execution


def _validation(world: "World") -> dict[str, Any]:
    row = {"tenant_id": world.tenant_id, "prompt_id": world.rows["prompts"], "name": any_name()}
    return row | {"type": "REGEX", "config": {"pattern": "a"}}


def _version(world: "World") -> dict[str, Any]:
    row = {"tenant_id": world.tenant_id, "prompt_id": world.rows["prompts"], "version": 7, "template": "a"}
    return row | {"variables": [], "validations": []}


def _execution(world: "World") -> dict[str, Any]:
    row = {"tenant_id": world.tenant_id, "user_id": world.member.id, "prompt_id": world.rows["prompts"]}
    return row | {"prompt_version": 1, "inputs": {}}


PROMPT = {"name", "description", "template", "variables", "tags", "model", "fallback_model", "parameters"}
VALIDATION = {"name", "type", "config", "is_active"}
_THEN, _LATER = "2026-01-01T00:00:00Z", "2026-01-01T00:00:01Z"
_PENDING = {"started_at": None, "completed_at": None}
_RUNNING = {
    "started_at": _THEN,
    "completed_at": None,
    "lease_id": "00000000-0000-4000-8000-000000000001",
    "lease_expires_at": _LATER,
}
_ENDED = {"started_at": _THEN, "completed_at": _LATER, "validation_status": "SKIPPED"}

#                    anon    outsider  viewer   member   admin    service
TABLES: Mapping[str, Table] = {
    "prompts": Table(
        post=       "denied  403       policy   done     done     denied",  # 403: user_id is no member of the tenant
        patch=      "denied  nothing   nothing  done     done     denied",
        change={"description": "changed"},
        new_row=lambda world: {"tenant_id": world.tenant_id, "name": any_name(), "template": "a"},
        fresh=new_prompt,
        insertable=PROMPT | {"tenant_id", "user_id"},
        updatable=PROMPT,
        machines={
            "status": Machine(
                moves={
                    ("DRAFT", "PUBLISHED"), ("DRAFT", "ARCHIVED"), ("PUBLISHED", "ARCHIVED"), ("ARCHIVED", "PUBLISHED")
                },
                columns={"PUBLISHED": {"version": 2, "published_version": 1, "published_at": _THEN}},
            )
        },
    ),
    "prompt_versions": Table(change={"template": "changed"}, new_row=_version),
    "validations": Table(
        post=       "denied  policy    policy   done     done     denied",
        patch=      "denied  nothing   nothing  done     done     denied",
        delete=     "denied  nothing   nothing  done     done     denied",
        change={"is_active": False},
        new_row=_validation,
        fresh=new_validation,
        insertable=VALIDATION | {"tenant_id", "prompt_id"},
        updatable=VALIDATION,
    ),
    "executions": Table(
        change={"output": "changed"},
        new_row=_execution,
        machines={
            "status": Machine(
                moves={
                    ("PENDING", "RUNNING"), ("PENDING", "CANCELLED"), ("RUNNING", "COMPLETED"), ("RUNNING", "FAILED"),
                    ("RUNNING", "CANCELLED"),
                },
                columns={"PENDING": _PENDING, "RUNNING": _RUNNING}
                | dict.fromkeys(("COMPLETED", "FAILED", "CANCELLED"), _ENDED),
                final={"COMPLETED", "FAILED", "CANCELLED"},
            )
        },
    ),
    "execution_logs": Table(
        change={"message": "changed"},
        new_row=lambda world: {
            "tenant_id": world.tenant_id, "execution_id": world.rows["executions"], "message": "forged"
        },
    ),
}  # fmt: skip


def _prompt(scene: Scene) -> dict[str, Any]:
    return {"p_prompt_id": new_prompt(scene.world, published=True)}


def _deleted_prompt(scene: Scene) -> dict[str, Any]:
    about = _prompt(scene)
    scene.world.admin.rpc("delete_prompt", **about)
    return about


def _begin(scene: Scene) -> dict[str, Any]:
    about = {"p_user_id": scene.world.member.id, "p_tenant_id": scene.world.tenant_id}
    return about | {"p_prompt": scene.world.rows["prompts"], "p_inputs": {"code": ""}}


def _execution_id(scene: Scene) -> dict[str, Any]:
    return {"p_execution_id": new_execution(scene.world)["id"]}


def _lease(scene: Scene) -> dict[str, Any]:
    execution = new_execution(scene.world)
    return {"p_execution_id": execution["id"], "p_lease_id": execution["lease_id"]}


def _settle(scene: Scene) -> dict[str, Any]:
    return _lease(scene) | {"p_result": {"status": "CANCELLED", "latency_ms": 1}}


_ONE_PROMPT = {"p_prompt_id": "prompts"}
_ONE_EXECUTION = {"p_execution_id": "executions"}

# Acting in the tenant by x-tenant-id, except for the outsider and those without a user.
#            anon    outsider  viewer   member   admin    service
FUNCTIONS: Mapping[str, Function] = {
    "archive_prompt": Function(
        who="denied  404       403      done     done     denied", arguments=_prompt, about=_ONE_PROMPT
    ),
    "begin_execution": Function(
        who="denied  denied    denied   denied   denied   done",
        arguments=_begin,
        about={"p_user_id": "users", "p_tenant_id": "tenants"},
    ),
    "cancel_execution": Function(
        who="denied  404       404      done     done     denied", arguments=_execution_id, about=_ONE_EXECUTION
    ),
    "delete_prompt": Function(
        who="denied  404       403      403      done     denied", arguments=_prompt, about=_ONE_PROMPT
    ),
    "execution_metrics": Function(
        who="denied  done      done     done     done     denied",
        arguments=lambda _: {},
        about=_ONE_PROMPT,
        by_get=False,
    ),
    "extend_execution_lease": Function(
        who="denied  denied    denied   denied   denied   done",
        arguments=_lease,
        about=_ONE_EXECUTION | {"p_lease_id": ""},  # a lease is no row
    ),
    "model_calls": Function(
        who="denied  nothing   done     done     done     done", embedded=("executions", "model_calls(id)")
    ),
    "publish_prompt": Function(
        who="denied  404       403      done     done     denied", arguments=_prompt, about=_ONE_PROMPT
    ),
    "restore_prompt": Function(
        who="denied  404       404      404      done     denied", arguments=_deleted_prompt, about=_ONE_PROMPT
    ),
    "rollback_prompt": Function(
        who="denied  404       403      done     done     denied",
        arguments=lambda scene: _prompt(scene) | {"p_version": 1},
        about=_ONE_PROMPT,
    ),
    "search_prompts": Function(
        who="denied  done      done     done     done     denied",
        arguments=lambda _: {"p_query": "Secret plan"},
        by_get=False,
    ),
    "settle_execution": Function(
        who="denied  denied    denied   denied   denied   done",
        arguments=_settle,
        about=_ONE_EXECUTION | {"p_lease_id": ""},
        by_get=False,  # its JSON arguments cannot be put into a query
    ),
    "sweep_executions": Function(
        who="denied  denied    denied   denied   denied   done", arguments=lambda _: {}
    ),
}  # fmt: skip


def rows(place: Place) -> dict[str, str]:
    validation = {"name": "any", "type": "REGEX", "config": {"pattern": "."}}
    prompt = place.admin.add_prompt(validations=[validation], name="Secret plan of the tenant")
    execution = place.admin.execute(prompt["id"]).json()["id"]
    made = {"prompts": prompt["id"], "executions": execution, "cost_tracking": place.found("cost_tracking")}
    return made | {table: place.found(table) for table in ("prompt_versions", "validations", "execution_logs")}
