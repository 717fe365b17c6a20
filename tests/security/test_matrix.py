"""Every table and function of the API × every verb × every role: exactly what is allowed, and how the rest is refused.

A table or function that is new in `public` fails here until a line below says who may do what with it.
"""

import json
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from tests.security.world import World, by_role, outcomes
from tests.support.callers import Caller

# What the words mean: tests.security.world.outcome.
#                 anon    outsider  viewer   member   admin    service
TABLES = {
    "tenants": {
        "GET":    "denied  nothing   done     done     done     done",
        "POST":   "denied  denied    denied   denied   denied   denied",
        "PATCH":  "denied  nothing   nothing  nothing  done     denied",
        "DELETE": "denied  denied    denied   denied   denied   denied",
    },
    "users": {  # the row is the admin's own profile
        "GET":    "denied  nothing   done     done     done     done",
        "POST":   "denied  denied    denied   denied   denied   denied",
        "PATCH":  "denied  nothing   nothing  nothing  done     denied",
        "DELETE": "denied  denied    denied   denied   denied   denied",
    },
    "user_roles": {
        "GET":    "denied  nothing   done     done     done     done",
        "POST":   "denied  denied    denied   denied   denied   denied",
        "PATCH":  "denied  denied    denied   denied   denied   denied",
        "DELETE": "denied  denied    denied   denied   denied   denied",
    },
    "invitations": {
        "GET":    "denied  nothing   done     done     done     done",
        "POST":   "denied  denied    denied   denied   denied   denied",
        "PATCH":  "denied  denied    denied   denied   denied   denied",
        "DELETE": "denied  denied    denied   denied   denied   denied",
    },
    "audit_logs": {
        "GET":    "denied  nothing   done     done     done     done",
        "POST":   "denied  denied    denied   denied   denied   denied",
        "PATCH":  "denied  denied    denied   denied   denied   denied",
        "DELETE": "denied  denied    denied   denied   denied   denied",
    },
    "cost_tracking": {
        "GET":    "denied  nothing   done     done     done     done",
        "POST":   "denied  denied    denied   denied   denied   denied",
        "PATCH":  "denied  denied    denied   denied   denied   denied",
        "DELETE": "denied  denied    denied   denied   denied   denied",
    },
    "prompts": {
        "GET":    "denied  nothing   done     done     done     done",
        "POST":   "denied  403       policy   done     done     denied",  # 403: user_id is no member of the tenant
        "PATCH":  "denied  nothing   nothing  done     done     denied",
        "DELETE": "denied  denied    denied   denied   denied   denied",
    },
    "prompt_versions": {
        "GET":    "denied  nothing   done     done     done     done",
        "POST":   "denied  denied    denied   denied   denied   denied",
        "PATCH":  "denied  denied    denied   denied   denied   denied",
        "DELETE": "denied  denied    denied   denied   denied   denied",
    },
    "validations": {
        "GET":    "denied  nothing   done     done     done     done",
        "POST":   "denied  policy    policy   done     done     denied",
        "PATCH":  "denied  nothing   nothing  done     done     denied",
        "DELETE": "denied  nothing   nothing  done     done     denied",
    },
    "executions": {
        "GET":    "denied  nothing   done     done     done     done",
        "POST":   "denied  denied    denied   denied   denied   denied",
        "PATCH":  "denied  denied    denied   denied   denied   denied",
        "DELETE": "denied  denied    denied   denied   denied   denied",
    },
    "execution_logs": {
        "GET":    "denied  nothing   done     done     done     done",
        "POST":   "denied  denied    denied   denied   denied   denied",
        "PATCH":  "denied  denied    denied   denied   denied   denied",
        "DELETE": "denied  denied    denied   denied   denied   denied",
    },
}  # fmt: skip

# Acting in the tenant by x-tenant-id, except for the outsider and those without a user.
#                            anon    outsider  viewer   member   admin    service
FUNCTIONS = {
    "accept_invitation":      "denied  404       404      404      404      denied",  # somebody else's token
    "archive_prompt":         "denied  404       403      done     done     denied",
    "begin_execution":        "denied  denied    denied   denied   denied   done",
    "cancel_execution":       "denied  404       404      done     done     denied",
    "change_member_role":     "denied  404       403      403      done     denied",
    "cost_summary":           "denied  done      done     done     done     denied",  # the outsider: their own tenant
    "create_tenant":          "denied  done      done     done     done     denied",
    "delete_prompt":          "denied  404       403      403      done     denied",
    "delete_tenant":          "denied  404       403      403      done     denied",
    "execution_metrics":      "denied  done      done     done     done     denied",
    "extend_execution_lease": "denied  denied    denied   denied   denied   done",
    "invite_member":          "denied  done      403      403      done     denied",  # … into which they may invite
    "leave_tenant":           "denied  404       done     done     409      denied",  # the last ADMIN stays
    "model_calls":            "denied  nothing   done     done     done     done",  # by embedding
    "publish_prompt":         "denied  404       403      done     done     denied",
    "remove_member":          "denied  404       403      403      done     denied",
    "restore_prompt":         "denied  404       404      404      done     denied",
    "restore_tenant":         "denied  404       404      404      done     denied",
    "revoke_invitation":      "denied  404       404      404      done     denied",
    "rollback_prompt":        "denied  404       403      done     done     denied",
    "search_prompts":         "denied  done      done     done     done     denied",
    "settle_execution":       "denied  denied    denied   denied   denied   done",
    "sweep_executions":       "denied  denied    denied   denied   denied   done",
}  # fmt: skip


