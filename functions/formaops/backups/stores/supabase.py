"""Backups in a private bucket of a project's Supabase Storage."""

import threading
from collections.abc import Iterable, Iterator
from datetime import datetime

from formaops.backups.storage_api import NoSuchBucket, StorageApi
from formaops.backups.stores import Stored, StoreFailed
from formaops.backups.stores.keys import checked, folder_of


class SupabaseStore:
    """The bucket is made, private, by the first `put`; in one that is public nothing is put."""

    def __init__(self, api: StorageApi, bucket: str, prefix: str) -> None:
        self.description = f"supabase://{bucket}/{prefix}".rstrip("/")
        self.bucket = bucket
        self.host = api.host
        self._api = api
        self._prefix = f"{prefix}/" if prefix else ""
        self._is_ready = False
        self._making = threading.Lock()

    def put(self, key: str, data: bytes) -> None:
        checked(key)
        self._make_ready()
        self._api.upload(self.bucket, self._prefix + key, data)

    def get(self, key: str) -> bytes:
        checked(key)
        return self._api.download(self.bucket, self._prefix + key)

    def list(self, prefix: str) -> Iterator[Stored]:
        folder_of(prefix)
        try:
            for found in self._api.list(self.bucket, self._prefix + prefix):
                key = str(found["name"]).removeprefix(self._prefix)
                size = int((found.get("metadata") or {}).get("size") or 0)
                yield Stored(key, size, datetime.fromisoformat(found["updated_at"]))
        except NoSuchBucket:
            return

    def delete(self, keys: Iterable[str]) -> None:
        try:
            self._api.remove(self.bucket, [self._prefix + checked(key) for key in keys])
        except NoSuchBucket:
            return

    def _make_ready(self) -> None:
        if self._is_ready:
            return
        with self._making:
            try:
                bucket = self._api.bucket(self.bucket)
            except NoSuchBucket:
                self._api.make_bucket(self.bucket)
                bucket = self._api.bucket(self.bucket)
            if bucket.get("public"):
                raise StoreFailed(
                    f"{self.description}: the bucket is public, and everybody could read the backups; make it private."
                )
            self._is_ready = True
