"""Sessions: kept in a private file, refreshed when they have expired, ended by `logout`."""

import json
import stat
from pathlib import Path

import pytest

from formaops.cli.project import find_project
from tests.unit.cli.played import URL, Command, Project, problem, session


@pytest.fixture
def session_file(project: Project) -> Path:
    return find_project(URL, "k").session_file


@pytest.fixture
def nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    """No credentials in the environment."""
    monkeypatch.delenv("FORMAOPS_EMAIL")
    monkeypatch.delenv("FORMAOPS_PASSWORD")


def keep(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def test_login_keeps_a_session_that_only_its_owner_can_read(
    project: Project, nobody: None, session_file: Path, command: Command
) -> None:
    result = command("login", "--email", "ann@example.com", "--password-stdin", stdin="correct horse\n")
    assert result.exit_code == 0, result.stderr
    assert stat.S_IMODE(session_file.stat().st_mode) == 0o600
    assert stat.S_IMODE(session_file.parent.stat().st_mode) == 0o700
    sent = json.loads(project.auth("password").calls.last.request.content)
    assert sent["password"] == "correct horse"
    assert "correct horse" not in session_file.read_text() + result.output
    project.rest("GET", "user_roles").respond(json=[])
    assert json.loads(command("whoami", "--json").stdout)["email"] == "ann@example.com"


def test_an_expired_session_is_refreshed_and_kept(
    project: Project, nobody: None, session_file: Path, command: Command
) -> None:
    keep(session_file, json.dumps(session(expires_in=-5, token="old")))
    project.auth("refresh_token").respond(json=session(token="new"))
    roles = project.rest("GET", "user_roles").respond(json=[])
    assert command("whoami").exit_code == 0
    assert roles.calls.last.request.headers["authorization"] == "Bearer new"
    assert json.loads(session_file.read_text())["access_token"] == "new"


def test_a_session_that_cannot_be_refreshed_has_ended(
    project: Project, nobody: None, session_file: Path, command: Command
) -> None:
    keep(session_file, json.dumps(session(expires_in=-5)))
    project.auth("refresh_token").respond(400, json={"code": "refresh_token_not_found", "message": "Invalid token"})
    result = command("whoami")
    assert result.exit_code == 3
    assert "formaops login" in result.stderr


@pytest.mark.parametrize("text", ["", "{}", "not json", "[1]"])
def test_a_broken_session_file_is_nobody(
    project: Project, nobody: None, session_file: Path, command: Command, text: str
) -> None:
    keep(session_file, text)
    result = command("whoami")
    assert (result.exit_code, "Nobody is signed in" in result.stderr) == (3, True)


def test_logout_ends_the_session_here_and_there(
    project: Project, nobody: None, session_file: Path, command: Command
) -> None:
    ended = project.router.post(f"{URL}/auth/v1/logout").respond(204)
    assert "Nobody was signed in" in command("logout").stderr
    keep(session_file, json.dumps(session()))
    assert command("logout").exit_code == 0
    assert (ended.called, session_file.exists()) == (True, False)


def test_a_wrong_password_is_told(project: Project, session_file: Path, command: Command) -> None:
    project.auth("password").respond(400, json={"code": "invalid_credentials", "message": "Invalid login credentials"})
    result = command("login", "--json")
    assert (result.exit_code, json.loads(result.stdout)["code"]) == (3, "unauthenticated")
    assert not session_file.exists()


def test_nobody_is_asked_where_nobody_is(project: Project, nobody: None, command: Command) -> None:
    assert command("login").exit_code == 2
    assert command("login", "--email", "a@b.c").exit_code == 2
    assert command("login", "--email", "a@b.c", "--password-stdin", stdin="\n").exit_code == 2


def test_the_tenant_goes_with_every_request(project: Project, command: Command) -> None:
    tenant = "00000000-0000-4000-8000-0000000000ff"
    rest = project.rest("POST", "rpc/search_prompts").respond(json=[])
    tried = project.function("test-prompt").mock(return_value=problem(404, "not_found"))
    command("prompts", "list", "--tenant", tenant)
    command("test", "x", FORMAOPS_TENANT=tenant)
    assert rest.calls.last.request.headers["x-tenant-id"] == tenant
    assert tried.calls.last.request.headers["x-tenant-id"] == tenant
    assert command("prompts", "list", "--tenant", "mine").exit_code == 2
