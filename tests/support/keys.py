"""API keys as their owner makes them, and callers that come with one."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from tests.support.callers import Caller, Person


@dataclass(frozen=True)
class Robot(Caller):
    """Somebody with an API key and nothing else but the project's public key."""

    id: str = ""
    api_key: str = ""

    @cached_property
    def headers(self) -> dict[str, str]:
        return {"apikey": self.key, "x-api-key": self.api_key} | (
            {"x-tenant-id": self.tenant_id} if self.tenant_id else {}
        )


def new_key(owner: Person, *scopes: str, **members: Any) -> Robot:
    """A key of this person in the tenant in which they act."""
    answer = owner.invoke("api-keys", {"name": "robot", "scopes": scopes or ["executions:write"]} | members)
    assert answer.status_code == 201, answer.text
    return robot(owner, answer.json())


def robot(owner: Person, record: Mapping[str, Any]) -> Robot:
    return Robot(owner.stack, owner.key, id=record["id"], api_key=record["key"])
