"""The durable queue: what one worker and two drain in a second, and how soon what is put in begins, beside bare Absurd.

Workers are stopped while the queue is filled, and go on together when it is full. All times are the database's own.
"""

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass, replace
from itertools import cycle, islice
from typing import IO, Any, Final

import psycopg
from absurd_sdk import Absurd

from formaops.local.environment import Addresses
from formaops.local.functions import environment
from formaops.local.layout import ROOT
from formaops.postgres.processes import die_with_parent
from tests.bench import report
from tests.bench.figures import Ratio, Spread, percentile
from tests.bench.gateway import bare
from tests.bench.gateway.subjects import Tenant
from tests.bench.load import Generator
from tests.support.stacks import Stack

THROUGH_QUEUE: Final = "bench-queue"
_PATIENCE_SECONDS: Final = 60

Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Options:
    rounds: int
    queued: int
    """Executions, and as many tasks, that are drained in a round."""
    begun: int
    """How many are put into an empty queue, one by one, to see how soon they begin."""


class Workers:
    """Processes that wait until they are let go."""

    def __init__(self, processes: Sequence["subprocess.Popen[bytes]"]) -> None:
        self._processes = processes

    def let_go(self, number: int) -> None:
        """So many of them go on, the others wait."""
        for index, process in enumerate(self._processes):
            process.send_signal(signal.SIGCONT if index < number else signal.SIGSTOP)


@dataclass(frozen=True, slots=True)
class Queue:
    """One way of having things done later. `spans` are begin, in seconds from when it was put in, and both ends."""

    workers: Workers
    put: Callable[[int], None]
    """So many into the queue."""
    left: Callable[[], int]
    """How many of those have not ended."""
    times: Callable[[int], list[tuple[float, float, float]]]
    """When each of the last so many was put in, begun and ended, in seconds."""

    def drain(self, queued: int, workers: int) -> float:
        """How many a second from the first beginning to the last end. Raises TimeoutError."""
        self.workers.let_go(0)
        self.put(queued)
        self.workers.let_go(workers)
        self._until_empty()
        times = self.times(queued)
        return queued / (max(ended for _, _, ended in times) - min(began for _, began, _ in times))

    def pick_up(self, number: int) -> list[float]:
        """Milliseconds between putting in and beginning, with one worker that has nothing else to do."""
        self.workers.let_go(1)
        for _ in range(number):
            # Not in step with a worker that looks every so often.
            time.sleep(0.05 + 0.01 * (_ % 7))
            self.put(1)
            self._until_empty()
        return [(began - put) * 1000 for put, began, _ in self.times(number)]

    def _until_empty(self) -> None:
        deadline = time.monotonic() + _PATIENCE_SECONDS
        while self.left():
            if time.monotonic() > deadline:
                raise TimeoutError(f"{self.left()} were not done after {_PATIENCE_SECONDS} s")
            time.sleep(0.01)


def measure(
    stack: Stack, generator: Generator, who: Sequence[Tenant], body: dict[str, Any], options: Options, tell: Tell
) -> dict[str, Any]:
    """What is drained and how soon it begins, as JSON. `body` is what an execution asks of the model."""
    with ExitStack() as opened:
        admin = opened.enter_context(psycopg.connect(stack.addresses.admin_db_url, autocommit=True))
        # Its own worker would help along.
        stack.signal("worker", signal.SIGSTOP)
        opened.callback(stack.signal, "worker", signal.SIGCONT)
        queues = {
            "ours": opened.enter_context(_ours(stack, generator, who, admin)),
            "bare Absurd": opened.enter_context(_absurd(stack, body, admin)),
        }
        for queue in queues.values():
            queue.drain(min(options.queued, 20), 2)
        rates: dict[tuple[str, int], list[float]] = {(name, n): [] for name in queues for n in (1, 2)}
        order = list(rates)
        for number in range(options.rounds):
            for name, workers in order:
                tell(f"queue, round {number + 1} of {options.rounds}: {name}, {workers} workers")
                rates[name, workers].append(queues[name].drain(options.queued, workers))
            order.reverse()
        soon = {}
        for name, queue in queues.items():
            tell(f"how soon {name} begins")
            soon[name] = queue.pick_up(options.begun)
    return {
        "options": asdict(options),
        "drained_per_second": [
            {"what": name, "workers": workers} | _rounded(Spread.of(each)) for (name, workers), each in rates.items()
        ],
        "ratios": [
            report.as_json(Ratio.of("ours to bare Absurd, 1 worker", rates["ours", 1], rates["bare Absurd", 1])),
            report.as_json(Ratio.of("ours to bare Absurd, 2 workers", rates["ours", 2], rates["bare Absurd", 2])),
            report.as_json(Ratio.of("ours, 2 workers to 1", rates["ours", 2], rates["ours", 1])),
        ],
        "begins_after_ms": [
            {"what": name, "p50": round(percentile(each, 0.5), 2), "p95": round(percentile(each, 0.95), 2)}
            for name, each in soon.items()
        ],
    }


