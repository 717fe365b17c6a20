"""The differences that artifacts keep, against a library that does the same, on documents of every shape."""

import json
import time
from collections.abc import Iterator
from typing import Any

import jsonpatch
import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from psycopg.types.json import Jsonb

from tests.migration.clusters import MIGRATED, Cluster

# Numbers without fractions: `1 == 1.0` and `1 == True` are the library's business, not what is compared here.
SCALARS = st.none() | st.booleans() | st.integers(2, 5) | st.text(st.sampled_from('ab/~01-é"'), max_size=3)
KEYS = st.sampled_from(["", "a", "b", "a/b", "~", "~1", "0", "1", "-", "é"])
DOCUMENTS = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=5) | st.dictionaries(KEYS, inner, max_size=5), max_leaves=25
)


@pytest.fixture(scope="module")
def connection(cluster_18: Cluster) -> Iterator[psycopg.Connection]:
    with cluster_18.connect(MIGRATED) as found:
        found.execute("set statement_timeout = '30s'")  # for whatever is not linear; a client's statement has 8 s
        yield found


def difference(connection: psycopg.Connection, before: Any, after: Any) -> Any:
    row = connection.execute("select private.json_diff(%s, %s)", [Jsonb(before), Jsonb(after)]).fetchone()
    assert row
    return row[0]


def patched(connection: psycopg.Connection, document: Any, patch: Any) -> Any:
    row = connection.execute("select private.json_patch(%s, %s)", [Jsonb(document), Jsonb(patch)]).fetchone()
    assert row
    return row[0]


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(before=DOCUMENTS, after=DOCUMENTS)
def test_a_difference_leads_from_one_document_to_the_other(
    connection: psycopg.Connection, before: Any, after: Any
) -> None:
    patch = difference(connection, before, after)

    assert jsonpatch.apply_patch(before, patch) == after
    assert patched(connection, before, patch) == after
    assert (patch == []) == (before == after)


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(before=DOCUMENTS, after=DOCUMENTS)
def test_a_patch_of_the_library_is_applied_as_the_library_does(
    connection: psycopg.Connection, before: Any, after: Any
) -> None:
    patch = list(jsonpatch.make_patch(before, after))
    if any(step["op"] not in ("add", "remove", "replace") for step in patch):
        with pytest.raises(psycopg.Error, match="Not an operation that is applied here"):
            patched(connection, before, patch)
        return

    assert patched(connection, before, patch) == jsonpatch.apply_patch(before, patch)


def _deep(leaf: Any, levels: int = 90) -> Any:
    for _ in range(levels):
        leaf = {"k": leaf}
    return leaf


MEGABYTE = 1_000_000
WORST = {
    "everything differs": ([0] * (MEGABYTE // 3), [1] * (MEGABYTE // 3)),
    "one comes in front of many": (list(range(100_000)), [-1, *range(100_000)]),
    "one goes from the front of many": ([-1, *range(100_000)], list(range(100_000))),
    "many keys, all new": ({f"a{i}": i for i in range(50_000)}, {f"b{i}": i for i in range(50_000)}),
    "many objects, one key in each": ([{"a": i} for i in range(50_000)], [{"a": -i} for i in range(50_000)]),
    "every other element": (list(range(100_000)), [i * (-1) ** i for i in range(100_000)]),
    "deep chains": ({f"c{i}": _deep(i) for i in range(1_500)}, {f"c{i}": _deep(-i) for i in range(1_500)}),
    "few deep chains, each different": (
        {f"c{i}": _deep(i) for i in range(499)},
        {f"c{i}": _deep(-i - 1) for i in range(499)},
    ),
    "long keys above many leaves": (
        {"k" * 100_000: {"k" * 100_000: {str(i): i for i in range(499)}}},
        {"k" * 100_000: {"k" * 100_000: {str(i): -i for i in range(499)}}},
    ),
    "long text": ("a" * MEGABYTE, "b" * MEGABYTE),
    "other type": ([1] * 100_000, {str(i): 1 for i in range(50_000)}),
}


@pytest.mark.parametrize("name", WORST)
def test_the_largest_documents_take_a_moment(connection: psycopg.Connection, name: str) -> None:
    before, after = WORST[name]

    began = time.monotonic()
    patch = difference(connection, before, after)
    found = time.monotonic() - began
    began = time.monotonic()
    assert patched(connection, before, patch) == after
    applied = time.monotonic() - began

    print(f"{name}: {len(patch)} operations, {found:.2f} s to find, {applied:.2f} s to apply")
    assert len(patch) <= 500
    assert len(json.dumps(patch)) <= max(len(json.dumps(after)) + 100, 4096) * 2
