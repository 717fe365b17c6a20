"""A thousand random moments at which four transactions happen at once, and what holds afterwards.

Each round lets four sessions begin an operation at the same moment. What an operation may meet is a refusal: in words
(PT4xx), by a policy that hides what it is about, or by a constraint that the domain names. A deadlock, a timeout or any
other constraint is a fault of ours. The seed is printed: FORMAOPS_CROWD_SEED=… runs the same operations again, though
the scheduler orders them anew.
"""

import os
import random
import threading
import time
from collections import Counter

import psycopg
import pytest

from tests.migration.clusters import MIGRATED, Cluster
from tests.migration.crowd import DOMAINS
from tests.migration.crowd.stage import Operation, Stage, build

ROUNDS = 1000
AT_ONCE = 4
SECONDS = 240
"""A bound, not a wish: about 15 s are needed on two idle cores."""

OPERATIONS: dict[str, Operation] = {name: run for domain in DOMAINS for name, run in domain.OPERATIONS.items()}
THEMES = [list(OPERATIONS), *([*domain.OPERATIONS] for domain in DOMAINS)]
"""What a round is about: in most of them all work on the same few rows."""
REFUSING = {constraint for domain in DOMAINS for constraint in domain.REFUSING}
TRUTHS: dict[str, str] = {name: query for domain in DOMAINS for name, query in domain.TRUTHS.items()}


class _Session(threading.Thread):
    """Takes part in every round with one operation of its own choice among the round's."""

    def __init__(self, stage: Stage, seed: int, themes: list[list[str]], barrier: threading.Barrier) -> None:
        super().__init__(daemon=True)
        self._stage, self._dice, self._themes, self._barrier = stage, random.Random(seed), themes, barrier
        self.outcomes: Counter[tuple[str, str]] = Counter()
        self.faults: list[str] = []

    def run(self) -> None:
        try:
            self._take_part()
        except threading.BrokenBarrierError:
            pass
        except BaseException as error:
            self.faults.append(repr(error))
            self._barrier.abort()

    def _take_part(self) -> None:
        with self._stage.connect() as connection:
            connection.execute("set lock_timeout = '10s'")
            connection.execute("set statement_timeout = '15s'")
            for theme in self._themes:
                name = self._dice.choice(theme)
                self._barrier.wait(timeout=60)
                outcome = "done"
                try:
                    with connection.transaction():
                        OPERATIONS[name](self._stage.turn(connection, self._dice))
                except psycopg.Error as error:
                    outcome = error.sqlstate or repr(error)
                    if not (outcome.startswith("PT4") or outcome == "42501" or error.diag.constraint_name in REFUSING):
                        self.faults.append(f"{name}: {outcome} {error}")
                self.outcomes[name, outcome] += 1


@pytest.fixture
def stage(cluster: Cluster) -> Stage:
    stage = build(cluster, cluster.copy(MIGRATED, "crowd"))
    for domain in DOMAINS:
        domain.prepare(stage)
    return stage


def test_a_crowd_ends_in_no_deadlock_and_leaves_everything_true(stage: Stage) -> None:
    seed = int(os.environ.get("FORMAOPS_CROWD_SEED", random.randrange(2**32)))
    print(f"FORMAOPS_CROWD_SEED={seed}")
    barrier = threading.Barrier(AT_ONCE)
    themes = random.Random(seed).choices(THEMES, k=ROUNDS)
    sessions = [_Session(stage, seed + number, themes, barrier) for number in range(AT_ONCE)]
    began = time.monotonic()
    for session in sessions:
        session.start()
    for session in sessions:
        session.join(timeout=SECONDS)
    assert not any(session.is_alive() for session in sessions), "it did not end"
    took = time.monotonic() - began
    outcomes: Counter[tuple[str, str]] = Counter()
    for session in sessions:
        outcomes += session.outcomes
    print(f"{outcomes.total()} operations in {took:.1f} s")
    for (name, outcome), count in sorted(outcomes.items()):
        print(f"  {name:40} {outcome:6} {count}")

    assert [fault for session in sessions for fault in session.faults] == []
    never = OPERATIONS.keys() - {name for name, outcome in outcomes if outcome == "done"}
    assert len(never) < len(OPERATIONS) / 10, f"what is always refused tests nothing: {never}"
    with stage.connect() as connection:
        broken = {name: connection.execute(query.encode()).fetchall() for name, query in TRUTHS.items()}
    assert {name: rows for name, rows in broken.items() if rows} == {}
