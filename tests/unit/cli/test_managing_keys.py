"""`formaops keys`, and a key instead of signing in."""

import json
from typing import Any

import pytest

from tests.unit.cli.played import EXECUTION, TENANT, USER, Command, Project, problem, record

KEY = f"fo_live_{'0' * 32}_{'a' * 43}_abcdef"
KEY_ID = "1f2a0000-0000-4000-8000-00000000000c"


def row(**changes: Any) -> dict[str, Any]:
    return {
        "id": KEY_ID, "tenant_id": TENANT, "user_id": USER, "name": "nightly", "last_four": "cdef",
        "scopes": ["executions:write"], "requests_per_minute": None, "tokens_per_minute": None, "expires_at": None,
        "revoked_at": None, "rotated_from": None, "last_used_at": None, "created_at": "2026-11-21T10:00:00+00:00",
        "updated_at": "2026-11-21T10:00:00+00:00",
    } | changes  # fmt: skip


def test_makes_a_key_and_prints_it_alone(project: Project, command: Command) -> None:
    made = project.function("api-keys").respond(201, json=row(key=KEY, expires_at="2099-01-01T00:00:00+00:00"))
    words = ("--scope", "executions:write", "--scope", "executions:write", "--days", "3", "--requests", "5")
    result = command("keys", "create", "nightly", *words)
    assert (result.exit_code, result.stdout.strip()) == (0, KEY), result.stderr
    assert "shown this once" in result.stderr
    assert "expires" in result.stderr
    sent = json.loads(made.calls.last.request.content)
    assert (sent["name"], sent["scopes"], sent["requests_per_minute"]) == ("nightly", ["executions:write"], 5)
    assert sent["expires_at"].endswith("+00:00")
    assert json.loads(command("keys", "create", "nightly", "--scope", "x", "--json").stdout)["key"] == KEY


def test_a_refusal_is_told(project: Project, command: Command) -> None:
    project.function("api-keys").mock(return_value=problem(403, "forbidden"))
    assert command("keys", "create", "nightly", "--scope", "prompts:write").exit_code == 3


def test_lists_keys_with_their_end(project: Project, command: Command) -> None:
    ended = "2020-01-01T00:00:00+00:00"
    keys = [
        row(), row(name="gone", revoked_at=ended), row(name="old", expires_at=ended),
        row(name="new", expires_at="2099-01-01T00:00:00+00:00", last_used_at=ended),
    ]  # fmt: skip
    project.rest("GET", "api_keys").respond(json=keys)
    result = command("keys", "list")
    for part in ("nightly", "…cdef", "executions:write", "revoked", "expired", "until 20", "works"):
        assert part in result.stdout
    assert json.loads(command("keys", "list", "--json").stdout) == keys
    project.rest("GET", "api_keys").respond(json=[])
    assert "formaops keys create" in command("keys", "list").stderr


def test_rotates_by_name_or_id(project: Project, command: Command) -> None:
    project.rest("GET", "api_keys").respond(json=[row(), row(id=EXECUTION, name="other")])
    rotated = project.function(f"api-keys/{KEY_ID}/rotate").respond(201, json=row(key=KEY))
    for name in ("nightly", KEY_ID[:8]):
        assert command("keys", "rotate", name, "--overlap", "1").stdout.strip() == KEY
    assert json.loads(rotated.calls.last.request.content) == {"overlap_seconds": 3600}


def test_revokes_one(project: Project, command: Command) -> None:
    project.rest("GET", "api_keys").respond(json=[row()])
    project.rest("POST", "rpc/revoke_api_key").respond(json=row(revoked_at="2026-11-21T10:00:00+00:00"))
    result = command("keys", "revoke", "nightly", "--yes")
    assert (result.exit_code, "…cdef" in result.stderr) == (0, True)
    assert json.loads(command("keys", "revoke", "nightly", "--yes", "--json").stdout)["revoked_at"]


def test_says_which_key_is_meant(project: Project, command: Command) -> None:
    project.rest("GET", "api_keys").respond(json=[row(), row(id=EXECUTION)])
    assert command("keys", "revoke", "nightly", "--yes").exit_code == 2
    assert command("keys", "revoke", "nothing", "--yes").exit_code == 4
    result = command("keys", "revoke", KEY, "--yes")
    assert (result.exit_code, KEY in result.stderr + result.stdout) == (2, False)


def test_one_that_was_replaced_and_has_expired_is_not_meant(project: Project, command: Command) -> None:
    old = row(id=EXECUTION, expires_at="2020-01-01T00:00:00+00:00")
    project.rest("GET", "api_keys").respond(json=[row(rotated_from=EXECUTION), old])
    project.function(f"api-keys/{KEY_ID}/rotate").respond(201, json=row(key=KEY))
    result = command("keys", "rotate", "nightly")
    assert (result.exit_code, result.stdout.strip()) == (0, KEY), result.stderr
    assert command("keys", "revoke", EXECUTION, "--yes").exit_code == 4


@pytest.mark.parametrize("option", ["--days", "--requests", "--tokens"])
def test_numbers_that_nothing_bears_are_refused(command: Command, option: str) -> None:
    result = command("keys", "create", "nightly", "--scope", "executions:write", option, "3000000000")
    assert (result.exit_code, f"'{option}'" in result.stderr) == (2, True), result.stderr


def test_a_key_takes_the_place_of_signing_in(project: Project, command: Command) -> None:
    ran = project.function("execute-prompt").respond(json=record())
    result = command("run", "P", "--no-stream", "--json", FORMAOPS_API_KEY=KEY)
    assert result.exit_code == 0, result.stderr
    headers = ran.calls.last.request.headers
    assert headers["x-api-key"] == KEY
    assert "authorization" not in headers
    assert not project.auth("password").called
    tables = project.rest("GET", "executions").respond(json=[])
    command("executions", "list", FORMAOPS_API_KEY=KEY)
    assert tables.calls.last.request.headers["x-api-key"] == KEY
    assert command("whoami", FORMAOPS_API_KEY=KEY).exit_code == 3
