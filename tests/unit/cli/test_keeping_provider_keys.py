"""`formaops provider-keys`."""

import json
from typing import Any

import httpx

from tests.unit.cli.played import TENANT, Command, Project, problem

KEY = "sk-a-key-that-nobody-may-see"
ID = "00000000-0000-4000-8000-000000000cab"


def row(**changes: Any) -> dict[str, Any]:
    return {
        "id": ID, "provider": "openai", "label": "Team", "last_characters": "1234",
        "created_at": "2026-11-20T10:00:00+00:00", "revoked_at": None, "last_refused_at": None,
        "users": {"email": "ann@example.com"},
    } | changes  # fmt: skip


def test_shows_which_there_are(project: Project, command: Command) -> None:
    refused = row(provider="google", label=None, last_refused_at="2026-11-21T10:00:00+00:00", users=None)
    listed = project.rest("GET", "provider_keys").respond(json=[row(), refused])
    result = command("provider-keys", "list")
    assert result.exit_code == 0, result.stderr
    for part in ("openai", "…1234  Team", "ann@example.com", "google", "refused 2026-11-21"):
        assert part in result.stdout
    assert listed.calls.last.request.url.params["revoked_at"] == "is.null"
    revoked = row(revoked_at="2026-11-21T11:00:00+00:00")
    project.rest("GET", "provider_keys").respond(json=[revoked])
    assert "revoked 2026-11-21" in command("provider-keys", "list", "--all").stdout
    assert json.loads(command("provider-keys", "list", "--json").stdout) == [revoked]


def test_says_that_there_is_none(project: Project, command: Command) -> None:
    project.rest("GET", "provider_keys").respond(json=[])
    assert "the operator's keys" in command("provider-keys", "list").stderr


def test_takes_a_key_from_stdin_and_does_not_show_it(project: Project, command: Command) -> None:
    made = project.function("provider-keys").respond(json=row())
    result = command("provider-keys", "set", "openai", "--label", "Team", stdin=f"{KEY}\n")
    assert result.exit_code == 0, result.stderr
    assert json.loads(made.calls.last.request.content) == {"provider": "openai", "key": KEY, "label": "Team"}
    assert "…1234" in result.stderr
    assert KEY not in result.output
    assert json.loads(command("provider-keys", "set", "openai", "--json", stdin=KEY).stdout) == row()


def test_wants_a_key(command: Command) -> None:
    result = command("provider-keys", "set", "openai", stdin="\n")
    assert (result.exit_code, "no key on stdin" in result.stderr) == (2, True)


def test_revokes_the_one_in_force(project: Project, command: Command) -> None:
    project.rest("GET", "provider_keys").respond(json=[{"id": ID}])
    revoked = project.rest("POST", "rpc/revoke_provider_key").respond(json=row())
    result = command("provider-keys", "revoke", "openai", "--yes", "--tenant", TENANT)
    assert result.exit_code == 0, result.stderr
    assert json.loads(revoked.calls.last.request.content) == {"p_provider_key_id": ID}
    assert json.loads(command("provider-keys", "revoke", "openai", "--yes", "--json").stdout) == row()


def test_revokes_only_what_is_there(project: Project, command: Command) -> None:
    project.rest("GET", "provider_keys").respond(json=[])
    assert command("provider-keys", "revoke", "openai", "--yes").exit_code == 4
    assert command("provider-keys", "revoke", "openai").exit_code == 2, "nobody can be asked"


def test_encrypts_turn_by_turn_until_none_is_left(project: Project, command: Command) -> None:
    def turns() -> list[Any]:
        answers = [
            {"reencrypted": 2, "unreadable": [], "remaining": 3, "after": ID},
            {"reencrypted": 2, "unreadable": [ID], "remaining": 0, "after": None},
        ]
        return [httpx.Response(200, json=answer) for answer in answers]

    asked = project.function("reencrypt-provider-keys")
    asked.side_effect = turns()
    result = command("provider-keys", "reencrypt", "--batch", "2")
    assert result.exit_code == 0, result.stderr
    assert [json.loads(call.request.content) for call in asked.calls] == [
        {"after": None, "limit": 2},
        {"after": ID, "limit": 2},
    ]
    assert "Encrypted 4 keys anew" in result.stderr
    assert f"1 cannot be read: the key they are encrypted with is not set. {ID}" in " ".join(result.stderr.split())
    asked.side_effect = turns()
    assert json.loads(command("provider-keys", "reencrypt", "--json").stdout) == {
        "reencrypted": 4,
        "unreadable": [ID],
    }


def test_is_for_operators(project: Project, command: Command) -> None:
    project.function("reencrypt-provider-keys").mock(return_value=problem(403, "forbidden"))
    assert command("provider-keys", "reencrypt").exit_code == 3
