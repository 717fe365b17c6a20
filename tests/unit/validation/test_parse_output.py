from typing import Any

import pytest

from formaops.validation import NotJson, parse_output

PROSE = 'Here it is:\n\n```json\n{"a": 1}\n```\n\nAnything else?'


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('{"a": 1}', {"a": 1}),
        ("  [1, 2.5, null]\n", [1, 2.5, None]),
        ('"text"', "text"),
        ("null", None),
        ('{"a": 1, "a": 2}', {"a": 2}),
        ('```json\n{"a": 1}\n```', {"a": 1}),
        ('```\n{"a": 1}\n```', {"a": 1}),
        ('  ```JSON\n  {"a":\n 1}\n  ```  ', {"a": 1}),
        ("```json [1] ```", [1]),
        ("```json\n[1]", [1]),
        (PROSE, {"a": 1}),
        ('{"code": "```python\\nx\\n```"}', {"code": "```python\nx\n```"}),
        ('```json\n{"code": "```python\\nx\\n```"}\n```', {"code": "```python\nx\n```"}),
        ('"\\ud83d\\ude00 \\\\u0000"', "\N{GRINNING FACE} \\u0000"),
    ],
)
def test_reads(text: str, value: Any):
    assert parse_output(text) == value


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("plain", "not JSON: Expecting value at line 1, column 1"),
        ("", "not JSON: Expecting value at line 1, column 1"),
        ('{"a": 1,}', "not JSON: "),
        ("{'a': 1}", "not JSON: "),
        ('Here: {"a": 1}', "not JSON: Expecting value at line 1, column 1"),
        ("```json\nnot\n```", "not JSON: Expecting value at line 1, column 1"),
        ("```\n1\n```\n```\n2\n```", "not JSON: 2 fenced blocks, not one"),
        ("NaN", "not JSON: NaN is not a JSON number"),
        ("[-Infinity]", "not JSON: -Infinity is not a JSON number"),
        ("1e999", "not JSON: the number 1e999 is too large"),
        ("1" * 5000, "not JSON that is taken: a number has too many digits"),
        ("[" * 101 + "]" * 101, "not JSON that is taken: nested more than 100 deep"),
        ('{"a":' * 101 + "1" + "}" * 101, "not JSON that is taken: nested more than 100 deep"),
        ("[" * 100_000, "not JSON that is taken: nested more than 100 deep"),
        ('"\\u0000"', "not JSON that is taken: it holds the character U+0000, which cannot be stored"),
        ('"\\\\\\u0000"', "not JSON that is taken: it holds the character U+0000, which cannot be stored"),
        ('"\\ud800"', "not JSON that is taken: it holds half a surrogate pair, which cannot be stored"),
        ('"\ud800"', "not JSON that is taken: it holds half a surrogate pair, which cannot be stored"),
        (" " * (1024 * 1024 + 1), "the output is longer than 1,048,576 characters"),
    ],
)
def test_refuses(text: str, message: str):
    refused = parse_output(text)
    assert isinstance(refused, NotJson)
    assert refused.message.startswith(message)


def test_takes_the_allowed_depth():
    assert not isinstance(parse_output("[" * 100 + "]" * 100), NotJson)
    assert not isinstance(parse_output("[" + ",".join(["[]"] * 1000) + "]"), NotJson)
