"""What workers do so that old rows go."""

import json

import httpx
import respx

from formaops.database import Database
from formaops.queue import handlers  # noqa: F401  # fills SWEEPS
from formaops.queue.tasks import SWEEPS
from formaops.retention.pruning import prune_old_rows
from tests.unit.webhooks.test_delivering import REST, settings


async def test_workers_prune_for_half_a_second_at_a_time() -> None:
    assert prune_old_rows in SWEEPS
    database = Database(settings(), transport=httpx.AsyncHTTPTransport())
    with respx.mock(base_url=REST) as rest:
        route = rest.post("/rpc/prune_old_rows").respond(json={"deleted": {}, "tenants": 0, "more": False})
        await prune_old_rows(database, settings())
        assert json.loads(route.calls.last.request.content) == {"p_seconds": 0.5, "p_batch": 1000}
    await database.aclose()
