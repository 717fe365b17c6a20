"""Projects with their teams, documents, threads and comments; learning modules and progress."""

from collections.abc import Mapping, Set
from uuid import uuid4

from tests.migration.crowd.stage import Operation, Stage, Turn


def prepare(stage: Stage) -> None:
    def add(turn: Turn) -> None:
        turn.by("ann")
        team = [stage.people[name] for name in ("cid", "eve", "vic")]
        for number in range(2):
            project = turn.do("select (public.create_project(%s, null, %s)).id", f"project {number}", team)
            stage.rows.setdefault("projects", []).append(project)
            document = turn.do(
                "select id from public.specification_documents where project_id = %s and phase = 'REQUIREMENTS'",
                project,
            )
            stage.rows.setdefault("documents", []).append(document)
            thread = turn.do("select (public.open_thread(%s, '{\"line\": 0, \"character\": 0}', 'x')).id", document)
            stage.rows.setdefault("threads", []).append(thread)
            stage.rows.setdefault("comments", []).append(
                turn.do("select id from public.comments where thread_id = %s", thread)
            )
        for word in ("one", "two", "three"):
            module = turn.do(
                "insert into public.learning_modules (slug, title, description, difficulty, content, "
                "estimated_duration, is_published) values (%s, %s, 'x', 'BEGINNER', "
                "'[{\"id\": \"one\"}, {\"id\": \"two\"}]', 5, true) returning id", word, word,
            )  # fmt: skip
            stage.rows.setdefault("modules", []).append(module)

    stage.act(add)


def _edit(turn: Turn) -> None:
    turn.by(turn.dice.choice(["ann", "cid", "eve"])).do(
        "update public.specification_documents set content = %s where id = %s", uuid4().hex, turn.any("documents")
    )


def _revert(turn: Turn) -> None:
    turn.by("ann").do("select public.revert_document(%s, 1)", turn.any("documents"))


def _set_status(status: str) -> Operation:
    return lambda turn: turn.by("ann").do(
        "select public.set_document_status(%s, %s)", turn.any("documents"), status
    )  # fmt: skip


def _transition(turn: Turn) -> None:
    turn.by("ann").do(
        "select public.transition_phase(%s, %s)", turn.any("projects"), turn.dice.choice(["REQUIREMENTS", "DESIGN"])
    )


def _set_project_status(turn: Turn) -> None:
    turn.by("ann").do(
        "select public.set_project_status(%s, %s)", turn.any("projects"), turn.dice.choice(["ACTIVE", "SUSPENDED"])
    )


def _activate_project(turn: Turn) -> None:
    turn.by("ann").do("select public.set_project_status(%s, 'ACTIVE')", turn.any("projects"))


def _delete(turn: Turn) -> None:
    turn.by("ann").do("select public.delete_project(%s)", turn.any("projects"))


def _restore(turn: Turn) -> None:
    turn.by("ann").do("select public.restore_project(%s)", turn.any("projects"))


def _hand_over(turn: Turn) -> None:
    turn.by("ann").do(
        "select public.hand_over_project(%s, %s)", turn.any("projects"),
        turn.stage.people[turn.dice.choice(["ann", "cid", "dan"])],
    )  # fmt: skip


def _add_dan(turn: Turn) -> None:
    turn.by("ann").do(
        "select public.add_team_member(%s, %s, 'LEAD')", turn.any("projects"), turn.stage.people["dan"]
    )  # fmt: skip


def _remove_dan_from_the_team(turn: Turn) -> None:
    turn.by("ann").do("select public.remove_team_member(%s, %s)", turn.any("projects"), turn.stage.people["dan"])


def _dan_leaves(turn: Turn) -> None:
    turn.by("dan").do("select public.leave_tenant(%s)", turn.stage.tenant)


def _dan_comes_back(turn: Turn) -> None:
    turn.do(
        "insert into public.user_roles (tenant_id, user_id, role) values (%s, %s, 'MEMBER') on conflict do nothing",
        turn.stage.tenant,
        turn.stage.people["dan"],
    )


