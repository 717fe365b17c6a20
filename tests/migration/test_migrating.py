"""`formaops migrate`: the same as the Supabase CLI in the database's eyes, and patient where others work."""

from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from formaops.errors import FormaOpsError, Malformed, WrongState
from formaops.local.layout import ROOT
from formaops.operations import applying, migrations, planning, rehearsing, statements, surface
from formaops.operations.applying import Event, Patience, Stopped, downwards, upwards
from formaops.operations.migrations import Migration
from tests.migration.clusters import MIGRATED, PLATFORM, Cluster
from tests.migration.dump import schema

FOLDER = ROOT / "supabase" / "migrations"


def migration(version: str, name: str, text: str) -> Migration:
    return Migration(version, name, tuple(statements.split(text)))


@pytest.fixture(scope="module")
def database(cluster_18: Cluster) -> str:
    return cluster_18.copy(MIGRATED, "migrating")


@pytest.fixture
def connection(cluster_18: Cluster, database: str) -> Iterator[psycopg.Connection]:
    with cluster_18.connect(database) as connection:
        migrations.prepare_history(connection)
        yield connection


@pytest.fixture
def undo(connection: psycopg.Connection) -> Iterator[Callable[[str], None]]:
    """What a test leaves behind is taken away by this."""
    statements: list[str] = []
    yield statements.append
    for statement in reversed(statements):
        connection.execute(statement.encode())


def apply(connection: psycopg.Connection, *wanted: Migration, patience: Patience | None = None) -> list[Event]:
    events: list[Event] = []
    sleeps: list[float] = []
    applying.apply(
        connection, [upwards(each) for each in wanted], patience or Patience(), tell=events.append, sleep=sleeps.append
    )
    return events


def test_what_it_applies_the_supabase_cli_would_not_apply_again(cluster_18: Cluster) -> None:
    database = cluster_18.copy(PLATFORM, "by_us")
    with cluster_18.connect(database) as connection:
        migrations.prepare_history(connection)
        apply(connection, *migrations.in_folder(FOLDER))
        with cluster_18.connect(MIGRATED) as other:
            assert migrations.in_database(connection) == migrations.in_database(other), "statement by statement"
    assert "up to date" in cluster_18.push(database)
    assert schema(cluster_18, database) == schema(cluster_18, MIGRATED)


def test_what_the_supabase_cli_has_applied_it_would_not_apply_again(connection: psycopg.Connection) -> None:
    standing = migrations.compare(migrations.in_folder(FOLDER), migrations.in_database(connection))
    assert (standing.pending, standing.foreign, standing.edited, standing.skipped) == ((), (), (), ())
    assert standing.head == migrations.in_folder(FOLDER)[-1].version


def test_it_is_told_what_is_behind_ahead_and_edited(connection: psycopg.Connection) -> None:
    folder, database = migrations.in_folder(FOLDER), migrations.in_database(connection)
    changed = migration(folder[-1].version, folder[-1].name, "select 'something else'")
    found = migrations.compare([*folder[:2], *folder[3:-1], changed], [*database[:3], *database[4:]])
    assert [each.version for each in found.pending] == [folder[3].version]
    assert found.skipped == found.pending, "older than what the database has last"
    assert [each.version for each in found.foreign] == [folder[2].version]
    assert found.edited == (changed,)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("-- a; b\nselect 1;\n\nselect ';' ; -- the end;", ["-- a; b\nselect 1", "select ';'"]),
        ("select $$;$$; select $a$ ; $$ ; $a$;", ["select $$;$$", "select $a$ ; $$ ; $a$"]),
        ("select 1 /* ; /* ; */ ; */ ; select e'\\';'; ;", ["select 1 /* ; /* ; */ ; */", "select e'\\';'"]),
        ('select 1 as ";" ; select a$1$b;', ['select 1 as ";"', "select a$1$b"]),
        (
            "create function f() returns int begin atomic select case when true then 1 end; end; select 2",
            ["create function f() returns int begin atomic select case when true then 1 end; end", "select 2"],
        ),
    ],
)
def test_statements_are_told_apart(text: str, wanted: list[str]) -> None:
    assert statements.split(text) == wanted


