"""deploy/pg_cron.sql, with what it needs of pg_cron, pg_net and Vault played by tables."""

import psycopg
import pytest

from formaops.local.layout import ROOT
from tests.migration.clusters import MIGRATED, SUPERUSER, Cluster

FILE = ROOT / "deploy" / "pg_cron.sql"
PLAYED = """
create schema cron;
create schema net;
create schema vault;
create table cron.job (name text primary key, schedule text not null, command text not null);
create table cron.job_run_details (end_time timestamptz);
create function cron.schedule(job_name text, schedule text, command text) returns bigint language sql as $$
  insert into cron.job values ($1, $2, $3)
  on conflict (name) do update set schedule = excluded.schedule, command = excluded.command
  returning 1::bigint
$$;
create table net.asked (url text, body jsonb, headers jsonb, timeout_milliseconds integer);
create function net.http_post(
  url text, body jsonb default '{}', params jsonb default '{}', headers jsonb default '{}',
  timeout_milliseconds int default 5000
) returns bigint language sql as $$
  insert into net.asked values ($1, $2, $4, $5) returning 1::bigint
$$;
create table vault.decrypted_secrets (name text, decrypted_secret text);
grant usage on schema cron, net, vault to postgres;
grant all on all tables in schema cron, net, vault to postgres;
"""


@pytest.fixture
def database(cluster: Cluster) -> str:
    name = cluster.copy(MIGRATED, "pg_cron")
    with cluster.connect(name, SUPERUSER) as connection:
        connection.execute(PLAYED.encode())
    return name


def run(connection: psycopg.Connection) -> None:
    """The file, without the extensions that no wheel has."""
    text = FILE.read_text()
    lines = [line for line in text.splitlines() if not line.startswith("create extension")]
    assert len(text.splitlines()) - len(lines) == 2
    connection.execute("\n".join(lines).encode())


def test_every_command_runs_and_shows_the_secret(cluster: Cluster, database: str) -> None:
    with cluster.connect(database) as connection:
        secrets = [
            ("formaops_functions_url", "https://functions.example.com/formaops/"),
            ("formaops_scheduler_secret", "s3cret"),
        ]
        with connection.cursor() as cursor:
            cursor.executemany("insert into vault.decrypted_secrets values (%s, %s)", secrets)
        run(connection)
        run(connection)  # again: the same
        jobs = connection.execute("select name, schedule, command from cron.job").fetchall()
        assert {name for name, _, _ in jobs} == {
            f"formaops-{name}"
            for name in (
                "sweep-executions", "sweep-webhooks", "prune", "watch-backups", "seal-audit", "work", "backup-database",
                "verify-backup", "forget-runs",
            )
        }  # fmt: skip
        for _, _, command in jobs:
            assert "s3cret" not in command
        # At one moment, for they send the hour.
        connection.execute("begin")
        for _, _, command in jobs:
            connection.execute(command.encode())
        asked = connection.execute(
            "select url, headers ->> 'x-scheduler-secret', body from net.asked order by 1"
        ).fetchall()
        now = connection.execute("select to_jsonb(date_trunc('hour', now()))").fetchone()
        assert now
        assert asked == [
            (f"https://functions.example.com/formaops/{name}", "s3cret", body)
            for name, body in (
                ("backup-database", {"scheduled_at": now[0]}),
                ("verify-backup", {"scheduled_at": now[0]}),
                ("work", {"max_seconds": 45}),
            )
        ]


def test_nobody_else_may_call_with_the_secret(cluster: Cluster, database: str) -> None:
    with cluster.connect(database) as connection:
        for name in ("formaops_functions_url", "formaops_scheduler_secret"):
            connection.execute("insert into vault.decrypted_secrets values (%s, 'x')", [name])
        run(connection)
        for role in ("anon", "authenticated", "service_role"):
            found = connection.execute(
                "select has_function_privilege(%s, %s, 'execute')",
                [role, "formaops_schedules.call_scheduled_function(text, jsonb, integer)"],
            ).fetchone()
            assert found == (False,), role


def test_what_migrations_make_stays_as_they_make_it(cluster: Cluster, database: str) -> None:
    count = "select count(*) from pg_proc where pronamespace::regnamespace::text in ('public', 'private', 'gate')"
    with cluster.connect(database) as connection:
        before = connection.execute(count).fetchone()
        for name in ("formaops_functions_url", "formaops_scheduler_secret"):
            connection.execute("insert into vault.decrypted_secrets values (%s, 'x')", [name])
        run(connection)
        assert connection.execute(count).fetchone() == before, "or the doctor would call it drift"


def test_without_secrets_nothing_is_scheduled(cluster: Cluster, database: str) -> None:
    with cluster.connect(database) as connection:
        with pytest.raises(psycopg.errors.RaiseException, match="into Vault first"):
            run(connection)
        assert connection.execute("select count(*) from cron.job").fetchone() == (0,)
