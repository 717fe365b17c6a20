"""Prompts, their versions, validations and executions."""

from collections.abc import Mapping, Set
from uuid import uuid4

from tests.migration.crowd.stage import Operation, Stage, Turn


def prepare(stage: Stage) -> None:
    def add(turn: Turn) -> None:
        turn.by("ann")
        for number in range(2):
            prompt = turn.do("insert into public.prompts (name, template) values (%s, 'a') returning id", f"p{number}")
            stage.rows.setdefault("prompts", []).append(prompt)
            turn.do("select public.publish_prompt(%s)", prompt)
            # Two are left to add: who adds them at once must not add more.
            turn.do(
                "insert into public.validations (prompt_id, name, type, config) "
                "select %s, n::text, 'SCHEMA', '{}' from generate_series(1, 18) n", prompt
            )  # fmt: skip

    stage.act(add)


def _publish(turn: Turn) -> None:
    turn.by_any().do("select public.publish_prompt(%s)", turn.any("prompts"))


def _roll_back(turn: Turn) -> None:
    turn.by_any().do("select public.rollback_prompt(%s, 1)", turn.any("prompts"))


def _archive(turn: Turn) -> None:
    turn.by_any().do("select public.archive_prompt(%s)", turn.any("prompts"))


def _edit(turn: Turn) -> None:
    turn.by_any().do("update public.prompts set template = %s where id = %s", uuid4().hex, turn.any("prompts"))


def _delete(turn: Turn) -> None:
    turn.by("ann").do("select public.delete_prompt(%s)", turn.any("prompts"))


def _restore(turn: Turn) -> None:
    turn.by("ann").do("select public.restore_prompt(%s)", turn.any("prompts"))


def _add_a_validation(turn: Turn) -> None:
    turn.by_any().do(
        "insert into public.validations (prompt_id, name, type, config) values (%s, %s, 'SCHEMA', '{}')",
        turn.any("prompts"), uuid4().hex,
    )  # fmt: skip


def _remove_a_validation(turn: Turn) -> None:
    turn.by_any().do(
        "delete from public.validations where id = (select id from public.validations where prompt_id = %s limit 1)",
        turn.any("prompts"),
    )


def _execute(turn: Turn) -> None:
    who = turn.stage.people[turn.dice.choice(["ann", "cid", "dan"])]
    begun = turn.by_service().do(
        "select public.begin_execution(%s, %s, %s)", who, turn.stage.tenant, str(turn.any("prompts"))
    )
    turn.do(
        "select public.settle_execution(%s, %s, %s)",
        begun["execution"]["id"],
        begun["execution"]["lease_id"],
        {"status": "CANCELLED", "latency_ms": 1},
    )


def _rename_alike(turn: Turn) -> None:
    turn.by_any().do("update public.prompts set name = 'same' where id = %s", turn.any("prompts"))


OPERATIONS: Mapping[str, Operation] = {
    "publish a prompt": _publish,
    "roll a prompt back": _roll_back,
    "archive a prompt": _archive,
    "edit a prompt": _edit,
    "delete a prompt": _delete,
    "restore a prompt": _restore,
    "add a validation": _add_a_validation,
    "remove a validation": _remove_a_validation,
    "execute a prompt": _execute,
    "rename two prompts alike": _rename_alike,
}

REFUSING: Set[str] = {"prompts_name_is_unique_among_live_prompts"}

TRUTHS: Mapping[str, str] = {
    "versions of a prompt are numbered without a gap": """
        select p.id, p.version, count(v.*)
        from public.prompts p left join public.prompt_versions v on v.prompt_id = p.id
        group by p.id having p.version <> count(v.*) + 1 or p.version <> coalesce(max(v.version), 0) + 1
    """,
    "a prompt has at most 20 validations": """
        select prompt_id, count(*) from public.validations group by 1 having count(*) > 20
    """,
}
