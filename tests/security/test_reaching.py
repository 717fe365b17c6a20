"""Attempts to reach another tenant's rows by a way around: embedding, counts, filters, orders, arguments of functions.

Keys, tables, functions and their arguments come from the catalogue: what is new is tried without anybody's asking.
"""

from typing import Any

import pytest

from tests.security.catalogue import Catalogue, without_ids
from tests.security.matrix import FUNCTIONS, TABLES
from tests.security.matrix.domain import Scene, any_id
from tests.security.test_crossing_tenants import assert_tells_nothing
from tests.security.world import World, by_role
from tests.support.callers import Caller

CALLED = [name for name, function in FUNCTIONS.items() if function.arguments]
# A service key names rows of any tenant: for those who hold it, a function checks that what it is given fits together.
BY_CLIENTS = [name for name in CALLED if FUNCTIONS[name].about and by_role(FUNCTIONS[name].who)["admin"] != "denied"]

# ------------------------------------------------------------------------------------------------------- embedding


@pytest.mark.parametrize("name", TABLES)
def test_no_embedding_reaches_a_foreign_row(world: World, catalogue: Catalogue, name: str) -> None:
    """From the table to every other that it is related to, both ways, from rows of one's own; by inner joins, too."""
    for key in catalogue.keys:
        if name not in (key.child, key.parent):
            continue
        target = key.parent if name == key.child else key.child
        for hint in (f"{target}!{key.name}", f"{target}!{key.name}!inner", f"...{target}!{key.name}"):
            answer = world.outsider.rest("GET", name, select=f"*,{hint}(*)")
            # 400 where many rows cannot be spread, and for a table in itself, by a key of two columns.
            assert answer.status_code in (200, 400), answer.text
            assert_tells_nothing(world, answer)
            if answer.status_code == 200:
                assert "!inner" in hint or answer.json(), name
            else:
                odd = "PGRST119" if key.child != key.parent and "..." in hint else "PGRST200"
                assert answer.json()["code"] == odd
        own = world.outsider.rest("GET", name, select=f"*,{target}!{key.name}(*)")
        assert own.status_code == 200 or key.child == key.parent, own.text


@pytest.mark.parametrize("name", TABLES)
def test_no_filter_or_order_on_what_is_embedded_tells_of_a_foreign_row(
    world: World, catalogue: Catalogue, name: str
) -> None:
    for key in catalogue.keys:
        if name == key.parent != key.child:
            foreign = {f"{key.child}.id": f"eq.{world.rows[key.child]}"}
            if "id" not in catalogue.columns[key.child]:
                continue
            answer = world.outsider.rest("GET", name, select=f"*,{key.child}!{key.name}!inner(*)", **foreign)
            assert answer.json() == [], (key.name, answer.text)


def test_a_deep_embedding_tells_nothing(world: World) -> None:
    deep = "*,user_roles(*,users(*)),prompts(*,validations(*),prompt_versions(*),executions(*,execution_logs(*)))"
    assert_tells_nothing(world, world.outsider.rest("GET", "tenants", select=deep))


# -------------------------------------------------------------------------------------------------- counts, filters


@pytest.mark.parametrize("name", TABLES)
def test_no_count_and_no_filter_tells_of_foreign_rows(world: World, name: str) -> None:
    of_operators = TABLES[name].of_operators
    column = "id" if of_operators else {"tenants": "id", "users": "id"}.get(name, "tenant_id")
    value = world.admin.id if name == "users" else world.tenant_id
    mine = world.outsider.id if name == "users" else world.outsider.tenant_id
    if of_operators:
        value, mine = world.rows[name], world.outsiders_rows[name]
    for method in ("GET", "HEAD"):
        for count in ("exact", "estimated"):
            counted = world.outsider.rest(method, name, headers={"prefer": f"count={count}"}, **{column: f"eq.{value}"})
            assert (counted.status_code, counted.headers["content-range"]) == (200, "*/0")
    everything = world.outsider.rest("GET", name, select="*", **{"or": f"({column}.eq.{mine},{column}.not.is.null)"})
    assert bool(everything.json()) is not of_operators
    assert_tells_nothing(world, everything)
    assert world.outsider.rest("GET", name, select="count()").status_code == 400  # aggregates are off


