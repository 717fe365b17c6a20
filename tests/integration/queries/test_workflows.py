"""Each read of the pages of workflows, asked by a member through supabase-py, with what it must answer."""

import json
import re
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from supabase import Client

from formaops.local.layout import ROOT
from tests.patterns.workflows import PATTERNS
from tests.support.callers import Person, new_client
from tests.support.fixtures import Team
from tests.support.stacks import Stack


@dataclass(frozen=True)
class Office:
    """A night letter, run twice, with a writer of two versions; a stranger has the like in their own tenant."""

    team: Team
    writer: str
    letter: str
    failed: str
    """The execution that failed, with two lines of log."""


@pytest.fixture(scope="module")
def office(site: Stack) -> Office:
    admin = site.sign_up()
    admin = admin.within(admin.rpc("create_tenant", p_name="Office")["id"])
    member, viewer = (admin.invite(site.sign_up(), role) for role in ("MEMBER", "VIEWER"))
    stranger = site.sign_up()
    _letter(site, stranger)
    writer, letter, failed = _letter(site, member)
    _inserted(member, "agents", {"name": "Night cleaner", "type": "data", "tags": ["data"]})
    draft = _inserted(member, "workflows", {"name": "Draft of a letter"})
    member.rpc("new_agent_version", p_agent_id=writer)
    member.rpc("new_workflow_version", p_workflow_id=letter)
    admin.rpc("delete_workflow", p_workflow_id=draft)
    _inserted(member, "deployments", {"name": "Letters", "workflow_id": letter, "environment": "staging"})
    return Office(Team(admin, member, viewer, stranger), writer, letter, failed)


def _inserted(owner: Person, table: str, row: dict[str, Any]) -> str:
    if owner.tenant_id:
        row = row | {"tenant_id": owner.tenant_id}
    rows: list[dict[str, Any]] = owner.client().table(table).insert(row).execute().data  # type: ignore[assignment]
    return str(rows[0]["id"])


def _letter(site: Stack, owner: Person) -> tuple[str, str, str]:
    """An active workflow with a writer, executed by an engine: once well, once not."""
    agent = {"name": "Night writer", "type": "llm", "tags": ["writing"], "prompt_template": "Write about {{ topic }}."}
    writer = _inserted(owner, "agents", agent)
    owner.rpc("activate_agent", p_agent_id=writer)
    letter = _inserted(owner, "workflows", {"name": "Night letter", "description": "A letter every night."})
    step = {"workflow_id": letter, "step_type": "agent", "agent_id": writer, "step_name": "Write", "step_key": "write"}
    write = _inserted(owner, "workflow_steps", step | {"position": 1, "depends_on": ["wait"]})
    wait = {"workflow_id": letter, "step_type": "wait", "step_name": "Wait", "step_key": "wait", "position": 0}
    _inserted(owner, "workflow_steps", wait)
    owner.rpc("activate_workflow", p_workflow_id=letter)
    engine = new_client(site.addresses.api_url, site.service.key, site.http)
    for status in ("completed", "failed"):
        execution = owner.rpc("start_workflow_execution", p_workflow_id=letter, p_input={"topic": "bread"})
        _run(engine, execution, write, status)
    return writer, letter, str(execution["id"])


def _run(engine: Client, execution: dict[str, Any], step: str, status: str) -> None:
    """What an engine writes, with the service key."""
    runs = engine.table("workflow_executions")
    runs.update({"status": "running"}).eq("id", execution["id"]).execute()
    line = {"tenant_id": execution["tenant_id"], "execution_id": execution["id"], "workflow_step_id": step}
    lines = [
        line
        | {
            "message": "Begun",
            "step_status": "running",
        },
        line | {"message": "Ended", "step_status": status, "step_duration_ms": 40},
    ]
    for each in lines:
        engine.table("workflow_execution_logs").insert(each).execute()
    end = {"status": status, "duration_ms": 50, "output_data": {"text": "…"}}
    runs.update(end).eq("id", execution["id"]).execute()


def _names(answer: Any) -> list[str]:
    return [row["name"] for row in answer.data]


def _page_of_agents(_: Office, answer: Any) -> None:
    assert answer.count == 3
    assert [(row["name"], row["status"], row["version"]) for row in answer.data] == [
        ("Night writer", "draft", 2), ("Night cleaner", "draft", 1), ("Night writer", "active", 1),
    ]  # fmt: skip


def _page_of_workflows(_: Office, answer: Any) -> None:
    assert answer.count == 2
    draft, active = answer.data
    assert (draft["status"], draft["total_executions"]) == ("draft", 0)
    assert (active["status"], active["total_executions"], active["avg_execution_time_ms"]) == ("active", 2, 50)
    assert active["last_execution_at"]


def _agents_by_tags(_: Office, answer: Any) -> None:
    assert _names(answer) == ["Night writer", "Night cleaner", "Night writer"]


