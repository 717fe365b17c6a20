"""Who executes: tenants with a prompt, a hard budget and an API key each, and the requests with these keys."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from tests.bench.load import Step
from tests.bench.rig import ORDER
from tests.support.budgets import add_budget
from tests.support.callers import Person
from tests.support.stacks import Stack

THROUGH_ONE, THROUGH_MANY = "bench-one-tenant", "bench-many-tenants"
_SEEDED: Final = "00000000-0000-4000-8000-000000000101"
# Bears all that a run can spend, and is checked against for every execution all the same.
_LIMIT: Final = "1000"


@dataclass(frozen=True, slots=True)
class Tenant:
    """One person's, with the seeded prompt, a hard budget for a day and an API key."""

    owner: Person
    id: str
    key: str
    """An API key that may execute."""

    @classmethod
    def new(cls, stack: Stack, prompt: dict[str, Any]) -> "Tenant":
        owner = stack.sign_up()
        owner.add_prompt(**prompt)
        add_budget(owner, _LIMIT)
        made = owner.invoke("api-keys", {"name": "bench", "scopes": ["executions:write"]})
        return cls(owner, owner.personal_tenant_id, made.raise_for_status().json()["key"])

    def execute_prompt(self, port: int, request_id: str, *, later: bool = False) -> list[Step]:
        """One execution through the functions process, without the gateway. All executions bear the request's id."""
        headers = {"x-api-key": self.key, "content-type": "application/json", "x-request-id": request_id}
        url, body = f"http://127.0.0.1:{port}/execute-prompt", json.dumps(ORDER)
        if later:
            return [Step(url, headers | {"prefer": "respond-async"}, body, {"status": "PENDING"}, 202)]
        return [Step(url, headers, body, {"status": "COMPLETED"})]


def tenants(stack: Stack, number: int, model: str) -> list[Tenant]:
    """So many new ones, whose prompts ask that model."""
    prompt = _seeded_prompt(stack) | {"model": model}
    return [Tenant.new(stack, prompt) for _ in range(number)]


def _seeded_prompt(stack: Stack) -> dict[str, Any]:
    """The demo user's, as its columns are written."""
    [version] = stack.sql(
        "select template, variables, parameters, validations from public.prompt_versions where prompt_id = %s",
        _SEEDED,
    )
    return version | {"name": ORDER["prompt"]}


def books(stack: Stack, who: Sequence[Tenant]) -> dict[str, Any]:
    """What these tenants' books say: executions, calls, and where sums differ that have to be equal."""
    [found] = stack.sql(
        """
        with
        ours as (select unnest(%s::uuid[]) as tenant_id),
        ended as (
            select e.* from public.executions as e join ours using (tenant_id) where e.status = 'COMPLETED'
        ),
        ledger as (select c.* from public.cost_tracking as c join ours using (tenant_id)),
        spent as (select tenant_id, sum(cost_usd) as usd from ledger group by 1),
        counted as (
            select b.tenant_id, sum(s.spent_usd) as usd, sum(s.held_usd) as held_usd
            from private.budget_slots as s
            join public.budgets as b on b.id = s.budget_id
            join ours using (tenant_id)
            group by 1
        )
        select
            (select count(*) from ended) as executions,
            (select count(*) from ledger where outcome = 'SUCCEEDED') as calls,
            (select coalesce(sum(cost_usd), 0) from ledger) = (select coalesce(sum(cost_usd), 0) from ended)
                as "costs",
            not exists (
                select from spent full join counted using (tenant_id) where spent.usd is distinct from counted.usd
            ) as "budgets",
            coalesce((select sum(held_usd) from counted), 0) = 0 as "holds"
        """,
        [tenant.id for tenant in who],
    )
    return found
