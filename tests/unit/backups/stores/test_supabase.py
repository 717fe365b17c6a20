"""What only the Supabase store has: its bucket, uploads that go on where they broke off, waiting as it is told."""

import os

import pytest

from formaops.backups import storage_api
from formaops.backups.storage_api import StorageApi
from formaops.backups.stores import StoreFailed, StoreFull
from formaops.backups.stores.opening import open_store
from tests.support.storage import KEY, Storage
from tests.support.troubled import Asked, CutRequest, LostAnswer, Refusal, Trouble
from tests.unit.backups.stores.conftest import Pauses, Remote

CHUNK = 512 * 1024
BIG = os.urandom(2 * CHUNK + 100_000)
LARGE = storage_api.CHUNK


@pytest.fixture(autouse=True)
def small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    """What goes on in chunks of 6 MiB goes on in these, too, and sooner."""
    monkeypatch.setattr(storage_api, "CHUNK", CHUNK)


def methods(remote: Remote) -> list[str]:
    return [asked.method for asked in remote.line.asked if "/upload/resumable" in asked.path]


def patches(remote: Remote) -> list[tuple[int, int]]:
    """Offset and length of each chunk that was sent."""
    return [
        (int(asked.headers["upload-offset"]), asked.bytes) for asked in remote.line.asked if asked.method == "PATCH"
    ]


