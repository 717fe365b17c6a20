"""Ventures, what hangs on them, their gates and phases, artifacts with versions, and agents' runs."""

from collections.abc import Mapping, Set
from uuid import uuid4

from tests.migration.crowd.stage import Operation, Stage, Turn

GATES = ("VRC", "VCD", "DSP", "MDP")


def prepare(stage: Stage) -> None:
    def add(turn: Turn) -> None:
        turn.by("ann")
        for number in range(2):
            venture = turn.do(
                "insert into public.ventures (name, description) values (%s, 'x') returning id", f"venture {number}"
            )
            stage.rows.setdefault("ventures", []).append(venture)
            for _ in range(2):
                artifact = turn.do(
                    "insert into public.artifacts (venture_id, type, content) values (%s, 'CODE', %s) returning id",
                    venture, {"a": 1},
                )  # fmt: skip
                stage.rows.setdefault("artifacts", []).append(artifact)
        agent = turn.do("insert into public.agents (name, type) values ('of ventures', 'llm') returning id")
        stage.rows["agents of ventures"] = [agent]

    stage.act(add)


def _add_a_story(turn: Turn) -> None:
    turn.by_any().do(
        "insert into public.user_stories (venture_id, title, priority) values (%s, 'x', 'P1')", turn.any("ventures")
    )


def _add_an_artifact(turn: Turn) -> None:
    turn.by_any().do(
        "insert into public.artifacts (venture_id, type, content) values (%s, 'CODE', '{}')", turn.any("ventures")
    )


def _edit_an_artifact(turn: Turn) -> None:
    turn.by_any().do(
        "update public.artifacts set content = %s where id = %s",
        {"n": turn.dice.randint(0, 3), "list": [turn.dice.randint(0, 2)]}, turn.any("artifacts"),
    )  # fmt: skip


def _revert_an_artifact(turn: Turn) -> None:
    turn.by_any().do("select public.revert_artifact(%s, %s)", turn.any("artifacts"), turn.dice.randint(1, 3))


def _delete_an_artifact(turn: Turn) -> None:
    turn.by("ann").do("select public.delete_artifact(%s)", turn.any("artifacts"))


def _restore_an_artifact(turn: Turn) -> None:
    turn.by("ann").do("select public.restore_artifact(%s)", turn.any("artifacts"))


def _delete_a_venture(turn: Turn) -> None:
    turn.by("ann").do("select public.delete_venture(%s)", turn.any("ventures"))


def _restore_a_venture(turn: Turn) -> None:
    turn.by("ann").do("select public.restore_venture(%s)", turn.any("ventures"))


def _score_a_gate(turn: Turn) -> None:
    turn.by_service().do(
        "insert into public.quality_gates (tenant_id, venture_id, gate_type, score, criteria) "
        "values (%s, %s, %s, %s, '{}')",
        turn.stage.tenant, turn.any("ventures"), turn.dice.choice(GATES), turn.dice.choice(["0.1", "0.9"]),
    )  # fmt: skip


def _advance(turn: Turn) -> None:
    turn.by_any().do("select public.advance_venture(%s)", turn.any("ventures"))


def _begin_anew(turn: Turn) -> None:
    """Another venture in the place of one, in which there are phases to advance again."""
    rows = turn.stage.rows["ventures"]
    rows[turn.dice.randrange(len(rows))] = turn.by("ann").do(
        "insert into public.ventures (name, description) values (%s, 'x') returning id", uuid4().hex
    )


def _begin_a_run(turn: Turn) -> None:
    turn.by_service().do(
        "insert into public.agent_executions (tenant_id, venture_id, agent_id, user_id, status) "
        "values (%s, %s, %s, %s, %s)",
        turn.stage.tenant, turn.any("ventures"), turn.any("agents of ventures"),
        turn.stage.people[turn.dice.choice(["cid", "dan"])], turn.dice.choice(["PENDING", "RUNNING"]),
    )  # fmt: skip


def _end_a_run(turn: Turn) -> None:
    status = turn.dice.choice(["COMPLETED", "FAILED", "CANCELLED"])
    turn.by_service().do(
        "update public.agent_executions set status = %s, output = '{}', cost_usd = 0, error = %s "
        "where id = (select id from public.agent_executions where status = 'RUNNING' order by random() limit 1)",
        status, {"code": "x"} if status == "FAILED" else None,
    )  # fmt: skip


