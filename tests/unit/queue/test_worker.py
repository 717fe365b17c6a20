"""A worker's loop: when it claims, what it does with what it claimed, and how it ends. The database is played."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime
from typing import Any, cast
from uuid import uuid4

import pytest

from formaops.database import Database
from formaops.errors import NotReady, QueueNotInstalled, WrongState
from formaops.prompts.records import WorkRequest
from formaops.queue import worker as module
from formaops.queue.tasks import SWEEPS, TASKS, Again, TaskContext
from formaops.queue.turn import take_turn
from formaops.queue.worker import Worker
from formaops.settings import Settings


class Record:
    status = "COMPLETED"


class Played:
    """Hands out what is in `executions` and `tasks`, and writes down what it is called with."""

    def __init__(self) -> None:
        self.executions: list[dict[str, Any]] = []
        self.tasks: list[dict[str, Any]] = []
        self.calls: list[tuple[str, Mapping[str, Any]]] = []
        self.failing: list[Exception] = []

    async def rpc(self, name: str, arguments: Mapping[str, Any]) -> Any:
        self.calls.append((name, arguments))
        await asyncio.sleep(0)
        if name in ("claim_executions", "claim_tasks"):
            if self.failing:
                raise self.failing.pop(0)
            source = self.executions if name == "claim_executions" else self.tasks
            claimed = source[: arguments["p_limit"]]
            del source[: arguments["p_limit"]]
            return claimed
        if name == "queue_status":
            return {"waiting": {"NORMAL": len(self.executions)}}
        if name == "check_backups":
            return {"looked": False, "due": 0}
        return 0 if name == "sweep_executions" else True

    def called(self, name: str) -> list[Mapping[str, Any]]:
        return [arguments for called, arguments in self.calls if called == name]


def package() -> dict[str, Any]:
    ids = {name: str(uuid4()) for name in ("id", "lease_id", "prompt_id", "tenant_id", "user_id")}
    return {
        "execution": ids | {"prompt_version": 1, "created_at": "2026-11-21T10:00:00+00:00"},
        "prompt": {"template": "Hi", "variables": [], "model": None, "fallback_model": None, "parameters": {}},
        "validations": [],
        "prices": [],
        "hold": None,
        "order": {"model": "local:a", "inputs": {"x": 1}, "context": None},
        "attempt": 2,
    }


def task(name: str = "greet") -> dict[str, Any]:
    return {"task_id": str(uuid4()), "run_id": str(uuid4()), "name": name, "params": {"who": "you"}, "attempt": 1}


@pytest.fixture
def settings() -> Settings:
    return Settings.model_validate(
        {
            "supabase_url": "https://project.example",
            "service_role_key": "service",
            "anon_key": "anon",
            "queue_poll_seconds": 0.02,
            "worker_grace_seconds": 0.05,
            "heartbeat_seconds": 0.02,
        }
    )


@pytest.fixture
def database() -> Played:
    return Played()


Execute = Callable[[asyncio.Event], Awaitable[Any]]


@pytest.fixture
def executing(monkeypatch: pytest.MonkeyPatch) -> Callable[[Execute], list[Any]]:
    """Has this done for each execution; returns the list of what was executed."""

    def prepare(execute: Execute) -> list[Any]:
        done: list[Any] = []

        async def execute_queued(order: Any, begun: Any, *, giving_back: asyncio.Event, **_: Any) -> Any:
            done.append((order, begun))
            return await execute(giving_back)

        monkeypatch.setattr(module, "execute_queued", execute_queued)
        return done

    return prepare


@pytest.fixture
def doing(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    def prepare(handler: Callable[[TaskContext], Awaitable[Again | None]]) -> None:
        monkeypatch.setitem(TASKS, "greet", handler)

    return prepare


def made(database: Played, settings: Settings, **how: Any) -> Worker:
    return Worker(cast(Database, database), settings, **how)


async def until(seen: Callable[[], object]) -> None:
    async with asyncio.timeout(30):
        while not seen():  # noqa: ASYNC110  # many things are waited for
            await asyncio.sleep(0.001)


async def _at_once(_: asyncio.Event) -> Record:
    return Record()


async def test_until_empty_it_runs_all_and_ends(
    database: Played, settings: Settings, executing: Callable[[Execute], list[Any]]
) -> None:
    done = executing(_at_once)
    database.executions = [package() for _ in range(7)]
    tally = await made(database, settings, concurrency=3, until_empty=True).run()

    assert (tally.claimed, tally.completed, tally.failed, tally.given_back) == (7, 7, 0, 0)
    order, begun = done[0]
    assert (order.inputs, order.context, begun.model, begun.is_queued) == ({"x": 1}, {}, "local:a", True)
    assert all(claim["p_limit"] <= 3 for claim in database.called("claim_executions"))
    assert database.calls[0][0] == "sweep_executions", "what dead workers have left is due, too"


async def test_a_slow_one_holds_up_nothing(
    database: Played, settings: Settings, executing: Callable[[Execute], list[Any]]
) -> None:
    slow = asyncio.Event()
    begun: list[int] = []

    async def execute(_: asyncio.Event) -> Record:
        begun.append(len(begun))
        if len(begun) == 1:
            await slow.wait()
        elif len(begun) == 6:
            slow.set()
        return Record()

    executing(execute)
    database.executions = [package() for _ in range(6)]
    tally = await asyncio.wait_for(made(database, settings, concurrency=2, until_empty=True).run(), 30)
    assert tally.completed == 6


async def test_what_fails_is_counted_and_the_rest_goes_on(
    database: Played, settings: Settings, executing: Callable[[Execute], list[Any]]
) -> None:
    outcomes: list[Exception | None] = [WrongState("another has it"), RuntimeError("a fault of ours"), None]

    async def execute(_: asyncio.Event) -> Record:
        if outcome := outcomes.pop():
            raise outcome
        return Record()

    executing(execute)
    database.executions = [package() for _ in range(3)]
    tally = await made(database, settings, until_empty=True).run()
    assert (tally.completed, tally.failed) == (1, 2)


async def test_told_to_stop_it_claims_no_more_and_gives_back_what_does_not_end(
    database: Played, settings: Settings, executing: Callable[[Execute], list[Any]]
) -> None:
    async def execute(giving_back: asyncio.Event) -> None:
        await giving_back.wait()

    executing(execute)
    database.executions = [package() for _ in range(5)]
    one = made(database, settings, concurrency=2)
    running = asyncio.create_task(one.run())
    await until(lambda: one.tally.claimed == 2)
    one.stop()
    tally = await asyncio.wait_for(running, 30)
    assert (tally.claimed, tally.given_back, len(database.executions)) == (2, 2, 3)


@pytest.mark.parametrize("how", ["twice", "cancelled"])
async def test_told_twice_or_cancelled_it_gives_back_at_once(
    database: Played, settings: Settings, executing: Callable[[Execute], list[Any]], how: str
) -> None:
    async def execute(giving_back: asyncio.Event) -> None:
        await giving_back.wait()

    executing(execute)
    database.executions = [package()]
    one = made(database, settings.model_copy(update={"worker_grace_seconds": 60}))
    running = asyncio.create_task(one.run())
    await until(lambda: one.tally.claimed)
    if how == "twice":
        one.stop()
        one.stop()
    else:
        running.cancel()
    assert (await asyncio.wait_for(running, 30)).given_back == 1


async def test_it_waits_for_a_database_that_is_away(
    database: Played,
    settings: Settings,
    executing: Callable[[Execute], list[Any]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "_BACKOFF_SECONDS", (0.001,))
    executing(_at_once)
    database.failing = [NotReady("away"), NotReady("away")]
    database.executions = [package()]
    one = made(database, settings)
    running = asyncio.create_task(one.run())
    await until(lambda: one.tally.completed)
    one.stop()
    await running


async def test_without_the_queue_it_says_so(database: Played, settings: Settings) -> None:
    database.failing = [QueueNotInstalled("install it")]
    with pytest.raises(QueueNotInstalled):
        await made(database, settings).run()


async def test_woken_it_looks_at_once(
    database: Played, settings: Settings, executing: Callable[[Execute], list[Any]]
) -> None:
    executing(_at_once)
    one = made(database, settings.model_copy(update={"queue_poll_seconds": 60}))
    running = asyncio.create_task(one.run())
    await until(lambda: database.called("claim_executions"))
    database.executions = [package()]
    one.wake()
    await until(lambda: one.tally.completed)
    one.stop()
    assert (await running).completed == 1


async def test_a_task_is_done_with_its_lease_kept(
    database: Played, settings: Settings, doing: Callable[..., None]
) -> None:
    seen: list[TaskContext] = []

    async def handler(context: TaskContext) -> None:
        seen.append(context)
        await asyncio.sleep(0.05)

    doing(handler)
    given = task()
    database.tasks = [given]
    await made(database, settings, until_empty=True).run()
    assert [(context.params, context.attempt) for context in seen] == [({"who": "you"}, 1)]
    assert [call["p_run_id"] for call in database.called("complete_task")] == [given["run_id"]]
    assert database.called("extend_task_lease")


async def test_a_task_may_ask_to_be_done_again(
    database: Played, settings: Settings, doing: Callable[..., None]
) -> None:
    at = datetime(2027, 1, 1, tzinfo=UTC)

    async def handler(_: TaskContext) -> Again:
        return Again(at, "HTTP 500")

    doing(handler)
    database.tasks = [task()]
    await made(database, settings, until_empty=True).run()
    [failed] = database.called("fail_task")
    assert (failed["p_retry_at"], failed["p_reason"]) == (at.isoformat(), {"error": "HTTP 500"})


async def test_a_task_that_raises_or_that_nobody_knows_has_failed(
    database: Played, settings: Settings, doing: Callable[..., None]
) -> None:
    async def handler(_: TaskContext) -> None:
        raise ValueError("what it quotes is not told")

    doing(handler)
    database.tasks = [task(), task("unknown")]
    await made(database, settings, until_empty=True).run()
    reasons = [failed["p_reason"]["error"] for failed in database.called("fail_task")]
    assert sorted(reasons) == ["KeyError", "ValueError"]


async def test_a_task_that_does_not_end_is_left_to_another(
    database: Played, settings: Settings, doing: Callable[..., None]
) -> None:
    async def handler(_: TaskContext) -> None:
        await asyncio.sleep(60)

    doing(handler)
    database.tasks = [task()]
    one = made(database, settings)
    running = asyncio.create_task(one.run())
    await until(lambda: not database.tasks)
    one.stop()
    await asyncio.wait_for(running, 30)
    assert not database.called("complete_task")
    assert not database.called("fail_task")


async def test_a_turn_is_bounded_by_number_and_time(
    database: Played,
    settings: Settings,
    executing: Callable[[Execute], list[Any]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    swept: list[Any] = []

    async def sweep(*_: Any) -> None:
        swept.append(1)

    monkeypatch.setattr(module, "SWEEPS", [*SWEEPS, sweep])
    executing(_at_once)
    database.executions = [package() for _ in range(9)]
    of_number = await take_turn(WorkRequest(max_executions=5), database=cast(Database, database), settings=settings)
    assert (of_number.claimed, of_number.completed, of_number.waiting, len(swept)) == (5, 5, 4, 1)

    async def never(giving_back: asyncio.Event) -> None:
        await giving_back.wait()

    executing(never)
    of_time = await take_turn(WorkRequest(max_seconds=0.5), database=cast(Database, database), settings=settings)
    assert (of_time.given_back, of_time.waiting) == (4, 0)
    assert of_time.seconds < 30
