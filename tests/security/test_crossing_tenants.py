"""Attempts of somebody who has an account, but no business in the tenant, to read, reach, change or guess its rows."""

import uuid
from typing import Any

import httpx
import pytest

from tests.security.matrix import TABLES
from tests.security.matrix.tenancy import new_invitation
from tests.security.world import World, outcome
from tests.support.books import assert_problem
from tests.support.callers import Caller, Person
from tests.support.stacks import Stack

COLUMNS = """
    select c.table_name as table, c.column_name as column from information_schema.columns as c
    join information_schema.tables as t using (table_schema, table_name)
    where c.table_schema = 'public' and t.table_type in ('BASE TABLE', 'VIEW') order by 1, c.ordinal_position
"""
UNWRITABLE = {"denied", "428C9", "0A000"}  # the latter two: a generated column, a computed one of a view


def secrets_of(world: World) -> set[str]:
    """What an answer to an outsider must never contain."""
    return {world.tenant_id, *world.rows.values(), world.member.id, world.viewer.id, world.admin.email}


def assert_tells_nothing(world: World, answer: httpx.Response) -> None:
    assert not [secret for secret in secrets_of(world) if secret in answer.text], answer.text


# -------------------------------------------------------------------------------------------------------- columns


@pytest.mark.parametrize("table", TABLES)
def test_columns_are_written_by_those_who_may_alone(world: World, table: str) -> None:
    columns = [row["column"] for row in world.site.sql(COLUMNS) if row["table"] == table]
    assert columns
    found: dict[tuple[str, str], set[str]] = {}
    for role, caller in (("clients", world.admin), ("service", world.site.service)):
        for verb in ("POST", "PATCH"):
            filters = {} if verb == "POST" else {"tenant_id" if "tenant_id" in columns else "id": f"eq.{uuid.uuid4()}"}
            found[role, verb] = {
                column
                for column in columns
                if outcome(caller.rest(verb, table, {column: None}, **filters), by_anon=False) not in UNWRITABLE
            }
    assert found == {
        ("clients", "POST"): set(TABLES[table].insertable),
        ("clients", "PATCH"): set(TABLES[table].updatable),
        ("service", "POST"): set(TABLES[table].service_insertable),
        ("service", "PATCH"): set(TABLES[table].service_updatable),
    }


# ------------------------------------------------------------------------------- rows that point where they must not

VALIDATION = {"type": "REGEX", "config": {"pattern": "a"}}


def refusal(caller: Caller, table: str, row: dict[str, Any]) -> tuple[int, Any, Any]:
    """How PostgREST refuses the row, as far as an attacker sees it."""
    answer = caller.rest("POST", table, {"name": uuid.uuid4().hex} | row)
    assert answer.status_code in (401, 403, 409), answer.text
    problem = answer.json()
    return answer.status_code, problem["code"], problem["message"]


@pytest.mark.parametrize("role", ["outsider", "member"])
def test_a_prompt_goes_into_no_other_tenant(world: World, role: str) -> None:
    """… and nobody learns by trying which tenants there are."""
    caller = world.everybody[role]
    foreign = world.tenant_id if role == "outsider" else world.outsider.tenant_id
    refusals = {refusal(caller, "prompts", {"template": "a", "tenant_id": t}) for t in (foreign, str(uuid.uuid4()))}
    assert {(status, code) for status, code, _ in refusals} == {(403, "PT403")}
    assert len(refusals) == 1, refusals


@pytest.mark.parametrize("role", ["outsider", "member", "admin"])
def test_nobody_writes_a_prompt_in_anothers_name(world: World, role: str) -> None:
    caller = world.everybody[role]
    for user_id in (world.viewer.id, world.outsider.id if role != "outsider" else world.admin.id, str(uuid.uuid4())):
        status, code, _ = refusal(caller, "prompts", {"template": "a", "user_id": user_id})
        assert (status, code) in [(403, "42501"), (403, "PT403")]