def _cancel_a_run(turn: Turn) -> None:
    turn.by_any().do(
        "select public.cancel_agent_execution((select id from public.agent_executions "
        "where status in ('PENDING', 'RUNNING') order by random() limit 1))"
    )


def _raise_an_alert(turn: Turn) -> None:
    turn.by_service().do(
        "insert into public.divergence_alerts (tenant_id, venture_id, component, expected, actual, severity) "
        "values (%s, %s, 'x', '{}', '{}', 'LOW')",
        turn.stage.tenant, turn.any("ventures"),
    )  # fmt: skip


def _resolve_an_alert(turn: Turn) -> None:
    turn.by_any().do(
        "select public.resolve_divergence_alert((select id from public.divergence_alerts where resolved_at is null "
        "limit 1))"
    )


OPERATIONS: Mapping[str, Operation] = {
    "add a story": _add_a_story,
    "add an artifact": _add_an_artifact,
    "edit an artifact": _edit_an_artifact,
    "edit another artifact": _edit_an_artifact,
    "revert an artifact": _revert_an_artifact,
    "delete an artifact": _delete_an_artifact,
    "restore an artifact": _restore_an_artifact,
    "delete a venture": _delete_a_venture,
    "restore a venture": _restore_a_venture,
    "score a gate": _score_a_gate,
    "score another gate": _score_a_gate,
    "advance a venture": _advance,
    "begin another venture": _begin_anew,
    "begin a run": _begin_a_run,
    "end a run": _end_a_run,
    "cancel a run": _cancel_a_run,
    "raise an alert": _raise_an_alert,
    "resolve an alert": _resolve_an_alert,
}

REFUSING: Set[str] = {"ventures_name_is_unique_among_live_ventures"}

TRUTHS: Mapping[str, str] = {
    "nothing live hangs on a deleted venture": """
        select v.id from public.ventures v where v.deleted_at is not null and (
            exists (select from public.user_stories c where c.venture_id = v.id and c.deleted_at is null)
            or exists (select from public.personas c where c.venture_id = v.id and c.deleted_at is null)
            or exists (select from public.requirements c where c.venture_id = v.id and c.deleted_at is null)
            or exists (select from public.artifacts c where c.venture_id = v.id and c.deleted_at is null))
    """,
    "what is open for a deleted venture is asked to stop": """
        select e.id, e.status from public.agent_executions e join public.ventures v on v.id = e.venture_id
        where v.deleted_at is not null
        and (e.status = 'PENDING' or (e.status = 'RUNNING' and e.cancel_requested_at is null))
    """,
    "versions of an artifact are numbered without a gap, and the last one is its content": """
        select a.id, a.version from public.artifacts a left join public.artifact_versions v on v.artifact_id = a.id
        group by a.id having a.version <> count(v.*) or a.version <> max(v.version)
        or a.content <> (array_agg(v.content order by v.version desc))[1]
    """,
    "the differences of an artifact lead from each version to the next": """
        select v.artifact_id, v.version from public.artifact_versions v
        join public.artifact_versions w on w.artifact_id = v.artifact_id and w.version = v.version - 1
        where private.json_patch(w.content, v.diff) <> v.content
    """,
    "a venture went through all phases up to its own": """
        select v.id, v.phase, array_agg(p.phase) from public.ventures v
        join public.venture_phases p on p.venture_id = v.id group by v.id
        having array_agg(p.phase order by p.phase) <> enum_range('DISCOVER', v.phase)
        or count(*) filter (where p.completed_at is null) <> 1
        or bool_or(p.phase < v.phase and p.quality_gate_id is null)
    """,
    "an agent has counted its runs": """
        select a.id from public.agents a left join public.agent_executions e
        on (e.agent_tenant_id, e.agent_id) = (a.tenant_id, a.id)
        where a.tenant_id <> private.official_tenant_id()
        and not exists (select from public.workflow_steps s where s.agent_id = a.id) group by a.id
        having a.total_executions <> count(e.*)
        or a.successful_executions <> count(*) filter (where e.status = 'COMPLETED')
        or a.failed_executions <> count(*) filter (where e.status = 'FAILED')
    """,
}
