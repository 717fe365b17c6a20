"""One attempt with PostgREST mocked and a receiver on the loopback interface: what is sent, and what is recorded."""

import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest
import respx
from standardwebhooks.webhooks import Webhook

from formaops.database import Database
from formaops.egress import Egress, Policy
from formaops.errors import NotReady
from formaops.settings import Settings
from formaops.webhooks import deliver
from tests.unit.egress.conftest import NewServer, Server, serve  # noqa: F401 a fixture

REST = "http://rest.test"
DELIVERY, EVENT = UUID(int=1), str(UUID(int=2))
OLD, NEW = "whsec_b2xkIHNlY3JldCBvZiBlbm91Z2ggYnl0ZXM=", "whsec_bmV3IHNlY3JldCBvZiBlbm91Z2ggYnl0ZXM="
BODY = '{"data": {"name": "Überbudget"}, "type": "budget.exceeded"}'
AGAIN = datetime(2026, 11, 21, 12, 30, tzinfo=UTC)


def settings(**more: Any) -> Settings:
    given = {"supabase_url": "http://project.test", "rest": REST, "service_role_key": "s", "anon_key": "a"}
    return Settings(**(given | more))


@pytest.fixture
def rest() -> Any:
    with respx.mock(base_url=REST, assert_all_called=False) as router:
        yield router


@pytest.fixture
async def database() -> AsyncIterator[Database]:
    made = Database(settings(), transport=httpx.AsyncHTTPTransport())
    yield made
    await made.aclose()


def begins(rest: respx.Router, url: str, **more: Any) -> respx.Route:
    answer = {"event_id": EVENT, "attempt": 3, "url": url, "body": BODY, "secrets": [NEW]} | more
    return rest.post("/rpc/begin_webhook_delivery").respond(json=answer)


def ends(rest: respx.Router, next_attempt_at: datetime | None = AGAIN) -> respx.Route:
    answer = {"status": "PENDING", "next_attempt_at": next_attempt_at and next_attempt_at.isoformat()}
    return rest.post("/rpc/end_webhook_delivery").respond(json=answer)


async def attempt(database: Database, **more: Any) -> datetime | None:
    egress = Egress(Policy.parse("127.0.0.1"))
    return await deliver(DELIVERY, database=database, egress=egress, settings=settings(**more))


def told(route: respx.Route) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(route.calls.last.request.content)
    return told


def received(server: Server) -> tuple[str, dict[str, str]]:
    """The body and the headers, as a receiver has them."""
    head, _, body = server.requests[-1].partition("\r\n\r\n")
    return body, dict(line.lower().split(": ", 1) for line in head.split("\r\n")[1:]) | {
        "webhook-signature": server.header("webhook-signature") or ""
    }


async def test_what_is_sent_verifies(serve: NewServer, rest: respx.Router, database: Database) -> None:  # noqa: F811
    server = await serve({"/": b"HTTP/1.1 204 No Content\r\n\r\n"})
    begun, ended = begins(rest, f"{server.url}/"), ends(rest, None)

    assert await attempt(database, webhook_timeout_seconds=2.5) is None

    body, headers = received(server)
    assert body == BODY
    assert Webhook(NEW).verify(body, headers)["type"] == "budget.exceeded"
    assert (headers["webhook-id"], headers["content-type"]) == (EVENT, "application/json")
    assert abs(datetime.now(UTC).timestamp() - int(headers["webhook-timestamp"])) < 60
    assert told(begun) == {"p_delivery_id": str(DELIVERY), "p_lease_seconds": 33}
    assert told(ended) == {
        "p_delivery_id": str(DELIVERY),
        "p_attempt": 3,
        "p_response_status": 204,
        "p_retry_seconds": [5, 300, 1800, 7200, 18000, 36000, 50400, 72000, 86400],
    }


async def test_while_a_secret_is_replaced_both_sign(
    serve: NewServer,  # noqa: F811
    rest: respx.Router,
    database: Database,
) -> None:
    server = await serve()
    begins(rest, server.url, secrets=[NEW, OLD])
    ends(rest, None)
    await attempt(database)
    body, headers = received(server)
    assert len(headers["webhook-signature"].split(" ")) == 2
    for secret in (NEW, OLD):
        Webhook(secret).verify(body, headers)


