"""The command in this process, as somebody who signs in by the environment."""

import os
from collections.abc import Callable

import pytest
from typer.testing import CliRunner, Result

from formaops.cli.app import app
from tests.support.callers import Person
from tests.support.stacks import Stack

Command = Callable[..., Result]


@pytest.fixture
def command_as(monkeypatch: pytest.MonkeyPatch) -> Callable[[Stack, Person | None], Command]:
    """Make a command that speaks to a stack as a person; as nobody named, it is the demo user."""
    for name in list(os.environ):
        if name.startswith(("FORMAOPS_", "SUPABASE_")):
            monkeypatch.delenv(name)
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.setenv("TERM", "dumb")

    def command_of(stack: Stack, person: Person | None = None) -> Command:
        environment = {"FORMAOPS_STATE": str(stack.state)}
        if person:
            environment |= {"FORMAOPS_EMAIL": person.email, "FORMAOPS_PASSWORD": person.password}

        def run(*words: str, stdin: str | None = None, **more: str) -> Result:
            return CliRunner().invoke(app, list(words), input=stdin, env=environment | more, prog_name="formaops")

        return run

    return command_of


@pytest.fixture
def command(site: Stack, author: Person, command_as: Callable[[Stack, Person | None], Command]) -> Command:
    """As somebody new, who owns a personal tenant with nothing in it."""
    return command_as(site, author)
