"""Attempts of a MEMBER of the tenant to reach projects in whose team they are not."""

import pytest

from tests.security.catalogue import Catalogue, without_ids
from tests.security.matrix import FUNCTIONS
from tests.security.matrix.domain import Scene, any_id
from tests.security.world import World
from tests.support.callers import Person


@pytest.fixture(scope="module")
def bystander(world: World) -> Person:
    """A MEMBER of the tenant who is in no team."""
    return world.admin.invite(world.site.sign_up(), "MEMBER")


def of_projects(catalogue: Catalogue) -> set[str]:
    """The tables whose rows belong to a project."""
    return {"specification_projects"} | {name for name, columns in catalogue.tables.items() if "project_id" in columns}


def test_a_bystander_sees_nothing_of_a_project(world: World, catalogue: Catalogue, bystander: Person) -> None:
    tables = of_projects(catalogue)
    assert len(tables) == 8
    for name in tables:
        assert world.admin.rows(name, id=f"eq.{world.rows[name]}"), name
        counted = bystander.rest("GET", name, headers={"prefer": "count=exact"})
        assert (counted.json(), counted.headers["content-range"]) == ([], "*/0"), name


def test_no_embedding_shows_a_bystander_a_project(world: World, catalogue: Catalogue, bystander: Person) -> None:
    tables = of_projects(catalogue)
    secrets = {world.rows[name] for name in tables}
    for key in catalogue.keys:
        if (key.child in tables) != (key.parent in tables):
            source, target = (key.parent, key.child) if key.child in tables else (key.child, key.parent)
            answer = bystander.rest("GET", source, select=f"*,{target}!{key.name}(*)")
            assert answer.status_code == 200, answer.text
            assert not [secret for secret in secrets if secret in answer.text], key.name


def test_a_bystander_reads_of_no_project_in_the_audit_log(
    world: World, catalogue: Catalogue, bystander: Person
) -> None:
    secrets = {world.rows[name] for name in of_projects(catalogue)}
    read = bystander.rest("GET", "audit_logs", tenant_id=f"eq.{world.tenant_id}", limit="1000", order="created_at.desc")
    assert read.json()
    assert not [secret for secret in secrets if secret in read.text]


def test_functions_answer_a_bystander_alike_for_a_project_and_for_none(
    world: World, catalogue: Catalogue, bystander: Person
) -> None:
    tables, tried = of_projects(catalogue), 0
    for name, function in FUNCTIONS.items():
        for argument, table in function.about.items():
            if table not in tables or not function.arguments or "denied" in function.who.split()[4]:
                continue
            arguments = function.arguments(Scene(world, "member"))
            told = set()
            for value in (arguments.get(argument, world.rows[table]), any_id()):
                given = [value] if isinstance(arguments.get(argument), list) and not isinstance(value, list) else value
                answer = bystander.rest("POST", f"rpc/{name}", arguments | {argument: given})
                told.add((answer.status_code, without_ids(answer.text)))
            assert len(told) == 1, (name, told)
            tried += 1
    assert tried > 10


def test_lists_and_searches_show_a_bystander_no_project(world: World, bystander: Person) -> None:
    assert bystander.rpc("list_projects")["projects"] == []
    assert bystander.rpc("search_specifications", p_query="requirements") == []
    assert bystander.rpc("project_analytics", p_project_ids=[world.rows["specification_projects"]]) == []
