"""What an archive of some schemas does not carry, made from the catalogue: roles, extensions, settings, publications,
default privileges."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from formaops.backups import catalog
from formaops.backups.catalog import Catalog
from formaops.backups.definitions import KINDS

if TYPE_CHECKING:
    import psycopg
    from psycopg import sql

_DEFAULT_PRIVILEGES: Final = re.compile(
    r"^of (?P<role>\S+) (?P<things>tables|sequences|functions|types|schemas)(?: in (?P<schema>.+))? to (?P<grantee>.+)$"
)
_SETTING: Final = re.compile(r"^the database(?: of (?P<role>[^:]+))?: (?P<name>[\w.]+)$")
_PUBLISHED: Final = re.compile(r"^(?P<publication>\S+) of (?P<table>.+)$")
# What PostgreSQL grants where nobody has said anything.
_BUILT_IN: Final = {"functions": "execute", "types": "usage"}
# Their values are lists, which `set` takes without quotes.
_LISTS: Final = frozenset({"search_path", "session_preload_libraries", "local_preload_libraries", "temp_tablespaces"})


class CannotRemake(Exception):
    """Something that the dump rests on cannot be had here."""


def roles(connection: "psycopg.Connection", wanted: Catalog) -> list[str]:
    """Make those that are missing, without a login; their names."""
    from psycopg import sql

    made = []
    for quoted in wanted.kinds[catalog.ROLES]:
        known = connection.execute("select from pg_roles where quote_ident(rolname) = %s", [quoted]).rowcount
        if not known:
            connection.execute(sql.SQL("create role {} nologin").format(_quoted(quoted)))
            made.append(quoted)
    return made


def extensions(connection: "psycopg.Connection", wanted: Catalog) -> list[str]:
    """Create those that are missing; their names. Raises CannotRemake when the server does not have one."""
    from psycopg import sql

    made = []
    for name, schema in wanted.kinds[catalog.EXTENSIONS].items():
        if connection.execute("select from pg_extension where quote_ident(extname) = %s", [name]).rowcount:
            continue
        if not connection.execute("select from pg_available_extensions where quote_ident(name) = %s", [name]).rowcount:
            raise CannotRemake(
                f"The database needs the extension {name}, which this server does not have."
                " Name the programs of a PostgreSQL that has it in FORMAOPS_POSTGRES_BIN, or restore elsewhere."
            )
        connection.execute(sql.SQL("create schema if not exists {}").format(_quoted(schema)))
        statement = sql.SQL("create extension {} with schema {}").format(_quoted(name), _quoted(schema))
        connection.execute(statement)
        made.append(name)
    return made


def forget_default_privileges(connection: "psycopg.Connection", wanted: Catalog) -> None:
    """As PostgreSQL has them when nobody has said anything: an archive's grants are written on top of these."""
    from psycopg import sql

    for name, _ in connection.execute(KINDS[catalog.DEFAULT_PRIVILEGES], {"schemas": wanted.schemas}).fetchall():
        begin, things, grantee, is_global = _default_privileges(name)
        connection.execute(sql.SQL("{} revoke all on {} from {}").format(begin, sql.SQL(things), grantee))
        if is_global and things in _BUILT_IN:
            connection.execute(
                sql.SQL("{} grant {} on {} to public").format(begin, sql.SQL(_BUILT_IN[things]), sql.SQL(things))
            )
    # What belongs to the owner alone came with the loop's revoke where it was global.
    for role, things in _global_owners(connection):
        connection.execute(
            sql.SQL("alter default privileges for role {} grant all on {} to {}").format(
                _quoted(role), sql.SQL(things), _quoted(role)
            )
        )


