"""Every read of `tests.patterns.prompts`, asked by a member through supabase-py: what comes back is what is there."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from supabase import Client

from tests.patterns.prompts import PATTERNS
from tests.support.callers import Person
from tests.support.stacks import ANSWER_COST, Stack

ASK = {pattern.name: pattern.ask for pattern in PATTERNS}


@pytest.fixture(scope="module")
def busy(site: Stack) -> Person:
    """Somebody with a published prompt, answered twice and refused once, and a draft."""
    person = site.sign_up()
    model = site.model_named("ok")
    schema = {"name": "Any", "type": "SCHEMA", "config": True}
    good = person.add_prompt(
        name="Code reviewer", description="Finds bugs", tags=["code"], model=model, validations=[schema]
    )
    person.add_prompt(name="Translator", publish=False, tags=["text"])
    for _ in range(2):
        assert person.execute(good["id"]).status_code == 200
    assert person.execute(good["id"], model=site.model_named("status-400")).status_code == 502
    return person


@pytest.fixture(scope="module")
def at(busy: Person) -> dict[str, Any]:
    [prompt] = busy.rows("prompts", status="eq.PUBLISHED", select="id")
    execution = busy.rows("executions", status="eq.COMPLETED", order="created_at", select="id")[0]
    now = datetime.now(UTC)
    return {
        "tenant_id": busy.personal_tenant_id,
        "user_id": busy.id,
        "prompt_id": prompt["id"],
        "execution_id": execution["id"],
        "query": "REVIEW",
        "tags": ["text", "none"],
        "day_ago": (now - timedelta(days=1)).isoformat(),
        "month_ago": (now - timedelta(days=30)).isoformat(),
    }


@pytest.fixture(scope="module")
def client(busy: Person) -> Client:
    return busy.client()


def answer(name: str, client: Client, at: Mapping[str, Any]) -> Any:
    return ASK[name](client, at).execute()


def rows(name: str, client: Client, at: Mapping[str, Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = answer(name, client, at).data
    return found


@pytest.mark.parametrize(
    "name", ["recent executions with their prompt", "one's own recent executions with their prompt"]
)
def test_recent_executions(name: str, client: Client, at: dict[str, Any]) -> None:
    found = rows(name, client, at)
    assert [(row["status"], row["prompt"]["name"]) for row in found] == [
        ("FAILED", "Code reviewer"),
        *[("COMPLETED", "Code reviewer")] * 2,
    ]
    assert float(found[1]["cost_usd"]) == float(ANSWER_COST)


def test_failed_executions(client: Client, at: dict[str, Any]) -> None:
    [row] = rows("failed executions", client, at)
    assert (row["prompt"]["name"], bool(row["error"]["code"])) == ("Code reviewer", True)


def test_executions_that_have_not_ended(site: Stack, client: Client, at: dict[str, Any]) -> None:
    assert rows("executions that have not ended", client, at) == []
    [queued] = site.sql(
        "insert into public.executions (tenant_id, user_id, prompt_id, prompt_version, inputs) "
        "values (%s, %s, %s, 1, '{}') returning id::text",
        *(at["tenant_id"], at["user_id"], at["prompt_id"]),
    )
    [row] = rows("executions that have not ended", client, at)
    assert (row["id"], row["status"], row["started_at"]) == (queued["id"], "PENDING", None)
    client.rpc("cancel_execution", {"p_execution_id": queued["id"]}).execute()
    assert rows("executions that have not ended", client, at) == []


def test_executions_of_a_prompt(client: Client, at: dict[str, Any]) -> None:
    found = rows("executions of a prompt", client, at)
    assert len(found) >= 3
    assert {row["prompt_version"] for row in found} == {1}
    assert [row["created_at"] for row in found] == sorted((row["created_at"] for row in found), reverse=True)


def test_an_execution_and_its_logs(client: Client, at: dict[str, Any]) -> None:
    [row] = rows("an execution with all that belongs to it", client, at)
    assert (row["id"], row["prompts"]["name"], Decimal(row["cost"])) == (
        at["execution_id"],
        "Code reviewer",
        Decimal(ANSWER_COST),
    )
    assert [call["kind"] for call in row["model_calls"]] == ["FIRST"]
    logs = rows("logs of an execution", client, at)
    assert sorted(log["message"] for log in logs) == sorted(log["message"] for log in row["execution_logs"])
    assert [log["timestamp"] for log in logs] == sorted(log["timestamp"] for log in logs)


def test_prompts_page_by_page(client: Client, at: dict[str, Any]) -> None:
    page = answer("prompts page by page", client, at)
    assert [row["name"] for row in page.data] == ["Translator", "Code reviewer"]
    assert page.count == 2


def test_a_prompt_and_its_history(client: Client, at: dict[str, Any]) -> None:
    [prompt] = rows("a prompt with its validations and versions", client, at)
    assert [validation["name"] for validation in prompt["validations"]] == ["Any"]
    assert [version["version"] for version in prompt["prompt_versions"]] == [1]
    [version] = rows("version history of a prompt", client, at)
    assert (version["version"], version["template"]) == (1, prompt["template"])
    assert "author" in version


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("published prompts by a part of their text", ["Code reviewer"]),
        ("prompts by tag", ["Translator"]),
        ("drafts", ["Translator"]),
    ],
)
def test_prompts_that_are_looked_for(name: str, found: list[str], client: Client, at: dict[str, Any]) -> None:
    assert [row["name"] for row in rows(name, client, at)] == found


def test_model_calls_as_they_were_billed(client: Client, at: dict[str, Any]) -> None:
    found = rows("model calls as they were billed", client, at)
    assert [row["outcome"] for row in found] == ["FAILED", "SUCCEEDED", "SUCCEEDED"]
    assert sum(Decimal(row["cost"] or 0) for row in found) == 2 * Decimal(ANSWER_COST)


@pytest.mark.parametrize("name", ["metrics of the last day", "metrics of 30 days"])
def test_metrics(name: str, client: Client, at: dict[str, Any]) -> None:
    [metrics] = rows(name, client, at)
    assert (metrics["completed"], metrics["failed"], metrics["running"]) == (2, 1, 0)
    assert Decimal(str(metrics["total_cost_usd"])) == 2 * Decimal(ANSWER_COST)
    assert (metrics["input_tokens"], metrics["output_tokens"]) == (200, 50)


@pytest.mark.parametrize("group", ["day", "model", "prompt"])
def test_costs(group: str, client: Client, at: dict[str, Any]) -> None:
    found = rows(f"cost of 30 days by {group}", client, at)
    assert sum(row["calls"] for row in found) == 3
    assert sum(Decimal(str(row["cost_usd"])) for row in found) == 2 * Decimal(ANSWER_COST)
    assert (at["prompt_id"] in {row["key"] for row in found}) == (group == "prompt")


def test_a_stranger_gets_nothing_from_any_of_them(site: Stack, at: dict[str, Any]) -> None:
    stranger = site.sign_up().client()
    for pattern in PATTERNS:
        found = pattern.ask(stranger, at).execute().data
        assert found == [] or [row.get("total") for row in found] == [0], pattern.name
