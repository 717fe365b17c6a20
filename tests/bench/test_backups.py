"""The benchmark of backups, on the little that the tests' own stack holds."""

import io
import shutil

import pytest
from rich.console import Console

from formaops.local.environment import Addresses
from tests.bench.backups.__main__ import measure, show


@pytest.mark.skipif(not shutil.which("zstd"), reason="there is no zstd to measure beside")
def test_a_round_measures_both_ways_there_and_back(stack: Addresses) -> None:
    steps: list[str] = []
    report = measure(stack, 0, 1, steps.append)

    assert steps == [f"{step}, round 1 of 1: {way}" for step in ("backup", "restore") for way in ("bare", "ours")]
    for found in report["steps"].values():
        assert found["speed"]["ratio"] == pytest.approx(
            found["rounds"]["bare"][0]["seconds"] / found["rounds"]["ours"][0]["seconds"], abs=0.01
        )
        assert found["memory"]["peak_bytes"] > 10_000_000
    assert report["stored_bytes"]["ours"] > 10_000
    shown = io.StringIO()
    show(report, Console(file=shown, width=120))
    assert "≥ 0.8×" in shown.getvalue()
