"""API keys on the functions: making, rotating and revoking them, and what they open."""

import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from supabase import ClientOptions, create_client

from formaops.access.keys import generate, parse
from formaops.access.records import SCOPES
from tests.support.books import assert_problem, assert_settled
from tests.support.callers import Person
from tests.support.fixtures import Team
from tests.support.keys import Robot, new_key, robot
from tests.support.stacks import Stack
from tests.support.waiting import eventually


@pytest.fixture
def prompt(site: Stack, team: Team) -> str:
    made = team.admin.add_prompt(tenant_id=team.admin.tenant_id, model=site.model_named("ok"))
    return str(made["id"])


def test_a_key_runs_a_prompt_as_its_user(team: Team, prompt: str) -> None:
    key = new_key(team.member)
    assert key.execute(prompt).status_code == 200
    [row] = team.viewer.executions()
    assert_settled(row, "COMPLETED", [("FIRST", "SUCCEEDED")])
    assert (row["user_id"], row["tenant_id"], row["api_key_id"]) == (team.member.id, team.admin.tenant_id, key.id)


def test_a_key_streams_and_cancels(site: Stack, team: Team) -> None:
    slow = team.admin.add_prompt(tenant_id=team.admin.tenant_id, model=site.model_named("slow-60s"))["id"]
    key = new_key(team.member)
    with key.stream(slow) as (response, events):
        assert response.status_code == 200
        begun = next(events)
        assert key.invoke("cancel-execution", {"id": begun.data["id"]}).status_code == 200
        assert [event.data["code"] for event in events if event.name == "error"] == ["wrong_state"]


def test_a_key_tries_prompts_and_saves_validations_with_its_scopes(team: Team, prompt: str) -> None:
    reader, writer = new_key(team.member, "prompts:read"), new_key(team.member, "prompts:write")
    trial = {"prompt": prompt, "inputs": {"code": "x"}}
    validation = {"prompt": prompt, "name": "v", "type": "SCHEMA", "config": {}}
    assert reader.invoke("test-prompt", trial).status_code == 200
    assert writer.invoke("test-prompt", trial).status_code == 200
    assert writer.invoke("save-validation", validation).status_code == 200
    assert "prompts:write" in assert_problem(reader.invoke("save-validation", validation), 403, "forbidden")["detail"]
    assert "executions:write" in assert_problem(reader.execute(prompt), 403, "forbidden")["detail"]
    inline = {"template": "Hello"}
    assert_problem(new_key(team.member).invoke("test-prompt", inline), 403, "forbidden")


def test_a_key_makes_no_keys(team: Team) -> None:
    key = new_key(team.member, *SCOPES)
    order = {"name": "x", "scopes": ["prompts:read"]}
    for path, method in (("", "POST"), (f"/{key.id}/rotate", "POST"), (f"/{key.id}", "DELETE")):
        answer = key.invoke(f"api-keys{path}", order, method=method)
        assert "sign in" in assert_problem(answer, 403, "forbidden")["detail"]


def test_what_is_no_key_is_401(site: Stack) -> None:
    order = {"prompt": "p", "inputs": {}}
    url = f"{site.addresses.functions_url}/execute-prompt"
    for wrong in ("", "x", "fo_live_x", "x" * 5000, "\xff", "' or 1=1 --"):
        answer = site.http.post(url, json=order, headers=[(b"x-api-key", wrong.encode("latin-1"))])
        assert_problem(answer, 401, "unauthenticated")


def test_a_key_that_nobody_made_is_401_and_is_not_told_back(site: Stack, author: Person) -> None:
    stranger = Robot(site, author.key, api_key=generate().text)
    answer = stranger.execute("p")
    assert_problem(answer, 401, "unauthenticated")
    assert stranger.api_key not in answer.text


def test_a_key_beside_a_users_token_is_400(team: Team, prompt: str) -> None:
    key = new_key(team.member)
    answer = key.invoke("execute-prompt", {"prompt": prompt, "inputs": {}}, authorization=f"Bearer {team.member.token}")
    assert_problem(answer, 400, "malformed")


def test_a_key_is_for_its_tenant(team: Team, prompt: str) -> None:
    key = new_key(team.member)
    elsewhere = Robot(key.stack, key.key, None, team.member.personal_tenant_id, key.id, key.api_key)
    assert_problem(elsewhere.execute(prompt), 403, "forbidden")
    named = Robot(key.stack, key.key, None, team.member.tenant_id, key.id, key.api_key)
    assert named.execute(prompt).status_code == 200


