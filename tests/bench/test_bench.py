"""The benchmark itself: its arithmetic, and that a short run is complete and its books add up. No timing is judged."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from formaops.local.layout import ROOT
from tests.bench.figures import Figures, Ratio, Round, percentile


def a_round(rate: float, p50: float = 1.0) -> Round:
    return Round(requests=10, errors=0, seconds=1.0, rate=rate, p50=p50, p95=p50, p99=p50)


@pytest.mark.parametrize(("share", "expected"), [(0.0, 1), (0.5, 50), (0.99, 99), (0.991, 100), (1.0, 100)])
def test_a_percentile_is_the_smallest_value_that_enough_do_not_exceed(share: float, expected: float) -> None:
    assert percentile(range(100, 0, -1), share) == expected


def test_a_percentile_of_one_value_is_that_value() -> None:
    assert percentile([7.0], 0.5) == percentile([7.0], 0.99) == 7.0


def test_failed_requests_count_as_errors_and_not_towards_the_rate() -> None:
    measured = Round.of([1.0, 2.0, 3.0, 4.0], errors=6, seconds=2.0)
    assert (measured.requests, measured.errors, measured.rate, measured.p50) == (10, 6, 2.0, 2.0)


def test_one_disturbed_round_does_not_move_the_figures() -> None:
    figures = Figures.of([a_round(100, 1.0), a_round(1, 500.0), a_round(102, 1.1)])
    assert (figures.rounds, figures.requests, figures.rate, figures.p50) == (3, 30, 100, 1.1)


def test_a_ratio_is_that_of_neighbours_so_that_a_slow_minute_does_not_count() -> None:
    ratio = Ratio.of("rate", [50, 5, 52], [100, 10, 100])
    assert (ratio.value, ratio.lowest, ratio.highest, ratio.met) == (0.5, 0.5, 0.52, None)


@pytest.mark.parametrize(("at_most", "met"), [(False, True), (True, False)])
def test_an_aim_is_a_bound_from_below_or_from_above(at_most: bool, met: bool) -> None:
    assert Ratio.of("r", [4.0], [1.0], aim=3, at_most=at_most).met is met


@pytest.mark.timeout(180)
def test_a_quick_run_measures_everything_without_an_error(tmp_path: Path) -> None:
    file = tmp_path / "figures" / "bench.json"
    argv = [sys.executable, "-m", "tests.bench", "--quick", "--connections", "1,4", "--json", str(file)]
    done = subprocess.run(argv, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    report = json.loads(file.read_text())
    assert all(check["ok"] for check in report["checks"])
    assert {"date", "cores", "python", "formaops", "postgres", "postgrest", "packages"} <= report["machine"].keys()
    measured = {(load["connections"], load["what"]) for load in report["loads"]}
    assert measured >= {(each, what) for each in (1, 4) for what in ("execute-prompt", "floor: the two RPCs")}
    assert ((1, "floor: pgbench") in measured) != any("pgbench is absent" in note for note in report["notes"])
    assert all(load["requests"] >= 50 and load["errors"] == 0 and load["p50"] > 0 for load in report["loads"])
    aimed = [ratio["name"] for ratio in report["ratios"] if ratio["aim"] is not None]
    assert aimed == ["p50 to floor: the two RPCs, 1 at a time"]
    assert report["cold_start_seconds"].keys() == {"bare hello", "health", "execute-prompt"}
