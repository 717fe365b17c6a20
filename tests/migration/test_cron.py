"""Cron expressions: the database accepts what cronsim reads, and nothing else."""

from collections.abc import Iterator
from datetime import UTC, datetime

import psycopg
import pytest
from cronsim import CronSim, CronSimError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.migration.clusters import MIGRATED, Cluster

NUMBER = st.integers(0, 70).map(str) | st.sampled_from(["00", "05", "007", "9999"])
NAME = st.sampled_from(["MON", "sun", "Fri", "JAN", "dec", "FEB", "XXX"])
VALUE = NUMBER | NAME | st.just("*")
RANGE = st.tuples(VALUE, VALUE).map("-".join)
STEP = st.tuples(VALUE | RANGE, NUMBER).map("/".join)
TERM = VALUE | RANGE | STEP | st.sampled_from(["", "-1", "1-", "1--2", "1/2/3", "/5", "a", "?", "5 5"])
FIELD = st.one_of(st.just("*"), TERM, st.lists(TERM, min_size=2, max_size=4).map(",".join))


def likely(minimum: int, maximum: int, *names: str) -> st.SearchStrategy[str]:
    """A field that is mostly well-formed, so that not every expression fails at its first one."""
    value = st.integers(minimum, maximum).map(str) | (st.sampled_from(names) if names else st.nothing())
    term = value | st.tuples(value, value).map("-".join) | st.integers(1, 70).map(lambda step: f"*/{step}")
    return st.one_of(st.just("*"), term, st.lists(term, min_size=2, max_size=3).map(",".join))


LIKELY = st.tuples(
    likely(0, 59), likely(0, 23), likely(1, 31), likely(1, 12, "JAN", "feb", "Dec"), likely(0, 7, "MON", "sun")
).map(" ".join)
ANY = st.lists(FIELD, min_size=4, max_size=6).map(" ".join)


def reads(expression: str) -> bool:
    try:
        CronSim(expression, datetime(2026, 1, 1, tzinfo=UTC))
    except CronSimError:
        return False
    return True


@pytest.fixture(scope="module")
def connection(cluster_18: Cluster) -> Iterator[psycopg.Connection]:
    with cluster_18.connect(MIGRATED) as connection:
        yield connection


def accepts(connection: psycopg.Connection, expression: str) -> bool:
    row = connection.execute("select private.cron_is_valid(%s)", [expression]).fetchone()
    assert row
    return bool(row[0])


@settings(max_examples=1500, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(expression=LIKELY | ANY)
def test_an_expression_is_accepted_when_cronsim_reads_it(connection: psycopg.Connection, expression: str) -> None:
    # A sixth field would be seconds.
    assert accepts(connection, expression) == (len(expression.split()) == 5 and reads(expression)), expression


@settings(max_examples=500, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(expression=st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=30))
def test_whatever_is_accepted_is_read_by_cronsim(connection: psycopg.Connection, expression: str) -> None:
    assert not accepts(connection, expression) or reads(expression)


@pytest.mark.parametrize("expression", ["0 0 L * *", "0 0 LW * *", "0 0 * * 5#2", "0 0 * * 5L"])
def test_what_only_cronsim_knows_is_refused(connection: psycopg.Connection, expression: str) -> None:
    assert reads(expression)
    assert not accepts(connection, expression)
