"""The chain of the audit log: it has no table that a client reads. How to add a function: see the package."""

from collections.abc import Mapping
from typing import Any

from tests.security.matrix.domain import Function, Place, Scene, Table

TABLES: Mapping[str, Table] = {}


def _tenant(scene: Scene) -> dict[str, Any]:
    return {"p_tenant_id": scene.world.tenant_id}


def _sealed(scene: Scene) -> dict[str, Any]:
    """Something is in the chain."""
    scene.world.site.service.rpc("seal_audit", p_limit=10000)
    return _tenant(scene)


_OF_A_TENANT = {"p_tenant_id": "tenants"}

#            anon    outsider  viewer   member   admin    service
FUNCTIONS: Mapping[str, Function] = {
    "audit_chain_position": Function(
        who="denied  404       403      403      done     done",
        arguments=lambda scene: _tenant(scene) | {"p_before": "2100-01-01"},
        about=_OF_A_TENANT,
        by_get=False,
    ),
    "audit_chain_status": Function(
        who="denied  404       403      403      done     done", arguments=_tenant, about=_OF_A_TENANT, by_get=False
    ),
    "export_audit": Function(
        who="denied  404       403      403      done     done", arguments=_sealed, about=_OF_A_TENANT, by_get=False
    ),
    "seal_audit": Function(  # when nothing waits, it only reads
        who="denied  denied    denied   denied   denied   done", arguments=lambda _: {"p_limit": 1}, by_get=False
    ),
    "verify_audit_chain": Function(
        who="denied  404       403      403      done     done", arguments=_tenant, about=_OF_A_TENANT, by_get=False
    ),
    "verify_audit_rows": Function(
        who="denied  404       403      403      done     done", arguments=_tenant, about=_OF_A_TENANT, by_get=False
    ),
}  # fmt: skip


def rows(_: Place) -> dict[str, str]:
    return {}
