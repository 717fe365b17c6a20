"""Attempts to point a row at something that is another tenant's, deleted or not there, by every foreign key there is.

The keys come from the catalogue: one that is new is tried without anybody's asking.
"""

from collections.abc import Iterator, Mapping
from typing import Any

import httpx
import pytest

from tests.security.catalogue import Catalogue, Key, Unique, without_ids
from tests.security.matrix import FUNCTIONS, TABLES
from tests.security.matrix.domain import Scene, Table, any_id
from tests.security.world import World, by_role
from tests.support.callers import Caller

Refusal = tuple[int, str, str]


def refusal(answer: httpx.Response) -> Refusal:
    """How PostgREST refuses it, as far as an attacker can tell one refusal from another."""
    assert not answer.is_success, f"{answer.request.method} {answer.request.url} was done: {answer.text}"
    problem = answer.json()
    text = f"{problem['message']} {problem.get('details')} {problem.get('hint')}"
    return answer.status_code, problem["code"], without_ids(text)


def foreign_row(world: World, table: str) -> str:
    return world.outsiders_rows[table]


def keys_written_by(catalogue: Catalogue, columns: Mapping[str, Any]) -> Iterator[Key]:
    """The keys whose last column is one of the table's that the caller may write."""
    for key in catalogue.keys:
        if key.pointer in columns[key.child]:
            yield key


@pytest.mark.parametrize("role", ["member", "admin"])
@pytest.mark.parametrize("name", [name for name, table in TABLES.items() if table.insertable])
def test_no_new_row_points_at_what_is_foreign(world: World, catalogue: Catalogue, name: str, role: str) -> None:
    """… and what is foreign is refused in the same words as what does not exist."""
    table, caller = TABLES[name], world.everybody[role]
    for key in keys_written_by(catalogue, {name: table.insertable} | dict.fromkeys(TABLES.keys() - {name}, ())):
        foreign = foreign_row(world, key.parent)
        if key.pointer == "tenant_id" and table.in_tenant_of_parent:
            for tenant_id in (foreign, any_id()):
                [row] = caller.rest("POST", name, {**table.new_row(world), "tenant_id": tenant_id}).json()
                assert row["tenant_id"] == world.tenant_id, "it follows from the parent, whatever the row says"
            continue
        tenants = [None]
        if key.pointer != "tenant_id" and "tenant_id" in table.insertable:
            tenants += [foreign_row(world, "tenants"), any_id()]

        def attempt(tenant: str | None, pointer: str, key: Key = key) -> Refusal:
            more = {key.pointer: pointer} | ({"tenant_id": tenant} if tenant else {})
            return refusal(caller.rest("POST", name, {**table.new_row(world), **more}))

        for tenant in tenants:
            refusals = {attempt(tenant, pointer) for pointer in (foreign, any_id())}
            assert len(refusals) == 1, (key.name, tenant, refusals)
        refusals = {attempt(tenant, foreign) for tenant in tenants[1:]}
        assert len(refusals) <= 1, (key.name, refusals)
    assert_nothing_crosses(world, catalogue)


@pytest.mark.parametrize("name", [name for name, table in TABLES.items() if table.insertable])
def test_what_is_pointed_at_would_do_if_it_were_ones_own(world: World, catalogue: Catalogue, name: str) -> None:
    """Otherwise the refusals above would say nothing."""
    table = TABLES[name]
    for key in keys_written_by(catalogue, {name: table.insertable} | dict.fromkeys(TABLES.keys() - {name}, ())):
        row = table.new_row(world)
        if key.pointer in row:  # which the member posts in the matrix
            continue
        row |= dict.fromkeys(table.either) if key.pointer in table.either else {}
        row[key.pointer] = world.member.id if key.parent == "users" else world.rows[key.parent]
        who = world.member if by_role(table.post)["member"] == "done" else world.admin
        done = who.rest("POST", name, row)
        assert done.status_code == 201, (key.name, done.text)


