"""JSON Schema in this process; tests/security tries to break it in the worker."""

import json
from typing import Any

import pytest

from formaops.errors import Fault
from formaops.validation import _schema

DRAFTS = {
    "2020-12": "https://json-schema.org/draft/2020-12/schema",
    "2019-09": "https://json-schema.org/draft/2019-09/schema",
    "7": "http://json-schema.org/draft-07/schema#",
    "6": "http://json-schema.org/draft-06/schema#",
    "4": "http://json-schema.org/draft-04/schema#",
}


def faults(schema: Any, value: Any) -> list[tuple[str, str]]:
    config = json.dumps(schema)
    assert _schema.check(config) == []
    return [(fault.path, fault.message) for fault in _schema.run(config, value)]


def wrong(schema: Any) -> list[Fault]:
    return _schema.check(json.dumps(schema))


def test_names_the_place_of_each_fault():
    issue = {"properties": {"type": {"enum": ["bug"]}, "a b": {"type": "string"}}}
    schema = {"required": ["summary"], "properties": {"issues": {"items": issue}}}
    assert faults(schema, {"issues": [{}, {"type": "x", "a b": 1}]}) == [
        ("$", "'summary' is a required property"),
        ("$.issues[1].type", "'x' is not one of ['bug']"),
        ("$.issues[1]['a b']", "1 is not of type 'string'"),
    ]


def test_tells_what_the_nearest_alternative_lacks():
    schema = {"anyOf": [{"type": "string"}, {"properties": {"a": {"properties": {"b": {"type": "integer"}}}}}]}
    assert faults(schema, {"a": {"b": "x"}}) == [("$.a.b", "'x' is not of type 'integer'")]


@pytest.mark.parametrize(
    ("draft", "schema", "bad"),
    [
        ("2020-12", {"prefixItems": [{"type": "string"}], "items": False}, ["a", 1]),
        ("2020-12", {"unevaluatedProperties": False, "properties": {"a": {}}}, {"b": 1}),
        ("2019-09", {"items": [{"type": "string"}], "additionalItems": False}, ["a", 1]),
        ("2019-09", {"dependentRequired": {"a": ["b"]}}, {"a": 1}),
        ("7", {"if": {"const": 1}, "then": False}, 1),
        ("6", {"contains": {"const": 1}}, [2]),
        ("6", {"exclusiveMaximum": 1}, 1),
        ("4", {"maximum": 1, "exclusiveMaximum": True}, 1),
    ],
)
def test_speaks_the_draft_that_the_schema_names(draft: str, schema: dict[str, Any], bad: Any):
    assert faults({"$schema": DRAFTS[draft], **schema}, bad)


def test_is_2020_12_by_default():
    assert faults({"prefixItems": [{"type": "string"}]}, [1])
    assert faults(True, 1) == []
    assert faults(False, 1) == [("$", "False schema does not allow 1")]


@pytest.mark.parametrize("draft", DRAFTS)
@pytest.mark.parametrize(
    "text", ["", "(?=x)", "a" * 50, "münchen.example", "\0", "\ud800", "[" * 300, "1.1.1.1:99/a?b#c"]
)
def test_every_format_answers(draft: str, text: str):
    for name in _schema.FORMATS[DRAFTS[draft].rstrip("#")].checkers:
        faults({"$schema": DRAFTS[draft], "format": name}, text)


@pytest.mark.parametrize(
    ("name", "good", "bad"),
    [
        ("date-time", "2026-11-21T10:00:00Z", "2026-11-21"),
        ("date", "2026-02-28", "2026-02-30"),
        ("time", "10:00:00Z", "25:00:00Z"),
        ("duration", "P3D", "3 days"),
        ("email", "a@b.example", "a"),
        ("hostname", "a.example", "-a-"),
        ("idn-hostname", "münchen.example", "..."),
        ("ipv4", "127.0.0.1", "256.0.0.1"),
        ("ipv6", "::1", ":::1"),
        ("uri", "https://a.example/b", "a b"),
        ("uri-reference", "/b", "\\a"),
        ("iri", "https://ä.example/b", "a b"),
        ("iri", "https://ä.example/\U00020000?ö", "https://a.example/\x85"),
        ("iri-reference", "/ä#ö", "/\ud800"),
        ("iri-reference", "", "\\ä"),
        ("uri-template", "/{a}", "/{a"),
        ("json-pointer", "/a", "a"),
        ("uuid", "00000000-0000-4000-8000-000000000001", "1"),
        ("regex", "^a+$", "(?<=a)b"),
    ],
)
def test_formats_are_asserted(name: str, good: str, bad: str):
    assert faults({"format": name}, good) == []
    assert faults({"format": name}, bad) == [("$", f"{bad!r} is not a {name!r}")]


