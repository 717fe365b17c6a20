"""One run: executions and blows at the same time, then quiet, then the books."""

import asyncio
import statistics
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final

import httpx
import psycopg

from tests.reliability.chaos import dice, world
from tests.reliability.chaos.clients import Clients
from tests.reliability.chaos.parts import Parts, second_functions, second_worker, started, until
from tests.reliability.chaos.receiving import Receiver, receiving
from tests.reliability.chaos.revoking import Revoker
from tests.support import balance
from tests.support.balance import Difference
from tests.support.journal import Asked, Journal
from tests.support.stacks import ANSWER_COST, Stack

LEASE_SECONDS: Final = 3
# What the stack has to be started with.
SETTINGS: Final = {
    "FORMAOPS_LEASE_SECONDS": str(LEASE_SECONDS),
    "FORMAOPS_HEARTBEAT_SECONDS": "0.5",
    "FORMAOPS_EXECUTION_TIMEOUT_SECONDS": "30",
    "FORMAOPS_SETTLE_PATIENCE_SECONDS": "20",
    "FORMAOPS_EGRESS_ALLOW": "127.0.0.1",
    "FORMAOPS_QUEUE_MAX_ATTEMPTS": "100",
    "FORMAOPS_QUEUE_RETRY_SECONDS": "1",
}
_FREEZE_SECONDS: Final = LEASE_SECONDS + 2.0
_SWEEP_SECONDS: Final = 0.5
_WATCH_SECONDS: Final = 0.05
_QUIET_SECONDS: Final = 90
PASSED: Final = """
    select b.id::text, sum(s.spent_usd) + sum(s.held_usd) - b.limit_usd
    from private.budget_slots as s
    join public.budgets as b on b.id = s.budget_id
    where b.kind = 'HARD' and b.tenant_id = any(%s::uuid[])
    group by b.id, s.period_start
    having sum(s.spent_usd) + sum(s.held_usd) > b.limit_usd
"""
CROWDED: Final = """
    select t.id::text, count(*) - private.queue_concurrency(t)
    from private.queued_executions as q
    join public.tenants as t on t.id = q.tenant_id
    where q.is_running and t.id = any(%s::uuid[])
    group by t.id
    having count(*) > private.queue_concurrency(t)
"""
_UNFINISHED: Final = """
    select id from public.executions where status in ('PENDING', 'RUNNING') and tenant_id = any(%s::uuid[])
    union all
    select id from public.webhook_deliveries where status = 'PENDING' and tenant_id = any(%s::uuid[])
    limit 1
"""


@dataclass(frozen=True, slots=True)
class Options:
    executions: int
    kills: int
    seed: int = 1
    clients: int = 16
    minutes: float = 60
    """After which no new execution is begun, however many have run."""


@dataclass
class Outcome:
    """What a run found."""

    options: Options
    seconds: float = 0
    asked: dict[str, Asked] = field(default_factory=dict)
    executions: int = 0
    kills: Counter[str] = field(default_factory=Counter)
    freezes: Counter[str] = field(default_factory=Counter)
    recoveries: dict[str, list[float]] = field(default_factory=dict)
    """Seconds until a killed part was back."""
    requests: int = 0
    """That the model counted."""
    answers: int = 0
    ledger_rows: int = 0
    estimates: int = 0
    late: int = 0
    """Executions whose worker came back after their lease had ended."""
    revoked: int = 0
    """API keys that were revoked, and tried afterwards."""
    webhooks: int = 0
    """That arrived, each counted once."""
    differences: list[Difference] = field(default_factory=list)

    @property
    def forms(self) -> dict[str, Counter[str]]:
        """Outcomes by form, as the clients saw them."""
        forms: dict[str, Counter[str]] = {form: Counter() for form in dice.FORMS}
        for asked in self.asked.values():
            if asked.form in forms:
                forms[asked.form][asked.outcome] += 1
        return forms

    @property
    def recovery_p50(self) -> float | None:
        every = [seconds for each in self.recoveries.values() for seconds in each]
        return statistics.median(every) if every else None


Progress = Callable[[str], None]


