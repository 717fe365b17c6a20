"""Two transactions about the same rows, the second of which waits for the first: what the second comes to."""

import random
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest

from tests.migration.clusters import MIGRATED, Cluster
from tests.migration.crowd import DOMAINS
from tests.migration.crowd.stage import Operation, Stage, Turn, build


@pytest.fixture
def stage(cluster: Cluster) -> Stage:
    stage = build(cluster, cluster.copy(MIGRATED, "pairs"))
    for domain in DOMAINS:
        domain.prepare(stage)
    return stage


@contextmanager
def _transaction(stage: Stage) -> Iterator[Turn]:
    with stage.connect() as connection:
        connection.execute("begin")
        connection.execute("set local lock_timeout = '20s'")
        yield stage.turn(connection, random.Random(0))


def meet(stage: Stage, first: Operation, second: Operation) -> Any:
    """Do ``first``, see that ``second`` waits, let ``first`` commit: what ``second`` gave, or its SQLSTATE."""
    outcome: list[Any] = []
    with _transaction(stage) as one, _transaction(stage) as other:
        first(one)

        def run() -> None:
            try:
                outcome.append(second(other))
                other.connection.execute("commit")
            except psycopg.Error as error:
                outcome.append(error.sqlstate)

        thread = threading.Thread(target=run)
        thread.start()
        waited = stage.cluster.comes_to_wait(stage.database)
        one.connection.execute("commit")
        thread.join(timeout=60)
    assert waited, f"it did not wait, but came to {outcome}"
    return outcome[0]


def by(name: str, statement: str, *values: Any) -> Operation:
    return lambda turn: turn.by(name).do(statement, *values)


def by_service(statement: str, *values: Any) -> Operation:
    return lambda turn: turn.by_service().do(statement, *values)


# ------------------------------------------------------------------------------------------------------------ ideas


def test_an_idea_submitted_twice_at_once_is_evaluated_once(stage: Stage) -> None:
    submit = "select (public.submit_idea(%s)).id"
    idea = stage.rows["ideas"][0]
    assert meet(stage, by("cid", submit, idea), by("eve", submit, idea)) == "PT409"
    assert stage.row("select count(*) from public.evaluations where business_idea_id = %s", idea) == 1


def test_the_last_two_results_that_end_at_once_end_the_evaluation_once(stage: Stage) -> None:
    stage.act(by("cid", "select public.submit_idea(%s)", stage.rows["ideas"][0]))
    stage.act(by_service("select count(*) from public.claim_agent_results(10)"))
    ids = stage.row("select array_agg(id order by id) from public.agent_results")
    end = "update public.agent_results set status = 'completed', output_data = '{}', score = %s where id = any(%s)"
    stage.act(by_service(end, 10, ids[2:]))
    last, other = by_service(end, 50, ids[:1]), by_service(end, 90, ids[1:2])
    assert meet(stage, last, other) is None
    assert stage.row("select status from public.evaluations") == "completed"
    assert stage.row("select score::text from public.evaluations") == "34.00"
    assert stage.row("select status from public.business_ideas where id = %s", stage.rows["ideas"][0]) == "completed"


# -------------------------------------------------------------------------------------------------------- workflows


def test_two_who_make_a_new_version_at_once_make_two(stage: Stage) -> None:
    for of in ("agent", "workflow"):
        root = stage.rows[f"{of}s"][0]
        make = f"select (public.new_{of}_version(%s)).version"
        assert meet(stage, by("ann", make, root), by("ann", make, root)) == 3


def test_two_who_rate_a_template_at_once_are_both_counted(stage: Stage) -> None:
    rate = "insert into public.template_ratings (template_id, rating) values (%s, %s)"
    template = stage.rows["templates"][0]
    assert meet(stage, by("cid", rate, template, 2), by("vic", rate, template, 5)) is None
    assert stage.row("select rating_average::text from public.templates where id = %s", template) == "3.50"


def test_one_who_rates_a_template_twice_at_once_is_counted_once(stage: Stage) -> None:
    rate = """
        insert into public.template_ratings (template_id, rating) values (%s, %s)
        on conflict (template_id, user_id) do update set rating = excluded.rating
    """
    template = stage.rows["templates"][0]
    assert meet(stage, by("cid", rate, template, 2), by("cid", rate, template, 5)) is None
    assert stage.row("select rating_average::text from public.templates where id = %s", template) == "5.00"


def test_executions_that_begin_at_once_are_both_counted(stage: Stage) -> None:
    start = "select (public.start_workflow_execution(%s)).status"
    workflow = stage.rows["workflows"][0]
    assert meet(stage, by("cid", start, workflow), by("eve", start, workflow)) == "pending"
    assert stage.row("select total_executions from public.workflows where id = %s", workflow) == 2


ADD_STEP = """
    insert into public.workflow_steps (workflow_id, step_key, step_name, step_type, position)
    values (%s, 'new', 'x', 'wait', 1) returning step_key
"""
DEPLOY = "insert into public.deployments (name, workflow_id) values ('new', %s) returning name"


