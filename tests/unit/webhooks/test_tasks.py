"""What the queue's workers are given to do."""

from uuid import UUID

import httpx
import respx

from formaops.database import Database
from formaops.queue import handlers
from formaops.queue.tasks import SWEEPS, TASKS, Again, TaskContext
from formaops.webhooks import tasks
from tests.unit.webhooks.test_delivering import AGAIN, DELIVERY, REST, settings


async def test_workers_deliver_and_look_again_when_the_delivery_says() -> None:
    assert handlers.TASKS is TASKS
    database = Database(settings(), transport=httpx.AsyncHTTPTransport())
    context = TaskContext(UUID(int=3), "deliver-webhook", {"delivery_id": str(DELIVERY)}, 1, database, settings())
    with respx.mock(base_url=REST) as rest:
        route = rest.post("/rpc/begin_webhook_delivery").respond(json={"again_at": AGAIN.isoformat()})
        again = await TASKS["deliver-webhook"](context)
        assert isinstance(again, Again)
        assert again.at == AGAIN
        route.respond(text="null")
        assert await TASKS["deliver-webhook"](context) is None
    await database.aclose()


async def test_workers_look_after_what_was_lost() -> None:
    assert tasks.sweep_webhooks in SWEEPS
    database = Database(settings(), transport=httpx.AsyncHTTPTransport())
    with respx.mock(base_url=REST) as rest:
        route = rest.post("/rpc/sweep_webhooks").respond(json={"queued": 0})
        await tasks.sweep_webhooks(database, settings())
        assert route.calls.last.request.content == b"{}"
    await database.aclose()
