"""Ideas, their evaluations and what the agents found. How to add a table or a function: see the package."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from tests.security.matrix.domain import Function, Machine, Place, Scene, Table, any_name

if TYPE_CHECKING:
    from tests.security.world import World

DESCRIPTION = "A shop in which everything is sold by weight, from bread to soap."


def new_idea(world: "World") -> str:
    """A draft of the tenant, by its ADMIN."""
    row = {"tenant_id": world.tenant_id, "title": any_name(), "description": DESCRIPTION}
    return str(world.admin.rest("POST", "business_ideas", row).json()[0]["id"])


def new_evaluation(world: "World") -> str:
    return str(world.admin.rpc("submit_idea", p_idea_id=new_idea(world))["id"])


def new_result(world: "World") -> str:
    """One that waits for its agent."""
    evaluation = new_evaluation(world)
    return str(world.admin.rows("agent_results", evaluation_id=f"eq.{evaluation}", limit="1")[0]["id"])


def _idea(world: "World") -> dict[str, Any]:
    return {"tenant_id": world.tenant_id, "title": any_name(), "description": DESCRIPTION}


def _evaluation(world: "World") -> dict[str, Any]:
    return {"tenant_id": world.tenant_id, "business_idea_id": new_idea(world), "created_by": world.member.id}


def _result(world: "World") -> dict[str, Any]:
    return {"tenant_id": world.tenant_id, "evaluation_id": new_evaluation(world), "agent_type": "risk-assessment"}


_THEN, _LATER = "2026-01-01T00:00:00Z", "2026-01-01T00:00:01Z"
_STARTED = {"started_at": _THEN, "completed_at": None}
_ENDED = {"started_at": _THEN, "completed_at": _LATER}
_WRITTEN = {"status", "input_data", "output_data", "score", "insights", "started_at", "completed_at", "error_message"}
# Of a pending result; for the machine below, of one that has any status.
_NOTHING = {"started_at": None, "completed_at": None, "output_data": None, "error_message": None}

#                    anon    outsider  viewer   member   admin    service
TABLES: Mapping[str, Table] = {
    "business_ideas": Table(
        post=       "denied  403       policy   done     done     denied",  # 403: user_id is no member of the tenant
        patch=      "denied  nothing   nothing  done     done     denied",
        change={"title": "changed"},
        new_row=_idea,
        fresh=new_idea,
        insertable={"tenant_id", "user_id", "title", "description"},
        updatable={"title", "description"},
        machines={
            "status": Machine(
                moves={
                    ("draft", "submitted"), ("submitted", "evaluating"), ("evaluating", "completed"),
                    ("evaluating", "draft"), ("completed", "submitted"),
                },
            )
        },
    ),
    "evaluations": Table(
        change={"priority": "high"},
        new_row=_evaluation,
        machines={
            "status": Machine(
                moves={("pending", "analyzing"), ("analyzing", "completed"), ("analyzing", "failed")},
                columns={
                    "pending": {"started_at": None, "completed_at": None, "results": None, "error_message": None},
                    "analyzing": _STARTED | {"results": None, "error_message": None},
                    "completed": _ENDED | {"results": {}, "error_message": None},
                    "failed": _ENDED | {"results": {}, "error_message": "x"},
                },
                final={"completed", "failed"},
                conditional={("analyzing", "completed"), ("analyzing", "failed")},  # its agents have not ended
            )
        },
    ),
    "agent_results": Table(
        post=       "denied  denied    denied   denied   denied   done",
        patch=      "denied  denied    denied   denied   denied   done",
        change={"score": 100},
        service_change={"input_data": {"more": True}},
        new_row=_result,
        fresh=new_result,
        service_insertable={"tenant_id", "evaluation_id", "agent_type", "input_data"},
        service_updatable=_WRITTEN,
        machines={
            "status": Machine(
                moves={
                    ("pending", "running"), ("running", "pending"), ("running", "completed"), ("running", "failed"),
                    ("failed", "pending"),
                },
                columns={
                    "pending": _NOTHING,
                    "running": _NOTHING | _STARTED,
                    "completed": _NOTHING | _ENDED | {"output_data": {}},
                    "failed": _NOTHING | _ENDED | {"error_message": "x"},
                },
                final={"completed"},  # a failed one is tried again while its evaluation is open
            )
        },
    ),
}  # fmt: skip


def _one(scene: Scene) -> dict[str, Any]:
    return {"p_idea_id": new_idea(scene.world)}


def _deleted(scene: Scene) -> dict[str, Any]:
    about = _one(scene)
    scene.world.admin.rpc("delete_idea", **about)
    return about


def _claim(scene: Scene) -> dict[str, Any]:
    new_evaluation(scene.world)
    return {"p_limit": 1}


_ONE_IDEA = {"p_idea_id": "business_ideas"}

# Acting in the tenant by x-tenant-id, except for the outsider and those without a user. The ideas are the ADMIN's.
#            anon    outsider  viewer   member   admin    service
FUNCTIONS: Mapping[str, Function] = {
    "claim_agent_results": Function(
        who="denied  denied    denied   denied   denied   done", arguments=_claim
    ),
    "delete_idea": Function(
        who="denied  404       403      403      done     denied", arguments=_one, about=_ONE_IDEA
    ),
    "idea_statistics": Function(
        who="denied  done      done     done     done     denied",
        arguments=lambda _: {},
        about={"p_user_id": "users"},
        by_get=False,
    ),
    "restore_idea": Function(
        who="denied  404       404      404      done     denied", arguments=_deleted, about=_ONE_IDEA
    ),
    "search_ideas": Function(
        who="denied  done      done     done     done     denied",
        arguments=lambda _: {"p_query": "by weight"},
        about={"p_user_id": "users"},
        by_get=False,
    ),
    "submit_idea": Function(
        who="denied  404       403      done     done     denied", arguments=_one, about=_ONE_IDEA
    ),
}  # fmt: skip


def rows(place: Place) -> dict[str, str]:
    idea = place.added("business_ideas", {"title": "Secret shop of the tenant", "description": DESCRIPTION})
    evaluation = place.admin.rpc("submit_idea", p_idea_id=idea)["id"]
    return {"business_ideas": idea, "evaluations": evaluation, "agent_results": place.found("agent_results")}
