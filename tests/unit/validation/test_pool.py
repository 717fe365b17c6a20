"""Worker processes: their limits, and that each asker gets their own answer whatever happened before."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from formaops.errors import Fault, NotReady
from formaops.validation import Pool, Validation, validate
from formaops.validation.pool import Stopped

LOOP = Validation("loops", "FUNCTION", {"code": "function validate() { while (true) {} }"})
OBJECT = Validation("object", "SCHEMA", {"type": "object"})


def echo(answer: str) -> Validation:
    return Validation(answer, "FUNCTION", {"code": f"const validate = () => '{answer}'"})


@pytest.fixture
def pool() -> Iterator[Pool]:
    pool = Pool(size=2, wall_seconds=1)
    yield pool
    pool.close()


def pid_of(pool: Pool) -> int:
    return pool._idle[0]._process.pid


async def test_a_worker_is_kept(pool: Pool):
    await pool.warm()
    pid = pid_of(pool)
    for _ in range(3):
        assert (await validate("{}", [OBJECT], {}, pool=pool)).status == "PASSED"
    assert pid_of(pool) == pid


async def test_one_that_takes_too_long_is_killed_and_the_others_have_their_verdict(pool: Pool):
    await pool.warm()
    pid = pid_of(pool)
    outcome = await validate("{}", [OBJECT, LOOP, OBJECT], {}, pool=pool)
    assert [result.passed for result in outcome.results] == [True, False, True]
    assert outcome.results[1].errors == (Fault("$", "stopped after 1 s"),)
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


async def test_a_worker_that_dies_while_it_works(pool: Pool):
    await pool.warm()
    asking = asyncio.create_task(validate("{}", [LOOP], {}, pool=pool))
    pid = pid_of(pool)
    await asyncio.sleep(0.1)
    os.kill(pid, signal.SIGKILL)
    [result] = (await asking).results
    assert result.errors == (Fault("$", "the worker crashed"),)
    assert (await validate("{}", [OBJECT], {}, pool=pool)).status == "PASSED"


async def test_a_worker_that_died_while_idle_is_replaced(pool: Pool):
    await pool.warm()
    os.kill(pid_of(pool), signal.SIGKILL)
    pool._idle[0]._process.wait()
    assert (await validate("{}", [OBJECT], {}, pool=pool)).status == "PASSED"


async def test_cancelling_one_leaves_the_next_with_its_own_answer(pool: Pool):
    await pool.warm()
    for number in range(4):
        asking = asyncio.create_task(validate("{}", [LOOP], {}, pool=pool))
        await asyncio.sleep(0.01 * number)
        asking.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asking
        [result] = (await validate("{}", [echo(f"mine {number}")], {}, pool=pool)).results
        assert result.errors == (Fault("$", f"mine {number}"),)


async def test_many_at_once_get_their_own_answers_from_two_workers(pool: Pool):
    pool.wall_seconds = 20
    outcomes = await asyncio.gather(*(validate("{}", [echo(str(n))], {}, pool=pool) for n in range(40)))
    assert [outcome.results[0].errors[0].message for outcome in outcomes] == [str(n) for n in range(40)]
    assert len(pool._idle) <= 2


def test_event_loops_one_after_another(pool: Pool):
    async def twice() -> list[str]:
        outcomes = await asyncio.gather(*(validate("{}", [OBJECT], {}, pool=pool) for _ in range(4)))
        return [outcome.status for outcome in outcomes]

    assert [asyncio.run(twice()) for _ in range(2)] == [["PASSED"] * 4] * 2


async def test_an_answer_that_is_no_message(pool: Pool):
    await pool.warm()
    worker = pool._idle[0]
    theirs, lying = socket.socketpair()
    with worker._socket, lying:
        theirs.setblocking(False)
        worker._socket = theirs
        lying.sendall(b"\xff\xff\xff\xff")
        with pytest.raises(Stopped, match="the worker crashed"):
            await pool.ask({"task": "check", "type": "REGEX", "config": "{}"})


async def test_a_worker_that_cannot_be_started(pool: Pool, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sys, "executable", "/bin/false")
    with pytest.raises(NotReady):
        await validate("{}", [OBJECT], {}, pool=pool)
    monkeypatch.setattr(sys, "executable", "/nowhere")
    with pytest.raises(NotReady):
        await validate("{}", [OBJECT], {}, pool=pool)
    monkeypatch.undo()
    assert (await validate("{}", [OBJECT], {}, pool=pool)).status == "PASSED"


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="reads /proc")
async def test_a_worker_has_next_to_nothing(pool: Pool, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("OPENAI_API_KEY", "secret")
    await pool.warm()
    process = Path("/proc") / str(pid_of(pool))
    names = {entry.split("=")[0] for entry in (process / "environ").read_text().split("\0") if entry}
    assert names == {"PYTHONPATH", "LC_ALL"}
    limits = {line[:25].strip(): line[26:].split()[0] for line in (process / "limits").read_text().splitlines()}
    assert limits["Max open files"] == "3"
    assert limits["Max processes"] == "0"
    assert limits["Max file size"] == "0"
    assert limits["Max core file size"] == "0"
    assert int(limits["Max address space"]) < 1024 * 1024 * 1024
    assert len(list((process / "fd").iterdir())) == 3


PARENT = """
import asyncio
from formaops.validation import Pool, Validation, validate

CODE = "function validate() { const a = []; while (true) { try { a.push(Array(1e6).fill(1)) } catch (e) {} } }"

async def main():
    pool = Pool(wall_seconds=60)
    await pool.warm()
    print(pool._idle[0]._process.pid, flush=True)
    if BUSY:
        await validate("1", [Validation("v", "FUNCTION", {"code": CODE})], {}, pool=pool)
    await asyncio.sleep(60)

asyncio.run(main())
"""


@pytest.mark.timeout(60)
@pytest.mark.parametrize("busy", [False, True])
def test_no_worker_outlives_a_killed_parent(busy: bool):
    with subprocess.Popen([sys.executable, "-c", PARENT.replace("BUSY", str(busy))], stdout=subprocess.PIPE) as parent:
        assert parent.stdout is not None
        worker = int(parent.stdout.readline())
        time.sleep(0.2)
        parent.kill()
    while is_running(worker):
        time.sleep(0.05)


def is_running(pid: int) -> bool:
    """Whether the process is there and no zombie that only waits for the machine's first process to notice."""
    try:
        return ") Z" not in Path(f"/proc/{pid}/stat").read_text()
    except FileNotFoundError:
        return False
