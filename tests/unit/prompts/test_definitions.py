"""Inputs against a prompt's variable definitions: every type, bound and default, and definitions that are wrong."""

from typing import Any

import pytest

from formaops.errors import InvalidInputs, InvalidTemplate
from formaops.prompts.definitions import MAX_INPUT_BYTES, bind_inputs, check_inputs, read_definitions

LANGUAGE = {
    "name": "language",
    "type": "string",
    "required": True,
    "defaultValue": "typescript",
    "options": ["typescript", "python"],
}


def bind(variable: dict[str, Any], **inputs: Any) -> dict[str, Any]:
    return bind_inputs(read_definitions([{"type": "string"} | variable]), inputs)


def test_a_default_fills_in_for_a_required_variable() -> None:
    assert bind(LANGUAGE) == {"language": "typescript"}


def test_an_optional_variable_without_default_is_none() -> None:
    assert bind({"name": "note"}) == {"note": None}


def test_a_missing_required_variable_is_named() -> None:
    with pytest.raises(InvalidInputs) as refused:
        bind({"name": "code", "required": True})
    assert [(f.path, f.message) for f in refused.value.faults] == [("inputs.code", "is required")]


def test_an_extra_input_is_refused_not_ignored() -> None:
    with pytest.raises(InvalidInputs) as refused:
        bind(LANGUAGE, langauge="python")
    assert refused.value.faults[0].path == "inputs.langauge"


@pytest.mark.parametrize(
    ("kind", "right", "wrong"),
    [
        ("string", "x", 1),
        ("number", 1.5, True),
        ("number", 2, "2"),
        ("integer", 3, 3.5),
        ("integer", 3.0, True),
        ("boolean", False, 0),
        ("array", [], {}),
        ("object", {}, []),
    ],
)
def test_each_type_takes_its_own_values_only(kind: str, right: Any, wrong: Any) -> None:
    assert bind({"name": "v", "type": kind}, v=right) == {"v": right}
    with pytest.raises(InvalidInputs, match="do not fit"):
        bind({"name": "v", "type": kind}, v=wrong)


@pytest.mark.parametrize(
    ("limits", "value", "message"),
    [
        ({"options": ["a", "b"]}, "c", 'must be one of "a", "b"'),
        ({"minLength": 3}, "ab", "must be at least 3 characters long"),
        ({"maxLength": 3}, "abcd", "must be at most 3 characters long"),
        ({"pattern": "^[a-z]+$"}, "A1", "must match the pattern ^[a-z]+$"),
        ({"type": "number", "minimum": 1}, 0.5, "must be at least 1"),
        ({"type": "integer", "maximum": 9}, 10, "must be at most 9"),
        ({"type": "array", "minItems": 1}, [], "must be at least 1 entries long"),
        ({"type": "array", "maxItems": 1}, [1, 2], "must be at most 1 entries long"),
        ({}, "x" * MAX_INPUT_BYTES, f"is larger than {MAX_INPUT_BYTES} bytes of JSON"),
    ],
)
def test_limits_say_what_they_want(limits: dict[str, Any], value: Any, message: str) -> None:
    _, faults = check_inputs(read_definitions([{"name": "v", "type": "string", **limits}]), {"v": value})
    assert [(fault.path, fault.message) for fault in faults] == [("inputs.v", message)]


def test_true_is_not_the_option_one() -> None:
    with pytest.raises(InvalidInputs):
        bind({"name": "v", "type": "boolean", "options": [1]}, v=True)


@pytest.mark.parametrize(
    ("variables", "path"),
    [
        ([{"name": "2x", "type": "string"}], "variables[0].name"),
        ([{"name": "x"}], "variables[0].type"),
        ([{"name": "x", "type": "date"}], "variables[0].type"),
        ([{"name": "x", "type": "string", "typ": "string"}], "variables[0].typ"),
        ([{"name": "x", "type": "string"}] * 2, "variables[1].name"),
        ([{"name": "x", "type": "string", "pattern": "(?=a)"}], "variables[0].pattern"),
        ({"x": {}}, "variables"),
    ],
)
def test_wrong_definitions_are_named_by_path(variables: Any, path: str) -> None:
    with pytest.raises(InvalidTemplate) as refused:
        read_definitions(variables)
    assert refused.value.faults[0].path == path
