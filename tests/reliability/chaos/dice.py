"""What is asked and what is killed, as the seed decides."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal, TypeVar

T = TypeVar("T")

Form = Literal[
    "plain",
    "keyed",
    "twins",
    "stream",
    "keyed-stream",
    "leaver",
    "silent-leaver",
    "cancelled",
    "queued",
    "keyed-queued",
    "twins-queued",
    "cancelled-queued",
]

FORMS: Final[dict[Form, int]] = {
    "plain": 5,
    "keyed": 6,
    "twins": 3,
    "stream": 3,
    "keyed-stream": 3,
    "leaver": 2,
    "silent-leaver": 1,
    "cancelled": 2,
    "queued": 3,
    "keyed-queued": 5,
    "twins-queued": 2,
    "cancelled-queued": 2,
}
"""How an execution is asked for, and how often in proportion.

`keyed` ones are sent again until they are answered, `twins` from two places at once; `leaver`s go away from their
stream, `silent-leaver`s from an answer that is not streamed. `queued` ones are accepted at once and run by a worker.
"""

BEHAVIOURS: Final[dict[str, int]] = {
    "ok": 30,
    "slow-150ms": 12,
    "slow-800ms": 5,
    "drip-20ms": 8,
    "flaky-1": 4,
    "bad-json-then-good": 4,
    "status-400": 2,
    "status-503": 1,
    "garbage": 2,
    "reset": 2,
    "half-stream": 2,
    "half-stream-clean": 1,
    "empty": 1,
    "length": 1,
    "no-usage": 2,
    "hang": 1,
    "hang-midway": 1,
}
"""Of the model; see `tests.bench.model_server`."""
GREEDY: Final = "greedy"
# Where there is something to leave or to cancel.
_STOPPED: Final = ("leaver", "silent-leaver", "cancelled", "cancelled-queued")
_LASTING: Final = ("drip-20ms", "drip-20ms", "slow-800ms", "hang-midway")

KILLED: Final[dict[str, int]] = {
    "functions": 4,
    "functions-2": 3,
    "postgrest": 3,
    "postgres": 2,
    "backend": 2,
    "gateway": 2,
    "supervisor": 1,
    "worker": 3,
    "worker-2": 3,
}
"""Parts, and how often each is killed in proportion. `backend` is one session of Postgres, whose death makes Postgres
recover; with the `supervisor` all parts die but `functions-2` and `worker-2`."""
FROZEN: Final = ("functions", "functions-2", "postgrest", "worker")
"""Stopped for longer than a lease, and then let go on: they do not know that they were away."""


@dataclass(frozen=True, slots=True)
class Order:
    """One execution that is asked for."""

    number: int
    form: Form
    behaviour: str
    tenant: int
    person: int
    prompt: int
    place: int
    patience: float
    """Seconds, or events, after which who leaves leaves."""
    priority: str
    with_api_key: bool
    """Else with the token of somebody who has signed in."""


@dataclass(frozen=True, slots=True)
class Blow:
    """A part is killed, or frozen, when so many executions have run."""

    after: int
    part: str
    freezes: bool


def order(seed: int, number: int, tenants: int) -> Order:
    """The order of that number, whatever the ones before were."""
    dice = random.Random(f"{seed} order {number}")
    form = _one(dice, FORMS)
    behaviour = dice.choice(_LASTING) if form in _STOPPED else _one(dice, BEHAVIOURS)
    tenant = dice.randrange(tenants)
    if tenant == tenants - 1 and dice.random() < 0.1:
        behaviour = GREEDY
    return Order(
        number,
        form,
        behaviour,
        tenant,
        dice.randrange(2),
        dice.randrange(2),
        dice.randrange(2),
        dice.uniform(0, 6) if form == "leaver" else dice.uniform(0.01, 0.4),
        dice.choice(("CRITICAL", "HIGH", "NORMAL", "LOW")),
        dice.random() < 0.4,
    )


def blows(seed: int, kills: int, executions: int) -> list[Blow]:
    """Spread over the run; every part is hit before one is hit for the second time."""
    dice = random.Random(f"{seed} blows")
    freezes = max(2, kills // 10) if kills else 0
    parts = [(part, False) for part in _deck(dice, list(KILLED), list(KILLED.values()), kills)]
    for number, part in enumerate(_deck(dice, list(FROZEN), [1] * len(FROZEN), freezes)):
        parts.insert((number + 1) * len(parts) // (freezes + 1), (part, True))
    # The last comes well before the end: there have to be executions that it hits.
    gap = executions * 0.95 / (len(parts) + 1)
    return [
        Blow(round(gap * (number + dice.uniform(0.6, 1.4))), part, freezes)
        for number, (part, freezes) in enumerate(parts)
    ]


def _deck(dice: random.Random, parts: Sequence[str], weights: Sequence[int], size: int) -> list[str]:
    first = list(parts)
    dice.shuffle(first)
    rest = dice.choices(parts, weights, k=max(0, size - len(first)))
    return (first + rest)[:size]


def _one(dice: random.Random, weights: dict[T, int]) -> T:
    return dice.choices(list(weights), list(weights.values()))[0]
