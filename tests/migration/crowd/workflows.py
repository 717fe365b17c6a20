"""Agents and workflows in versions, their steps, executions, deployments, and templates with ratings."""

from collections.abc import Mapping, Set
from uuid import uuid4

from tests.migration.crowd.stage import Operation, Stage, Turn


def prepare(stage: Stage) -> None:
    def add(turn: Turn) -> None:
        turn.by("ann")
        agent = turn.do("insert into public.agents (name, type) values ('a', 'llm') returning id")
        turn.do("select public.activate_agent(%s)", agent)
        stage.rows["agents"] = [agent]
        for number in range(2):
            workflow = turn.do("insert into public.workflows (name) values (%s) returning id", f"w{number}")
            stage.rows.setdefault("workflows", []).append(workflow)
            for key in "abc":
                step = turn.do(
                    "insert into public.workflow_steps (workflow_id, agent_id, step_key, step_name, step_type, "
                    "position) values (%s, %s, %s, %s, 'agent', 0) returning id", workflow, agent, key, key,
                )  # fmt: skip
                stage.rows.setdefault("steps", []).append(step)
            turn.do("select public.activate_workflow(%s)", workflow)
            stage.rows.setdefault("deployments", []).append(
                turn.do("insert into public.deployments (name, workflow_id) values ('d', %s) returning id", workflow)
            )
        stage.rows["templates"] = [
            turn.do(
                "insert into public.templates (name, category, type, template_data, is_public) "
                "values (%s, 'x', 'agent', '{\"name\": \"a\", \"type\": \"llm\"}', true) returning id", f"t{number}",
            )
            for number in range(2)
        ]  # fmt: skip

    stage.act(add)


def _call(name: str, word: str) -> Operation:
    return lambda turn: turn.by_any().do(f"select public.{name}(%s)", turn.any(word))


def _by_ann(name: str, word: str) -> Operation:
    return lambda turn: turn.by("ann").do(f"select public.{name}(%s)", turn.any(word))


def _new_version(of: str) -> Operation:
    """Of the first ten: with the first version go and come all others."""
    return lambda turn: turn.by_any().do(
        f"select public.new_{of}_version(id) from public.{of}s where id = %s "
        f"and (select count(*) from public.{of}s where parent_id is not null) < 10",
        turn.any(f"{of}s"),
    )


def _edit_a_step(turn: Turn) -> None:
    turn.by_any().do("update public.workflow_steps set step_name = %s where id = %s", uuid4().hex, turn.any("steps"))


def _add_a_step(turn: Turn) -> None:
    turn.by_any().do(
        "insert into public.workflow_steps (workflow_id, step_key, step_name, step_type, position) "
        "values (%s, %s, 'x', 'wait', 1)", turn.any("workflows"), f"k{turn.dice.randint(0, 30)}",
    )  # fmt: skip


def _publish(turn: Turn) -> None:
    turn.by_any().do(
        "update public.workflows set is_public = %s where id = %s", turn.dice.random() < 0.5, turn.any("workflows")
    )


def _execute(turn: Turn) -> None:
    turn.by_service().do(
        "insert into public.workflow_executions (tenant_id, workflow_id, user_id, trigger_type) "
        "select %s, w, %s, 'api' from unnest(%s) w", turn.stage.tenant, turn.stage.people["cid"],
        # In one order, as whoever locks several rows by one statement of their own has to.
        sorted(turn.dice.sample(turn.stage.rows["workflows"], 2)),
    )  # fmt: skip


def _move_executions(turn: Turn) -> None:
    before, after = turn.dice.choice([
        ("pending", "running"), ("running", "completed"), ("running", "failed"), ("running", "timeout")
    ])  # fmt: skip
    turn.by_service().do(
        "update public.workflow_executions set status = %s where id in (select id from public.workflow_executions "
        "where status = %s order by random() limit 1)", after, before,
    )  # fmt: skip


def _cancel(turn: Turn) -> None:
    turn.by_any().do(
        "select public.cancel_workflow_execution((select id from public.workflow_executions "
        "where status in ('pending', 'running') order by random() limit 1))"
    )


def _log_a_step(turn: Turn) -> None:
    turn.by_service().do(
        "insert into public.workflow_execution_logs (tenant_id, execution_id, workflow_step_id, message, step_status, "
        "step_duration_ms) select e.tenant_id, e.id, s.id, 'x', %s, 5 from public.workflow_executions e "
        "join public.workflow_steps s on s.workflow_id = e.workflow_id where e.status = 'running' order by random() "
        "limit 2", turn.dice.choice(["completed", "failed"]),
    )  # fmt: skip


def _rate(turn: Turn) -> None:
    who = turn.dice.choice(["ann", "bea", "cid", "eve", "vic"])
    turn.by(who).do(
        "insert into public.template_ratings (template_id, rating) values (%s, %s) "
        "on conflict (template_id, user_id) do update set rating = excluded.rating",
        turn.any("templates"), turn.dice.randint(1, 5),
    )  # fmt: skip


def _take_a_rating_back(turn: Turn) -> None:
    turn.by(turn.dice.choice(["ann", "bea", "cid", "eve", "vic"])).do(
        "delete from public.template_ratings where template_id = %s and user_id = auth.uid()", turn.any("templates")
    )


def _deploy(turn: Turn) -> None:
    turn.by_any().do("insert into public.deployments (name, workflow_id) values ('d', %s)", turn.any("workflows"))


def _deploy_another(turn: Turn) -> None:
    turn.by_any().do(
        "update public.deployments set workflow_id = %s where id = %s", turn.any("workflows"), turn.any("deployments")
    )


