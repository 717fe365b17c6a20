"""Who calls the stack: somebody with an API key, and perhaps with a user's token."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import httpx
from supabase import Client, ClientOptions, create_client

if TYPE_CHECKING:
    from tests.support.stacks import Stack

CODE = {"name": "code", "type": "string", "required": True}
# Amounts exact to the last of the ledger's 12 decimals, and so small that a float would be written with an exponent.
EVERYTHING = {
    "select": "*,cost:cost_usd::text,model_calls(*,cost:cost_usd::text),execution_logs(*),prompts(name)",
    "model_calls.order": "started_at",
    "execution_logs.order": "timestamp",
}


@dataclass(frozen=True)
class Event:
    """One server-sent event."""

    name: str
    data: dict[str, Any]


@dataclass(frozen=True)
class Caller:
    """`key` goes into `apikey`; without a `token` the gateway takes the role that the key stands for."""

    stack: "Stack"
    key: str
    token: str | None = None
    tenant_id: str | None = None
    """Sent as x-tenant-id; without it the stack takes the user's personal tenant."""

    @cached_property
    def headers(self) -> dict[str, str]:
        headers = {"apikey": self.key}
        if self.token:
            headers["authorization"] = f"Bearer {self.token}"
        if self.tenant_id:
            headers["x-tenant-id"] = self.tenant_id
        return headers

    def rest(
        self, method: str, path: str, body: Any = None, *, headers: Mapping[str, str] | None = None, **params: str
    ) -> httpx.Response:
        """Ask PostgREST through the gateway; a writing request returns its rows."""
        given = self.headers | {"prefer": "return=representation"} | dict(headers or {})
        url = f"{self.stack.addresses.api_url}/rest/v1/{path}"
        return self.stack.http.request(method, url, json=body, headers=given, params=params or None)

    def rows(self, path: str, **params: str) -> list[dict[str, Any]]:
        answer = self.rest("GET", path, None, headers=None, **params)
        assert answer.status_code == 200, answer.text
        rows: list[dict[str, Any]] = answer.json()
        return rows

    def rpc(self, name: str, **arguments: Any) -> Any:
        answer = self.rest("POST", f"rpc/{name}", arguments)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def invoke(self, name: str, body: Any = None, *, method: str = "POST", **headers: str) -> httpx.Response:
        """Call a function; header names are written with underscores."""
        return self.stack.http.request(
            method, self._function(name), json=body, headers=self.headers | _spelled(headers), timeout=120
        )

    def execute(self, prompt: str, inputs: dict[str, Any] | None = None, **members: Any) -> httpx.Response:
        order = {"prompt": prompt, "inputs": {"code": "x = 1"} if inputs is None else inputs}
        return self.invoke("execute-prompt", order | members)

    @contextmanager
    def stream(
        self, prompt: str, inputs: dict[str, Any] | None = None, **members: Any
    ) -> Iterator[tuple[httpx.Response, Iterator[Event]]]:
        """Execute with server-sent events, which can be read as they come; leaving goes away from the stream."""
        order = {"prompt": prompt, "inputs": {"code": "x = 1"} if inputs is None else inputs} | members
        headers = self.headers | {"accept": "text/event-stream"}
        url = self._function("execute-prompt")
        with self.stack.http.stream("POST", url, json=order, headers=headers, timeout=120) as response:
            yield response, _events(response)

    def streamed(self, prompt: str, inputs: dict[str, Any] | None = None, **members: Any) -> list[Event]:
        """All events of an execution."""
        with self.stream(prompt, inputs, **members) as (response, events):
            assert response.status_code == 200, response.read()
            return list(events)

    def add_prompt(
        self, *, validations: list[dict[str, Any]] | None = None, publish: bool = True, **columns: Any
    ) -> dict[str, Any]:
        """Insert a prompt with its validations as a frontend does, through PostgREST, and publish it."""
        row = {"name": "Reviewer", "template": "Review this code:\n{{code}}", "variables": [CODE]} | columns
        prompt: dict[str, Any] = _created(self.rest("POST", "prompts", row))[0]
        for validation in validations or []:
            _created(self.rest("POST", "validations", {"prompt_id": prompt["id"], **self._in_tenant(), **validation}))
        return self.rpc("publish_prompt", p_prompt_id=prompt["id"]) if publish else prompt

    def execution(self, execution_id: str) -> dict[str, Any]:
        """The row as its tenant reads it, with `cost` as text, its ledger rows, its logs and its prompt's name."""
        [row] = self.rows("executions", id=f"eq.{execution_id}", **EVERYTHING)
        return row

    def executions(self, **params: str) -> list[dict[str, Any]]:
        return self.rows("executions", order="created_at", **EVERYTHING, **params)

    def _in_tenant(self) -> dict[str, str]:
        return {"tenant_id": self.tenant_id} if self.tenant_id else {}

    def _function(self, name: str) -> str:
        return f"{self.stack.addresses.functions_url}/{name}"


@dataclass(frozen=True)
class Person(Caller):
    """Somebody who has signed up."""

    id: str = ""
    email: str = ""
    password: str = ""

    @cached_property
    def personal_tenant_id(self) -> str:
        [tenant] = self.rows("tenants", personal_user_id=f"eq.{self.id}", select="id")
        return str(tenant["id"])

    def within(self, tenant_id: str) -> "Person":
        """The same person, acting in that tenant."""
        return Person(self.stack, self.key, self.token, tenant_id, self.id, self.email, self.password)

    def invite(self, guest: "Person", role: str) -> "Person":
        """Take the guest into the tenant that this ADMIN acts in; returns the guest acting there."""
        token = self.rpc("invite_member", p_email=guest.email, p_role=role)["token"]
        return guest.within(guest.rpc("accept_invitation", p_token=token)["tenant_id"])

    def client(self) -> Client:
        """A supabase-py client that has signed in, and acts in the tenant in which this person acts."""
        client = self.stack.new_client()
        if self.tenant_id:
            client.options.headers["x-tenant-id"] = self.tenant_id
        client.auth.sign_in_with_password({"email": self.email, "password": self.password})
        return client


def new_client(url: str, key: str, http: httpx.Client) -> Client:
    """A supabase-py client on connections that are closed with the stack."""
    return create_client(url, key, ClientOptions(httpx_client=http, auto_refresh_token=False))


def _created(answer: httpx.Response) -> Any:
    assert answer.status_code == 201, answer.text
    return answer.json()


def _spelled(headers: Mapping[str, str]) -> dict[str, str]:
    return {name.replace("_", "-"): value for name, value in headers.items()}


def _events(response: httpx.Response) -> Iterator[Event]:
    name = ""
    for line in response.iter_lines():
        field, _, value = line.partition(": ")
        if field == "event":
            name = value
        elif field == "data":
            yield Event(name, json.loads(value))
