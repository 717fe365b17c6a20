"""What the database says is in the project's Storage."""

import json
import secrets
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from psycopg import sql

from formaops.backups import objects
from formaops.backups.objects import Bucket, Object
from formaops.local.environment import Addresses

# As hosted projects have it, without what nothing here asks for; `type`, `archived_at`, `is_delete_marker` are newer.
_SCHEMA = """
create schema storage;
create table storage.buckets (
    id text primary key, name text not null, public boolean default false, file_size_limit bigint,
    allowed_mime_types text[], type text not null default 'STANDARD'
);
create table storage.objects (
    id uuid primary key default gen_random_uuid(), bucket_id text references storage.buckets, name text,
    created_at timestamptz default now(), updated_at timestamptz default '2026-01-02T03:04:05Z', metadata jsonb,
    path_tokens text[], version text, user_metadata jsonb, archived_at timestamptz, is_delete_marker boolean
);
"""


@pytest.fixture
def connection(stack: Addresses) -> Iterator[psycopg.Connection[Any]]:
    """To a database of its own, in the transaction of a snapshot."""
    name = sql.Identifier(f"storage_{secrets.token_hex(4)}")
    with psycopg.connect(stack.admin_db_url, autocommit=True) as admin:
        admin.execute(sql.SQL("create database {}").format(name))
        try:
            with psycopg.connect(stack.admin_db_url, dbname=name.as_string().strip('"')) as made:
                yield made
        finally:
            admin.execute(sql.SQL("drop database {} with (force)").format(name))


def test_a_database_without_storage_has_no_listing(connection: psycopg.Connection[Any]) -> None:
    assert objects.listing(connection) is None


def test_all_that_is_current_is_listed(connection: psycopg.Connection[Any]) -> None:
    connection.execute(_SCHEMA)  # type: ignore[arg-type]
    connection.execute(
        "insert into storage.buckets (id, name, public, file_size_limit, allowed_mime_types, type) values "
        "('avatars', 'avatars', true, 1000, '{image/png}', 'STANDARD'), ('backups', 'backups', false, null, null, "
        "'STANDARD'), ('lake', 'lake', false, null, null, 'ANALYTICS')"
    )
    metadata = {"eTag": '"abc"', "size": 5, "mimetype": "image/png", "cacheControl": "max-age=60"}
    rows = [
        ("avatars", "a/1.png", json.dumps(metadata), "v1", '{"k": "v"}', None, None),
        ("avatars", "old.png", json.dumps(metadata), "v0", None, "2026-01-01", None),
        ("avatars", "deleted.png", None, None, None, None, True),
        ("avatars", "unfinished.png", None, None, None, None, None),
        ("backups", "backups/1/manifest", json.dumps(metadata), "v1", None, None, None),
    ]
    with connection.cursor() as cursor:
        cursor.executemany(
            "insert into storage.objects (bucket_id, name, metadata, version, user_metadata, archived_at, "
            "is_delete_marker) values (%s, %s, %s, %s, %s, %s, %s)",
            rows,
        )
    connection.execute("set local timezone to 'Asia/Kolkata'")
    found = objects.listing(connection, {"backups"})
    assert found
    assert found.buckets == [
        Bucket(name="avatars", public=True, file_size_limit=1000, allowed_mime_types=["image/png"])
    ]
    updated_at = "2026-01-02T03:04:05+00:00"
    one = Object(
        bucket="avatars", name="a/1.png", version="v1", etag="abc", size=5, updated_at=updated_at,
        content_type="image/png", cache_control="max-age=60", user_metadata={"k": "v"},
    )  # fmt: skip
    unfinished = Object(bucket="avatars", name="unfinished.png", updated_at=updated_at)
    assert list(found) == [one, unfinished]
    assert list(found) == [one, unfinished]
    assert (found.count, found.bytes) == (2, 5)


def test_older_projects_without_the_newer_columns_are_listed(connection: psycopg.Connection[Any]) -> None:
    connection.execute(_SCHEMA)  # type: ignore[arg-type]
    connection.execute(
        "alter table storage.objects drop column archived_at, drop column is_delete_marker, drop column version, "
        "drop column user_metadata; alter table storage.buckets drop column type, drop column allowed_mime_types;"
        "insert into storage.buckets (id, name) values ('avatars', 'avatars');"
        "insert into storage.objects (bucket_id, name) values ('avatars', 'a.png')"
    )
    found = objects.listing(connection)
    assert found
    assert [each.path for each in found] == ["avatars/a.png"]
    assert found.buckets == [Bucket(name="avatars")]
