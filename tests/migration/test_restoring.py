"""A backup is restored into a database that is new, whole or not at all, and into no other."""

import subprocess
from collections.abc import Iterator

import psycopg
import pytest

from formaops.backups import remaking, restoring
from formaops.backups.restoring import RestoreFailed, TargetRefused
from formaops.backups.sealing import BackupDamaged
from formaops.backups.verifying import look_at
from formaops.local.postgres import SUPERUSER
from formaops.local.volume import fill_database
from formaops.postgres import programs
from formaops.postgres.addresses import Address
from tests.migration.clusters import MIGRATED, PLATFORM, SEEDED, Cluster
from tests.support.backups import BackedUp

SCALE = 0.002


@pytest.fixture(scope="module")
def source(cluster_18: Cluster) -> str:
    return cluster_18.copy(SEEDED, "restored_from")


@pytest.fixture(scope="module")
def backed_up(cluster_18: Cluster, source: str) -> BackedUp:
    return BackedUp.of(cluster_18.url(source))


@pytest.fixture
def bare(cluster_18: Cluster) -> Iterator[Address]:
    """A database that is not there yet, as the superuser."""
    address = Address.of(cluster_18.url("restored", SUPERUSER))
    yield address
    restoring.drop_database(address)


def restore(backed_up: BackedUp, address: Address) -> restoring.Target:
    manifest = backed_up.manifest
    target = restoring.examine(manifest, address)
    wanted = restoring.read_catalog(manifest, backed_up.store, backed_up.identities)
    restoring.restore(manifest, wanted, backed_up.store, backed_up.identities, target)
    return target


def faults(backed_up: BackedUp, target: restoring.Target, address: Address) -> list[str]:
    wanted = restoring.read_catalog(backed_up.manifest, backed_up.store, backed_up.identities)
    with address.connect() as connection:
        checks = look_at(connection, backed_up.manifest, wanted, kept=target.kept, filled=target.filled)
    return [fault for check in checks for fault in check.faults]


def dumped(address: Address) -> list[str]:
    """As text: its lines, sorted, for rows lie in no order."""
    done = subprocess.run(
        [programs.program("pg_dump"), "--no-password", "--restrict-key=same"],
        env=programs.environment(**address.environment()),
        capture_output=True,
        text=True,
        check=True,
    )
    return sorted(done.stdout.splitlines())


def test_dump_destroy_restore_dump_gives_the_same(cluster_18: Cluster) -> None:
    name = cluster_18.copy(MIGRATED, "of_volume")
    with cluster_18.connect(name, SUPERUSER) as connection:
        rows = fill_database(connection, SCALE, 1, None)
        connection.execute("drop schema formaops_volume cascade")
        connection.execute("select public.seal_audit(1000000)")
        assert sum(rows.values()) > 10_000
        # A copy of a template has not what a push to a project's own database gives it.
        connection.execute(
            "alter role authenticator in database of_volume set pgrst.db_pre_request = 'gate.check_request'"
        )
    address = Address.of(cluster_18.url(name, SUPERUSER))
    before = dumped(address)
    backed_up = BackedUp.of(cluster_18.url(name))

    restoring.drop_database(address)
    restoring.create_database(address)
    target = restore(backed_up, address)
    assert not faults(backed_up, target, address)
    assert dumped(address) == before
    with address.connect() as connection:
        set_in = "select setconfig from pg_db_role_setting join pg_database on oid = setdatabase where datname = %s"
        assert (["pgrst.db_pre_request=gate.check_request"],) in connection.execute(set_in, [name]).fetchall()


def test_a_project_keeps_its_platform_and_gets_the_rest(cluster_18: Cluster, backed_up: BackedUp) -> None:
    name = cluster_18.copy(PLATFORM, "project")
    with cluster_18.connect(name, SUPERUSER) as connection:
        connection.execute("alter table auth.users add column of_a_later_version text default 'new'")
    address = Address.of(cluster_18.url(name))
    target = restore(backed_up, address)
    assert target.project
    assert target.kept == {"auth"}
    assert not faults(backed_up, target, address)
    with address.connect() as connection:
        accounts = connection.execute("select count(*), min(of_a_later_version) from auth.users").fetchone()
        assert accounts == (backed_up.manifest.rows["auth.users"], "new")
        # Rows came without the triggers that would have made profiles a second time; later ones have them.
        connection.execute("insert into auth.users (id, email) values (gen_random_uuid(), 'later@example.com')")
        made = connection.execute("select count(*) from public.users where email = 'later@example.com'").fetchone()
        assert made == (1,)
        # What the platform grants by default on new tables was not granted on ours.
        assert connection.execute("select has_table_privilege('anon', 'public.prompts', 'insert')").fetchone() == (
            False,
        )


