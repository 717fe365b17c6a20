"""The bounded form of `make chaos`: every form, every part killed once, and the books balance."""

from contextlib import closing
from pathlib import Path

import pytest

from tests.reliability.chaos import dice
from tests.reliability.chaos.running import SETTINGS, Options, run
from tests.support.journal import Journal, read_journal
from tests.support.stacks import Stack

OPTIONS = Options(executions=200, kills=len(dice.KILLED), seed=7)


@pytest.mark.timeout(600)
async def test_whatever_is_killed_the_books_balance(fragile: Stack, tmp_path: Path) -> None:
    with closing(Journal(tmp_path / "journal.jsonl")) as journal, fragile.retuned(**SETTINGS) as stack:
        outcome = await run(stack, journal, OPTIONS)

    assert outcome.differences == [], "\n".join(map(str, outcome.differences))
    assert outcome.executions >= OPTIONS.executions
    assert set(outcome.kills) == set(dice.KILLED)
    assert outcome.freezes
    for form, outcomes in outcome.forms.items():
        assert outcomes, form
    assert outcome.estimates, "no worker died: nothing was tried"
    assert read_journal((tmp_path / "journal.jsonl").read_text().splitlines()) == journal.asked


def test_the_same_seed_asks_and_kills_the_same() -> None:
    assert [dice.order(7, number, 5) for number in range(50)] == [dice.order(7, number, 5) for number in range(50)]
    assert dice.blows(7, 100, 10_000) == dice.blows(7, 100, 10_000) != dice.blows(8, 100, 10_000)


def test_blows_are_as_many_as_asked_for_and_before_the_end() -> None:
    blows = dice.blows(1, 100, 10_000)
    assert len([blow for blow in blows if not blow.freezes]) == 100
    assert {blow.part for blow in blows if blow.freezes} == set(dice.FROZEN)
    assert [blow.after for blow in blows] == sorted(blow.after for blow in blows)
    assert blows[-1].after < 10_000