def test_files_are_read_as_utf_8_and_one_of_each_version(tmp_path: Path) -> None:
    file = tmp_path / "1_marked.sql"
    file.write_bytes(b"\xef\xbb\xbfselect 'a';\r\n")
    assert migrations.in_folder(tmp_path) == [migration("1", "marked", "select 'a';")]
    (tmp_path / "1_twice.sql").write_text("select 2;")
    with pytest.raises(Malformed, match="1_marked and 1_twice have the same version"):
        migrations.in_folder(tmp_path)
    file.write_bytes(b"select '\xff';")
    with pytest.raises(Malformed, match=r"1_marked\.sql is not UTF-8"):
        migrations.in_folder(tmp_path)


def test_a_file_that_fails_leaves_nothing_and_the_files_before_it_stay(
    connection: psycopg.Connection, undo: Callable[[str], None]
) -> None:
    undo("drop table public.first_file; delete from supabase_migrations.schema_migrations where version like '9%'")
    good = migration("91", "good", "create table public.first_file (id int);")
    bad = migration("92", "bad", "create table public.second_file (id int);\nselect 1/0;")
    last = migration("93", "last", "select 1;")
    with pytest.raises(Stopped) as stopped:
        apply(connection, good, bad, last)
    assert stopped.value.extra == {"applied": ["91_good"], "failed": "92_bad", "not_applied": ["92_bad", "93_last"]}
    assert "92_bad, statement 2 of 2: select 1/0: division by zero. Nothing of this file" in stopped.value.detail
    assert connection.execute("select to_regclass('public.second_file')").fetchone() == (None,)
    assert [each.version for each in migrations.in_database(connection)][-1] == "91"
    assert connection.execute("show lock_timeout").fetchone() == ("0",), "the session is as it was"


def test_what_fails_only_when_it_is_committed_is_told_like_the_rest(
    connection: psycopg.Connection, undo: Callable[[str], None]
) -> None:
    undo("drop table public.later, public.sooner")
    connection.execute(
        b"create table public.sooner (id int primary key);"
        b"create table public.later (id int references public.sooner deferrable initially deferred)"
    )
    with pytest.raises(Stopped, match=r"91_row, at its end: insert .* violates foreign key .* Nothing of this file"):
        apply(connection, migration("91", "row", "insert into public.later values (1);"))
    assert connection.execute("select count(*) from public.later").fetchone() == (0,)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("create table a (id int);\n-- done\nCOMMIT;", "91_sly: COMMIT: each file is one transaction already"),
        ("begin; create table a (id int); end;", "91_sly: begin: each file is one transaction already"),
        ("copy public.prompts (id) from stdin;", "write insert"),
        ("\\echo hello", "a command of psql"),
    ],
)
def test_a_file_that_would_not_be_there_whole_or_not_at_all_is_refused(text: str, told: str) -> None:
    pending = (migration("91", "sly", text),)
    with pytest.raises(WrongState) as refused:
        planning.pending_steps(migrations.Standing((), pending, (), (), ()))
    assert told in refused.value.detail


def test_words_that_only_begin_like_those_are_not_refused() -> None:
    text = "create function f() returns int begin atomic select 1; end; do $$ begin commit; end $$; select 'commit'"
    assert [statements.fault(each) for each in statements.split(text)] == [None, None, None]
    for file in [*FOLDER.glob("*.sql"), *(ROOT / "sql" / "rollback").glob("*.sql")]:
        assert not [found for each in migrations.read(file).statements if (found := statements.fault(each))], file


