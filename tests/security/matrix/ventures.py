"""Ventures, what belongs to them, and the agents' runs for them. How to add a table or a function: see the package."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from tests.security.matrix.domain import Function, Machine, Place, Scene, Table, any_name

if TYPE_CHECKING:
    from tests.security.world import World

CONTENT: Mapping[str, Mapping[str, Any]] = {
    "user_stories": {"title": "As a guest I book a table", "priority": "P1"},
    "personas": {"name": "Gloria"},
    "requirements": {"description": "A table is booked once."},
    "artifacts": {"type": "PRD", "content": {"title": "Bookings"}},
    "quality_gates": {"gate_type": "VRC", "score": 0.9, "criteria": {"market": 0.9}},
    "telemetry": {"component": "api", "metric": "latency_ms", "value": 12},
    "divergence_alerts": {"component": "api", "expected": {"p95": 100}, "actual": {"p95": 900}, "severity": "HIGH"},
}
"""By table, what a row of it holds beyond the ids."""


def _venture(world: "World") -> dict[str, Any]:
    return {"tenant_id": world.tenant_id, "name": any_name(), "description": "Bookings for restaurants"}


def new_venture(world: "World") -> str:
    return str(world.admin.rest("POST", "ventures", _venture(world)).json()[0]["id"])


def _part(table: str) -> Callable[["World"], dict[str, Any]]:
    def row(world: "World") -> dict[str, Any]:
        return {"tenant_id": world.tenant_id, "venture_id": world.rows["ventures"], **CONTENT[table]}

    return row


def _part_for_a_member(table: str) -> Callable[["World"], dict[str, Any]]:
    return lambda world: _part(table)(world) | {"user_id": world.member.id}


def _made(table: str) -> Callable[["World"], str]:
    return lambda world: str(world.admin.rest("POST", table, _part(table)(world)).json()[0]["id"])


def _served(table: str, row: Callable[["World"], dict[str, Any]]) -> Callable[["World"], str]:
    return lambda world: str(world.site.service.rest("POST", table, row(world)).json()[0]["id"])


def _execution(world: "World") -> dict[str, Any]:
    row = {"tenant_id": world.tenant_id, "venture_id": world.rows["ventures"], "agent_id": world.rows["agents"]}
    return row | {"user_id": world.member.id}


def _checkpoint(world: "World") -> dict[str, Any]:
    row = {"tenant_id": world.tenant_id, "execution_id": world.rows["agent_executions"], "checkpoint_key": any_name()}
    return row | {"state": {"step": 1}}


def _phase(world: "World") -> dict[str, Any]:
    return {"tenant_id": world.tenant_id, "venture_id": world.rows["ventures"], "phase": "DEPLOY"}


def _version(world: "World") -> dict[str, Any]:
    row = {"tenant_id": world.tenant_id, "artifact_id": world.rows["artifacts"], "version": 2, "content": {}}
    return row | {"diff": [], "created_by": world.member.id}


STORY = {"title", "description", "priority", "evidence_tier"}
PERSONA = {"name", "occupation", "summary", "goals", "frustrations", "attributes", "evidence_tier"}
REQUIREMENT = {"description", "evidence_tier", "evidence_url", "is_critical"}
ARTIFACT = {"content", "metadata"}
PART = {"tenant_id", "venture_id", "user_id"}
_STEPS = [("DISCOVER", "DEFINE"), ("DEFINE", "DESIGN"), ("DESIGN", "DEVELOP"), ("DEVELOP", "DEPLOY")]
_LATER = "2100-01-01T00:00:00Z"


def _working_table(table: str, change: Mapping[str, Any], columns: set[str], *, inserted: frozenset[str]) -> Table:
    """What members write and engines write for them."""
    return Table(
        post=       "denied  403       policy   done     done     done",  # 403: user_id is no member of the tenant
        patch=      "denied  nothing   nothing  done     done     done",
        change=change,
        new_row=_part(table),
        service_row=_part_for_a_member(table),
        fresh=_made(table),
        insertable=columns | PART | inserted,
        updatable=columns,
        service_insertable=columns | PART | inserted,
        service_updatable=columns | ({"updated_by"} if table == "artifacts" else set()),
    )  # fmt: skip


#                    anon    outsider  viewer   member   admin    service
TABLES: Mapping[str, Table] = {
    "ventures": Table(
        post=       "denied  403       policy   done     done     denied",
        patch=      "denied  nothing   nothing  done     done     denied",
        change={"description": "changed"},
        new_row=_venture,
        fresh=new_venture,
        insertable={"tenant_id", "user_id", "name", "description"},
        updatable={"name", "description"},
        machines={"phase": Machine(moves=_STEPS, conditional=_STEPS[1:])},  # of its gates, VRC passed
    ),
    "venture_phases": Table(change={"completed_at": _LATER}, new_row=_phase),
    "quality_gates": Table(
        post=       "denied  denied    denied   denied   denied   done",
        change={"score": 1},
        new_row=_part("quality_gates"),
        service_insertable={"tenant_id", "venture_id", "gate_type", "score", "criteria"},
    ),
    "latest_gates": Table(change={"score": 1}, new_row=_part("quality_gates")),
    "user_stories": _working_table("user_stories", {"priority": "P3"}, STORY, inserted=frozenset()),
    "personas": _working_table("personas", {"summary": "changed"}, PERSONA, inserted=frozenset()),
    "requirements": _working_table("requirements", {"evidence_tier": "E1"}, REQUIREMENT, inserted=frozenset()),
    "artifacts": _working_table("artifacts", {"metadata": {"by": "x"}}, ARTIFACT, inserted=frozenset({"type"})),
    "artifact_versions": Table(change={"content": {}}, new_row=_version),
    "agent_executions": Table(
        post=       "denied  denied    denied   denied   denied   done",
        patch=      "denied  denied    denied   denied   denied   done",
        change={"output": {"forged": True}},
        new_row=_execution,
        fresh=_served("agent_executions", _execution),
        service_insertable={"tenant_id", "venture_id", "agent_id", "user_id", "status", "input", "model"},
        service_updatable={
            "status", "output", "error", "model", "token_usage", "cost_usd", "cost_is_complete",
            "cancel_requested_at", "started_at", "completed_at",
        },
        machines={
            "status": Machine(
                moves={
                    ("PENDING", "RUNNING"), ("PENDING", "CANCELLED"), ("RUNNING", "COMPLETED"), ("RUNNING", "FAILED"),
                    ("RUNNING", "CANCELLED"),
                },
                columns={status: {"completed_at": _LATER} for status in ("COMPLETED", "FAILED", "CANCELLED")},
                final={"COMPLETED", "FAILED", "CANCELLED"},
            )
        },
    ),
    "agent_checkpoints": Table(
        post=       "denied  denied    denied   denied   denied   done",
        patch=      "denied  denied    denied   denied   denied   done",
        delete=     "denied  denied    denied   denied   denied   done",
        change={"state": {"step": 2}},
        new_row=_checkpoint,
        fresh=_served("agent_checkpoints", _checkpoint),
        service_insertable={"tenant_id", "execution_id", "checkpoint_key", "state"},
        service_updatable={"state"},
    ),
    "telemetry": Table(
        post=       "denied  denied    denied   denied   denied   done",
        change={"value": 0},
        new_row=_part("telemetry"),
        service_insertable={"tenant_id", "venture_id", "component", "metric", "value", "payload", "recorded_at"},
    ),
    "divergence_alerts": Table(
        post=       "denied  denied    denied   denied   denied   done",
        patch=      "denied  denied    denied   denied   denied   done",
        change={"resolved_at": _LATER},
        new_row=_part("divergence_alerts"),
        fresh=_served("divergence_alerts", _part("divergence_alerts")),
        service_insertable={
            "tenant_id", "venture_id", "component", "expected", "actual", "severity", "detected_at"
        },
        service_updatable={"resolved_at"},
    ),
}  # fmt: skip


def _ready_venture(scene: Scene) -> dict[str, Any]:
    """In its first phase, whose gate passed."""
    world = scene.world
    venture = new_venture(world)
    world.site.service.rest("POST", "quality_gates", _part("quality_gates")(world) | {"venture_id": venture})
    return {"p_venture_id": venture}


def _some_venture(scene: Scene) -> dict[str, Any]:
    return {"p_venture_id": new_venture(scene.world)}


def _some(table: str, argument: str) -> Callable[[Scene], dict[str, Any]]:
    return lambda scene: {argument: _made(table)(scene.world)}


def _after(call: str, prepare: Callable[[Scene], dict[str, Any]]) -> Callable[[Scene], dict[str, Any]]:
    """What `prepare` makes, once the ADMIN has called the function `call` about it."""

    def arguments(scene: Scene) -> dict[str, Any]:
        about = prepare(scene)
        scene.world.admin.rpc(call, **about)
        return about

    return arguments


def _deletions() -> Mapping[str, Function]:
    found: dict[str, Function] = {}
    for one, table in {
        "user_story": "user_stories",
        "persona": "personas",
        "requirement": "requirements",
        "artifact": "artifacts",
    }.items():
        argument = f"p_{one}_id"
        found |= {
            f"delete_{one}": Function(
                who="denied  404       403      403      done     denied",  # the row is the ADMIN's own
                arguments=_some(table, argument),
                about={argument: table},
            ),
            f"restore_{one}": Function(
                who="denied  404       403      403      done     denied",
                arguments=_after(f"delete_{one}", _some(table, argument)),
                about={argument: table},
            ),
        }
    return found


def _deleted_first(scene: Scene) -> dict[str, Any]:
    _after("delete_venture", _some_venture)(scene)
    return {}


def _version_one(scene: Scene) -> dict[str, Any]:
    return _some("artifacts", "p_artifact_id")(scene) | {"p_version": 1}


_ONE_VENTURE = {"p_venture_id": "ventures"}

#            anon    outsider  viewer   member   admin    service
FUNCTIONS: Mapping[str, Function] = {
    "advance_venture": Function(
        who="denied  404       403      done     done     denied", arguments=_ready_venture, about=_ONE_VENTURE
    ),
    "delete_venture": Function(
        who="denied  404       403      403      done     denied", arguments=_some_venture, about=_ONE_VENTURE
    ),
    "restore_venture": Function(
        who="denied  404       403      403      done     denied",
        arguments=_after("delete_venture", _some_venture),
        about=_ONE_VENTURE,
    ),
    "deleted_ventures": Function(
        who="denied  nothing   403      done     done     denied", arguments=_deleted_first, by_get=False
    ),
    **_deletions(),
    "artifact_at_version": Function(
        who="denied  404       done     done     done     denied",
        arguments=_version_one,
        about={"p_artifact_id": "artifacts"},
        by_get=False,
    ),
    "revert_artifact": Function(
        who="denied  404       403      done     done     denied",
        arguments=_version_one,
        about={"p_artifact_id": "artifacts"},
    ),
    "requirements_by_evidence_tier": Function(
        who="denied  done      done     done     done     denied",
        arguments=lambda _: {"p_evidence_tier": "E0"},
        by_get=False,
    ),
    "agent_executions_by_status": Function(
        who="denied  done      done     done     done     denied",
        arguments=lambda _: {"p_status": "PENDING"},
        by_get=False,
    ),
    "open_divergence_alerts": Function(
        who="denied  done      done     done     done     denied", arguments=lambda _: {}, by_get=False
    ),
    "cancel_agent_execution": Function(
        who="denied  404       403      done     done     denied",
        arguments=lambda scene: {"p_execution_id": _served("agent_executions", _execution)(scene.world)},
        about={"p_execution_id": "agent_executions"},
    ),
    "resolve_divergence_alert": Function(
        who="denied  404       403      done     done     denied",
        arguments=lambda scene: {"p_alert_id": _served("divergence_alerts", _part("divergence_alerts"))(scene.world)},
        about={"p_alert_id": "divergence_alerts"},
    ),
    "agent_model_calls": Function(
        who="denied  nothing   done     done     done     done",
        embedded=("agent_executions", "agent_model_calls(id)"),
    ),
}  # fmt: skip


def rows(place: Place) -> dict[str, str]:
    venture = place.added("ventures", {"name": "Secret venture", "description": "Bookings for restaurants"})
    made = {"ventures": venture}
    for table in ("user_stories", "personas", "requirements", "artifacts"):
        made[table] = place.added(table, {"venture_id": venture, **CONTENT[table]})
    for table in ("quality_gates", "telemetry", "divergence_alerts"):
        made[table] = place.served(table, {"venture_id": venture, **CONTENT[table]})
    made["agent_executions"] = place.served(
        "agent_executions", {"venture_id": venture, "agent_id": place.rows["agents"], "user_id": place.admin.id}
    )
    made["agent_checkpoints"] = place.served(
        "agent_checkpoints", {"execution_id": made["agent_executions"], "checkpoint_key": "1", "state": {}}
    )
    # Of a type of which no test adds a later one.
    latest = CONTENT["quality_gates"] | {"gate_type": "VCD"}
    made["latest_gates"] = place.served("quality_gates", {"venture_id": venture, **latest})
    return made | {table: place.found(table) for table in ("venture_phases", "artifact_versions")}
