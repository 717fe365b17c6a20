"""That tenants have keys of their own for model providers. How to add a table or a function: see the package."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from tests.security.matrix.domain import Function, Place, Scene, Table, any_id

if TYPE_CHECKING:
    from tests.security.world import World
    from tests.support.callers import Person


def _stored(admin: "Person", tenant_id: str, provider: str) -> dict[str, Any]:
    """As the function stores it, which is not asked: what is encrypted is of no matter here."""
    row: dict[str, Any] = admin.stack.service.rpc(
        "set_provider_key",
        p_user_id=admin.id,
        p_tenant_id=tenant_id,
        p_provider_key_id=any_id(),
        p_provider=provider,
        p_label="Secret account",
        p_last_characters="1234",
        p_encryption_key="any",
        p_ciphertext="00" * 40,
    )
    return row


def _key(world: "World") -> dict[str, Any]:
    row = {"tenant_id": world.tenant_id, "provider": "vercel", "last_characters": "1234"}
    return row | {"created_by": world.admin.id}


#                    anon    outsider  viewer   member   admin    service
TABLES: Mapping[str, Table] = {
    "provider_keys": Table(change={"label": "Mine"}, new_row=_key),
}  # fmt: skip


def _set(scene: Scene) -> dict[str, Any]:
    about = {"p_user_id": scene.world.admin.id, "p_tenant_id": scene.world.tenant_id, "p_provider_key_id": any_id()}
    about |= {"p_provider": "nebius", "p_label": None, "p_last_characters": "1234"}
    return about | {"p_encryption_key": "any", "p_ciphertext": "00" * 40}


def _one(scene: Scene) -> dict[str, Any]:
    return {"p_provider_key_id": _stored(scene.world.admin, scene.world.tenant_id, "together")["id"]}


#            anon    outsider  viewer   member   admin    service
FUNCTIONS: Mapping[str, Function] = {
    "provider_keys_to_reencrypt": Function(
        who="denied  denied    denied   denied   denied   403",  # nobody here is an operator
        arguments=lambda scene: {"p_operator_id": scene.world.admin.id, "p_encryption_key": "any"},
        about={"p_operator_id": "users", "p_after": ""},
        by_get=False,
    ),
    "reencrypt_provider_keys": Function(
        who="denied  denied    denied   denied   denied   403",
        arguments=lambda scene: {"p_operator_id": scene.world.admin.id, "p_keys": []},
        about={"p_operator_id": "users"},
        by_get=False,
    ),
    "revoke_provider_key": Function(
        who="denied  404       403      403      done     denied",
        arguments=_one,
        about={"p_provider_key_id": "provider_keys"},
    ),
    "set_provider_key": Function(
        who="denied  denied    denied   denied   denied   done",
        arguments=_set,
        about={"p_user_id": "users", "p_tenant_id": "tenants", "p_provider_key_id": ""},  # of the row to be
    ),
}  # fmt: skip


def rows(place: Place) -> dict[str, str]:
    return {"provider_keys": str(_stored(place.admin, place.tenant_id, "openai")["id"])}