def test_what_is_large_is_sent_in_chunks_of_six_mebibytes(supabase: Remote, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(storage_api, "CHUNK", LARGE)
    assert LARGE == 6 * 1024 * 1024
    supabase.open().put("a/b", bytes(2 * LARGE + 1))
    assert patches(supabase) == [(0, LARGE), (LARGE, LARGE), (2 * LARGE, 1)]


def test_what_was_sent_in_chunks_is_whole(supabase: Remote) -> None:
    store = supabase.open()
    store.put("a/b", BIG)
    assert store.get("a/b") == BIG
    assert methods(supabase) == ["POST", "PATCH", "PATCH", "PATCH"]
    assert patches(supabase) == [(0, CHUNK), (CHUNK, CHUNK), (2 * CHUNK, 100_000)]


def test_what_fits_one_chunk_is_one_request(supabase: Remote) -> None:
    supabase.open().put("a/b", BIG[:CHUNK])
    assert methods(supabase) == []


@pytest.mark.parametrize("sent", [0, 100_000, CHUNK - 1])
def test_an_upload_goes_on_from_where_the_server_is(supabase: Remote, sent: int, pauses: Pauses) -> None:
    store = supabase.used()
    done: list[Asked] = []

    def spoil(asked: Asked) -> Trouble:
        if asked.method != "PATCH" or asked.headers["upload-offset"] != str(CHUNK) or done:
            return None
        done.append(asked)
        return CutRequest(sent)

    supabase.line.spoil = spoil
    store.put("a/b", BIG)
    assert store.get("a/b") == BIG
    assert "HEAD" in methods(supabase)
    again = patches(supabase)[2]
    # What had come by then is not sent again; what the line had not passed on is.
    assert CHUNK <= again[0] <= CHUNK + sent
    assert again[0] + again[1] == 2 * CHUNK
    assert pauses


def test_a_chunk_whose_answer_was_lost_is_not_sent_again(supabase: Remote) -> None:
    store = supabase.used()
    supabase.line.once("PATCH", LostAnswer())
    store.put("a/b", BIG)
    assert store.get("a/b") == BIG
    assert methods(supabase) == ["POST", "PATCH", "HEAD", "PATCH", "PATCH"]
    assert patches(supabase) == [(0, CHUNK), (CHUNK, CHUNK), (2 * CHUNK, 100_000)]


def test_an_upload_that_came_to_nothing_is_made_anew(supabase: Remote, storage: Storage) -> None:
    store = supabase.used()
    bucket = store.description.split("/")[2]
    supabase.line.spoil = lambda asked: (
        LostAnswer() if asked.method == "PATCH" and asked.headers["upload-offset"] == str(2 * CHUNK) else None
    )

    def lose(asked: Asked) -> None:
        if asked.method == "HEAD":
            supabase.line.spoil = lambda asked: None
            storage.api.remove(bucket, ["some/prefix/a/b"])

    supabase.line.before = lose
    store.put("a/b", BIG)
    assert store.get("a/b") == BIG
    assert methods(supabase).count("POST") == 2


def test_an_upload_that_the_server_forgot_is_made_anew(supabase: Remote) -> None:
    store = supabase.used()
    supabase.line.spoil = lambda asked: Refusal(410) if asked.number == 6 else None
    store.put("a/b", BIG)
    assert store.get("a/b") == BIG
    assert methods(supabase).count("POST") == 2


def test_every_third_request_of_a_large_upload_may_fail(supabase: Remote) -> None:
    store = supabase.used()
    for trouble in (Refusal(500), CutRequest(50_000), Refusal(429, {"retry-after": "1"})):
        supabase.line.every(3, trouble)
        store.put("a/b", BIG)
    supabase.line.spoil = lambda asked: None
    assert store.get("a/b") == BIG


def test_an_upload_that_never_gets_on_is_told(supabase: Remote, pauses: Pauses) -> None:
    store = supabase.used()
    supabase.line.spoil = lambda asked: Refusal(500) if asked.method == "PATCH" else None
    with pytest.raises(StoreFailed, match="Writing some/prefix/a/b failed, tried 4 times: 500"):
        store.put("a/b", BIG)
    supabase.line.spoil = lambda asked: None
    assert list(store.list("a")) == []


def test_it_waits_as_long_as_it_is_told(supabase: Remote, pauses: Pauses) -> None:
    store = supabase.used()
    supabase.line.once("POST", Refusal(429, {"retry-after": "17"}))
    store.put("a", b"1")
    assert pauses == [17]


def test_no_server_is_waited_for_for_ever(supabase: Remote, pauses: Pauses) -> None:
    store = supabase.used()
    supabase.line.once("POST", Refusal(503, {"retry-after": "86400"}))
    store.put("a", b"1")
    assert pauses == [60]


def test_the_bucket_is_made_private(supabase: Remote, storage: Storage) -> None:
    store = supabase.used()
    name = store.description.split("/")[2]
    assert storage.api.bucket(name)["public"] is False


def test_nothing_is_put_into_a_public_bucket(storage: Storage, pauses: Pauses) -> None:
    storage.api.make_bucket("everybodys", public=True)
    environ = {"SUPABASE_URL": storage.url, "SUPABASE_SERVICE_ROLE_KEY": storage.key}
    store = open_store("supabase://everybodys", environ=environ, patience=pauses.patience)
    with pytest.raises(StoreFailed, match="the bucket is public"):
        store.put("a", b"1")


def test_a_part_above_the_buckets_limit_is_told(storage: Storage, pauses: Pauses) -> None:
    storage.api.make_bucket("small", file_size_limit=1_000)
    environ = {"SUPABASE_URL": storage.url, "SUPABASE_SERVICE_ROLE_KEY": storage.key}
    store = open_store("supabase://small", environ=environ, patience=pauses.patience)
    for data in (bytes(2_000), BIG):
        with pytest.raises(StoreFull, match="takes no more: Writing a failed"):
            store.put("a", data)
    assert pauses == []


def test_all_pages_are_listed(supabase: Remote, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("formaops.backups.storage_api._PAGE", 10)
    monkeypatch.setattr("formaops.backups.storage_api._BATCH", 10)
    store = supabase.open()
    keys = [f"objects/{number:02}" for number in range(25)]
    for key in keys:
        store.put(key, b"1")
    assert [stored.key for stored in store.list("objects/")] == keys
    store.delete(keys)
    assert list(store.list("")) == []


def test_a_listing_is_never_taken_for_another(storage: Storage, monkeypatch: pytest.MonkeyPatch) -> None:
    told = {"id": "1", "name": "00000", "key": "x/backups/1/dump/00000", "updated_at": "2026-01-01T00:00:00Z"}
    monkeypatch.setattr(StorageApi, "_json", lambda *_: {"hasNext": False, "objects": [told]})
    environ = {"SUPABASE_URL": storage.url, "SUPABASE_SERVICE_ROLE_KEY": storage.key}
    store = open_store("supabase://backups/x", environ=environ)
    assert [stored.key for stored in store.list("backups/")] == ["backups/1/dump/00000"]
    del told["key"]
    with pytest.raises(StoreFailed, match="a version that is not known"):
        list(store.list("backups/"))


def test_a_wrong_key_is_told_and_not_shown(storage: Storage, pauses: Pauses) -> None:
    environ = {"SUPABASE_URL": storage.url, "SUPABASE_SERVICE_ROLE_KEY": "wrong-secret"}
    store = open_store("supabase://backups", environ=environ, patience=pauses.patience)
    for work in (lambda: store.put("a", b"1"), lambda: store.get("a"), lambda: list(store.list(""))):
        with pytest.raises(StoreFailed, match=r"is not allowed.*SUPABASE_SERVICE_ROLE_KEY") as caught:
            work()
        assert "wrong-secret" not in str(caught.value)
    assert pauses == []


@pytest.mark.parametrize("key", ["sb_secret_x", KEY])
def test_keys_of_the_new_kind_are_no_bearer_tokens(supabase: Remote, key: str) -> None:
    environ = {"SUPABASE_URL": supabase.line.url, "SUPABASE_SECRET_KEY": key}
    supabase.line.every(1, Refusal(400))
    with pytest.raises(StoreFailed):
        open_store("supabase://backups", environ=environ).get("a")
    headers = supabase.line.asked[0].headers
    assert headers["apikey"] == key
    assert headers.get("authorization") == (None if key.startswith("sb_") else f"Bearer {key}")


def test_what_is_missing_is_told() -> None:
    with pytest.raises(StoreFailed, match="needs SUPABASE_URL and SUPABASE_SERVICE_ROLE_KEY"):
        open_store("supabase://backups", environ={"SUPABASE_URL": "http://x"})
    environ = {"SUPABASE_URL": "http://x", "SUPABASE_SERVICE_ROLE_KEY": "x"}
    for url, told in (("supabase://", "lacks its bucket"), ("supabase://b?x=1", "has no options")):
        with pytest.raises(StoreFailed, match=told):
            open_store(url, environ=environ)
