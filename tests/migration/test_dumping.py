"""pg_dump on real clusters: what is in a dump, as which roles there is none, and that it speaks TLS."""

import datetime
import ipaddress
import os
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from psycopg import sql

from formaops.backups import dumping
from formaops.backups.dumping import DumpFailed, NotAllowed, ServerTooNew
from formaops.local.postgres import HOST, SUPERUSER
from formaops.postgres import programs
from formaops.postgres.addresses import Address
from tests.migration.clusters import MIGRATED, Cluster

NAME = "dumping"
MARK = "a row of the snapshot"


@pytest.fixture(scope="module")
def source(cluster_18: Cluster) -> Cluster:
    """The cluster with a database to dump, which all tests here share."""
    cluster_18.copy(MIGRATED, NAME)
    return cluster_18


def address_of(cluster: Cluster, role: str = "postgres", **parameters: str) -> Address:
    secret = cluster.keys.passwords.get(role, "reading-secret")
    query = "&".join(f"{name}={value}" for name, value in parameters.items())
    return Address.of(f"postgresql://{role}:{secret}@{HOST}:{cluster.postgres.port}/{NAME}?{query}")


@pytest.fixture
def reader(source: Cluster) -> Iterator[psycopg.Connection]:
    """There is a role `reader` that may sign in and nothing more; the superuser's connection, to allow it more."""
    with source.connect(NAME, SUPERUSER) as connection:
        connection.execute("create role reader login password 'reading-secret'")
        yield connection
        connection.execute("drop owned by reader")
        connection.execute("drop role reader")


def allow(connection: psycopg.Connection, *schemas: str) -> None:
    for schema in map(sql.Identifier, schemas):
        connection.execute(sql.SQL("grant usage on schema {} to reader").format(schema))
        connection.execute(sql.SQL("grant select on all tables in schema {} to reader").format(schema))
        connection.execute(sql.SQL("grant select on all sequences in schema {} to reader").format(schema))


def test_holds_every_table_of_its_snapshot_and_nothing_later(cluster: Cluster) -> None:
    cluster.copy(MIGRATED, NAME)
    with cluster.connect(NAME) as connection:
        connection.execute("insert into public.tenants (name) values (%s)", [MARK])
        with dumping.snapshot(address_of(cluster)) as snapshot:
            connection.execute("insert into public.tenants (name) values ('a later row')")
            with dumping.dump(snapshot) as dump:
                archive = b"".join(dump.pieces())
    assert archive.startswith(b"PGDMP")
    assert MARK.encode() in archive
    assert b"a later row" not in archive
    assert snapshot.schemas == ["public", "private", "gate", "absurd", "supabase_migrations", "auth"]
    assert snapshot.schemas_left_out == ["extensions"]
    assert snapshot.warnings == []
    assert snapshot.tables_left_out == []
    assert snapshot.extensions == ["pg_trgm"]
    assert snapshot.server_version.startswith(str(cluster.major))
    assert snapshot.database == NAME
    with cluster.connect(NAME, SUPERUSER) as connection:
        (identifier,) = connection.execute("select system_identifier::text from pg_control_system()").fetchone() or ()
    assert snapshot.system_identifier == identifier
    assert " TABLE DATA public tenants " in dump.contents
    assert " EXTENSION - pg_trgm" in dump.contents
    assert " POLICY public tenants " in dump.contents
    assert ("public", "tenants") in snapshot.tables
    dump.check(1)
    with pytest.raises(DumpFailed, match="less than the 1,000,000,000 rows that were counted"):
        dump.check(1_000_000_000)