def _search_for_agents(office: Office, answer: Any) -> None:
    [writer] = answer.data
    assert (writer["id"], writer["total_executions"], writer["successful_executions"]) == (office.writer, 2, 1)
    assert (writer["failed_executions"], writer["avg_execution_time_ms"]) == (1, 40)


def _official_agents(_: Office, answer: Any) -> None:
    assert answer.data
    assert all(row["slug"] and row["purpose"] for row in answer.data)


def _search_for_workflows(_: Office, answer: Any) -> None:
    assert _names(answer) == ["Night letter", "Night letter"]


def _one_active(office: Office, answer: Any) -> None:
    assert [row["id"] for row in answer.data] == [office.letter]


def _workflow_with_steps(office: Office, answer: Any) -> None:
    [letter] = answer.data
    wait, write = letter["workflow_steps"]
    assert (wait["step_key"], wait["agents"]) == ("wait", None)
    assert (write["depends_on"], write["agents"]) == (
        ["wait"], {"id": office.writer, "name": "Night writer", "type": "llm"}
    )  # fmt: skip


def _two_versions(_: Office, answer: Any) -> None:
    assert [row["version"] for row in answer.data] == [2, 1]


def _recent_executions(_: Office, answer: Any) -> None:
    assert [(row["status"], row["trigger_type"], row["duration_ms"]) for row in answer.data] == [
        ("failed", "manual", 50), ("completed", "manual", 50),
    ]  # fmt: skip
    assert {row["workflows"]["name"] for row in answer.data} == {"Night letter"}


def _executions_of_a_workflow(_: Office, answer: Any) -> None:
    assert [row["status"] for row in answer.data] == ["failed", "completed"]


def _one_failed(office: Office, answer: Any) -> None:
    assert [row["id"] for row in answer.data] == [office.failed]


def _execution_with_logs(_: Office, answer: Any) -> None:
    [execution] = answer.data
    assert (execution["input_data"], execution["output_data"]) == ({"topic": "bread"}, {"text": "…"})
    assert [(log["message"], log["step_key"], log["step_status"]) for log in execution["workflow_execution_logs"]] == [
        ("Begun", "write", "running"), ("Ended", "write", "failed"),
    ]  # fmt: skip


def _numbers(_: Office, answer: Any) -> None:
    [numbers] = answer.data
    assert (numbers["total"], numbers["successful"], numbers["failed"]) == (2, 1, 1)
    assert (numbers["success_rate"], numbers["avg_duration"], numbers["p95_duration"]) == (0.5, 50, 50)


def _templates(_: Office, answer: Any) -> None:
    assert {"Draft, review, revise", "Nightly import"} <= set(_names(answer))
    assert {row["type"] for row in answer.data} == {"workflow"}


def _deployments(_: Office, answer: Any) -> None:
    [deployment] = answer.data
    assert (deployment["name"], deployment["environment"], deployment["status"]) == ("Letters", "staging", "stopped")
    assert (deployment["workflows"], deployment["agents"]) == ({"name": "Night letter"}, None)


EXPECTED: dict[str, Callable[[Office, Any], None]] = {
    "a page of agents with the count of all": _page_of_agents,
    "a page of workflows with an estimated count": _page_of_workflows,
    "agents with any of the tags": _agents_by_tags,
    "agents with any of the tags, in a small tenant": _agents_by_tags,
    "search for agents": _search_for_agents,
    "official agents of a phase": _official_agents,
    "search for workflows": _search_for_workflows,
    "workflows of a status": _one_active,
    "a workflow with its steps and their agents": _workflow_with_steps,
    "all versions of an agent": _two_versions,
    "all versions of a workflow": _two_versions,
    "recent executions": _recent_executions,
    "executions of a workflow": _executions_of_a_workflow,
    "executions of a status": _one_failed,
    "an execution with its logs": _execution_with_logs,
    "numbers of a workflow": _numbers,
    "the most used templates": _templates,
    "deployments with their targets": _deployments,
}


def test_every_pattern_has_an_expectation() -> None:
    assert [pattern.name for pattern in PATTERNS] == list(EXPECTED)


@pytest.mark.parametrize("role", ["member", "viewer"])
@pytest.mark.parametrize("pattern", PATTERNS, ids=lambda pattern: str(pattern.name))
def test_a_member_gets(office: Office, pattern: Any, role: str) -> None:
    caller: Person = getattr(office.team, role)
    at = {"tenant_id": office.team.member.tenant_id, "agent_id": office.writer, "workflow_id": office.letter,
          "workflow_execution_id": office.failed, "tags": ["writing", "data"], "query": "night"}  # fmt: skip
    EXPECTED[pattern.name](office, pattern.ask(caller.client(), at).execute())


