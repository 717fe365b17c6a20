"""A backup is verified by restoring it: what is wrong with it, or with what came of it, is found and named."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from formaops import signing
from formaops.backups import finding, sealing
from formaops.backups.keys import KeysMissing
from formaops.backups.progress import Progress
from formaops.backups.stores import StoreFailed
from formaops.backups.verifying import Report, verify
from formaops.local.postgres import SUPERUSER
from formaops.postgres.scratch import Scratch
from formaops.settings import BackupSettings
from tests.migration.clusters import SEEDED, Cluster
from tests.support.backups import TAKEN_AT, BackedUp
from tests.support.runs import MemoryRuns

CHECKS = [
    "manifest",
    "catalogue",
    "restore",
    "definitions and rows",
    "audit chains",
    "row-level security",
    "storage objects",
]


@pytest.fixture(scope="module")
def backed_up(cluster_18: Cluster) -> BackedUp:
    name = cluster_18.copy(SEEDED, "verified")
    with cluster_18.connect(name, SUPERUSER) as connection:
        # What is public is read by strangers, and that is no fault.
        shown = connection.execute(
            "update public.workflows set is_public = true where tenant_id in (select tenant_id from public.prompts)"
        )
        assert shown.rowcount
        connection.execute("select public.seal_audit()")
    return BackedUp.of(cluster_18.url(name))


@pytest.fixture
def place(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Where scratch clusters are made, and nobody else's."""
    with tempfile.TemporaryDirectory() as made:
        Path(made).chmod(0o711)  # the server's account is another
        monkeypatch.setattr(tempfile, "tempdir", made)
        yield Path(made)


def test_a_good_backup_passes_once_for_its_time(backed_up: BackedUp, place: Path) -> None:
    runs, stages = MemoryRuns(), []

    def tell(progress: Progress) -> None:
        stages.append(progress.stage)

    report = verify(backed_up.settings, backed_up.store, runs, None, tell, TAKEN_AT)
    assert report.passed, report.faults
    assert [check.name for check in report.checks] == CHECKS
    assert report.backup_id == "20261121T023000Z"
    assert {"restoring", "comparing", "audit chains"} <= set(stages)
    [run] = runs.rows
    assert (run.kind, run.status, run.backup_id) == ("VERIFY", "SUCCEEDED", report.backup_id)
    assert Report.model_validate(run.result) == report
    assert verify(backed_up.settings, backed_up.store, runs, None, tell, TAKEN_AT) == report
    assert len(runs.rows) == 1
    assert not list(place.iterdir())


