"""Who is signed in: a session kept in a private file, refreshed when it has expired, and the clients that it opens."""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, cast
from uuid import UUID

import httpx
from supabase import Client, ClientOptions
from supabase_auth import SyncSupportedStorage
from supabase_auth.types import Session

from formaops.cli.demo_users import DEMO_EMAIL, DEMO_PASSWORD
from formaops.cli.failures import failure_of
from formaops.cli.functions import Functions
from formaops.cli.project import Project
from formaops.errors import Unauthenticated
from formaops.local.layout import write_privately

API_KEY_VARIABLE = "FORMAOPS_API_KEY"
EMAIL_VARIABLE, PASSWORD_VARIABLE = "FORMAOPS_EMAIL", "FORMAOPS_PASSWORD"

_TIMEOUT = httpx.Timeout(60, connect=5)


class SessionFile(SyncSupportedStorage):
    """Keeps the session of Supabase's client, its only item, in a file that its owner alone can read."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def get_item(self, key: str) -> str | None:  # noqa: ARG002
        try:
            return self._path.read_text()
        except OSError:
            return None

    def set_item(self, key: str, value: str) -> None:  # noqa: ARG002
        self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_privately(self._path, value)

    def remove_item(self, key: str) -> None:  # noqa: ARG002
        self._path.unlink(missing_ok=True)


class Memory(SyncSupportedStorage):
    """Keeps a session no longer than the process."""

    def __init__(self) -> None:
        self._items: dict[str, str] = {}

    def get_item(self, key: str) -> str | None:
        return self._items.get(key)

    def set_item(self, key: str, value: str) -> None:
        self._items[key] = value

    def remove_item(self, key: str) -> None:
        self._items.pop(key, None)


@dataclass(frozen=True)
class Connection:
    """A signed-in user's way, or that of an API key, to tables (`client`, under row-level security) and functions."""

    project: Project
    given: Session | None
    """None with an API key."""
    client: Client
    functions: Functions
    tenant: UUID | None

    @property
    def session(self) -> Session:
        """Raises Failure with an API key: it says to nobody here whose it is."""
        if self.given is None:
            raise failure_of(Unauthenticated(f"This needs a user, and {API_KEY_VARIABLE} is set."), hint="Unset it.")
        return self.given

    @property
    def user_id(self) -> str:
        return self.session.user.id

    @property
    def email(self) -> str:
        return self.session.user.email or self.session.user.phone or self.user_id

    @cached_property
    def tenant_id(self) -> str:
        """The tenant to act in: the one asked for, else the personal one. Raises Failure when there is neither."""
        if self.tenant:
            return str(self.tenant)
        if self.given is None:
            # A key sees its own tenant and no other, with the scope tenants:read.
            return str(self.rows(self.client.table("tenants").select("id"))[0]["id"])
        rows = self.rows(self.client.table("tenants").select("id").eq("personal_user_id", self.user_id))
        if not rows:
            raise failure_of(Unauthenticated("You have no personal tenant."), hint="Choose one with --tenant.")
        return str(rows[0]["id"])

    def rows(self, query: Any) -> list[dict[str, Any]]:
        """The rows that a PostgREST query answers."""
        data = query.execute().data
        return cast(list[dict[str, Any]], data if isinstance(data, list) else [data])

    def rpc(self, name: str, select: str | None = None, **parameters: Any) -> Any:
        """What an RPC answers; `select` names columns of a set, such as `cost_usd::text` for an exact number."""
        query: Any = self.client.rpc(name, {f"p_{key}": value for key, value in parameters.items()})
        if select:
            query = query.select(select)
        return query.execute().data


def connect(
    project: Project,
    http: httpx.Client,
    *,
    tenant: UUID | None = None,
    note: Callable[[str], None] | None = None,
    environ: Mapping[str, str] = os.environ,
) -> Connection:
    """With FORMAOPS_API_KEY as whom it stands for; else as whoever is signed in, as FORMAOPS_EMAIL says, or (local
    stack only) as the demo user.

    Raises Failure when nobody is signed in or the session has ended.
    """
    if api_key := environ.get(API_KEY_VARIABLE):
        return _with_key(project, api_key, http, tenant)
    client = _client(project, SessionFile(project.session_file), http, tenant)
    session = client.auth.get_session()
    if session is None:
        email, password = environ.get(EMAIL_VARIABLE), environ.get(PASSWORD_VARIABLE)
        if not (email and password):
            if not project.is_local:
                raise failure_of(Unauthenticated(f"Nobody is signed in to {project.url}."))
            email, password = DEMO_EMAIL, DEMO_PASSWORD
            if note:
                note(f"As {email}, the local stack's demo user; `formaops login` signs in someone else.")
        return sign_in(project, http, email, password, tenant=tenant)
    return _connection(project, session, client, http, tenant)


def sign_in(
    project: Project, http: httpx.Client, email: str, password: str, *, keep: bool = False, tenant: UUID | None = None
) -> Connection:
    """With `keep`, later commands are signed in too. Raises AuthApiError when the password is wrong."""
    client = _client(project, SessionFile(project.session_file) if keep else Memory(), http, tenant)
    session = client.auth.sign_in_with_password({"email": email, "password": password}).session
    if session is None:
        raise failure_of(Unauthenticated(f"{email} has to be confirmed before signing in."))
    return _connection(project, session, client, http, tenant)


def sign_out(project: Project, http: httpx.Client) -> bool:
    """Forget the session here and end it at the server. False when nobody was signed in."""
    client = _client(project, SessionFile(project.session_file), http, None)
    if not project.session_file.exists():
        return False
    client.auth.sign_out({"scope": "local"})
    project.session_file.unlink(missing_ok=True)
    return True


def open_http(project: Project) -> httpx.Client:
    """A client that reaches a stack on this machine directly, whatever proxy the environment names."""
    host = httpx.URL(project.url).host
    return httpx.Client(timeout=_TIMEOUT, trust_env=host not in ("127.0.0.1", "localhost", "::1"))


def _with_key(project: Project, api_key: str, http: httpx.Client, tenant: UUID | None) -> Connection:
    client = _client(project, Memory(), http, tenant, {"x-api-key": api_key})
    headers = {"apikey": project.key, "x-api-key": api_key} | _named(tenant)
    return Connection(project, None, client, Functions(http, project.functions_url, headers), tenant)


def _client(
    project: Project,
    storage: SyncSupportedStorage,
    http: httpx.Client,
    tenant: UUID | None,
    headers: Mapping[str, str] | None = None,
) -> Client:
    options = ClientOptions(
        storage=storage,
        auto_refresh_token=False,  # no timer thread: a command refreshes when it needs to
        httpx_client=http,
        postgrest_client_retry=False,  # a person is waiting: say at once that nothing answers
        headers={**_named(tenant), **(headers or {})},
    )
    return Client(project.url, project.key, options)


def _connection(
    project: Project, session: Session, client: Client, http: httpx.Client, tenant: UUID | None
) -> Connection:
    client.postgrest.auth(session.access_token)
    headers = {"apikey": project.key, "authorization": f"Bearer {session.access_token}"} | _named(tenant)
    return Connection(project, session, client, Functions(http, project.functions_url, headers), tenant)


def _named(tenant: UUID | None) -> dict[str, str]:
    return {"x-tenant-id": str(tenant)} if tenant else {}