def test_making_one_shows_it_once_and_keeps_no_copy(site: Stack, team: Team) -> None:
    expires = (datetime.now(UTC) + timedelta(days=1)).isoformat()
    order = {"name": "nightly", "scopes": ["prompts:read"], "expires_at": expires, "tokens_per_minute": 5}
    answer = team.viewer.invoke("api-keys", order)
    assert answer.status_code == 201
    assert answer.headers["cache-control"] == "no-store"
    record = answer.json()
    key = parse(record.pop("key"))
    [row] = team.viewer.rows("api_keys", id=f"eq.{key.id}")
    unlike = ("created_at", "updated_at", "expires_at")  # written in another way
    assert {name: row[name] for name in record if name not in unlike} == {
        name: value for name, value in record.items() if name not in unlike
    }
    secret = key.text.split("_")[3]
    kept = site.sql("select a::text from public.audit_logs as a where resource_id = %s", key.id)
    assert secret not in str(row) + str(kept)
    log = "".join(file.read_text(errors="replace") for file in site.state.glob("**/*.log"))
    assert secret not in log


UNMAKEABLE: list[tuple[dict[str, Any], int, str]] = [
    ({"scopes": ["prompts:admin"]}, 400, "malformed"),
    ({"scopes": []}, 400, "malformed"),
    ({"scopes": ["prompts:read"] * 2}, 400, "malformed"),
    ({"name": ""}, 400, "malformed"),
    ({"name": " "}, 400, "malformed"),
    ({"name": "\0"}, 400, "malformed"),
    ({"expires_at": "2020-01-01T00:00:00Z"}, 400, "malformed"),
    ({"expires_at": "2099-01-01T00:00:00"}, 400, "malformed"),
    ({"requests_per_minute": 0}, 400, "malformed"),
    ({"requests_per_minute": 2**40}, 400, "malformed"),
    ({"key": "fo_live_mine"}, 400, "malformed"),
    ({"scopes": ["prompts:write"]}, 403, "forbidden"),
]


def test_a_key_that_cannot_be_made_says_why(team: Team) -> None:
    for change, status, code in UNMAKEABLE:
        order = {"name": "robot", "scopes": ["prompts:read"]} | change
        assert_problem(team.viewer.invoke("api-keys", order), status, code)


def test_a_tenant_has_as_many_keys_as_its_plan_allows_also_when_they_are_made_at_once(site: Stack, team: Team) -> None:
    site.sql("update public.tenants set api_keys_limit = 3 where id = %s", team.admin.tenant_id)
    order = {"name": "robot", "scopes": ["prompts:read"]}
    with ThreadPoolExecutor(8) as threads:
        answers = [*threads.map(lambda _: team.member.invoke("api-keys", order), range(8))]
    assert Counter(answer.status_code for answer in answers) == {201: 3, 409: 5}


def test_rotating_lets_both_work_for_the_overlap(site: Stack, team: Team, prompt: str) -> None:
    old = new_key(team.member)
    answer = team.member.invoke(f"api-keys/{old.id}/rotate", {"overlap_seconds": 60})
    assert answer.status_code == 201, answer.text
    new = robot(team.member, answer.json())
    assert {old.execute(prompt).status_code, new.execute(prompt).status_code} == {200}
    site.sql("update public.api_keys set expires_at = now() where id = %s", old.id)
    assert "expired" in assert_problem(old.execute(prompt), 401, "unauthenticated")["detail"]
    assert_problem(team.member.invoke(f"api-keys/{old.id}/rotate", {}), 409, "wrong_state")
    assert_problem(team.admin.invoke(f"api-keys/{new.id}/rotate", {}), 404, "not_found")


def test_addresses_below_api_keys_are_what_they_seem(team: Team) -> None:
    key = new_key(team.member)
    assert_problem(team.member.invoke("api-keys/x", method="DELETE"), 400, "malformed")
    wrong = team.member.invoke(f"api-keys/{key.id}", {}, method="POST")
    assert_problem(wrong, 405, "method_not_allowed")
    assert wrong.headers["allow"] == "DELETE"
    assert_problem(team.outsider.invoke(f"api-keys/{key.id}", method="DELETE"), 404, "not_found")
    assert team.admin.invoke(f"api-keys/{key.id}", method="DELETE").json()["revoked_at"]
    assert_problem(team.member.invoke(f"api-keys/{key.id}", method="DELETE"), 409, "wrong_state")


def test_who_leaves_takes_no_key_along(team: Team, prompt: str) -> None:
    key = new_key(team.member, "executions:write", "prompts:read")
    assert key.execute(prompt).status_code == 200
    team.admin.rpc("remove_member", p_user_id=team.member.id)
    assert_problem(key.execute(prompt), 401, "unauthenticated")
    assert key.rest("GET", "prompts").status_code == 401