@pytest.mark.parametrize("name", TABLES)
def test_every_column_filters_among_ones_own_rows_only(world: World, catalogue: Catalogue, name: str) -> None:
    """With the foreign row's own value: whoever guesses a name or a number learns nothing from the answer."""
    table = TABLES[name]
    [foreign] = world.site.service.rows(name, **(table.one(world) if table.one else {"id": f"eq.{world.rows[name]}"}))
    for column in catalogue.columns[name]:
        value = foreign[column]
        if value is None or isinstance(value, dict | list):
            continue
        text = str(value).lower() if isinstance(value, bool) else str(value)
        quoted = text.replace("\\", "\\\\").replace('"', '\\"')
        answer = world.outsider.rest("GET", name, **{column: f'in.("{quoted}")'}, order=f"{column}.desc")
        assert answer.status_code == 200, answer.text
        assert_tells_nothing(world, answer)


# ------------------------------------------------------------------------------------------- arguments of functions


def test_every_uuid_among_the_arguments_is_tried(catalogue: Catalogue) -> None:
    assert {name: set(FUNCTIONS[name].about) for name in FUNCTIONS} == dict(catalogue.uuid_arguments)


def caller_of(world: World, name: str) -> tuple[Caller, str]:
    """Somebody who may call the function."""
    who = by_role(FUNCTIONS[name].who)
    for role in ("admin", "member", "viewer", "service"):
        if who[role] == "done":
            return world.everybody[role], role
    return world.admin, "admin"  # whose arguments, it seems, are somebody else's


@pytest.mark.parametrize("name", BY_CLIENTS)
def test_a_function_answers_alike_for_a_foreign_row_and_for_none(world: World, name: str) -> None:
    """Each argument in turn is another tenant's, the others are right."""
    function = FUNCTIONS[name]
    assert function.arguments
    caller, role = caller_of(world, name)
    for argument, table in function.about.items():
        if not table:
            continue
        told = set()
        for value in (world.outsiders_rows[table], any_id()):
            arguments = function.arguments(Scene(world, role))
            given: Any = [value] if isinstance(arguments.get(argument), list) else value
            answer = caller.rest("POST", f"rpc/{name}", arguments | {argument: given})
            assert answer.status_code < 500, answer.text
            secrets = set(world.outsiders_rows.values()) - {value}
            assert not [secret for secret in secrets if secret in answer.text], answer.text
            told.add((answer.status_code, without_ids(answer.text)))
        assert len(told) == 1, (argument, told)


@pytest.mark.parametrize("name", BY_CLIENTS)
def test_the_outsider_gets_as_far_with_a_foreign_row_as_with_none(world: World, name: str) -> None:
    function = FUNCTIONS[name]
    assert function.arguments
    told = set()
    arguments = function.arguments(Scene(world, "outsider"))
    made_up = {
        argument: [any_id()] if isinstance(arguments.get(argument), list) else any_id() for argument in function.about
    }
    for given in (arguments, arguments | {key: value for key, value in made_up.items() if key in arguments}):
        answer = world.outsider.rest("POST", f"rpc/{name}", given)
        told.add((answer.status_code, without_ids(answer.text)))
    assert len(told) == 1, told


@pytest.mark.parametrize("name", CALLED)
def test_a_function_does_not_break_on_odd_arguments(world: World, name: str) -> None:
    """Nulls, texts that are too long and the wrong kind of JSON are the caller's fault: never a 5xx."""
    function = FUNCTIONS[name]
    assert function.arguments
    caller, role = caller_of(world, name)
    arguments = function.arguments(Scene(world, role))
    for argument, value in arguments.items():
        for odd in (None, "", "x" * 20000, -1, 2**31, [], {}, [None], {"a": None}, "\u0000", True):
            answer = caller.rest("POST", f"rpc/{name}", arguments | {argument: odd})
            assert answer.status_code < 500, (argument, odd if odd != "x" * 20000 else "x…", value, answer.text)


def test_an_estimate_tells_nothing_of_the_texts_of_foreign_rows(world: World) -> None:
    """The planner estimates from samples of the whole table: of texts there must be none."""
    world.site.sql(
        "insert into public.prompts (tenant_id, user_id, name, template) "
        "select %s, %s, 'Merger of ' || chr(65 + n %% 26) || ' ' || n, 'any' from generate_series(1, 3000) as n",
        world.tenant_id,
        world.admin.id,
    )
    world.site.sql("analyze public.prompts")

    def estimate(**filters: str) -> str:
        answer = world.outsider.rest("GET", "prompts", headers={"prefer": "count=planned"}, select="id", **filters)
        return answer.headers["content-range"].partition("/")[2]

    assert len({estimate(name=f"lt.{bound}") for bound in ("A", "Merger of A", "Merger of M", "N", "zzz")}) == 1
    assert estimate(name="eq.Merger of A 26") == estimate(name="eq.No such name")
