"""Webhook endpoints and what they were told. How to add a table or a function: see the package."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from tests.security.matrix.budgets import new_budget
from tests.security.matrix.domain import Function, Machine, Place, Scene, Table

if TYPE_CHECKING:
    from tests.security.world import World
    from tests.support.callers import Person
    from tests.support.stacks import Stack

# Nobody has this name, so that nothing is sent, whoever looks at what is to be delivered.
_URL = "https://hooks.invalid/"
_NOW = "2026-11-21T12:00:00Z"


def _made(admin: "Person", path: str) -> str:
    made = admin.rpc("create_webhook_endpoint", p_url=_URL + path, p_events=["execution.poisoned"])
    return str(made["id"])


def new_endpoint(world: "World") -> str:
    """A tenant has no more than twenty: the one before goes."""
    world.admin.rest("DELETE", "webhook_endpoints", url=f"eq.{_URL}fresh")
    return _made(world.admin, "fresh")


def _delivery(admin: "Person", endpoint: str) -> str:
    return str(admin.rpc("send_test_webhook", p_endpoint_id=endpoint)["id"])


def new_delivery(world: "World") -> str:
    """One that waits."""
    return _delivery(world.admin, new_endpoint(world))


def _ended(site: "Stack", delivery: str) -> str:
    """As if its only attempt had failed."""
    site.service.rpc("begin_webhook_delivery", p_delivery_id=delivery)
    attempt = site.sql("select attempts from public.webhook_deliveries where id = %s", delivery)[0]["attempts"]
    site.service.rpc("end_webhook_delivery", p_delivery_id=delivery, p_attempt=attempt, p_retry_seconds=[])
    return delivery


def _endpoint_row(world: "World") -> dict[str, Any]:
    row = {"tenant_id": world.tenant_id, "created_by": world.member.id, "url": _URL}
    return row | {"events": ["execution.failed"]}


def _delivery_row(world: "World") -> dict[str, Any]:
    row = {"tenant_id": world.tenant_id, "endpoint_id": world.rows["webhook_endpoints"], "payload": {}}
    return row | {"event_id": world.rows["webhook_deliveries"], "event_type": "webhook.test"}


#                    anon    outsider  viewer   member   admin    service
TABLES: Mapping[str, Table] = {
    "webhook_endpoints": Table(
        get=        "denied  nothing   nothing  nothing  done     done",
        patch=      "denied  nothing   nothing  nothing  done     denied",
        delete=     "denied  nothing   nothing  nothing  done     denied",
        change={"description": "Ours"},
        new_row=_endpoint_row,
        fresh=new_endpoint,
        updatable={"url", "description", "events", "is_active"},
    ),
    "webhook_deliveries": Table(
        get=        "denied  nothing   nothing  nothing  done     done",
        change={"error": "x"},
        new_row=_delivery_row,
        machines={
            "status": Machine(
                moves={("PENDING", "DELIVERED"), ("PENDING", "FAILED")},
                columns={
                    "PENDING": {"next_attempt_at": _NOW, "delivered_at": None},
                    "DELIVERED": {"next_attempt_at": None, "delivered_at": _NOW},
                    "FAILED": {"next_attempt_at": None, "delivered_at": None},
                },
                final={"DELIVERED", "FAILED"},
            )
        },
    ),
}  # fmt: skip


def _one(scene: Scene) -> dict[str, Any]:
    return {"p_endpoint_id": new_endpoint(scene.world)}


def _new(_: Scene) -> dict[str, Any]:
    return {"p_url": f"{_URL}new", "p_events": ["execution.poisoned"]}


def _waiting(scene: Scene) -> dict[str, Any]:
    return {"p_delivery_id": new_delivery(scene.world)}


def _tried(scene: Scene) -> dict[str, Any]:
    return _waiting(scene) | {"p_attempt": 0}


def _over(scene: Scene) -> dict[str, Any]:
    return {"p_delivery_id": _ended(scene.world.site, new_delivery(scene.world))}


_ONE_ENDPOINT = {"p_endpoint_id": "webhook_endpoints"}
_ONE_DELIVERY = {"p_delivery_id": "webhook_deliveries"}

# Acting in the tenant by x-tenant-id, except for the outsider and those without a user.
#            anon    outsider  viewer   member   admin    service
FUNCTIONS: Mapping[str, Function] = {
    "begin_webhook_delivery": Function(
        who="denied  denied    denied   denied   denied   done", arguments=_waiting, about=_ONE_DELIVERY
    ),
    "create_webhook_endpoint": Function(
        who="denied  done      403      403      done     denied", arguments=_new, by_get=False
    ),
    "end_webhook_delivery": Function(
        who="denied  denied    denied   denied   denied   done", arguments=_tried, about=_ONE_DELIVERY
    ),
    "record_budget_refusal": Function(
        who="denied  denied    denied   denied   denied   done",
        arguments=lambda scene: {"p_budget_id": new_budget(scene.world)},
        about={"p_budget_id": "budgets"},
        by_get=False,  # nobody listens: nothing is written
    ),
    "redeliver_webhook": Function(
        who="denied  404       404      404      done     denied", arguments=_over, about=_ONE_DELIVERY
    ),
    "rotate_webhook_secret": Function(
        who="denied  404       404      404      done     denied", arguments=_one, about=_ONE_ENDPOINT
    ),
    "send_test_webhook": Function(
        who="denied  404       404      404      done     denied", arguments=_one, about=_ONE_ENDPOINT
    ),
    "sweep_webhooks": Function(
        who="denied  denied    denied   denied   denied   done", arguments=lambda _: {"p_limit": 10}
    ),
}  # fmt: skip


def rows(place: Place) -> dict[str, str]:
    endpoint = _made(place.admin, "secret-path")
    return {"webhook_endpoints": endpoint, "webhook_deliveries": _delivery(place.admin, endpoint)}