def test_a_revoked_key_stops_at_once_in_the_midst_of_fifty_requests(team: Team, prompt: str) -> None:
    """Whatever had begun ends well; nothing begins after the revocation was answered."""
    key = new_key(team.member, "executions:write", "prompts:read")

    def one(number: int) -> tuple[float, int]:
        sent = time.monotonic()
        ask = key.execute(prompt) if number % 2 else key.rest("GET", "prompts", limit="1")
        return sent, ask.status_code

    with ThreadPoolExecutor(16) as threads:
        asked = [threads.submit(one, number) for number in range(50)]
        assert eventually(lambda: sum(each.done() for each in asked) >= 5)
        assert team.member.invoke(f"api-keys/{key.id}", method="DELETE").status_code == 200
        revoked = time.monotonic()
        later = [threads.submit(one, number) for number in range(8)]
        answers = [each.result() for each in asked]
    assert {status for _, status in answers} <= {200, 401}
    assert {status for sent, status in answers if sent > revoked} <= {401}
    assert {each.result()[1] for each in later} == {401}
    assert {row["status"] for row in team.viewer.executions()} <= {"COMPLETED"}


def test_supabases_client_takes_a_key_for_tables_and_functions(team: Team, prompt: str) -> None:
    key = new_key(team.member, "executions:write", "prompts:read")
    options = ClientOptions(headers={"x-api-key": key.api_key}, httpx_client=key.stack.http)
    client = create_client(key.stack.addresses.api_url, key.key, options)
    assert [row["id"] for row in client.table("prompts").select("id").execute().data] == [prompt]
    order = {"prompt": prompt, "inputs": {"code": "x"}}
    answer: Any = client.functions.invoke("execute-prompt", {"body": order, "responseType": "json"})
    assert answer["status"] == "COMPLETED"


# ---------------------------------------------------------------------------------------------------------- limits


def test_of_many_at_once_as_many_run_as_the_limit_allows(site: Stack, team: Team, prompt: str) -> None:
    key = new_key(team.member, requests_per_minute=25)
    with ThreadPoolExecutor(20) as threads:
        answers = [*threads.map(lambda _: key.execute(prompt), range(60))]
    assert Counter(answer.status_code for answer in answers) == {200: 25, 429: 35}
    refused = next(answer for answer in answers if answer.status_code == 429)
    problem = assert_problem(refused, 429, "rate_limited")
    assert (problem["limited"], problem["of"], problem["limit_per_minute"]) == ("requests", "api_key", 25)
    assert 1 <= int(refused.headers["retry-after"]) == problem["retry_after"] <= 70
    assert len(team.viewer.executions()) == 25


def test_a_tenants_limit_is_of_all_its_members_and_keys_and_of_no_others(site: Stack, team: Team, prompt: str) -> None:
    site.sql("update public.tenants set requests_per_minute = 3 where id = %s", team.admin.tenant_id)
    key = new_key(team.member, "executions:write", "prompts:write")
    assert key.rest("PATCH", "prompts", {"description": "x"}, id=f"eq.{prompt}").status_code == 200
    assert [each.execute(prompt).status_code for each in (team.admin, key, team.member, key)] == [200, 200, 429, 429]
    refused = key.rest("PATCH", "prompts", {"description": "y"}, id=f"eq.{prompt}")
    assert (refused.status_code, refused.json()["code"]) == (429, "PT429")
    assert refused.headers["retry-after"]
    assert key.rest("GET", "prompts").status_code == 200
    free = team.outsider.add_prompt(model=site.model_named("ok"))["id"]
    assert team.outsider.execute(free).status_code == 200


def test_tokens_are_limited_by_what_may_be_used_and_counted_by_what_was(site: Stack, team: Team) -> None:
    """Each may use some 500 tokens and uses 125: of four at once two fit, afterwards others do."""
    model = site.model_named("held")
    slow = team.admin.add_prompt(tenant_id=team.admin.tenant_id, model=model, parameters={"max_tokens": 490})["id"]
    key = new_key(team.member, tokens_per_minute=1100)
    with ThreadPoolExecutor(4) as threads:
        asked = [threads.submit(key.execute, slow) for _ in range(4)]
        eventually(lambda: sum(each.done() for each in asked) == 2)
        site.model.release(model)
        answers = [each.result() for each in asked]
    assert Counter(answer.status_code for answer in answers) == {200: 2, 429: 2}
    refused = next(answer for answer in answers if answer.status_code == 429)
    assert assert_problem(refused, 429, "rate_limited")["limited"] == "tokens"
    assert key.execute(slow).status_code == 200
    [left] = site.sql("select count(*) as n from private.token_holds where subject_id = %s", key.id)
    assert left["n"] == 0