def default_privileges(connection: "psycopg.Connection", wanted: Catalog) -> None:
    """As the catalogue has them, after forget_default_privileges."""
    from psycopg import sql

    for name, privileges in wanted.kinds[catalog.DEFAULT_PRIVILEGES].items():
        begin, things, grantee, is_global = _default_privileges(name)
        if is_global and things in _BUILT_IN:
            connection.execute(sql.SQL("{} revoke all on {} from public").format(begin, sql.SQL(things)))
        if is_global:
            connection.execute(sql.SQL("{} revoke all on {} from {}").format(begin, sql.SQL(things), grantee))
        granted = sql.SQL(_words(privileges))
        connection.execute(sql.SQL("{} grant {} on {} to {}").format(begin, granted, sql.SQL(things), grantee))


def settings(connection: "psycopg.Connection", wanted: Catalog) -> list[str]:
    """Of the database, and of roles in it; a sentence for each that may not be set by this role."""
    from psycopg import errors, sql

    missing = []
    database = sql.Identifier(connection.info.dbname)
    for name, value in wanted.kinds[catalog.SETTINGS].items():
        found = _SETTING.match(name)
        if not found:
            continue
        whom = sql.SQL("role {} in ").format(_quoted(found["role"])) if found["role"] else sql.SQL("")
        # A list was printed by the server as it is to be read again.
        text = sql.SQL(value) if found["name"] in _LISTS else sql.Literal(value)
        statement = sql.SQL("alter {}database {} set {} = {}").format(
            whom, database, sql.SQL(".").join(map(sql.Identifier, found["name"].split("."))), text
        )
        try:
            with connection.transaction():
                connection.execute(statement)
        except (errors.InsufficientPrivilege, errors.UndefinedObject) as error:
            missing.append(f"{name} = {value} could not be set: {error.diag.message_primary}.")
    return missing


def publications(connection: "psycopg.Connection", wanted: Catalog) -> list[str]:
    """A sentence for each table that could not be published as before."""
    from psycopg import errors, sql

    missing = []
    for name in wanted.kinds[catalog.PUBLICATIONS]:
        found = _PUBLISHED.match(name)
        assert found
        publication = _quoted(found["publication"])
        statement = sql.SQL("alter publication {} add table {}").format(publication, _quoted(found["table"]))
        known = connection.execute("select from pg_publication where quote_ident(pubname) = %s", [found["publication"]])
        try:
            with connection.transaction():
                if not known.rowcount:
                    connection.execute(sql.SQL("create publication {}").format(publication))
                connection.execute(statement)
        except errors.DuplicateObject:
            continue
        except errors.InsufficientPrivilege as error:
            missing.append(f"{name} could not be published: {error.diag.message_primary}.")
    return missing


def _default_privileges(name: str) -> "tuple[sql.Composed, str, sql.Composable, bool]":
    """The beginning of the statement, on what, to whom, and whether it is for every schema."""
    from psycopg import sql

    found = _DEFAULT_PRIVILEGES.match(name)
    assert found, name
    where = sql.SQL(" in schema {}").format(_quoted(found["schema"])) if found["schema"] else sql.SQL("")
    begin = sql.SQL("alter default privileges for role {}{}").format(_quoted(found["role"]), where)
    grantee = sql.SQL("public") if found["grantee"] == "public" else sql.Identifier(found["grantee"])
    return begin, found["things"], grantee, found["schema"] is None


def _global_owners(connection: "psycopg.Connection") -> Iterator[tuple[str, str]]:
    kinds = {"r": "tables", "S": "sequences", "f": "functions", "T": "types", "n": "schemas"}
    query = """
        select quote_ident(pg_get_userbyid(a.defaclrole)), a.defaclobjtype::text
        from pg_default_acl as a
        where a.defaclnamespace = 0 and pg_get_userbyid(a.defaclrole) = 'postgres'
    """
    for role, kind in connection.execute(query).fetchall():
        yield role, kinds[kind]


def _words(privileges: str) -> str:
    """As the server printed them: words and commas."""
    assert re.fullmatch(r"[A-Z ]+(, [A-Z ]+)*", privileges), privileges
    return privileges


def _quoted(identifier: str) -> "sql.SQL":
    """What the server quoted where that is needed."""
    from psycopg import sql

    return sql.SQL(identifier)
