"""Install or upgrade Absurd, the engine of the durable queue, from what the package `absurdctl` carries.

It lies in schema `absurd` and belongs to whoever installs it: `postgres`, the owner of our functions, which alone call
it. Nobody else is granted anything there, and PostgREST does not serve it.
"""

import subprocess
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from formaops.local.problems import StackError

if TYPE_CHECKING:
    import psycopg

QUEUES: Final = ("executions", "tasks")
# What has ended stands in our own tables; of Absurd's a day is enough to look into.
_KEEP_ENDED: Final = "1 day"
# What Supabase's advisors ask of every function. An upgrade makes functions anew, and without it.
_FIX_SEARCH_PATHS: Final = """
    do $$
    declare
      v_function regprocedure;
    begin
      for v_function in
        select p.oid from pg_proc as p where p.pronamespace = 'absurd'::regnamespace and p.proconfig is null
      loop
        execute format('alter function %s set search_path = %L', v_function, '');
      end loop;
    end
    $$
"""
_STRANGERS: Final = "public, anon, authenticated, service_role"


@dataclass(frozen=True, slots=True)
class Installed:
    before: str | None
    after: str

    @property
    def changed(self) -> bool:
        return self.before != self.after


def install(connection: "psycopg.Connection") -> Installed:
    """In one transaction: Absurd at the version of the package, our queues, nothing granted to others.

    The same again changes nothing. Raises StackError when the database has a later version than the package.
    """
    import absurdctl  # type: ignore[import-untyped]

    target: str = absurdctl.ABSURD_SCHEMA_TARGET_VERSION
    with connection.transaction():
        # Two at once would both find nothing there.
        connection.execute("select pg_advisory_xact_lock(120001)")
        before = version(connection)
        if before is None:
            connection.execute(absurdctl.BUNDLED_SCHEMA_SQL.encode())
        elif before != target:
            connection.execute(_upgrade(before, target))
        for queue in QUEUES:
            connection.execute("select absurd.create_queue(%s)", [queue])
            connection.execute(
                "update absurd.queues set cleanup_ttl = %s::interval where queue_name = %s", [_KEEP_ENDED, queue]
            )
        connection.execute(_FIX_SEARCH_PATHS)
        connection.execute(f"revoke all on schema absurd from {_STRANGERS}")
        for things in ("tables", "sequences", "functions"):
            connection.execute(f"revoke all on all {things} in schema absurd from {_STRANGERS}")
    return Installed(before, target)


def version(connection: "psycopg.Connection") -> str | None:
    """Absurd's in this database; None without it."""
    row = connection.execute("select to_regprocedure('absurd.get_schema_version()') is not null").fetchone()
    if row != (True,):
        return None
    found = connection.execute("select absurd.get_schema_version()").fetchone()
    return str(found[0]) if found else None


def _upgrade(before: str, target: str) -> bytes:
    program = [sys.executable, "-c", "import absurdctl; absurdctl.main()"]
    done = subprocess.run(  # noqa: S603  # our own interpreter, a package of ours
        [*program, "migrate", "--from", before, "--to", target, "--dump-sql"],
        capture_output=True,
        check=False,
        timeout=60,
    )
    if done.returncode != 0:
        raise StackError(
            f"Absurd {before} of the database cannot be made {target}: {done.stderr.decode(errors='replace').strip()}",
            advice="Install the release of formaops that the database was used with last.",
        )
    return done.stdout
