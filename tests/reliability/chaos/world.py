"""Who asks, under which budgets, and what of the models."""

from dataclasses import dataclass
from decimal import Decimal

from tests.reliability.chaos.dice import BEHAVIOURS, GREEDY, Order
from tests.support.budgets import add_budget
from tests.support.callers import Person
from tests.support.stacks import ANSWER_COST, Stack

PARAMETERS = {"max_tokens": 100, "max_retries": 1, "max_repairs": 1, "timeout_seconds": 2}
SCHEMA = {"name": "review", "type": "SCHEMA", "config": {"type": "object", "required": ["issues"]}}


@dataclass(frozen=True)
class Tenant:
    id: str
    people: tuple[Person, Person]
    """Its ADMIN and a MEMBER."""
    prompts: tuple[str, str]
    """One whose answers nobody judges, and one with a schema."""


@dataclass(frozen=True)
class ApiKey:
    id: str
    key: str


@dataclass(frozen=True)
class World:
    tenants: list[Tenant]
    models: dict[str, str]
    """By behaviour."""
    api_keys: dict[str, ApiKey]
    """By the id of the person in the tenant, the key that they use now."""

    @property
    def tenant_ids(self) -> list[str]:
        return [tenant.id for tenant in self.tenants]

    @property
    def people(self) -> list[Person]:
        return [person for tenant in self.tenants for person in tenant.people]

    def person(self, order: Order) -> Person:
        return self.tenants[order.tenant].people[order.person]

    def body(self, order: Order, mark: str) -> dict[str, object]:
        return {
            "prompt": self.tenants[order.tenant].prompts[order.prompt],
            "inputs": {"code": f"x = 1  # mark:{mark}"},
            "model": self.models[order.behaviour],
            "priority": order.priority,
        }


EVENTS = [
    "execution.completed",
    "execution.failed",
    "execution.cancelled",
    "budget.threshold_reached",
]


def make(stack: Stack, executions: int, hook: str) -> World:
    """Five tenants, each asked for a fifth of the executions: without a budget; with budgets that warn; with one that
    bears a third of what is asked; with such a one for a user and one for a prompt; and one whose model uses more than
    any bound foresees. The one that is warned is told of everything at the address `hook`."""
    models = {behaviour: stack.model_named(behaviour) for behaviour in [*BEHAVIOURS, GREEDY]}
    tenants = [_tenant(stack, f"Tenant {number}") for number in range(5)]
    _, warned, tight, narrowed, overrun = tenants
    cost = Decimal(ANSWER_COST) * executions
    # Estimates of dead workers weigh as much as twenty answers.
    margin = Decimal("0.003")

    everything = warned.people[0]
    add_budget(everything, f"{cost / 10:f}", name="half", kind="WARNING", thresholds=[0.1, 0.5, 1, 2])
    add_budget(everything, f"{cost + margin:f}", name="plenty", period="MONTH", thresholds=[0.001])
    everything.rpc("create_webhook_endpoint", p_url=hook, p_events=EVENTS)
    add_budget(tight.people[0], f"{cost / 15 + margin:f}", name="tight")
    add_budget(tight.people[0], "100", name="plenty", period="MONTH")
    admin, member = narrowed.people
    add_budget(admin, f"{cost / 30 + margin:f}", name="of the member", user_id=member.id)
    add_budget(admin, f"{cost / 30 + margin:f}", name="of the judged", prompt_id=narrowed.prompts[1], period="MONTH")
    add_budget(overrun.people[0], "0.05", name="overrun")
    made = World(tenants, models, {})
    made.api_keys.update({person.id: make_api_key(person) for person in made.people})
    return made


def make_api_key(person: Person) -> ApiKey:
    answer = person.invoke("api-keys", {"name": "chaos", "scopes": ["executions:write"]})
    assert answer.status_code == 201, answer.text
    made = answer.json()
    return ApiKey(made["id"], made["key"])


def _tenant(stack: Stack, name: str) -> Tenant:
    admin = stack.sign_up()
    admin = admin.within(admin.rpc("create_tenant", p_name=name)["id"])
    assert admin.tenant_id
    member = admin.invite(stack.sign_up(), "MEMBER")
    prompts = [
        admin.add_prompt(name=name, tenant_id=admin.tenant_id, parameters=PARAMETERS, validations=validations)["id"]
        for name, validations in (("plain", []), ("judged", [SCHEMA]))
    ]
    return Tenant(admin.tenant_id, (admin, member), (prompts[0], prompts[1]))
