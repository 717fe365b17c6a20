"""API keys. How to add a table or a function: see the package."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from formaops.access.keys import generate
from tests.security.matrix.domain import Function, Place, Scene, Table, any_name

if TYPE_CHECKING:
    from tests.security.world import World
    from tests.support.callers import Person
    from tests.support.stacks import Stack


def _written_down() -> dict[str, str]:
    key = generate()
    return key.proof | {"last_four": key.last_four}


def _new_key(site: "Stack", owner: "Person", tenant_id: str) -> dict[str, Any]:
    """A key of this owner, what the RPCs take of it included."""
    key = _written_down()
    row: dict[str, Any] = site.service.rpc(
        "create_api_key",
        p_user_id=owner.id,
        p_tenant_id=tenant_id,
        p_api_key=key,
        p_name=any_name(),
        p_scopes=["prompts:read"],
    )
    return row | {"api_key": key}


def _members_key(world: "World") -> dict[str, Any]:
    return _new_key(world.site, world.member, world.tenant_id)


#                    anon    outsider  viewer   member   admin    service
TABLES: Mapping[str, Table] = {
    "api_keys": Table(  # the row is the member's
        get=        "denied  nothing   nothing  done     done     done",
        change={"revoked_at": None},
        new_row=lambda world: {
            "tenant_id": world.tenant_id,
            "user_id": world.member.id,
            "name": any_name(),
            "last_four": "abcd",
            "scopes": ["prompts:read"],
        },
    ),
}  # fmt: skip


def _creation(scene: Scene) -> dict[str, Any]:
    about = {"p_user_id": scene.world.member.id, "p_tenant_id": scene.world.tenant_id}
    return about | {"p_api_key": _written_down(), "p_name": any_name(), "p_scopes": ["prompts:read"]}


def _rotation(scene: Scene) -> dict[str, Any]:
    about = {"p_user_id": scene.world.member.id, "p_api_key_id": _members_key(scene.world)["id"]}
    return about | {"p_api_key": _written_down()}


def _authentication(scene: Scene) -> dict[str, Any]:
    return {
        "p_api_key": _members_key(scene.world)["api_key"],
        "p_scope": "prompts:read",
        "p_tenant_id": scene.world.tenant_id,
    }


# Acting in the tenant by x-tenant-id, except for the outsider and those without a user.
#            anon    outsider  viewer   member   admin    service
FUNCTIONS: Mapping[str, Function] = {
    "authenticate_api_key": Function(
        who="denied  denied    denied   denied   denied   done",
        arguments=_authentication,
        about={"p_tenant_id": "tenants"},
        by_get=False,
    ),
    "create_api_key": Function(
        who="denied  denied    denied   denied   denied   done",
        arguments=_creation,
        about={"p_user_id": "users", "p_tenant_id": "tenants"},
        by_get=False,
    ),
    "revoke_api_key": Function(
        who="denied  404       404      done     done     denied",
        arguments=lambda scene: {"p_api_key_id": _members_key(scene.world)["id"]},
        about={"p_api_key_id": "api_keys"},
    ),
    "rotate_api_key": Function(
        who="denied  denied    denied   denied   denied   done",
        arguments=_rotation,
        about={"p_user_id": "users", "p_api_key_id": "api_keys"},
    ),
}  # fmt: skip


def rows(place: Place) -> dict[str, str]:
    place.site.sql("update public.tenants set api_keys_limit = 1000 where id = %s", place.tenant_id)
    return {"api_keys": str(_new_key(place.site, place.member or place.admin, place.tenant_id)["id"])}
