"""provider-keys: an ADMIN stores a key, everybody in the tenant sees that there is one, nobody ever sees the key."""

from typing import Any

import psycopg
import pytest
from psycopg import sql

from formaops.models.names import KEY_PROVIDERS, KEYS, LOCAL, key_provider
from tests.support import keys
from tests.support.books import assert_problem
from tests.support.callers import Person
from tests.support.fixtures import Team
from tests.support.provider_keys import new_key, set_key
from tests.support.stacks import Stack

SHOWN = "id,provider,label,last_characters,created_by,revoked_by,revoked_at"


def test_an_admin_stores_one_and_all_members_see_that_it_is_there(team: Team) -> None:
    key = new_key()
    stored = set_key(team.admin, key, label=" Team account ")
    assert (stored["provider"], stored["label"], stored["last_characters"]) == ("openai", "Team account", key[-4:])
    assert stored["tenant_id"] == team.admin.tenant_id
    assert key not in str(stored)
    for person in (team.admin, team.member, team.viewer):
        [row] = person.rows("provider_keys", tenant_id=f"eq.{team.admin.tenant_id}", select=SHOWN)
        assert (row["id"], row["created_by"], row["revoked_at"]) == (stored["id"], team.admin.id, None)
    assert team.outsider.rows("provider_keys", select=SHOWN) == []


def test_another_takes_its_place(author: Person) -> None:
    first, second = set_key(author, new_key()), set_key(author, new_key())
    other = set_key(author, new_key(), "anthropic")
    rows = {row["id"]: row for row in author.rows("provider_keys", select=SHOWN)}
    assert {key for key, row in rows.items() if row["revoked_at"] is None} == {second["id"], other["id"]}
    assert rows[first["id"]]["revoked_by"] == author.id
    audited = author.rows("audit_logs", resource_type="eq.provider_key", order="created_at", select="*")
    assert [(row["action"], row["resource_id"], row["user_id"]) for row in audited] == [
        ("CREATE", first["id"], author.id),
        ("REVOKE", first["id"], author.id),
        ("CREATE", second["id"], author.id),
        ("CREATE", other["id"], author.id),
    ]
    assert audited[2]["changes"]["after"]["replaces"] == first["id"]
    assert audited[0]["ip_address"]


def test_only_admins_store_and_revoke(team: Team) -> None:
    stored = set_key(team.admin, new_key())
    of_the_team = team.outsider.within(str(team.admin.tenant_id))
    body = {"provider": "openai", "key": new_key()}
    for person in (team.member, team.viewer, of_the_team):
        assert_problem(person.invoke("provider-keys", body), 403, "forbidden")
    about = {"p_provider_key_id": stored["id"]}
    for person, status in ((team.member, 403), (team.viewer, 403), (team.outsider, 404)):
        assert person.rest("POST", "rpc/revoke_provider_key", about).status_code == status
    assert team.admin.rpc("revoke_provider_key", **about)["revoked_by"] == team.admin.id
    assert team.admin.rest("POST", "rpc/revoke_provider_key", about).status_code == 409