def test_a_lock_that_is_not_had_is_asked_for_again_and_nobody_waits_behind_it_meanwhile(
    cluster_18: Cluster, database: str, connection: psycopg.Connection, undo: Callable[[str], None]
) -> None:
    undo("alter table public.prompts drop column note")
    undo("delete from supabase_migrations.schema_migrations where version = '94'")
    wanted = migration("94", "note", "set lock_timeout = '30s';\nalter table public.prompts add column note text;")
    events: list[Event] = []
    with cluster_18.connect(database) as reader:
        reader.execute("begin")
        reader.execute("select count(*) from public.prompts")

        def end_the_reader(seconds: float) -> None:
            assert seconds == 2
            with cluster_18.connect(database) as other:
                other.execute("set lock_timeout = '1ms'")
                other.execute("select count(*) from public.prompts")
            reader.execute("commit")

        applying.apply(
            connection, [upwards(wanted)], Patience(lock_timeout="50ms"), tell=events.append, sleep=end_the_reader
        )
    assert [event.state for event in events] == ["begun", "waiting", "done"]
    assert "no lock for statement 2; again in 2 s" in events[1].detail


def test_it_gives_up_after_the_retries_and_says_who_is_in_the_way(
    cluster_18: Cluster, database: str, connection: psycopg.Connection
) -> None:
    wanted = migration("95", "note", "alter table public.prompts add column note text;")
    with cluster_18.connect(database) as reader:
        reader.execute("begin")
        reader.execute("select count(*), pg_sleep(1.05) from public.prompts")
        events: list[Event] = []
        pauses: list[float] = []
        with pytest.raises(Stopped, match="lock timeout"):
            applying.apply(
                connection,
                [upwards(wanted)],
                Patience(lock_timeout="20ms", retries=3),
                tell=events.append,
                sleep=pauses.append,
            )
        assert f"pid {reader.info.backend_pid} (postgres" in events[1].detail
    assert pauses == [2, 4, 8]


def test_a_statement_that_takes_too_long_is_no_lock_to_wait_for(connection: psycopg.Connection) -> None:
    with pytest.raises(Stopped, match="statement timeout"):
        apply(connection, migration("95", "slow", "select pg_sleep(9);"), patience=Patience(statement_timeout="20ms"))


def test_an_index_that_was_broken_off_is_built_anew(
    connection: psycopg.Connection, undo: Callable[[str], None]
) -> None:
    undo("drop table public.indexed")
    undo("delete from supabase_migrations.schema_migrations where version = '96'")
    connection.execute("create table public.indexed as select 1 as a from generate_series(1, 2)")
    with pytest.raises(psycopg.errors.UniqueViolation):
        connection.execute("create unique index concurrently indexed_a on public.indexed (a)")
    wanted = migration("96", "index", "create index concurrently indexed_a on public.indexed (a);")
    assert not wanted.is_transactional

    apply(connection, wanted)

    found = connection.execute("select indisvalid from pg_index where indexrelid = 'public.indexed_a'::regclass")
    assert found.fetchone() == (True,)


def test_what_is_not_in_a_transaction_says_what_stays(
    connection: psycopg.Connection, undo: Callable[[str], None]
) -> None:
    undo("drop index public.prompts_a")
    text = "create index concurrently prompts_a on public.prompts (name);\nselect 1/0;"
    with pytest.raises(Stopped, match=r"its statements before that stay \(1 of 2\)"):
        apply(connection, migration("97", "index", text))


def test_a_connection_that_breaks_is_told_with_what_was_applied(
    cluster_18: Cluster, database: str, connection: psycopg.Connection, undo: Callable[[str], None]
) -> None:
    undo("delete from supabase_migrations.schema_migrations where version = '970'")
    with cluster_18.connect(database) as victim:

        def cut(event: Event) -> None:
            if event == Event("begun", second):
                connection.execute("select pg_terminate_backend(%s)", [victim.info.backend_pid])

        first, second = migration("970", "first", "select 1;"), migration("971", "second", "select 1;")
        with pytest.raises(FormaOpsError) as stopped:
            applying.apply(victim, [upwards(first), upwards(second)], Patience(), tell=cut)
    assert stopped.value.extra == {"applied": ["970_first"], "failed": "971_second", "not_applied": ["971_second"]}