def _thread(name: str) -> Operation:
    return lambda turn: turn.by(turn.dice.choice(["ann", "cid", "eve"])).do(
        f"select public.{name}(%s)", turn.any("threads")
    )


def _comment(turn: Turn) -> None:
    turn.by(turn.dice.choice(["ann", "cid", "vic"])).do(
        "insert into public.comments (thread_id, content) values (%s, 'x')", turn.any("threads")
    )


def _react(turn: Turn) -> None:
    turn.by(turn.dice.choice(["ann", "cid", "vic"])).do(
        "insert into public.reactions (comment_id, type) values (%s, 'LIKE')", turn.any("comments")
    )


def _take_reaction_back(turn: Turn) -> None:
    turn.by(turn.dice.choice(["ann", "cid", "vic"])).do(
        "delete from public.reactions where comment_id = %s and user_id = auth.uid()", turn.any("comments")
    )


def _need(turn: Turn) -> None:
    module, other = turn.dice.sample(turn.stage.rows["modules"], 2)
    turn.by_any().do("insert into public.module_prerequisites (module_id, prerequisite_id) values (%s, %s)",
                     module, other)  # fmt: skip


def _need_no_more(turn: Turn) -> None:
    turn.by_any().do("delete from public.module_prerequisites where module_id = %s", turn.any("modules"))


def _learn(turn: Turn) -> None:
    turn.by(turn.dice.choice(["cid", "vic"])).do(
        "select public.record_progress(%s, array[%s])", turn.any("modules"), turn.dice.choice(["one", "two"])
    )


OPERATIONS: Mapping[str, Operation] = {
    "edit a document": _edit,
    "edit another document": _edit,
    "revert a document": _revert,
    "hand a document in": _set_status("REVIEW"),
    "approve a document": _set_status("APPROVED"),
    "reopen a document": _set_status("DRAFT"),
    "go to another phase": _transition,
    "set a project's status": _set_project_status,
    "activate a project": _activate_project,
    "delete a project": _delete,
    "restore a project": _restore,
    "restore another project": _restore,
    "hand a project over": _hand_over,
    "add dan to a team": _add_dan,
    "remove dan from a team": _remove_dan_from_the_team,
    "dan leaves with his places": _dan_leaves,
    "dan comes back for teams": _dan_comes_back,
    "resolve a thread": _thread("resolve_thread"),
    "reopen a thread": _thread("reopen_thread"),
    "comment": _comment,
    "react": _react,
    "take a reaction back": _take_reaction_back,
    "need a module": _need,
    "need another module": _need,
    "need a module no more": _need_no_more,
    "learn": _learn,
    "learn more": _learn,
}

REFUSING: Set[str] = {"module_prerequisites_are_named_once", "reactions_are_given_once"}

TRUTHS: Mapping[str, str] = {
    "versions of a document are numbered without a gap, and the last one is its content": """
        select d.id, d.version from public.specification_documents d
        left join public.document_versions v on v.document_id = d.id
        group by d.id having d.version <> count(v.*) or d.version <> max(v.version)
        or d.content <> (array_agg(v.content order by v.version desc))[1]
    """,
    "an earlier phase was left with its document approved": """
        select p.id from public.specification_projects p where p.current_phase = 'DESIGN'
        and not exists (
            select from public.audit_logs a where a.resource_id = p.id and a.action = 'PHASE_TRANSITION')
    """,
    "nobody is active in a team who is not in the tenant": """
        select m.id from public.team_members m where m.status = 'ACTIVE' and not exists (
            select from public.user_roles r where (r.tenant_id, r.user_id) = (m.tenant_id, m.user_id))
    """,
    "no module needs itself by way of others": """
        with recursive needed (module_id, prerequisite_id) as (
            select module_id, prerequisite_id from public.module_prerequisites
            union
            select n.module_id, p.prerequisite_id
            from needed n join public.module_prerequisites p on p.module_id = n.prerequisite_id)
        select module_id from needed where module_id = prerequisite_id
    """,
    "a completed module has all its lessons": """
        select u.id from public.user_progress u join public.learning_modules m on m.id = u.module_id
        where u.status = 'COMPLETED' and not private.item_ids(m.content) <@ u.completed_lessons
    """,
}