@pytest.mark.parametrize("role", ["outsider", "member"])
def test_a_validation_points_at_no_other_tenants_prompt(world: World, role: str) -> None:
    """… with either tenant's id on it; and a prompt that is not there is refused in the same words."""
    caller = world.everybody[role]
    ours, theirs = world.rows["prompts"], world.outsiders_rows["prompts"]
    foreign = ours if role == "outsider" else theirs
    tenants = [world.tenant_id, world.outsider.tenant_id]
    for tenant in tenants:
        refusals = {
            refusal(caller, "validations", VALIDATION | {"prompt_id": prompt, "tenant_id": tenant})
            for prompt in (foreign, str(uuid.uuid4()))
        }
        assert {(status, code) for status, code, _ in refusals} == {(403, "42501")}
        assert len(refusals) == 1, refusals


def test_names_of_one_tenant_are_free_in_another(world: World) -> None:
    assert world.admin.rows("prompts", name="eq.Secret plan of the tenant")
    assert world.outsider.rows("prompts", name="eq.Secret plan of the tenant", select="tenant_id") == [
        {"tenant_id": world.outsider.tenant_id}
    ]


# ------------------------------------------------------------------------------------------- what functions tell of


def test_metrics_search_and_costs_know_the_own_tenant_only(world: World) -> None:
    reviewed = world.outsider.rpc("execution_metrics")[0]
    assert reviewed["total"] == len(world.outsider.executions())
    found = world.outsider.rpc("search_prompts", p_query="", p_limit=100)
    assert {row["tenant_id"] for row in found} == {world.outsider.tenant_id}
    foreign = world.outsider.rest("POST", "rpc/execution_metrics", {"p_prompt_id": world.rows["prompts"]})
    assert foreign.json()[0]["total"] == 0
    by_prompt = world.outsider.rpc("cost_summary", p_group_by="prompt", p_to="2100-01-01")
    assert {row["key"] for row in by_prompt} - {None} == {world.outsiders_rows["prompts"]}  # None: no prompt's


def test_the_description_of_the_api_tells_strangers_of_no_table(world: World) -> None:
    paths = world.site.anon.rest("GET", "").json()["paths"]
    assert not [path for path in paths if path != "/" and not path.startswith("/rpc/")], paths
    assert not [path for path in paths if path.startswith("/rpc/")], paths


# --------------------------------------------------------------------------------------------------- x-tenant-id


def test_a_strangers_tenant_header_is_refused_never_ignored(world: World) -> None:
    stranger = world.outsider.within(world.tenant_id)
    own_prompt = world.outsiders_rows["prompts"]
    refused = [
        stranger.rest("POST", "prompts", {"name": "x", "template": "x"}),
        stranger.rest("POST", "validations", VALIDATION | {"name": "x", "prompt_id": own_prompt}),
        stranger.rest("POST", "rpc/search_prompts", {"p_query": "a"}),
        stranger.rest("POST", "rpc/execution_metrics", {}),
        stranger.rest("POST", "rpc/cost_summary", {}),
        stranger.rest("POST", "rpc/invite_member", {"p_email": "a@example.com"}),
        stranger.rest("POST", "rpc/change_member_role", {"p_user_id": world.member.id, "p_role": "VIEWER"}),
        stranger.rest("POST", "rpc/remove_member", {"p_user_id": world.member.id}),
    ]
    assert {(answer.status_code, answer.json()["code"]) for answer in refused} == {(403, "PT403")}
    assert len({answer.json()["message"] for answer in refused}) == 1
    assert_problem(stranger.execute(own_prompt), 403, "forbidden")
    assert_problem(stranger.execute("Secret plan of the tenant"), 403, "forbidden")
    assert world.outsider.within(str(uuid.uuid4())).execute(own_prompt).json()["code"] == "forbidden"


def test_a_strangers_tenant_header_shows_no_row(world: World) -> None:
    stranger = world.outsider.within(world.tenant_id)
    for table in TABLES:
        assert_tells_nothing(world, stranger.rest("GET", table))


@pytest.mark.parametrize("function", ["test-prompt", "save-validation"])
def test_functions_refuse_a_strangers_tenant_header_too(world: World, function: str) -> None:
    stranger = world.outsider.within(world.tenant_id)
    validation = VALIDATION | {"name": "x"} if function == "save-validation" else {}
    bodies = [
        {"prompt": prompt} | validation
        for prompt in ("Secret plan of the tenant", world.rows["prompts"], world.outsiders_rows["prompts"])
    ]
    if function == "test-prompt":
        bodies.append({"template": "x"})
    for body in bodies:
        assert_problem(stranger.invoke(function, body), 403, "forbidden")


