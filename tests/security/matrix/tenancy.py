"""Tenants, people, memberships, invitations, the audit log, the ledger. How to add one: see the package."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from tests.security.matrix.domain import Function, Place, Scene, Table, any_id, any_name
from tests.security.matrix.upkeep import KEPT_DAYS

if TYPE_CHECKING:
    from tests.security.world import World


def new_invitation(world: "World", email: str | None = None) -> dict[str, Any]:
    email = email or f"{any_name()}@example.com"
    invitation: dict[str, Any] = world.admin.rpc("invite_member", p_email=email, p_role="VIEWER")
    return invitation


def _call(world: "World") -> dict[str, Any]:
    call = {"purpose": "PROMPT_EXECUTION", "reference_id": world.rows["executions"], "kind": "FIRST"}
    call |= {"provider": "local", "model": "local:a", "price_source": "UNKNOWN", "outcome": "FAILED"}
    return call | {"tenant_id": world.tenant_id, "started_at": "2026-01-01T00:00:00Z"}


#                    anon    outsider  viewer   member   admin    service
TABLES: Mapping[str, Table] = {
    "tenants": Table(
        patch=      "denied  nothing   nothing  nothing  done     denied",
        change={"name": "Renamed"},
        new_row=lambda _: {"name": "Mine"},
        updatable={"name", "time_zone", *KEPT_DAYS},
    ),
    "users": Table(  # the row is the admin's own profile
        patch=      "denied  nothing   nothing  nothing  done     denied",
        change={"name": "Renamed"},
        new_row=lambda _: {"id": any_id()},
        updatable={"name", "avatar_url", "preferences"},
    ),
    "user_roles": Table(
        change={"role": "ADMIN"},
        new_row=lambda world: {"tenant_id": world.tenant_id, "user_id": world.outsider.id, "role": "ADMIN"},
        one=lambda world: {"tenant_id": f"eq.{world.tenant_id}", "user_id": f"eq.{world.admin.id}"},
    ),
    "invitations": Table(
        change={"role": "ADMIN"},
        new_row=lambda world: {
            "tenant_id": world.tenant_id, "email": "a@example.com", "role": "ADMIN", "created_by": world.admin.id
        },
    ),
    "audit_logs": Table(
        change={"action": "UPDATE"},
        new_row=lambda world: {"tenant_id": world.tenant_id, "action": "CREATE", "resource_type": "prompt"},
    ),
    "cost_tracking": Table(change={"cost_usd": 0}, new_row=_call),
}  # fmt: skip


def _invitation(scene: Scene) -> dict[str, Any]:
    return {"p_invitation_id": new_invitation(scene.world)["id"]}


def _someone(scene: Scene) -> dict[str, Any]:
    """A member who may be changed or removed without anybody's missing them."""
    guest = scene.world.admin.invite(scene.world.site.sign_up(), "MEMBER")
    return {"p_user_id": guest.id}


def _own_tenant(scene: Scene) -> dict[str, Any]:
    """A tenant in which everybody has their role, to be left or deleted."""
    world = scene.world
    admin = world.admin.within(world.admin.rpc("create_tenant", p_name="Short-lived")["id"])
    admin.invite(world.member, "MEMBER")
    admin.invite(world.viewer, "VIEWER")
    return {"p_tenant_id": admin.tenant_id}


def _deleted_tenant(scene: Scene) -> dict[str, Any]:
    about = _own_tenant(scene)
    scene.world.admin.rpc("delete_tenant", **about)
    return about


# Acting in the tenant by x-tenant-id, except for the outsider and those without a user.
#            anon    outsider  viewer   member   admin    service
FUNCTIONS: Mapping[str, Function] = {
    "accept_invitation": Function(  # somebody else's token
        who="denied  404       404      404      404      denied",
        arguments=lambda scene: {"p_token": new_invitation(scene.world)["token"]},
    ),
    "change_member_role": Function(
        who="denied  404       403      403      done     denied",
        arguments=lambda scene: _someone(scene) | {"p_role": "VIEWER"},
        about={"p_user_id": "users"},
    ),
    "cost_summary": Function(  # the outsider: of their own tenant
        who="denied  done      done     done     done     denied",
        arguments=lambda _: {"p_group_by": "model", "p_to": "2100-01-01"},
        by_get=False,
    ),
    "create_tenant": Function(
        who="denied  done      done     done     done     denied",
        arguments=lambda _: {"p_name": "Mine"},
    ),
    "delete_tenant": Function(
        who="denied  404       403      403      done     denied",
        arguments=_own_tenant,
        about={"p_tenant_id": "tenants"},
    ),
    "invite_member": Function(  # the outsider: into their own tenant
        who="denied  done      403      403      done     denied",
        arguments=lambda _: {"p_email": f"{any_name()}@example.com"},
    ),
    "leave_tenant": Function(  # the last ADMIN stays
        who="denied  404       done     done     409      denied",
        arguments=_own_tenant,
        about={"p_tenant_id": "tenants"},
    ),
    "remove_member": Function(
        who="denied  404       403      403      done     denied",
        arguments=_someone,
        about={"p_user_id": "users"},
    ),
    "restore_tenant": Function(
        who="denied  404       404      404      done     denied",
        arguments=_deleted_tenant,
        about={"p_tenant_id": "tenants"},
    ),
    "revoke_invitation": Function(
        who="denied  404       404      404      done     denied",
        arguments=_invitation,
        about={"p_invitation_id": "invitations"},
    ),
}  # fmt: skip


def rows(place: Place) -> dict[str, str]:
    # One that nobody has accepted: its token is still there.
    invitation = place.admin.rpc("invite_member", p_email=f"{any_name()}@example.com", p_role="VIEWER")
    made = {"tenants": place.tenant_id, "users": place.admin.id, "user_roles": place.admin.id}
    return made | {"invitations": invitation["id"], "audit_logs": place.found("audit_logs")}
