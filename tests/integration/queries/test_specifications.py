"""Each read of the pages of specifications, asked by the team through supabase-py, with what it must answer."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from tests.patterns.specifications import PATTERNS
from tests.support.callers import Person
from tests.support.fixtures import Team
from tests.support.stacks import Stack

OFFICIAL_BASICS = "00000000-0000-4000-8000-00000000e001"
LESSONS = ["what-a-requirement-is", "user-stories", "testable-criteria"]


@dataclass(frozen=True)
class Office:
    """The member's project `shop`, reviewed by the viewer; the admin has a project of their own, a stranger too."""

    team: Team
    project: str
    document: str
    thread: str


@pytest.fixture(scope="module")
def office(site: Stack) -> Office:
    admin = site.sign_up()
    admin = admin.within(admin.rpc("create_tenant", p_name="Office")["id"])
    member, viewer = (admin.invite(site.sign_up(), role) for role in ("MEMBER", "VIEWER"))
    project = member.rpc("create_project", p_name="Web shop", p_description="Sells soap.")["id"]
    member.rpc("add_team_member", p_project_id=project, p_user_id=viewer.id, p_role="REVIEWER")
    [document] = member.rows("specification_documents", project_id=f"eq.{project}", phase="eq.REQUIREMENTS")
    for content in ("# Requirements\nSoap is sold by weight.", "# Requirements\nSoap is sold by weight & by <piece>."):
        _write(member, document["id"], content)
    thread = _talk(member, viewer, document["id"])
    for score, version in ((40, 2), (80, 3)):
        review = {"tenant_id": admin.tenant_id, "document_id": document["id"], "overall_score": score}
        review |= {"document_version": version, "suggestions": [{"id": "s1"}]}
        assert site.service.rest("POST", "ai_reviews", review).status_code == 201
    for person in (member, viewer):
        person.rpc("record_progress", p_module_id=OFFICIAL_BASICS, p_completed_lessons=LESSONS)
    stranger = site.sign_up()
    for other in (admin, stranger):
        other.rpc("create_project", p_name="Another shop", p_description="Sells soap, too.")
    return Office(Team(admin, member, viewer, stranger), project, document["id"], thread)


def _write(author: Person, document: str, content: str) -> None:
    done = author.client().table("specification_documents").update({"content": content}).eq("id", document).execute()
    assert len(done.data) == 1


def _talk(member: Person, viewer: Person, document: str) -> str:
    """An open thread of two comments with a reaction, and a resolved one."""
    at = {"p_document_id": document, "p_position": {"line": 1, "character": 0}}
    resolved = member.rpc("open_thread", p_content="Settled", **at)["id"]
    member.rpc("resolve_thread", p_thread_id=resolved)
    thread: str = viewer.rpc("open_thread", p_content="How much is a piece?", **at)["id"]
    answer = {"tenant_id": member.tenant_id, "thread_id": thread, "content": "A hundred grams."}
    [comment] = member.rest("POST", "comments", answer).json()
    reaction = {"tenant_id": viewer.tenant_id, "comment_id": comment["id"], "type": "HELPFUL"}
    assert viewer.rest("POST", "reactions", reaction).status_code == 201
    return thread


def _project_with_everything(office: Office, answer: Any) -> None:
    [project] = answer.data
    assert project["owner"]["email"] == office.team.member.email
    [reviewer] = project["team_members"]
    assert (reviewer["role"], reviewer["users"]["id"]) == ("REVIEWER", office.team.viewer.id)
    requirements, design, tasks = project["specification_documents"]
    assert [row["phase"] for row in (requirements, design, tasks)] == ["REQUIREMENTS", "DESIGN", "TASKS"]
    assert requirements["version"] == 3
    [thread] = requirements["comment_threads"]
    [latest] = thread["comments"]
    assert (thread["id"], latest["content"]) == (office.thread, "A hundred grams.")
    assert latest["author"]["id"] == office.team.member.id
    assert [row["overall_score"] for row in requirements["ai_reviews"]] == [80]
    assert (design["comment_threads"], design["ai_reviews"]) == ([], [])


def _page_of_projects(office: Office, answer: Any) -> None:
    [project] = answer.data["projects"]
    assert (project["name"], project["owner"]["id"]) == ("Web shop", office.team.member.id)
    assert (project["counts"], len(project["team"])) == ({"documents": 3, "comments": 3}, 1)
    assert answer.data["pagination"] == {"page": 1, "limit": 20, "total": 1, "pages": 1}


def _projects_by_name(office: Office, answer: Any) -> None:
    assert [project["id"] for project in answer.data["projects"]] == [office.project]


def _projects_last_changed(office: Office, answer: Any) -> None:
    assert [row["id"] for row in answer.data] == [office.project]


def _analytics(office: Office, answer: Any) -> None:
    [row] = answer.data
    assert (row["document_count"], row["comment_count"], row["team_member_count"]) == (3, 3, 1)
    assert (row["average_quality_score"], row["current_phase"]) == (60, "REQUIREMENTS")