def test_every_table_and_view_of_the_api_has_a_line(world: World) -> None:
    found = world.site.sql("select c.relname from pg_class c where c.relnamespace = 'public'::regnamespace "
                           "and c.relkind in ('r', 'p', 'v', 'm', 'f')")  # fmt: skip
    assert {row["relname"] for row in found} == TABLES.keys()


def test_every_function_of_the_api_has_a_line(world: World) -> None:
    found = world.site.sql("select proname from pg_proc where pronamespace = 'public'::regnamespace")
    assert {row["proname"] for row in found} == FUNCTIONS.keys()
    assert len(found) == len(FUNCTIONS), "an overloaded function needs a line of its own"


def test_nothing_but_public_is_exposed(world: World) -> None:
    for schema in ("private", "auth", "extensions", "pg_catalog", "information_schema"):
        for caller in world.everybody.values():
            answer = caller.rest("GET", "users", headers={"accept-profile": schema})
            assert (answer.status_code, answer.json()["code"]) == (406, "PGRST106"), schema


# -------------------------------------------------------------------------------------------------------- tables

CHANGES: dict[str, dict[str, Any]] = {  # of a column that members may write, where there is one
    "tenants": {"name": "Renamed"},
    "users": {"name": "Renamed"},
    "user_roles": {"role": "ADMIN"},
    "invitations": {"role": "ADMIN"},
    "audit_logs": {"action": "UPDATE"},
    "cost_tracking": {"cost_usd": 0},
    "prompts": {"description": "changed"},
    "prompt_versions": {"template": "changed"},
    "validations": {"is_active": False},
    "executions": {"output": "changed"},
    "execution_logs": {"message": "changed"},
}


def new_row(world: World, table: str) -> dict[str, Any]:
    """A row for the tenant, right in itself."""
    prompt, execution = world.rows["prompts"], world.rows["executions"]
    now, some_id = "2026-01-01T00:00:00Z", str(uuid.uuid4())
    call = {"purpose": "PROMPT_EXECUTION", "reference_id": execution, "kind": "FIRST", "provider": "local"}
    return {
        "tenants": {"name": "Mine"},
        "users": {"id": some_id},
        "user_roles": {"user_id": world.outsider.id, "role": "ADMIN"},
        "invitations": {"email": "a@example.com", "role": "ADMIN", "created_by": world.admin.id},
        "audit_logs": {"action": "CREATE", "resource_type": "prompt"},
        "cost_tracking": call | {"model": "local:a", "price_source": "UNKNOWN", "outcome": "FAILED", "started_at": now},
        "prompts": {"name": some_id, "template": "a"},
        "prompt_versions": {"prompt_id": prompt, "version": 7, "template": "a", "variables": [], "validations": []},
        "validations": {"prompt_id": prompt, "name": some_id, "type": "REGEX", "config": {"pattern": "a"}},
        "executions": {"user_id": world.member.id, "prompt_id": prompt, "prompt_version": 1, "inputs": {}},
        "execution_logs": {"execution_id": execution, "message": "forged"},
    }[table] | ({} if table in ("tenants", "users") else {"tenant_id": world.tenant_id})


def existing_row(world: World, table: str) -> dict[str, str]:
    """A filter for a row of the tenant; a new one where a role may change or delete it."""
    if table == "user_roles":
        return {"tenant_id": f"eq.{world.tenant_id}", "user_id": f"eq.{world.admin.id}"}
    fresh = {"prompts": world.new_prompt, "validations": world.new_validation}
    return {"id": f"eq.{fresh[table]() if table in fresh else world.rows[table]}"}


@pytest.mark.parametrize("verb", ["GET", "POST", "PATCH", "DELETE"])
@pytest.mark.parametrize("table", TABLES)
def test_tables(world: World, table: str, verb: str) -> None:
    def ask(caller: Caller, _: str) -> httpx.Response:
        if verb == "POST":
            return caller.rest(verb, table, new_row(world, table))
        change = CHANGES[table] if verb == "PATCH" else None
        return caller.rest(verb, table, change, **existing_row(world, table))

    assert outcomes(world, ask) == by_role(TABLES[table][verb])


# ----------------------------------------------------------------------------------------------------- functions


