"""Fixtures of the tests that ask a model: a pytest plugin, loaded by `tests/conftest.py`."""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest

from formaops.local.layout import ROOT
from tests.support.callers import Person
from tests.support.stacks import Stack, running_stack


@dataclass(frozen=True)
class Team:
    admin: Person
    member: Person
    viewer: Person
    outsider: Person


@pytest.fixture(scope="session")
def site() -> Iterator[Stack]:
    """The stack that these tests share; its model provider misbehaves on demand. Nothing here may stop its parts."""
    state = ROOT / ".formaops" / f"test-site-{os.getpid()}"
    with running_stack(state, {"FORMAOPS_HEARTBEAT_SECONDS": "0.2"}) as stack:
        yield stack
    shutil.rmtree(state, ignore_errors=True)


@pytest.fixture(scope="module")
def own_site() -> Iterator[Callable[..., Stack]]:
    """Start a stack for this module's tests alone, with settings; they may disturb it."""
    with ExitStack() as stacks:

        def start(*, durable: bool = False, **settings: object) -> Stack:
            folder = Path(tempfile.mkdtemp(prefix="formaops-test-"))
            stacks.callback(shutil.rmtree, folder, ignore_errors=True)
            given = {name: str(value) for name, value in settings.items()}
            return stacks.enter_context(running_stack(folder / "state", given, durable=durable))

        yield start


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
