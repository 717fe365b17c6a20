"""What must hold when two sessions do it at once: each case lets one wait for the other's uncommitted change."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest

from tests.migration.clusters import SEEDED, Cluster, act_as

DEMO = UUID("00000000-0000-4000-8000-000000000001")
OTHER = UUID("00000000-0000-4000-8000-000000000002")
PROMPT = UUID("00000000-0000-4000-8000-000000000101")


@pytest.fixture
def database(cluster: Cluster) -> str:
    return cluster.copy(SEEDED, "races")


class _Session:
    """A connection in a transaction, acting as a user or, without one, as the service."""

    def __init__(self, connection: psycopg.Connection, user: UUID | None) -> None:
        self._connection = connection
        connection.execute("begin")
        connection.execute("set local lock_timeout = '10s'")
        if user:
            act_as(connection, user)
        else:
            connection.execute("set local role service_role")

    def call(self, statement: str, *values: Any) -> Any:
        row = self._connection.execute(statement, values).fetchone()
        return row[0] if row else None

    def commit(self) -> None:
        self._connection.execute("commit")


@contextmanager
def _two(
    cluster: Cluster, database: str, first: UUID | None, second: UUID | None
) -> Iterator[tuple[_Session, _Session]]:
    with cluster.connect(database) as one, cluster.connect(database) as other:
        yield _Session(one, first), _Session(other, second)


def _second_waits_for_first(
    cluster: Cluster, database: str, first: _Session, second: _Session, statement: str, *values: Any
) -> Any:
    """Run the statement in ``second``, see that it waits, let ``first`` commit; its value, or the error it raised."""
    outcome: list[Any] = []

    def run() -> None:
        try:
            outcome.append(second.call(statement, *values))
            second.commit()
        except psycopg.Error as error:
            outcome.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    waited = cluster.comes_to_wait(database)
    first.commit()
    thread.join(timeout=60)
    assert waited, f"the second session did not wait; it got {outcome}"
    return outcome[0]


def _value(cluster: Cluster, database: str, statement: str, *values: Any) -> Any:
    with cluster.connect(database) as connection:
        row = connection.execute(statement, values).fetchone()
    assert row
    return row[0]


def _begin(cluster: Cluster, database: str) -> tuple[str, str]:
    with cluster.connect(database) as connection:
        row = connection.execute("select public.begin_execution(%s, null, 'AI Code Reviewer')", [DEMO]).fetchone()
    assert row
    return row[0]["execution"]["id"], row[0]["execution"]["lease_id"]


def _let_lease_run_out(cluster: Cluster, database: str) -> None:
    with cluster.connect(database) as connection:
        connection.execute(
            "update public.executions set lease_expires_at = now() - interval '1s' where status = 'RUNNING'"
        )


SETTLE = """
    select public.settle_execution(
      %s, %s, '{"status": "COMPLETED", "validation_status": "SKIPPED", "latency_ms": 5}',
      jsonb_build_array(jsonb_build_object(
        'id', %s::uuid, 'kind', 'first', 'provider', 'local', 'model', 'local:smollm2', 'cost_usd', '0.5',
        'price_source', 'operator', 'outcome', 'succeeded', 'started_at', now()
      ))
    ) ->> 'outcome'
