"""Addresses of databases: TLS where a network lies between, and no password where somebody may read it."""

import pytest

from formaops.postgres.addresses import Address
from formaops.postgres.problems import PostgresFailed


@pytest.mark.parametrize(
    ("url", "sslmode"),
    [
        ("postgresql://a:b@db.example.com/postgres", "require"),
        ("postgresql://a:b@10.0.0.5/postgres", "require"),
        ("postgresql://a:b@127.0.0.1,10.0.0.5/postgres", "require"),
        ("postgresql://a:b@db.example.com/postgres?sslmode=verify-full", "verify-full"),
        ("postgresql://a:b@10.0.0.5/postgres?sslmode=disable", "disable"),
        ("postgresql://a:b@127.0.0.1:5433/postgres", "prefer"),
        ("postgresql://a:b@[::1]/postgres", "prefer"),
        ("postgresql://a:b@localhost/postgres", "prefer"),
        ("host=/tmp/socket user=a", "prefer"),
    ],
)
def test_a_network_needs_tls_unless_the_address_says_otherwise(url: str, sslmode: str) -> None:
    assert Address.of(url).environment()["PGSSLMODE"] == sslmode


def test_the_password_is_in_the_environment_only() -> None:
    address = Address.of("postgresql://ann:s%40cret@db.example.com:6543/books?application_name=x")
    assert address.environment()["PGPASSWORD"] == "s@cret"
    assert address.environment()["PGDATABASE"] == "books"
    assert str(address) == "postgresql://ann@db.example.com:6543/books"
    assert "s@cret" not in repr(address)


def test_what_the_environment_adds_holds_for_programs_and_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    """Else a target would be looked at on one server and restored into on another."""
    for name, value in (("PGHOST", "db.example.com"), ("PGPORT", "6543"), ("PGUSER", "ann"), ("PGDATABASE", "other")):
        monkeypatch.setenv(name, value)
    address = Address.of("postgresql:///books")
    assert str(address) == "postgresql://ann@db.example.com:6543/books"
    assert {address.environment()[name] for name in ("PGHOST", "PGPORT", "PGSSLMODE")} == {
        "db.example.com",
        "6543",
        "require",
    }
    assert str(Address.of("postgresql://bob@127.0.0.1:5433/books")) == "postgresql://bob@127.0.0.1:5433/books"


def test_another_database_of_the_same_cluster() -> None:
    there = Address.of("postgresql://ann:secret@db.example.com/books").to("others")
    assert str(there) == "postgresql://ann@db.example.com:5432/others"
    assert there.environment()["PGPASSWORD"] == "secret"


def test_what_is_no_address_is_not_repeated() -> None:
    with pytest.raises(PostgresFailed) as caught:
        Address.of("postgresql://ann:sec ret@db.example.com/books?nonsense=secret")
    assert "secret" not in str(caught.value)
    assert "sec ret" not in str(caught.value)


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://ann:sec@ret@db.example.com/books",
        "postgresql://ann:sec/ret@db.example.com/books",
        "postgresql://ann:sec/ret@db.example.com:5432/books",
        "postgresql://ann:123/ret@db.example.com/books",
    ],
)
def test_a_password_that_is_not_written_as_it_has_to_be_is_taken_for_nothing_else(url: str) -> None:
    """libpq takes what is behind its first @ for the host, and what is behind its first / for the database."""
    with pytest.raises(PostgresFailed, match="%XX") as caught:
        Address.of(url)
    assert "ret" not in str(caught.value)
    assert "123" not in str(caught.value)


def test_a_parameter_that_is_none_is_no_accident() -> None:
    with pytest.raises(PostgresFailed, match="connect_timeout"):
        Address.of("postgresql://ann:secret@127.0.0.1:1/books?connect_timeout=soon").connect()


def test_nobody_listens_there() -> None:
    with pytest.raises(PostgresFailed, match="does not let us in") as caught:
        Address.of("postgresql://ann:secret@127.0.0.1:1/books").connect()
    assert "secret" not in str(caught.value)
