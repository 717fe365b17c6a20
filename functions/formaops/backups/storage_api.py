"""Supabase Storage as its server is spoken to: for backups that lie in it, and for the objects that are backed up.

`storage3` is not used: it reads whole objects into memory, knows no resumable upload, and hides Retry-After. Nor is
`tuspy`: it sends without any timeout, so that one dead connection would hold a backup for ever, sleeps by itself, and
opens a connection for every chunk. What there is of TUS 1.0.0 here is its core: create, ask for the offset, send.
"""

import base64
import json
import ssl
import weakref
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import cache
from typing import TYPE_CHECKING, Any, Final, TypeVar
from urllib.parse import quote, urlsplit

from formaops.backups.stores import NotStored, StoreFailed, StoreFull
from formaops.backups.stores.trying import PATIENT, Passing, Patience, persistently

if TYPE_CHECKING:
    import httpx

T = TypeVar("T")

CHUNK: Final = 6 * 1024 * 1024
"""Storage takes resumable uploads in chunks of exactly this size, and wants them for what is larger."""
_PAGE: Final = 1000
_BATCH: Final = 100
"""Objects of one request to delete."""
_UPLOADS: Final = 3
"""Times that a large upload is begun anew."""
_LOOPBACK: Final = frozenset({"127.0.0.1", "localhost", "::1"})


class NoSuchBucket(StoreFailed):
    """There is no bucket of that name."""


@dataclass(frozen=True, slots=True)
class About:
    """What is kept of an object beside its content."""

    content_type: str = "application/octet-stream"
    cache_seconds: int = 0
    user_metadata: Mapping[str, Any] | None = None


_PLAIN: Final = About()


