"""The measurement: ours and LiteLLM's proxy in turns, what CPU a request took where, and whether our books add up."""

import json
import os
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from statistics import median
from typing import Any, Final

from formaops.local import stack as local
from tests.bench import machine, report
from tests.bench.figures import Ratio, Round, Spread
from tests.bench.gateway import draining, rival
from tests.bench.gateway.rival import Rival
from tests.bench.gateway.subjects import THROUGH_MANY, THROUGH_ONE, Tenant, books, tenants
from tests.bench.load import Generator, HttpLoad, Step
from tests.support.stacks import Stack

ONE: Final = "ours, 1 tenant"
LITELLM: Final = "LiteLLM"
BARE: Final = "model server"
# Of LiteLLM's requests a second at least, of its median latency at most, with so many connections.
AIMED_AT: Final = 16
RATE_AIM: Final = 2.5
LATENCY_AIM: Final = 0.4
_WARM_UP_REQUESTS: Final = 300

Tell = Callable[[str], None]
"""Hears what is done now."""


@dataclass(frozen=True, slots=True)
class Options:
    """`requests`, when given, bounds a round instead of `seconds`."""

    connections: Sequence[int]
    seconds: float
    requests: int | None
    rounds: int
    tenants: int
    durable: bool
    queue: draining.Options | None


@dataclass(frozen=True, slots=True)
class Gauge:
    """Reads what CPU was used so far, by part; the parts' processes stay the same."""

    parts: Mapping[str, int]

    @classmethod
    def of(cls, stack: Stack, generator: Generator, litellm: Rival | None) -> "Gauge":
        services = {each.name: each.pid for each in local.status(stack.state).services if each.pid}
        ours = {name: services[name] for name in ("functions", "postgrest", "postgres")}
        measuring = {"model server": stack.model.pid, "load generator": generator.pid}
        return cls(ours | ({"LiteLLM": litellm.pid} if litellm else {}) | measuring)

    def read(self) -> dict[str, float]:
        """CPU seconds of each part, and of the whole machine; nothing where there is no /proc."""
        read = {part: machine.cpu_seconds(pid, with_children=True) for part, pid in self.parts.items()}
        read["machine"] = machine.busy_seconds()
        return {part: seconds for part, seconds in read.items() if seconds is not None}


@dataclass(slots=True)
class Series:
    """All rounds of one load at one number of connections."""

    rounds: list[Round] = field(default_factory=list)
    cpu: list[dict[str, float]] = field(default_factory=list)
    """Milliseconds of CPU for a request, by part; of each round."""
    others: list[float] = field(default_factory=list)
    """Share of the machine's CPU that was used by what is not measured here; of each round."""

    def as_json(self) -> dict[str, Any]:
        figures = {
            name: _rounded(Spread.of([getattr(each, name) for each in self.rounds])) for name in ("rate", "p50", "p95")
        }
        parts = self.cpu[0] if self.cpu else {}
        spent = {part: round(median(each[part] for each in self.cpu), 2) for part in parts}
        return {
            "requests": sum(each.requests for each in self.rounds),
            "errors": sum(each.errors for each in self.rounds),
            **figures,
            "cpu_ms_per_request": {part: milliseconds for part, milliseconds in spent.items() if milliseconds},
        }


@dataclass(slots=True)
class Measurement:
    """What was measured so far. A round of one load is the neighbour of the same round of the others."""

    series: dict[tuple[int, str], Series] = field(default_factory=dict)
    warm_up: dict[str, Round] = field(default_factory=dict)

    def requests(self, what: str) -> int:
        """How many were sent that way in all."""
        rounds = [each for (_, load), series in self.series.items() if load == what for each in series.rounds]
        return sum(each.requests for each in [*rounds, self.warm_up[what]])

    def errors(self) -> int:
        rounds = [each for series in self.series.values() for each in series.rounds]
        return sum(each.errors for each in [*rounds, *self.warm_up.values()])

    def ratios(self, ours: Sequence[str]) -> list[Ratio]:
        """Ours to LiteLLM's, round by round."""
        found = []
        for connections in dict.fromkeys(connections for connections, _ in self.series):
            for what in ours:
                one, other = (self.series[connections, each].rounds for each in (what, LITELLM))
                aimed = connections == AIMED_AT
                found += [
                    Ratio.of(
                        f"requests/s, {what}, {connections} at a time",
                        [each.rate for each in one],
                        [each.rate for each in other],
                        aim=RATE_AIM if aimed else None,
                    ),
                    Ratio.of(
                        f"p50, {what}, {connections} at a time",
                        [each.p50 for each in one],
                        [each.p50 for each in other],
                        aim=LATENCY_AIM if aimed else None,
                        at_most=True,
                    ),
                ]
        return found


