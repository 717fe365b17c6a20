"""Tenants' own keys of providers, as an ADMIN stores them."""

import uuid
from typing import Any

from tests.support.callers import Person


def new_key() -> str:
    return f"sk-{uuid.uuid4().hex}"


def set_key(admin: Person, key: str, provider: str = "openai", **members: Any) -> dict[str, Any]:
    answer = admin.invoke("provider-keys", {"provider": provider, "key": key} | members)
    assert answer.status_code == 200, answer.text
    stored: dict[str, Any] = answer.json()
    return stored
