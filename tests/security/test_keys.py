"""API keys on direct requests: every table and function, by a key with every scope and by keys with one."""

import pytest

from formaops.access.records import SCOPES
from tests.security.matrix import FUNCTIONS, TABLES
from tests.security.matrix.domain import Scene
from tests.security.world import World, by_role
from tests.support.keys import Robot, new_key


@pytest.fixture(scope="module")
def every(world: World) -> Robot:
    """The admin's, with every scope."""
    return new_key(world.admin, *SCOPES)


@pytest.fixture(scope="module")
def keys(world: World) -> dict[str, Robot]:
    """The admin's, by their only scope."""
    return {scope: new_key(world.admin, scope) for scope in SCOPES}


@pytest.fixture(scope="module")
def paths(world: World) -> dict[str, tuple[str | None, str | None]]:
    found = world.site.sql("select path, read_scope, write_scope from private.api_key_paths")
    return {row["path"]: (row["read_scope"], row["write_scope"]) for row in found}


Paths = dict[str, tuple[str | None, str | None]]


def test_a_key_reads_a_table_with_its_scope_and_only_with_it(
    world: World, every: Robot, keys: dict[str, Robot], paths: Paths
) -> None:
    """With it, what its user reads in this tenant; without it, it is told so; embedded, there is nothing."""
    for name, table in TABLES.items():
        scope, _ = paths.get(name, (None, None))
        asked = table.filter(world, name)
        expected = world.admin.rest("GET", name, **asked)
        if scope not in SCOPES:
            assert every.rest("GET", name, **asked).status_code == 403, name
            continue
        for key in (every, keys[scope]):
            assert key.rest("GET", name, **asked).json() == expected.json(), (name, scope)
        other = keys["audit:read" if scope != "audit:read" else "ideas:read"]
        answer = other.rest("GET", name, **asked)
        assert (answer.status_code, answer.json()["message"]) == (403, f"This API key lacks the scope {scope}."), name


def test_a_key_that_reads_writes_nothing(world: World, keys: dict[str, Robot], paths: Paths) -> None:
    for name, table in TABLES.items():
        scope, _ = paths.get(name, (None, None))
        if scope in SCOPES:
            filters = {"id": "eq.00000000-0000-4000-8000-000000000000"}
            for answer in (
                keys[scope].rest("POST", name, table.row(world, "member")),
                keys[scope].rest("PATCH", name, dict(table.change), **filters),
                keys[scope].rest("DELETE", name, **filters),
            ):
                assert (answer.status_code, answer.json()["code"]) == (403, "PT403"), name


def test_a_key_calls_a_function_with_its_scope_and_only_with_it(
    world: World, every: Robot, keys: dict[str, Robot], paths: Paths
) -> None:
    for name, function in FUNCTIONS.items():
        if not function.arguments:
            continue
        scope, _ = paths.get(f"rpc/{name}", (None, None))
        clients = by_role(function.who)["admin"] != "denied"
        assert clients == (f"rpc/{name}" in paths), name
        if not clients:
            continue
        arguments = function.arguments(Scene(world, "admin"))
        unfit = every if scope is None else keys["audit:read" if not scope.startswith("audit") else "ideas:read"]
        answer = unfit.rest("POST", f"rpc/{name}", arguments)
        assert (answer.status_code, answer.json()["code"]) == (403, "PT403"), name
        if scope is not None and by_role(function.who)["admin"] in ("done", "nothing"):
            answer = keys[scope].rest("POST", f"rpc/{name}", arguments)
            assert answer.is_success, (name, scope, answer.text)


def test_an_embedded_area_without_scope_is_empty(world: World, keys: dict[str, Robot]) -> None:
    [prompt] = keys["prompts:read"].rows("prompts", id=f"eq.{world.rows['prompts']}", select="id,executions(id)")
    assert prompt["executions"] == []
    [execution] = keys["executions:read"].rows(
        "executions", id=f"eq.{world.rows['executions']}", select="id,model_calls(id),prompts(id)"
    )
    assert execution["prompts"] is None
    assert execution["model_calls"], "what an execution cost is a part of it"


def test_a_key_sees_no_other_tenant_of_its_user(world: World, every: Robot) -> None:
    assert [row["id"] for row in every.rows("tenants", select="id")] == [world.tenant_id]
    personal = world.admin.personal_tenant_id
    there = Robot(every.stack, every.key, None, personal, every.id, every.api_key)
    assert there.rest("GET", "tenants").status_code == 403
    row = {"tenant_id": personal, "name": "Smuggled", "template": "x"}
    assert every.rest("POST", "prompts", row).status_code == 403


@pytest.mark.parametrize(
    "path",
    ["", "rpc", "rpc/", "%70rompts", "rpc/%70ublish_prompt", "%72pc/create_tenant", "prompts/"],
)
def test_another_way_of_writing_an_address_opens_nothing_more(every: Robot, path: str) -> None:
    answer = every.rest("GET", path)
    assert answer.status_code in (403, 404), answer.text


def test_what_is_no_key_is_never_a_500(world: World, every: Robot) -> None:
    text = every.api_key
    for wrong in (
        "",
        "x",
        "fo_live_",
        text[:-1],
        text.upper(),
        f"{text},{text}",
        "\xff\xfe",
        '"',
        "\\u0000",
        "x" * 7000,
    ):
        headers = [(b"apikey", every.key.encode()), (b"X-API-Key", wrong.encode("latin-1"))]
        answer = world.site.http.get(f"{world.site.addresses.api_url}/rest/v1/prompts", headers=headers)
        assert answer.status_code == 401, (wrong[:20], answer.text)
    # More than a server takes as a header it refuses itself.
    headers = [(b"apikey", every.key.encode()), (b"x-api-key", b"x" * 1_000_000)]
    answer = world.site.http.get(f"{world.site.addresses.api_url}/rest/v1/prompts", headers=headers)
    assert answer.status_code in (400, 401, 431)


def test_a_key_beside_a_token_or_the_service_key_opens_nothing(world: World, every: Robot) -> None:
    for caller in (world.admin, world.site.service):
        answer = caller.rest("GET", "prompts", headers={"x-api-key": every.api_key})
        assert (answer.status_code, answer.json()["code"]) == (400, "PT400")
