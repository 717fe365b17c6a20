"""The real stack with a model provider that misbehaves on demand, and what looks behind it."""

import contextlib
import os
import signal
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from unittest.mock import patch

import httpx
import psycopg
from psycopg.rows import dict_row
from supabase import Client

from formaops.local import stack as local
from formaops.local.environment import Addresses
from formaops.models.names import KEYS
from tests.support.callers import Caller, Person, new_client
from tests.support.model import Model, running_model
from tests.support.waiting import eventually

PASSWORD = "correct horse"
OPERATORS_KEY = "sk-operators-own-key-0000"
# Dollars per million tokens of every model that `Stack.model_named` makes: the answer of `tests.bench.model_server`,
# 100 tokens in and 25 out, costs exactly ANSWER_COST.
INPUT_PRICE, OUTPUT_PRICE, ANSWER_COST = "0.0371", "0.1493", "0.0000074425"


@dataclass(frozen=True)
class Stack:
    addresses: Addresses
    state: Path
    model: Model
    http: httpx.Client
    settings: Mapping[str, str]
    """What the functions were started with."""
    durable: bool = False

    @property
    def anon(self) -> Caller:
        return Caller(self, self.addresses.anon_key)

    @property
    def service(self) -> Caller:
        """With the service key: passes row-level security."""
        return Caller(self, self.addresses.service_role_key)

    def new_client(self) -> Client:
        return new_client(self.addresses.api_url, self.addresses.anon_key, self.http)

    def sign_up(self) -> Person:
        """Somebody new, with a personal tenant and nothing in it."""
        email = f"{uuid.uuid4().hex}@example.com"
        url = f"{self.addresses.api_url}/auth/v1/signup"
        credentials = {"email": email, "password": PASSWORD}
        answer = self.http.post(url, json=credentials, headers=self.anon.headers)
        assert answer.status_code == 200, answer.text
        session = answer.json()
        user, token = session["user"]["id"], session["access_token"]
        return Person(self, self.addresses.anon_key, token, None, user, email, PASSWORD)

    def model_named(self, behaviour: str, *, priced: bool = True, provider: str = "local") -> str:
        """A model of its own that behaves so, with an operator's price.

        The provider `openai` is played by the same server; the operator's key for it is OPERATORS_KEY.
        """
        name = f"{behaviour}-{uuid.uuid4().hex[:8]}"
        if priced:
            self.sql(
                """
                insert into private.model_prices
                    (provider, model, effective_from, input_usd_per_mtok, output_usd_per_mtok, version)
                values (%s, %s, '2025-01-01', %s, %s, 'test')
                """,
                provider,
                name,
                INPUT_PRICE,
                OUTPUT_PRICE,
            )
        return f"{provider}:{name}"

    def sql(self, statement: str, *values: Any) -> list[dict[str, Any]]:
        """Run as the superuser, whom neither grants nor row-level security bind; each statement is a transaction."""
        with psycopg.connect(self.addresses.admin_db_url, autocommit=True, row_factory=dict_row) as admin:
            cursor = admin.execute(statement.encode(), values)
            return cursor.fetchall() if cursor.description else []

    def service_status(self, name: str) -> local.ServiceStatus:
        return next(service for service in local.status(self.state).services if service.name == name)

    def signal(self, name: str, signum: signal.Signals) -> None:
        """Send a signal to a part's process."""
        pid = self.service_status(name).pid
        assert pid
        os.kill(pid, signum)

    @contextmanager
    def without(self, *names: str) -> Iterator[None]:
        """Kill these parts, and let the supervisor start them again only afterwards."""
        supervisor = local.status(self.state).pid
        assert supervisor
        os.kill(supervisor, signal.SIGSTOP)
        try:
            for name in names:
                self.signal(name, signal.SIGKILL)
            yield
        finally:
            os.kill(supervisor, signal.SIGCONT)

    @contextmanager
    def retuned(self, **settings: object) -> Iterator["Stack"]:
        """Have other settings, of those that the stack was started with, for a while; restarts the functions."""
        other = {name: str(value) for name, value in settings.items()}
        before = {name: self.settings[name] for name in other}
        try:
            _start(self.state, {**self.settings, **other})
            yield replace(self, settings={**self.settings, **other})
        finally:
            _start(self.state, {**self.settings, **before})

    def kill_supervisor(self) -> None:
        """And with it all parts; `start_again` makes it whole."""
        supervisor = local.status(self.state).pid
        assert supervisor
        os.kill(supervisor, signal.SIGKILL)
        assert eventually(lambda: not local.status(self.state).running)

    def start_again(self) -> None:
        _start(self.state, self.settings, durable=self.durable)

    def give_up(self, execution_id: str) -> None:
        """As if the execution's worker had not been heard of for longer than its lease: the sweeper ends it."""
        with psycopg.connect(self.addresses.admin_db_url) as admin:
            admin.execute(
                "update public.executions set lease_expires_at = now() - interval '1 second' where id = %s",
                (execution_id,),
            )
            admin.execute("select public.sweep_executions(1000)")

    def is_healthy(self) -> bool:
        """Whether every part runs, and a question to the database is answered on either way to it."""
        if any(service.state != "healthy" for service in local.status(self.state).services):
            return False
        with contextlib.suppress(httpx.HTTPError):
            live = self.http.get(f"{self.addresses.functions_url}/health/live")
            return live.is_success and self.service.rest("GET", "prompts", limit="0").is_success
        return False


@contextmanager
def running_stack(state: Path, settings: Mapping[str, str] | None = None, *, durable: bool = False) -> Iterator[Stack]:
    """A fresh stack in `state` whose provider `local` is the misbehaving one; `settings` go to the functions.

    Where Postgres itself is killed it has to be `durable`, or it forgets what it had just committed.
    """
    limits = httpx.Limits(max_connections=None)
    with httpx.Client(timeout=60, limits=limits) as http, running_model(http, marks=True) as model:
        given = {
            "FORMAOPS_LOCAL_MODEL_URL": model.url,
            "OPENAI_BASE_URL": model.url,
            "OPENAI_API_KEY": OPERATORS_KEY,
            **(settings or {}),
        }
        local.reset(state)
        try:
            yield Stack(_start(state, given, durable=durable), state, model, http, given, durable)
        finally:
            local.reset(state)


def _start(state: Path, settings: Mapping[str, str], *, durable: bool = False) -> Addresses:
    """Start the stack, or hand new settings to the one that runs; what our own environment says is kept out."""
    theirs = {variable for variables in KEYS.values() for variable in variables}
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith("FORMAOPS_") and name not in theirs
    }
    with patch.dict(os.environ, {**kept, **settings}, clear=True):
        return local.up(state, attached=True, durable=durable)
