"""Storage objects go into a backup and come out of it: whole, once, unreadable for who has no key."""

import hashlib
import os
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from formaops.backups import objects, sealing, storage_api
from formaops.backups.manifest import OBJECTS, Manifest
from formaops.backups.objects import Bucket, Kept, Listing, Object
from formaops.backups.sealing import BackupDamaged
from formaops.backups.storage_api import About, StorageApi
from formaops.backups.stores import NotStored, StoreFailed
from formaops.backups.stores.opening import open_store
from formaops.backups.stores.trying import Patience
from tests.support.memory_store import MemoryStore
from tests.support.storage import Storage
from tests.support.troubled import Asked, CutAnswer, Line, Refusal, Trouble, line_to

IDENTITY, RECIPIENT = sealing.new_identity()
KEY = Ed25519PrivateKey.generate()
CHUNK = 1024 * 1024
PATIENCE = Patience(tries=4, sleep=lambda seconds: None)
CONTENTS = {
    "empty": b"",
    "notes/ä b?.txt": b"a short text",
    "pictures/one.png": os.urandom(300_000),
    "pictures/same.png": b"a short text",
    "large.bin": os.urandom(2 * CHUNK),
}


class Project:
    """A bucket of the project with the objects above, reached by a line that may be troubled."""

    def __init__(self, storage: Storage, line: Line) -> None:
        self.direct, self.line = storage.api, line
        self.api = StorageApi(line.url, storage.key, patience=PATIENCE)
        self.bucket = f"project-{secrets.token_hex(6)}"
        self.direct.make_bucket(self.bucket)
        for name, content in CONTENTS.items():
            self.put(name, content)

    def put(self, name: str, content: bytes) -> None:
        self.direct.upload(self.bucket, name, content, About("text/plain", 60, {"of": name}))

    def listing(self) -> Listing:
        """As the database has it."""
        found = Listing()
        found.buckets.append(Bucket(name=self.bucket))
        for row in self.direct.list(self.bucket):
            found.add(objects._object(row))
        return found

    def contents(self, bucket: str) -> dict[str, bytes]:
        return {row["name"]: self.direct.download(bucket, row["name"]) for row in self.direct.list(bucket)}


@pytest.fixture
def project(storage: Storage) -> Iterator[Project]:
    with line_to(storage.url) as line:
        yield Project(storage, line)


