"""Back to a moment: a base backup and the archived log bring back what was there then, and nothing of later.

As docs/how-to/recover.md tells those to do who run their own PostgreSQL.
"""

import subprocess
from dataclasses import replace

from formaops.postgres.processes import as_account, plain_environment
from formaops.postgres.scratch import Scratch, scratch, served
from tests.support.waiting import eventually

ARCHIVING = {"wal_level": "replica", "max_wal_senders": "4", "archive_mode": "on"}


def run(made: Scratch, program: str, *arguments: str) -> None:
    """As the account that the server runs as."""
    done = subprocess.run(
        [program, *arguments],
        env=plain_environment(LC_ALL="C", **made.address().environment()),
        cwd=made.home,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        **as_account(made.cluster.account),
    )
    assert done.returncode == 0, done.stdout


def test_rows_of_before_are_there_and_rows_of_after_are_not() -> None:
    # What the server runs works in its data's directory.
    with scratch(ARCHIVING | {"archive_command": "test ! -f ../wal/%f && cp %p ../wal/%f"}) as made:
        archive, other = made.home / "wal", made.home / "other"
        run(made, "mkdir", "-m", "700", str(archive), str(other))
        with made.connect() as connection:
            connection.execute("create table kept (said text)")
            connection.execute("insert into kept values ('before the base backup')")
            program = str(made.cluster.programs / "pg_basebackup")
            run(made, program, "--pgdata", str(other / "data"), "--checkpoint=fast", "--no-sync")
            connection.execute("insert into kept values ('after the base backup')")
            row = connection.execute("select clock_timestamp()").fetchone()
            assert row
            connection.execute("select pg_sleep(0.01)")
            connection.execute("drop table kept")
            connection.execute("create table mistake ()")
            switched = connection.execute("select pg_walfile_name(pg_switch_wal())").fetchone()
            assert switched
            assert eventually(lambda: (archive / switched[0]).exists()), "the last segment is archived"

        restored = replace(made, cluster=replace(made.cluster, data=other / "data"))
        run(made, "touch", str(other / "data" / "recovery.signal"))
        recovery = {
            "archive_mode": "off",
            "restore_command": f"cp {archive}/%f %p",
            "recovery_target_time": row[0].isoformat(),
            "recovery_target_action": "promote",
        }
        with served(restored, ARCHIVING | recovery), restored.connect() as connection:
            recovering = "select pg_is_in_recovery()"
            assert eventually(lambda: connection.execute(recovering).fetchone() == (False,)), "it is promoted"
            said = connection.execute("select said from kept order by said").fetchall()
            assert said == [("after the base backup",), ("before the base backup",)]
            assert connection.execute("select to_regclass('mistake')").fetchone() == (None,)
