"""Ideas, their evaluations, and the agents that work on them."""

from collections.abc import Mapping, Set
from uuid import uuid4

from tests.migration.crowd.stage import Operation, Stage, Turn

DESCRIPTION = "A shop in which everything is sold by weight, from bread to soap."


def prepare(stage: Stage) -> None:
    def add(turn: Turn) -> None:
        turn.by("cid")
        for number in range(3):
            idea = turn.do(
                "insert into public.business_ideas (title, description) values (%s, %s) returning id",
                f"idea {number}", DESCRIPTION,
            )  # fmt: skip
            stage.rows.setdefault("ideas", []).append(idea)

    stage.act(add)


def _submit(turn: Turn) -> None:
    turn.by_any().do("select public.submit_idea(%s)", turn.any("ideas"))


def _edit(turn: Turn) -> None:
    turn.by_any().do("update public.business_ideas set title = %s where id = %s", uuid4().hex, turn.any("ideas"))


def _delete(turn: Turn) -> None:
    turn.by("cid").do("select public.delete_idea(%s)", turn.any("ideas"))


def _restore(turn: Turn) -> None:
    turn.by("ann").do("select public.restore_idea(%s)", turn.any("ideas"))


def _claim(turn: Turn) -> None:
    turn.by_service().do("select public.claim_agent_results(%s)", turn.dice.randint(1, 6))


def _end(turn: Turn, status: str, more: str) -> None:
    """Of an idea that has one, a running result."""
    turn.by_service().do(
        f"update public.agent_results set status = '{status}', {more} where id = (select r.id "
        "from public.agent_results r join public.evaluations e on e.id = r.evaluation_id "
        "where e.business_idea_id = %s and r.status = 'running' order by random() limit 1)",
        turn.any("ideas"),
    )


def _complete(turn: Turn) -> None:
    _end(turn, "completed", f"output_data = '{{}}', score = {turn.dice.randint(0, 100)}")


def _fail(turn: Turn) -> None:
    _end(turn, "failed", "error_message = 'x'")


def _give_up(turn: Turn) -> None:
    _end(turn, "pending", "input_data = '{}'")


def _try_again(turn: Turn) -> None:
    turn.by_service().do(
        "update public.agent_results set status = 'pending' where id = (select r.id from public.agent_results r "
        "join public.evaluations e on e.id = r.evaluation_id "
        "where e.business_idea_id = %s and r.status = 'failed' order by e.created_at desc limit 1)",
        turn.any("ideas"),
    )


def _add_an_agent(turn: Turn) -> None:
    turn.by_service().do(
        "insert into public.agent_results (tenant_id, evaluation_id, agent_type) select tenant_id, id, 'risk' "
        "from public.evaluations where business_idea_id = %s order by created_at desc limit 1",
        turn.any("ideas"),
    )


OPERATIONS: Mapping[str, Operation] = {
    "submit an idea": _submit,
    "edit an idea": _edit,
    "delete an idea": _delete,
    "restore an idea": _restore,
    "claim results": _claim,
    "claim more results": _claim,
    "complete a result": _complete,
    "complete another result": _complete,
    "fail a result": _fail,
    "give a result up": _give_up,
    "try a result again": _try_again,
    "add an agent": _add_an_agent,
}

REFUSING: Set[str] = {"agent_results_one_of_each_agent_type"}

TRUTHS: Mapping[str, str] = {
    "an idea has at most one open evaluation": """
        select business_idea_id from public.evaluations where status in ('pending', 'analyzing')
        group by 1 having count(*) > 1
    """,
    "an evaluation is open exactly while one of its results is": """
        select e.id, e.status, array_agg(r.status) from public.evaluations e
        join public.agent_results r on r.evaluation_id = e.id group by e.id
        having (e.status in ('pending', 'analyzing')) <> bool_or(r.status in ('pending', 'running'))
        or (e.status = 'completed') <> (
            bool_or(r.status = 'completed') and not bool_or(r.status in ('pending', 'running'))
        )
    """,
    "an evaluation says what its results say": """
        select e.id, e.results from public.evaluations e join public.agent_results r on r.evaluation_id = e.id
        where e.results is not null group by e.id
        having e.score is distinct from round(avg(r.score), 2) or (e.results ->> 'total')::integer <> count(*)
        or (e.results ->> 'completed')::integer <> count(*) filter (where r.status = 'completed')
        or (e.results ->> 'failed')::integer <> count(*) filter (where r.status = 'failed')
    """,
    "an idea follows its evaluations": """
        select i.id, i.status, array_agg(e.status) from public.business_ideas i
        left join public.evaluations e on e.business_idea_id = i.id group by i.id
        having i.status::text <> case
            when bool_or(e.status = 'pending') then 'submitted' when bool_or(e.status = 'analyzing') then 'evaluating'
            when bool_or(e.status = 'completed') then 'completed' else 'draft' end
    """,
}