@pytest.fixture(autouse=True)
def small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is above 6 MiB is sent otherwise than what is not; here what is above these."""
    for module in (storage_api, objects):
        monkeypatch.setattr(module, "CHUNK", CHUNK)


@pytest.fixture
def store() -> MemoryStore:
    return MemoryStore()


def back_up(project: Project, store: MemoryStore, attempt: int = 1, **changed: Any) -> objects.BackedUp:
    given: dict[str, Any] = {
        "found": project.listing(), "api": project.api, "store": store, "recipients": [RECIPIENT],
        "signing_key": KEY, "part_bytes": 200_000, "prefix": f"backups/now/{attempt}/",
    }  # fmt: skip
    return objects.back_up(**given | changed)


def manifest(done: objects.BackedUp) -> Manifest:
    return Manifest.model_construct(objects=done.index, references=done.references)


def index(done: objects.BackedUp, store: MemoryStore) -> dict[str, Kept]:
    lines = objects.read_index(manifest(done), store, [IDENTITY])
    return {line.name: line for line in lines if isinstance(line, Kept)}


def contents(done: objects.BackedUp, store: MemoryStore) -> dict[str, bytes]:
    return {
        name: b"".join(objects.content(kept, store, [IDENTITY]))
        for name, kept in index(done, store).items()
        if kept.file
    }


def test_all_of_them_are_in_the_backup(project: Project, store: MemoryStore) -> None:
    told: list[int] = []
    done = back_up(project, store, progress=lambda progress: told.append(progress.done_bytes))
    assert contents(done, store) == CONTENTS
    assert (done.count, done.bytes, done.sent) == (5, sum(map(len, CONTENTS.values())), 5)
    assert told[-1] == done.bytes


def test_the_list_tells_what_they_were(project: Project, store: MemoryStore) -> None:
    kept = index(back_up(project, store), store)["notes/ä b?.txt"]
    assert (kept.bucket, kept.size, kept.content_type, kept.cache_control) == (
        project.bucket, 12, "text/plain", "max-age=60",
    )  # fmt: skip
    assert kept.user_metadata == {"of": "notes/ä b?.txt"}
    assert kept.file
    assert kept.file.plain_sha256 == hashlib.sha256(b"a short text").hexdigest()
    assert kept.version
    assert kept.etag
    assert kept.updated_at


def test_the_store_tells_nothing_of_them(project: Project, store: MemoryStore) -> None:
    back_up(project, store)
    there = b"\n".join([*(key.encode() for key in store.content), *store.content.values()])
    for secret in (
        b"notes",
        b"a short text",
        project.bucket.encode(),
        hashlib.sha256(b"a short text").hexdigest().encode(),
    ):
        assert secret not in there


def test_equal_contents_do_not_show_as_equal(project: Project, store: MemoryStore) -> None:
    kept = index(back_up(project, store), store)
    one, other = kept["notes/ä b?.txt"].file, kept["pictures/same.png"].file
    assert one
    assert other
    assert one.parts[0].sha256 != other.parts[0].sha256


def test_what_has_not_changed_is_not_sent_again(project: Project, store: MemoryStore) -> None:
    first = back_up(project, store)
    project.put("pictures/one.png", b"another picture")
    project.line.asked.clear()
    store.puts.clear()
    second = back_up(project, store, 2)
    assert second.sent == 1
    assert len([asked for asked in project.line.asked if "authenticated" in asked.path]) == 1
    assert len([key for key in store.puts if key.startswith(OBJECTS)]) == 2
    assert contents(second, store) == CONTENTS | {"pictures/one.png": b"another picture"}
    assert contents(first, store) == CONTENTS


def test_an_attempt_that_broke_off_is_gone_on_with(project: Project, store: MemoryStore) -> None:
    def full(key: str, data: bytes) -> None:
        if len([put for put in store.puts if put.endswith("record")]) == 3:
            raise StoreFailed("no more")

    store.before_put = full
    with pytest.raises(StoreFailed, match="no more"):
        back_up(project, store)
    store.before_put = lambda key, data: None
    done = back_up(project, store, 2)
    assert 0 < done.sent <= 2
    assert contents(done, store) == CONTENTS


def test_a_new_recipient_opens_all_of_a_new_backup(project: Project, store: MemoryStore) -> None:
    back_up(project, store)
    identity, recipient = sealing.new_identity()
    done = back_up(project, store, 2, recipients=[RECIPIENT, recipient])
    assert done.sent == 5
    for kept in index(done, store).values():
        assert b"".join(objects.content(kept, store, [identity])) == CONTENTS[kept.name]


@pytest.mark.parametrize("what", ["missing", "shorter", "record damaged", "record missing"])
def test_what_is_no_longer_whole_in_the_store_is_sent_again(project: Project, store: MemoryStore, what: str) -> None:
    kept = index(back_up(project, store), store)["large.bin"]
    assert kept.file
    part = kept.file.parts[3].key
    record = objects.record_key(part.split("/")[1])
    if what == "missing":
        del store.content[part]
    elif what == "shorter":
        store.content[part] = store.content[part][:-1]
    elif what == "record damaged":
        store.content[record] = store.content[record][:-1] + b"x"
    else:
        del store.content[record]
    before = dict(store.content)
    done = back_up(project, store, 2)
    assert done.sent == 1
    assert contents(done, store) == CONTENTS
    # What an earlier backup refers to is never overwritten.
    assert {key for key in before if store.content[key] != before[key]} <= {record}


def test_what_is_deleted_meanwhile_is_told_and_no_failure(project: Project, store: MemoryStore) -> None:
    found = project.listing()
    project.direct.remove(project.bucket, ["empty", "large.bin"])
    done = back_up(project, store, found=found)
    assert sorted(done.vanished) == [f"{project.bucket}/empty", f"{project.bucket}/large.bin"]
    assert done.count == 3
    kept = index(done, store)
    assert kept["large.bin"].file is None
    with pytest.raises(NotStored, match="deleted before the backup"):
        objects.content(kept["large.bin"], store, [IDENTITY])


def test_what_changed_since_it_was_listed_is_as_it_is_now(project: Project, store: MemoryStore) -> None:
    found = project.listing()
    project.put("pictures/one.png", b"now")
    done = back_up(project, store, found=found)
    assert contents(done, store)["pictures/one.png"] == b"now"
    assert index(done, store)["pictures/one.png"].size == 3
    # The name of what was listed is not given to what was read.
    assert contents(back_up(project, store, 2), store)["pictures/one.png"] == b"now"


@pytest.mark.parametrize("times", [1, 3])
def test_what_changes_while_it_is_read_is_read_again(project: Project, store: MemoryStore, times: int) -> None:
    changed: list[int] = []

    def spoil(asked: Asked) -> Trouble:
        if "large.bin" not in asked.path or len(changed) == times or "range" in asked.headers:
            return None
        changed.append(1)
        return CutAnswer(CHUNK)

    def change(asked: Asked) -> None:
        if "large.bin" in asked.path and "range" in asked.headers:
            project.put("large.bin", os.urandom(2 * CHUNK))

    project.line.spoil, project.line.before = spoil, change
    if times == 3:
        with pytest.raises(StoreFailed, match=r"large\.bin changed while it was read, 3 times"):
            back_up(project, store)
    else:
        now = contents(back_up(project, store), store)["large.bin"]
        assert now == project.direct.download(project.bucket, "large.bin")
        assert now != CONTENTS["large.bin"]


def test_a_reading_that_breaks_off_goes_on_where_it_was(project: Project, store: MemoryStore) -> None:
    project.line.spoil = lambda asked: CutAnswer(1_000_000) if "large.bin" in asked.path else None
    assert contents(back_up(project, store), store) == CONTENTS
    ranges = [asked.headers["range"] for asked in project.line.asked if "range" in asked.headers]
    assert ranges[0] == f"bytes={3 * 256 * 1024}-"  # what had come in whole pieces


def test_every_third_request_may_fail(project: Project, store: MemoryStore) -> None:
    for trouble in (Refusal(500), Refusal(429, {"retry-after": "0"})):
        project.line.every(3, trouble)
        fresh = MemoryStore()
        assert contents(back_up(project, fresh), fresh) == CONTENTS


def test_a_storage_that_goes_on_failing_fails_the_backup(project: Project, store: MemoryStore) -> None:
    project.line.spoil = lambda asked: Refusal(503) if "one.png" in asked.path else None
    with pytest.raises(StoreFailed, match=r"Reading .*pictures/one\.png failed, tried 4 times: 503"):
        back_up(project, store)


def test_a_project_without_storage_has_none(store: MemoryStore) -> None:
    for found in (None, Listing()):
        given: Any = {"found": found, "api": None, "store": store, "recipients": [RECIPIENT], "signing_key": KEY}
        done = objects.back_up(**given, part_bytes=100, prefix="backups/now/1/")
        assert (done.index, done.references, done.count) == (None, [], 0)
        assert list(objects.read_index(manifest(done), store, [IDENTITY])) == []
        assert list(objects.references(manifest(done), store)) == []
    assert store.content == {}


def test_objects_that_cannot_be_read_are_no_backup_without_them(project: Project, store: MemoryStore) -> None:
    with pytest.raises(StoreFailed, match="5 storage objects, but SUPABASE_URL"):
        back_up(project, store, api=None)


def test_the_buckets_of_backups_are_known(tmp_path: Path) -> None:
    environ = {"SUPABASE_URL": "http://x", "SUPABASE_SERVICE_ROLE_KEY": "k"}
    near, far = open_store("supabase://backups/x", environ=environ), open_store(f"folder:{tmp_path}")
    assert objects.own_buckets(near, far, None) == {"backups"}


def test_what_is_needed_is_told_without_a_key(project: Project, store: MemoryStore) -> None:
    done = back_up(project, store)
    referred = list(objects.references(manifest(done), store))
    parts = {part.key for reference in referred for part in reference.parts}
    records = {reference.record for reference in referred}
    assert parts | records == {key for key in store.content if key.startswith(OBJECTS)}
    assert all(sealing.fetch(part, store) for reference in referred for part in reference.parts)


def test_they_come_back_as_they_were(project: Project, store: MemoryStore) -> None:
    done = back_up(project, store)
    project.direct.remove(project.bucket, list(CONTENTS))
    for line in objects.read_index(manifest(done), store, [IDENTITY]):
        if isinstance(line, Bucket):
            objects.make_bucket(line, project.api)
        else:
            objects.write(line, store, [IDENTITY], project.api)
    assert project.contents(project.bucket) == CONTENTS
    for row in project.direct.list(project.bucket):
        assert (row["metadata"]["mimetype"], row["metadata"]["cacheControl"]) == ("text/plain", "max-age=60")
        assert row["user_metadata"] == {"of": row["name"]}


def test_a_bucket_comes_back_as_it_was(storage: Storage) -> None:
    name = f"avatars-{secrets.token_hex(4)}"
    was = Bucket(name=name, public=True, file_size_limit=1_000, allowed_mime_types=["image/png"])
    for _ in range(2):
        objects.make_bucket(was, storage.api)
    there = storage.api.bucket(name)
    assert (there["public"], there["file_size_limit"], there["allowed_mime_types"]) == (True, 1_000, ["image/png"])


@pytest.mark.parametrize("name", ["pictures/one.png", "large.bin"])
def test_a_damaged_content_never_becomes_an_object(project: Project, store: MemoryStore, name: str) -> None:
    kept = index(back_up(project, store), store)[name]
    assert kept.file
    project.direct.remove(project.bucket, [name])
    last = kept.file.parts[-1].key
    data = bytearray(store.content[last])
    data[-1] ^= 1
    store.content[last] = bytes(data)
    with pytest.raises(BackupDamaged, match=last):
        objects.write(kept, store, [IDENTITY], project.api)
    assert name not in project.contents(project.bucket)


def test_a_name_depends_on_all_that_tells_of_a_change() -> None:
    names = objects.Names(KEY, [RECIPIENT])
    one = Object(bucket="b", name="n", version="1", etag="e", size=1, updated_at="now")
    others = [
        one.model_copy(update={field: value})
        for field, value in {
            "bucket": "c",
            "name": "m",
            "version": "2",
            "etag": "f",
            "size": 2,
            "updated_at": "then",
        }.items()
    ]
    assert len({names.of(each) for each in [one, *others]}) == 7
    assert names.of(one) == objects.Names(KEY, [RECIPIENT]).of(one)
    assert names.of(one) != objects.Names(Ed25519PrivateKey.generate(), [RECIPIENT]).of(one)
