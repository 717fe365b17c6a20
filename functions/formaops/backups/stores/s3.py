"""Backups in a bucket of S3, or of what speaks as S3 does."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Final, TypeVar

from formaops.backups.stores import NotStored, Stored, StoreFailed, StoreFull
from formaops.backups.stores.keys import checked, folder_of
from formaops.backups.stores.trying import PATIENT, Passing, Patience, persistently

if TYPE_CHECKING:
    from obstore.store import S3Config
    from obstore.store import S3Store as Client

T = TypeVar("T")

_BATCH: Final = 1000
"""Keys of one request to delete (the API's own limit)."""
_STATUS: Final = re.compile(r"status code: (\d{3})([^:\n]{0,40})")
_CODE: Final = re.compile(r"<Code>(\w{1,80})</Code>")
_FULL: Final = frozenset({"QuotaExceeded", "StorageFull", "XMinioStorageFull", "EntityTooLarge"})
_PASSING: Final = frozenset({"RequestTimeout", "SlowDown", "InternalError", "ServiceUnavailable", "Throttling"})
_CREDENTIALS: Final = frozenset(
    {"InvalidAccessKeyId", "SignatureDoesNotMatch", "InvalidToken", "ExpiredToken", "AuthorizationHeaderMalformed"}
)


@dataclass(frozen=True, slots=True)
class Place:
    """Where the bucket is, and who opens it."""

    bucket: str
    prefix: str
    region: str
    endpoint: str | None
    path_style: bool
    checksum: bool
    access_key_id: str
    secret_access_key: str = field(repr=False)
    session_token: str | None = field(repr=False)


def place_of(bucket: str, prefix: str, options: Mapping[str, str], environ: Mapping[str, str]) -> Place:
    """From the URL's parts. Raises StoreFailed when they, or the variables that it needs, are not all there."""
    known = {"endpoint", "region", "path_style", "checksum", "credentials"}
    if unknown := set(options) - known:
        raise StoreFailed(f"An S3 store has no option {sorted(unknown)[0]!r}; there are {', '.join(sorted(known))}.")
    endpoint = options.get("endpoint") or environ.get("AWS_ENDPOINT_URL_S3") or environ.get("AWS_ENDPOINT_URL") or None
    if endpoint and not re.match(r"https?://[^/]", endpoint):
        raise StoreFailed("The endpoint of an S3 store begins with https:// (or http://).")
    named = options.get("credentials", "")
    if not re.fullmatch(r"[A-Za-z0-9_]*", named):
        raise StoreFailed("The option credentials of an S3 store is a name of letters, digits and underscores.")
    names = [
        f"AWS_{named.upper()}_{what}" if named else f"AWS_{what}" for what in ("ACCESS_KEY_ID", "SECRET_ACCESS_KEY")
    ]
    if missing := [name for name in names if not environ.get(name)]:
        raise StoreFailed(f"An S3 store needs {' and '.join(missing)} in the environment.")
    return Place(
        bucket,
        prefix,
        options.get("region") or environ.get("AWS_REGION") or environ.get("AWS_DEFAULT_REGION") or "us-east-1",
        endpoint,
        _yes(options, "path_style", endpoint is not None),
        _yes(options, "checksum", True),
        environ[names[0]],
        environ[names[1]],
        environ.get(f"AWS_{named.upper()}_SESSION_TOKEN" if named else "AWS_SESSION_TOKEN") or None,
    )


def _yes(options: Mapping[str, str], name: str, otherwise: bool) -> bool:
    text = options.get(name, str(otherwise)).lower()
    if text not in ("true", "false"):
        raise StoreFailed(f"The option {name} of an S3 store is true or false.")
    return text == "true"


class S3Store:
    """Each file is one PUT, signed with the SHA-256 of its content, which the server compares: a bucket has whole
    files only. The server's own retries are off: ours are told, and wait by our clock.
    """

    def __init__(self, place: Place, *, patience: Patience = PATIENT) -> None:
        self.description = f"s3://{place.bucket}/{place.prefix}".rstrip("/")
        self._place = place
        self._patience = patience
        self._client: Client | None = None

    @property
    def _store(self) -> "Client":
        if self._client is None:
            self._client = _client(self._place)
        return self._client

    def put(self, key: str, data: bytes) -> None:
        import obstore

        checked(key)
        self._try(f"Writing {key}", lambda: obstore.put(self._store, key, data, use_multipart=False))

    def get(self, key: str) -> bytes:
        import obstore

        checked(key)

        def read() -> bytes:
            found = obstore.get(self._store, key)
            data = bytes(found.bytes())
            if len(data) != found.meta["size"]:
                raise Passing(f"{len(data):,} of {found.meta['size']:,} bytes came")
            return data

        return self._try(f"Reading {key}", read)

    def list(self, prefix: str) -> Iterator[Stored]:
        import obstore

        folder = folder_of(prefix)

        def read() -> list[Stored]:
            # obstore's own pages cannot be asked for again one by one: a listing that broke begins anew.
            return [
                Stored(found["path"], found["size"], found["last_modified"])
                for page in obstore.list(self._store, folder or None, chunk_size=_BATCH)
                for found in page
                if found["path"].startswith(prefix)
            ]

        yield from self._try(f"Listing {prefix}", read)

    def delete(self, keys: Iterable[str]) -> None:
        import obstore

        waiting = [checked(key) for key in keys]
        for first in range(0, len(waiting), _BATCH):
            batch = waiting[first : first + _BATCH]
            what = f"Deleting {batch[0]}" + (f" and {len(batch) - 1} more" if len(batch) > 1 else "")
            self._try(what, partial(obstore.delete, self._store, batch))

    def _try(self, what: str, do: Callable[[], T]) -> T:
        from obstore.exceptions import BaseError

        def ask() -> T:
            try:
                return do()
            except (BaseError, FileNotFoundError) as error:
                raise self._meant(what, error) from None  # its text has the whole answer

        return persistently(f"{self.description}: {what}", self._patience, ask)

    def _meant(self, what: str, error: Exception) -> Exception:
        text = str(error)
        status, code = _STATUS.search(text), _CODE.search(text)
        number, named = int(status[1]) if status else 0, code[1] if code else ""
        told = " ".join(part for part in (status[1] + status[2] if status else "", named) if part)
        if named == "NoSuchBucket":
            return StoreFailed(f"{self.description}: there is no such bucket; make it first.")
        if isinstance(error, FileNotFoundError):
            return NotStored(f"{self.description}: {what} failed: there is none.")
        if named in _CREDENTIALS or number in (401, 403):
            return StoreFailed(
                f"{self.description}: {what} is not allowed ({told}); look at AWS_ACCESS_KEY_ID, "
                "AWS_SECRET_ACCESS_KEY, the region, and what the key may do: get, put, delete and list."
            )
        if named in _FULL or number in (413, 507):
            return StoreFull(f"{self.description} takes no more: {what} failed ({told}).")
        if number >= 500 or number in (408, 429) or named in _PASSING:
            return Passing(told)
        if "incorrectly configured region" in text:
            return StoreFailed(f"{self.description}: the bucket is in another region than {self._place.region}.")
        if number:
            return StoreFailed(f"{self.description}: {what} failed: {told}.")
        return Passing(_first_line(text))


def _first_line(text: str) -> str:
    """What a fault of the network is called, without addresses that may carry a signature."""
    line = text.partition("\n")[0].rpartition(" - ")[2]
    return line[:200] or "no answer"


def _client(place: Place) -> "Client":
    from datetime import timedelta

    from obstore.store import S3Store as Client

    config: S3Config = {
        "region": place.region,
        "access_key_id": place.access_key_id,
        "secret_access_key": place.secret_access_key,
        "virtual_hosted_style_request": not place.path_style,
    }
    if place.endpoint:
        config["endpoint"] = place.endpoint
    if place.session_token:
        config["session_token"] = place.session_token
    if place.checksum:
        config["checksum_algorithm"] = "SHA256"
    return Client(
        place.bucket,
        prefix=place.prefix or None,
        config=config,
        client_options={
            "allow_http": bool(place.endpoint and place.endpoint.startswith("http://")),
            "connect_timeout": timedelta(seconds=10),
            "read_timeout": timedelta(minutes=1),
            "timeout": timedelta(minutes=10),
        },
        retry_config={"max_retries": 0, "retry_timeout": timedelta(minutes=10)},
    )
