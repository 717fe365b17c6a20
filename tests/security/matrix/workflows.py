"""Workflows, with agents, templates and deployments. How to add a table or a function: see the package."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from tests.security.matrix.domain import Function, Machine, Place, Scene, Table, any_name

if TYPE_CHECKING:
    from tests.security.world import World

Row = dict[str, Any]


def _agent(world: "World") -> Row:
    return {"tenant_id": world.tenant_id, "name": any_name(), "type": "llm"}


def _workflow(world: "World") -> Row:
    return {"tenant_id": world.tenant_id, "name": any_name()}


def _step(world: "World", workflow_id: str | None = None) -> Row:
    row = {"tenant_id": world.tenant_id, "workflow_id": workflow_id or world.rows["workflows"], "position": 0}
    return row | {"step_key": any_name(), "step_name": "Wait", "step_type": "wait"}


def _template(world: "World") -> Row:
    row = {"tenant_id": world.tenant_id, "name": any_name(), "category": "writing", "type": "agent"}
    return row | {"template_data": {"type": "llm"}}


def _deployment(world: "World") -> Row:
    return {"tenant_id": world.tenant_id, "name": any_name(), "workflow_id": world.rows["workflows"]}


def _made(world: "World", table: str, row: Row) -> str:
    return str(world.admin.rest("POST", table, row).json()[0]["id"])


def new_agent(world: "World") -> str:
    return _made(world, "agents", _agent(world))


def new_workflow(world: "World") -> str:
    """A draft with a step."""
    workflow_id = _made(world, "workflows", _workflow(world))
    _made(world, "workflow_steps", _step(world, workflow_id))
    return workflow_id


def new_step(world: "World") -> str:
    return _made(world, "workflow_steps", _step(world, new_workflow(world)))


def new_template(world: "World") -> str:
    return _made(world, "templates", _template(world))


def new_deployment(world: "World") -> str:
    return _made(world, "deployments", _deployment(world) | {"workflow_id": active_workflow(world)})


def active_workflow(world: "World") -> str:
    workflow_id = new_workflow(world)
    world.admin.rpc("activate_workflow", p_workflow_id=workflow_id)
    return workflow_id


def new_execution(world: "World") -> str:
    started = world.admin.rpc("start_workflow_execution", p_workflow_id=active_workflow(world))
    return str(started["id"])


def _execution(world: "World") -> Row:
    row = {"tenant_id": world.tenant_id, "workflow_id": active_workflow(world), "user_id": world.member.id}
    return row | {"trigger_type": "api"}


def _log(world: "World") -> Row:
    row = {"tenant_id": world.tenant_id, "execution_id": world.rows["workflow_executions"]}
    return row | {"message": "Step begun"}


def _rating(world: "World") -> Row:
    return {"tenant_id": world.tenant_id, "template_id": new_template(world), "rating": 3}


AGENT = {
    "name", "slug", "description", "purpose", "type", "phase", "config", "capabilities", "parameters",
    "prompt_template", "input_schema", "output_schema", "max_execution_time", "max_memory_mb",
    "max_concurrent_executions", "tags", "is_public", "is_template",
}  # fmt: skip
WORKFLOW = {
    "name", "description", "definition", "trigger_config", "schedule_enabled", "schedule_cron", "schedule_timezone",
    "tags", "is_public",
}  # fmt: skip
STEP = {
    "agent_id", "step_key", "step_name", "step_type", "position", "config", "inputs", "outputs", "depends_on",
    "retry_count", "retry_delay_ms", "timeout_ms", "on_error",
}  # fmt: skip
TEMPLATE = {"name", "description", "category", "type", "template_data", "tags", "is_public"}
DEPLOYMENT = {
    "name", "description", "workflow_id", "agent_id", "environment", "config", "endpoint_url", "allocated_memory_mb",
    "allocated_cpu_shares",
}  # fmt: skip
_OWNED = {"tenant_id", "user_id"}
_LIFE = {
    ("draft", "active"), ("draft", "archived"), ("active", "inactive"), ("active", "archived"), ("inactive", "active"),
    ("inactive", "archived"),
}  # fmt: skip
_THEN, _LATER = "2026-01-01T00:00:00Z", "2100-01-01T00:00:00Z"
_ENDED = {"started_at": _THEN, "completed_at": _LATER}

#                    anon    outsider  viewer   member   admin    service
TABLES: Mapping[str, Table] = {
    "agents": Table(
        post=       "denied  403       policy   done     done     denied",  # 403: user_id is no member of the tenant
        patch=      "denied  nothing   nothing  done     done     denied",
        change={"description": "changed"},
        new_row=_agent,
        fresh=new_agent,
        insertable=AGENT | _OWNED,
        updatable=AGENT,
        machines={"status": Machine(moves=_LIFE)},
        shared=True,
    ),
    "workflows": Table(
        post=       "denied  403       policy   done     done     denied",
        patch=      "denied  nothing   nothing  done     done     denied",
        change={"description": "changed"},
        new_row=_workflow,
        fresh=new_workflow,
        insertable=WORKFLOW | _OWNED,
        updatable=WORKFLOW,
        machines={"status": Machine(moves=_LIFE)},
        shared=True,
    ),
    "workflow_steps": Table(
        post=       "denied  policy    policy   done     done     denied",
        patch=      "denied  nothing   nothing  done     done     denied",
        change={"step_name": "changed"},
        new_row=lambda world: _step(world, new_workflow(world)) | {"step_type": "agent"},
        fresh=new_step,
        insertable=STEP | {"tenant_id", "workflow_id"},
        updatable=STEP,
        shared=True,
    ),
    "workflow_executions": Table(
        post=       "denied  denied    denied   denied   denied   done",
        patch=      "denied  denied    denied   denied   denied   done",
        change={"output_data": {"forged": True}},
        new_row=_execution,
        fresh=new_execution,
        service_insertable={
            "id", "tenant_id", "workflow_id", "user_id", "trigger_type", "trigger_data", "input_data", "steps_total"
        },
        service_updatable={
            "status", "started_at", "completed_at", "duration_ms", "output_data", "steps_completed", "steps_failed",
            "steps_total", "error_message", "error_stack",
        },
        machines={
            "status": Machine(
                moves={
                    ("pending", "running"), ("pending", "cancelled"), ("running", "completed"), ("running", "failed"),
                    ("running", "cancelled"), ("running", "timeout"),
                },
                columns={
                    "pending": {"started_at": None, "completed_at": None, "duration_ms": None},
                    "running": {"started_at": _THEN, "completed_at": None, "duration_ms": None},
                } | dict.fromkeys(("completed", "failed", "cancelled", "timeout"), _ENDED),
                final={"completed", "failed", "cancelled", "timeout"},
            )
        },
    ),
    "workflow_execution_logs": Table(
        post=       "denied  denied    denied   denied   denied   done",
        change={"message": "changed"},
        new_row=_log,
        service_insertable={
            "id", "tenant_id", "execution_id", "workflow_step_id", "level", "message", "metadata", "step_key",
            "step_status", "step_started_at", "step_completed_at", "step_duration_ms", "created_at",
        },
    ),
    "templates": Table(
        post=       "denied  403       policy   done     done     denied",
        patch=      "denied  nothing   nothing  done     done     denied",
        change={"description": "changed"},
        new_row=_template,
        fresh=new_template,
        insertable=TEMPLATE | _OWNED,
        updatable=TEMPLATE,
        shared=True,
    ),
    "template_ratings": Table(
        post=       "denied  403       done     done     done     denied",
        patch=      "denied  nothing   nothing  nothing  done     denied",  # the row is the ADMIN's own
        delete=     "denied  nothing   nothing  nothing  done     denied",
        change={"rating": 5},
        new_row=_rating,
        fresh=lambda world: _made(world, "template_ratings", _rating(world)),
        insertable={"template_id", "rating"} | _OWNED,
        updatable={"rating"},
    ),
    "deployments": Table(
        post=       "denied  403       policy   done     done     denied",
        patch=      "denied  nothing   nothing  done     done     done",
        change={"description": "changed"},
        service_change={"total_requests": 1},
        either={"workflow_id", "agent_id"},
        new_row=_deployment,
        fresh=new_deployment,
        insertable=DEPLOYMENT | _OWNED,
        updatable=DEPLOYMENT,
        service_updatable={
            "status", "endpoint_url", "deployed_at", "last_health_check_at", "health_status", "total_requests",
            "total_errors", "avg_response_time_ms",
        },
        machines={
            "status": Machine(
                moves={
                    ("stopped", "starting"), ("starting", "running"), ("starting", "stopping"), ("starting", "failed"),
                    ("running", "maintenance"), ("running", "stopping"), ("running", "failed"),
                    ("stopping", "stopped"), ("stopping", "failed"), ("failed", "starting"),
                    ("maintenance", "running"), ("maintenance", "stopping"), ("maintenance", "failed"),
                },
            )
        },
    ),
}  # fmt: skip


def _some(argument: str, make: "Callable[[World], str]") -> Callable[[Scene], Row]:
    return lambda scene: {argument: make(scene.world)}


def _after(call: str, prepare: Callable[[Scene], Row]) -> Callable[[Scene], Row]:
    """What `prepare` makes, once the ADMIN has called the function `call` about it."""

    def arguments(scene: Scene) -> Row:
        about = prepare(scene)
        scene.world.admin.rpc(call, **about)
        return about

    return arguments


_an_agent = _some("p_agent_id", new_agent)
_a_workflow = _some("p_workflow_id", new_workflow)
_a_step = _some("p_step_id", new_step)
_a_template = _some("p_template_id", new_template)
_a_deployment = _some("p_deployment_id", new_deployment)
_AGENT = {"p_agent_id": "agents"}
_WORKFLOW = {"p_workflow_id": "workflows"}
_STEP = {"p_step_id": "workflow_steps"}
_TEMPLATE = {"p_template_id": "templates"}
_DEPLOYMENT = {"p_deployment_id": "deployments"}
_EXECUTION = {"p_execution_id": "workflow_executions"}

#            anon    outsider  viewer   member   admin    service
_WRITERS  = "denied  404       403      done     done     denied"  # fmt: skip
_OWN      = "denied  404       403      403      done     denied"  # fmt: skip  # the row is the ADMIN's own
_MEMBERS  = "denied  404       done     done     done     denied"  # fmt: skip
_EVERYONE = "denied  done      done     done     done     denied"  # fmt: skip


FUNCTIONS: Mapping[str, Function] = {
    "activate_agent": Function(who=_WRITERS, arguments=_an_agent, about=_AGENT),
    "deactivate_agent": Function(who=_WRITERS, arguments=_after("activate_agent", _an_agent), about=_AGENT),
    "archive_agent": Function(who=_WRITERS, arguments=_an_agent, about=_AGENT),
    "delete_agent": Function(who=_OWN, arguments=_an_agent, about=_AGENT),
    "restore_agent": Function(who=_OWN, arguments=_after("delete_agent", _an_agent), about=_AGENT),
    "new_agent_version": Function(who=_WRITERS, arguments=_an_agent, about=_AGENT),
    "agent_history": Function(who=_MEMBERS, arguments=_an_agent, about=_AGENT, by_get=False, reads_deleted=True),
    "copy_agent": Function(who=_WRITERS, arguments=_an_agent, about=_AGENT),
    "search_agents": Function(who=_EVERYONE, arguments=lambda _: {"p_query": "Agent of the tenant"}, by_get=False),
    "activate_workflow": Function(who=_WRITERS, arguments=_a_workflow, about=_WORKFLOW),
    "deactivate_workflow": Function(
        who=_WRITERS, arguments=_after("activate_workflow", _a_workflow), about=_WORKFLOW
    ),
    "archive_workflow": Function(who=_WRITERS, arguments=_a_workflow, about=_WORKFLOW),
    "delete_workflow": Function(who=_OWN, arguments=_a_workflow, about=_WORKFLOW),
    "restore_workflow": Function(who=_OWN, arguments=_after("delete_workflow", _a_workflow), about=_WORKFLOW),
    "delete_workflow_step": Function(who=_WRITERS, arguments=_a_step, about=_STEP),
    "restore_workflow_step": Function(
        who=_WRITERS, arguments=_after("delete_workflow_step", _a_step), about=_STEP
    ),
    "new_workflow_version": Function(who=_WRITERS, arguments=_a_workflow, about=_WORKFLOW),
    "workflow_history": Function(
        who=_MEMBERS, arguments=_a_workflow, about=_WORKFLOW, by_get=False, reads_deleted=True
    ),
    "copy_workflow": Function(who=_WRITERS, arguments=_a_workflow, about=_WORKFLOW),
    "search_workflows": Function(
        who=_EVERYONE, arguments=lambda _: {"p_query": "Workflow of the tenant"}, by_get=False
    ),
    "start_workflow_execution": Function(
        who=_WRITERS, arguments=_some("p_workflow_id", active_workflow), about=_WORKFLOW
    ),
    "cancel_workflow_execution": Function(
        who=_WRITERS, arguments=_some("p_execution_id", new_execution), about=_EXECUTION
    ),
    "search_workflow_executions": Function(
        who=_EVERYONE, arguments=lambda _: {"p_status": "pending"}, about=_WORKFLOW, by_get=False, reads_deleted=True
    ),
    "workflow_stats": Function(
        who=_MEMBERS, arguments=_a_workflow, about=_WORKFLOW, by_get=False, reads_deleted=True
    ),
    "use_template": Function(who=_WRITERS, arguments=_a_template, about=_TEMPLATE | _WORKFLOW),
    "delete_template": Function(who=_OWN, arguments=_a_template, about=_TEMPLATE),
    "restore_template": Function(who=_OWN, arguments=_after("delete_template", _a_template), about=_TEMPLATE),
    "search_templates": Function(who=_EVERYONE, arguments=lambda _: {}, by_get=False),
    "start_deployment": Function(who=_WRITERS, arguments=_a_deployment, about=_DEPLOYMENT),
    "stop_deployment": Function(
        who=_WRITERS, arguments=_after("start_deployment", _a_deployment), about=_DEPLOYMENT
    ),
    "delete_deployment": Function(who=_OWN, arguments=_a_deployment, about=_DEPLOYMENT),
    "restore_deployment": Function(
        who=_OWN, arguments=_after("delete_deployment", _a_deployment), about=_DEPLOYMENT
    ),
    "set_deployment_secrets": Function(
        who=_WRITERS,
        arguments=lambda scene: _a_deployment(scene) | {"p_environment_vars": {"REGION": "eu"}},
        about=_DEPLOYMENT,
        by_get=False,  # its JSON arguments cannot be put into a query
    ),
    "rotate_deployment_key": Function(who=_OWN, arguments=_a_deployment, about=_DEPLOYMENT),
    "deployment_environment": Function(
        who="denied  denied    denied   denied   denied   done",
        arguments=_a_deployment,
        about=_DEPLOYMENT,
        by_get=False,
    ),
}  # fmt: skip


def rows(place: Place) -> dict[str, str]:
    """An active workflow with a step and an agent, deployed and run once; a template with a rating."""
    agent = place.added("agents", {"name": "Agent of the tenant", "type": "llm"})
    place.admin.rpc("activate_agent", p_agent_id=agent)
    workflow = place.added("workflows", {"name": "Workflow of the tenant"})
    step = {"workflow_id": workflow, "step_key": "ask", "step_name": "Ask", "step_type": "agent", "position": 0}
    made = {
        "agents": agent,
        "workflows": workflow,
        "workflow_steps": place.added("workflow_steps", step | {"agent_id": agent}),
    }
    place.admin.rpc("activate_workflow", p_workflow_id=workflow)
    execution = place.admin.rpc("start_workflow_execution", p_workflow_id=workflow)["id"]
    made["workflow_executions"] = execution
    made["workflow_execution_logs"] = place.served(
        "workflow_execution_logs",
        {"execution_id": execution, "workflow_step_id": made["workflow_steps"], "message": "Asked"},
    )
    template = {"name": any_name(), "category": "writing", "type": "agent", "template_data": {"type": "llm"}}
    made["templates"] = place.added("templates", template)
    made["template_ratings"] = place.added("template_ratings", {"template_id": made["templates"], "rating": 4})
    made["deployments"] = place.added("deployments", {"name": "Live", "workflow_id": workflow})
    place.admin.rpc("set_deployment_secrets", p_deployment_id=made["deployments"], p_environment_vars={"KEY": "secret"})
    return made
