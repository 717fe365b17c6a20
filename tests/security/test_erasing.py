"""What is left of a tenant that was purged, and of an account that was erased, with rows of theirs in every table."""

from dataclasses import dataclass

import pytest

from tests.security.catalogue import Catalogue
from tests.security.matrix import DOMAINS, TABLES
from tests.security.matrix.domain import Place
from tests.support.callers import Person
from tests.support.stacks import Stack
from tests.support.waiting import eventually

DUE = "select id from public.webhook_deliveries where status = 'PENDING' and next_attempt_at < now() + interval '1 min'"
BOOKS = {"audit_logs", "cost_tracking"}
"""What stays of a purged tenant: who did what, and what it cost."""


@dataclass(frozen=True)
class Doomed:
    """A tenant with rows in every table, made by its ADMIN, a MEMBER and a VIEWER."""

    site: Stack
    admin: Person
    member: Person
    viewer: Person
    operator: Person
    rows: dict[str, str]

    @property
    def tenant_id(self) -> str:
        assert self.admin.tenant_id
        return self.admin.tenant_id

    def erase_account(self, person: Person) -> None:
        url = f"{self.site.addresses.api_url}/auth/v1/admin/users/{person.id}"
        assert self.site.http.delete(url, headers=self.site.service.headers).is_success

    def purge(self) -> None:
        self.site.sql("insert into private.operators (user_id) values (%s)", self.operator.id)
        self.site.sql("select private.purge_tenant(%s, %s)", self.tenant_id, self.operator.id)
        self.site.sql("delete from private.operators where user_id = %s", self.operator.id)

    def left(self, catalogue: Catalogue) -> dict[str, int]:
        """How many rows each table has of the tenant, those with none left out."""
        found = {}
        for name, columns in catalogue.tables.items():
            if "tenant_id" in columns:
                [row] = self.site.sql(f"select count(*) from public.{name} where tenant_id = %s", self.tenant_id)
                found[name] = row["count"]
        return {name: count for name, count in found.items() if count}


@pytest.fixture
def doomed(site: Stack) -> Doomed:
    admin = site.sign_up()
    admin = admin.within(admin.rpc("create_tenant", p_name="Doomed")["id"])
    member, viewer = (admin.invite(site.sign_up(), role) for role in ("MEMBER", "VIEWER"))
    rows: dict[str, str] = {}
    for domain in DOMAINS:
        rows |= domain.rows(Place(site, admin, member, viewer, rows))
    return Doomed(site, admin, member, viewer, site.sign_up(), rows)


def digest_of_others(doomed: Doomed, catalogue: Catalogue) -> dict[str, object]:
    """What the tables have of everybody else. The stack's worker has told them what it had to, or it would change."""
    eventually(lambda: not doomed.site.sql(DUE), 10)
    found = {}
    for name, columns in catalogue.tables.items():
        if "tenant_id" in columns:
            statement = f"select md5(string_agg(t::text, '|' order by t::text)) as digest from public.{name} t " \
                        "where tenant_id <> %s"  # fmt: skip
            found[name] = doomed.site.sql(statement, doomed.tenant_id)[0]["digest"]
    return found


def test_nothing_but_the_books_is_left_of_a_purged_tenant(doomed: Doomed, catalogue: Catalogue) -> None:
    before, others = doomed.left(catalogue), digest_of_others(doomed, catalogue)
    assert before.keys() >= {name for name in TABLES if "tenant_id" in catalogue.tables.get(name, ())}
    doomed.admin.rpc("delete_tenant", p_tenant_id=doomed.tenant_id)
    doomed.purge()
    left = doomed.left(catalogue)
    assert left.keys() == BOOKS
    assert left["cost_tracking"] == before["cost_tracking"]
    # The deletion of the tenant and its purge were written down; that each of its rows went was not.
    assert left["audit_logs"] == before["audit_logs"] + 2
    assert digest_of_others(doomed, catalogue) == others
    assert doomed.site.sql("select id from public.tenants where id = %s", doomed.tenant_id) == []


def test_nothing_private_is_left_of_a_purged_tenant(doomed: Doomed) -> None:
    """Secrets and tokens hang on rows of the tenant by foreign keys that cascade, or carry its id."""
    tables = doomed.site.sql("select c.relname as name from pg_class c where c.relkind in ('r', 'p') "
                             "and c.relnamespace = 'private'::regnamespace order by 1")  # fmt: skip
    # Runs of backups are the operators', not the tenant's.
    known = {row_id for table, row_id in doomed.rows.items() if table != "backup_runs"} | {doomed.tenant_id}

    def mentions() -> set[str]:
        found = set()
        for table in tables:
            for row in doomed.site.sql(f"select t::text as row from private.{table['name']} t"):
                if any(row_id in row["row"] for row_id in known):
                    found.add(table["name"])
        return found

    assert "invitation_tokens" in mentions()
    doomed.admin.rpc("delete_tenant", p_tenant_id=doomed.tenant_id)
    doomed.purge()
    # The audit rows stay, and with them the chain that proves them.
    assert mentions() == {"purged_tenants", "audit_chain"}


@pytest.mark.parametrize("role", ["admin", "member", "viewer"])
def test_an_account_with_rows_everywhere_can_be_erased(doomed: Doomed, catalogue: Catalogue, role: str) -> None:
    """Their rows in a shared tenant stay, without a name on them."""
    person: Person = getattr(doomed, role)
    before = doomed.left(catalogue)
    doomed.erase_account(person)
    [profile] = doomed.site.sql("select email, name, avatar_url, is_active from public.users where id = %s", person.id)
    assert set(profile.values()) == {None, False}
    after = doomed.left(catalogue)
    assert after.pop("user_roles") == before.pop("user_roles") - 1
    assert after.pop("audit_logs") > before.pop("audit_logs")
    assert after == before


def test_a_tenant_whose_people_are_all_gone_is_purged_too(doomed: Doomed, catalogue: Catalogue) -> None:
    for person in (doomed.viewer, doomed.member, doomed.admin):
        doomed.erase_account(person)
    doomed.site.sql("update public.tenants set deleted_at = now() where id = %s", doomed.tenant_id)
    doomed.purge()
    assert doomed.left(catalogue).keys() == BOOKS
