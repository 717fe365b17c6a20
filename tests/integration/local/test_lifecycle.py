"""The stack starts once, stops whole, and leaves nothing behind however its starter or its supervisor ends."""

import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest

from formaops.local import stack as local
from formaops.local.layout import Layout, read_json

UP = """
import os, signal, sys
from formaops.local import stack
addresses = stack.up(sys.argv[1], root=sys.argv[2], attached="attached" in sys.argv, durable=False)
print(addresses.api_url, flush=True)
if "attached" in sys.argv:
    signal.pause()
"""


def wait_until(holds: Callable[[], bool], seconds: float = 60) -> bool:
    deadline = time.monotonic() + seconds
    while not (held := holds()) and time.monotonic() < deadline:
        time.sleep(0.05)
    return held


def lives(pid: int) -> bool:
    """Whether the process is there and not only waiting for its parent to read its exit status."""
    listed = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True, check=False).stdout
    return bool(listed.strip()) and not listed.startswith("Z")


def pids_of(state: Path) -> list[int]:
    status = local.status(state)
    assert status.pid
    return [status.pid, *(service.pid for service in status.services if service.pid)]


def starter(state: Path, clone: Path, *arguments: str) -> "subprocess.Popen[str]":
    argv = [sys.executable, "-c", UP, str(state), str(clone), *arguments]
    return subprocess.Popen(argv, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def steps(state: Path, clone: Path, **options: Any) -> dict[str, str]:
    """Start, and say how each step ended."""
    seen: dict[str, str] = {}
    local.up(state, root=clone, durable=False, progress=lambda step: seen.update({step.name: step.state}), **options)
    return seen


def test_a_second_start_pushes_nothing_and_keeps_addresses_and_keys(state: Path, clone: Path) -> None:
    first = local.up(state, root=clone, durable=False)
    pushed = Layout.of(state).log("migrations").read_text()
    pids = pids_of(state)

    assert steps(state, clone) == {"stack": "note"}
    assert pids_of(state) == pids

    assert local.down(state)
    assert wait_until(lambda: not any(lives(pid) for pid in pids))
    again = steps(state, clone)
    assert "cluster" not in again
    assert (again["platform"], again["migrations"], again["seed"]) == ("unchanged", "unchanged", "unchanged")
    assert Layout.of(state).log("migrations").read_text() == pushed
    assert local.status(state).addresses == first


def test_a_changed_file_of_demo_data_is_applied_again_and_the_others_are_not(state: Path, bare_clone: Path) -> None:
    seeds = bare_clone / "supabase" / "seeds"
    (seeds / "10_runs.sql").write_text("create table public.runs (file text);\n")
    (seeds / "20_one.sql").write_text("insert into public.runs values ('one');\n")
    (seeds / "30_two.sql").write_text("insert into public.runs values ('two');\n")
    assert steps(state, bare_clone)["seed"] == "done"
    local.down(state)
    (seeds / "30_two.sql").write_text("insert into public.runs values ('two'); -- once more\n")

    assert steps(state, bare_clone)["seed"] == "done"
    addresses = local.status(state).addresses
    assert addresses
    with psycopg.connect(addresses.admin_db_url) as connection:
        runs = connection.execute("select file from public.runs order by file").fetchall()
    assert runs == [("one",), ("two",), ("two",)]


def test_down_leaves_no_status_and_says_whether_there_was_something_to_stop(state: Path, clone: Path) -> None:
    local.up(state, root=clone, durable=False)
    control = Path(read_json(Layout.of(state).status_file)["control"])
    assert local.down(state) is True
    assert local.down(state) is False
    assert not Layout.of(state).status_file.exists()
    assert not control.parent.exists()
    assert local.status(state) == local.Status(False, None, None, None, ())


def test_killing_the_starter_of_an_attached_stack_ends_it(state: Path, clone: Path) -> None:
    process = starter(state, clone, "attached")
    assert process.stdout
    assert process.stdout.readline().startswith("http://")
    pids = pids_of(state)
    process.kill()
    process.communicate()
    assert wait_until(lambda: not any(lives(pid) for pid in pids))
    assert not local.status(state).running


def test_killing_the_starter_while_it_starts_leaves_nothing(state: Path, clone: Path) -> None:
    process = starter(state, clone)
    assert wait_until(lambda: bool(local.status(state).services))
    pids = pids_of(state)
    process.kill()
    process.communicate()
    assert wait_until(lambda: not local.status(state).running)
    assert wait_until(lambda: not any(lives(pid) for pid in pids))


def test_killing_the_supervisor_ends_its_parts_and_keeps_the_data(state: Path, clone: Path) -> None:
    addresses = local.up(state, root=clone)
    with psycopg.connect(addresses.db_url, autocommit=True) as connection:
        connection.execute("create table public.kept as select 1 as one")
    pids = pids_of(state)
    os.kill(pids[0], signal.SIGKILL)
    assert wait_until(lambda: not local.status(state).running)

    # Its parts are just ending: what was told of their ports still holds.
    assert local.up(state, root=clone) == addresses
    assert not any(lives(pid) for pid in pids)
    with psycopg.connect(addresses.db_url) as connection:
        assert connection.execute("select one from public.kept").fetchone() == (1,)


@pytest.mark.parametrize("name", ["postgrest", "gateway", "functions", "postgres"])
def test_a_part_that_dies_is_started_again(state: Path, clone: Path, name: str) -> None:
    addresses = local.up(state, root=clone, durable=False)

    def part() -> local.ServiceStatus:
        return next(service for service in local.status(state).services if service.name == name)

    before = part().pid
    assert before
    os.kill(before, signal.SIGKILL)
    assert wait_until(lambda: part().restarts and part().state == "healthy" and part().pid != before)
    headers = {"apikey": addresses.secret_key}
    health = f"{addresses.api_url}/rest/v1/prompts?limit=0"
    assert wait_until(lambda: httpx.get(health, headers=headers).status_code == 200)


def test_two_starts_at_once_make_one_stack(state: Path, clone: Path) -> None:
    starters = [starter(state, clone) for _ in range(2)]
    answers = [process.communicate(timeout=60) for process in starters]
    assert answers[0][0] == answers[1][0] != "", answers
    assert local.status(state).running


def test_clones_side_by_side_get_ports_of_their_own(state: Path, clone: Path) -> None:
    other = state.with_name("other")
    try:
        first = local.up(state, root=clone, durable=False)
        second = local.up(other, root=clone, durable=False)
        taken = [set(read_json(Layout.of(place).ports_file).values()) for place in (state, other)]
        assert not taken[0] & taken[1]
        assert first.anon_key != second.anon_key
        for addresses in (first, second):
            assert httpx.get(f"{addresses.functions_url}/hello").json()["path"] == "/hello"
    finally:
        local.reset(other)


def test_a_provider_key_that_changed_reaches_functions_and_worker_alone(
    state: Path, clone: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    addresses = local.up(state, root=clone, durable=False)
    before = pids_of(state)

    def seen() -> Any:
        return httpx.get(f"{addresses.functions_url}/key").json()["key"]

    assert seen() is None
    monkeypatch.setenv("OPENAI_API_KEY", "sk-one")
    assert steps(state, clone) == {"stack": "note", "functions": "done"}
    assert seen() == "sk-one"
    monkeypatch.delenv("OPENAI_API_KEY")
    assert steps(state, clone) == {"stack": "note"}
    assert seen() == "sk-one"
    assert len(set(before) - set(pids_of(state))) == 2  # functions and worker
    assert "sk-one" not in "".join(file.read_text() for file in state.rglob("*.json"))


def test_a_process_that_has_the_number_of_a_dead_supervisor_is_left_alone(state: Path, clone: Path) -> None:
    layout = Layout.of(state)
    layout.prepare()
    bystander = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    try:
        layout.life_lock.write_text(str(bystander.pid))
        layout.status_file.write_text(json.dumps({"pid": bystander.pid}))
        assert not local.status(state).running
        assert local.down(state) is False
        assert bystander.poll() is None
    finally:
        bystander.kill()
        bystander.wait()


def test_reset_begins_anew_with_the_same_keys_and_ports(state: Path, clone: Path) -> None:
    addresses = local.up(state, root=clone, durable=False)
    with psycopg.connect(addresses.db_url, autocommit=True) as connection:
        connection.execute("create table public.gone as select 1 as one")
    data = (state / "postgres").resolve()
    local.reset(state)
    assert not data.exists()
    assert local.up(state, root=clone, durable=False) == addresses
    with psycopg.connect(addresses.db_url) as connection:
        assert connection.execute("select to_regclass('public.gone')").fetchone() == (None,)


def test_works_for_an_ordinary_user_without_a_home(clone: Path, ordinary_user: tuple[Path, dict[str, Any]]) -> None:
    folder, become = ordinary_user
    interpreter = sys.executable if not become else shutil.which(f"python3.{sys.version_info.minor}", path="/usr/bin")
    if interpreter is None:
        pytest.skip("no Python that an ordinary user may run")
    environ = {name: value for name, value in os.environ.items() if name != "HOME"}
    environ["PYTHONPATH"] = os.pathsep.join(path for path in sys.path if path)
    script = UP + "\nprint(stack.status(sys.argv[1]).running, stack.down(sys.argv[1]))"
    for above in (clone, *clone.parents):  # pytest's folders are for root alone
        if above.stat().st_uid == os.geteuid() and above != Path("/"):
            above.chmod(above.stat().st_mode | 0o055)
    reaches = subprocess.run([interpreter, "-c", "import formaops"], env=environ, cwd="/", check=False, **become)
    if reaches.returncode:
        pytest.skip("this clone lies where an ordinary user may not read")
    done = subprocess.run(
        [interpreter, "-c", script, str(folder / "state"), str(clone)],
        capture_output=True,
        text=True,
        env=environ,
        cwd="/",
        check=False,
        **become,
    )
    assert done.stdout.splitlines()[1:] == ["True True"], done.stderr
    assert (folder / "state" / "postgres" / "data").is_dir()
    assert not (folder / "state" / "postgres").is_symlink()


@pytest.mark.skipif(not Path("/usr/lib/postgresql/15/bin/postgres").exists(), reason="no PostgreSQL 15 here")
def test_runs_on_another_postgresql(state: Path, clone: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORMAOPS_POSTGRES_BIN", "/usr/lib/postgresql/15/bin")
    addresses = local.up(state, root=clone, durable=False)
    with psycopg.connect(addresses.db_url) as connection:
        assert connection.info.server_version // 10_000 == 15
    local.down(state)
    monkeypatch.delenv("FORMAOPS_POSTGRES_BIN")
    with pytest.raises(local.StackError, match="made by PostgreSQL 15") as caught:
        local.up(state, root=clone)
    assert "formaops reset" in str(caught.value)


def test_whoever_waits_for_another_start_is_told(state: Path, clone: Path) -> None:
    first = threading.Thread(target=local.up, args=(state,), kwargs={"root": clone, "durable": False})
    first.start()
    assert wait_until(lambda: local.status(state).running)
    notes: list[str] = []
    local.up(state, root=clone, progress=lambda step: notes.append(step.message))
    first.join()
    assert notes == ["another command is at work; waiting", "already running"]