def test_bounds_of_the_role_do_not_end_the_snapshot(source: Cluster, reader: psycopg.Connection) -> None:
    reader.execute("alter role reader superuser")
    reader.execute("alter role reader set statement_timeout = '5s'")
    reader.execute("alter role reader set idle_in_transaction_session_timeout = '5s'")
    with dumping.snapshot(address_of(source, "reader")) as snapshot:
        for bound in ("statement_timeout", "idle_in_transaction_session_timeout"):
            assert snapshot.connection.execute(f"show {bound}").fetchone() == ("0",)
        assert snapshot.connection.execute("show transaction_isolation").fetchone() == ("repeatable read",)


def test_what_of_the_projects_own_is_left_out_is_told(source: Cluster) -> None:
    with source.connect(NAME, SUPERUSER) as connection:
        connection.execute("create schema cron; create schema ours_too")
        [large] = connection.execute("select lo_create(0)").fetchone() or (0,)
        try:
            with dumping.snapshot(address_of(source, SUPERUSER)) as snapshot:
                schemas, objects = snapshot.warnings
        finally:
            connection.execute("drop schema cron; drop schema ours_too")
            connection.execute("select lo_unlink(%s)", [large])
    assert "the schemas ours_too." in schemas
    assert "large objects" in objects


def test_a_table_that_somebody_has_locked_is_waited_for_and_then_told(
    source: Cluster, reader: psycopg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader.execute("alter role reader superuser")
    monkeypatch.setattr(dumping, "_LOCK_WAIT", "50ms")

    def read() -> None:
        with dumping.snapshot(address_of(source, "reader")) as snapshot:
            snapshot.connection.execute("select count(*) from public.prompts")

    with source.connect(NAME, SUPERUSER) as other, other.transaction():
        other.execute("lock table public.prompts in access exclusive mode")
        with pytest.raises(DumpFailed, match=r"waited for 50ms .* as a migration does"):
            read()


def test_a_role_that_row_level_security_binds_is_refused(source: Cluster, reader: psycopg.Connection) -> None:
    reader.execute("grant pg_read_all_data to reader")
    with (
        pytest.raises(NotAllowed, match=r'binds the role reader.*alter role "reader" bypassrls'),
        dumping.snapshot(address_of(source, "reader")),
    ):
        pass


def test_without_that_look_pg_dump_itself_fails(
    source: Cluster, reader: psycopg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dumping, "_check_role", lambda connection: None)
    reader.execute("grant pg_read_all_data to reader")
    with (
        dumping.snapshot(address_of(source, "reader")) as snapshot,
        dumping.dump(snapshot) as dump,
        pytest.raises(DumpFailed, match=r"pg_dump ended with 1\..*row-level security") as caught,
    ):
        list(dump.pieces())
    assert "reading-secret" not in str(caught.value)


def test_what_of_ours_cannot_be_read_is_named(source: Cluster, reader: psycopg.Connection) -> None:
    reader.execute("alter role reader bypassrls")
    allow(reader, *dumping.PRODUCT, "auth")
    reader.execute("revoke select on private.provider_key_secrets, public.prompts from reader")
    with (
        pytest.raises(NotAllowed, match=r"may not read private\.provider_key_secrets, public\.prompts\."),
        dumping.snapshot(address_of(source, "reader")),
    ):
        pass


def test_what_the_platform_keeps_from_us_is_left_out_by_name(source: Cluster, reader: psycopg.Connection) -> None:
    """As on hosted projects, whose Storage keeps the table of its own migrations to itself."""
    reader.execute("alter role reader bypassrls")
    with reader.transaction():
        reader.execute("create schema storage")
        reader.execute("create table storage.objects (id int)")
        reader.execute("create table storage.migrations (id int)")
        allow(reader, *dumping.PRODUCT, *dumping.PLATFORM)
        reader.execute("revoke select on storage.migrations from reader")
    try:
        with dumping.snapshot(address_of(source, "reader")) as snapshot, dumping.dump(snapshot) as dump:
            list(dump.pieces())
        assert snapshot.tables_left_out == ["storage.migrations"]
        assert " TABLE DATA storage objects " in dump.contents
        assert " storage migrations " not in dump.contents
        reader.execute("revoke select on storage.objects from reader")
        with (
            pytest.raises(NotAllowed, match=r"may not read storage\.objects\."),
            dumping.snapshot(address_of(source, "reader")),
        ):
            pass
    finally:
        reader.execute("drop schema storage cascade")


def test_a_newer_server_is_refused(source: Cluster, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(programs, "major_version", lambda: 17)
    with (
        pytest.raises(ServerTooNew, match="The database is PostgreSQL 18, and pg_dump is of 17"),
        dumping.snapshot(address_of(source)),
    ):
        pass


@pytest.mark.parametrize(
    ("signum", "what"),
    [(signal.SIGKILL, r"was killed by signal 9\."), (signal.SIGTERM, r"ended with 1\. It said: .*terminated by user")],
)
def test_a_killed_pg_dump_is_a_failure(source: Cluster, signum: signal.Signals, what: str) -> None:
    with dumping.snapshot(address_of(source)) as snapshot, dumping.dump(snapshot) as dump:
        # It fills the pipe and waits: the archive of our schema is larger than that.
        next(pieces := dump.pieces())
        os.kill(dump.pid, signum)
        with pytest.raises(DumpFailed, match=f"pg_dump {what}"):
            list(pieces)


def test_its_password_is_on_no_command_line(source: Cluster) -> None:
    with dumping.snapshot(address_of(source)) as snapshot, dumping.dump(snapshot) as dump:
        next(dump.pieces())
        line = Path(f"/proc/{dump.pid}/cmdline").read_bytes()
    assert b"--snapshot=" in line
    assert source.keys.passwords["postgres"].encode() not in line


def test_speaks_tls_and_sees_whom_it_speaks_to(cluster_15: Cluster, tmp_path: Path) -> None:
    """The wheel's own server has no TLS; Debian's has."""
    cluster_15.copy(MIGRATED, NAME)
    certificate = tmp_path / "server.crt"
    with cluster_15.connect("postgres", SUPERUSER) as connection:
        _serve_tls(cluster_15, certificate, connection)
        try:
            address = address_of(cluster_15, sslmode="verify-full", sslrootcert=str(certificate))
            with dumping.snapshot(address) as snapshot, dumping.dump(snapshot) as dump:
                next(pieces := dump.pieces())
                encrypted = connection.execute(
                    "select a.application_name, s.ssl, s.version from pg_stat_ssl s join pg_stat_activity a using (pid)"
                    " where a.datname = %s order by 1",
                    [NAME],
                ).fetchall()
                list(pieces)
            assert encrypted == [("formaops", True, "TLSv1.3"), ("pg_dump", True, "TLSv1.3")]
            other = tmp_path / "other.crt"
            _certify(other)
            environment = address_of(cluster_15, sslmode="verify-full", sslrootcert=str(other)).environment()
            done = subprocess.run(
                [programs.program("pg_dump"), "--schema-only"],
                env=programs.environment(**environment),
                capture_output=True,
                text=True,
                check=False,
            )
            assert done.returncode != 0
            assert "certificate verify failed" in done.stderr
        finally:
            connection.execute("alter system reset ssl")
            connection.execute("select pg_reload_conf()")


def _serve_tls(cluster: Cluster, certificate: Path, connection: psycopg.Connection) -> None:
    key = _certify(certificate)
    owner = cluster.postgres.account
    for name, content in (("server.crt", certificate.read_bytes()), ("server.key", key)):
        file = cluster.postgres.data / name
        file.touch(mode=0o600)
        file.write_bytes(content)
        if owner:
            os.chown(file, owner.uid, owner.gid)
    connection.execute("alter system set ssl = on")
    connection.execute("select pg_reload_conf()")


def _certify(file: Path) -> bytes:
    """Write a certificate for the loopback address; returns its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, HOST)])
    now = datetime.datetime.now(datetime.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(HOST))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    file.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
