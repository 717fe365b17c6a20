"""What is measured: a stack of its own, a model that answers at once, and the requests that are put to them."""

import asyncio
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from unittest.mock import patch
from uuid import UUID

import httpx
import psycopg
from pydantic import SecretStr

from formaops import models, validation
from formaops.database import Database, Principal
from formaops.local import stack as local
from formaops.local.environment import Addresses
from formaops.local.functions import environment
from formaops.prompts.execution import execute
from formaops.prompts.records import ExecuteRequest
from formaops.settings import Settings
from tests.bench.load import Step
from tests.support.model import Model, running_model

DEMO = {"email": "demo@formaops.com", "password": "demo-password"}
DEMO_ID = UUID("00000000-0000-4000-8000-000000000001")
# Seeded; asks for the schema that the answer of `model_server` satisfies.
ORDER = {"prompt": "AI Code Reviewer", "inputs": {"language": "python", "code": "password = 'hunter2'\n" * 10}}
MODEL = "smollm2"
# Stands on each execution as its edge_function_id, by which the executions are told apart afterwards.
THROUGH_FUNCTION, THROUGH_POSTGREST, THROUGH_PGBENCH = "bench-function", "bench-postgrest", "bench-pgbench"


class _Recording(Database):
    """Keeps what its functions were called with."""

    def __init__(self, settings: Settings) -> None:
        super().__init__(settings)
        self.calls: list[tuple[str, dict[str, Any]]] = []

    async def rpc(
        self,
        name: str,
        arguments: Mapping[str, Any],
        *,
        principal: Principal | None = None,
        seconds: float | None = None,
    ) -> Any:
        self.calls.append((name, dict(arguments)))
        return await super().rpc(name, arguments, principal=principal, seconds=seconds)


@dataclass(frozen=True)
class Rig:
    addresses: Addresses
    state: Path
    model: Model
    token: str
    """The demo user's."""
    begin: dict[str, Any]
    settle: dict[str, Any]
    """Arguments of the two RPCs, as one execution of ORDER sends them."""

    @property
    def functions_port(self) -> int:
        return self._functions.port

    @property
    def functions_pid(self) -> int:
        assert self._functions.pid
        return self._functions.pid

    @property
    def _functions(self) -> local.ServiceStatus:
        return next(service for service in local.status(self.state).services if service.name == "functions")

    @property
    def function_headers(self) -> dict[str, str]:
        return {
            "authorization": f"Bearer {self.token}",
            "content-type": "application/json",
            "x-request-id": THROUGH_FUNCTION,
        }

    def execute_prompt(self) -> list[Step]:
        """One execution through the functions process, without the gateway."""
        url = f"http://127.0.0.1:{self.functions_port}/execute-prompt"
        return [Step(url, self.function_headers, json.dumps(ORDER), {"status": "COMPLETED"})]

    def two_rpcs(self) -> list[Step]:
        """What the database does in one execution, and nothing else, through PostgREST."""
        key = self.addresses.service_role_key
        headers = {"apikey": key, "authorization": f"Bearer {key}", "content-type": "application/json"}
        rpc = f"{self.addresses.rest_url}/rpc"
        begin = self.begin | {"p_edge_function_id": THROUGH_POSTGREST}
        settle = self.settle | {"p_execution_id": "@execution.id@", "p_lease_id": "@execution.lease_id@"}
        settle["p_calls"] = [call | {"id": "@new@"} for call in self.settle["p_calls"]]
        return [
            Step(f"{rpc}/begin_execution", headers, json.dumps(begin)),
            Step(f"{rpc}/settle_execution", headers, json.dumps(settle), {"outcome": "settled"}),
        ]

    def settings_of_functions(self) -> dict[str, str]:
        """The environment of a functions process of this stack."""
        return environment(_without_settings(), replace(self.addresses, model_url=self.model.url))

    def settled(self) -> dict[str, tuple[int, int]]:
        """Executions that completed and their succeeded calls in the ledger, by the way they came."""
        query = """
            select e.edge_function_id, count(distinct e.id), count(c.id)
            from public.executions as e
            left join public.cost_tracking as c on c.reference_id = e.id and c.outcome = 'SUCCEEDED'
            where e.status = 'COMPLETED' and e.edge_function_id like 'bench-%'
            group by 1
        """
        with psycopg.connect(self.addresses.admin_db_url) as connection:
            return {way: (executions, calls) for way, executions, calls in connection.execute(query)}


def _without_settings() -> dict[str, str]:
    """Our environment without what would change the functions that are measured."""
    return {name: value for name, value in os.environ.items() if not name.startswith("FORMAOPS_")}


@contextmanager
def assembled(state: Path, *, durable: bool, progress: local.Progress) -> Iterator[Rig]:
    """A fresh stack in `state`, which is removed again. Raises StackError."""
    with httpx.Client(timeout=30) as http, running_model(http) as model:
        settings = _without_settings() | {"FORMAOPS_LOCAL_MODEL_URL": model.url}
        try:
            with patch.dict(os.environ, settings, clear=True):
                local.reset(state)
                addresses = local.up(state, attached=True, durable=durable, progress=progress)
            begin, settle = asyncio.run(_recorded(addresses, model))
            http.delete(f"{model.url.removesuffix('/v1')}/counts").raise_for_status()
            yield Rig(addresses, state, model, _token(addresses, http), begin, settle)
        finally:
            local.reset(state)


def _token(addresses: Addresses, http: httpx.Client) -> str:
    url = f"{addresses.api_url}/auth/v1/token?grant_type=password"
    answer = http.post(url, json=DEMO, headers={"apikey": addresses.anon_key}).raise_for_status()
    return str(answer.json()["access_token"])


async def _recorded(addresses: Addresses, model: Model) -> tuple[dict[str, Any], dict[str, Any]]:
    """Run one execution here and keep what it asks of the database: two calls, or the floor is none."""
    settings = Settings(
        supabase_url=addresses.api_url,
        rest=addresses.rest_url,
        service_role_key=SecretStr(addresses.service_role_key),
        anon_key=SecretStr(addresses.anon_key),
        local_model_url=model.url,
        # No heartbeat while this process imports what it needs for the first time.
        heartbeat_seconds=60,
    )
    database = _Recording(settings)
    principal = Principal(DEMO_ID, token="")
    await execute(
        ExecuteRequest.model_validate(ORDER), principal, "bench-recorded", database=database, settings=settings
    )
    await asyncio.gather(database.aclose(), models.close(), validation.close())
    (begin_name, begin), (settle_name, settle) = database.calls
    if (begin_name, settle_name) != ("begin_execution", "settle_execution"):
        raise RuntimeError(f"an execution calls {begin_name} and {settle_name}")
    return begin, settle
