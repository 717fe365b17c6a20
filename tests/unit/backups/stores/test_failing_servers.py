"""Servers that refuse, break off and hesitate: what may pass is tried again, what does not is told with its cause."""

import os
import threading
import time

import pytest

from formaops.backups.stores import NotStored, StoreFailed, StoreFull
from tests.support.troubled import CutAnswer, CutRequest, LostAnswer, Refusal, Trouble
from tests.unit.backups.stores.conftest import Pauses, Remote

DATA = os.urandom(300_000)


@pytest.mark.parametrize(
    "trouble",
    [Refusal(500), Refusal(503), Refusal(429), CutRequest(1_000), LostAnswer(), CutAnswer(100)],
    ids=["500", "503", "429", "cut request", "no answer", "cut answer"],
)
def test_every_third_request_may_fail(remote: Remote, pauses: Pauses, trouble: Trouble) -> None:
    store = remote.open()
    remote.line.every(3, trouble)
    keys = [f"a/{number}" for number in range(4)]
    for key in keys:
        store.put(key, DATA + key.encode())
    assert {(found.key, found.bytes) for found in store.list("a/")} == {(key, len(DATA) + 3) for key in keys}
    assert [store.get(key) == DATA + key.encode() for key in keys] == [True] * 4
    store.delete(keys[1:])
    remote.line.spoil = lambda asked: None
    assert [found.key for found in store.list("")] == keys[:1]
    assert pauses


def test_who_goes_on_failing_is_told_with_key_and_cause(remote: Remote, pauses: Pauses) -> None:
    store = remote.used()
    remote.line.every(1, Refusal(503))
    with pytest.raises(StoreFailed, match=r"Writing (some/prefix/)?a/b failed, tried 4 times: 503"):
        store.put("a/b", b"1")
    assert pauses == [0.5, 1, 2]
    with pytest.raises(StoreFailed, match=r"Reading (some/prefix/)?a/b failed, tried 4 times: 503"):
        store.get("a/b")
    with pytest.raises(StoreFailed, match=r"Listing (some/prefix/)?a/ failed, tried 4 times: 503"):
        list(store.list("a/"))
    with pytest.raises(StoreFailed, match=r"Deleting (some/prefix/)?a/b.* failed, tried 4 times: 503"):
        store.delete(["a/b"])


def test_a_truncated_upload_is_no_file(remote: Remote) -> None:
    store = remote.used()
    remote.line.spoil = lambda asked: CutRequest(1_000) if asked.bytes > 10_000 else None
    with pytest.raises(StoreFailed, match=r"Writing (some/prefix/)?a/b failed, tried 4 times"):
        store.put("a/b", DATA)
    remote.line.spoil = lambda asked: None
    assert list(store.list("")) == []
    with pytest.raises(NotStored):
        store.get("a/b")


def test_a_truncated_answer_is_never_taken_for_the_file(remote: Remote) -> None:
    store = remote.used()
    store.put("a/b", DATA)
    remote.line.spoil = lambda asked: CutAnswer(200_000) if asked.method == "GET" else None
    with pytest.raises(StoreFailed, match=r"Reading (some/prefix/)?a/b failed, tried 4 times"):
        store.get("a/b")


@pytest.mark.parametrize("status", [401, 403])
def test_wrong_credentials_are_told_at_once_and_not_shown(remote: Remote, pauses: Pauses, status: int) -> None:
    store = remote.used()
    remote.line.every(1, Refusal(status, body=b"<Error><Code>SignatureDoesNotMatch</Code></Error>"))
    for work in (lambda: store.put("a", b"1"), lambda: store.get("a"), lambda: list(store.list(""))):
        with pytest.raises(StoreFailed, match="is not allowed") as caught:
            work()
        assert "secret" not in str(caught.value).lower().replace("aws_secret_access_key", "")
    assert pauses == []


@pytest.mark.parametrize("status", [413, 507])
def test_a_quota_has_its_name(remote: Remote, pauses: Pauses, status: int) -> None:
    store = remote.used()
    remote.line.every(1, Refusal(status))
    with pytest.raises(StoreFull, match=r"Writing (some/prefix/)?a"):
        store.put("a", b"1")
    assert pauses == []


def test_another_refusal_is_told_at_once(remote: Remote, pauses: Pauses) -> None:
    store = remote.used()
    remote.line.every(1, Refusal(400))
    with pytest.raises(StoreFailed, match=r"Writing (some/prefix/)?a failed: 400"):
        store.put("a", b"1")
    assert pauses == []


def test_a_slow_server_is_waited_for(remote: Remote, pauses: Pauses) -> None:
    store = remote.used()
    remote.line.before = lambda asked: time.sleep(0.1)
    store.put("a", DATA)
    assert store.get("a") == DATA
    assert pauses == []


def test_nobody_there_is_told(remote: Remote, pauses: Pauses) -> None:
    store = remote.used()
    remote.line.every(1, CutRequest(0))
    with pytest.raises(StoreFailed, match=r"Writing (some/prefix/)?a failed, tried 4 times"):
        store.put("a", b"1")


def test_several_threads_share_a_failing_line(remote: Remote) -> None:
    store = remote.used()
    remote.line.every(4, Refusal(500))
    threads = [threading.Thread(target=store.put, args=(f"a/{number}", DATA)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    remote.line.spoil = lambda asked: None
    assert len(list(store.list("a/"))) == 6
