"""What a budget refused is told to the database, now and then."""

import httpx
import pytest
import respx

from formaops.database import Database
from formaops.errors import BudgetExceeded
from formaops.webhooks import Refusals, refusals
from tests.unit.webhooks.test_delivering import REST, settings


async def test_once_a_minute_for_each_budget(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 1000.0
    monkeypatch.setattr(refusals.time, "monotonic", lambda: now)
    database = Database(settings(), transport=httpx.AsyncHTTPTransport())
    told = Refusals(database)
    with respx.mock(base_url=REST) as rest:
        route = rest.post("/rpc/record_budget_refusal").respond(json=True)
        for budget in ("a", "a", "b", "a"):
            await told.tell(BudgetExceeded("Too much.", budget_id=budget))
        assert [call.request.content for call in route.calls] == [b'{"p_budget_id":"a"}', b'{"p_budget_id":"b"}']
        now += 61
        await told.tell(BudgetExceeded("Too much.", budget_id="a"))
        assert route.call_count == 3
    await database.aclose()


async def test_what_cannot_be_told_changes_nothing_for_the_caller(caplog: pytest.LogCaptureFixture) -> None:
    database = Database(settings(), transport=httpx.AsyncHTTPTransport())
    told = Refusals(database)
    with respx.mock(base_url=REST) as rest:
        rest.post("/rpc/record_budget_refusal").mock(side_effect=httpx.ConnectError("away"))
        await told.tell(BudgetExceeded("Too much.", budget_id="a"))
        await told.tell(BudgetExceeded("Too much."))
    assert "could not be told" in caplog.text
    await database.aclose()


async def test_no_number_of_budgets_fills_the_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(refusals, "_MOST_BUDGETS", 2)
    database = Database(settings(), transport=httpx.AsyncHTTPTransport())
    told = Refusals(database)
    with respx.mock(base_url=REST) as rest:
        route = rest.post("/rpc/record_budget_refusal").respond(json=False)
        for budget in ("a", "b", "c", "a", "c"):
            await told.tell(BudgetExceeded("Too much.", budget_id=budget))
        assert route.call_count == 4
    await database.aclose()
