"""Every table and function of the API × every verb × every role: exactly what is allowed, and how the rest is refused.

A table or function that is new in `public` fails here until its domain in `tests.security.matrix` says who may do what
with it.
"""

import json

import httpx
import pytest

from tests.security.matrix import DOMAINS, FUNCTIONS, TABLES
from tests.security.matrix.domain import Scene
from tests.security.world import World, by_role, outcomes
from tests.support.callers import Caller

CALLED = [name for name, function in FUNCTIONS.items() if function.arguments]
EMBEDDED = [name for name, function in FUNCTIONS.items() if function.embedded]


def test_every_table_and_view_of_the_api_has_a_line(world: World) -> None:
    found = world.site.sql("select c.relname from pg_class c where c.relnamespace = 'public'::regnamespace "
                           "and c.relkind in ('r', 'p', 'v', 'm', 'f')")  # fmt: skip
    assert {row["relname"] for row in found} == TABLES.keys()
    assert len(TABLES) == sum(len(domain.tables) for domain in DOMAINS), "a table is of one domain"


def test_every_function_of_the_api_has_a_line(world: World) -> None:
    found = world.site.sql("select proname from pg_proc where pronamespace = 'public'::regnamespace")
    assert {row["proname"] for row in found} == FUNCTIONS.keys()
    assert len(found) == len(FUNCTIONS), "an overloaded function needs a line of its own"
    assert len(FUNCTIONS) == sum(len(domain.functions) for domain in DOMAINS), "a function is of one domain"
    assert FUNCTIONS.keys() == {*CALLED, *EMBEDDED}


def test_both_tenants_have_a_row_in_every_table(world: World) -> None:
    assert world.rows.keys() == world.outsiders_rows.keys() == TABLES.keys()
    assert world.rows.items().isdisjoint(world.outsiders_rows.items())


def test_nothing_but_public_is_exposed(world: World) -> None:
    for schema in ("private", "auth", "extensions", "pg_catalog", "information_schema"):
        for caller in world.everybody.values():
            answer = caller.rest("GET", "users", headers={"accept-profile": schema})
            assert (answer.status_code, answer.json()["code"]) == (406, "PGRST106"), schema


@pytest.mark.parametrize("verb", ["GET", "POST", "PATCH", "DELETE"])
@pytest.mark.parametrize("name", TABLES)
def test_tables(world: World, name: str, verb: str) -> None:
    table = TABLES[name]

    def ask(caller: Caller, role: str) -> httpx.Response:
        if verb == "POST":
            return caller.rest(verb, name, table.row(world, role))
        change = dict(table.changed(role)) if verb == "PATCH" else None
        return caller.rest(verb, name, change, **table.filter(world, name))

    assert outcomes(world, ask) == by_role(getattr(table, verb.lower()))


@pytest.mark.parametrize("name", CALLED)
def test_functions(world: World, name: str) -> None:
    arguments = FUNCTIONS[name].arguments
    assert arguments

    def ask(caller: Caller, role: str) -> httpx.Response:
        return caller.rest("POST", f"rpc/{name}", arguments(Scene(world, role)))

    assert outcomes(world, ask) == by_role(FUNCTIONS[name].who)


@pytest.mark.parametrize("name", EMBEDDED)
def test_computed_columns_are_embedded_for_those_who_see_the_row(world: World, name: str) -> None:
    embedded = FUNCTIONS[name].embedded
    assert embedded
    table, column = embedded

    def ask(caller: Caller, _: str) -> httpx.Response:
        return caller.rest("GET", table, id=f"eq.{world.rows[table]}", select=f"id,{column}")

    assert outcomes(world, ask) == by_role(FUNCTIONS[name].who)


@pytest.mark.parametrize("name", [name for name in CALLED if FUNCTIONS[name].by_get])
def test_a_get_changes_nothing(world: World, name: str) -> None:
    """A GET, which browsers send unasked, is refused: PostgREST runs it read-only."""
    arguments, who = FUNCTIONS[name].arguments, by_role(FUNCTIONS[name].who)
    assert arguments
    caller = world.site.service if who["service"] in ("done", "nothing") else world.admin
    query = {key: json.dumps(value) if isinstance(value, dict) else str(value)
             for key, value in arguments(Scene(world, "admin")).items()}  # fmt: skip
    answer = caller.rest("GET", f"rpc/{name}", **query)
    assert (answer.status_code, answer.json()["code"]) in [(405, "PGRST101"), (405, "25006")]
