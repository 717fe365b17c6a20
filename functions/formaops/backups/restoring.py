"""From a backup to a database: what the target may be, what is left as it is, and the archive streamed into it.

    RestoreFailed
        TargetRefused       the database is none that may be restored into

The target is one of two kinds. A bare database, of a cluster that we may do everything in, is given the platform and
then all of the archive. A project of hosted Supabase has its own `auth` and `storage`: their tables are given rows
and our triggers, the rest is left to the platform. Either way all is one transaction: it is there, or nothing is.
"""

import re
import subprocess
import tempfile
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import IO, TYPE_CHECKING, Final

from formaops.backups import contents, objects, remaking
from formaops.backups.catalog import Catalog
from formaops.backups.manifest import File, Manifest
from formaops.backups.progress import Progress, Tell, silently
from formaops.backups.sealing import BackupDamaged, unseal
from formaops.backups.storage_api import StorageApi
from formaops.backups.stores import Store
from formaops.postgres import programs, scripts
from formaops.postgres.addresses import Address

if TYPE_CHECKING:
    import psycopg

PLATFORM: Final = ("auth", "storage")
"""Schemas that a hosted project brings and that hold the project's own rows."""
_OLDEST: Final = 17
_TELL_EVERY: Final = 4 * 1024 * 1024
_STDERR_KEPT: Final = 4000
_CALLS: Final = re.compile(r"EXECUTE FUNCTION \"?(\w+)\"?\.")


class RestoreFailed(Exception):
    """The database could not be restored. Its text says why, and what is there where that is not nothing."""


class TargetRefused(RestoreFailed):
    """The database is none that may be restored into. Its text says what to do."""


@dataclass(frozen=True, slots=True)
class Target:
    """A database that may be restored into."""

    address: Address
    project: bool
    """It has the platform's schemas already."""
    filled: frozenset[str]
    """Tables of the platform that have rows: they are left as they are."""
    kept: frozenset[str]
    """Schemas of the platform, whose definitions are left as they are."""
    replica: bool
    """Rows can be put into the platform's tables without its triggers."""


@dataclass(frozen=True, slots=True)
class Restored:
    notes: list[str] = field(default_factory=list)
    """What could not be made as it was, a sentence each."""


@dataclass(frozen=True, slots=True)
class _Running:
    process: subprocess.Popen[bytes]
    archive: IO[bytes]
    output: IO[bytes]
    complaints: IO[bytes]


def read_catalog(manifest: Manifest, store: Store, identities: list[str]) -> Catalog:
    """Raises BackupDamaged and StoreFailed."""
    from pydantic import ValidationError

    text = b"".join(unseal(manifest.catalog, store, identities))
    try:
        return Catalog.model_validate_json(text)
    except ValidationError as error:
        raise BackupDamaged(
            f"The catalogue of {manifest.backup_id} cannot be read: {error.error_count()} faults."
        ) from error


def examine(manifest: Manifest, address: Address) -> Target:
    """Whether this may be restored there, and how. Changes nothing. Raises TargetRefused and PostgresFailed."""
    with closing(address.connect()) as connection:
        version = connection.info.server_version
        if version // 10_000 < _OLDEST:
            raise TargetRefused(
                f"{address} is PostgreSQL {version // 10_000}; what our pg_restore writes needs {_OLDEST} or later."
            )
        if connection.execute("select from pg_database where datname = current_database() and datistemplate").rowcount:
            raise TargetRefused(f"{address} is what new databases are made from: restore into one that is new.")
        _refuse_what_is_in_use(manifest, address, connection)
        tables = _column(
            connection,
            "select n.nspname || '.' || c.relname from pg_class as c join pg_namespace as n on n.oid = c.relnamespace"
            " where n.nspname = any (%s) and c.relkind in ('r', 'p')",
            [list(PLATFORM)],
        )
        project = "auth.users" in tables
        _refuse_roles(address, connection, project=project)
        filled = frozenset(table for table in tables if _has_rows(connection, table))
        if "auth.users" in filled:
            raise TargetRefused(f"{address} has accounts in auth.users: restore into a project that is new.")
        kept = frozenset({table.split(".")[0] for table in tables}) if project else frozenset()
        privilege = "select has_parameter_privilege('session_replication_role', 'set')"
        replica = project and connection.execute(privilege).fetchone() == (True,)
        return Target(address, project, filled, kept, replica)


