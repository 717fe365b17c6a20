"""Throwaway clusters: platform applied, migrations pushed by the real CLI, databases copied from templates.

A cluster lives as long as the ``with`` block; nothing of it is left behind.
"""

import asyncio
import dataclasses
import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final
from urllib.parse import quote

import psycopg
from psycopg import sql

from formaops.local import demo_data, queue
from formaops.local.children import Children
from formaops.local.keys import Keys, load_or_create
from formaops.local.layout import ROOT, Layout
from formaops.local.migrations import (
    apply_platform,
    migration_files,
    platform_files,
    push_command,
    run_file,
)
from formaops.local.postgres import HOST, STOP_SIGNAL, SUPERUSER, Postgres, locate
from formaops.postgres.processes import plain_environment
from tests.migration import debian

PLATFORM: Final = "platform"
"""Template with what hosted Supabase brings, and nothing of ours."""
MIGRATED: Final = "migrated"
"""Template with all migrations, pushed by the Supabase CLI, and with the durable queue installed."""
SEEDED: Final = "seeded"
"""Template with the demo data on top, made when it is first asked for."""
OURS: Final = ("public", "private", "gate", "extensions")


@dataclasses.dataclass(frozen=True, slots=True)
class Cluster:
    """A running cluster. ``programs`` are of version 18 whatever the server: its psql and pg_dump serve both."""

    postgres: Postgres
    layout: Layout
    keys: Keys
    programs: Path

    @property
    def major(self) -> int:
        return self.postgres.major

    def connect(self, database: str, role: str = "postgres") -> psycopg.Connection:
        """An autocommit connection."""
        return psycopg.connect(
            host=HOST,
            port=self.postgres.port,
            dbname=database,
            user=role,
            password=self.keys.passwords[role],
            sslmode="disable",
            autocommit=True,
        )

    def url(self, database: str, role: str = "postgres") -> str:
        password = quote(self.keys.passwords[role], safe="")
        return f"postgresql://{role}:{password}@{HOST}:{self.postgres.port}/{database}?sslmode=disable"

    def copy(self, template: str, name: str) -> str:
        """Make the database ``name`` anew as a copy of ``template``; returns ``name``."""
        if template == SEEDED and not self._has(SEEDED):
            self.seed(self.copy(MIGRATED, SEEDED))
        with self.connect("template1", SUPERUSER) as connection:
            identifier = sql.Identifier(name)
            connection.execute(sql.SQL("drop database if exists {} with (force)").format(identifier))
            statement = sql.SQL("create database {} template {} strategy file_copy")
            connection.execute(statement.format(identifier, sql.Identifier(template)))
        with self.connect(name, SUPERUSER) as connection:
            # A copy has its template's content, but not its owner and settings; the platform's files give them.
            run_file(connection, platform_files(self.layout)[0])
        return name

    def extend(self, database: str, extension: str) -> None:
        """Create an extension as the superuser, in schema ``extensions``."""
        with self.connect(database, SUPERUSER) as connection:
            connection.execute(sql.SQL("create extension {} with schema extensions").format(sql.Identifier(extension)))

    def environment(self, role: str = "postgres") -> dict[str, str]:
        """For programs that speak libpq."""
        return plain_environment(
            PGHOST=HOST,
            PGPORT=str(self.postgres.port),
            PGUSER=role,
            PGPASSWORD=self.keys.passwords[role],
            PGSSLMODE="disable",
        )

    def supabase(self, *arguments: str, database: str) -> subprocess.CompletedProcess[str]:
        """Run the Supabase CLI against a database, as `postgres`."""
        argv, env = push_command(self.layout, self.postgres, self.keys)
        remote = f"--remote=postgresql://postgres@{HOST}:{self.postgres.port}/{database}?sslmode=disable"
        return subprocess.run(
            [argv[0], *arguments, remote, "--workdir", str(ROOT)],
            env=env,
            cwd=self.layout.state,
            text=True,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
            timeout=120,
        )

    def push(self, database: str) -> str:
        """Apply the migrations that the database lacks; returns what the CLI said."""
        done = self.supabase("db", "push", "--yes", "--skip-vault", database=database)
        if done.returncode != 0:
            raise AssertionError(f"supabase db push failed on PostgreSQL {self.major}:\n{done.stdout}")
        return done.stdout

    def seed(self, database: str) -> None:
        """Apply all files of demo data, as the local stack does."""
        with self.connect(database) as connection:
            list(demo_data.apply(connection, demo_data.files(self.layout)))

    def comes_to_wait(self, database: str, sessions: int = 1) -> bool:
        """Whether, half a minute from now at the latest, so many sessions of the database wait for another."""
        all_wait = """
            select count(*) >= %s from pg_stat_activity where datname = %s and cardinality(pg_blocking_pids(pid)) > 0
        """
        deadline = time.monotonic() + 30
        with self.connect(database) as watcher:
            while watcher.execute(all_wait, [sessions, database]).fetchone() != (True,):
                if time.monotonic() > deadline:
                    return False
                time.sleep(0.01)
        return True

    def _has(self, database: str) -> bool:
        with self.connect("template1", SUPERUSER) as connection:
            found = connection.execute("select from pg_database where datname = %s", [database])
            return found.rowcount == 1

    def migrations(self) -> list[Path]:
        return migration_files(self.layout)


