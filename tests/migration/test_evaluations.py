"""More than a hundred ideas evaluated at once, by agents that share nothing but the database."""

import random
import threading
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

import psycopg
import pytest

from tests.migration.clusters import SEEDED, Cluster, act_as

FOUNDER = UUID("00000000-0000-4000-8000-000000000004")
IDEAS = 120
AGENTS = 6

_IDEA = """
    insert into public.business_ideas (title, description)
    values (%s, repeat('An idea like many others. ', 5)) returning id
"""
_CLAIM = "select id, evaluation_id from public.claim_agent_results(%s)"
_END = """
    update public.agent_results
    set status = 'completed', score = %s, output_data = '{}' where id = %s
"""
_FAIL = "update public.agent_results set status = 'failed', error_message = 'No answer.' where id = %s"


@pytest.fixture
def database(cluster: Cluster) -> str:
    """With the founder's ideas submitted, of all priorities, and nothing else waiting."""
    name = cluster.copy(SEEDED, "evaluations")
    with cluster.connect(name) as connection, connection.transaction():
        connection.execute("update public.agent_results set status = 'running' where status = 'pending'")
        connection.execute(
            "update public.agent_results set status = 'failed', error_message = 'x' where status = 'running'"
        )
        act_as(connection, FOUNDER)
        for n in range(IDEAS):
            row = connection.execute(_IDEA, [f"Idea {n}"]).fetchone()
            assert row
            connection.execute("select public.submit_idea(%s, %s)", [row[0], ("low", "normal", "high")[n % 3]])
    return name


def _agent(cluster: Cluster, database: str, number: int, start: threading.Barrier) -> list[tuple[UUID, UUID]]:
    """Claim and end results until none wait; those that were claimed, in their order."""
    chance, claimed = random.Random(number), []
    with cluster.connect(database) as connection:
        connection.execute("set role service_role")
        start.wait()
        while rows := connection.execute(_CLAIM, [chance.randint(1, 7)]).fetchall():
            claimed += rows
            chance.shuffle(rows)
            # In one transaction or several: agents that end together wait for each other, in whatever order.
            with connection.transaction():
                for result, _ in rows[:1]:
                    connection.execute(_END, [chance.randint(0, 100), result])
            for result, _ in rows[1:]:
                if chance.random() < 0.1:
                    connection.execute(_FAIL, [result])
                else:
                    connection.execute(_END, [chance.randint(0, 100), result])
    return claimed


def test_agents_that_work_at_once_evaluate_each_idea_once(cluster: Cluster, database: str) -> None:
    start = threading.Barrier(AGENTS)
    with ThreadPoolExecutor(AGENTS) as agents:
        shares = list(agents.map(lambda number: _agent(cluster, database, number, start), range(AGENTS)))
    claimed = [result for share in shares for result, _ in share]

    assert len(claimed) == len(set(claimed)) == 5 * IDEAS, "each result was one agent's alone"
    with cluster.connect(database) as connection:
        ends = connection.execute(
            """
            select e.status::text, i.status::text, e.results = private.evaluation_results(e.id), count(*)
            from public.evaluations as e
            join public.business_ideas as i on i.id = e.business_idea_id
            where i.title like 'Idea %%'
            group by 1, 2, 3
            """
        ).fetchall()
    # That one of them fails altogether is one chance in a thousand; the seeds above make it none.
    assert ends == [("completed", "completed", True, IDEAS)]


def test_the_queue_is_left_in_its_order(cluster: Cluster, database: str) -> None:
    """By one agent: with several, what one holds uncommitted the next one passes over."""
    with cluster.connect(database) as connection:
        connection.execute("set role service_role")
        order: list[str] = []
        while rows := connection.execute(_CLAIM, [5]).fetchall():
            evaluations = {evaluation for _, evaluation in rows}
            assert len(evaluations) == 1, "an evaluation's agents come one after the other"
            row = connection.execute(
                "select priority::text from public.evaluations where id = any(%s)", [list(evaluations)]
            ).fetchone()
            assert row
            order.append(row[0])

    assert order == ["high"] * 40 + ["normal"] * 40 + ["low"] * 40


def test_a_result_that_ends_while_another_is_tried_again_leaves_the_evaluation_open(
    cluster: Cluster, database: str
) -> None:
    """The retry holds the evaluation: the last agent that ends sees it."""
    with cluster.connect(database) as one, cluster.connect(database) as other:
        rows = one.execute(_CLAIM, [5]).fetchall()
        evaluation = rows[0][1]
        for result, _ in rows[:3]:
            one.execute(_END, [50, result])
        one.execute(_FAIL, [rows[3][0]])
        one.execute("begin")
        one.execute("update public.agent_results set status = 'pending' where id = %s", [rows[3][0]])
        ends = threading.Thread(target=lambda: other.execute(_END, [50, rows[4][0]]))
        ends.start()
        assert cluster.comes_to_wait(database)
        one.execute("commit")
        ends.join(timeout=60)
        found = one.execute("select status::text from public.evaluations where id = %s", [evaluation]).fetchone()
        assert found == ("analyzing",)
        one.execute("update public.agent_results set status = 'running' where id = %s", [rows[3][0]])
        one.execute(_END, [100, rows[3][0]])
        found = one.execute("select status::text, score from public.evaluations where id = %s", [evaluation]).fetchone()

    assert found
    assert (found[0], float(found[1])) == ("completed", 60.0)


def test_the_last_two_results_end_the_evaluation_once_under_any_isolation(cluster: Cluster, database: str) -> None:
    with cluster.connect(database) as one, cluster.connect(database) as other:
        rows = one.execute(_CLAIM, [5]).fetchall()
        for result, _ in rows[:3]:
            one.execute(_END, [50, result])
        other.execute("begin isolation level repeatable read")
        other.execute("select 1 from public.agent_results limit 1")
        one.execute(_END, [50, rows[3][0]])
        # What it cannot see it must not leave half done: it is refused, and tried again by who began it.
        with pytest.raises(psycopg.errors.SerializationFailure):
            other.execute(_END, [50, rows[4][0]])
        other.execute("rollback")
        other.execute(_END, [50, rows[4][0]])
        found = one.execute("select status::text from public.evaluations where id = %s", [rows[0][1]]).fetchone()

    assert found == ("completed",)