async def run(
    stack: Stack,
    journal: Journal,
    options: Options,
    progress: Progress = lambda _: None,
    is_stopped: Callable[[], bool] = lambda: False,
) -> Outcome:
    """On a stack that was started with SETTINGS, durable, and whose model server counts marks.

    When it is stopped it asks nothing more, and looks into the books of what there was.
    """
    began = time.monotonic()
    outcome = Outcome(options, asked=journal.asked)
    functions, address = second_functions(stack)
    neighbours = [functions, second_worker(stack)]
    parts = Parts(stack, {each.name: each for each in neighbours}, {functions.name: address})
    async with receiving() as receiver, started(neighbours):
        made = await asyncio.to_thread(world.make, stack, options.executions, receiver.url)
        watch = await _storm(stack, made, parts, address, journal, outcome, progress, is_stopped)
        await asyncio.to_thread(_look_into_the_books, stack, made, journal, watch, receiver, outcome)
    outcome.seconds = time.monotonic() - began
    return outcome


async def _storm(
    stack: Stack,
    made: world.World,
    parts: Parts,
    address: str,
    journal: Journal,
    outcome: Outcome,
    progress: Progress,
    is_stopped: Callable[[], bool],
) -> "Watch":
    """Executions and blows, until there were enough of both and nothing runs any more."""
    began, options = time.monotonic(), outcome.options
    run = f"r{int(time.time()) % 100000}"
    places = [stack.addresses.functions_url, address]
    clients = Clients(made, journal, places, seed=options.seed, run=run)
    revoker = Revoker(made, journal, places, run)
    killer = Killer(parts, clients, journal, outcome)
    deadline = began + options.minutes * 60

    def is_enough() -> bool:
        is_done = clients.accepted >= options.executions and killer.is_done
        return is_done or is_stopped() or time.monotonic() > deadline

    def told() -> None:
        progress(
            f"{time.monotonic() - began:5.0f} s  {clients.accepted}/{options.executions} executions  "
            f"{sum(outcome.kills.values())}/{options.kills} kills  {killer.doing}"
        )

    watch = Watch(stack, made)
    try:
        async with asyncio.TaskGroup() as group:
            beside = [
                group.create_task(_sweep(stack)),
                group.create_task(_every(1, told)),
                group.create_task(asyncio.to_thread(watch.run)),
            ]
            storming = [group.create_task(killer.work()), group.create_task(revoker.work())]
            await clients.work(options.clients, is_enough)
            for task in storming:
                task.cancel()
            progress("waiting until nothing runs any more")
            await _quiet(stack, made)
            watch.stop()
            for task in beside:
                task.cancel()
    finally:
        watch.stop()
    outcome.revoked = revoker.revoked
    outcome.differences += [
        Difference("a_revoked_key_opens_nothing", each, "rows could be read with it") for each in revoker.opened
    ]
    return watch


class Killer:
    """Strikes when so many executions have run as the dice say."""

    def __init__(self, parts: Parts, clients: Clients, journal: Journal, outcome: Outcome) -> None:
        self.doing = ""
        self._parts, self._clients, self._journal, self._outcome = parts, clients, journal, outcome
        options = outcome.options
        self._blows = dice.blows(options.seed, options.kills, options.executions)

    @property
    def is_done(self) -> bool:
        return not self._blows

    async def work(self) -> None:
        while self._blows:
            blow = self._blows[0]
            await until(lambda blow=blow: self._clients.accepted >= blow.after)  # type: ignore[misc]
            await self._strike(blow)
            self._blows.pop(0)
            self.doing = ""

    async def _strike(self, blow: dice.Blow) -> None:
        self.doing = f"{'freezing' if blow.freezes else 'killing'} {blow.part}"
        self._journal.note(struck=blow.part, freezes=blow.freezes, executions=self._clients.accepted)
        if blow.freezes:
            await self._parts.freeze(blow.part, _FREEZE_SECONDS)
            self._outcome.freezes[blow.part] += 1
            return
        seconds = await self._parts.kill(blow.part)
        self._outcome.kills[blow.part] += 1
        self._outcome.recoveries.setdefault(blow.part, []).append(round(seconds, 3))
        self._journal.note(back=blow.part, seconds=round(seconds, 3))


