from typing import Any

import pytest

from formaops.errors import InvalidTemplate
from formaops.templates import render
from formaops.templates._filters import FILTERS

ITEMS = [{"n": 2, "on": True}, {"n": 1}, {"on": False}]


@pytest.mark.parametrize(
    ("expression", "text"),
    [
        ("-3 | abs", "3"),
        ('"a" | append: "b"', "ab"),
        ("1 | at_least: 2", "2"),
        ("3 | at_most: 2", "2"),
        ('"ab C" | capitalize', "Ab c"),
        ("1.2 | ceil", "2"),
        ("nulls | compact", "[1]"),
        ("list | concat: list | size", "6"),
        ('"" | default: "d"', "d"),
        ('0 | default: "d"', "0"),
        ("7 | divided_by: 2", "3"),
        ("7.0 | divided_by: 2", "3.5"),
        ('"AB" | downcase', "ab"),
        ('"<a>" | escape', "&lt;a&gt;"),
        ("list | first", "3"),
        ("1.8 | floor", "1"),
        ('list | join: "-"', "3-1-2"),
        ("list | json", "[3, 1, 2]"),
        ("list | last", "2"),
        ('"  a " | lstrip', "a "),
        ('items | map: "n"', "[2, 1, null]"),
        ("3 | minus: 5", "-2"),
        ("-7 | modulo: 3", "2"),
        ("0.1 | plus: 0.2", "0.3"),
        ('"5" | plus: "1.5"', "6.5"),
        ('"b" | prepend: "a"', "ab"),
        ('"abab" | remove: "a"', "bb"),
        ('"abab" | remove_first: "a"', "bab"),
        ('"abab" | replace: "a", "c"', "cbcb"),
        ('"abab" | replace_first: "a", "c"', "cbab"),
        ("list | reverse", "[2, 1, 3]"),
        ("3.14159 | round: 2", "3.14"),
        ("2.6 | round", "3"),
        ('" a  " | rstrip', " a"),
        ('"abc" | size', "3"),
        ("5 | size", "0"),
        ('"abcd" | slice: 1, 2', "bc"),
        ('"abcd" | slice: -2, 2', "cd"),
        ("list | slice: 0, 2", "[3, 1]"),
        ("list | sort", "[1, 2, 3]"),
        ('items | sort: "n" | map: "n"', "[1, 2, null]"),
        ('"a,b" | split: ","', '["a", "b"]'),
        ('"a  b" | split: " "', '["a", "b"]'),
        ('"ab" | split: ""', '["a", "b"]'),
        ('"" | split: ","', "[]"),
        ('" a " | strip', "a"),
        ("lines | strip_newlines", "ab"),
        ("list | sum", "6"),
        ('items | sum: "n"', "3"),
        ("3 | times: 1.5", "4.5"),
        ('"abcdef" | truncate: 5', "ab..."),
        ('"abcdef" | truncate: 3, ""', "abc"),
        ('"a b c" | truncatewords: 2', "a b..."),
        ('"a b" | truncatewords: 2', "a b"),
        ("twice | uniq", '[1, "1", {"a": 1}]'),
        ('"ab" | upcase', "AB"),
        ('"a b&ä" | url_encode', "a+b%26%C3%A4"),
        ('items | where: "on" | size', "1"),
        ('items | where: "n", 1 | size', "1"),
        ("none | join", ""),
        ("none | first", ""),
    ],
)
def test_filter(expression: str, text: str):
    values = {
        "list": [3, 1, 2],
        "items": ITEMS,
        "nulls": [None, 1],
        "lines": "a\r\nb\n",
        "twice": [1, "1", {"a": 1}, 1, {"a": 1}],
        "none": None,
    }
    assert render(f"{{{{ {expression} }}}}", values) == text


def test_every_filter_is_tried():
    [mark] = test_filter.pytestmark  # type: ignore[attr-defined]
    assert {name for name in FILTERS if not any(f"| {name}" in case[0] for case in mark.args[1])} == set()


@pytest.mark.parametrize(
    ("expression", "message"),
    [
        ("1 | round: 99", "takes 0 to 15 decimals"),
        ("1 | round: 1.5", "needs a whole number"),
        ("a | sort", "'<' not supported"),
        ("999999999999999999 | times: 10", "the number is too large"),
        ("a | plus: true", "needs a number, not an array"),
    ],
)
def test_filter_refuses(expression: str, message: str):
    values: dict[str, Any] = {"a": [1, "b"]}
    with pytest.raises(InvalidTemplate, match=message):
        render(f"{{{{ {expression} }}}}", values)
