"""A catalog is the same on every version of the server, and names what somebody took away."""

from collections.abc import Iterator
from typing import Final

import psycopg
import pytest

from formaops.backups import catalog
from formaops.local.postgres import SUPERUSER
from tests.migration.clusters import SEEDED, Cluster

SCHEMAS: Final = ("absurd", "auth", "gate", "private", "public", "supabase_migrations")


@pytest.fixture(scope="module")
def seeded(cluster_18: Cluster) -> Iterator[psycopg.Connection]:
    """In a transaction: what a test does is undone."""
    with cluster_18.connect(cluster_18.copy(SEEDED, "catalog"), SUPERUSER) as connection:
        connection.execute("select public.seal_audit()")
        yield connection


@pytest.fixture(scope="module")
def before(seeded: psycopg.Connection) -> catalog.Catalog:
    return catalog.read(seeded, SCHEMAS)


def test_the_versions_print_everything_alike(cluster_15: Cluster, before: catalog.Catalog) -> None:
    with cluster_15.connect(cluster_15.copy(SEEDED, "catalog"), SUPERUSER) as connection:
        there = catalog.read(connection, SCHEMAS)
    assert (before.major, there.major) == (18, 15)
    found = catalog.differences(before, there, without={catalog.ROWS, catalog.AUDIT_HEADS, catalog.SEQUENCE_VALUES})
    assert not [str(change) for change in found]
    assert all(before.kinds[kind] for kind in before.kinds.keys() - {catalog.PUBLICATIONS})
    assert before.kinds[catalog.EXTENSIONS] == {"pg_trgm": "extensions"}
    assert before.migration_head == max(before.kinds[catalog.MIGRATIONS])


def test_reading_changes_nothing(seeded: psycopg.Connection, before: catalog.Catalog) -> None:
    assert catalog.differences(before, catalog.read(seeded, SCHEMAS)) == []
    assert seeded.execute("show search_path").fetchone() != ("",)


@pytest.mark.parametrize(
    ("deed", "named"),
    [
        ("drop table public.reactions", ["tables: public.reactions is missing"]),
        (
            "alter table public.prompts drop column description cascade",
            ["columns: public.prompts.description is missing"],
        ),
        (
            "alter table public.executions drop constraint executions_cost_not_negative",
            ["constraints: executions_cost_not_negative on public.executions is missing"],
        ),
        (
            "update pg_constraint set convalidated = false where conname = 'executions_cost_not_negative'",
            ["constraints: executions_cost_not_negative on public.executions is", "not validated"],
        ),
        ("drop index public.executions_failed_idx", ["indexes: public.executions_failed_idx is missing"]),
        (
            'drop policy "members see the prompts of their tenants" on public.prompts',
            ["policies:", "on public.prompts is missing"],
        ),
        (
            "alter table public.prompts no force row level security",
            ["row-level security: public.prompts is enabled, not"],
        ),
        ("alter table public.prompts disable row level security", ["row-level security: public.prompts is disabled"]),
        (
            "drop trigger formaops_create_profile on auth.users",
            ["triggers: formaops_create_profile on auth.users is mi"],
        ),
        ("alter table auth.users disable trigger formaops_create_profile", ["triggers:", "disabled"]),
        ("alter function private.my_tenant_ids security invoker", ["functions: private.my_tenant_ids"]),
        ("alter function private.my_tenant_ids owner to supabase_admin", ["functions: private.my_tenant_ids", "owner"]),
        ("revoke select on public.prompts from authenticated", ["grants: public.prompts to authenticated"]),
        ("grant truncate on public.prompts to anon", ["grants: public.prompts to anon is there, and was not"]),
        ("grant execute on function private.my_tenant_ids to anon", ["grants: private.my_tenant_ids"]),
        ("alter type public.prompt_status add value 'NEW'", ["types: public.prompt_status is owner postgres enum"]),
        ("comment on table public.prompts is 'else'", ["comments: table public.prompts is"]),
        (
            "select setval('private.audit_unsealed_number_seq', 1)",
            ["sequence values: private.audit_unsealed_number_seq is 1"],
        ),
        ("alter sequence auth.refresh_tokens_id_seq increment 2", ["sequences: auth.refresh_tokens_id_seq"]),
        (
            "alter default privileges for role postgres in schema public grant select on tables to anon",
            ["default privileges: of postgres tables in public to anon is there, and was not"],
        ),
        (
            "alter table public.prompt_versions disable trigger user;"
            " delete from public.prompt_versions where id = (select min(id::text)::uuid from public.prompt_versions);"
            " alter table public.prompt_versions enable trigger user",
            ["rows: public.prompt_versions is"],
        ),
        (
            "delete from supabase_migrations.schema_migrations where version = '20261121130000'",
            ["migrations: 20261121130000 is missing"],
        ),
        (
            "alter table private.audit_chain disable trigger user;"
            " delete from private.audit_chain as c where c.sequence = (select max(sequence) from private.audit_chain)",
            ["audit chain heads: ", "rows: private.audit_chain is"],
        ),
    ],
)
def test_what_was_taken_away_is_named(
    seeded: psycopg.Connection, before: catalog.Catalog, deed: str, named: list[str]
) -> None:
    with seeded.transaction(force_rollback=True):
        seeded.execute(deed)
        found = [str(change) for change in catalog.differences(before, catalog.read(seeded, SCHEMAS))]
    assert all(any(words in change for change in found) for words in named), found
