"""Every store, opened by its URL as a backup opens it, and trying again without waiting."""

import logging
import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from formaops.backups.stores import Store
from formaops.backups.stores.opening import open_store
from formaops.backups.stores.trying import Patience
from tests.support.storage import Storage
from tests.support.troubled import Line, line_to


class Pauses(list[float]):
    """What would have been waited."""

    @property
    def patience(self) -> Patience:
        return Patience(tries=4, sleep=self.append, spread=lambda: 0.0)


@pytest.fixture
def pauses() -> Pauses:
    return Pauses()


@pytest.fixture(scope="session")
def moto() -> Iterator[str]:
    """The address of what plays S3."""
    from moto.server import ThreadedMotoServer

    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


AWS = {"AWS_ACCESS_KEY_ID": "a-key", "AWS_SECRET_ACCESS_KEY": "an-AWS-secret"}


@pytest.fixture
def bucket(moto: str) -> str:
    """A new one in `moto`."""
    name = f"bucket-{secrets.token_hex(8)}"
    assert httpx.put(
        f"{moto}/{name}", headers={"authorization": "AWS4-HMAC-SHA256 Credential=a/20260101/us-east-1/s3/aws4_request"}
    ).is_success
    return name


@dataclass
class Remote:
    """A store behind a line that a test may trouble."""

    line: Line
    open: Callable[[], Store]

    def used(self) -> Store:
        """One in which something was put: its bucket is there."""
        store = self.open()
        store.put("first", b"1")
        store.delete(["first"])
        return store


@pytest.fixture
def s3(moto: str, bucket: str, pauses: Pauses) -> Iterator[Remote]:
    with line_to(moto) as line:
        url = f"s3://{bucket}/some/prefix?endpoint={line.url}&region=us-east-1"
        yield Remote(line, lambda: open_store(url, environ=AWS, patience=pauses.patience))


@pytest.fixture
def supabase(storage: Storage, pauses: Pauses) -> Iterator[Remote]:
    with line_to(storage.url) as line:
        environ = {"SUPABASE_URL": line.url, "SUPABASE_SERVICE_ROLE_KEY": storage.key}
        url = f"supabase://backups-{secrets.token_hex(8)}/some/prefix"
        yield Remote(line, lambda: open_store(url, environ=environ, patience=pauses.patience))


@pytest.fixture(params=["s3", "supabase"])
def remote(request: pytest.FixtureRequest) -> Remote:
    found: Remote = request.getfixturevalue(request.param)
    return found


@pytest.fixture(params=["folder", "s3", "supabase"])
def store(request: pytest.FixtureRequest, tmp_path: Path, pauses: Pauses) -> Store:
    if request.param == "folder":
        return open_store(f"folder:{tmp_path}/backups", patience=pauses.patience)
    found: Remote = request.getfixturevalue(request.param)
    return found.open()