def test_nothing_is_there_after_a_restore_that_failed(backed_up: BackedUp, bare: Address) -> None:
    hurt = backed_up.copy()
    hurt.store.content[hurt.key("dump")] = b"else"
    restoring.create_database(bare)
    with pytest.raises(BackupDamaged):
        restore(hurt, bare)
    with bare.connect() as connection:
        assert connection.execute("select to_regclass('public.prompts')").fetchone() == (None,)


def test_what_postgres_says_is_told(backed_up: BackedUp, bare: Address) -> None:
    restoring.create_database(bare)
    with bare.connect() as connection:
        connection.execute("create schema private; create function private.my_tenant_ids() returns int return 1")
    with pytest.raises(RestoreFailed, match=r"was not restored, and is as before: .*my_tenant_ids"):
        restore(backed_up, bare)


def test_what_fails_after_the_rows_are_there_says_so(
    backed_up: BackedUp, bare: Address, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> list[str]:
        raise remaking.CannotRemake("No.")

    monkeypatch.setattr(remaking, "settings", fail)
    restoring.create_database(bare)
    with pytest.raises(RestoreFailed, match=r"No\. All rows are there, but not all settings: drop the database"):
        restore(backed_up, bare)


def test_the_source_is_refused(cluster_18: Cluster, backed_up: BackedUp, source: str) -> None:
    with pytest.raises(TargetRefused, match="is the database that was backed up"):
        restoring.examine(backed_up.manifest, Address.of(cluster_18.url(source)))


def test_a_database_with_tables_is_refused(cluster_18: Cluster, backed_up: BackedUp) -> None:
    address = Address.of(cluster_18.url(cluster_18.copy(MIGRATED, "used")))
    with pytest.raises(TargetRefused, match="has tables already"):
        restoring.examine(backed_up.manifest, address)


def test_a_project_with_accounts_is_refused(cluster_18: Cluster, backed_up: BackedUp) -> None:
    name = cluster_18.copy(PLATFORM, "project")
    with cluster_18.connect(name, SUPERUSER) as connection:
        connection.execute("insert into auth.users (id) values (gen_random_uuid())")
    with pytest.raises(TargetRefused, match=r"has accounts in auth\.users"):
        restoring.examine(backed_up.manifest, Address.of(cluster_18.url(name)))


def test_a_role_that_may_not_do_it_is_refused(cluster_18: Cluster, backed_up: BackedUp, bare: Address) -> None:
    restoring.create_database(bare)
    with pytest.raises(TargetRefused, match="takes a superuser, and postgres is none"):
        restoring.examine(backed_up.manifest, Address.of(cluster_18.url(bare.database)))


def test_a_server_that_is_too_old_is_refused(cluster_15: Cluster, backed_up: BackedUp) -> None:
    with pytest.raises(TargetRefused, match="is PostgreSQL 15; what our pg_restore writes needs 17 or later"):
        restoring.examine(backed_up.manifest, Address.of(cluster_15.url(PLATFORM)))


def test_a_database_that_is_there_is_not_created(cluster_18: Cluster, source: str) -> None:
    with pytest.raises(TargetRefused, match="is there already"):
        restoring.create_database(Address.of(cluster_18.url(source, SUPERUSER)))


def test_what_new_databases_are_made_from_is_refused(cluster_18: Cluster, backed_up: BackedUp, bare: Address) -> None:
    restoring.create_database(bare)
    with bare.connect() as connection:
        connection.execute("alter database restored is_template true")
        try:
            with pytest.raises(TargetRefused, match="is what new databases are made from"):
                restoring.examine(backed_up.manifest, bare)
        finally:
            connection.execute("alter database restored is_template false")


def test_a_name_that_cannot_be_taken_over_is_refused_before_anything_is_done(bare: Address, source: str) -> None:
    restoring.look_at_take_over(bare, source)
    with pytest.raises(TargetRefused, match="There is no database in_uze"):
        restoring.look_at_take_over(bare, "in_uze")
    with pytest.raises(TargetRefused, match="its own name"):
        restoring.look_at_take_over(bare, bare.database)


def test_the_restored_takes_the_name_of_the_one_in_use(cluster_18: Cluster, bare: Address) -> None:
    restoring.create_database(bare)
    in_use = bare.to("in_use")
    restoring.create_database(in_use)
    with in_use.connect() as session, bare.connect() as connection:
        connection.execute("create table new ()")
        session.execute("create table old ()")
        before = restoring.take_over(bare, "in_use")
        with pytest.raises(psycopg.OperationalError):
            session.execute("select 1")
    for name, table in (("in_use", "new"), (before, "old")):
        with bare.to(name).connect() as connection:
            assert connection.execute("select to_regclass(%s) is not null", [table]).fetchone() == (True,)
        restoring.drop_database(bare.to(name))