@pytest.mark.parametrize("name", [name for name, table in TABLES.items() if table.updatable])
def test_no_row_is_turned_to_what_is_foreign(world: World, catalogue: Catalogue, name: str) -> None:
    table = TABLES[name]
    for key in keys_written_by(catalogue, {name: table.updatable} | dict.fromkeys(TABLES.keys() - {name}, ())):
        refusals = {
            refusal(world.admin.rest("PATCH", name, {key.pointer: pointer}, **table.filter(world, name)))
            for pointer in (foreign_row(world, key.parent), any_id())
        }
        assert len(refusals) == 1, (key.name, refusals)
    assert_nothing_crosses(world, catalogue)


@pytest.mark.parametrize(
    "name", [name for name, table in TABLES.items() if table.service_insertable or table.service_updatable]
)
def test_the_engines_cannot_cross_tenants_either(world: World, catalogue: Catalogue, name: str) -> None:
    """A service key passes row-level security: what holds it are the constraints and triggers."""
    table = TABLES[name]
    for key in catalogue.keys:
        if key.child != name or key.pointer == "tenant_id":
            continue
        foreign = foreign_row(world, key.parent)
        if key.pointer in table.service_insertable:
            refusal(world.site.service.rest("POST", name, {**table.row(world, "service"), key.pointer: foreign}))
        if key.pointer in table.service_updatable:
            refusal(world.site.service.rest("PATCH", name, {key.pointer: foreign}, **table.filter(world, name)))
    if "tenant_id" in table.service_insertable and [key for key in catalogue.keys if key.child == name][1:]:
        foreign = foreign_row(world, "tenants")
        refusal(world.site.service.rest("POST", name, {**table.row(world, "service"), "tenant_id": foreign}))
    assert_nothing_crosses(world, catalogue)


def assert_nothing_crosses(world: World, catalogue: Catalogue) -> None:
    """No row of the two tenants, whoever wrote it, points at one of the other."""
    ours, theirs = world.tenant_id, world.outsider.tenant_id
    for key in catalogue.keys:
        if key.parent in ("tenants", "users") or "tenant_id" not in catalogue.columns[key.parent]:
            continue
        # The names are the catalogue's own.
        crossing = world.site.sql(
            f"select c.* from public.{key.child} c join public.{key.parent} p on p.id = c.{key.pointer} "
            f"where c.tenant_id = any(%s::uuid[]) and p.tenant_id = any(%s::uuid[]) and c.tenant_id <> p.tenant_id",
            [ours, theirs],
            [ours, theirs],
        )
        assert crossing == [], key.name


# ---------------------------------------------------------------------------------------- upserts and unique values


def rows_of(world: World, table: str, tenant_id: str | None) -> list[dict[str, Any]]:
    column = {"tenants": "id", "users": "id"}.get(table, "tenant_id")
    owner = world.outsider.id if table == "users" else tenant_id
    return world.site.sql(f"select t::text as row from public.{table} t where {column} = %s order by 1", owner)


@pytest.mark.parametrize("name", [name for name, table in TABLES.items() if table.insertable])
def test_no_upsert_changes_a_foreign_row(world: World, catalogue: Catalogue, name: str) -> None:
    """By every unique constraint, with the foreign row's own values and either tenant's id on it."""
    table = TABLES[name]
    before = rows_of(world, name, world.outsider.tenant_id)
    foreign = world.site.service.rows(name, id=f"eq.{foreign_row(world, name)}")[0]
    copied = {column: foreign[column] for column in table.insertable}
    for unique in [None, *(unique for unique in catalogue.unique if unique.table == name and unique.is_plain)]:
        conflict = {"on_conflict": ",".join(unique.columns)} if unique else {}
        for tenant in (world.tenant_id, world.outsider.tenant_id):
            for how in ("merge", "ignore"):
                for more in ({}, {"id": foreign["id"]}):
                    row = copied | more | ({"tenant_id": tenant} if "tenant_id" in table.insertable else {})
                    headers = {"prefer": f"resolution={how}-duplicates,return=representation"}
                    answer = world.member.rest("POST", name, row, headers=headers, **conflict)
                    # What succeeds went into the caller's own tenant, or came to nothing.
                    assert not answer.is_success or world.outsider.tenant_id not in answer.text, answer.text
                    assert "23505" not in answer.text or tenant == world.tenant_id, answer.text
    assert rows_of(world, name, world.outsider.tenant_id) == before