"""


def test_two_admins_who_leave_at_once_leave_one_behind(cluster: Cluster, database: str) -> None:
    with cluster.connect(database) as connection:
        row = connection.execute("insert into public.tenants (name) values ('Acme') returning id").fetchone()
        assert row
        tenant = row[0]
        connection.execute(
            "insert into public.user_roles (tenant_id, user_id, role) values (%s, %s, 'ADMIN'), (%s, %s, 'ADMIN')",
            [tenant, DEMO, tenant, OTHER],
        )
    with _two(cluster, database, DEMO, OTHER) as (demo, other):
        demo.call("select public.leave_tenant(%s)", tenant)
        refused = _second_waits_for_first(cluster, database, demo, other, "select public.leave_tenant(%s)", tenant)

    assert isinstance(refused, psycopg.Error)
    assert refused.sqlstate == "PT409"


def test_two_who_publish_at_once_make_two_versions(cluster: Cluster, database: str) -> None:
    publish = "select (public.publish_prompt(%s)).published_version"
    with _two(cluster, database, DEMO, DEMO) as (first, second):
        assert first.call(publish, PROMPT) == 2
        assert _second_waits_for_first(cluster, database, first, second, publish, PROMPT) == 3


def test_two_who_add_the_last_validation_at_once_add_one(cluster: Cluster, database: str) -> None:
    with cluster.connect(database) as connection:
        connection.execute(
            "insert into public.validations (tenant_id, prompt_id, name, type, config) "
            "select tenant_id, id, 'n' || n, 'SCHEMA', '{}' from public.prompts, generate_series(1, 19 - "
            "(select count(*) from public.validations where prompt_id = %s)) n where id = %s", [PROMPT, PROMPT],
        )  # fmt: skip
    add = (
        "insert into public.validations (prompt_id, name, type, config) values (%s, %s, 'SCHEMA', '{}') returning name"
    )
    with _two(cluster, database, DEMO, DEMO) as (first, second):
        assert first.call(add, PROMPT, "one") == "one"
        refused = _second_waits_for_first(cluster, database, first, second, add, PROMPT, "two")

    assert isinstance(refused, psycopg.Error)
    assert refused.sqlstate == "PT409"


def test_two_settles_at_once_count_the_money_once(cluster: Cluster, database: str) -> None:
    execution, lease = _begin(cluster, database)
    call = uuid4()
    with _two(cluster, database, None, None) as (first, second):
        assert first.call(SETTLE, execution, lease, call) == "settled"
        assert _second_waits_for_first(cluster, database, first, second, SETTLE, execution, lease, call) == "settled"
    with cluster.connect(database) as connection:
        spent = connection.execute(
            "select count(*), sum(cost_usd)::text from public.cost_tracking where reference_id = %s", [execution]
        ).fetchone()

    assert spent == (1, "0.500000000000")


def test_the_sweeper_passes_over_what_is_being_settled(cluster: Cluster, database: str) -> None:
    execution, lease = _begin(cluster, database)
    _let_lease_run_out(cluster, database)
    with _two(cluster, database, None, None) as (worker, sweeper):
        assert worker.call(SETTLE, execution, lease, uuid4()) == "settled"
        assert sweeper.call("select public.sweep_executions()") == 0


def test_a_worker_that_settles_while_it_is_swept_finds_itself_superseded(cluster: Cluster, database: str) -> None:
    execution, lease = _begin(cluster, database)
    _let_lease_run_out(cluster, database)
    with _two(cluster, database, None, None) as (sweeper, worker):
        assert sweeper.call("select public.sweep_executions()") == 1
        outcome = _second_waits_for_first(cluster, database, sweeper, worker, SETTLE, execution, lease, uuid4())
    with cluster.connect(database) as connection:
        found = connection.execute(
            "select status::text, error ->> 'code' from public.executions where id = %s", [execution]
        ).fetchone()

    assert outcome == "superseded"
    assert found == ("FAILED", "lease_expired")


def test_an_invitation_accepted_twice_at_once_admits_once(cluster: Cluster, database: str) -> None:
    with cluster.connect(database) as connection, connection.transaction():
        act_as(connection, DEMO)
        row = connection.execute("select public.invite_member('other@formaops.com', 'VIEWER') ->> 'token'").fetchone()
    assert row
    accept = "select (public.accept_invitation(%s)).role::text"
    with _two(cluster, database, OTHER, OTHER) as (first, second):
        assert first.call(accept, row[0]) == "VIEWER"
        refused = _second_waits_for_first(cluster, database, first, second, accept, row[0])

    assert isinstance(refused, psycopg.Error)
    assert refused.sqlstate == "PT404"


VENTURE = UUID("00000000-0000-4000-8000-000000000402")
ARTIFACT = UUID("00000000-0000-4000-8000-000000000441")
ADD_STORY = "insert into public.user_stories (venture_id, title, priority) values (%s, 'late', 'P1') returning id"
DELETE_VENTURE = "select (public.delete_venture(%s)).deleted_at"


def test_two_who_advance_a_venture_at_once_advance_it_once(cluster: Cluster, database: str) -> None:
    """… though the next gate has passed, too, and neither said from which phase."""
    with cluster.connect(database) as connection:
        connection.execute(
            """
            insert into public.quality_gates (tenant_id, venture_id, gate_type, score, criteria)
            select tenant_id, id, gate, 1, '{}' from public.ventures, unnest(enum_range(null::public.gate_type)) as gate
            where id = %s
            """,
            [VENTURE],
        )
    advance = "select (public.advance_venture(%s)).phase::text"
    with _two(cluster, database, DEMO, DEMO) as (first, second):
        assert first.call(advance, VENTURE) == "DEFINE"
        refused = _second_waits_for_first(cluster, database, first, second, advance, VENTURE)

    assert isinstance(refused, psycopg.Error)
    assert refused.sqlstate == "PT409"


def test_two_who_edit_an_artifact_at_once_make_two_versions(cluster: Cluster, database: str) -> None:
    edit = "update public.artifacts set content = content || %s::jsonb where id = %s returning version"
    with _two(cluster, database, DEMO, DEMO) as (first, second):
        assert first.call(edit, '{"a": 1}', ARTIFACT) == 3
        assert _second_waits_for_first(cluster, database, first, second, edit, '{"b": 1}', ARTIFACT) == 4
    with cluster.connect(database) as connection, connection.transaction():
        act_as(connection, DEMO)
        rebuilt = connection.execute(
            """
            select bool_and(public.artifact_at_version(artifact_id, version) = content), max(version)
            from public.artifact_versions where artifact_id = %s
            """,
            [ARTIFACT],
        ).fetchone()

    assert rebuilt == (True, 4)


def test_nothing_is_added_to_a_venture_that_is_being_deleted(cluster: Cluster, database: str) -> None:
    with _two(cluster, database, DEMO, DEMO) as (first, second):
        first.call(DELETE_VENTURE, VENTURE)
        refused = _second_waits_for_first(cluster, database, first, second, ADD_STORY, VENTURE)

    assert isinstance(refused, psycopg.Error)
    assert refused.sqlstate == "PT404"


def test_a_deletion_takes_along_what_is_being_added(cluster: Cluster, database: str) -> None:
    with _two(cluster, database, DEMO, DEMO) as (first, second):
        story = first.call(ADD_STORY, VENTURE)
        deleted = _second_waits_for_first(cluster, database, first, second, DELETE_VENTURE, VENTURE)
    with cluster.connect(database) as connection:
        found = connection.execute("select deleted_at from public.user_stories where id = %s", [story]).fetchone()

    assert found == (deleted,)


BEGIN_RUN = "update public.agent_executions set status = 'RUNNING' where id = %s returning id"


@pytest.fixture
def waiting_run(cluster: Cluster, database: str) -> UUID:
    with cluster.connect(database) as connection:
        row = connection.execute(
            """
            insert into public.agent_executions (tenant_id, venture_id, user_id, agent_id)
            select v.tenant_id, v.id, v.user_id, a.id from public.ventures as v, public.agents as a
            where v.id = %s and a.slug = 'readiness-assessor' returning id
            """,
            [VENTURE],
        ).fetchone()
    assert row
    return UUID(str(row[0]))


def test_a_run_does_not_begin_while_its_venture_is_being_deleted(
    cluster: Cluster, database: str, waiting_run: UUID
) -> None:
    with _two(cluster, database, DEMO, None) as (first, second):
        first.call(DELETE_VENTURE, VENTURE)
        refused = _second_waits_for_first(cluster, database, first, second, BEGIN_RUN, waiting_run)

    assert isinstance(refused, psycopg.Error)
    assert refused.sqlstate == "PT409"


def test_a_deletion_asks_a_run_to_stop_that_is_just_beginning(
    cluster: Cluster, database: str, waiting_run: UUID
) -> None:
    with _two(cluster, database, None, DEMO) as (first, second):
        assert first.call(BEGIN_RUN, waiting_run) == waiting_run
        deleted = _second_waits_for_first(cluster, database, first, second, DELETE_VENTURE, VENTURE)
    with cluster.connect(database) as connection:
        run = connection.execute(
            "select status::text, cancel_requested_at from public.agent_executions where id = %s", [waiting_run]
        ).fetchone()

    assert run == ("RUNNING", deleted)


AGENT = UUID("00000000-0000-4000-8000-000000000303")
WORKFLOW = UUID("00000000-0000-4000-8000-000000000311")
DRAFT = UUID("00000000-0000-4000-8000-000000000313")
PENDING = UUID("00000000-0000-4000-8000-000000000336")
"""An execution of WORKFLOW."""
RUN = "update public.workflow_executions set status = 'running' where id = %s returning status::text"
TEMPLATE = UUID("00000000-0000-4000-8000-00000000f306")


def test_two_new_versions_at_once_get_two_numbers(cluster: Cluster, database: str) -> None:
    new = "select (public.new_workflow_version(%s)).version"
    with _two(cluster, database, DEMO, DEMO) as (first, second):
        assert first.call(new, WORKFLOW) == 2
        assert _second_waits_for_first(cluster, database, first, second, new, WORKFLOW) == 3


def test_two_executions_at_once_are_counted_twice(cluster: Cluster, database: str) -> None:
    start = "select (public.start_workflow_execution(%s)).status::text"
    count = "select total_executions from public.workflows where id = %s"
    with cluster.connect(database) as connection:
        before = connection.execute(count, [WORKFLOW]).fetchone()
        with _two(cluster, database, DEMO, DEMO) as (first, second):
            assert first.call(start, WORKFLOW) == "pending"
            assert _second_waits_for_first(cluster, database, first, second, start, WORKFLOW) == "pending"
        after = connection.execute(count, [WORKFLOW]).fetchone()
    assert before
    assert after == (before[0] + 2,)


def test_running_executions_of_a_workflow_do_not_wait_for_each_other(cluster: Cluster, database: str) -> None:
    with cluster.connect(database) as connection, connection.transaction():
        act_as(connection, DEMO)
        ids = [
            connection.execute("select (public.start_workflow_execution(%s)).id", [WORKFLOW]).fetchone()
            for _ in range(2)
        ]
    assert ids[0]
    assert ids[1]
    with _two(cluster, database, None, None) as (first, second):
        assert first.call(RUN, ids[0][0]) == "running"
        assert second.call(RUN, ids[1][0]) == "running"


def test_an_agent_is_not_deactivated_while_a_workflow_that_uses_it_is_activated(
    cluster: Cluster, database: str
) -> None:
    with _two(cluster, database, DEMO, DEMO) as (first, second):
        assert first.call("select (public.activate_workflow(%s)).status::text", DRAFT) == "active"
        refused = _second_waits_for_first(
            cluster, database, first, second, "select (public.deactivate_agent(%s)).status::text", AGENT
        )

    assert isinstance(refused, psycopg.Error)
    assert refused.sqlstate == "PT409"


def test_a_step_added_while_its_workflow_is_activated_is_refused(cluster: Cluster, database: str) -> None:
    step = """
        insert into public.workflow_steps (workflow_id, step_key, step_name, step_type, position)
        values (%s, 'late', 'Late', 'wait', 9) returning step_key
    """
    with _two(cluster, database, DEMO, DEMO) as (first, second):
        assert first.call("select (public.activate_workflow(%s)).status::text", DRAFT) == "active"
        refused = _second_waits_for_first(cluster, database, first, second, step, DRAFT)

    assert isinstance(refused, psycopg.Error)
    assert refused.sqlstate == "PT409"


def test_an_execution_does_not_begin_to_run_while_its_workflow_is_deleted(cluster: Cluster, database: str) -> None:
    with _two(cluster, database, DEMO, None) as (first, second):
        assert first.call("select (public.delete_workflow(%s)).deleted_at is not null", WORKFLOW)
        refused = _second_waits_for_first(cluster, database, first, second, RUN, PENDING)

    assert isinstance(refused, psycopg.Error)
    assert refused.sqlstate == "PT409"
    assert _value(cluster, database, "select status::text from public.workflow_executions where id = %s", PENDING) == (
        "cancelled"
    )


def test_a_workflow_is_not_deleted_while_an_execution_of_it_begins_to_run(cluster: Cluster, database: str) -> None:
    with _two(cluster, database, None, DEMO) as (first, second):
        assert first.call(RUN, PENDING) == "running"
        with pytest.raises(psycopg.Error, match="try again") as refused:
            second.call("select public.delete_workflow(%s)", WORKFLOW)
        first.commit()

    assert refused.value.sqlstate == "PT409"


def test_a_tenant_deleted_while_an_execution_begins_to_run_asks_it_to_stop(cluster: Cluster, database: str) -> None:
    office = _value(cluster, database, "select id from public.tenants where personal_user_id = %s", DEMO)
    delete = "update public.tenants set deleted_at = now() where id = %s returning id"
    asked = "select status::text || (cancel_requested_at is not null) from public.workflow_executions where id = %s"
    with _two(cluster, database, None, None) as (first, second):
        second.call("select set_config('role', 'none', true)")
        assert first.call(RUN, PENDING) == "running"
        assert _second_waits_for_first(cluster, database, first, second, delete, office) == office

    assert _value(cluster, database, asked, PENDING) == "runningtrue"


def test_a_deployment_started_while_its_workflow_is_deactivated_stops(cluster: Cluster, database: str) -> None:
    start = "select (public.start_deployment(%s)).status::text"
    deactivate = "select (public.deactivate_workflow(%s)).status::text"
    deployment = _value(
        cluster, database,
        "insert into public.deployments (tenant_id, user_id, name, workflow_id) "
        "select tenant_id, user_id, 'Another', id from public.workflows where id = %s returning id", WORKFLOW,
    )  # fmt: skip
    with _two(cluster, database, DEMO, DEMO) as (first, second):
        assert first.call(start, deployment) == "starting"
        assert _second_waits_for_first(cluster, database, first, second, deactivate, WORKFLOW) == "inactive"

    assert _value(cluster, database, "select status::text from public.deployments where id = %s", deployment) == (
        "stopping"
    )


def test_two_ratings_at_once_are_both_counted(cluster: Cluster, database: str) -> None:
    rate = "insert into public.template_ratings (template_id, rating) values (%s, %s) returning rating"
    with _two(cluster, database, DEMO, OTHER) as (first, second):
        assert first.call(rate, TEMPLATE, 5) == 5
        assert _second_waits_for_first(cluster, database, first, second, rate, TEMPLATE, 2) == 2
    with cluster.connect(database) as connection:
        found = connection.execute(
            "select rating_count, rating_average::text from public.templates where id = %s", [TEMPLATE]
        ).fetchone()

    assert found == (2, "3.50")