@pytest.mark.parametrize(
    ("answer", "recorded"),
    [
        (b"HTTP/1.1 500 No\r\n\r\n", {"p_response_status": 500, "p_error": "HTTP 500", "p_retry_after_seconds": None}),
        (
            b"HTTP/1.1 410 Gone\r\n\r\n",
            {"p_response_status": 410, "p_error": "HTTP 410", "p_retry_after_seconds": None},
        ),
        (
            b"HTTP/1.1 503 No\r\nRetry-After: 120\r\n\r\n",
            {"p_response_status": 503, "p_error": "HTTP 503", "p_retry_after_seconds": 120},
        ),
        (
            b"HTTP/1.1 429 No\r\nRetry-After: soon\r\n\r\n",
            {"p_response_status": 429, "p_error": "HTTP 429", "p_retry_after_seconds": None},
        ),
        (
            b"HTTP/1.1 429 No\r\nRetry-After: Wed, 21 Oct 2015 07:28:00 GMT\r\n\r\n",
            {"p_response_status": 429, "p_error": "HTTP 429", "p_retry_after_seconds": 0},
        ),
        (
            b"HTTP/1.1 302 Found\r\nLocation: http://169.254.169.254/\r\n\r\n",
            {"p_response_status": 302, "p_error": "HTTP 302", "p_retry_after_seconds": None},
        ),
        (b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * 5_000_000, {"p_response_status": 200}),
        (b"", {"p_error": "The connection broke before the answer was whole."}),
    ],
    ids=["500", "410", "retry after seconds", "retry some time", "retry after a date", "redirect", "huge", "closes"],
)
async def test_what_is_recorded(
    serve: NewServer,  # noqa: F811
    rest: respx.Router,
    database: Database,
    answer: bytes,
    recorded: dict[str, Any],
) -> None:
    server = await serve({"/": answer})
    begins(rest, f"{server.url}/")
    ended = ends(rest)
    assert await attempt(database, webhook_retry_seconds="") == AGAIN
    assert told(ended) == {"p_delivery_id": str(DELIVERY), "p_attempt": 3, "p_retry_seconds": []} | recorded
    assert len(server.requests) == 1


async def test_an_address_that_may_not_be_asked_is_a_failure(rest: respx.Router, database: Database) -> None:
    begins(rest, "http://10.0.0.1/")
    ended = ends(rest)
    assert await attempt(database) == AGAIN
    assert told(ended)["p_error"] == "The URL is not https."


async def test_nothing_is_sent_that_is_not_due_or_not_there(rest: respx.Router, database: Database) -> None:
    route = rest.post("/rpc/begin_webhook_delivery")
    route.side_effect = [httpx.Response(200, text="null"), httpx.Response(200, json={"again_at": AGAIN.isoformat()})]
    assert await attempt(database) is None
    assert await attempt(database) == AGAIN


async def test_what_was_deleted_meanwhile_has_ended(
    serve: NewServer,  # noqa: F811
    rest: respx.Router,
    database: Database,
) -> None:
    begins(rest, (await serve()).url)
    rest.post("/rpc/end_webhook_delivery").respond(text="null")
    assert await attempt(database) is None


async def test_without_the_database_nobody_knows_of_the_attempt(
    serve: NewServer,  # noqa: F811
    rest: respx.Router,
    database: Database,
) -> None:
    begins(rest, (await serve()).url)
    rest.post("/rpc/end_webhook_delivery").mock(side_effect=httpx.ConnectError("away"))
    with pytest.raises(NotReady):
        await attempt(database)


async def test_a_retry_date_is_reckoned_from_now(
    serve: NewServer,  # noqa: F811
    rest: respx.Router,
    database: Database,
) -> None:
    server = await serve({"/": b"HTTP/1.1 503 No\r\nRetry-After: Sat, 21 Nov 2026 12:30:00 GMT\r\n\r\n"})
    begins(rest, f"{server.url}/")
    ended = ends(rest)
    egress = Egress(Policy.parse("127.0.0.1"))
    now = AGAIN - timedelta(minutes=2)
    await deliver(DELIVERY, database=database, egress=egress, settings=settings(), now=now)
    assert told(ended)["p_retry_after_seconds"] == 120