def _move_deployments(turn: Turn) -> None:
    before, after = turn.dice.choice([("starting", "running"), ("running", "maintenance"), ("stopping", "stopped")])
    turn.by_service().do(
        "update public.deployments set status = %s where id in (select id from public.deployments "
        "where status = %s order by random() limit 1)", after, before,
    )  # fmt: skip


OPERATIONS: Mapping[str, Operation] = {
    "a new version of an agent": _new_version("agent"),
    "a new version of a workflow": _new_version("workflow"),
    "activate a workflow": _call("activate_workflow", "workflows"),
    "activate another workflow": _call("activate_workflow", "workflows"),
    "deactivate a workflow": _call("deactivate_workflow", "workflows"),
    "delete a workflow": _by_ann("delete_workflow", "workflows"),
    "restore a workflow": _by_ann("restore_workflow", "workflows"),
    "restore another workflow": _by_ann("restore_workflow", "workflows"),
    "delete a step": _call("delete_workflow_step", "steps"),
    "restore a step": _call("restore_workflow_step", "steps"),
    "edit a step": _edit_a_step,
    "edit another step": _edit_a_step,
    "add a step": _add_a_step,
    "publish a workflow": _publish,
    "deactivate an agent": _call("deactivate_agent", "agents"),
    "activate an agent": _call("activate_agent", "agents"),
    "delete an agent": _by_ann("delete_agent", "agents"),
    "restore an agent": _by_ann("restore_agent", "agents"),
    "restore another agent": _by_ann("restore_agent", "agents"),
    "activate another agent": _call("activate_agent", "agents"),
    "execute two workflows": _execute,
    "start a workflow": _call("start_workflow_execution", "workflows"),
    "move executions on": _move_executions,
    "move more executions on": _move_executions,
    "cancel an execution": _cancel,
    "log a step": _log_a_step,
    "rate a template": _rate,
    "rate another template": _rate,
    "take a rating back": _take_a_rating_back,
    "use a template": _call("use_template", "templates"),
    "deploy a workflow": _deploy,
    "deploy another workflow": _deploy_another,
    "start a deployment": _call("start_deployment", "deployments"),
    "stop a deployment": _call("stop_deployment", "deployments"),
    "delete a deployment": _by_ann("delete_deployment", "deployments"),
    "restore a deployment": _by_ann("restore_deployment", "deployments"),
    "move deployments on": _move_deployments,
}

REFUSING: Set[str] = {"workflow_steps_key_is_unique_in_workflow"}

TRUTHS: Mapping[str, str] = {
    "versions of an agent are numbered without a gap": """
        select coalesce(parent_id, id), count(*) from public.agents group by 1, tenant_id
        having count(*) <> max(version) or count(distinct version) <> count(*)
    """,
    "versions of a workflow are numbered without a gap": """
        select coalesce(parent_id, id), count(*) from public.workflows group by 1, tenant_id
        having count(*) <> max(version) or count(distinct version) <> count(*)
    """,
    "a workflow has counted its executions": """
        select w.id from public.workflows w left join public.workflow_executions e on e.workflow_id = w.id
        group by w.id having w.total_executions <> count(e.*)
        or w.successful_executions <> count(*) filter (where e.status = 'completed')
        or w.failed_executions <> count(*) filter (where e.status in ('failed', 'timeout'))
        or w.timed_executions <> count(e.duration_ms)
        or w.total_execution_time_ms <> coalesce(sum(e.duration_ms), 0)
        or w.last_execution_at is distinct from max(e.created_at)
    """,
    "an agent has counted what it did in steps": """
        select a.id from public.agents a
        where a.tenant_id <> private.official_tenant_id()
        and not exists (select from public.agent_executions e where e.agent_id = a.id)
        and a.total_executions <> (
            select count(*) from public.workflow_execution_logs l
            join public.workflow_steps s on s.id = l.workflow_step_id
            where s.agent_id = a.id and l.step_status in ('completed', 'failed'))
    """,
    "a template has counted its ratings": """
        select t.id from public.templates t left join public.template_ratings r on r.template_id = t.id
        group by t.id having t.rating_count <> count(r.*) or t.rating_total <> coalesce(sum(r.rating), 0)
    """,
    "nothing live hangs on a deleted workflow": """
        select w.id from public.workflows w where w.deleted_at is not null and (
            exists (select from public.workflow_steps s where s.workflow_id = w.id and s.deleted_at is null)
            or exists (select from public.deployments d where d.workflow_id = w.id and d.deleted_at is null)
            or exists (select from public.workflows v where v.parent_id = w.id and v.deleted_at is null))
    """,
    "nothing waits to be run of a deleted workflow, and who runs of it is asked to stop": """
        select e.id from public.workflow_executions e join public.workflows w on w.id = e.workflow_id
        where w.deleted_at is not null
        and (e.status = 'pending' or (e.status = 'running' and e.cancel_requested_at is null))
    """,
    "nothing is in service that is not active": """
        select d.id from public.deployments d join public.workflows w on w.id = d.workflow_id
        where d.status in ('starting', 'running', 'maintenance')
        and (d.deleted_at is not null or w.deleted_at is not null or w.status <> 'active')
    """,
    "a step is as public as its workflow": """
        select s.id from public.workflow_steps s join public.workflows w on w.id = s.workflow_id
        where s.is_public <> w.is_public and s.deleted_at is null
    """,
    "an active workflow has live and active agents": """
        select w.id from public.workflows w join public.workflow_steps s on s.workflow_id = w.id
        join public.agents a on a.id = s.agent_id
        where w.status = 'active' and w.deleted_at is null and s.deleted_at is null
        and (a.status <> 'active' or a.deleted_at is not null)
    """,
}
