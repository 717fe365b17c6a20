"""The plan of a world of volume: repeatable, skewed, whole."""

from datetime import UTC, datetime
from itertools import islice
from uuid import UUID

import pytest

from formaops.local.volume.dice import Dice, shares
from formaops.local.volume.domains import DOMAINS
from formaops.local.volume.parts import Part
from formaops.local.volume.prompts import EXECUTIONS, executions, money
from formaops.local.volume.world import World, timestamp

UNTIL = datetime(2026, 3, 1, tzinfo=UTC)
PARTS = [part for domain in DOMAINS for part in domain.parts]


def small(seed: int = 1, until: datetime = UNTIL) -> World:
    return World(scale=0.003, seed=seed, until=until)


@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.name)
def test_rows_are_the_same_each_time_and_as_wide_as_their_columns(part: Part) -> None:
    rows = list(islice(part.rows(small()), 500))
    assert rows == list(islice(part.rows(small()), 500))
    assert rows
    assert {len(row) for row in rows} == {len(part.columns)}


@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.name)
def test_another_seed_makes_other_rows_and_about_as_many_as_expected(part: Part) -> None:
    rows = list(part.rows(small()))
    assert rows[:3] != list(islice(part.rows(small(seed=2)), 3))
    assert len(rows) == pytest.approx(part.expected(small()), rel=0.4, abs=20)


def test_ids_are_uuids_and_differ_by_kind_number_and_seed() -> None:
    ids = {Dice(seed).id(kind, number) for seed in (1, 2) for kind in ("a", "b") for number in range(50)}
    assert len(ids) == 200
    assert {(UUID(each).version, UUID(each).variant) for each in ids} == {(4, "specified in RFC 4122")}
    assert Dice(1).draw(b"a", 7)[0] != Dice(1).draw(b"a", 8)[0]


@pytest.mark.parametrize(("total", "least"), [(0, 0), (1, 0), (10, 1), (1000, 1), (2, 1)])
def test_shares_come_to_the_total_unless_each_must_have_more(total: int, least: int) -> None:
    weights = [1 / (number + 1) for number in range(7)]
    given = shares(total, weights, least=least)
    assert sum(given) == max(total, least * len(weights))
    assert min(given) >= least
    assert total < 7 or given[0] == max(given)


def test_a_full_world_has_a_thousand_tenants_few_of_them_large() -> None:
    world = World(1.0, 1, UNTIL)
    sizes = world.shared(100_000)
    assert len(world.tenants) == 1000
    assert world.count(EXECUTIONS) == 1_000_000
    assert sizes[0] > 10_000 > sizes[10] > 1000 > sizes[100] > sizes[500] > 20
    assert {tenant.owner for tenant in world.tenants if tenant.owner} == set(world.users)
    assert len({user.email for user in world.users}) == len(world.users)


def test_executions_come_in_the_order_of_their_time_and_ever_more_often() -> None:
    world = small()
    times = [execution.created for execution in executions(world)]
    middle = (world.began + times[-1]) // 2
    assert times == sorted(times)
    assert world.began < times[0]
    assert timestamp(times[-1]) < str(UNTIL)
    assert sum(time > middle for time in times) > 0.6 * len(times)


def test_amounts_are_exact() -> None:
    assert [money(amount) for amount in (0, 1, 123_456 * 10**12 + 7)] == [
        "0.000000000000",
        "0.000000000001",
        "123456.000000000007",
    ]
