"""From the URL of a store to the store."""

import os
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from formaops.backups.stores import Store, StoreFailed
from formaops.backups.stores.keys import checked
from formaops.backups.stores.trying import PATIENT, Patience

FORMS = "folder:/path, s3://bucket/prefix?endpoint=…&region=… or supabase://bucket/prefix"


def open_store(
    url: str,
    *,
    environ: Mapping[str, str] = os.environ,
    patience: Patience = PATIENT,
) -> Store:
    """Nothing is asked of it yet. Raises StoreFailed when the URL is none, or credentials are missing from `environ`.

    Credentials never stand in the URL: it is in logs, in settings that people show each other, in `ps`.
    """
    try:
        parts = urlsplit(url.strip())
        password = parts.password or parts.username
    except ValueError as error:
        raise StoreFailed(f"The store's URL cannot be read; it is {FORMS}.") from error
    if password:
        raise StoreFailed("The store's URL must not have credentials in it; they are read from the environment.")
    if parts.scheme == "folder":
        return _folder(parts, patience)
    if parts.scheme == "s3":
        return _s3(parts, environ, patience)
    if parts.scheme == "supabase":
        return _supabase(parts, environ, patience)
    raise StoreFailed(f"The store's URL does not begin with a kind of store; it is {FORMS}.")


def _folder(parts: SplitResult, patience: Patience) -> Store:
    from formaops.backups.stores.folder import FolderStore

    path = Path(unquote(parts.path))
    if parts.netloc or parts.query or not path.is_absolute():
        raise StoreFailed("A folder as a store needs its whole path and nothing else: folder:/path")
    return FolderStore(path, patience=patience)


def _s3(parts: SplitResult, environ: Mapping[str, str], patience: Patience) -> Store:
    from formaops.backups.stores.s3 import S3Store, place_of

    bucket, prefix = _bucket(parts)
    return S3Store(place_of(bucket, prefix, dict(parse_qsl(parts.query)), environ), patience=patience)


def _supabase(parts: SplitResult, environ: Mapping[str, str], patience: Patience) -> Store:
    from formaops.backups.storage_api import StorageApi
    from formaops.backups.stores.supabase import SupabaseStore

    bucket, prefix = _bucket(parts)
    api = StorageApi.of(environ, patience=patience)
    if api is None:
        raise StoreFailed("A supabase store needs SUPABASE_URL and SUPABASE_SERVICE_ROLE_KEY in the environment.")
    if parts.query:
        raise StoreFailed("A supabase store has no options: supabase://bucket/prefix")
    return SupabaseStore(api, bucket, prefix)


def _bucket(parts: SplitResult) -> tuple[str, str]:
    prefix = unquote(parts.path).strip("/")
    if not parts.netloc or parts.fragment:
        raise StoreFailed(f"The store's URL lacks its bucket: {parts.scheme}://bucket/prefix")
    if prefix:
        checked(prefix)
    return parts.netloc, prefix
