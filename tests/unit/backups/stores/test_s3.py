"""What only the S3 store has: its URL, its credentials, its pages."""

import pytest

from formaops.backups.stores import StoreFailed
from formaops.backups.stores.opening import open_store
from tests.support.troubled import line_to
from tests.unit.backups.stores.conftest import AWS, Pauses, Remote


def test_all_pages_are_listed_and_deleted(
    moto: str, bucket: str, pauses: Pauses, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MOTO_S3_DEFAULT_MAX_KEYS", "10")
    monkeypatch.setattr("formaops.backups.stores.s3._BATCH", 10)
    with line_to(moto) as line:
        store = open_store(f"s3://{bucket}?endpoint={line.url}", environ=AWS, patience=pauses.patience)
        keys = [f"objects/{number:02}" for number in range(25)]
        for key in keys:
            store.put(key, b"1")
        assert sorted(stored.key for stored in store.list("objects/")) == keys
        assert [asked.method for asked in line.asked].count("GET") == 3
        store.delete(keys)
        assert [asked.method for asked in line.asked].count("POST") == 3
        assert list(store.list("")) == []


def test_a_missing_bucket_is_told_at_once(moto: str, pauses: Pauses) -> None:
    store = open_store(f"s3://no-such-bucket?endpoint={moto}", environ=AWS, patience=pauses.patience)
    for work in (lambda: store.put("a", b"1"), lambda: store.get("a"), lambda: list(store.list(""))):
        with pytest.raises(StoreFailed, match="no such bucket; make it first"):
            work()
    assert pauses == []


def test_the_content_is_sent_with_its_checksum(s3: Remote) -> None:
    s3.open().put("a", b"1")
    (put,) = s3.line.asked
    assert put.headers["x-amz-checksum-sha256"] == "a4ayc/80/OGda4BO/1o/V0etpOqiLx1JwB5S3beHW0s="


def test_credentials_of_another_name_open_another_place(moto: str) -> None:
    environ = {"AWS_FAR_ACCESS_KEY_ID": "far-key", "AWS_FAR_SECRET_ACCESS_KEY": "s"}
    assert open_store(f"s3://bucket?endpoint={moto}&credentials=far", environ=environ)
    with pytest.raises(StoreFailed, match="needs AWS_FAR_ACCESS_KEY_ID and AWS_FAR_SECRET_ACCESS_KEY in the env"):
        open_store(f"s3://bucket?endpoint={moto}&credentials=far", environ=AWS)


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("s3://", "lacks its bucket"),
        ("s3:///prefix", "lacks its bucket"),
        ("s3://bucket/../x", "is no key"),
        ("s3://bucket?endpoint=ftp://x", "begins with https"),
        ("s3://bucket?secret_access_key=x", "no option 'secret_access_key'"),
        ("s3://bucket?path_style=perhaps", "true or false"),
    ],
)
def test_a_wrong_url_is_told(url: str, told: str) -> None:
    with pytest.raises(StoreFailed, match=told):
        open_store(url, environ=AWS)


def test_missing_credentials_are_told_by_name() -> None:
    with pytest.raises(StoreFailed, match="needs AWS_SECRET_ACCESS_KEY in the environment"):
        open_store("s3://bucket", environ={"AWS_ACCESS_KEY_ID": "a"})
