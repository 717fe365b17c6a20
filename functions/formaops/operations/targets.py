"""Which database is meant, and how much care it wants."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from formaops.errors import Malformed
from formaops.postgres.addresses import Address
from formaops.settings import BackupSettings, OperationsSettings

if TYPE_CHECKING:
    import psycopg

Stage = Literal["local", "staging", "production"]

_DIRECT: Final = re.compile(r"db\.(?P<project>[a-z0-9]+)\.supabase\.(?:co|red|in)")
_TRANSACTION_POOLER: Final = "6543"
_HERE: Final = ("", "localhost", "127.0.0.1", "::1")


@dataclass(frozen=True, slots=True)
class Target:
    stage: Stage
    address: Address

    @property
    def project(self) -> str:
        """What is typed to confirm: the reference of a Supabase project, else host and database."""
        host, user = self.address.parameters.get("host", ""), self.address.parameters.get("user", "")
        if found := _DIRECT.fullmatch(host):
            return found["project"]
        if ".pooler.supabase." in host and "." in user:
            return user.partition(".")[2]
        return f"{host or 'localhost'}/{self.address.database}"

    def connect(self) -> "psycopg.Connection":
        """An autocommit connection whose session is ours. Raises PostgresFailed, or Malformed for a pooler that
        gives each transaction another session.
        """
        require_session(self.address)
        return self.address.connect()


def require_session(address: Address) -> None:
    """Raises Malformed for a pooler that gives each transaction another session."""
    if address.parameters.get("port") == _TRANSACTION_POOLER:
        raise Malformed(
            f"{address} is a transaction pooler: locks and settings of a session do not hold there. "
            "Name the database itself, or the session pooler (port 5432)."
        )


def find(
    stage: str | None, operations: OperationsSettings, backups: BackupSettings, local: Callable[[], str]
) -> Target:
    """``stage`` or, without it, what FORMAOPS_DATABASE_URL names, else the local stack (``local`` gives its address).

    What is not on this machine counts as production, unless it is called staging. Raises Malformed.
    """
    match stage:
        case "staging":
            return _named("staging", "FORMAOPS_STAGING_DATABASE_URL", operations.staging_database_url)
        case "production":
            return _named("production", "FORMAOPS_PRODUCTION_DATABASE_URL", operations.production_database_url)
        case "local":
            return Target("local", Address.of(local()))
        case None if backups.database_url:
            address = Address.of(backups.database_url.get_secret_value())
            host = address.parameters.get("host", "")
            is_here = host in _HERE or host.startswith("/")
            return Target("local" if is_here else "production", address)
        case None:
            return Target("local", Address.of(local()))
        case _:
            raise Malformed(f"There is no {stage}: it is local, staging or production.")


def _named(stage: Stage, variable: str, url: object) -> Target:
    from pydantic import SecretStr

    if not isinstance(url, SecretStr) or not url.get_secret_value():
        raise Malformed(f"{variable} is not set: it is the address of the database of {stage}, postgresql://…")
    return Target(stage, Address.of(url.get_secret_value()))
