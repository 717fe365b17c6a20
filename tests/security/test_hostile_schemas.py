"""Schemas, and values for them, that try to fetch, to hang, to recurse or to eat memory."""

import json
import socketserver
import threading
from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest

from formaops.validation import Pool, Validation, check_definition, validate

pytestmark = pytest.mark.timeout(30)


@pytest.fixture
async def pool() -> AsyncIterator[Pool]:
    """Impatient, because some of these are stopped by nothing else."""
    pool = Pool(size=1, wall_seconds=1)
    yield pool
    pool.close()


async def faults_of(schema: Any, value: Any, pool: Pool) -> list[tuple[str, str]]:
    text = value if isinstance(value, str) else json.dumps(value)
    [result] = (await validate(text, [Validation("hostile", "SCHEMA", schema)], {}, pool=pool)).results
    following = Validation("next", "SCHEMA", {"type": "object"})
    assert (await validate("{}", [following], {}, pool=pool)).status == "PASSED"
    return [(fault.path, fault.message) for fault in result.errors]


def doubling(depth: int, keyword: str) -> dict[str, Any]:
    """Each definition asks the one before twice: 2 ** depth questions."""
    defs: dict[str, Any] = {"d0": {"type": "string"}}
    for n in range(1, depth):
        defs[f"d{n}"] = {keyword: [{"$ref": f"#/$defs/d{n - 1}"}, {"$ref": f"#/$defs/d{n - 1}"}]}
    return {"type": "object", "properties": {"a": {"$ref": f"#/$defs/d{depth - 1}"}}, "$defs": defs}


SLOW: dict[str, tuple[Any, Any]] = {
    "anyOf doubling": (doubling(40, "anyOf"), {"a": 1}),
    "oneOf doubling": (doubling(40, "oneOf"), {"a": 1}),
    "allOf doubling": (doubling(40, "allOf"), {"a": "x"}),
    "unique objects": ({"uniqueItems": True}, [{"a": n} for n in range(20_000)]),
    "unique mixed items": ({"uniqueItems": True}, [[n, {}] for n in range(5_000)] + [1, "a", None]),
    "a fan of recursion": (
        {"anyOf": [{"type": "array", "items": {"$ref": "#"}}, {"items": {"$ref": "#"}, "type": ["array", "null"]}]},
        "[" * 60 + "1" + "]" * 60,
    ),
}


@pytest.mark.parametrize("attack", SLOW)
async def test_stopped(attack: str, pool: Pool):
    schema, value = SLOW[attack]
    assert await faults_of(schema, value, pool) == [("$", "stopped after 1 s")]


async def test_stopped_when_saved(pool: Pool):
    schema = {"$ref": "#/$defs/d39", "$defs": doubling(40, "anyOf")["$defs"]}
    [fault] = await check_definition(Validation("v", "SCHEMA", schema), pool=pool)
    assert (fault.path, fault.message) == ("config", "checking it took too much: stopped after 1 s")
    assert await check_definition(Validation("v", "SCHEMA", {}), pool=pool) == []


DRAFT_4 = "http://json-schema.org/draft-04/schema#"
ENDLESS = "refers to itself without end"
WRONG: dict[str, tuple[Any, str, str]] = {
    "itself": ({"$ref": "#"}, "config$", ENDLESS),
    "itself through allOf": ({"allOf": [{"$ref": "#"}]}, "config$", ENDLESS),
    "itself dynamically": ({"$dynamicAnchor": "a", "$dynamicRef": "#a"}, "config$", ENDLESS),
    "itself in draft 4": (
        {"$schema": "http://json-schema.org/draft-04/schema#", "not": {"$ref": "#"}},
        "config$",
        ENDLESS,
    ),
    "two that refer to each other": (
        {"$ref": "#/$defs/a", "$defs": {"a": {"$ref": "#/$defs/b"}, "b": {"$ref": "#/$defs/a"}}},
        "config$",
        ENDLESS,
    ),
    "a file": ({"$ref": "file:///etc/passwd"}, "config$.$ref", "leads nowhere"),
    "a file by path": ({"$ref": "/etc/passwd"}, "config$.$ref", "leads nowhere"),
    "a file through its id": ({"$id": "file:///etc/", "$ref": "passwd"}, "config$.$ref", "leads nowhere"),
    "ftp": ({"$ref": "ftp://a.example/s"}, "config$.$ref", "leads nowhere"),
    "an address that is none": ({"$ref": "http://[::1"}, "config$.$ref", "leads nowhere"),
    "an unknown draft": ({"$schema": "https://a.example/schema"}, "config$.$schema", "must be one of"),
    "draft 3": ({"$schema": "http://json-schema.org/draft-03/schema#"}, "config$.$schema", "must be one of"),
    "a catastrophic pattern with lookahead": ({"pattern": "^(?=(a+)+$)"}, "config$.pattern", "cannot be run"),
    "a huge pattern": ({"pattern": "a" * 5000}, "config$.pattern", "longer than 1,000 characters"),
    "a nested count": ({"patternProperties": {"((a{99}){99}){99}": {}}}, "config$.patternProperties", "cannot be run"),
    "a type that is none": ({"type": {"type": "object"}}, "config$.type", "is not valid"),
    "a negative length": ({"minLength": -5}, "config$.minLength", "less than the minimum"),
    "a huge schema": ({"enum": ["x" * 300_000]}, "config", "longer than 262,144 characters"),
    "a text": ("{}", "config", "must be a JSON Schema"),
}