def create_database(address: Address) -> None:
    """Make the database that the address names. Raises TargetRefused and PostgresFailed."""
    from psycopg import errors, sql

    with closing(address.to(_other_than(address)).connect()) as connection:
        try:
            connection.execute(
                sql.SQL("create database {} template template0").format(sql.Identifier(address.database))
            )
        except errors.DuplicateDatabase as error:
            raise TargetRefused(f"{address} is there already: leave --create out, or name another.") from error
        except errors.InsufficientPrivilege as error:
            raise TargetRefused(f"The role of {address} may not create databases.") from error


def drop_database(address: Address) -> None:
    """The one that create_database has made, with what a failure left in it."""
    from psycopg import sql

    with closing(address.to(_other_than(address)).connect()) as connection:
        connection.execute(sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(address.database)))


def look_at_take_over(address: Address, name: str) -> None:
    """Whether `take_over` can do it, before anything is restored. Raises TargetRefused and PostgresFailed."""
    with closing(address.to("template1").connect()) as connection:
        if name == address.database:
            raise TargetRefused(f"{address} cannot take its own name over: restore into a database of another name.")
        if not _column(connection, "select datname from pg_database where datname = %s", [name]):
            raise TargetRefused(
                f"There is no database {name} whose name could be taken over in the cluster of {address}."
            )


def take_over(address: Address, name: str) -> str:
    """Give the restored database the name that another one has; the name that this one has from now on.

    Sessions of both are ended, and nobody gets in while they change names. Raises RestoreFailed.
    """
    import psycopg
    from psycopg import sql

    before = f"{name}_before_{datetime.now(UTC):%Y%m%dT%H%M%S}"
    ours, theirs, kept = (sql.Identifier(database) for database in (address.database, name, before))
    shut, opened = sql.SQL("allow_connections false"), sql.SQL("allow_connections true")
    with closing(address.to("template1").connect()) as connection:
        try:
            for database in (ours, theirs):
                connection.execute(sql.SQL("alter database {} with {}").format(database, shut))
            connection.execute(
                "select pg_terminate_backend(pid, 5000) from pg_stat_activity where datname = any (%s)",
                [[address.database, name]],
            )
            with connection.transaction():
                connection.execute(sql.SQL("alter database {} rename to {}").format(theirs, kept))
                connection.execute(sql.SQL("alter database {} rename to {}").format(ours, theirs))
        except psycopg.Error as error:
            raise RestoreFailed(f"{address} is whole, but could not be named {name}: {error}") from error
        finally:
            names = "select datname from pg_database where not datallowconn and datname = any (%s)"
            for database_name in _column(connection, names, [[address.database, name, before]]):
                database = sql.Identifier(database_name)
                connection.execute(sql.SQL("alter database {} with {}").format(database, opened))
    return before


def restore(
    manifest: Manifest,
    wanted: Catalog,
    store: Store,
    identities: list[str],
    target: Target,
    tell: Tell = silently,
) -> Restored:
    """All or nothing of the dump. Raises RestoreFailed, BackupDamaged, StoreFailed and PostgresFailed."""
    import psycopg

    listing = contents.entries(_listing(manifest.dump, store, identities))
    # It is idle while pg_restore works, for hours perhaps: what lies between must not take it for dead.
    with closing(target.address.connect(keepalives_idle="60")) as connection:
        connection.execute("set statement_timeout = 0")
        tell(Progress("preparing"))
        there = ""
        try:
            present = _prepare(manifest, wanted, target, connection)
            ours = _triggers_of_ours(wanted, target.kept)
            chosen = contents.chosen(listing, present=present, kept=target.kept, filled=target.filled, ours=ours)
            remaking.forget_default_privileges(connection, wanted)
            _stream(manifest, chosen, store, identities, target, tell)
            there = " All rows are there, but not all settings: drop the database and restore again."
            tell(Progress("finishing"))
            remaking.default_privileges(connection, wanted)
            notes = [*remaking.settings(connection, wanted), *remaking.publications(connection, wanted)]
            notes += [f"{table} has rows already and was left as it is." for table in sorted(target.filled)]
            tell(Progress("analyzing"))
            connection.execute("analyze")
        except (psycopg.Error, remaking.CannotRemake) as error:
            raise RestoreFailed(f"{target.address}: {str(error).strip()}{there}") from error
    return Restored(notes)