@pytest.mark.parametrize("what", ["dump", "catalog", "manifest"])
def test_a_flipped_byte_is_named(backed_up: BackedUp, what: str) -> None:
    hurt = backed_up.copy()
    key = hurt.key(what)
    data = bytearray(hurt.store.content[key])
    data[len(data) // 2] ^= 1
    hurt.store.content[key] = bytes(data)
    fault = only_fault(hurt)
    assert key in fault
    assert ("not signed" if what == "manifest" else "SHA-256") in fault


@pytest.mark.parametrize("what", ["dump", "catalog"])
def test_a_missing_part_is_named(backed_up: BackedUp, what: str) -> None:
    hurt = backed_up.copy()
    del hurt.store.content[hurt.key(what)]
    assert f"{backed_up.key(what)} is not in memory" in only_fault(hurt)


def test_a_missing_manifest_is_no_backup(backed_up: BackedUp) -> None:
    hurt = backed_up.copy()
    del hurt.store.content[hurt.key("manifest")]
    with pytest.raises(finding.NoBackup, match="no backup newest in memory"):
        verify(hurt.settings, hurt.store, None)


def test_the_manifest_of_another_backup_is_named(backed_up: BackedUp) -> None:
    hurt = backed_up.copy()
    hurt.store.put("backups/20261122T023000Z/manifest", hurt.store.content[hurt.key("manifest")])
    assert "is the manifest of another backup, 20261121T023000Z" in only_fault(hurt)


def test_a_wrong_identity_and_a_wrong_verifying_key_are_named(backed_up: BackedUp) -> None:
    assert "WrongKey" in only_fault(backed_up, identities=sealing.new_identity()[0], looked_at=True)
    stranger = signing.pem_of(signing.signing_key(signing.new_key()).public_key())
    assert "not signed by this key" in only_fault(backed_up, verifying_keys=stranger)


def only_fault(hurt: BackedUp, *, looked_at: bool = False, **changed: str) -> str:
    """What the one check says that failed; the run says it too."""
    settings = BackupSettings(**(hurt.settings.model_dump() | changed))
    runs = MemoryRuns()
    report = verify(settings, hurt.store, runs)
    [failed] = [check for check in report.checks if not check.passed]
    assert failed == report.checks[-1]
    [run] = runs.rows
    assert run.status == "FAILED"
    assert run.result
    assert run.error
    assert failed.faults[0][:200] in run.error["detail"]
    return f"{failed.looked_at}: {failed.faults[0]}" if looked_at else failed.faults[0]


def test_what_a_restore_lost_is_named(backed_up: BackedUp) -> None:
    def lose(made: Scratch) -> None:
        with made.connect() as connection:
            connection.execute(
                """
                drop policy "members see the executions of their tenants" on public.executions;
                drop trigger formaops_erase_profile on auth.users;
                alter table public.executions drop constraint executions_cost_not_negative;
                revoke select on public.ventures from authenticated;
                grant select on public.prompts to anon;
                create policy "everybody" on public.prompts for select to anon, authenticated using (true);
                select setval('private.audit_unsealed_number_seq', 1);
                set session_replication_role = replica;
                delete from public.execution_logs;
                update public.audit_logs set action = 'OTHER'
                where id = (select audit_log_id from private.audit_chain order by tenant_id, sequence limit 1);
                """
            )

    report = verify(backed_up.settings, backed_up.store, MemoryRuns(), between=lose)
    assert {check.name for check in report.checks if not check.passed} == {
        "definitions and rows",
        "audit chains",
        "row-level security",
    }
    said = "\n".join(report.faults)
    for words in (
        'policies: "members see the executions of their tenants" on public.executions is missing',
        "policies: everybody on public.prompts is there, and was not",
        "triggers: formaops_erase_profile on auth.users is missing",
        "constraints: executions_cost_not_negative on public.executions is missing",
        "grants: public.ventures to authenticated",
        "grants: public.prompts to anon is there, and was not",
        "sequence values: private.audit_unsealed_number_seq is 1",
        "rows: public.execution_logs is 0, and was",
        "row_edited",
        "executions: a member of tenant",
        "ventures: who has signed in may not read it",
        "prompts: who has not signed in sees rows of it",
        "prompts: somebody who is no member of tenant",
    ):
        assert words in said


def test_who_tells_it_to_stop_ends_the_run(backed_up: BackedUp, place: Path) -> None:
    class Stopped(Exception):
        pass

    def stop(progress: Progress) -> None:
        if progress.stage == "restoring":
            raise Stopped

    runs = MemoryRuns()
    with pytest.raises(Stopped):
        verify(backed_up.settings, backed_up.store, runs, None, stop)
    assert [(run.status, run.result) for run in runs.rows] == [("FAILED", None)]
    assert not list(place.iterdir())


def test_a_store_that_does_not_answer_says_nothing_of_the_backup(
    backed_up: BackedUp, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(key: str) -> bytes:
        raise StoreFailed(f"{key} cannot be read now")

    hurt, runs = backed_up.copy(), MemoryRuns()
    monkeypatch.setattr(hurt.store, "get", fail)
    with pytest.raises(StoreFailed):
        verify(hurt.settings, hurt.store, runs)
    assert [(run.status, run.result) for run in runs.rows] == [("FAILED", None)]


@pytest.mark.parametrize("missing", ["identities", "signing_key"])
def test_keys_that_are_not_set_are_named(backed_up: BackedUp, missing: str) -> None:
    settings = BackupSettings(**(backed_up.settings.model_dump() | {missing: None}))
    with pytest.raises(KeysMissing, match="FORMAOPS_BACKUP_"):
        verify(settings, backed_up.store, None)


def test_a_backup_of_an_older_server_passes(cluster_15: Cluster) -> None:
    name = cluster_15.copy(SEEDED, "verified")
    older = BackedUp.of(cluster_15.url(name))
    report = verify(older.settings, older.store, None)
    assert older.manifest.server_version.startswith("15")
    assert report.passed, report.faults


def test_what_is_made_anew_from_rows_is_not_counted(cluster_18: Cluster) -> None:
    name = cluster_18.copy(SEEDED, "views")
    with cluster_18.connect(name, SUPERUSER) as connection:
        connection.execute(
            """
            create table public.notes (note text);
            create materialized view public.noted as select * from public.notes;
            create materialized view public.not_yet as select * from public.notes with no data;
            insert into public.notes values ('a restore refreshes the first, which has one row then');
            """
        )
    made = BackedUp.of(cluster_18.url(name))
    assert made.manifest.rows["public.notes"] == 1
    report = verify(made.settings, made.store, None)
    assert report.passed, report.faults


def test_what_only_hosted_projects_have_is_verified_too(cluster_18: Cluster) -> None:
    name = cluster_18.copy(SEEDED, "hosted")
    with cluster_18.connect(name, SUPERUSER) as connection:
        connection.execute(
            """
            create role supabase_storage_admin;
            create schema storage authorization supabase_storage_admin;
            set role supabase_storage_admin;
            create table storage.buckets (id text primary key, name text not null, public boolean default false);
            create table storage.objects (
              id uuid primary key default gen_random_uuid(), bucket_id text references storage.buckets, name text,
              path_tokens text[] generated always as (string_to_array(name, '/')) stored, metadata jsonb
            );
            create table storage.migrations (id integer primary key, name text);
            insert into storage.buckets values ('pictures', 'pictures'); insert into storage.objects (bucket_id, name)
            values ('pictures', 'a/b.png'); insert into storage.migrations values (1, 'first');
            alter table storage.objects enable row level security;
            reset role;
            create policy "own pictures" on storage.objects for select to authenticated using (auth.uid() is not null);
            grant usage on schema storage to postgres, authenticated;
            grant select on storage.buckets, storage.objects to postgres, authenticated;
            create type auth.aal_level as enum ('aal1', 'aal2', 'aal3');
            create table auth.identities (
              id uuid primary key, user_id uuid references auth.users on delete cascade, level auth.aal_level
            );
            alter table auth.identities owner to supabase_auth_admin;
            grant all on auth.identities to postgres;
            create publication supabase_realtime for table public.executions;
            create schema vault; create table vault.secrets (secret text);
            """
        )
    hosted = BackedUp.of(cluster_18.url(name))
    assert hosted.manifest.schemas_left_out == ["extensions", "vault"]
    report = verify(hosted.settings, hosted.store, None)
    with cluster_18.connect(name, SUPERUSER) as connection:
        connection.execute("drop owned by supabase_storage_admin cascade; drop role supabase_storage_admin")
    assert report.passed, report.faults