def test_a_tenant_header_that_is_no_uuid_is_malformed(world: World) -> None:
    strange = world.member.within("1 or 1=1")
    assert_problem(strange.execute("x"), 400, "malformed")
    answer = strange.rest("POST", "prompts", {"name": "x", "template": "x"})
    assert (answer.status_code, answer.json()["code"]) == (400, "PT400")


# ----------------------------------------------------------------------------------- memberships that end or change


def guest_of(world: World, role: str) -> Person:
    return world.admin.invite(world.site.sign_up(), role)


def test_who_is_removed_or_demoted_loses_it_with_the_token_they_have(world: World) -> None:
    guest = guest_of(world, "MEMBER")
    assert guest.rows("prompts", tenant_id=f"eq.{world.tenant_id}")
    assert guest.execute(world.rows["prompts"]).status_code == 200
    world.admin.rpc("change_member_role", p_user_id=guest.id, p_role="VIEWER")
    assert_problem(guest.execute(world.rows["prompts"]), 403, "forbidden")
    assert guest.rows("prompts", tenant_id=f"eq.{world.tenant_id}")
    world.admin.rpc("remove_member", p_user_id=guest.id)
    assert_problem(guest.execute(world.rows["prompts"]), 403, "forbidden")
    for table in TABLES.keys() - {"users"}:
        assert_tells_nothing(world, guest.rest("GET", table))


def test_who_is_locked_out_sees_and_does_nothing(world: World) -> None:
    guest = guest_of(world, "ADMIN")
    world.site.sql("update public.users set is_active = false where id = %s", guest.id)
    for table in TABLES.keys() - {"users"}:
        assert guest.rows(table) == []
    assert [row["id"] for row in guest.rows("users")] == [guest.id]
    assert_problem(guest.execute(world.rows["prompts"]), 403, "forbidden")
    assert guest.rest("POST", "rpc/create_tenant", {"p_name": "new"}).status_code == 403


def test_who_deleted_their_account_sees_and_does_nothing(world: World) -> None:
    guest = guest_of(world, "ADMIN")
    url = f"{world.site.addresses.api_url}/auth/v1/admin/users/{guest.id}"
    assert world.site.http.delete(url, headers=world.site.service.headers).is_success
    for table in TABLES.keys() - {"users"}:
        assert guest.rows(table) == []
    [profile] = guest.rows("users")
    assert (profile["email"], profile["name"], profile["is_active"]) == (None, None, False)
    assert_problem(guest.execute(world.rows["prompts"]), 403, "forbidden")


def test_an_invitation_works_once_for_its_address_only(world: World, site: Stack) -> None:
    guest = site.sign_up()
    invitation = new_invitation(world, guest.email)
    other = site.sign_up().rest("POST", "rpc/accept_invitation", {"p_token": invitation["token"]})
    assert (other.status_code, other.json()["code"]) == (404, "PT404")
    assert guest.rpc("accept_invitation", p_token=invitation["token"])["role"] == "VIEWER"
    again = guest.rest("POST", "rpc/accept_invitation", {"p_token": invitation["token"]})
    assert again.json() == other.json()


def test_what_is_deleted_is_hidden_with_all_that_belongs_to_it(world: World) -> None:
    prompt = world.admin.add_prompt(name=uuid.uuid4().hex, validations=[VALIDATION | {"name": "v"}])
    world.admin.rpc("delete_prompt", p_prompt_id=prompt["id"])
    for reader in (world.admin, world.member):
        assert reader.rows("prompts", id=f"eq.{prompt['id']}") == []
        assert reader.rows("prompt_versions", prompt_id=f"eq.{prompt['id']}") == []
        assert reader.rows("validations", prompt_id=f"eq.{prompt['id']}") == []
        changed = reader.rest("PATCH", "validations", {"is_active": False}, prompt_id=f"eq.{prompt['id']}")
        assert changed.json() == []
    world.admin.rpc("restore_prompt", p_prompt_id=prompt["id"])
    assert len(world.member.rows("validations", prompt_id=f"eq.{prompt['id']}")) == 1