def test_two_at_once_do_not_migrate(cluster_18: Cluster, database: str, connection: psycopg.Connection) -> None:
    with cluster_18.connect(database) as other:
        with (
            applying.alone(connection),
            pytest.raises(WrongState, match=f"pid {connection.info.backend_pid}"),
            applying.alone(other),
        ):
            pass
        with applying.alone(other):
            pass


def test_postgrest_is_told_to_read_the_schema_anew(
    cluster_18: Cluster, database: str, connection: psycopg.Connection, undo: Callable[[str], None]
) -> None:
    undo("delete from supabase_migrations.schema_migrations where version = '98'")
    with cluster_18.connect(database) as listener:
        listener.execute("listen pgrst")
        apply(connection, migration("98", "nothing", "select 1;"))
        told = next(listener.notifies(timeout=5))
    assert (told.channel, told.payload) == ("pgrst", "reload schema")


def test_a_rollback_is_forgotten_in_its_own_transaction(connection: psycopg.Connection) -> None:
    apply(connection, migration("99", "table", "create table public.brief (id int);"))
    failing = migration("99", "table", "drop table public.brief; select 1/0;")
    with pytest.raises(Stopped):
        applying.apply(connection, [downwards(failing)], Patience())
    assert migrations.in_database(connection)[-1].version == "99"
    applying.apply(connection, [downwards(migration("99", "table", "drop table public.brief;"))], Patience())
    assert migrations.in_database(connection)[-1].version != "99"


# ---------------------------------------------------------------------------------------------------- the rehearsal

BREAKS = {
    "table_gone": "alter table public.samples rename to examples",
    "column_gone": "alter table public.samples rename column title to headline",
    "column_type": "alter table public.samples alter column size type bigint",
    "column_not_null": "alter table public.samples alter column size set not null",
    "default_gone": "alter table public.samples alter column title drop default",
    "column_required": "alter table public.samples add column maker text not null",
    "column_computed": """
        alter table public.samples drop column size, add column size int generated always as (1) stored;
        grant update (size) on public.samples to authenticated
    """,
    "rule_narrowed": "alter table public.samples add constraint samples_size_is_small check (size < 10)",
    "enum_value_gone": "alter type public.sample_kind rename value 'RARE' to 'SELDOM'",
    "grant_gone": "revoke update (title) on public.samples from authenticated",
    "policy_gone": 'drop policy "all see samples" on public.samples',
    "policy_changed": 'alter policy "all see samples" on public.samples using (size > 3)',
    "policy_restricts": 'create policy "few see samples" on public.samples as restrictive for select using (size > 3)',
    "function_gone": "drop function public.sample_of(int, text)",
    "function_revoked": "revoke execute on function public.sample_of(int, text) from authenticated",
    "argument_gone": """
        drop function public.sample_of(int, text);
        create function public.sample_of(p_id int, p_text text) returns int language sql as 'select 1';
        grant execute on function public.sample_of(int, text) to authenticated, anon, service_role
    """,
    "argument_required": """
        drop function public.sample_of(int, text);
        create function public.sample_of(p_size int, p_title text, p_more text) returns int language sql as 'select 1';
        grant execute on function public.sample_of(int, text, text) to authenticated, anon, service_role
    """,
    "argument_type": """
        drop function public.sample_of(int, text);
        create function public.sample_of(p_size bigint, p_title text default '') returns int language sql
        as 'select 1';
        grant execute on function public.sample_of(bigint, text) to authenticated, anon, service_role
    """,
    "function_result": """
        drop function public.sample_of(int, text);
        create function public.sample_of(p_size int, p_title text default '') returns text language sql as 'select 1';
        grant execute on function public.sample_of(int, text) to authenticated, anon, service_role
    """,
    "function_ambiguous": """
        create function public.sample_of(p_size int, p_title text, p_more text default '') returns int language sql
        as 'select 1';
        grant execute on function public.sample_of(int, text, text) to authenticated, anon, service_role
    """,
}
WAYS_THAT_BREAK_NOTHING = """
    alter table public.samples add column maker text not null default '', add column born_at timestamptz;
    alter table public.samples add constraint samples_maker_is_named check (maker <> 'nobody');
    alter type public.sample_kind add value 'UNIQUE';
    create table public.other_samples (id int primary key, title text not null check (title <> ''));
    alter table public.samples drop constraint samples_title_is_short;
    create policy "writers add samples" on public.samples for insert to authenticated with check (true);
    alter policy "all see samples" on public.samples rename to "everybody sees samples";
    drop function public.sample_of(int, text);
    create function public.sample_of(p_size int, p_title text default '', p_more text default '') returns int
    language sql as 'select 1';
    grant execute on function public.sample_of(int, text, text) to authenticated, anon, service_role;
"""


