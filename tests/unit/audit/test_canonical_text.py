"""The one text of a JSON value. That PostgreSQL writes the same: tests/migration/test_audit.py."""

import json

import pytest

from formaops.audit.canonical import NotJson, parse, write


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ('{"b":1,"a":2}', '{"a": 2, "b": 1}'),
        ('{"long":1,"b":2,"é":3}', '{"b": 2, "é": 3, "long": 1}'),
        ('["\\u00e9\\u0007\\/\\u007f\\n"]', '["é\\u0007/\x7f\\n"]'),
        ("[1.50,-0,1e3]", "[1.50, -0, 1e3]"),
        ("[true,false,null,{},[]]", "[true, false, null, {}, []]"),
        ('"\\ud83d\\ude00"', '"\U0001f600"'),
    ],
)
def test_a_value_has_one_text(text: str, canonical: str) -> None:
    assert write(parse(text)) == canonical
    assert write(parse(canonical)) == canonical


def test_numbers_stay_as_they_are_written() -> None:
    digits = "12345678901234567890.123456789012345678901234567890"
    assert write(parse(f"[{digits}]")) == f"[{digits}]"


def test_a_number_is_no_text() -> None:
    assert write(parse('[1, "1"]')) == '[1, "1"]'


@pytest.mark.parametrize("text", ["", "{", '{"a": 1, "a": 2}', "[NaN]", "[Infinity]", "[" * 100_000])
def test_what_can_be_read_in_two_ways_is_refused(text: str) -> None:
    with pytest.raises(NotJson):
        parse(text)


def test_other_types_have_no_text() -> None:
    with pytest.raises(TypeError):
        write(json.loads("1.5"))
