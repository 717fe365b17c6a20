"""The measurement: loads in turns, cold starts in turns, memory, and whether the books add up."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import Any, Final, Protocol

from tests.bench import machine, report
from tests.bench.coldstart import STARTS, seconds_to_first_answer
from tests.bench.figures import Figures, Ratio, Round
from tests.bench.load import Generator
from tests.bench.postgres import ABSENT, Pgbench
from tests.bench.rig import MODEL, THROUGH_FUNCTION, THROUGH_PGBENCH, THROUGH_POSTGREST, Rig

EXECUTE: Final = "execute-prompt"
RPCS: Final = "floor: the two RPCs"
PGBENCH: Final = "floor: pgbench"
_WAYS: Final = {EXECUTE: THROUGH_FUNCTION, RPCS: THROUGH_POSTGREST, PGBENCH: THROUGH_PGBENCH}
# Of the floor's rate at least, of its median latency at most.
AIMS: Final[dict[tuple[str, int], tuple[float | None, float | None]]] = {(RPCS, 1): (None, 3), (RPCS, 16): (0.3, None)}
_WARM_UP_REQUESTS: Final = 200

Tell = Callable[[str], None]
"""Hears what is done now."""


@dataclass(frozen=True, slots=True)
class Options:
    """`requests`, when given, bounds a round instead of `seconds`; `starts` are cold starts of each target."""

    connections: Sequence[int]
    seconds: float
    requests: int | None
    rounds: int
    starts: int
    durable: bool


class Load(Protocol):
    """Something that can be put under load."""

    complaints: list[str]

    def run(self, connections: int, *, seconds: float, requests: int | None) -> Round: ...


@dataclass(slots=True)
class Measurement:
    """What was measured so far. A round of one load is the neighbour of the same round of the others."""

    options: Options
    warm_up: dict[str, Round] = field(default_factory=dict)
    rounds: dict[int, dict[str, list[Round]]] = field(default_factory=dict)
    cpu: dict[int, list[float]] = field(default_factory=dict)
    """Milliseconds of CPU that the functions process took for one execution, by number of connections."""
    starts: dict[str, list[float]] = field(default_factory=dict)

    def requests(self, what: str) -> int:
        """How many were sent that way in all."""
        warm_up = [self.warm_up[what]] if what in self.warm_up else []
        sent = sum(each.requests for each in self._all_rounds(what) + warm_up)
        return sent + (len(self.starts.get(EXECUTE, [])) if what == EXECUTE else 0)

    def errors(self) -> int:
        return sum(each.errors for what in _WAYS for each in self._all_rounds(what)) + sum(
            each.errors for each in self.warm_up.values()
        )

    def _all_rounds(self, what: str) -> list[Round]:
        return [each for rounds in self.rounds.values() for each in rounds.get(what, [])]

    def ratios(self) -> list[Ratio]:
        """How near we come to the floors, and what a cold start takes beside the least that it can."""
        loads = [
            ratio
            for connections, rounds in self.rounds.items()
            for floor in (RPCS, PGBENCH)
            if floor in rounds
            for ratio in _to_floor(connections, floor, rounds)
        ]
        least, *ours = STARTS
        starts = [
            Ratio.of(f"cold start of {start.name} to {least.name}", self.starts[start.name], self.starts[least.name])
            for start in ours
        ]
        return loads + starts


def _to_floor(connections: int, floor: str, rounds: dict[str, list[Round]]) -> list[Ratio]:
    ours, theirs = rounds[EXECUTE], rounds[floor]
    rate_aim, latency_aim = AIMS.get((floor, connections), (None, None))
    return [
        Ratio.of(
            f"rate to {floor}, {connections} at a time",
            [each.rate for each in ours],
            [each.rate for each in theirs],
            aim=rate_aim,
        ),
        Ratio.of(
            f"p50 to {floor}, {connections} at a time",
            [each.p50 for each in ours],
            [each.p50 for each in theirs],
            aim=latency_aim,
            at_most=True,
        ),
    ]


def measure(rig: Rig, generator: Generator, pgbench: Pgbench | None, options: Options, tell: Tell) -> dict[str, Any]:
    """Everything, as the JSON that is written."""
    facts = machine.facts(rig.addresses)
    loads: dict[str, Load] = {EXECUTE: generator.load(rig.execute_prompt()), RPCS: generator.load(rig.two_rpcs())}
    if pgbench:
        loads[PGBENCH] = pgbench
    measurement = Measurement(options)
    _put_on(loads, measurement, rig.functions_pid, tell)
    memory = machine.peak_memory(rig.functions_pid)
    _start_cold(rig, measurement, tell)
    complaints = list(dict.fromkeys(complaint for load in loads.values() for complaint in load.complaints))
    return {
        "machine": facts,
        "options": {name: getattr(options, name) for name in ("seconds", "requests", "rounds", "starts", "durable")},
        "loads": [
            {"connections": connections, "what": what} | report.as_json(Figures.of(each))
            for connections, rounds in measurement.rounds.items()
            for what, each in rounds.items()
        ],
        "ratios": [report.as_json(ratio) for ratio in measurement.ratios()],
        "cold_start_seconds": {
            name: {"median": round(median(seconds), 3), "runs": [round(each, 3) for each in seconds]}
            for name, seconds in measurement.starts.items()
        },
        "functions_cpu_ms_per_execution": {
            str(connections): round(median(spent), 2) for connections, spent in measurement.cpu.items()
        },
        "peak_memory_bytes": memory,
        "checks": _checks(measurement, rig, complaints),
        "notes": [] if pgbench else [f"{PGBENCH} {ABSENT}"],
    }


def _put_on(loads: dict[str, Load], measurement: Measurement, functions: int, tell: Tell) -> None:
    """All loads in turns, so that what disturbs the machine for a while disturbs them alike."""
    options = measurement.options
    for what, load in loads.items():
        tell(f"warming up {what}")
        measurement.warm_up[what] = load.run(max(options.connections), seconds=1, requests=_WARM_UP_REQUESTS)
    order = list(loads)
    for number in range(options.rounds):
        for connections in options.connections:
            rounds = measurement.rounds.setdefault(connections, {what: [] for what in loads})
            for what in order:
                tell(f"round {number + 1} of {options.rounds}: {what}, {connections} at a time")
                before = machine.cpu_seconds(functions)
                measured = loads[what].run(connections, seconds=options.seconds, requests=options.requests)
                rounds[what].append(measured)
                if what == EXECUTE and before is not None and (after := machine.cpu_seconds(functions)) is not None:
                    spent = (after - before) * 1000 / measured.requests
                    measurement.cpu.setdefault(connections, []).append(spent)
        order.reverse()


def _start_cold(rig: Rig, measurement: Measurement, tell: Tell) -> None:
    for number in range(measurement.options.starts):
        for start in STARTS:
            tell(f"cold start {number + 1} of {measurement.options.starts}: {start.name}")
            measurement.starts.setdefault(start.name, []).append(seconds_to_first_answer(start, rig))


def _checks(measurement: Measurement, rig: Rig, complaints: Sequence[str]) -> list[dict[str, Any]]:
    """What has to hold, or the figures are those of something else."""
    errors = measurement.errors()
    checks = [report.check("every request succeeded", errors == 0, "; ".join([f"{errors} errors", *complaints]))]
    settled = rig.settled()
    for what, way in _WAYS.items():
        if sent := measurement.requests(what):
            executions, calls = settled.get(way, (0, 0))
            found = f"{sent} requests, {executions} completed executions, {calls} calls in the ledger"
            checks.append(report.check(f"{what}: one execution and one call each", sent == executions == calls, found))
    answered = rig.model.counts(MODEL)["answered"]
    calls = settled.get(THROUGH_FUNCTION, (0, 0))[1]
    found = f"{answered} answers, {calls} calls in the ledger"
    return [*checks, report.check("the ledger has each of the model's answers", answered == calls, found)]