class Watch:
    """Looks again and again, as anybody might at any time: whether a hard limit is passed, whether more of a tenant's
    queued executions run at once than may."""

    def __init__(self, stack: Stack, made: world.World) -> None:
        self.most: dict[str, Decimal] = {}
        """By budget, the most by which its limit was seen to be passed."""
        self.crowds: dict[str, int] = {}
        """By tenant, the most that ran above its bound."""
        self.looks = 0
        self._url = stack.addresses.admin_db_url
        self._tenants = made.tenant_ids
        self._is_stopped = False

    def stop(self) -> None:
        self._is_stopped = True

    def run(self) -> None:
        while not self._is_stopped:
            with suppress(psycopg.Error), psycopg.connect(self._url, autocommit=True, connect_timeout=2) as connection:
                while not self._is_stopped:
                    self.looks += 1
                    for budget, excess in connection.execute(PASSED, [self._tenants]):
                        self.most[budget] = max(excess, self.most.get(budget, excess))
                    for tenant, excess in connection.execute(CROWDED, [self._tenants]):
                        self.crowds[tenant] = max(excess, self.crowds.get(tenant, excess))
                    time.sleep(_WATCH_SECONDS)
            time.sleep(_WATCH_SECONDS)


async def _every(seconds: float, act: Callable[[], None]) -> None:
    while True:
        await asyncio.sleep(seconds)
        act()


async def _sweep(stack: Stack) -> None:
    """As a scheduler would, only oftener."""
    while True:
        await asyncio.sleep(_SWEEP_SECONDS)
        with suppress(httpx.HTTPError):
            await asyncio.to_thread(stack.service.rest, "POST", "rpc/sweep_executions", {})


async def _quiet(stack: Stack, made: world.World) -> None:
    """Until every part runs and nothing does; what is left then, the books tell."""
    deadline = time.monotonic() + _QUIET_SECONDS
    while time.monotonic() < deadline:
        if await asyncio.to_thread(_is_quiet, stack, made):
            return
        await asyncio.sleep(0.1)


def _is_quiet(stack: Stack, made: world.World) -> bool:
    with suppress(psycopg.Error, httpx.HTTPError):
        return stack.is_healthy() and not stack.sql(_UNFINISHED, made.tenant_ids, made.tenant_ids)
    return False


def _look_into_the_books(
    stack: Stack, made: world.World, journal: Journal, watch: Watch, receiver: Receiver, outcome: Outcome
) -> None:
    marks = stack.model.marks()
    model = balance.Model(Decimal(ANSWER_COST), int(str(world.PARAMETERS["max_tokens"])))
    answered = {mark: counted for mark, counted in marks.items() if mark in journal.asked}
    while stack.service.rpc("seal_audit", p_limit=10_000):
        pass
    with psycopg.connect(stack.addresses.admin_db_url) as connection:
        books = balance.read(connection, made.tenant_ids, journal.asked, answered, model, receiver.received)
    outcome.differences += balance.differences(books)
    tenant_of = {budget["id"]: budget["tenant_id"] for budget in books.budgets}
    for budget, excess in watch.most.items():
        if excess > books.unforeseen[tenant_of[budget]]:
            outcome.differences.append(Difference("no_hard_limit_is_passed", budget, f"by {excess}, at some time"))
    for tenant, above in watch.crowds.items():
        what = f"{above} more of its queued executions ran at once than may"
        outcome.differences.append(Difference("bounds_of_the_queue_hold", tenant, what))
    outcome.executions = len(books.executions)
    outcome.requests = sum(counted.get("requests", 0) for counted in answered.values())
    outcome.answers = sum(counted.get("answered", 0) for counted in answered.values())
    outcome.ledger_rows = sum(len(calls) for calls in books.calls_of.values())
    outcome.estimates = sum(len(rows) for rows in books.estimates_of.values())
    outcome.webhooks = len(receiver.received)
    outcome.late = sum(1 for each, rows in books.estimates_of.items() if rows and books.calls_of[each])


def figures(outcome: Outcome) -> dict[str, Any]:
    """As JSON."""
    options = outcome.options
    return {
        "options": {"executions": options.executions, "kills": options.kills, "seed": options.seed},
        "seconds": round(outcome.seconds, 1),
        "executions": outcome.executions,
        "asked": len(outcome.asked),
        "forms": {form: dict(outcomes) for form, outcomes in outcome.forms.items()},
        "kills": dict(outcome.kills),
        "freezes": dict(outcome.freezes),
        "recovery_seconds_p50": outcome.recovery_p50,
        "recovery_seconds": outcome.recoveries,
        "model": {"requests": outcome.requests, "answers": outcome.answers},
        "ledger": {"calls": outcome.ledger_rows, "estimates": outcome.estimates, "late": outcome.late},
        "revoked_keys": outcome.revoked,
        "webhooks": outcome.webhooks,
        "differences": [str(difference) for difference in outcome.differences],
    }