def test_a_stranger_copies_what_is_made_public_and_rates_a_template(office: Office, site: Stack) -> None:
    stranger, member = site.sign_up(), office.team.member
    letter = {"id": f"eq.{office.letter}"}
    assert stranger.rows("workflows", **letter) == []
    assert member.rest("PATCH", "workflows", {"is_public": True}, **letter).status_code == 200
    try:
        [seen] = stranger.rows("workflows", select="*,workflow_steps(step_key)", **letter)
        assert len(seen["workflow_steps"]) == 2
        copy = stranger.rpc("copy_workflow", p_workflow_id=office.letter, p_name="My letter")
        assert (copy["tenant_id"], copy["status"]) == (stranger.personal_tenant_id, "draft")
        refused = stranger.rest("POST", "rpc/start_workflow_execution", {"p_workflow_id": office.letter})
        assert refused.status_code == 404
    finally:
        member.rest("PATCH", "workflows", {"is_public": False}, **letter)
    assert stranger.rows("workflows", **letter) == []
    [template] = stranger.rows("templates", name="eq.Draft, review, revise")
    rated = stranger.rest("POST", "template_ratings", {"template_id": template["id"], "rating": 4})
    assert rated.status_code == 201
    [after] = stranger.rows("templates", id=f"eq.{template['id']}")
    assert after["rating_count"] == template["rating_count"] + 1
    made = stranger.rpc("use_template", p_template_id=template["id"])
    assert made["type"] == "workflow"
    assert len(stranger.rows("workflow_steps", workflow_id=f"eq.{made['id']}")) == 4


def test_no_error_tells_a_member_the_secrets_of_a_deployment(office: Office) -> None:
    admin, member = office.team.admin, office.team.member
    deployment = _inserted(admin, "deployments", {"name": "Sealed", "workflow_id": office.letter})
    secrets = {"DB_PASSWORD": "hunter2", "STRIPE_KEY": "sk_live_verysecret"}
    admin.rpc("set_deployment_secrets", p_deployment_id=deployment, p_environment_vars=secrets)
    admin.rpc("rotate_deployment_key", p_deployment_id=deployment)
    names = {f"HARMLESS_{n}": "" for n in range(100)}
    attempts: list[Any] = [
        names, names | {"STRIPE_KEY": None}, names | {"MORE": ""}, {"LARGE": "a" * 65_500}, {"LARGE": "a" * 70_000},
        {"STRIPE_KEY": 1}, {"STRIPE_KEY": {}}, {"not a name": "x"}, ["x"], "x", None,
    ]  # fmt: skip
    for variables in attempts:
        arguments = {"p_deployment_id": deployment, "p_environment_vars": variables}
        refused = member.rest("POST", "rpc/set_deployment_secrets", arguments)
        assert (refused.status_code, refused.json()["details"]) == (400, None), refused.text
        assert not any(value in refused.text for value in secrets.values())
    [row] = member.rows("deployments", id=f"eq.{deployment}")
    assert row["environment_variable_names"] == sorted(secrets)
    admin.rpc("delete_deployment", p_deployment_id=deployment)


def _example(language: str) -> str:
    page = (ROOT / "docs" / "reference" / "workflows.md").read_text()
    [block] = re.findall(rf"^```{language}\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)
    return str(block)


def test_the_examples_of_the_page_run_as_they_are_written(site: Stack) -> None:
    person = site.sign_up()
    program = f"""
        import {{ createClient }} from '@supabase/supabase-js'
        import ws from 'ws'
        const [url, key, token] = process.argv.slice(1)
        const headers = {{ Authorization: `Bearer ${{token}}` }}
        const supabase = createClient(url, key, {{ global: {{ headers }}, realtime: {{ transport: ws }} }})
        {_example("ts")}
        console.log(JSON.stringify(execution))
    """
    done = subprocess.run(
        ["node", "--input-type=module", "-e", program, site.addresses.api_url, person.key, str(person.token)],
        cwd=ROOT, check=False, capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    execution = json.loads(done.stdout)
    assert (execution["status"], execution["steps_total"]) == ("pending", 2)
    [write, pause] = person.rows("workflow_steps", workflow_id=f"eq.{execution['workflow_id']}", order="position")
    assert (write["depends_on"], pause["depends_on"]) == ([], ["write"])

    engine = new_client(site.addresses.api_url, site.service.key, site.http)
    names = {"execution_id": execution["id"], "tenant_id": execution["tenant_id"], "step_id": write["id"]}
    exec(_example("python"), {"supabase": engine} | names)
    [ended] = person.rows(
        "workflow_executions", id=f"eq.{execution['id']}", select="*,workflow_execution_logs(step_key)"
    )
    assert (ended["status"], ended["output_data"], ended["steps_completed"]) == ("completed", {"note": "…"}, 2)
    assert ended["started_at"] <= ended["completed_at"]
    assert ended["workflow_execution_logs"] == [{"step_key": "write"}]
