"""What the security tests want to know of a domain's tables and functions. How to add one: see the package."""

import uuid
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tests.support.callers import Person

if TYPE_CHECKING:
    from tests.security.world import World
    from tests.support.stacks import Stack

# What the words mean: tests.security.world.outcome. Other than these two lines, a table writes its own.
#            anon    outsider  viewer   member   admin    service
READ     = "denied  nothing   done     done     done     done"  # fmt: skip
NOBODY   = "denied  denied    denied   denied   denied   denied"  # fmt: skip


def any_id() -> str:
    """A uuid that nothing has."""
    return str(uuid.uuid4())


def any_name() -> str:
    return uuid.uuid4().hex


@dataclass(frozen=True)
class Place:
    """A tenant in which a domain makes its rows: the team's, and the outsider's, who is alone in theirs."""

    site: "Stack"
    admin: Person
    member: Person | None
    viewer: Person | None
    rows: Mapping[str, str]
    """What the domains before this one made."""

    @property
    def tenant_id(self) -> str:
        assert self.admin.tenant_id
        return self.admin.tenant_id

    def added(self, table: str, row: Mapping[str, Any]) -> str:
        """The id of a row that the ADMIN inserts."""
        return _added(self.admin.rest("POST", table, {"tenant_id": self.tenant_id, **row}))

    def served(self, table: str, row: Mapping[str, Any]) -> str:
        """The id of a row that an engine inserts, with the service key."""
        return _added(self.site.service.rest("POST", table, {"tenant_id": self.tenant_id, **row}))

    def found(self, table: str) -> str:
        """The id of a row that something else has brought along: a trigger, an RPC."""
        return str(self.admin.rows(table, tenant_id=f"eq.{self.tenant_id}", limit="1", select="id")[0]["id"])


def _added(answer: Any) -> str:
    assert answer.status_code == 201, answer.text
    return str(answer.json()[0]["id"])


@dataclass(frozen=True)
class Scene:
    """What one call of a function is about, prepared anew for each role."""

    world: "World"
    role: str


@dataclass(frozen=True)
class Machine:
    """The transitions of a status column; every other is refused, to the owner of the table too."""

    moves: Collection[tuple[str, str]]
    columns: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """By status, what else a row that has it must have or lack by its constraints: `{"RUNNING": {"ended_at": None}}`.

    The world's row is put into each status by an update of these columns.
    """
    final: Collection[str] = ()
    """In these nothing of the row changes any more; the table's `service_change`, else its `change`, is tried."""
    conditional: Collection[tuple[str, str]] = ()
    """Those of the moves that the world's row does not fulfil the conditions of: a gate that was not passed."""


@dataclass(frozen=True, kw_only=True)
class Table:
    """A table or view of the API."""

    get: str = READ
    post: str = NOBODY
    patch: str = NOBODY
    delete: str = NOBODY
    change: Mapping[str, Any]
    """To one column; that clients may write, where there is one."""
    service_change: Mapping[str, Any] | None = None
    """The same for the service key, where it writes other columns."""
    new_row: "Callable[[World], dict[str, Any]]"
    """A row for the team's tenant, its `tenant_id` included, right in itself; the `member` posts it."""
    service_row: "Callable[[World], dict[str, Any]] | None" = None
    """The same for the service key, which has no user and no tenant of its own; by default `new_row`."""
    fresh: "Callable[[World], str] | None" = None
    """Makes a row that may be changed or removed and returns its id; by default all try the one of `world.rows`."""
    one: "Callable[[World], dict[str, str]] | None" = None
    """A filter for a row of the team's tenant, where it has no `id`."""
    insertable: Collection[str] = ()
    """The columns that clients may insert …"""
    updatable: Collection[str] = ()
    service_insertable: Collection[str] = ()
    """… and the service key: what the engines write."""
    service_updatable: Collection[str] = ()
    either: Collection[str] = ()
    """Columns of which a row has one."""
    in_tenant_of_parent: bool = False
    """A trigger takes the tenant from the parent, whatever the row says."""
    machines: Mapping[str, Machine] = field(default_factory=dict)
    """By status column. Every column of an enum that ends in `_status` needs one."""
    shared: bool = False
    """Everybody who has signed in sees some rows of other tenants: the official, the public ones. None of the world."""
    of_operators: bool = False
    """Its rows are of no tenant; operators read them, and nobody in the world is one."""

    def filter(self, world: "World", name: str) -> dict[str, str]:
        """A row of the team's tenant, a new one where a role may change or remove it."""
        if self.one:
            return self.one(world)
        return {"id": f"eq.{self.fresh(world) if self.fresh else world.rows[name]}"}

    def row(self, world: "World", role: str) -> dict[str, Any]:
        return (self.service_row or self.new_row)(world) if role == "service" else self.new_row(world)

    def changed(self, role: str) -> Mapping[str, Any]:
        return self.service_change if role == "service" and self.service_change else self.change


@dataclass(frozen=True, kw_only=True)
class Function:
    """A function of the API."""

    who: str
    arguments: Callable[[Scene], dict[str, Any]] | None = None
    """What the role calls it with, so that it is `done` for who may; prepared by others. None: it is embedded."""
    about: Mapping[str, str] = field(default_factory=dict)
    """By argument of type uuid or uuid[], the table whose row it names. `{}` for a function without."""
    by_get: bool = True
    """It is tried by GET, too, and must be refused. False: it only reads, or has JSON arguments."""
    reads_deleted: bool = False
    """It tells of the past: of soft-deleted rows, too."""
    embedded: tuple[str, str] | None = None
    """The table that it is a column of, and how it is selected: `("executions", "model_calls(id)")`."""


@dataclass(frozen=True)
class Domain:
    name: str
    tables: Mapping[str, Table]
    functions: Mapping[str, Function]
    rows: Callable[[Place], Mapping[str, str]]
    """Makes a row in each of the tables, named by its id (of `user_roles` by the user's)."""