@contextmanager
def running(major: int, state: Path, tools: Path | None) -> Iterator[Cluster]:
    """A new cluster of that major version with the templates PLATFORM and MIGRATED.

    ``tools`` is where Debian's packages lie: needed for version 15, and for pgTAP on any.
    """
    layout = Layout.of(state)
    layout.prepare()
    keys = load_or_create(layout)
    found = locate(layout, _free_port())
    home = found.data.parent
    postgres = found
    settings: list[str] = []
    try:
        if tools and major == debian.MAJOR:
            # Copied to where the server's account can read; it finds `share` by the place of its own program.
            shutil.copytree(tools / "usr" / "lib" / "postgresql", home / "debian/usr/lib/postgresql", symlinks=True)
            shutil.copytree(tools / "usr" / "share" / "postgresql", home / "debian/usr/share/postgresql")
            postgres = dataclasses.replace(found, programs=debian.programs(home / "debian"), major=major)
            # The wheel has no JIT compiler: for the small statements of tests compiling costs more than it saves.
            settings = ["-c", "jit=off"]
        elif tools:
            (home / "share" / "extension").mkdir(parents=True)
            for file in (debian.share(tools) / "extension").glob("pgtap*"):
                shutil.copy(file, home / "share" / "extension")
            settings = ["-c", f"extension_control_path=$system:{home / 'share'}"]
        if postgres.major != major:
            raise AssertionError(f"wanted PostgreSQL {major}, found {postgres.major}")
        postgres.create(keys.passwords[SUPERUSER])
        with _served(postgres, settings, layout.log("postgres")):
            cluster = Cluster(postgres, layout, keys, found.programs)
            _wait(cluster)
            apply_platform(layout, postgres, keys)
            cluster.copy("postgres", PLATFORM)
            cluster.copy(PLATFORM, MIGRATED)
            cluster.push(MIGRATED)
            with cluster.connect(MIGRATED) as connection:
                queue.install(connection)
            yield cluster
    finally:
        shutil.rmtree(home, ignore_errors=True)
        shutil.rmtree(state, ignore_errors=True)


@contextmanager
def _served(postgres: Postgres, settings: list[str], log: Path) -> Iterator[None]:
    children = Children()
    with asyncio.Runner() as runner:
        process = runner.run(
            children.spawn(
                [*postgres.command(durable=False), *settings],
                log=log,
                env=plain_environment(LC_ALL="C"),
                cwd=postgres.data.parent,
                account=postgres.account,
                death_signal=STOP_SIGNAL,
            )
        )
        try:
            yield
        finally:
            # At once, without writing down what nobody will read.
            runner.run(children.stop(process, signal.SIGQUIT))
            children.close()


def _wait(cluster: Cluster) -> None:
    deadline = time.monotonic() + 30
    while True:
        try:
            cluster.connect("postgres", SUPERUSER).close()
            return
        except psycopg.OperationalError as error:
            if time.monotonic() > deadline:
                log = cluster.layout.log("postgres").read_text()
                raise AssertionError(f"Postgres did not start:\n{log}") from error
            time.sleep(0.05)


def apply(connection: psycopg.Connection, file: Path) -> None:
    """Run a migration or its rollback: in one transaction, or, where that is refused, each statement in its own."""
    text = file.read_text()
    if "concurrently" not in text:
        with connection.transaction():
            run_file(connection, file)
        return
    for statement in text.split(";\n"):
        connection.execute(statement.encode())


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def act_as(connection: psycopg.Connection, user: object) -> None:
    """From now to the end of the transaction, what PostgREST would set for a request of this user (their id)."""
    claims = "select set_config('request.jwt.claims', json_build_object('sub', %s::text)::text, true)"
    connection.execute(claims, [str(user)])
    connection.execute("select set_config('role', 'authenticated', true)")


def in_ci() -> bool:
    return os.environ.get("CI", "").lower() in {"true", "1"}