class StorageApi:
    """One project's Storage, with its service key. Calls block and may be made from several threads.

    Each is tried again as `patience` says; each raises StoreFailed, NotStored, NoSuchBucket or StoreFull.
    """

    def __init__(self, project_url: str, key: str, *, patience: Patience = PATIENT) -> None:
        self._url = f"{project_url.rstrip('/')}/storage/v1"
        self.host = urlsplit(project_url).hostname or "no host"
        self._key = key
        self.patience = patience
        self._client: httpx.Client | None = None

    @classmethod
    def of(cls, environ: Mapping[str, str], *, patience: Patience = PATIENT) -> "StorageApi | None":
        """That of the project that the environment names; None without one."""
        url = environ.get("SUPABASE_URL")
        key = environ.get("SUPABASE_SERVICE_ROLE_KEY") or environ.get("SUPABASE_SECRET_KEY")
        return cls(url, key, patience=patience) if url and key else None

    def bucket(self, name: str) -> dict[str, Any]:
        """Raises NoSuchBucket."""
        found: dict[str, Any] = self._json("GET", f"bucket/{_path(name)}", f"Reading the bucket {name}")
        return found

    def make_bucket(self, name: str, **properties: Any) -> None:
        """Private unless `public` is given; passes over one that is there."""
        body = {"id": name, "name": name, "public": False} | properties
        try:
            self._json("POST", "bucket", f"Making the bucket {name}", body)
        except _Exists:
            return

    def list(self, bucket: str, prefix: str = "") -> Iterator[dict[str, Any]]:
        """Each object as `storage.objects` has it (name, metadata, updated_at, …), by name."""
        body: dict[str, Any] = {"prefix": prefix, "limit": _PAGE}
        while True:
            found = self._json("POST", f"object/list-v2/{_path(bucket)}", f"Listing {prefix}", body)
            for each in found.get("objects", []):
                yield each | {"name": _whole_name(each, prefix)}
            if not found.get("hasNext") or not found.get("nextCursor"):
                return
            body["cursor"] = found["nextCursor"]

    def remove(self, bucket: str, names: Iterable[str]) -> None:
        waiting = list(names)
        for first in range(0, len(waiting), _BATCH):
            batch = waiting[first : first + _BATCH]
            what = f"Deleting {batch[0]}" + (f" and {len(batch) - 1} more" if len(batch) > 1 else "")
            self._json("DELETE", f"object/{_path(bucket)}", what, {"prefixes": batch})

    def upload(self, bucket: str, name: str, data: bytes, about: About = About()) -> None:
        """Whole or not at all, over what was there."""
        what = f"Writing {name}"
        if len(data) > CHUNK:
            self._upload_large(bucket, name, data, about)
            return
        headers = {
            "content-type": about.content_type,
            "cache-control": f"max-age={about.cache_seconds}",
            "x-upsert": "true",
        }
        if about.user_metadata:
            headers["x-metadata"] = base64.b64encode(json.dumps(about.user_metadata).encode()).decode()
        self._try(what, lambda: self._ask("POST", f"object/{_path(bucket)}/{_path(name)}", what, data, headers))

    def _upload_large(self, bucket: str, name: str, data: bytes, about: About) -> None:
        for _ in range(_UPLOADS):
            pieces = (data[first : first + CHUNK] for first in range(0, len(data), CHUNK))
            try:
                if self.upload_resumably(bucket, name, len(data), pieces, about):
                    return
                if self.download(bucket, name) == data:
                    return
            except NotStored:  # the upload has expired, or came to nothing
                continue
        raise StoreFailed(f"Storage of {self.host}: Writing {name} failed: the server took it and does not have it.")

    def upload_resumably(
        self, bucket: str, name: str, size: int, pieces: Iterable[bytes], about: About = _PLAIN
    ) -> bool:
        """In chunks; after a failure it goes on from where the server is. One chunk is in memory.

        False when the server has all of it, but its last answer was lost: whether it has made an object of it is then
        for the caller to find out. Raises NotStored when the server has forgotten the upload.
        """
        what = f"Writing {name}"
        upload = self._try(what, lambda: self._begin_upload(bucket, name, size, about))
        offset, is_answered = 0, True
        for chunk in _chunks(pieces):
            offset, is_answered = self._send_chunk(upload, chunk, offset, what)
        if offset != size:
            raise StoreFailed(f"{what} failed: {offset:,} bytes came instead of {size:,}.")
        return is_answered

    def _begin_upload(self, bucket: str, name: str, size: int, about: About) -> str:
        told = {
            "bucketName": bucket,
            "objectName": name,
            "contentType": about.content_type,
            "cacheControl": str(about.cache_seconds),
        }
        if about.user_metadata:
            told["metadata"] = json.dumps(about.user_metadata)
        headers = {
            "tus-resumable": "1.0.0",
            "upload-length": str(size),
            "upload-metadata": ",".join(f"{key} {base64.b64encode(told[key].encode()).decode()}" for key in told),
            "x-upsert": "true",
        }
        answer = self._ask("POST", "upload/resumable", f"Writing {name}", b"", headers)
        # Behind a proxy the scheme and the host that it tells may be those of the inside.
        upload = answer.headers.get("location", "").rstrip("/").rpartition("/")[2]
        if not upload:
            raise Passing("the server told no place to upload to")
        return f"upload/resumable/{upload}"

    def _send_chunk(self, upload: str, chunk: bytes, begin: int, what: str) -> tuple[int, bool]:
        """The offset after it, and whether its last byte was answered. What the server has is not sent again."""
        at, end = begin, begin + len(chunk)
        has_failed = False

        def send() -> bool:
            nonlocal at, has_failed
            if has_failed:
                answer = self._ask("HEAD", upload, what, None, {"tus-resumable": "1.0.0"})
                at = int(answer.headers.get("upload-offset", -1))
                if not begin <= at <= end:
                    raise StoreFailed(f"{what} failed: the server has lost what was sent before byte {begin:,}.")
                if at == end:
                    return False
            has_failed = True
            headers = {
                "tus-resumable": "1.0.0",
                "upload-offset": str(at),
                "content-type": "application/offset+octet-stream",
                "x-upsert": "true",
            }
            answer = self._ask("PATCH", upload, what, chunk[at - begin :], headers)
            if int(answer.headers.get("upload-offset", -1)) != end:
                raise Passing("the server took a part of what was sent")
            return True

        return end, self._try(what, send)

    def download(self, bucket: str, name: str) -> bytes:
        """Raises NotStored."""
        what = f"Reading {name}"
        path = f"object/authenticated/{_path(bucket)}/{_path(name)}"
        return self._try(what, lambda: self._ask("GET", path, what).content)

    @contextmanager
    def streamed(self, bucket: str, name: str, first: int = 0) -> "Iterator[httpx.Response]":
        """The answer to one request, its body not read yet; from the byte `first` on, if the server does as it is
        asked. Not tried again: raises Passing, also while it is read.
        """
        headers = {"range": f"bytes={first}-"} if first else {}
        request = self._http.build_request(
            "GET", f"{self._url}/object/authenticated/{_path(bucket)}/{_path(name)}", headers=headers
        )
        with self._faults():
            response = self._http.send(request, stream=True)
            try:
                if not response.is_success:
                    response.read()
                    self._refuse(response, f"Reading {name}")
                yield response
            finally:
                response.close()

    @property
    def _http(self) -> "httpx.Client":
        import httpx

        if self._client is None:
            headers = {"apikey": self._key, "accept-encoding": "identity"}
            if not self._key.startswith("sb_"):
                headers["authorization"] = f"Bearer {self._key}"
            self._client = httpx.Client(
                headers=headers,
                timeout=httpx.Timeout(60, connect=10, read=120),
                trust_env=self.host not in _LOOPBACK,
                verify=_trusted(),
            )
            # Nobody closes a store: its connections go with it.
            weakref.finalize(self, self._client.close)
        return self._client

    def _json(self, method: str, path: str, what: str, body: Any = None) -> Any:
        headers = {} if body is None else {"content-type": "application/json"}
        content = None if body is None else json.dumps(body).encode()
        return self._try(what, lambda: self._ask(method, path, what, content, headers).json())

    def _try(self, what: str, ask: Callable[[], T]) -> T:
        return persistently(f"Storage of {self.host}: {what}", self.patience, ask)

    def _ask(
        self,
        method: str,
        path: str,
        what: str,
        content: bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> "httpx.Response":
        with self._faults():
            response = self._http.request(method, f"{self._url}/{path}", content=content, headers=headers)
        if not response.is_success:
            self._refuse(response, what)
        return response

    @contextmanager
    def _faults(self) -> Iterator[None]:
        """Those of the network may pass."""
        import httpx

        try:
            yield
        except httpx.TimeoutException as error:
            raise Passing("no answer in time") from error
        except httpx.TransportError as error:
            raise Passing(f"{type(error).__name__}: {error}"[:200]) from error
        except httpx.InvalidURL:
            raise StoreFailed("SUPABASE_URL is no address.") from None

    def _refuse(self, response: "httpx.Response", what: str) -> None:
        status, code, message = _meaning(response)
        told = " ".join(str(part) for part in (status, code, message) if part)[:300]
        where = f"Storage of {self.host}"
        if status == 409 and code == "Duplicate":
            raise _Exists(told)
        if status == 404 and "bucket" in f"{code} {message}".lower():
            raise NoSuchBucket(f"{where}: {what} failed: there is no such bucket.")
        if status in (404, 410):
            raise NotStored(f"{where}: {what} failed: there is none.")
        if status in (401, 403):
            raise StoreFailed(
                f"{where}: {what} is not allowed ({told}); look at SUPABASE_URL and SUPABASE_SERVICE_ROLE_KEY."
            )
        if status in (413, 507):
            raise StoreFull(f"{where} takes no more: {what} failed ({told}).")
        # 409 and 423 are what TUS answers when the offset is another, or another request is still at it.
        if status >= 500 or status in (408, 409, 423, 429):
            raise Passing(told, _seconds(response.headers.get("retry-after")))
        raise StoreFailed(f"{where}: {what} failed: {told}.")


@cache
def _trusted() -> ssl.SSLContext:
    # Reading the certificates takes longer than a request.
    return ssl.create_default_context()


class _Exists(StoreFailed):
    """It is there already."""


def _meaning(response: "httpx.Response") -> tuple[int, str, str]:
    """Status, code and message. Storage answers 400 to much, and says the true status in its body."""
    try:
        body = response.json()
        status, code, message = body.get("statusCode"), body.get("error"), body.get("message")
    except (ValueError, AttributeError):
        return response.status_code, "", ""
    true = int(status) if str(status).isdigit() else 0
    return (true if 400 <= true <= 599 else response.status_code), str(code or ""), str(message or "")


def _whole_name(found: Mapping[str, Any], prefix: str) -> str:
    """Some versions of Storage have the whole name in `key`. Raises StoreFailed rather than take a part for a whole."""
    for name in (found.get("name"), found.get("key")):
        if name and str(name).startswith(prefix):
            return str(name)
    raise StoreFailed(f"Storage listed {found.get('name')!r} below {prefix!r}: it is of a version that is not known.")


def _seconds(retry_after: str | None) -> float | None:
    if not retry_after:
        return None
    if retry_after.strip().isdigit():
        return float(retry_after)
    try:
        return (parsedate_to_datetime(retry_after) - datetime.now(UTC)).total_seconds()
    except (ValueError, TypeError):
        return None


def _chunks(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """The same bytes in chunks of the one size. The last comes when there are no more pieces: where reading them finds
    a fault at their end, the upload stays without it, and comes to nothing.
    """
    chunk = bytearray()
    for piece in pieces:
        chunk += piece
        while len(chunk) > CHUNK:
            yield bytes(chunk[:CHUNK])
            del chunk[:CHUNK]
    if chunk:
        yield bytes(chunk)


def _path(name: str) -> str:
    return quote(name, safe="/")
