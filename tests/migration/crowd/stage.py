"""Who is there, what they have in common, and how one of them takes a turn."""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID, uuid4

import psycopg
from psycopg.types.json import Jsonb

from tests.migration.clusters import Cluster, act_as

PEOPLE: Final = {"ann": "ADMIN", "bea": "ADMIN", "cid": "MEMBER", "dan": "MEMBER", "eve": "MEMBER", "vic": "VIEWER"}
"""Of the one tenant, by their roles in it. `dan` comes and goes."""
WRITERS: Final = ("ann", "bea", "cid", "eve")


@dataclass(frozen=True)
class Stage:
    """A database with one tenant, in which all of them are."""

    cluster: Cluster
    database: str
    tenant: UUID
    people: dict[str, UUID]
    rows: dict[str, list[UUID]] = field(default_factory=dict)
    """By a word, the few rows that all work on."""

    def connect(self) -> psycopg.Connection:
        return self.cluster.connect(self.database)

    def row(self, statement: str, *values: Any) -> Any:
        """The first column of the first row, by the owner of the tables."""
        with self.connect() as connection:
            found = connection.execute(statement.encode(), values).fetchone()
        return found[0] if found else None

    def turn(self, connection: psycopg.Connection, dice: random.Random) -> "Turn":
        return Turn(self, connection, dice)

    def act(self, operation: "Operation") -> None:
        """One operation alone, which must succeed."""
        with self.connect() as connection, connection.transaction():
            operation(self.turn(connection, random.Random(0)))


@dataclass(frozen=True)
class Turn:
    """One transaction of somebody."""

    stage: Stage
    connection: psycopg.Connection
    dice: random.Random

    def by(self, name: str) -> "Turn":
        """As this person from now on, in the tenant."""
        headers = "select set_config('request.headers', json_build_object('x-tenant-id', %s::text)::text, true)"
        self.connection.execute(headers, [str(self.stage.tenant)])
        act_as(self.connection, self.stage.people[name])
        return self

    def by_any(self) -> "Turn":
        """As any of those who may write and stay."""
        return self.by(self.dice.choice(WRITERS))

    def by_service(self) -> "Turn":
        self.connection.execute("select set_config('request.jwt.claims', '{\"role\": \"service_role\"}', true)")
        self.connection.execute("set local role service_role")
        return self

    def any(self, word: str) -> UUID:
        return self.dice.choice(self.stage.rows[word])

    def do(self, statement: str, *values: Any) -> Any:
        """The first column of the first row, if there is one."""
        given = [Jsonb(value) if isinstance(value, dict) else value for value in values]
        cursor = self.connection.execute(statement.encode(), given)
        found = cursor.fetchone() if cursor.description else None
        return found[0] if found else None


Operation = Callable[[Turn], object]


def build(cluster: Cluster, database: str) -> Stage:
    people = {name: uuid4() for name in PEOPLE}
    with cluster.connect(database) as connection, connection.transaction():
        for name, person in people.items():
            connection.execute(
                "insert into auth.users (id, aud, role, email, email_confirmed_at, created_at) "
                "values (%s, 'authenticated', 'authenticated', %s, now(), now())",
                [person, f"{name}@example.com"],
            )
        made = connection.execute("insert into public.tenants (name) values ('Crowd') returning id").fetchone()
        assert made
        for name, role in PEOPLE.items():
            connection.execute(
                "insert into public.user_roles (tenant_id, user_id, role) values (%s, %s, %s)",
                [made[0], people[name], role],
            )
    return Stage(cluster, database, made[0], people)
