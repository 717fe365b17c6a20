"""Each read of the pages of ventures, asked by a member through supabase-py, with what it must answer."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from postgrest import APIError
from supabase import Client

from tests.patterns.ventures import PATTERNS
from tests.support.callers import Person
from tests.support.fixtures import Team
from tests.support.stacks import Stack

MARKET_SIZER = "00000000-0000-4000-8000-0000000f0103"


@dataclass(frozen=True)
class Shop:
    """The member's venture "Bookings" in DEFINE, with a PRD in three versions; the admin's "Empty"; a deleted one."""

    team: Team
    bookings: str
    run: str


def _added(answer: Any) -> dict[str, Any]:
    assert answer.status_code == 201, answer.text
    row: dict[str, Any] = answer.json()[0]
    return row


def _venture(founder: Person, name: str) -> str:
    return str(
        _added(founder.rest("POST", "ventures", {"tenant_id": founder.tenant_id, "name": name, "description": ""}))[
            "id"
        ]
    )


@pytest.fixture(scope="module")
def shop(site: Stack) -> Shop:
    admin = site.sign_up()
    admin = admin.within(admin.rpc("create_tenant", p_name="Shop")["id"])
    member, viewer = (admin.invite(site.sign_up(), role) for role in ("MEMBER", "VIEWER"))
    bookings = _venture(member, "Bookings")
    about = {"tenant_id": admin.tenant_id, "venture_id": bookings}
    for score in (0.5, 0.9):
        _added(site.service.rest("POST", "quality_gates", about | {"gate_type": "VRC", "score": score, "criteria": {}}))
    member.rpc("advance_venture", p_venture_id=bookings, p_expected_phase="DISCOVER")
    for title, priority in (("Book", "P1"), ("Move", "P2"), ("Cancel", "P1")):
        _added(member.rest("POST", "user_stories", about | {"title": title, "priority": priority}))
    for tier in ("E1", "E2"):
        _added(member.rest("POST", "requirements", about | {"description": tier, "evidence_tier": tier}))
    prd = _added(member.rest("POST", "artifacts", about | {"type": "PRD", "content": {"a": 0}}))["id"]
    _added(member.rest("POST", "artifacts", about | {"type": "CODE", "content": ""}))
    for author, content in ((member, {"a": 1}), (admin, {"a": 1, "b": 2})):
        answer = author.rest("PATCH", "artifacts", {"content": content}, id=f"eq.{prd}")
        assert answer.status_code == 200, answer.text
    run = _run(site, member, about)
    for metric, value in (("latency_ms", 10), ("latency_ms", 20)):
        _added(site.service.rest("POST", "telemetry", about | {"component": "api", "metric": metric, "value": value}))
    for severity in ("LOW", "CRITICAL", "HIGH"):
        alert = about | {"component": "api", "expected": 1, "actual": 2, "severity": severity}
        made = _added(site.service.rest("POST", "divergence_alerts", alert))
        if severity == "HIGH":
            member.rpc("resolve_divergence_alert", p_alert_id=made["id"])
    _venture(admin, "Empty")
    admin.rpc("delete_venture", p_venture_id=_venture(admin, "Gone"))
    stranger = site.sign_up()
    _venture(stranger.within(stranger.personal_tenant_id), "Stranger's")
    return Shop(Team(admin, member, viewer, stranger), bookings, run)


def _run(site: Stack, member: Person, about: dict[str, Any]) -> str:
    """A completed one, as an engine leaves it behind."""
    row = about | {"agent_id": MARKET_SIZER, "user_id": member.id, "status": "RUNNING", "input": {"region": "Austria"}}
    run = _added(site.service.rest("POST", "agent_executions", row))["id"]
    checkpoint = {"tenant_id": member.tenant_id, "execution_id": run, "checkpoint_key": "estimate", "state": {"n": 1}}
    _added(site.service.rest("POST", "agent_checkpoints", checkpoint))
    result = {"status": "COMPLETED", "output": {"som": 1}, "cost_usd": "0.000000000001"}
    assert site.service.rest("PATCH", "agent_executions", result, id=f"eq.{run}").status_code == 200
    return str(run)


def _active_ventures(_: Shop, answer: Any) -> None:
    empty, bookings = answer.data
    assert (empty["name"], empty["latest_gates"], empty["user_stories"]) == ("Empty", [], [])
    assert (bookings["name"], bookings["phase"]) == ("Bookings", "DEFINE")
    assert bookings["latest_gates"] == [{"gate_type": "VRC", "score": 0.9, "threshold": 0.76, "passed": True}]
    assert {story["title"] for story in bookings["user_stories"]} == {"Book", "Cancel"}


def _page_of_ventures(_: Shop, answer: Any) -> None:
    assert answer.count == 2
    assert [row["name"] for row in answer.data] == ["Empty", "Bookings"]
    assert all(row["users"] for row in answer.data)


def _gates_of_a_venture(_: Shop, answer: Any) -> None:
    assert [(row["score"], row["passed"]) for row in answer.data] == [(0.9, True), (0.5, False)]


def _way_of_a_venture(_: Shop, answer: Any) -> None:
    discover, define = answer.data
    assert (discover["phase"], discover["quality_gates"]) == ("DISCOVER", {"gate_type": "VRC", "score": 0.9})
    assert (define["phase"], define["completed_at"], define["quality_gates"]) == ("DEFINE", None, None)


def _stories_of_a_venture(_: Shop, answer: Any) -> None:
    assert [row["title"] for row in answer.data] == ["Book", "Cancel", "Move"]


def _requirements_by_evidence(_: Shop, answer: Any) -> None:
    assert [row["description"] for row in answer.data] == ["E2"]


def _artifacts_of_a_type(shop: Shop, answer: Any) -> None:
    [prd] = answer.data
    assert (prd["type"], prd["version"]) == ("PRD", 3)
    assert [(row["version"], row["diff"], row["created_by"]) for row in prd["artifact_versions"]] == [
        (3, [{"op": "add", "path": "/b", "value": 2}], shop.team.admin.id),
        (2, [{"op": "replace", "path": "/a", "value": 1}], shop.team.member.id),
        (1, None, shop.team.member.id),
    ]


def _runs_for_a_venture(shop: Shop, answer: Any) -> None:
    [run] = answer.data
    assert (run["id"], run["status"], run["cost"]) == (shop.run, "COMPLETED", "0.000000000001")
    assert run["agents"] == {"name": "Market Sizer", "slug": "market-sizer", "phase": "DISCOVER"}


def _runs_in_a_status(shop: Shop, answer: Any) -> None:
    assert [row["id"] for row in answer.data] == [shop.run]


def _run_with_everything(_: Shop, answer: Any) -> None:
    [run] = answer.data
    assert (run["output"], run["agents"]) == ({"som": 1}, {"name": "Market Sizer"})
    assert [checkpoint["checkpoint_key"] for checkpoint in run["agent_checkpoints"]] == ["estimate"]
    assert run["agent_model_calls"] == []


def _open_alerts(_: Shop, answer: Any) -> None:
    assert [(row["severity"], row["ventures"]) for row in answer.data] == [
        ("CRITICAL", {"name": "Bookings"}), ("LOW", {"name": "Bookings"})
    ]  # fmt: skip


def _telemetry(_: Shop, answer: Any) -> None:
    assert [(row["metric"], row["value"]) for row in answer.data] == [("latency_ms", 20), ("latency_ms", 10)]


def _official_agents(_: Shop, answer: Any) -> None:
    assert len(answer.data) == 26
    assert [answer.data[0]["phase"], answer.data[-1]["phase"]] == ["DISCOVER", "DEPLOY"]


def _costs(_: Shop, answer: Any) -> None:
    assert answer.data == []


def _deleted_ventures(_: Shop, answer: Any) -> None:
    assert [row["name"] for row in answer.data] == ["Gone"]


EXPECTED: dict[str, Callable[[Shop, Any], None]] = {
    "active ventures with their gates and P1 stories": _active_ventures,
    "a page of ventures with the count of all": _page_of_ventures,
    "gates of a venture": _gates_of_a_venture,
    "the way of a venture": _way_of_a_venture,
    "stories of a venture": _stories_of_a_venture,
    "requirements by evidence": _requirements_by_evidence,
    "artifacts of a type with their versions": _artifacts_of_a_type,
    "runs for a venture": _runs_for_a_venture,
    "runs in a status": _runs_in_a_status,
    "a run with its checkpoints and calls": _run_with_everything,
    "open alerts": _open_alerts,
    "telemetry of a venture": _telemetry,
    "official agents": _official_agents,
    "costs by purpose": _costs,
    "deleted ventures": _deleted_ventures,
}


def test_every_pattern_has_an_expectation() -> None:
    assert [pattern.name for pattern in PATTERNS] == list(EXPECTED)


@pytest.mark.parametrize("role", ["member", "viewer"])
@pytest.mark.parametrize("pattern", PATTERNS, ids=lambda pattern: str(pattern.name))
def test_a_member_gets(shop: Shop, pattern: Any, role: str) -> None:
    caller: Person = getattr(shop.team, role)
    at = {"tenant_id": caller.tenant_id, "venture_id": shop.bookings, "agent_execution_id": shop.run}
    request = pattern.ask(caller.client(), at)
    if (pattern.name, role) == ("deleted ventures", "viewer"):
        with pytest.raises(APIError, match="MEMBER"):
            request.execute()
        return
    EXPECTED[pattern.name](shop, request.execute())


def test_of_two_who_edit_the_same_version_one_is_told(shop: Shop) -> None:
    """A PATCH filtered by the version that one has read: the second changes nothing, and can look again."""
    member, admin = shop.team.member.client(), shop.team.admin.client()
    [code] = shop.team.member.rows("artifacts", type="eq.CODE", venture_id=f"eq.{shop.bookings}", select="id,version")

    def edit(db: Client, content: str) -> list[Any]:
        change = db.table("artifacts").update({"content": content})
        return list(change.eq("id", code["id"]).eq("version", code["version"]).execute().data)

    assert len(edit(member, "first")) == 1
    assert edit(admin, "second") == []
    at_two = member.rpc("artifact_at_version", {"p_artifact_id": code["id"], "p_version": 2}).execute()
    assert at_two.data == "first"


def test_the_founder_advances_once_however_often_they_click(shop: Shop, site: Stack) -> None:
    founder = shop.team.outsider
    founder = founder.within(founder.personal_tenant_id)
    venture = _venture(founder, "Clicked twice")
    about = {"tenant_id": founder.tenant_id, "venture_id": venture, "score": 1, "criteria": {}}
    for gate in ("VRC", "VCD"):
        _added(site.service.rest("POST", "quality_gates", about | {"gate_type": gate}))
    step = {"p_venture_id": venture, "p_expected_phase": "DISCOVER"}

    assert founder.client().rpc("advance_venture", step).execute().data["phase"] == "DEFINE"
    with pytest.raises(APIError, match="The venture is in phase DEFINE, not in DISCOVER"):
        founder.client().rpc("advance_venture", step).execute()
