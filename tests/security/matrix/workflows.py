"""Workflows. How to add a table or a function: see the package."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from tests.security.matrix.domain import Function, Machine, Place, Table, any_name

if TYPE_CHECKING:
    from tests.security.world import World


def new_agent(world: "World") -> str:
    return str(world.admin.rest("POST", "agents", _agent(world)).json()[0]["id"])


def _agent(world: "World") -> dict[str, str]:
    return {"tenant_id": world.tenant_id, "name": any_name(), "type": "llm"}


AGENT = {
    "name", "slug", "description", "purpose", "type", "phase", "config", "capabilities", "parameters",
    "prompt_template", "input_schema", "output_schema", "max_execution_time", "max_memory_mb",
    "max_concurrent_executions", "tags", "is_public", "is_template",
}  # fmt: skip
_LIFE = {
    ("draft", "active"), ("draft", "archived"), ("active", "inactive"), ("active", "archived"), ("inactive", "active"),
    ("inactive", "archived"),
}  # fmt: skip

#                    anon    outsider  viewer   member   admin    service
TABLES: Mapping[str, Table] = {
    "agents": Table(
        post=       "denied  403       policy   done     done     denied",  # 403: user_id is no member of the tenant
        patch=      "denied  nothing   nothing  done     done     denied",
        change={"description": "changed"},
        new_row=_agent,
        fresh=new_agent,
        insertable=AGENT | {"tenant_id", "user_id"},
        updatable=AGENT,
        machines={"status": Machine(moves=_LIFE)},
        shared=True,
    ),
}  # fmt: skip

FUNCTIONS: Mapping[str, Function] = {}


def rows(place: Place) -> dict[str, str]:
    return {"agents": place.added("agents", {"name": any_name(), "type": "llm"})}