@dataclass(frozen=True)
class Scene:
    """What one call of a function is about, prepared anew for each role."""

    world: World
    role: str

    def prompt(self) -> dict[str, Any]:
        return {"p_prompt_id": self.world.new_prompt(published=True)}

    def deleted_prompt(self) -> dict[str, Any]:
        about = self.prompt()
        self.world.admin.rpc("delete_prompt", **about)
        return about

    def version(self) -> dict[str, Any]:
        return self.prompt() | {"p_version": 1}

    def someone(self) -> dict[str, Any]:
        """A member who may be changed or removed without anybody's missing them."""
        guest = self.world.admin.invite(self.world.site.sign_up(), "MEMBER")
        return {"p_user_id": guest.id}

    def own_tenant(self) -> dict[str, Any]:
        """A tenant in which everybody has their role, to be left or deleted."""
        world = self.world
        admin = world.admin.within(world.admin.rpc("create_tenant", p_name="Short-lived")["id"])
        admin.invite(world.member, "MEMBER")
        admin.invite(world.viewer, "VIEWER")
        return {"p_tenant_id": admin.tenant_id}

    def deleted_tenant(self) -> dict[str, Any]:
        about = self.own_tenant()
        self.world.admin.rpc("delete_tenant", **about)
        return about

    def begin(self) -> dict[str, Any]:
        about = {"p_user_id": self.world.member.id, "p_tenant_id": self.world.tenant_id}
        return about | {"p_prompt": self.world.rows["prompts"], "p_inputs": {"code": ""}}

    def execution(self) -> dict[str, Any]:
        return {"p_execution_id": self.world.new_execution()["id"]}

    def lease(self) -> dict[str, Any]:
        execution = self.world.new_execution()
        return {"p_execution_id": execution["id"], "p_lease_id": execution["lease_id"]}

    def settle(self) -> dict[str, Any]:
        return self.lease() | {"p_result": {"status": "CANCELLED", "latency_ms": 1}}


ARGUMENTS: dict[str, Callable[[Scene], dict[str, Any]]] = {
    "accept_invitation": lambda scene: {"p_token": scene.world.new_invitation()["token"]},
    "archive_prompt": Scene.prompt,
    "begin_execution": Scene.begin,
    "cancel_execution": Scene.execution,
    "change_member_role": lambda scene: scene.someone() | {"p_role": "VIEWER"},
    "cost_summary": lambda _: {"p_group_by": "model", "p_to": "2100-01-01"},
    "create_tenant": lambda _: {"p_name": "Mine"},
    "delete_prompt": Scene.prompt,
    "delete_tenant": Scene.own_tenant,
    "execution_metrics": lambda _: {},
    "extend_execution_lease": Scene.lease,
    "invite_member": lambda _: {"p_email": f"{uuid.uuid4().hex}@example.com"},
    "leave_tenant": Scene.own_tenant,
    "publish_prompt": Scene.prompt,
    "remove_member": Scene.someone,
    "restore_prompt": Scene.deleted_prompt,
    "restore_tenant": Scene.deleted_tenant,
    "revoke_invitation": lambda scene: {"p_invitation_id": scene.world.new_invitation()["id"]},
    "rollback_prompt": Scene.version,
    "search_prompts": lambda _: {"p_query": "Secret plan"},
    "settle_execution": Scene.settle,
    "sweep_executions": lambda _: {},
}


@pytest.mark.parametrize("name", ARGUMENTS)
def test_functions(world: World, name: str) -> None:
    def ask(caller: Caller, role: str) -> httpx.Response:
        return caller.rest("POST", f"rpc/{name}", ARGUMENTS[name](Scene(world, role)))

    assert outcomes(world, ask) == by_role(FUNCTIONS[name])


def test_model_calls_are_embedded_for_those_who_see_the_execution(world: World) -> None:
    def ask(caller: Caller, _: str) -> httpx.Response:
        execution = world.rows["executions"]
        return caller.rest("GET", "executions", id=f"eq.{execution}", select="id,model_calls(id)")

    assert outcomes(world, ask) == by_role(FUNCTIONS["model_calls"])


# Of those that change something, all but settle_execution: its JSON arguments cannot be put into a query.
@pytest.mark.parametrize(
    "name",
    sorted(ARGUMENTS.keys() - {"cost_summary", "execution_metrics", "search_prompts", "settle_execution"}),
)
def test_a_get_changes_nothing(world: World, name: str) -> None:
    """A GET, which browsers send unasked, is refused: PostgREST runs it read-only."""
    caller = world.site.service if by_role(FUNCTIONS[name])["service"] == "done" else world.admin
    query = {key: json.dumps(value) if isinstance(value, dict) else str(value)
             for key, value in ARGUMENTS[name](Scene(world, "admin")).items()}  # fmt: skip
    answer = caller.rest("GET", f"rpc/{name}", **query)
    assert (answer.status_code, answer.json()["code"]) in [(405, "PGRST101"), (405, "25006")]
