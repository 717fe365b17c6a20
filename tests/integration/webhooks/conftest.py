"""A receiver of webhooks, endpoints that lead to it, and a worker that delivers."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from formaops.database import Database
from formaops.egress import Egress, Policy
from formaops.settings import Settings
from formaops.webhooks import deliver
from tests.support.callers import Person
from tests.support.fixtures import WEBHOOKS
from tests.support.receiver import Message, Receiver, receiving
from tests.support.stacks import Stack
from tests.support.waiting import eventually


@pytest.fixture(scope="session")
def receiver() -> Iterator[Receiver]:
    with receiving() as receiver:
        yield receiver


@dataclass(frozen=True)
class Endpoint:
    """Of a tenant whose ADMIN is `admin`, at an address of the receiver that no other test has."""

    id: str
    secret: str
    path: str
    admin: Person
    receiver: Receiver

    @property
    def row(self) -> dict[str, Any]:
        return self.admin.rows("webhook_endpoints", id=f"eq.{self.id}")[0]

    @property
    def deliveries(self) -> list[dict[str, Any]]:
        return self.admin.rows("webhook_deliveries", endpoint_id=f"eq.{self.id}", order="created_at")

    @property
    def heard(self) -> list[Message]:
        return self.receiver.heard(self.path)

    def test(self) -> str:
        """Have a test sent: the id of its delivery."""
        return str(self.admin.rpc("send_test_webhook", p_endpoint_id=self.id)["id"])

    def ended(self, number: int = 1) -> list[dict[str, Any]]:
        """The deliveries, once so many have ended."""
        eventually(lambda: sum(row["status"] != "PENDING" for row in self.deliveries) >= number)
        return self.deliveries


def add_endpoint(admin: Person, receiver: Receiver, way: str, *events: str) -> Endpoint:
    path = f"{way}/{admin.id}"
    made = admin.rpc(
        "create_webhook_endpoint", p_url=receiver.url(path), p_events=list(events or ["execution.completed"])
    )
    return Endpoint(made["id"], made["secret"], path, admin, receiver)


@pytest.fixture
def admin(site: Stack) -> Person:
    person = site.sign_up()
    return person.within(person.personal_tenant_id)


@dataclass(frozen=True)
class Worker:
    """Delivers what is due, as a worker of the queue does, with an operator's settings."""

    settings: Settings

    def deliver(self, endpoint: Endpoint, *, database: type[Database] = Database) -> None:
        """Until nothing is due for the endpoint; what the stack's own worker has at hand it has."""
        asyncio.run(self._deliver(endpoint, database(self.settings)))

    async def _deliver(self, endpoint: Endpoint, database: Database) -> None:
        policy = Policy.parse(self.settings.egress_allow, allow_http=self.settings.egress_allow_http)
        due = [UUID(row["id"]) for row in endpoint.deliveries if row["status"] == "PENDING"]
        try:
            for delivery in due:
                again: datetime | None = datetime.now(UTC)
                while again and again <= datetime.now(UTC):
                    again = await deliver(delivery, database=database, egress=Egress(policy), settings=self.settings)
        finally:
            await database.aclose()


@pytest.fixture
def worker(site: Stack) -> Worker:
    """With the settings that the stack's own has."""
    addresses = {
        "supabase_url": site.addresses.api_url,
        "rest": site.addresses.rest_url,
        "service_role_key": site.addresses.service_role_key,
        "anon_key": site.addresses.anon_key,
    }
    settings = {name.removeprefix("FORMAOPS_").lower(): value for name, value in WEBHOOKS.items()}
    return Worker(Settings(**(addresses | settings)))
