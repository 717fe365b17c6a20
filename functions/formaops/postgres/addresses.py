"""A database's address (`postgresql://…`): without its password for people, as variables for programs."""

import ipaddress
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, Self

from formaops.postgres.problems import PostgresFailed

if TYPE_CHECKING:
    import psycopg

_SECONDS_TO_CONNECT: Final = "15"
# psycopg takes what an address leaves out from here, and the programs would not: they would go somewhere else.
_BY_ENVIRONMENT: Final = {
    "host": "PGHOST",
    "hostaddr": "PGHOSTADDR",
    "port": "PGPORT",
    "user": "PGUSER",
    "dbname": "PGDATABASE",
}


@dataclass(frozen=True, slots=True)
class Address:
    """Where a database is and as whom. Its password shows neither in `str()` nor in `repr()`."""

    parameters: Mapping[str, str] = field(repr=False)

    @classmethod
    def of(cls, url: str) -> Self:
        """From a URL or libpq's `key=value`. TLS is required unless it says otherwise or stays on this machine.

        Raises PostgresFailed, which does not repeat the text.
        """
        import psycopg
        from psycopg.conninfo import conninfo_to_dict

        try:
            given = {name: str(value) for name, value in conninfo_to_dict(url).items() if value is not None}
        except psycopg.ProgrammingError:
            raise _unreadable() from None  # libpq's message repeats a part of it
        if _is_divided_wrongly(given):
            raise _unreadable()
        given = {key: os.environ[name] for key, name in _BY_ENVIRONMENT.items() if os.environ.get(name)} | given
        stays = _stays_here(given)
        return cls({"sslmode": "prefer" if stays else "require", "connect_timeout": _SECONDS_TO_CONNECT} | given)

    def __str__(self) -> str:
        host = self.parameters.get("host") or "localhost"
        user = f"{self.parameters['user']}@" if "user" in self.parameters else ""
        return f"postgresql://{user}{host}:{self.parameters.get('port', '5432')}/{self.database}"

    @property
    def database(self) -> str:
        return self.parameters.get("dbname") or self.parameters.get("user") or "postgres"

    def to(self, database: str) -> "Address":
        """The same with another database of that cluster."""
        return Address(dict(self.parameters) | {"dbname": database})

    def environment(self) -> dict[str, str]:
        """For libpq's programs: everybody may read a command line, so nothing of it goes there."""
        from psycopg import pq

        variables = {
            option.keyword.decode(): option.envvar.decode() for option in pq.Conninfo.get_defaults() if option.envvar
        }
        known = dict(self.parameters) | {"dbname": self.database}
        return {variables[name]: value for name, value in known.items() if name in variables}

    def connect(self, **more: Any) -> "psycopg.Connection":
        """An autocommit connection unless ``more`` says otherwise. Raises PostgresFailed."""
        import psycopg

        try:
            return psycopg.connect(**{"autocommit": True, "application_name": "formaops", **self.parameters, **more})
        except (psycopg.OperationalError, psycopg.ProgrammingError) as error:
            raise PostgresFailed(
                f"{self} does not let us in: {str(error).strip()}", advice="See that address and password are right."
            ) from error


def _unreadable() -> PostgresFailed:
    return PostgresFailed(
        "The address of the database cannot be read.",
        advice="It has the form postgresql://role:password@host:5432/database;"
        " what is no letter or digit in the password is written as %XX.",
    )


def _is_divided_wrongly(parameters: Mapping[str, str]) -> bool:
    """Where an @ or a / of the password was taken for the one behind it, a part of the password would be the host, the
    port or the database: what everybody is shown."""
    ports = [port for port in parameters.get("port", "").split(",") if port]
    return (
        "@" in parameters.get("host", "")
        or "@" in parameters.get("dbname", "")
        or not all(port.isascii() and port.isdigit() for port in ports)
    )


def _stays_here(parameters: Mapping[str, str]) -> bool:
    hosts = (parameters.get("hostaddr") or parameters.get("host") or "/").split(",")
    return all(host.startswith("/") or host == "localhost" or _is_loopback(host) for host in hosts)


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