def restore_objects(
    manifest: Manifest, store: Store, identities: list[str], api: StorageApi, tell: Tell = silently
) -> list[str]:
    """Buckets and objects into a project's Storage, over what is there; a sentence for each that could not be.

    Raises BackupDamaged and StoreFailed.
    """
    notes: list[str] = []
    done = 0
    for line in objects.read_index(manifest, store, identities):
        if isinstance(line, objects.Bucket):
            objects.make_bucket(line, api)
        elif line.file is None:
            notes.append(f"{line.path} was deleted before the backup could read it.")
        else:
            objects.write(line, store, identities, api)
            done += line.size
            tell(Progress("storage objects", done, manifest.object_bytes, line.path))
    return notes


def _other_than(address: Address) -> str:
    return "postgres" if address.database != "postgres" else "template1"


def _is_the_source(manifest: Manifest, address: Address, connection: "psycopg.Connection") -> bool:
    import psycopg

    try:
        row = connection.execute("select system_identifier::text from pg_control_system()").fetchone()
    except psycopg.errors.InsufficientPrivilege:
        return False
    return row == (manifest.system_identifier,) and address.database == manifest.database


def _refuse_what_is_in_use(manifest: Manifest, address: Address, connection: "psycopg.Connection") -> None:
    ours = [schema for schema in manifest.schemas if schema not in PLATFORM]
    found = _column(
        connection,
        "select c.oid::regclass::text from pg_class as c join pg_namespace as n on n.oid = c.relnamespace"
        " where n.nspname = any (%s) and c.relkind in ('r', 'p', 'v', 'm')"
        " and not exists (select from pg_depend as d where d.classid = 'pg_class'::regclass and d.objid = c.oid and"
        " d.deptype = 'e') order by 1",
        [ours],
    )
    if found and _is_the_source(manifest, address, connection):
        raise TargetRefused(f"{address} is the database that was backed up: restore into another one, and compare.")
    if found:
        raise TargetRefused(
            f"{address} has tables already ({', '.join(found[:3])}{', …' if len(found) > 3 else ''}):"
            " restore into a database that is new."
        )


def _refuse_roles(address: Address, connection: "psycopg.Connection", *, project: bool) -> None:
    row = connection.execute(
        "select current_user, rolsuper, rolsuper or rolbypassrls,"
        " has_database_privilege(current_database(), 'create'),"
        " exists (select from pg_roles where rolname = 'postgres' and rolsuper)"
        " from pg_roles where rolname = current_user"
    ).fetchone()
    assert row
    role, superuser, unbound, may_create, postgres_is_superuser = row
    if not project and not superuser:
        raise TargetRefused(
            f"{address} has no schema auth, so the platform has to be made there: that takes a superuser, and {role} is"
            " none. Locally it is supabase_admin; hosted, restore into a new project's database `postgres`."
        )
    if not project and postgres_is_superuser:
        raise TargetRefused(
            f"In the cluster of {address} `postgres` is a superuser; the product's role of that name must be none."
            " Take a cluster that was made with another superuser (initdb -U supabase_admin)."
        )
    if not (unbound and may_create):
        raise TargetRefused(f"{role} may not restore into {address}: it needs CREATE on the database and BYPASSRLS.")


def _has_rows(connection: "psycopg.Connection", table: str) -> bool:
    import psycopg
    from psycopg import sql

    name = sql.Identifier(*table.split("."))
    try:
        return connection.execute(sql.SQL("select from {} limit 1").format(name)).rowcount > 0
    except psycopg.errors.InsufficientPrivilege:
        return True  # not ours to fill


def _prepare(manifest: Manifest, wanted: Catalog, target: Target, connection: "psycopg.Connection") -> frozenset[str]:
    """Give a bare database the platform; the schemas that are there then."""
    if not target.project:
        for file in scripts.platform_files():
            scripts.run_file(connection, file)
        if "auth" in manifest.schemas:
            # The archive has the project's own, with what hosted Supabase has beyond these tables.
            connection.execute("drop schema auth cascade")
        remaking.roles(connection, wanted)
    remaking.extensions(connection, wanted)
    return frozenset(_column(connection, "select nspname from pg_namespace"))


