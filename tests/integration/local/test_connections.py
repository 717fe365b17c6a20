"""What happens when a statement takes too long, and when all connections are in use; with a PostgREST of its own."""

import asyncio
import itertools
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import httpx
import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict

from formaops.database import Database
from formaops.errors import NotReady
from formaops.local import postgrest
from formaops.local.keys import Keys, load_or_create
from formaops.local.layout import Layout
from formaops.local.postgres import locate
from formaops.settings import Settings
from tests.support.stacks import Stack
from tests.support.waiting import eventually

# Held by a test, so that `sweep_webhooks` waits for it.
LOCK = "lock table public.webhook_deliveries in access exclusive mode"


@dataclass(frozen=True)
class Rest:
    url: str
    service_key: str

    def sweep(self) -> httpx.Response:
        headers = {"apikey": self.service_key, "authorization": f"Bearer {self.service_key}"}
        return httpx.post(f"{self.url}/rpc/sweep_webhooks", json={}, headers=headers, timeout=30)

    def database(self) -> Database:
        return Database(Settings(supabase_url=self.url, service_role_key=self.service_key, anon_key="x", rest=self.url))


@contextmanager
def running(site: Stack, port: Callable[[], int], **settings: str) -> Iterator[Rest]:
    """PostgREST before the stack's database, with some settings of its own."""
    layout = Layout.of(site.state)
    keys: Keys = load_or_create(layout)
    postgres = locate(layout, int(str(conninfo_to_dict(site.addresses.db_url)["port"])))
    ports = {"rest": port(), "rest_admin": port(), "api": 1}
    environment = postgrest.environment(layout, postgres, keys, ports) | settings
    process = subprocess.Popen([postgrest.locate(layout)], env=environment, stdout=subprocess.DEVNULL)
    try:
        assert eventually(lambda: _is_ready(ports["rest_admin"]))
        yield Rest(f"http://127.0.0.1:{ports['rest']}", site.addresses.service_role_key)
    finally:
        process.terminate()
        process.wait(10)


def _is_ready(port: int) -> bool:
    try:
        return httpx.get(f"http://127.0.0.1:{port}/ready").status_code == 200
    except httpx.HTTPError:
        return False


@contextmanager
def locked(site: Stack) -> Iterator[None]:
    with psycopg.connect(site.addresses.admin_db_url) as connection:
        connection.execute(LOCK)
        yield
        connection.rollback()


def test_each_role_has_its_time_for_a_statement(site: Stack) -> None:
    rows = site.sql(
        "select rolname, rolconfig from pg_roles where rolname in ('anon', 'authenticated', 'service_role')"
    )
    found = {row["rolname"]: set(row["rolconfig"]) for row in rows}
    assert "statement_timeout=3s" in found["anon"]
    assert "statement_timeout=8s" in found["authenticated"]
    assert "statement_timeout=30s" in found["service_role"]


def test_a_statement_that_takes_too_long_ends_with_a_clear_problem(
    site: Stack, unused_tcp_port_factory: Callable[[], int]
) -> None:
    site.sql("alter role service_role set statement_timeout = '1s'")
    try:
        with running(site, unused_tcp_port_factory) as rest:
            assert rest.sweep().status_code == 200
            with locked(site):
                answer = rest.sweep()
                assert (answer.status_code, answer.json()["code"]) == (500, "57014")
                with pytest.raises(NotReady, match="its time for one statement was over; nothing was changed"):
                    asyncio.run(_sweep(rest.database()))
            assert rest.sweep().status_code == 200
    finally:
        site.sql("alter role service_role set statement_timeout = '30s'")


def test_a_pool_in_use_answers_soon_and_recovers(site: Stack, unused_tcp_port_factory: Callable[[], int]) -> None:
    async def crowd(database: Database) -> tuple[list[Any], list[Any]]:
        try:
            with locked(site):
                asked = [asyncio.create_task(_problem(database)) for _ in range(5)]
                early = [await each for each in itertools.islice(asyncio.as_completed(asked, timeout=20), 3)]
                waiting = [each for each in asked if not each.done()]
            return early, await asyncio.gather(*waiting)
        finally:
            await database.aclose()

    tight = {"PGRST_DB_POOL": "2", "PGRST_DB_POOL_ACQUISITION_TIMEOUT": "1"}
    with running(site, unused_tcp_port_factory, **tight) as rest:
        early, late = asyncio.run(crowd(rest.database()))
        # Whoever came behind the two that have the connections is not kept waiting.
        assert all("All connections to the database were in use" in each["detail"] for each in early)
        assert {each["retry_after"] for each in early} == {2}
        assert late == [None, None]
        assert rest.sweep().status_code == 200


async def _sweep(database: Database) -> None:
    try:
        await database.rpc("sweep_webhooks", {})
    finally:
        await database.aclose()


async def _problem(database: Database) -> dict[str, Any] | None:
    try:
        await database.rpc("sweep_webhooks", {})
    except NotReady as error:
        return {"detail": error.detail, **error.extra}
    return None
