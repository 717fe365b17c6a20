"""Memberships."""

from collections.abc import Mapping, Set

from tests.migration.crowd.stage import Operation, Stage, Turn


def prepare(stage: Stage) -> None:
    """The people are there already."""


def _remove_dan(turn: Turn) -> None:
    turn.by("ann").do("select public.remove_member(%s)", turn.stage.people["dan"])


def _dan_leaves(turn: Turn) -> None:
    turn.by("dan").do("select public.leave_tenant(%s)", turn.stage.tenant)


def _dan_comes_back(turn: Turn) -> None:
    turn.do(
        "insert into public.user_roles (tenant_id, user_id, role) values (%s, %s, 'MEMBER') on conflict do nothing",
        turn.stage.tenant,
        turn.stage.people["dan"],
    )


def _an_admin_is_demoted(turn: Turn) -> None:
    who, whom = turn.dice.sample(["ann", "bea"], 2)
    turn.by(who).do("select public.change_member_role(%s, 'MEMBER')", turn.stage.people[whom])


def _both_are_admins(turn: Turn) -> None:
    turn.do("update public.user_roles set role = 'ADMIN' where tenant_id = %s and user_id = any(%s)",
            turn.stage.tenant, [turn.stage.people["ann"], turn.stage.people["bea"]])  # fmt: skip


OPERATIONS: Mapping[str, Operation] = {
    "remove dan": _remove_dan,
    "dan leaves": _dan_leaves,
    "dan comes back": _dan_comes_back,
    "an admin is demoted": _an_admin_is_demoted,
    "both are admins": _both_are_admins,
}

REFUSING: Set[str] = set()

TRUTHS: Mapping[str, str] = {
    "a tenant keeps an ADMIN": """
        select t.id from public.tenants t where t.deleted_at is null and t.id <> private.official_tenant_id()
        and not exists (select from public.user_roles r where r.tenant_id = t.id and r.role = 'ADMIN')
    """,
}