def _triggers_of_ours(wanted: Catalog, kept: frozenset[str]) -> set[str]:
    """On tables of the platform, those that call a function of ours: `schema.table.trigger`."""
    found = set()
    for name, definition in wanted.kinds["triggers"].items():
        trigger, table = name.rsplit(" on ", 1)
        calls = _CALLS.search(definition)
        if table.split(".")[0] in kept and calls and calls[1] not in kept:
            found.add(f"{table}.{trigger}")
    return found


def _listing(dump: File, store: Store, identities: list[str]) -> str:
    """The archive's table of contents, which is at its head: only that much is fetched."""
    with _pg_restore("--list") as running:
        if _feed(running, _unsealed(dump, store, identities), whole=False) != 0:
            raise RestoreFailed(f"The archive cannot be read: {_told(running.complaints)}")
        running.output.seek(0)
        return running.output.read().decode()


def _unsealed(file: File, store: Store, identities: list[str]) -> Generator[bytes]:
    with closing(unseal(file, store, identities)) as pieces:  # type: ignore[type-var]
        yield from contents.restorable(pieces)


def _stream(
    manifest: Manifest,
    chosen: Sequence[contents.Entry],
    store: Store,
    identities: list[str],
    target: Target,
    tell: Tell,
) -> None:
    total = manifest.dump.plain_bytes

    def told() -> Generator[bytes]:
        done = told_at = 0
        for piece in _unsealed(manifest.dump, store, identities):
            yield piece
            done += len(piece)
            if done - told_at >= _TELL_EVERY:
                told_at = done
                tell(Progress("restoring", done, total))
        tell(Progress("restoring", total, total))

    variables = target.address.environment()
    if target.replica:
        # The platform's own triggers on its tables have done their work in the database that was backed up.
        variables["PGOPTIONS"] = "-c session_replication_role=replica"
    with tempfile.NamedTemporaryFile("w", suffix=".list") as listed:
        listed.writelines(f"{entry.line}\n" for entry in chosen)
        listed.flush()
        arguments = [
            f"--use-list={listed.name}",
            "--single-transaction",
            "--exit-on-error",
            "--no-password",
            f"--dbname={target.address.database}",
        ]
        with _pg_restore(*arguments, **variables) as running:
            if _feed(running, told(), whole=True) != 0:
                raise RestoreFailed(f"{target.address} was not restored, and is as before: {_told(running.complaints)}")


@contextmanager
def _pg_restore(*arguments: str, **variables: str) -> Iterator[_Running]:
    """Reading an archive; ended when the block is, by force when it is left by an exception."""
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as complaints:
        process = subprocess.Popen(  # noqa: S603
            [programs.program("pg_restore"), *arguments],
            env=programs.environment(**variables),
            stdin=subprocess.PIPE,
            # Files: nobody reads them while the archive is written to it.
            stdout=output,
            stderr=complaints,
        )
        assert process.stdin
        try:
            yield _Running(process, process.stdin, output, complaints)
        finally:
            if process.poll() is None:
                process.kill()
            with suppress(BrokenPipeError):
                process.stdin.close()
            process.wait()


def _feed(running: _Running, pieces: Generator[bytes], *, whole: bool) -> int:
    """Write to it until it wants no more; its exit status. ``whole`` reads the rest too, to see that it is right."""
    wanted = True
    with closing(pieces):
        for piece in pieces:
            if wanted:
                try:
                    running.archive.write(piece)
                except BrokenPipeError:
                    wanted = False
            if not wanted and (not whole or running.process.poll() not in (None, 0)):
                break
    with suppress(BrokenPipeError):
        running.archive.close()
    return running.process.wait()


def _told(complaints: IO[bytes]) -> str:
    complaints.seek(0)
    text = complaints.read().decode(errors="replace").strip()
    return text if len(text) <= _STDERR_KEPT else f"{text[:_STDERR_KEPT]}…"


def _column(connection: "psycopg.Connection", query: str, parameters: Sequence[object] = ()) -> list[str]:
    return [str(value) for (value,) in connection.execute(query.encode(), parameters or None)]