def _search(office: Office, answer: Any) -> None:
    assert {(row["kind"], row["project_id"]) for row in answer.data} == {
        ("PROJECT", office.project), ("DOCUMENT", office.project),
    }  # fmt: skip
    fragment = next(row["fragment"] for row in answer.data if row["kind"] == "DOCUMENT")
    assert "<mark>Soap</mark> is sold by weight &amp; by &lt;piece" in fragment


def _versions(office: Office, answer: Any) -> None:
    assert [row["version"] for row in answer.data] == [3, 2, 1]
    assert all(row["users"] for row in answer.data)


def _open_threads(office: Office, answer: Any) -> None:
    [thread] = answer.data
    question, reply = thread["comments"]
    assert (question["content"], reply["content"]) == ("How much is a piece?", "A hundred grams.")
    assert reply["reactions"] == [{"type": "HELPFUL", "user_id": office.team.viewer.id}]


def _comments(office: Office, answer: Any) -> None:
    assert [row["content"] for row in answer.data] == ["A hundred grams.", "How much is a piece?"]


def _latest_review(office: Office, answer: Any) -> None:
    [review] = answer.data
    assert (review["overall_score"], review["document_version"], review["applied_suggestions"]) == (80, 3, [])


def _usage(office: Office, answer: Any) -> None:
    assert answer.data == []


def _modules(office: Office, answer: Any) -> None:
    states = {row["slug"]: row["state"] for row in answer.data}
    assert len(states) == 8
    assert (states["requirements-basics"], states["ai-reviews"], states["task-breakdown"]) == (
        "COMPLETED", "OPEN", "LOCKED",
    )  # fmt: skip


def _progress(office: Office, answer: Any) -> None:
    [row] = answer.data
    assert (row["status"], sorted(row["completed_lessons"])) == ("COMPLETED", sorted(LESSONS))
    assert row["learning_modules"]["slug"] == "requirements-basics"


EXPECTED: dict[str, Callable[[Office, Any], None]] = {
    "a project with documents, open threads and latest reviews": _project_with_everything,
    "a page of projects": _page_of_projects,
    "projects by name": _projects_by_name,
    "projects last changed": _projects_last_changed,
    "analytics of projects": _analytics,
    "search in specifications": _search,
    "versions of a document": _versions,
    "open threads of a document": _open_threads,
    "comments of a thread": _comments,
    "the latest review of a document": _latest_review,
    "what a user's reviews cost": _usage,
    "modules and their state": _modules,
    "progress of a user": _progress,
}


def test_every_pattern_has_an_expectation() -> None:
    assert [pattern.name for pattern in PATTERNS] == list(EXPECTED)


def _at(office: Office, person: Person, query: str = "soap") -> dict[str, Any]:
    return {
        "tenant_id": person.tenant_id or office.team.member.tenant_id, "user_id": person.id,
        "specification_project_id": office.project,
        "specification_document_id": office.document, "comment_thread_id": office.thread, "query": query,
    }  # fmt: skip


@pytest.mark.parametrize("role", ["member", "viewer"])
@pytest.mark.parametrize("pattern", PATTERNS, ids=lambda pattern: str(pattern.name))
def test_the_team_gets(office: Office, pattern: Any, role: str) -> None:
    person: Person = getattr(office.team, role)
    EXPECTED[pattern.name](office, pattern.ask(person.client(), _at(office, person)).execute())


@pytest.mark.parametrize("pattern", PATTERNS, ids=lambda pattern: str(pattern.name))
def test_nobody_else_gets_anything_of_it(office: Office, pattern: Any) -> None:
    """A member of the same tenant who is not in the team, and a stranger."""
    outside = office.team.admin.invite(office.team.admin.stack.sign_up(), "MEMBER")
    for person in (outside, office.team.outsider):
        answer = pattern.ask(person.client(), _at(office, person)).execute()
        for secret in (office.project, office.document, office.thread, "Web shop", "A hundred grams."):
            assert secret not in str(answer.data), answer.data


def test_a_project_goes_its_way_through_the_phases(office: Office) -> None:
    """As a frontend would lead it, from the first draft to the end."""
    owner, db = office.team.admin, office.team.admin.client()
    project = owner.rpc("create_project", p_name="Phases", p_team_member_ids=[office.team.member.id])
    for phase, following in (("REQUIREMENTS", "DESIGN"), ("DESIGN", "TASKS"), ("TASKS", "IMPLEMENTATION")):
        early = owner.rest("POST", "rpc/transition_phase", {"p_project_id": project["id"], "p_target_phase": following})
        assert (early.status_code, early.json()["code"]) == (409, "PT409")
        [document] = owner.rows("specification_documents", project_id=f"eq.{project['id']}", phase=f"eq.{phase}")
        written = (
            db.table("specification_documents")
            .update({"content": f"All about {phase}"})
            .eq("id", document["id"])
            .eq("version", document["version"])
            .execute()
        )
        assert len(written.data) == 1
        for status in ("REVIEW", "APPROVED"):
            owner.rpc("set_document_status", p_document_id=document["id"], p_status=status, p_version=2)
        moved = owner.rpc("transition_phase", p_project_id=project["id"], p_target_phase=following)
        assert moved["current_phase"] == following
    assert owner.rpc("set_project_status", p_project_id=project["id"], p_status="COMPLETED")["status"] == "COMPLETED"