def _rounded(spread: Spread) -> dict[str, float]:
    return {name: round(value, 1) for name, value in asdict(spread).items()}


@contextmanager
def _ours(stack: Stack, generator: Generator, who: Sequence[Tenant], admin: psycopg.Connection) -> Iterator[Queue]:
    """Executions with all their books, sent to execute-prompt with `Prefer: respond-async`."""
    ids = [tenant.id for tenant in who]
    # By plan two of a tenant run at once.
    admin.execute("update public.tenants set queue_concurrency = 64 where id = any(%s::uuid[])", [ids])
    port = stack.service_status("functions").port
    turns = cycle([tenant.execute_prompt(port, THROUGH_QUEUE, later=True) for tenant in who])

    def put(number: int) -> None:
        load = generator.load(*islice(turns, min(number, len(who))))
        if load.run(min(number, 8), seconds=_PATIENCE_SECONDS, requests=number).errors:
            raise RuntimeError("; ".join(load.complaints))

    def left() -> int:
        return _number(
            admin,
            "select count(*) from public.executions where tenant_id = any(%s::uuid[]) and completed_at is null",
            [ids],
        )

    def times(number: int) -> list[tuple[float, float, float]]:
        return _times(
            admin,
            "select extract(epoch from queued_at), extract(epoch from started_at), extract(epoch from completed_at)"
            " from public.executions where edge_function_id = %s order by queued_at desc limit %s",
            [THROUGH_QUEUE, number],
        )

    argv = [sys.executable, "-m", "formaops.cli", "worker", "--concurrency", str(bare.CONCURRENCY)]
    env = _environment(stack.addresses, stack.model.url) | {"FORMAOPS_DATABASE_URL": stack.addresses.db_url}
    with _started(argv, env, b"", "at work") as workers:
        yield Queue(workers, put, left, times)


@contextmanager
def _absurd(stack: Stack, body: dict[str, Any], admin: psycopg.Connection) -> Iterator[Queue]:
    """Tasks of Absurd's own client on the same database, in a queue of their own."""
    url = stack.addresses.admin_db_url
    absurd = Absurd(admin, queue_name=bare.QUEUE)
    absurd.create_queue()
    # Its workers know it by name alone.
    absurd.register_task(bare.TASK)(lambda _params, _context: None)

    def put(number: int) -> None:
        for _ in range(number):
            absurd.spawn(bare.TASK, body)

    def left() -> int:
        return _number(admin, f"select count(*) from absurd.r_{bare.QUEUE} where completed_at is null", [])

    def times(number: int) -> list[tuple[float, float, float]]:
        return _times(
            admin,
            "select extract(epoch from created_at), extract(epoch from started_at), extract(epoch from completed_at)"
            f" from absurd.r_{bare.QUEUE} order by created_at desc limit %s",
            [number],
        )

    argv = [sys.executable, "-m", "tests.bench.gateway.bare", url, stack.model.url]
    with _started(argv, dict(os.environ), json.dumps(body | {"model": "by-absurd"}).encode(), "at work") as workers:
        yield Queue(workers, put, left, times)


def _environment(addresses: Addresses, model_url: str) -> dict[str, str]:
    operator = {name: value for name, value in os.environ.items() if not name.startswith("FORMAOPS_")}
    return environment(operator, replace(addresses, model_url=model_url))


@contextmanager
def _started(argv: list[str], env: dict[str, str], given: bytes, ready: str) -> Iterator[Workers]:
    """Two workers that have said that they are ready; they end with the block, or with this process."""
    with ExitStack() as opened:
        logs = [opened.enter_context(tempfile.TemporaryFile()) for _ in range(2)]
        processes = []
        for log in logs:
            process = opened.enter_context(
                subprocess.Popen(
                    argv,
                    cwd=ROOT,
                    env=env,
                    stdin=subprocess.PIPE,
                    stdout=log,
                    stderr=log,
                    preexec_fn=die_with_parent(signal.SIGKILL),
                )
            )
            opened.callback(process.kill)
            processes.append(process)
            assert process.stdin
            process.stdin.write(given)
            process.stdin.close()
        for process, log in zip(processes, logs, strict=True):
            _await(process, log, ready)
        yield Workers(processes)


def _await(process: "subprocess.Popen[bytes]", log: IO[bytes], ready: str) -> None:
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while ready not in (said := _said(log)):
        if process.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError(f"a worker does not begin: {said[-1000:]}")
        time.sleep(0.05)


def _said(log: IO[bytes]) -> str:
    return os.pread(log.fileno(), 1_000_000, 0).decode(errors="replace")


def _number(admin: psycopg.Connection, query: str, values: list[Any]) -> int:
    row = admin.execute(query.encode(), values).fetchone()
    assert row
    return int(row[0])


def _times(admin: psycopg.Connection, query: str, values: list[Any]) -> list[tuple[float, float, float]]:
    return [(float(put), float(began), float(ended)) for put, began, ended in admin.execute(query.encode(), values)]