def told_by(unique: Unique, table: Table) -> set[str]:
    """The columns by which a client could run into a foreign row's unique values."""
    return set(unique.columns) & set(table.insertable) - {"tenant_id"}


def test_what_is_unique_is_so_within_a_tenant(catalogue: Catalogue) -> None:
    """A key over all tenants would tell by a collision what others have: it holds the tenant or a random id."""
    one_by_itself = {"tenants_one_personal_tenant_per_user", "users_email_is_unique_among_live_users"}
    # Of no tenant, and written by RPCs of the service alone.
    one_by_itself |= {"backup_runs_attempt_is_of_one_time", "backup_runs_run_alone"}
    for unique in catalogue.unique:
        if unique.name in one_by_itself or unique.columns == ("id",):
            continue
        # The name of the parent's column: an id that points at a tenant's row is as good as the tenant.
        pointers = {key.pointer for key in catalogue.keys if key.child == unique.table and key.parent != "users"}
        assert {"tenant_id"} & {*unique.columns} or pointers & {*unique.columns}, unique.name


@pytest.mark.parametrize("name", [name for name, table in TABLES.items() if table.insertable])
def test_a_collision_with_a_foreign_row_tells_nothing(world: World, catalogue: Catalogue, name: str) -> None:
    table = TABLES[name]
    foreign = world.site.service.rows(name, id=f"eq.{foreign_row(world, name)}")[0]
    for unique in catalogue.unique:
        if unique.table != name or "tenant_id" in unique.columns or not told_by(unique, table):
            continue
        taken = {column: foreign[column] for column in told_by(unique, table)}
        pointers = {key.pointer: key for key in catalogue.keys if key.child == name and key.pointer in taken}
        free = taken | {column: any_id() for column in pointers}
        refusals = {refusal(world.member.rest("POST", name, {**table.new_row(world), **row})) for row in (taken, free)}
        assert len(refusals) == 1, (unique.name, refusals)
        assert "23505" not in str(refusals), unique.name


@pytest.mark.parametrize("name", [name for name, table in TABLES.items() if "id" in table.insertable])
def test_an_id_is_nobodys_choice(name: str) -> None:
    pytest.fail(f"{name}: a client who may choose the id learns by a collision which ids there are")


# ----------------------------------------------------------------------------------------------- what was soft-deleted


def deleting(table: str) -> str | None:
    """The function that soft-deletes the table's rows."""
    for name, function in FUNCTIONS.items():
        if name.startswith("delete_") and table in function.about.values() and table != "tenants":
            return name
    return None


DELETABLE = [name for name in TABLES if deleting(name)]


def deleted_row(world: World, name: str) -> str:
    """The id of a row of the team's that an ADMIN has soft-deleted."""
    function, fresh = deleting(name), TABLES[name].fresh
    assert function
    assert fresh, f"{name} can be deleted and has no `fresh`"
    row = fresh(world)
    [argument] = [argument for argument, table in FUNCTIONS[function].about.items() if table == name]
    world.admin.rpc(function, **{argument: row})
    return row


def test_whatever_has_a_soft_delete_has_a_function_for_it(catalogue: Catalogue) -> None:
    by_parent = {name for name, columns in catalogue.columns.items() if "deleted_at" in columns} - {"tenants", "users"}
    assert {*DELETABLE} <= by_parent
    for name in DELETABLE:
        restoring = str(deleting(name)).replace("delete_", "restore_")
        assert restoring in FUNCTIONS, name
        assert by_role(FUNCTIONS[restoring].who)["admin"] == "done", name


