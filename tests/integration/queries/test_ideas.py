"""Each read of the pages of ideas, asked by a member through supabase-py, with what it must answer."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from tests.patterns.ideas import PATTERNS
from tests.support.callers import Person, new_client
from tests.support.fixtures import Team
from tests.support.stacks import Stack

BREAD = "Bread is baked at night by those who cannot sleep, and sold in the morning."
SOAP = "Soap is cooked from what restaurants leave in their pans, and sold by weight."


@dataclass(frozen=True)
class Shop:
    """The member's ideas: soap, evaluated twice, and bread, a draft; the admin's idea fails its only evaluation."""

    team: Team
    soap: str
    second: str
    """The evaluation of soap that came last."""


@pytest.fixture(scope="module")
def shop(site: Stack) -> Shop:
    admin = site.sign_up()
    admin = admin.within(admin.rpc("create_tenant", p_name="Shop")["id"])
    member, viewer = (admin.invite(site.sign_up(), role) for role in ("MEMBER", "VIEWER"))
    soap = _idea(member, "Soap kitchen", SOAP)
    _evaluated(site, member, soap, [10, 20, 30, 40, 50])
    second = _evaluated(site, member, soap, [80, 70, None, 60, 90])
    _evaluated(site, admin, _idea(admin, "Soap opera", SOAP), [None] * 5)
    _idea(member, "Night bakery", BREAD)
    stranger = site.sign_up()
    _idea(stranger, "Soap of a stranger", SOAP)
    return Shop(Team(admin, member, viewer, stranger), soap, second)


def _idea(owner: Person, title: str, description: str) -> str:
    row = {"title": title, "description": description}
    if owner.tenant_id:
        row["tenant_id"] = owner.tenant_id
    [idea] = _rows(owner.client().table("business_ideas").insert(row).execute())
    return str(idea["id"])


def _rows(answer: Any) -> list[dict[str, Any]]:
    """supabase-py says no more of them than that they are JSON."""
    rows: list[dict[str, Any]] = answer.data
    return rows


def _evaluated(site: Stack, owner: Person, idea: str, scores: list[int | None]) -> str:
    """Submit the idea and be its agents; the id of the evaluation."""
    evaluation: str = owner.rpc("submit_idea", p_idea_id=idea)["id"]
    waiting = owner.rows("agent_results", evaluation_id=f"eq.{evaluation}", order="agent_type")
    for result, score in zip(waiting, scores, strict=True):
        row = {"id": f"eq.{result['id']}"}
        found: dict[str, Any] = {"status": "failed", "error_message": "No answer."}
        if score is not None:
            found = {"status": "completed", "score": score, "output_data": {"text": "…"}, "insights": [score]}
        for change in ({"status": "running"}, found):
            assert site.service.rest("PATCH", "agent_results", change, **row).status_code == 200
    return evaluation


def _own_ideas(shop: Shop, answer: Any) -> None:
    bread, soap = answer.data
    assert (bread["title"], bread["status"], bread["evaluations"]) == ("Night bakery", "draft", [])
    [latest] = soap["evaluations"]
    assert (latest["id"], latest["status"], latest["score"]) == (shop.second, "completed", 75)


def _page_of_ideas(shop: Shop, answer: Any) -> None:
    assert answer.count == 3
    assert [row["title"] for row in answer.data] == ["Night bakery", "Soap opera", "Soap kitchen"]
    assert all(row["users"] for row in answer.data)


def _ideas_of_a_status(shop: Shop, answer: Any) -> None:
    assert [row["id"] for row in answer.data] == [shop.soap]


def _search(shop: Shop, answer: Any) -> None:
    assert [row["title"] for row in answer.data] == ["Soap opera", "Soap kitchen"]


def _idea_with_history(shop: Shop, answer: Any) -> None:
    [idea] = answer.data
    assert idea["description"] == SOAP
    assert [evaluation["score"] for evaluation in idea["evaluations"]] == [75, 30]


def _evaluation_with_results(shop: Shop, answer: Any) -> None:
    [evaluation] = answer.data
    assert evaluation["business_ideas"] == {"title": "Soap kitchen", "description": SOAP}
    results = {row["agent_type"]: (row["status"], row["score"]) for row in evaluation["agent_results"]}
    assert list(results) == sorted(results)
    assert results["financial-analysis"] == ("failed", None)
    assert results["competitive-analysis"] == ("completed", 80)
    summary = evaluation["results"]
    assert {key: summary[key] for key in ("overall_score", "total", "completed", "failed")} == {
        "overall_score": 75, "total": 5, "completed": 4, "failed": 1,
    }  # fmt: skip
    assert summary["agents"]["market-research"]["insights"] == [60]


def _recent_evaluations(shop: Shop, answer: Any) -> None:
    assert [(row["business_ideas"]["title"], row["status"], row["score"]) for row in answer.data] == [
        ("Soap opera", "failed", None), ("Soap kitchen", "completed", 75), ("Soap kitchen", "completed", 30),
    ]  # fmt: skip


def _statistics(shop: Shop, answer: Any) -> None:
    [numbers] = answer.data
    assert (numbers["ideas"], numbers["draft"], numbers["completed"]) == (3, 2, 1)
    assert (numbers["evaluations"], numbers["failed_evaluations"], numbers["avg_score"]) == (3, 1, 75)
    assert numbers["avg_description_length"] == round((2 * len(SOAP) + len(BREAD)) / 3, 1)


def _statistics_of_a_user(shop: Shop, answer: Any) -> None:
    [numbers] = answer.data
    assert (numbers["ideas"], numbers["evaluations"], numbers["failed_evaluations"]) == (2, 2, 0)


EXPECTED: dict[str, Callable[[Shop, Any], None]] = {
    "own ideas with their latest evaluation": _own_ideas,
    "a page of ideas with the count of all": _page_of_ideas,
    "ideas of a status": _ideas_of_a_status,
    "search for ideas": _search,
    "an idea with its evaluations": _idea_with_history,
    "an evaluation with its agents' results": _evaluation_with_results,
    "recent evaluations": _recent_evaluations,
    "numbers of a tenant's ideas": _statistics,
    "numbers of a user's ideas": _statistics_of_a_user,
}


def test_every_pattern_has_an_expectation() -> None:
    assert [pattern.name for pattern in PATTERNS] == list(EXPECTED)


@pytest.mark.parametrize("role", ["member", "viewer"])
@pytest.mark.parametrize("pattern", PATTERNS, ids=lambda pattern: str(pattern.name))
def test_a_member_gets(shop: Shop, pattern: Any, role: str) -> None:
    caller: Person = getattr(shop.team, role)
    member = shop.team.member
    at = {"tenant_id": member.tenant_id, "user_id": member.id, "business_idea_id": shop.soap,
          "evaluation_id": shop.second, "query": "soap"}  # fmt: skip
    EXPECTED[pattern.name](shop, pattern.ask(caller.client(), at).execute())


def test_an_agent_claims_what_waits_and_writes_what_it_found(shop: Shop, site: Stack) -> None:
    """As the engines will: supabase-py with the service key."""
    owner = shop.team.outsider
    idea = _idea(owner, "Soap by post", SOAP)
    evaluation = owner.rpc("submit_idea", p_idea_id=idea, p_priority="high")["id"]
    agents = new_client(site.addresses.api_url, site.service.key, site.http)
    while claimed := _rows(agents.rpc("claim_agent_results", {"p_limit": 2}).execute()):
        for result in claimed:
            found = {"status": "completed", "score": 50, "output_data": {"of": result["input_data"]["title"]}}
            agents.table("agent_results").update(found).eq("id", result["id"]).execute()
    [done] = owner.rows(
        "evaluations", id=f"eq.{evaluation}", select="*,agent_results(output_data),business_ideas(status)"
    )
    assert (done["status"], done["score"], done["business_ideas"]) == ("completed", 50, {"status": "completed"})
    assert [row["output_data"] for row in done["agent_results"]] == [{"of": "Soap by post"}] * 5
