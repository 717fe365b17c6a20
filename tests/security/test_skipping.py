"""Attempts to skip a transition: every status × every other, by the owner of the tables, whom no policy binds.

A row of the world is put into each status with triggers off, in a transaction that is rolled back, and then moved on
with triggers on. What clients may not write at all is tried elsewhere.
"""

from collections.abc import Mapping
from typing import Any

import psycopg
import pytest
from psycopg import sql
from psycopg.types.json import Jsonb

from tests.security.catalogue import Catalogue
from tests.security.matrix import TABLES
from tests.security.world import World

MACHINES = [(name, column) for name, table in TABLES.items() for column in table.machines]


def test_every_status_has_its_transitions(catalogue: Catalogue) -> None:
    """A column called `status` that no `Machine` describes is a status that anything may become."""
    assert {(table, column) for table, column in catalogue.enums if column == "status"} <= set(MACHINES)
    for name, column in MACHINES:
        machine, values = TABLES[name].machines[column], set(catalogue.enums[name, column])
        assert {status for move in machine.moves for status in move} <= values, name
        assert set(machine.columns) <= values, name


def _set(connection: psycopg.Connection, name: str, row: str, columns: Mapping[str, Any]) -> None:
    pairs = [sql.SQL("{} = %s").format(sql.Identifier(column)) for column in columns]
    statement = sql.SQL("update public.{} set {} where id = %s").format(sql.Identifier(name), sql.SQL(", ").join(pairs))
    values = [Jsonb(value) if isinstance(value, dict | list) else value for value in columns.values()]
    assert connection.execute(statement, [*values, row]).rowcount == 1


def refused(world: World, name: str, column: str, before: str, change: Mapping[str, Any]) -> str | None:
    """The SQLSTATE by which the database refuses the change of a row that has the status `before`, or None."""
    machine, row = TABLES[name].machines[column], world.rows[name]
    with psycopg.connect(world.site.addresses.admin_db_url) as connection:
        try:
            connection.execute("set local session_replication_role = replica")
            _set(connection, name, row, {column: before, **machine.columns.get(before, {})})
            connection.execute("set local session_replication_role = origin")
            try:
                _set(connection, name, row, change)
                connection.execute("set constraints all immediate")
            except psycopg.Error as error:
                return error.sqlstate
            return None
        finally:
            connection.rollback()


@pytest.mark.parametrize(("name", "column"), MACHINES)
def test_no_transition_is_skipped(world: World, catalogue: Catalogue, name: str, column: str) -> None:
    machine, values = TABLES[name].machines[column], catalogue.enums[name, column]
    outcomes = {
        (before, after): refused(world, name, column, before, {column: after, **machine.columns.get(after, {})})
        for before in values
        for after in values
        if before != after
    }
    done = {pair for pair, sqlstate in outcomes.items() if sqlstate is None}
    assert done <= set(machine.moves), "moves that are not in the machine"
    assert set(machine.moves) - done <= set(machine.conditional), {pair: outcomes[pair] for pair in machine.moves}
    # Refused on purpose, in words for who tried; not by a constraint that happened to be in the way.
    assert {outcomes[pair] for pair in outcomes.keys() - done} <= {"PT409"}, outcomes


@pytest.mark.parametrize(("name", "column"), MACHINES)
def test_what_is_final_stays_as_it_is(world: World, name: str, column: str) -> None:
    table = TABLES[name]
    for status in table.machines[column].final:
        assert refused(world, name, column, status, table.service_change or table.change) == "PT409", status
