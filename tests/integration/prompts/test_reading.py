"""What a frontend reads of executions and their cost: the dashboards of the product, as PostgREST addresses."""

from decimal import Decimal

import pytest

from tests.support.callers import Person
from tests.support.stacks import ANSWER_COST, Stack


@pytest.fixture(scope="module")
def busy(site: Stack) -> Person:
    """Somebody with two prompts, of which one was answered three times and refused once."""
    person = site.sign_up()
    good = person.add_prompt(
        name="Code reviewer", description="Finds 100% of bugs", tags=["code", "review"], model=site.model_named("ok")
    )
    person.add_prompt(name="Translator", publish=False, tags=["text"])
    for _ in range(3):
        assert person.execute(good["id"]).status_code == 200
    assert person.execute(good["id"], model=site.model_named("status-400")).status_code == 502
    return person


def test_recent_executions_with_their_prompt(busy: Person) -> None:
    columns = "id,status,latency_ms,cost_usd,created_at,prompt:prompts(id,name)"
    rows = busy.rows("executions", user_id=f"eq.{busy.id}", select=columns, order="created_at.desc", limit="20")
    assert [(row["status"], row["prompt"]["name"]) for row in rows] == [
        ("FAILED", "Code reviewer"),
        *[("COMPLETED", "Code reviewer")] * 3,
    ]
    assert float(rows[1]["cost_usd"]) == float(ANSWER_COST)


def test_metrics_of_the_last_day(busy: Person) -> None:
    [metrics] = busy.rpc("execution_metrics")
    assert (metrics["total"], metrics["completed"], metrics["failed"], metrics["running"]) == (4, 3, 1, 0)
    assert metrics["success_rate"] == 0.75
    assert metrics["p50_latency_ms"] <= metrics["p95_latency_ms"] <= metrics["p99_latency_ms"]
    assert (metrics["input_tokens"], metrics["output_tokens"]) == (300, 75)
    assert Decimal(str(metrics["total_cost_usd"])) == 3 * Decimal(ANSWER_COST)
    [none] = busy.rpc("execution_metrics", p_from="2020-01-01", p_to="2020-01-02")
    assert (none["total"], none["success_rate"], none["total_cost_usd"]) == (0, None, 0)


@pytest.mark.parametrize("group", ["day", "model", "provider", "prompt", "user", "purpose", "outcome"])
def test_costs_by_every_group_come_to_the_same(busy: Person, group: str) -> None:
    rows = busy.rpc("cost_summary", p_group_by=group, p_to="2100-01-01")
    assert sum(row["calls"] for row in rows) == 4
    assert sum(Decimal(str(row["cost_usd"])) for row in rows) == 3 * Decimal(ANSWER_COST)
    assert len(rows) == {"model": 2, "outcome": 2}.get(group, 1)


def test_costs_by_what_is_no_group_are_refused(busy: Person) -> None:
    answer = busy.rest("POST", "rpc/cost_summary", {"p_group_by": "model; drop table x"})
    assert (answer.status_code, answer.json()["code"]) == (400, "PT400")


def test_published_prompts_by_a_part_of_their_name_or_description(busy: Person) -> None:
    found = busy.rows("prompts", **{"or": "(name.ilike.*REVIEW*,description.ilike.*REVIEW*)", "status": "eq.PUBLISHED"})
    assert [row["name"] for row in found] == ["Code reviewer"]
    for query, names in {
        "REVIEW": ["Code reviewer"],
        "of bugs": ["Code reviewer"],
        "": ["Code reviewer", "Translator"],
        "100%": ["Code reviewer"],
        "%": ["Code reviewer"],
        "_": [],
        "nothing": [],
    }.items():
        assert sorted(row["name"] for row in busy.rpc("search_prompts", p_query=query)) == names, query
    assert [row["name"] for row in busy.rpc("search_prompts", p_query="", p_status="DRAFT")] == ["Translator"]
    assert [row["name"] for row in busy.rpc("search_prompts", p_tags=["text", "none"])] == ["Translator"]
    assert len(busy.rpc("search_prompts", p_query="", p_limit=1, p_offset=1)) == 1


def test_an_execution_with_all_that_belongs_to_it(busy: Person) -> None:
    [row] = busy.rows(
        "executions",
        select="*,cost:cost_usd::text,model_calls(*),execution_logs(*),prompts(name)",
        status="eq.COMPLETED",
        order="created_at",
        limit="1",
    )
    assert row["prompts"] == {"name": "Code reviewer"}
    assert Decimal(row["cost"]) == Decimal(ANSWER_COST)
    assert [(call["kind"], call["reference_id"]) for call in row["model_calls"]] == [("FIRST", row["id"])]
    assert {log["execution_id"] for log in row["execution_logs"]} == {row["id"]}


def test_executions_and_logs_by_level_and_in_pages(busy: Person) -> None:
    errors = busy.rows("execution_logs", level="eq.ERROR", select="message,executions(status)")
    assert [row["executions"]["status"] for row in errors] == ["FAILED"]
    first = busy.rest("GET", "executions", headers={"prefer": "count=exact", "range": "0-1"}, order="created_at")
    assert (first.status_code, first.headers["content-range"], len(first.json())) == (206, "0-1/4", 2)


def test_versions_tell_what_was_published(busy: Person) -> None:
    [version] = busy.rows("prompt_versions", select="version,template,validations,created_by,prompts(name)")
    assert (version["version"], version["prompts"]["name"], version["created_by"]) == (1, "Code reviewer", busy.id)