@pytest.mark.parametrize("attack", WRONG)
async def test_refused_when_saved_and_when_run(attack: str, pool: Pool):
    schema, path, message = WRONG[attack]
    faults = await check_definition(Validation("v", "SCHEMA", schema), pool=pool)
    assert faults[0].path.startswith(path)
    assert message in faults[0].message
    found = await faults_of(schema, {}, pool)
    assert found[0][0].startswith(path)
    assert found[0][1].startswith("this validation is itself wrong: ")


@pytest.fixture
def listener() -> Iterator[tuple[str, list[bytes]]]:
    """An address on this machine, and what was asked of it."""
    asked: list[bytes] = []

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            asked.append(self.rfile.readline())
            self.wfile.write(b"HTTP/1.0 200 OK\r\n\r\n{}")

    with socketserver.TCPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}/schema", asked
        server.shutdown()
        thread.join()


@pytest.mark.parametrize("keyword", ["$ref", "$dynamicRef", "$schema", "$id"])
async def test_nothing_is_fetched(keyword: str, listener: tuple[str, list[bytes]], pool: Pool):
    address, asked = listener
    for schema in ({keyword: address}, {"properties": {"a": {keyword: address}}}, {"$id": address, "$ref": "other"}):
        await check_definition(Validation("v", "SCHEMA", schema), pool=pool)
        await faults_of(schema, {"a": 1}, pool)
    assert asked == []


LOOP_IN_A = {
    "properties": {"a": {"$ref": "#/$defs/x"}},
    "$defs": {"x": {"$ref": "#/$defs/y"}, "y": {"$ref": "#/$defs/x"}},
}
FAILED: dict[str, tuple[Any, Any, str, str]] = {
    "a loop that only some values enter": (LOOP_IN_A, {"a": 1}, "$", "refers to itself without end"),
    "a backtracking pattern": ({"pattern": "^(a+)+$"}, "a" * 100_000 + "!", "$", "does not match"),
    "a backtracking key": (
        {"patternProperties": {"^(a+)+$": {}}, "additionalProperties": False},
        {"a" * 100_000 + "!": 1},
        "$",
        "do",
    ),
    "a backtracking unevaluated key": (
        {"patternProperties": {"^(a+)+$": {}}, "unevaluatedProperties": False},
        {"a" * 100_000 + "!": 1},
        "$",
        "Unevaluated properties are not allowed",
    ),
    "a multiple of a large integer": ({"multipleOf": 0.1}, "1" + "0" * 4000, "$", "could not be carried out"),
    "a number of 5000 digits": ({}, "1" * 5000, "$", "too many digits"),
    "infinity": ({}, "[1e999]", "$", "too large"),
    "not a number": ({}, "NaN", "$", "NaN is not a JSON number"),
    "brackets without end": ({}, "[" * 500_000, "$", "nested more than 100 deep"),
    "a deep value": ({}, "[" * 5000 + "]" * 5000, "$", "nested more than 100 deep"),
    "a value as deep as allowed": (
        {"$defs": {"n": {"properties": {"a": {"$ref": "#/$defs/n"}}, "type": "object"}}, "$ref": "#/$defs/n"},
        '{"a":' * 99 + "1" + "}" * 99,
        "$.a.a.a",
        "1 is not of type 'object'",
    ),
    "an output that is too long": ({}, '"' + "x" * 2_000_000 + '"', "$", "longer than 1,048,576 characters"),
    "a NUL": ({}, '"\\u0000"', "$", "U+0000"),
    "a long IRI": ({"format": "iri"}, f"http://a.example/{'ä' * 100_000} ", "$", "is not a 'iri'"),
    "a long IDN": ({"format": "idn-hostname"}, "ä." * 50_000, "$", "is not a 'idn-hostname'"),
    "a long date": ({"format": "date-time"}, "2" * 100_000, "$", "is not a 'date-time'"),
    "many faults": ({"items": False}, [0] * 100_000, "$", ""),
}


@pytest.mark.parametrize("attack", FAILED)
async def test_fails_with_a_reason(attack: str, pool: Pool):
    schema, value, path, message = FAILED[attack]
    if (isinstance(value, str) and "format" in schema) or "pattern" in schema:
        value = json.dumps(value)
    faults = await faults_of(schema, value, pool)
    assert 1 <= len(faults) <= 50
    assert faults[0][0].startswith(path)
    assert message in faults[0][1]
    assert all(len(text) <= 400 for fault in faults for text in fault)
