"""JavaScript validations that mean well, in this process; tests/security runs the others in the worker."""

from typing import Any

import pytest

from formaops.errors import Fault
from formaops.validation import _function

WANTED = "it has to return true, false, a message or {valid, errors, value}"


def run(body: str, output: Any = None, context: str = "{}") -> list[Fault]:
    return _function.run({"code": f"function validate(output, context) {{ {body} }}"}, output, context).faults


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ("return true", []),
        ("return false", [("$", "validate() returned false")]),
        ("return ''", []),
        ("return 'too short'", [("$", "too short")]),
        ("return {valid: true, errors: ['kept out']}", []),
        ("return {valid: false}", [("$", "validate() returned valid: false")]),
        ("return {valid: false, errors: 5}", [("$", "validate() returned valid: false")]),
        (
            "return {valid: false, errors: ['a', {path: '$.b', message: 'c'}, {message: 'd'}, {e: 1}]}",
            [("$", "a"), ("$.b", "c"), ("$", "d"), ("$", '{"e": 1}')],
        ),
        ("return", [("$", f"validate() returned nothing; {WANTED}")]),
        ("return null", [("$", f"validate() returned null; {WANTED}")]),
        ("return 1", [("$", f"validate() returned a number; {WANTED}")]),
        ("return 1n", [("$", f"validate() returned a bigint; {WANTED}")]),
        ("return () => 1", [("$", f"validate() returned a function; {WANTED}")]),
        ("return Symbol()", [("$", f"validate() returned a symbol; {WANTED}")]),
        ("return []", [("$", f"validate() returned an array; {WANTED}")]),
        ("return {}", [("$", f"validate() returned an object without valid; {WANTED}")]),
        ("return {valid: 1}", [("$", f"validate() returned an object without valid; {WANTED}")]),
        ("return Promise.resolve(true)", [("$", "validate() returned a promise; it cannot be async")]),
        ("throw new Error('no')", [("$", "validate() threw Error: no (line 1, column 48)")]),
        ("throw 'no'", [("$", "validate() threw no")]),
        ("nope()", [("$", "validate() threw ReferenceError: nope is not defined (line 1, column 38)")]),
    ],
)
def test_what_validate_may_return(body: str, told: list[tuple[str, str]]):
    assert [(fault.path, fault.message) for fault in run(body)] == told


def test_sees_the_output_and_the_context():
    body = "return output.a[0] === 'ä' && context.inputs.n === 2 && this === globalThis"
    assert run(body, {"a": ["ä"]}, '{"inputs": {"n": 2}}') == []


def test_each_call_has_its_own_engine():
    code = {"code": "var calls = 0; function validate() { return ++calls === 1 }"}
    assert [_function.run(code, None, "{}").faults for _ in range(2)] == [[], []]


@pytest.mark.parametrize(
    ("body", "replaced", "value"),
    [
        ("return {valid: true, value: {b: [output]}}", True, {"b": [1]}),
        ("return {valid: true, value: null}", True, None),
        ("return {valid: true, value: undefined}", False, None),
        ("return {valid: true}", False, None),
    ],
)
def test_a_value_replaces_the_output(body: str, replaced: bool, value: Any):
    verdict = _function.run({"code": f"function validate(output) {{ {body} }}"}, 1, "{}")
    assert (verdict.faults, verdict.replaced, verdict.value) == ([], replaced, value)


@pytest.mark.parametrize(
    "code",
    [
        "function validate(o, c) { return true }",
        "const validate = o => true",
        "let validate = function () {}",
        "globalThis.validate = class {}",
    ],
)
def test_ways_to_define_validate(code: str):
    assert _function.check({"code": code}) == []


@pytest.mark.parametrize(
    ("config", "path", "message"),
    [
        (None, "config.code", "must be a string of JavaScript"),
        ({"code": 5}, "config.code", "must be a string of JavaScript"),
        ({"code": "x", "language": "js"}, "config.language", "is not known here"),
        ({"code": ""}, "config.code", "must define a function validate(output, context)"),
        ({"code": "var validate = 5"}, "config.code", "must define a function validate(output, context)"),
        ({"code": "\nlet a = ;"}, "config.code:2:9", "the code threw SyntaxError"),
        ({"code": "export default 1"}, "config.code:1:1", "the code threw SyntaxError"),
        ({"code": "\n\n  missing()"}, "config.code:3:3", "the code threw ReferenceError: missing is not defined"),
        ({"code": "a\0"}, "config.code", "the code holds a character that cannot be used"),
        ({"code": "x" * 65_537}, "config.code", "is longer than 65,536 characters"),
    ],
)
def test_what_is_wrong_with_the_code(config: Any, path: str, message: str):
    [fault] = _function.check(config)
    assert fault.path == path
    assert fault.message.startswith(message)