@pytest.fixture(scope="module")
def samples(cluster_18: Cluster) -> Iterator[psycopg.Connection]:
    """A small world of our own in a database that is otherwise empty."""
    database = cluster_18.copy(PLATFORM, "samples")
    with cluster_18.connect(database) as connection:
        connection.execute("""
            create type public.sample_kind as enum ('COMMON', 'RARE');
            create table public.samples (
              id int primary key, title text not null default '', size int, kind public.sample_kind,
              constraint samples_title_is_short check (length(title) < 100)
            );
            revoke all on public.samples from anon, authenticated, service_role;
            grant select, insert, update (title, size) on public.samples to authenticated;
            create policy "all see samples" on public.samples for select to authenticated using (true);
            create function public.sample_of(p_size int, p_title text default '') returns int language sql
            as 'select 1';
            revoke execute on function public.sample_of(int, text) from public;
        """)
        yield connection


@pytest.mark.parametrize("kind", BREAKS)
def test_what_the_running_version_would_lose_is_named(samples: psycopg.Connection, kind: str) -> None:
    before = surface.read(samples)
    with samples.transaction(force_rollback=True):
        samples.execute(BREAKS[kind].encode())
        found = surface.breaks(before, surface.read(samples))
    assert {each.kind for each in found} == {kind}


def test_what_is_added_breaks_nothing(samples: psycopg.Connection) -> None:
    before = surface.read(samples)
    with samples.transaction(force_rollback=True):
        samples.execute(WAYS_THAT_BREAK_NOTHING.encode())
        assert surface.breaks(before, surface.read(samples)) == []


def test_locks_and_long_work_are_seen_and_not_guessed(cluster_18: Cluster) -> None:
    database = cluster_18.copy(PLATFORM, "rehearsed")
    applied = [migration("1", "before", "create table public.things (id int, a text, b int);")]
    wanted = migration(
        "2",
        "after",
        """
        alter table public.things add column c text;
        alter table public.things alter column b type bigint;
        alter table public.things add constraint things_b_is_positive check (b > 0);
        alter table public.things alter column a set not null;
        create index things_a on public.things (a);
        create table public.others (id int primary key);
        create index others_id on public.others (id);
        alter table public.things drop column id;
        """,
    )
    with cluster_18.connect(database) as connection:
        found = rehearsing.rehearse(connection, applied, [upwards(wanted)])
    told = [(effect.table, effect.blocks, effect.dangers) for effect in found.steps[0].effects]
    assert told[0] == ("public.things", "reading and writing", [])
    assert [danger for _, _, dangers in told for danger in dangers] == [
        "writes the whole table anew",
        "reads the whole table for things_b_is_positive",
        "reads the whole table for nulls in a",
        "builds public.things_a while nobody can write",
    ]
    assert {table for table, _, _ in told} == {"public.things"}, "what is new is nobody's"
    assert found.dropped_columns == ["public.things.id"]
    assert "column_gone" in {each.kind for each in found.breaks}


def test_a_step_that_would_fail_fails_in_the_rehearsal(cluster_18: Cluster) -> None:
    database = cluster_18.copy(PLATFORM, "failing")
    with cluster_18.connect(database) as connection, pytest.raises(WrongState, match=r"2_after: select 1/0: division"):
        rehearsing.rehearse(connection, [], [upwards(migration("2", "after", "select 1;\nselect 1/0;"))])
