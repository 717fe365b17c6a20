"""Fixtures of the tests that ask a model: a pytest plugin, loaded by `tests/conftest.py`."""

import atexit
import base64
import os
import shutil
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest

from formaops.local.layout import ROOT
from tests.support.callers import Person
from tests.support.stacks import Stack, running_stack
from tests.support.storage import Storage, running_storage
from tests.support.waiting import eventually

# Receivers are on the loopback interface, and tried again at once.
WEBHOOKS = {
    "FORMAOPS_EGRESS_ALLOW": "127.0.0.1",
    "FORMAOPS_WEBHOOK_RETRY_SECONDS": "0,0",
    "FORMAOPS_WEBHOOK_TIMEOUT_SECONDS": "2",
}
# Bound as long as we live, that no other program gets the port; whoever reuses addresses may listen there all the same.
_kept = socket.socket()
atexit.register(_kept.close)
_kept.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
_kept.bind(("127.0.0.1", 0))
ALERTS_PORT: int = _kept.getsockname()[1]
"""Where the stack tells its operators; nobody listens there but while a test does."""
ALERTS = {
    "FORMAOPS_ALERT_WEBHOOK_URL": f"http://127.0.0.1:{ALERTS_PORT}/alerts",
    "FORMAOPS_ALERT_WEBHOOK_SECRET": "whsec_" + base64.b64encode(b"the operators' secret of a test.").decode(),
}
# With which provider keys are encrypted on the stack that a test may change.
FIRST_KEY = base64.b64encode(bytes(range(32))).decode()


@dataclass(frozen=True)
class Team:
    admin: Person
    member: Person
    viewer: Person
    outsider: Person


@contextmanager
def _stack_of_this_session(name: str, settings: dict[str, str], *, durable: bool = False) -> Iterator[Stack]:
    state = ROOT / ".formaops" / f"test-{name}-{os.getpid()}"
    try:
        with running_stack(state, settings, durable=durable) as stack:
            yield stack
    finally:
        shutil.rmtree(state, ignore_errors=True)


@pytest.fixture(scope="session")
def site() -> Iterator[Stack]:
    """The stack that these tests share; its model provider misbehaves on demand. Nothing here may stop its parts."""
    with _stack_of_this_session("site", {"FORMAOPS_HEARTBEAT_SECONDS": "0.2"} | WEBHOOKS | ALERTS) as stack:
        yield stack


@pytest.fixture(scope="session")
def _fragile() -> Iterator[Stack]:
    settings = {
        "FORMAOPS_LEASE_SECONDS": "30",
        "FORMAOPS_HEARTBEAT_SECONDS": "0.2",
        "FORMAOPS_EXECUTION_TIMEOUT_SECONDS": "120",
        "FORMAOPS_SETTLE_PATIENCE_SECONDS": "60",
        "FORMAOPS_ALLOW_UNKNOWN_PRICE": "false",
        "FORMAOPS_WORKER_GRACE_SECONDS": "6",
        "FORMAOPS_PROVIDER_KEY_ENCRYPTION_KEYS": f"first:{FIRST_KEY}",
        "FORMAOPS_EGRESS_ALLOW": "",
        "FORMAOPS_QUEUE_MAX_ATTEMPTS": "5",
        "FORMAOPS_QUEUE_RETRY_SECONDS": "2",
    }
    with _stack_of_this_session("fragile", settings, durable=True) as stack:
        yield stack


@pytest.fixture
def fragile(_fragile: Stack) -> Iterator[Stack]:
    """Another stack, whose parts a test may stop and whose settings it may change; it is left whole."""
    yield _fragile
    assert eventually(_fragile.is_healthy)


@pytest.fixture
def team(site: Stack) -> "Team":
    """A new shared tenant with somebody in each role, and somebody who is not in it."""
    admin = site.sign_up()
    admin = admin.within(admin.rpc("create_tenant", p_name="Team")["id"])
    member, viewer = (admin.invite(site.sign_up(), role) for role in ("MEMBER", "VIEWER"))
    return Team(admin, member, viewer, site.sign_up())


@pytest.fixture
def author(site: Stack) -> Person:
    """Somebody new, who owns a personal tenant with nothing in it."""
    return site.sign_up()


@pytest.fixture(scope="session")
def storage() -> Iterator[Storage]:
    """What plays Supabase Storage; a test makes buckets of its own in it."""
    with running_storage() as running:
        yield running