@pytest.mark.parametrize("draft", ["2020-12", "2019-09"])
@pytest.mark.parametrize(
    ("schema", "good", "bad"),
    [
        # \pL is RE2's, Python's re does not know it: whoever answers is RE2.
        ({"pattern": r"^\pL+$"}, "ä", "1"),
        ({"patternProperties": {r"^\pL+$": {"type": "string"}}}, {"ä": "x"}, {"ä": 1}),
        ({"patternProperties": {r"^\pL+$": {}}, "additionalProperties": False}, {"ä": 1}, {"1": 1}),
        ({"patternProperties": {r"^\pL+$": {}}, "unevaluatedProperties": False}, {"ä": 1}, {"1": 1}),
        ({"pattern": "^[\\u00e0-\\u00ff]$"}, "ä", "a"),
        ({"pattern": r"^\d$"}, "1", "٣"),
        ({"propertyNames": {"pattern": r"^\pL+$"}}, {"ä": 1}, {"1": 1}),
    ],
)
def test_expressions_are_answered_by_re2(draft: str, schema: dict[str, Any], good: Any, bad: Any):
    schema = {"$schema": DRAFTS[draft], **schema}
    assert faults(schema, good) == []
    assert len(faults(schema, bad)) == 1


@pytest.mark.parametrize(
    ("schema", "good", "bad"),
    [
        ({"$defs": {"a": {"type": "string"}}, "$ref": "#/$defs/a"}, "x", 1),
        ({"$defs": {"a": {"$anchor": "q", "type": "string"}}, "$ref": "#q"}, "x", 1),
        ({"$id": "https://x.example/r", "$defs": {"a": {"$id": "i", "type": "string"}}, "$ref": "i"}, "x", 1),
        (
            {"$schema": DRAFTS["7"], "definitions": {"a": {"type": "string"}}, "allOf": [{"$ref": "#/definitions/a"}]},
            "x",
            1,
        ),
        ({"$ref": DRAFTS["2020-12"]}, {"type": "string"}, {"type": "strin"}),
        ({"type": "object", "properties": {"a": {"$ref": "#"}}}, {"a": {"a": {}}}, {"a": {"a": 1}}),
    ],
)
def test_references_inside_the_schema_are_followed(schema: dict[str, Any], good: Any, bad: Any):
    assert faults(schema, good) == []
    assert faults(schema, bad)


@pytest.mark.parametrize(
    ("schema", "path", "message"),
    [
        (5, "config", "must be a JSON Schema"),
        ([], "config", "must be a JSON Schema"),
        ({"type": "strin"}, "config$.type", "'strin' is not valid under any of the given schemas"),
        ({"properties": {"a": {"minLength": -1}}}, "config$.properties.a.minLength", "-1 is less than"),
        ({"$schema": "https://other.example/"}, "config$.$schema", "must be one of https://json-schema.org/draft/2020"),
        ({"$schema": 5}, "config$.$schema", "must be one of"),
        ({"properties": {"a": {"pattern": "(?=x)"}}}, "config$.properties.a.pattern", "the expression cannot be run"),
        (
            {"patternProperties": {"a{1001}": {}}},
            "config$.patternProperties['a{1001}']",
            "the expression cannot be run",
        ),
        ({"allOf": [{}, {"$ref": "#/$defs/x"}]}, "config$.allOf[1].$ref", "'#/$defs/x' leads nowhere"),
        ({"$ref": "https://x.example/y"}, "config$.$ref", "'https://x.example/y' leads nowhere"),
        ({"$ref": "file:///etc/passwd"}, "config$.$ref", "'file:///etc/passwd' leads nowhere"),
        ({"$dynamicRef": "#nope"}, "config$.$dynamicRef", "'#nope' leads nowhere"),
        ({"$schema": DRAFTS["4"], "id": "#", "not": {"$ref": "other"}}, "config$.not.$ref", "'other' leads nowhere"),
        ({"$ref": "#"}, "config$", "refers to itself without end"),
    ],
)
def test_what_is_wrong_with_a_schema(schema: Any, path: str, message: str):
    [fault] = wrong(schema)
    assert fault.path == path
    assert fault.message.startswith(message)


@pytest.mark.parametrize(
    "schema",
    [
        {"properties": {"pattern": {"type": "string"}, "$ref": {"type": "string"}, "enum": {"type": "array"}}},
        {"enum": [{"pattern": "(?=x)", "$ref": "nowhere"}], "default": {"pattern": "("}},
        {"const": {"$ref": "https://x.example"}},
    ],
)
def test_what_only_looks_like_a_keyword_is_left_alone(schema: dict[str, Any]):
    assert wrong(schema) == []


def test_tells_at_most_fifty_faults():
    assert len(_schema.run(json.dumps({"items": {"type": "string"}}), list(range(200)))) == 50