def measure(stack: Stack, generator: Generator, litellm: Rival | None, options: Options, tell: Tell) -> dict[str, Any]:
    """Everything, as the JSON that is written."""
    facts = machine.facts(stack.addresses)
    tell("making tenants")
    model = stack.model_named("at-once")
    one, many = (tenants(stack, number, model) for number in (1, options.tenants))
    ours = {ONE: one, f"ours, {options.tenants} tenants": many}
    port = stack.service_status("functions").port
    ids = (THROUGH_ONE, THROUGH_MANY)
    loads = {
        what: generator.load(*(tenant.execute_prompt(port, request_id) for tenant in who))
        for (what, who), request_id in zip(ours.items(), ids, strict=True)
    }
    body = _asked_of_the_model(stack, loads[ONE])
    if litellm:
        loads[LITELLM] = generator.load(litellm.chat(body))
    loads[BARE] = generator.load(_bare(stack.model.url, body))
    measurement = Measurement()
    _put_on(loads, measurement, Gauge.of(stack, generator, litellm), options, tell)
    complaints = list(dict.fromkeys(complaint for load in loads.values() for complaint in load.complaints))
    checks = _checks(measurement, stack, model, ours, complaints, with_litellm=litellm is not None)
    # Last, for its executions would be counted among the others'.
    queue = None
    if options.queue:
        queue = draining.measure(stack, generator, many, body, options.queue, tell)
        checks.append(_check_books("queue", books(stack, many)))
    return {
        "machine": facts | {"load_average_after": machine.load_average()},
        "rival": {"litellm": rival.version(), "books": rival.BOOKS} if litellm else None,
        "options": asdict(options),
        "loads": [
            {"connections": connections, "what": what} | series.as_json()
            for (connections, what), series in measurement.series.items()
        ],
        "ratios": [report.as_json(ratio) for ratio in measurement.ratios(list(ours))] if litellm else [],
        "others_share_of_cpu": _others(measurement),
        "queue": queue,
        "checks": checks,
    }


def _asked_of_the_model(stack: Stack, load: HttpLoad) -> dict[str, Any]:
    """The body of the request that an execution sends to the model: what LiteLLM is asked, too."""
    load.run(1, seconds=60, requests=1)
    return stack.model.last_request()


def _bare(model_url: str, body: dict[str, Any]) -> list[Step]:
    headers = {"content-type": "application/json"}
    return [Step(f"{model_url}/chat/completions", headers, json.dumps(body | {"model": "bare"}), {"model": "bare"})]


def _put_on(
    loads: Mapping[str, HttpLoad], measurement: Measurement, gauge: Gauge, options: Options, tell: Tell
) -> None:
    """All loads in turns, so that what disturbs the machine for a while disturbs them alike."""
    for what, load in loads.items():
        tell(f"warming up {what}")
        warm_up = options.requests or _WARM_UP_REQUESTS
        measurement.warm_up[what] = load.run(max(options.connections), seconds=60, requests=warm_up)
    order = list(loads)
    for number in range(options.rounds):
        for connections in options.connections:
            for what in order:
                tell(f"round {number + 1} of {options.rounds}: {what}, {connections} at a time")
                series = measurement.series.setdefault((connections, what), Series())
                _run(loads[what], connections, series, gauge, options)
        order.reverse()


def _run(load: HttpLoad, connections: int, series: Series, gauge: Gauge, options: Options) -> None:
    began, before = time.perf_counter(), gauge.read()
    measured = load.run(connections, seconds=options.seconds, requests=options.requests)
    seconds, after = time.perf_counter() - began, gauge.read()
    spent = {part: after[part] - before[part] for part in before if part in after}
    series.rounds.append(measured)
    if busy := spent.pop("machine", None):
        series.cpu.append({part: each * 1000 / measured.requests for part, each in spent.items()})
        others = (busy - sum(spent.values())) / (seconds * (os.cpu_count() or 1))
        series.others.append(min(max(others, 0.0), 1.0))


def _others(measurement: Measurement) -> dict[str, float] | None:
    shares = [share for series in measurement.series.values() for share in series.others]
    return _rounded(Spread.of(shares)) if shares else None


def _rounded(spread: Spread) -> dict[str, Any]:
    return {name: round(value, 3) for name, value in asdict(spread).items()}


def _checks(
    measurement: Measurement,
    stack: Stack,
    model: str,
    ours: Mapping[str, Sequence[Tenant]],
    complaints: Sequence[str],
    *,
    with_litellm: bool,
) -> list[dict[str, Any]]:
    """What has to hold, or the figures are those of something else."""
    errors = measurement.errors()
    checks = [report.check("every request succeeded", errors == 0, "; ".join([f"{errors} errors", *complaints]))]
    calls = 0
    for what, who in ours.items():
        sent, found = measurement.requests(what) + (what == ONE), books(stack, who)
        calls += found["calls"]
        ok = sent == found["executions"] == found["calls"]
        text = f"{sent} requests, {found['executions']} completed executions, {found['calls']} calls in the ledger"
        checks.append(report.check(f"{what}: one execution and one call each", ok, text))
        checks.append(_check_books(what, found))
    answered = stack.model.counts(model)["answered"]
    text = f"{answered} answers, {calls} calls in the ledger"
    checks.append(report.check("the ledger has each of the model's answers", answered == calls, text))
    if with_litellm:
        sent, answered = measurement.requests(LITELLM), stack.model.counts(rival.UPSTREAM)["answered"]
        text = f"{sent} requests, {answered} answers of the model"
        checks.append(report.check(f"{LITELLM} asks the model for each request, too", sent == answered, text))
    return checks


def _check_books(what: str, found: dict[str, Any]) -> dict[str, Any]:
    differ = [name for name in ("costs", "budgets", "holds") if not found[name]]
    if found["executions"] != found["calls"]:
        differ.append(f"{found['executions']} executions and {found['calls']} calls")
    return report.check(
        f"{what}: budgets, ledger and executions agree", not differ, ", ".join(differ) or "to the last decimal"
    )