def test_an_api_key_of_an_admin_sets_none_and_hears_of_none(site: Stack, author: Person) -> None:
    stored = set_key(author, new_key())
    robot = keys.new_key(author, "tenants:read", "executions:write", "costs:read")
    body = {"provider": "openai", "key": new_key()}
    assert_problem(robot.invoke("provider-keys", body), 403, "forbidden")
    assert_problem(robot.invoke("reencrypt-provider-keys", {}), 403, "forbidden")
    assert robot.rest("GET", "provider_keys").status_code == 403
    about = {"p_provider_key_id": stored["id"]}
    assert robot.rest("POST", "rpc/revoke_provider_key", about).status_code == 403
    # What it executes is asked with its tenant's key all the same.
    model = site.model_named("ok", provider="openai")
    prompt = author.add_prompt(model=model)["id"]
    assert robot.execute(prompt).status_code == 200
    assert len(site.model.keys_for(model)) == 1
    assert site.model.keys_for(model)[0].endswith(stored["last_characters"])


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"provider": "openai"},
        {"provider": "openai", "key": "too short"},
        {"provider": "openai", "key": "x" * 2001},
        {"provider": "openai", "key": "sk-with-a-line-end-after-it\n"},
        {"provider": "openai", "key": "sk-with spaces-in-between"},
        {"provider": "openai", "key": "sk-mit-Umlauten-äöüäöüäöü"},
        {"provider": "openai", "key": ["sk-in-a-list-0123456789"]},
        {"provider": "openai", "key": "sk-0123456789abcdef", "label": " "},
        {"provider": "openai", "key": "sk-0123456789abcdef", "base_url": "http://169.254.169.254/"},
        {"provider": "local", "key": "sk-0123456789abcdef"},
        {"provider": "openai-responses", "key": "sk-0123456789abcdef"},
        {"provider": "nobody", "key": "sk-0123456789abcdef"},
        {"provider": "sk-0123456789abcdef", "key": "openai-0123456789"},
    ],
)
def test_what_is_no_key_is_refused_without_saying_it_again(author: Person, body: dict[str, Any]) -> None:
    problem = assert_problem(author.invoke("provider-keys", body), 400, "malformed")
    assert problem["errors"]
    for said in ("0123456789", "line-end", "spaces-in", "Umlaut", "xxx"):
        assert said not in str(problem)
    assert author.rows("provider_keys") == []


def _everywhere(site: Stack, text: str) -> list[str]:
    """The tables of the whole database in which a row holds the text, in any column, as bytes too."""
    found = []
    with psycopg.connect(site.addresses.admin_db_url, autocommit=True) as admin:
        tables = admin.execute(
            "select table_schema, table_name from information_schema.tables where table_type = 'BASE TABLE' "
            "and table_schema not in ('pg_catalog', 'information_schema')"
        ).fetchall()
        for schema, table in tables:
            query = sql.SQL("select exists (select from {} as t where t::text like any (%s))")
            patterns = [f"%{text}%", f"%{text.encode().hex()}%"]
            answer = admin.execute(query.format(sql.Identifier(schema, table)), [patterns]).fetchone()
            if answer and answer[0]:
                found.append(f"{schema}.{table}")
    return found


def test_the_key_is_nowhere_in_the_database_the_logs_or_an_answer(site: Stack, author: Person) -> None:
    key = new_key()
    stored = set_key(author, key, label="the secret one")
    assert "public.provider_keys" in _everywhere(site, "the secret one")
    refused = author.add_prompt(model=site.model_named("echo-key", provider="openai"))
    answer = author.execute(refused["id"])
    assert_problem(answer, 422, "provider_key_refused")
    told = author.streamed(refused["id"])
    author.execute(author.add_prompt(name="Good", model=site.model_named("ok", provider="openai"))["id"])
    for said in (str(stored), answer.text, str(told), str(author.rows("executions", select="*,execution_logs(*)"))):
        assert key not in said
    assert _everywhere(site, key) == []
    logs = [file.read_text(errors="replace") for file in site.state.rglob("*.log")]
    assert len(logs) > 3
    assert not [log for log in logs if key in log]
    for way in ("provider_key_secrets", "rpc/encrypted_provider_keys"):
        assert author.rest("GET", way).status_code == 404
        assert site.service.rest("GET", way).status_code == 404


def test_the_database_knows_the_providers_that_the_functions_know(site: Stack) -> None:
    [known] = site.sql("select private.key_providers() as them")
    assert known["them"] == list(KEY_PROVIDERS)
    for provider in KEYS:
        [row] = site.sql("select private.key_provider(%s) as name", f"{provider}:some:model")
        assert row["name"] == (None if provider == LOCAL else key_provider(provider))


def test_reading_it_by_an_rpc_takes_the_service_key_and_an_operator(site: Stack, author: Person) -> None:
    set_key(author, new_key())
    about = {"p_operator_id": author.id, "p_encryption_key": "another"}
    assert author.rest("POST", "rpc/provider_keys_to_reencrypt", about).status_code == 403
    assert site.service.rest("POST", "rpc/provider_keys_to_reencrypt", about).status_code == 403
    assert_problem(author.invoke("reencrypt-provider-keys", {}), 403, "forbidden")
