"""Two tenants with a row in every table, and everybody who might try something."""

from collections.abc import Callable
from dataclasses import dataclass

import httpx

from tests.security.matrix import DOMAINS
from tests.security.matrix.domain import Place
from tests.support.callers import Caller, Person
from tests.support.stacks import Stack

ROLES = ("anon", "outsider", "viewer", "member", "admin", "service")


@dataclass(frozen=True)
class World:
    """A shared tenant with an admin, a member and a viewer. The outsider has a tenant of their own, with rows too."""

    site: Stack
    admin: Person
    member: Person
    viewer: Person
    outsider: Person
    tenant_id: str
    rows: dict[str, str]
    """By table, the id of a row of the tenant; of `user_roles` the user's."""
    outsiders_rows: dict[str, str]

    @classmethod
    def of(cls, site: Stack) -> "World":
        admin, outsider = site.sign_up(), site.sign_up()
        admin = admin.within(admin.rpc("create_tenant", p_name="Team")["id"])
        assert admin.tenant_id
        outsider = outsider.within(outsider.personal_tenant_id)
        member, viewer = (admin.invite(site.sign_up(), role) for role in ("MEMBER", "VIEWER"))
        rows: dict[str, str] = {}
        outsiders_rows: dict[str, str] = {}
        for domain in DOMAINS:
            rows |= domain.rows(Place(site, admin, member, viewer, rows))
            outsiders_rows |= domain.rows(Place(site, outsider, None, None, outsiders_rows))
        return cls(site, admin, member, viewer, outsider, admin.tenant_id, rows, outsiders_rows)

    @property
    def everybody(self) -> dict[str, Caller]:
        """All act in the tenant as far as they can; those who are not in it do not name it."""
        return {
            "anon": self.site.anon,
            "outsider": Person(
                self.site, self.outsider.key, self.outsider.token, None, self.outsider.id, self.outsider.email
            ),
            "viewer": self.viewer,
            "member": self.member,
            "admin": self.admin,
            "service": self.site.service,
        }


def outcome(answer: httpx.Response, *, by_anon: bool) -> str:
    """What PostgREST's answer comes down to.

    `done` (rows came back, or changed), `nothing` (200 and no row), `denied` (no grant: 42501), `policy` (a row that
    row-level security refuses: 42501), `404` and the like (raised on purpose as PT404), or another SQLSTATE.
    """
    if answer.is_success:
        return "done" if answer.content and answer.json() != [] else "nothing"
    problem = answer.json()
    code: str = problem["code"]
    if code == "42501":
        # A caller who has not signed in is asked to; who has, may not.
        assert answer.status_code == (401 if by_anon else 403), answer.text
        return "denied" if problem["message"].startswith("permission denied") else "policy"
    if code.startswith("PT"):
        assert answer.status_code == int(code[2:])
        return code[2:]
    return code


def outcomes(world: World, ask: Callable[[Caller, str], httpx.Response]) -> dict[str, str]:
    """By role, what became of the request."""
    return {role: outcome(ask(caller, role), by_anon=role == "anon") for role, caller in world.everybody.items()}


def by_role(words: str) -> dict[str, str]:
    """A line of an expectation table: a word for each role, in the order of ROLES."""
    return dict(zip(ROLES, words.split(), strict=True))
