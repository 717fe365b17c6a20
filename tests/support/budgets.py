"""Budgets as an ADMIN makes them and a member looks at them."""

from decimal import Decimal
from typing import Any

from tests.support.callers import Person

STATUS = "name,limit:limit_usd::text,spent:spent_usd::text,held:held_usd::text,remaining:remaining_usd::text"


def add_budget(admin: Person, limit: str, **columns: Any) -> dict[str, Any]:
    row = {"name": "daily", "period": "DAY", "limit_usd": limit} | columns
    if admin.tenant_id:
        row["tenant_id"] = admin.tenant_id
    answer = admin.rest("POST", "budgets", row)
    assert answer.status_code == 201, answer.text
    budget: dict[str, Any] = answer.json()[0]
    return budget


def status_of(person: Person, name: str = "daily") -> dict[str, str]:
    answer = person.rest("POST", "rpc/budget_status", {}, select=STATUS)
    assert answer.status_code == 200, answer.text
    [row] = [row for row in answer.json() if row["name"] == name]
    return {key: f"{Decimal(value).normalize():f}" for key, value in row.items() if key != "name"}
