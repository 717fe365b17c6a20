"""Specifications and learning. How to add a table or a function: see the package.

The world's project is the ADMIN's; the MEMBER is in its team as a MEMBER, the VIEWER as a REVIEWER.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from tests.security.matrix.domain import Function, Machine, Place, Scene, Table, any_name
from tests.support.callers import Person

if TYPE_CHECKING:
    from tests.security.world import World

DEMO = "00000000-0000-4000-8000-000000000001"
_THEN = "2026-01-01T00:00:00Z"
_LESSONS = [{"id": "one", "title": "One", "content": "First"}]


def _project_of(admin: Person, member: Person | None, viewer: Person | None) -> dict[str, Any]:
    team = [member.id] if member else []
    project: dict[str, Any] = admin.rpc("create_project", p_name=any_name(), p_team_member_ids=team)
    if viewer:
        admin.rpc("add_team_member", p_project_id=project["id"], p_user_id=viewer.id, p_role="REVIEWER")
    return project


def new_project(world: "World") -> str:
    return str(_project_of(world.admin, world.member, world.viewer)["id"])


def _document(admin: Person, project: str, phase: str = "REQUIREMENTS") -> str:
    [row] = admin.rows("specification_documents", project_id=f"eq.{project}", phase=f"eq.{phase}", select="id")
    return str(row["id"])


def new_document(world: "World") -> str:
    return _document(world.admin, new_project(world))


def _thread(author: Person, document: str) -> str:
    position = {"line": 1, "character": 0}
    return str(author.rpc("open_thread", p_document_id=document, p_position=position, p_content="Why?")["id"])


def _comment(author: Person, thread: str) -> str:
    row = {"tenant_id": author.tenant_id, "thread_id": thread, "content": "Because."}
    return str(author.rest("POST", "comments", row).json()[0]["id"])


def _review(document: str) -> dict[str, Any]:
    return {"document_id": document, "overall_score": 70, "suggestions": [{"id": "s1"}]}


def new_comment(world: "World") -> str:
    """By the member, who is the one to change it."""
    return _comment(world.member, world.rows["comment_threads"])


def new_reaction(world: "World") -> str:
    """By the member."""
    row = {"tenant_id": world.tenant_id, "comment_id": new_comment(world), "type": "LIKE"}
    return str(world.member.rest("POST", "reactions", row).json()[0]["id"])


def _module(tenant_id: str | None) -> dict[str, Any]:
    row = {"tenant_id": tenant_id, "slug": any_name(), "title": "Course", "description": "About it"}
    return row | {"difficulty": "BEGINNER", "content": _LESSONS, "estimated_duration": 30, "is_published": True}


def _new_module(admin: Person) -> str:
    return str(admin.rest("POST", "learning_modules", _module(admin.tenant_id)).json()[0]["id"])


def new_module(world: "World") -> str:
    return _new_module(world.admin)


def _prerequisite(admin: Person) -> dict[str, Any]:
    return {"tenant_id": admin.tenant_id, "module_id": _new_module(admin), "prerequisite_id": _new_module(admin)}


def new_prerequisite(world: "World") -> str:
    return str(world.admin.rest("POST", "module_prerequisites", _prerequisite(world.admin)).json()[0]["id"])


PROJECT = {"name", "description", "settings"}
DOCUMENT = {"content", "metadata"}
MODULE = {
    "slug", "title", "description", "phase", "difficulty", "content", "exercises", "estimated_duration", "is_published"
}  # fmt: skip
REVIEW = {"document_id", "document_version", "overall_score", "suggestions", "completeness", "quality_metrics"}


def _in_tenant(world: "World", row: dict[str, Any]) -> dict[str, Any]:
    return {"tenant_id": world.tenant_id, **row}


#                    anon    outsider  viewer   member   admin    service
TABLES: Mapping[str, Table] = {
    "specification_projects": Table(
        patch=      "denied  nothing   nothing  nothing  done     denied",  # its owner's, or a LEAD's
        change={"description": "changed"},
        new_row=lambda world: _in_tenant(world, {"name": any_name()}),
        fresh=new_project,
        updatable=PROJECT,
        machines={
            "status": Machine(
                moves={
                    ("ACTIVE", "SUSPENDED"), ("ACTIVE", "COMPLETED"), ("ACTIVE", "ARCHIVED"), ("SUSPENDED", "ACTIVE"),
                    ("SUSPENDED", "ARCHIVED"), ("COMPLETED", "ACTIVE"), ("COMPLETED", "ARCHIVED"),
                    ("ARCHIVED", "ACTIVE"),
                },
            ),
            "current_phase": Machine(
                moves={
                    ("REQUIREMENTS", "DESIGN"), ("DESIGN", "TASKS"), ("TASKS", "IMPLEMENTATION"),
                    ("DESIGN", "REQUIREMENTS"), ("TASKS", "REQUIREMENTS"), ("TASKS", "DESIGN"),
                    ("IMPLEMENTATION", "REQUIREMENTS"), ("IMPLEMENTATION", "DESIGN"), ("IMPLEMENTATION", "TASKS"),
                },
            ),
        },
    ),
    "team_members": Table(
        change={"role": "LEAD"},
        new_row=lambda world: _in_tenant(
            world, {"project_id": world.rows["specification_projects"], "user_id": world.viewer.id}
        ),
        machines={"status": Machine(moves={("ACTIVE", "REMOVED"), ("REMOVED", "ACTIVE")})},
    ),
    "specification_documents": Table(
        post=       "denied  policy    policy   done     done     denied",
        patch=      "denied  nothing   nothing  done     done     denied",
        change={"content": "changed"},
        new_row=lambda world: _in_tenant(
            world, {"project_id": new_project(world), "phase": "IMPLEMENTATION", "content": "Notes"}
        ),
        fresh=new_document,
        insertable=DOCUMENT | {"tenant_id", "project_id", "phase"},
        updatable=DOCUMENT,
        machines={
            "status": Machine(
                moves={
                    ("DRAFT", "REVIEW"), ("REVIEW", "DRAFT"), ("REVIEW", "APPROVED"), ("APPROVED", "DRAFT"),
                    ("DRAFT", "ARCHIVED"), ("REVIEW", "ARCHIVED"), ("APPROVED", "ARCHIVED"), ("ARCHIVED", "DRAFT"),
                },
            )
        },
    ),
    "document_versions": Table(
        change={"content": "changed"},
        new_row=lambda world: _in_tenant(
            world, {"document_id": world.rows["specification_documents"], "version": 7, "content": "forged"}
        ),
    ),
    "comment_threads": Table(
        change={"status": "RESOLVED"},
        new_row=lambda world: _in_tenant(
            world, {"document_id": world.rows["specification_documents"], "position": {"line": 1, "character": 1}}
        ),
        machines={
            "status": Machine(
                moves={("OPEN", "RESOLVED"), ("RESOLVED", "OPEN")},
                columns={
                    "OPEN": {"resolved_at": None, "resolved_by": None},
                    "RESOLVED": {"resolved_at": _THEN, "resolved_by": DEMO},
                },
            )
        },
    ),
    "comments": Table(
        post=       "denied  404       done     done     done     denied",  # 404: no such thread
        patch=      "denied  nothing   nothing  done     nothing  denied",  # its author
        delete=     "denied  nothing   nothing  done     done     denied",  # … or a LEAD
        change={"content": "changed"},
        new_row=lambda world: _in_tenant(world, {"thread_id": world.rows["comment_threads"], "content": "Because."}),
        fresh=new_comment,
        insertable={"tenant_id", "thread_id", "content"},
        in_tenant_of_parent=True,
        updatable={"content"},
    ),
    "reactions": Table(
        post=       "denied  404       done     done     done     denied",  # 404: no such comment
        delete=     "denied  nothing   nothing  done     nothing  denied",  # their own
        change={"type": "LIKE"},
        new_row=lambda world: _in_tenant(world, {"comment_id": new_comment(world), "type": "HELPFUL"}),
        fresh=new_reaction,
        insertable={"tenant_id", "comment_id", "type"},
        in_tenant_of_parent=True,
    ),
    "ai_reviews": Table(
        post=       "denied  denied    denied   denied   denied   done",
        change={"applied_suggestions": ["s1"]},
        new_row=lambda world: _in_tenant(world, _review(world.rows["specification_documents"])),
        service_insertable=REVIEW | {"tenant_id"},
    ),
    "ai_usage": Table(
        change={"cost_usd": 0},
        new_row=lambda world: _in_tenant(world, {"user_id": world.member.id}),
    ),
    "learning_modules": Table(
        post=       "denied  policy    policy   done     done     denied",
        patch=      "denied  nothing   nothing  done     done     denied",
        delete=     "denied  nothing   nothing  nothing  done     denied",
        change={"title": "Changed"},
        new_row=lambda world: _module(world.tenant_id),
        fresh=new_module,
        insertable=MODULE | {"tenant_id"},
        updatable=MODULE,
        shared=True,
    ),
    "module_prerequisites": Table(
        post=       "denied  404       policy   done     done     denied",  # 404: no such module
        delete=     "denied  nothing   nothing  done     done     denied",
        change={"prerequisite_id": "00000000-0000-4000-8000-00000000e001"},
        new_row=lambda world: _prerequisite(world.admin),
        fresh=new_prerequisite,
        insertable={"tenant_id", "module_id", "prerequisite_id"},
        shared=True,
    ),
    "user_progress": Table(
        change={"status": "SKIPPED"},
        new_row=lambda world: _in_tenant(
            world, {"user_id": world.member.id, "module_id": world.rows["learning_modules"]}
        ),
        machines={
            "status": Machine(
                moves={
                    ("NOT_STARTED", "IN_PROGRESS"), ("NOT_STARTED", "COMPLETED"), ("NOT_STARTED", "SKIPPED"),
                    ("IN_PROGRESS", "COMPLETED"), ("IN_PROGRESS", "SKIPPED"), ("SKIPPED", "IN_PROGRESS"),
                    ("SKIPPED", "COMPLETED"),
                },
                columns={"COMPLETED": {"completed_at": _THEN, "completed_lessons": "{one}"}}
                | {status: {"completed_at": None} for status in ("NOT_STARTED", "IN_PROGRESS", "SKIPPED")},
            )
        },
    ),
}  # fmt: skip


def _project(scene: Scene) -> dict[str, Any]:
    return {"p_project_id": new_project(scene.world)}


def _deleted_project(scene: Scene) -> dict[str, Any]:
    about = _project(scene)
    scene.world.admin.rpc("delete_project", **about)
    return about


def _approved_project(scene: Scene) -> dict[str, Any]:
    about = _project(scene)
    document = _document(scene.world.admin, about["p_project_id"])
    for status in ("REVIEW", "APPROVED"):
        scene.world.admin.rpc("set_document_status", p_document_id=document, p_status=status)
    return about | {"p_target_phase": "DESIGN"}


def _document_id(scene: Scene) -> dict[str, Any]:
    return {"p_document_id": new_document(scene.world)}


def _open_thread(scene: Scene) -> dict[str, Any]:
    return {"p_thread_id": _thread(scene.world.admin, scene.world.rows["specification_documents"])}


def _resolved_thread(scene: Scene) -> dict[str, Any]:
    about = _open_thread(scene)
    scene.world.admin.rpc("resolve_thread", **about)
    return about


def _somebody(scene: Scene) -> dict[str, Any]:
    """A member of the tenant who is in no team."""
    return {"p_user_id": scene.world.admin.invite(scene.world.site.sign_up(), "MEMBER").id}


_ONE_PROJECT = {"p_project_id": "specification_projects"}
_ONE_DOCUMENT = {"p_document_id": "specification_documents"}
_ONE_THREAD = {"p_thread_id": "comment_threads"}

# Acting in the tenant by x-tenant-id, except for the outsider and those without a user.
#            anon    outsider  viewer   member   admin    service
FUNCTIONS: Mapping[str, Function] = {
    "add_team_member": Function(
        who="denied  404       403      403      done     denied",
        arguments=lambda scene: _project(scene) | _somebody(scene),
        about=_ONE_PROJECT | {"p_user_id": "users"},
    ),
    "apply_suggestions": Function(
        who="denied  404       403      done     done     denied",
        arguments=lambda scene: {"p_review_id": scene.world.rows["ai_reviews"], "p_suggestion_ids": ["s1"]},
        about={"p_review_id": "ai_reviews"},
        by_get=False,  # a list is written otherwise in a query
    ),
    "available_modules": Function(
        who="denied  done      done     done     done     denied", arguments=lambda _: {}, by_get=False
    ),
    "create_project": Function(
        who="denied  404       403      done     done     denied",  # 404: who is to be in the team is no member
        arguments=lambda scene: {"p_name": any_name(), "p_team_member_ids": [scene.world.viewer.id]},
        about={"p_team_member_ids": "users"},
        by_get=False,
    ),
    "delete_project": Function(
        who="denied  404       403      403      done     denied", arguments=_project, about=_ONE_PROJECT
    ),
    "hand_over_project": Function(
        who="denied  404       403      403      done     denied",
        arguments=lambda scene: _project(scene) | _somebody(scene),
        about=_ONE_PROJECT | {"p_user_id": "users"},
    ),
    "list_projects": Function(
        who="denied  done      done     done     done     denied", arguments=lambda _: {}, by_get=False
    ),
    "open_thread": Function(
        who="denied  404       done     done     done     denied",
        arguments=lambda scene: _document_id(scene)
        | {"p_position": {"line": 0, "character": 0}, "p_content": "What of this?"},
        about=_ONE_DOCUMENT,
        by_get=False,
    ),
    "project_analytics": Function(
        who="denied  nothing   done     done     done     denied",
        arguments=lambda scene: {"p_project_ids": [scene.world.rows["specification_projects"]]},
        about={"p_project_ids": "specification_projects"},
        by_get=False,
    ),
    "record_progress": Function(
        who="denied  404       done     done     done     denied",
        arguments=lambda scene: {"p_module_id": new_module(scene.world)},
        about={"p_module_id": "learning_modules"},
    ),
    "remove_team_member": Function(
        who="denied  404       403      done     done     denied",  # the member removes themselves
        arguments=lambda scene: _project(scene) | {"p_user_id": scene.world.member.id},
        about=_ONE_PROJECT | {"p_user_id": "users"},
    ),
    "reopen_thread": Function(
        who="denied  404       403      done     done     denied", arguments=_resolved_thread, about=_ONE_THREAD
    ),
    "resolve_thread": Function(
        who="denied  404       403      done     done     denied", arguments=_open_thread, about=_ONE_THREAD
    ),
    "restore_project": Function(
        who="denied  404       404      404      done     denied", arguments=_deleted_project, about=_ONE_PROJECT
    ),
    "revert_document": Function(
        who="denied  404       403      done     done     denied",
        arguments=lambda scene: _document_id(scene) | {"p_version": 1},
        about=_ONE_DOCUMENT,
    ),
    "search_specifications": Function(
        who="denied  done      done     done     done     denied",
        arguments=lambda _: {"p_query": "requirements"},
        by_get=False,
    ),
    "set_document_status": Function(
        who="denied  404       403      done     done     denied",
        arguments=lambda scene: _document_id(scene) | {"p_status": "REVIEW"},
        about=_ONE_DOCUMENT,
    ),
    "set_project_status": Function(
        who="denied  404       403      403      done     denied",
        arguments=lambda scene: _project(scene) | {"p_status": "SUSPENDED"},
        about=_ONE_PROJECT,
    ),
    "transition_phase": Function(
        who="denied  404       403      403      done     denied", arguments=_approved_project, about=_ONE_PROJECT
    ),
}  # fmt: skip


def rows(place: Place) -> dict[str, str]:
    project = _project_of(place.admin, place.member, place.viewer)["id"]
    document = _document(place.admin, project)
    thread = _thread(place.admin, document)
    comment = _comment(place.admin, thread)
    if not place.member:  # somebody has to be in the team
        place.site.sql(
            "insert into public.team_members (tenant_id, project_id, user_id) values (%s, %s, %s)",
            place.tenant_id, project, place.admin.id,
        )  # fmt: skip
    module = _new_module(place.admin)
    needed = place.added("module_prerequisites", {"module_id": _new_module(place.admin), "prerequisite_id": module})
    review = place.served("ai_reviews", _review(document))
    place.site.sql(
        "insert into public.cost_tracking (tenant_id, user_id, purpose, reference_id, kind, provider, model, cost_usd, "
        "price_source, outcome, started_at) values (%s, %s, 'AI_REVIEW', %s, 'FIRST', 'local', 'local:a', 0.001, "
        "'OPERATOR', 'SUCCEEDED', now())",
        place.tenant_id, place.admin.id, review,
    )  # fmt: skip
    return {
        "specification_projects": project,
        "team_members": place.found("team_members"),
        "specification_documents": document,
        "document_versions": place.found("document_versions"),
        "comment_threads": thread,
        "comments": comment,
        "reactions": place.added("reactions", {"comment_id": comment, "type": "LIKE"}),
        "ai_reviews": review,
        "ai_usage": place.found("ai_usage"),
        "learning_modules": module,
        "module_prerequisites": needed,
        "user_progress": str(place.admin.rpc("record_progress", p_module_id=module)["id"]),
    }