@pytest.mark.parametrize("name", DELETABLE)
def test_what_is_deleted_is_there_for_nobody(world: World, catalogue: Catalogue, name: str) -> None:
    table = TABLES[name]
    row = deleted_row(world, name)
    for reader in (world.admin, world.member, world.viewer):
        assert reader.rows(name, id=f"eq.{row}") == []
        assert reader.rows(name, deleted_at="not.is.null") == []
        counted = reader.rest("HEAD", name, headers={"prefer": "count=exact"}, id=f"eq.{row}")
        assert counted.headers["content-range"] == "*/0"
        if table.updatable:
            assert reader.rest("PATCH", name, dict(table.change), id=f"eq.{row}").json() == []
        for key in catalogue.keys:  # nor from what it points at, or what points at it
            if key.parent == name and key.child != name:
                for child in reader.rows(key.child, select=f"*,{name}!{key.name}(id)", **{key.pointer: f"eq.{row}"}):
                    assert child[name] is None, key.name


@pytest.mark.parametrize("name", DELETABLE)
def test_nothing_new_is_hung_on_what_is_deleted(world: World, catalogue: Catalogue, name: str) -> None:
    """… and it is refused in the same words as what does not exist."""
    row = deleted_row(world, name)
    for key in catalogue.keys:
        table = TABLES[key.child]
        if key.parent != name:
            continue
        for verb, columns in (("POST", table.insertable), ("PATCH", table.updatable)):
            if key.pointer not in columns:
                continue
            refusals = set()
            for pointer in (row, any_id()):
                change = {**table.new_row(world), key.pointer: pointer} if verb == "POST" else {key.pointer: pointer}
                filters = table.filter(world, key.child) if verb == "PATCH" else {}
                refusals.add(refusal(world.admin.rest(verb, key.child, change, **filters)))
            assert len(refusals) == 1, (key.name, refusals)


@pytest.mark.parametrize("name", DELETABLE)
def test_what_is_restored_is_as_it_was(world: World, name: str) -> None:
    function, fresh = str(deleting(name)), TABLES[name].fresh
    assert fresh
    row = fresh(world)
    [before] = world.admin.rows(name, id=f"eq.{row}")
    [argument] = [argument for argument, table in FUNCTIONS[function].about.items() if table == name]
    world.admin.rpc(function, **{argument: row})
    world.admin.rpc(function.replace("delete_", "restore_"), **{argument: row})
    [after] = world.admin.rows(name, id=f"eq.{row}")
    assert after | {"updated_at": None} == before | {"updated_at": None}


@pytest.mark.parametrize("name", DELETABLE)
def test_functions_do_not_know_what_is_deleted(world: World, name: str) -> None:
    """All but the one that brings it back, and those that tell of the past."""
    row = deleted_row(world, name)
    for called, function in FUNCTIONS.items():
        if called.startswith("restore_") or not function.arguments or function.reads_deleted:
            continue
        for argument, table in function.about.items():
            if table == name:
                assert_alike(world, called, argument, row)


def assert_alike(world: World, called: str, argument: str, row: str) -> None:
    """The function answers alike for the row and for none, whoever of the team calls it."""
    function = FUNCTIONS[called]
    assert function.arguments
    who = by_role(function.who)
    caller: Caller = world.site.service if who["service"] == "done" and who["admin"] != "done" else world.admin
    arguments = function.arguments(Scene(world, "admin"))
    told = set()
    for value in (row, any_id()):
        given: Any = [value] if isinstance(arguments.get(argument), list) else value
        answer = caller.rest("POST", f"rpc/{called}", arguments | {argument: given})
        told.add((answer.status_code, without_ids(answer.text)))
    assert len(told) == 1, (called, argument, told)
