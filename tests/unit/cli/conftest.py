"""The command in this process, against a project that respx plays."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
import respx
from typer.testing import CliRunner, Result

from formaops.cli.app import app
from tests.unit.cli.played import TENANT, URL, Command, Project, session


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No project, no session, no colours but those that a test asks for."""
    for name in list(os.environ):
        if name.startswith(("FORMAOPS_", "SUPABASE_")) or name.endswith("_API_KEY"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("FORMAOPS_STATE", str(tmp_path / "state"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.setenv("TERM", "dumb")


@pytest.fixture
def command() -> Command:
    """Run the command with these words; `.stdout`, `.stderr` and `.exit_code` are what a shell would see."""

    def run(*words: str, stdin: str | None = None, **environment: str) -> Result:
        return CliRunner().invoke(app, list(words), input=stdin, env=environment, prog_name="formaops")

    return run


@pytest.fixture
def project(monkeypatch: pytest.MonkeyPatch) -> Iterator[Project]:
    """A hosted project that ann@example.com, who signs in by the environment, may use."""
    monkeypatch.setenv("FORMAOPS_URL", URL)
    monkeypatch.setenv("FORMAOPS_KEY", "sb_publishable_test")
    monkeypatch.setenv("FORMAOPS_EMAIL", "ann@example.com")
    monkeypatch.setenv("FORMAOPS_PASSWORD", "correct horse")
    with respx.mock(assert_all_called=False) as router:
        played = Project(router)
        played.auth("password").respond(json=session())
        played.rest("GET", "tenants").respond(json=[{"id": TENANT}])
        yield played
