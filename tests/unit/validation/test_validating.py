"""The public functions, through the worker."""

from typing import Any

import pytest

from formaops.errors import Fault
from formaops.validation import Outcome, Result, Validation, check_definition, close, validate, warm

OBJECT = Validation("is an object", "SCHEMA", {"type": "object"})
BRACE = Validation("begins with a brace", "REGEX", {"pattern": "^\\s*\\{"})
HAS_A = Validation("has a", "FUNCTION", {"code": "const validate = o => 'a' in o || 'a is missing'"})


async def test_nothing_to_check():
    assert await validate("x", [], {}) == Outcome("SKIPPED", (), None)


async def test_all_pass():
    outcome = await validate('```json\n{"a": 1}\n```', [OBJECT, HAS_A], {})
    assert outcome == Outcome(
        "PASSED", (Result("is an object", "SCHEMA", True, ()), Result("has a", "FUNCTION", True, ())), {"a": 1}
    )


async def test_each_has_its_own_verdict():
    outcome = await validate('[{"b": 1}]', [OBJECT, BRACE, HAS_A], {})
    assert outcome.status == "FAILED"
    assert outcome.value is None
    assert [(result.passed, result.errors) for result in outcome.results] == [
        (False, (Fault("$", "[{'b': 1}] is not of type 'object'"),)),
        (False, (Fault("$", "does not match /^\\s*\\{/"),)),
        (False, (Fault("$", "a is missing"),)),
    ]


async def test_text_that_is_not_json():
    is_text = Validation("is text", "FUNCTION", {"code": "const validate = o => o === 'plain text'"})
    words = Validation("has words", "REGEX", {"pattern": "\\w+ \\w+"})
    assert (await validate("plain text", [is_text, words], {})).value == "plain text"
    outcome = await validate("plain text", [OBJECT], {})
    assert outcome.results[0].errors == (Fault("$", "not JSON: Expecting value at line 1, column 1"),)


async def test_a_function_replaces_the_value_for_those_after_it():
    trim = Validation("trim", "FUNCTION", {"code": "const validate = o => ({valid: true, value: {text: o.trim()}})"})
    size = Validation("size", "SCHEMA", {"properties": {"text": {"maxLength": 1}}, "type": "object"})
    outcome = await validate("  x ", [trim, size], {})
    assert outcome.status == "PASSED"
    assert outcome.value == {"text": "x"}
    assert (await validate("  x ", [size, trim], {})).status == "FAILED"


async def test_a_function_gets_the_context():
    same = Validation("same", "FUNCTION", {"code": "const validate = (o, c) => c.inputs.language === o"})
    assert (await validate('"python"', [same], {"inputs": {"language": "python"}})).status == "PASSED"


@pytest.mark.parametrize(
    ("validation", "path", "message"),
    [
        (Validation("v", "SCHEMA", {"type": "strin"}), "config$.type", "'strin' is not valid"),
        (Validation("v", "SCHEMA", {"$ref": "#"}), "config$", "refers to itself without end"),
        (Validation("v", "SCHEMA", {"enum": ["x" * 300_000]}), "config", "is longer than 262,144 characters as JSON"),
        (Validation("v", "SCHEMA", {"const": float("nan")}), "config", "is not JSON: "),
        (Validation("v", "SCHEMA", {"const": object()}), "config", "is not JSON: "),
        (Validation("v", "REGEX", {"pattern": "("}), "config.pattern", "the expression cannot be run"),
        (Validation("v", "FUNCTION", {"code": "let a = ;"}), "config.code:1:9", "the code threw SyntaxError"),
        (Validation("v", "OTHER", {}), "type", "must be SCHEMA, REGEX or FUNCTION"),  # type: ignore[arg-type]
    ],
)
async def test_a_validation_that_is_itself_wrong(validation: Validation, path: str, message: str):
    [fault] = await check_definition(validation)
    assert fault.path == path
    assert fault.message.startswith(message)
    [result] = (await validate("{}", [validation], {})).results
    assert result.errors == (Fault(path, f"this validation is itself wrong: {fault.message}"),)


def nested(depth: int) -> dict[str, Any]:
    value: dict[str, Any] = {}
    for _ in range(depth):
        value = {"not": value}
    return value


@pytest.mark.parametrize("depth", [101, 3000])
async def test_a_config_nested_too_deeply(depth: int):
    assert await check_definition(Validation("v", "SCHEMA", nested(depth))) == [
        Fault("config", "is nested more than 100 deep")
    ]


async def test_definitions_that_are_right():
    for validation in (OBJECT, BRACE, HAS_A, Validation("deep", "SCHEMA", nested(95))):
        assert await check_definition(validation) == []


@pytest.mark.parametrize(
    ("context", "message"),
    [
        ({"a": object()}, "the context for the function is not JSON: "),
        ({"a": "x" * 1_100_000}, "the context for the function is longer than 1,048,576 characters as JSON"),
        (nested(200), "the context for the function is nested more than 100 deep"),
    ],
)
async def test_a_context_that_cannot_be_passed_on(context: dict[str, Any], message: str):
    [result] = (await validate("{}", [HAS_A], context)).results
    assert result.errors[0].message.startswith(message)


async def test_an_output_that_is_too_long():
    outcome = await validate("x" * (1024 * 1024 + 1), [OBJECT, BRACE, HAS_A], {})
    assert {result.errors for result in outcome.results} == {
        (Fault("$", "the output is longer than 1,048,576 characters"),)
    }


async def test_long_messages_keep_both_ends():
    [result] = (await validate(f'"{"x" * 100_000}"', [OBJECT], {})).results
    message = result.errors[0].message
    assert len(message) <= 400
    assert message.startswith("'xxx")
    assert message.endswith("is not of type 'object'")


async def test_messages_can_be_stored():
    code = "const validate = () => ({valid: false, errors: ['a' + String.fromCharCode(0xd7ff)]})"
    [result] = (await validate("{}", [Validation("v", "FUNCTION", {"code": code})], {})).results
    assert result.errors == (Fault("$", "a\ud7ff"),)


async def test_warm_and_close_can_be_called_at_any_time():
    await close()
    await warm()
    await warm()
    assert (await validate("{}", [OBJECT], {})).status == "PASSED"
    await close()
    await close()
    assert (await validate("{}", [OBJECT], {})).status == "PASSED"
