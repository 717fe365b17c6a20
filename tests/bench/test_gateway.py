"""The comparison with LiteLLM: its arithmetic, and ours measured shortly without it. No timing is judged."""

import os
import sys
from pathlib import Path

import pytest

from tests.bench import machine
from tests.bench.figures import Round, Spread
from tests.bench.gateway import draining, rival
from tests.bench.gateway.measuring import LITELLM, ONE, Measurement, Options, Series, measure
from tests.bench.load import Generator
from tests.support.stacks import Stack


def a_round(rate: float, p50: float) -> Round:
    return Round(requests=10, errors=0, seconds=1.0, rate=rate, p50=p50, p95=p50, p99=p50)


def test_a_spread_is_what_lies_between_the_best_and_the_worst_round() -> None:
    assert Spread.of([5.0, 1.0, 3.0]) == Spread(1.0, 3.0, 5.0)


@pytest.mark.parametrize(("rate", "p50", "met"), [(250, 0.4, [True, True]), (249, 0.41, [False, False])])
def test_the_aims_are_those_of_sixteen_connections(rate: float, p50: float, met: list[bool]) -> None:
    series = {
        (connections, what): Series([figures])
        for connections in (1, 16)
        for what, figures in ((ONE, a_round(rate, p50)), (LITELLM, a_round(100, 1.0)))
    }
    assert [ratio.met for ratio in Measurement(series).ratios([ONE])] == [None, None, *met]


def test_what_a_process_used_has_its_children_in_it() -> None:
    own, all_of_it = (machine.cpu_seconds(os.getpid(), with_children=each) for each in (False, True))
    if own is not None and all_of_it is not None:
        assert own <= all_of_it <= (machine.busy_seconds() or 0)


def test_a_rival_that_ends_at_once_is_told_of_with_what_it_said(tmp_path: Path) -> None:
    program = tmp_path / "litellm"
    program.write_text(f"#!{sys.executable}\nimport sys\nsys.exit('no such luck')")
    program.chmod(0o700)
    with pytest.raises(rival.Unavailable, match="no such luck"), rival.running(program, "http://127.0.0.1:9", tmp_path):
        pytest.fail("it runs")


def test_a_rival_that_cannot_be_installed_is_told_of(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lock = tmp_path / "requirements.txt"
    lock.write_text("litellm==0\n")
    monkeypatch.setattr(rival, "LOCK", lock)
    monkeypatch.setattr(rival, "ENVIRONMENT", tmp_path / "litellm")
    with pytest.raises(rival.Unavailable, match="cannot be installed"):
        rival.install()


class _Told(draining.Workers):
    def __init__(self) -> None:
        super().__init__([])
        self.told: list[int] = []

    def let_go(self, number: int) -> None:
        self.told.append(number)


def test_workers_wait_until_the_queue_is_full_and_go_on_together() -> None:
    workers, full, left = _Told(), [], [0, 2]

    def put(number: int) -> None:
        full.append((number, list(workers.told)))

    queue = draining.Queue(workers, put, lambda: left.pop(), lambda _: [(0.0, 1.0, 3.0), (0.5, 2.0, 5.0)])
    assert queue.drain(8, workers=2) == 8 / (5.0 - 1.0)
    assert (full, workers.told) == ([(8, [0])], [0, 2])


def test_what_begins_soon_is_measured_from_when_it_was_put_in() -> None:
    workers = _Told()
    queue = draining.Queue(workers, lambda _: None, lambda: 0, lambda n: [(1.0, 1.25, 9.0)] * n)
    assert queue.pick_up(2) == [250.0, 250.0]
    assert workers.told == [1]


def test_a_queue_that_is_not_drained_is_told_of(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(draining, "_PATIENCE_SECONDS", 0)
    queue = draining.Queue(_Told(), lambda _: None, lambda: 1, lambda _: [])
    with pytest.raises(TimeoutError, match="1 were not done"):
        queue.drain(1, workers=1)


def test_ours_are_measured_and_their_books_add_up(site: Stack) -> None:
    options = Options(connections=[1, 2], seconds=60, requests=4, rounds=1, tenants=2, durable=False, queue=None)
    with Generator() as generator:
        measured = measure(site, generator, None, options, lambda _: None)
    assert [check for check in measured["checks"] if not check["ok"]] == []
    assert {(load["connections"], load["what"]) for load in measured["loads"]} == {
        (connections, what) for connections in (1, 2) for what in ("ours, 1 tenant", "ours, 2 tenants", "model server")
    }
    assert all(load["rate"]["median"] > 0 and load["errors"] == 0 for load in measured["loads"])
    assert measured["ratios"] == []
