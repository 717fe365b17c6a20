"""Fixtures for every test that needs the real stack: one stack a session, users as a test asks for them.

The stack starts when the first test asks for it, from nothing, in ``.formaops/test``, and ends with the session,
however that ends. Tests of `tests/unit` never touch it.
"""

import contextlib
import os
import shutil
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import httpx
import pytest
from hypothesis import HealthCheck, settings
from supabase import Client, ClientOptions, create_client

from formaops.local import stack as local
from formaops.local.environment import Addresses
from formaops.local.layout import ROOT, Layout, supervisor_pid

pytest_plugins = ["tests.support.fixtures"]

# On a busy machine an example may take its time.
settings.register_profile("patient", settings(), deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")


@dataclass(frozen=True, slots=True)
class User:
    """A user who has signed in: ``client`` acts as them, ``token`` is their access token (valid for an hour)."""

    id: str
    email: str
    password: str
    token: str
    client: Client


@pytest.fixture(scope="session")
def stack(pytestconfig: pytest.Config) -> Iterator[Addresses]:
    """The addresses and keys of a fresh stack with migrations and seed; ``FORMAOPS_*`` of the caller stay out of it."""
    state = ROOT / ".formaops" / "test"
    if supervisor_pid(Layout.of(state)) is not None:  # another session's
        state = state.with_name(f"test-{os.getpid()}")
    capture = pytestconfig.pluginmanager.getplugin("capturemanager")

    def progress(step: local.Step) -> None:
        if step.seconds is not None and step.state == "done":
            with capture.global_and_fixture_disabled():
                print(f"  stack: {step.message} ({step.seconds:.1f} s)", flush=True)

    local.reset(state)
    yield local.up(state, attached=True, durable=False, progress=progress)
    local.down(state)
    if state.name != "test":
        local.reset(state)
        shutil.rmtree(state, ignore_errors=True)


@pytest.fixture(scope="session")
def client_with(stack: Addresses) -> Iterator[Callable[[str], Client]]:
    """Make a supabase-py client with one of the stack's API keys; its connections are closed with the session."""
    with contextlib.ExitStack() as connections:

        def make(key: str) -> Client:
            # Given an HTTP client, supabase-py neither leaves it open nor warns of its own deprecated arguments.
            http = connections.enter_context(httpx.Client(timeout=60))
            options = ClientOptions(httpx_client=http, auto_refresh_token=False)
            return create_client(stack.api_url, key, options)

        yield make


@pytest.fixture(scope="session")
def service(stack: Addresses, client_with: Callable[[str], Client]) -> Client:
    """A client with the service key: passes row-level security, for preparing and for looking behind it."""
    return client_with(stack.service_role_key)


@pytest.fixture(scope="session")
def sign_in(stack: Addresses, client_with: Callable[[str], Client]) -> Callable[[str, str], User]:
    """Sign in a user who exists (the seed's, say) with e-mail address and password."""

    def signed_in(email: str, password: str) -> User:
        client = client_with(stack.anon_key)
        answer = client.auth.sign_in_with_password({"email": email, "password": password})
        assert answer.user
        assert answer.session
        return User(answer.user.id, email, password, answer.session.access_token, client)

    return signed_in


@pytest.fixture(scope="session")
def new_user(stack: Addresses, client_with: Callable[[str], Client]) -> Callable[[], User]:
    """Sign up a user of whom nobody has heard, with a personal tenant and nothing in it."""

    def signed_up() -> User:
        client = client_with(stack.anon_key)
        email, password = f"{uuid.uuid4().hex}@example.com", "correct horse"
        answer = client.auth.sign_up({"email": email, "password": password})
        assert answer.user
        assert answer.session
        return User(answer.user.id, email, password, answer.session.access_token, client)

    return signed_up