@pytest.mark.parametrize("add", [ADD_STEP, DEPLOY], ids=["a step", "a deployment"])
def test_nothing_is_hung_on_a_workflow_that_is_being_deleted(stage: Stage, add: str) -> None:
    workflow = stage.rows["workflows"][0]
    stage.act(by("ann", "select public.deactivate_workflow(%s)", workflow))
    delete = by("ann", "select public.delete_workflow(%s)", workflow)
    assert meet(stage, delete, by("cid", add, workflow)) == "PT404"


@pytest.mark.parametrize("add", [ADD_STEP, DEPLOY], ids=["a step", "a deployment"])
def test_what_is_hung_on_a_workflow_first_is_deleted_with_it(stage: Stage, add: str) -> None:
    workflow = stage.rows["workflows"][0]
    stage.act(by("ann", "select public.deactivate_workflow(%s)", workflow))
    delete = by("ann", "select (public.delete_workflow(%s)).id", workflow)
    assert meet(stage, by("cid", add, workflow), delete) == workflow
    for table in ("workflow_steps", "deployments"):
        live = f"select count(*) from public.{table} where workflow_id = %s and deleted_at is null"
        assert stage.row(live, workflow) == 0


def test_an_agent_is_not_deactivated_under_a_workflow_that_is_being_activated(stage: Stage) -> None:
    workflow, agent = stage.rows["workflows"][0], stage.rows["agents"][0]
    for each in stage.rows["workflows"]:
        stage.act(by("ann", "select public.deactivate_workflow(%s)", each))
    activate = by("ann", "select public.activate_workflow(%s)", workflow)
    assert meet(stage, activate, by("cid", "select public.deactivate_agent(%s)", agent)) == "PT409"


# --------------------------------------------------------------------------------------------------------- ventures


def test_nothing_is_hung_on_a_venture_that_is_being_deleted(stage: Stage) -> None:
    venture = stage.rows["ventures"][0]
    add = "insert into public.user_stories (venture_id, title, priority) values (%s, 'x', 'P1')"
    assert meet(stage, by("ann", "select public.delete_venture(%s)", venture), by("cid", add, venture)) == "PT404"


# --------------------------------------------------------------------------------------------------- specifications


def test_a_phase_that_two_leave_at_once_is_left_once(stage: Stage) -> None:
    project, document = stage.rows["projects"][0], stage.rows["documents"][0]
    for status in ("REVIEW", "APPROVED"):
        stage.act(by("ann", "select public.set_document_status(%s, %s)", document, status))
    leave = by("ann", "select (public.transition_phase(%s, 'DESIGN')).current_phase", project)
    assert meet(stage, leave, leave) == "PT409"
    assert stage.row("select count(*) from public.audit_logs where action = 'PHASE_TRANSITION'") == 1


def test_a_document_is_not_reopened_while_its_phase_is_left(stage: Stage) -> None:
    project, document = stage.rows["projects"][0], stage.rows["documents"][0]
    status = "select (public.set_document_status(%s, %s)).status"
    for each in ("REVIEW", "APPROVED"):
        stage.act(by("ann", status, document, each))
    reopen = by("ann", status, document, "DRAFT")
    assert meet(stage, reopen, by("ann", "select public.transition_phase(%s, 'DESIGN')", project)) == "PT409"


def test_two_who_edit_a_document_at_once_make_two_versions(stage: Stage) -> None:
    edit = "update public.specification_documents set content = %s where id = %s returning version"
    document = stage.rows["documents"][0]
    assert meet(stage, by("cid", edit, "one", document), by("eve", edit, "two", document)) == 3
    versions = "select array_agg(version order by version) from public.document_versions where document_id = %s"
    assert stage.row(versions, document) == [1, 2, 3]


def test_a_circle_of_modules_is_not_closed_by_two_at_once(stage: Stage) -> None:
    one, two, three = stage.rows["modules"]
    need = "insert into public.module_prerequisites (module_id, prerequisite_id) values (%s, %s)"
    stage.act(by("ann", need, one, two))
    assert meet(stage, by("ann", need, two, three), by("cid", need, three, one)) == "PT409"


def test_who_is_added_to_a_team_while_leaving_the_tenant_is_not_in_it(stage: Stage) -> None:
    project, dan = stage.rows["projects"][0], stage.people["dan"]
    leave = by("dan", "select public.leave_tenant(%s)", stage.tenant)
    add = by("ann", "select public.add_team_member(%s, %s)", project, dan)
    assert meet(stage, leave, add) == "PT404"
    assert stage.row("select count(*) from public.team_members where user_id = %s and status = 'ACTIVE'", dan) == 0


def test_who_leaves_the_tenant_while_being_added_to_a_team_leaves_that_too(stage: Stage) -> None:
    project, dan = stage.rows["projects"][0], stage.people["dan"]
    add = by("ann", "select public.add_team_member(%s, %s)", project, dan)
    leave = by("dan", "select (public.leave_tenant(%s)).user_id", stage.tenant)
    assert meet(stage, add, leave) == dan
    assert stage.row("select count(*) from public.team_members where user_id = %s and status = 'ACTIVE'", dan) == 0
