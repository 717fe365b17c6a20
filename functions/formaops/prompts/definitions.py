"""What a prompt declares: variables, and whether a caller's inputs fit them; validations, and whether they run."""

import json
from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Literal

import re2
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError
from pydantic.alias_generators import to_camel

from formaops.errors import Fault, InvalidInputs, InvalidTemplate, InvalidValidation
from formaops.validation import Validation, check_definition

# Bound of one input and of all of them, in bytes of JSON: what a variable allows without limits of its own.
MAX_INPUT_BYTES = 512 * 1024
MAX_INPUTS_BYTES = 1024 * 1024


class VariableDefinition(BaseModel):
    """One entry of `prompts.variables`; the stored JSON spells its members in camelCase."""

    model_config = ConfigDict(extra="forbid", alias_generator=to_camel)

    name: Annotated[str, Field(pattern=r"^[A-Za-z_][A-Za-z0-9_]{0,63}$")]
    type: Literal["string", "number", "integer", "boolean", "array", "object"]
    required: bool = False
    default_value: Any = None
    options: list[Any] | None = Field(default=None, min_length=1, max_length=500)
    """The only values allowed."""
    description: str | None = Field(default=None, max_length=2000)
    min_length: int | None = Field(default=None, ge=0)
    max_length: int | None = Field(default=None, ge=0)
    """Characters of a string."""
    pattern: str | None = Field(default=None, max_length=1000)
    """RE2; a string has to match it somewhere."""
    minimum: float | None = None
    maximum: float | None = None
    """Bounds of a number, both allowed."""
    min_items: int | None = Field(default=None, ge=0)
    max_items: int | None = Field(default=None, ge=0)
    """Entries of an array."""


_DEFINITIONS = TypeAdapter(list[VariableDefinition])


def read_definitions(variables: Any) -> list[VariableDefinition]:
    """The definitions in a prompt's `variables`. Raises InvalidTemplate with the path of each fault."""
    try:
        definitions = _DEFINITIONS.validate_python(variables)
    except ValidationError as error:
        raise InvalidTemplate(
            "The prompt's variables are not defined properly.", faults=pydantic_faults("variables", error)
        ) from error
    seen: set[str] = set()
    faults = []
    for index, definition in enumerate(definitions):
        if definition.name in seen:
            faults.append(Fault(f"variables[{index}].name", f"{definition.name} is defined twice"))
        seen.add(definition.name)
        if definition.pattern is not None and not _compiles(definition.pattern):
            faults.append(Fault(f"variables[{index}].pattern", "RE2 cannot run this pattern"))
    if faults:
        raise InvalidTemplate("The prompt's variables are not defined properly.", faults=faults)
    return definitions


async def refuse_wrong(validations: Sequence[Validation]) -> None:
    """Raise InvalidValidation, with the path of each fault, when a validation is itself wrong."""
    faults = [
        Fault(f"validations[{index}].{fault.path}", f"{validation.name}: {fault.message}")
        for index, validation in enumerate(validations)
        for fault in await check_definition(validation)
    ]
    if faults:
        raise InvalidValidation("A validation of the prompt is itself wrong.", faults=faults)


def pydantic_faults(root: str, error: ValidationError) -> list[Fault]:
    """Pydantic's errors as faults whose paths start at `root`."""
    return [
        Fault(_path(root, fault["loc"]), fault["msg"].removeprefix("Value error, "))
        for fault in error.errors(include_url=False, include_input=False, include_context=False)
    ]


def _path(root: str, location: tuple[int | str, ...]) -> str:
    return root + "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in location)


def check_inputs(
    definitions: Sequence[VariableDefinition], inputs: Mapping[str, Any]
) -> tuple[dict[str, Any], list[Fault]]:
    """The value of every variable (defaults filled in, None where an optional one is absent), and what does not fit."""
    names = {definition.name for definition in definitions}
    faults = [Fault(f"inputs.{name}", "the prompt has no such variable") for name in inputs if name not in names]
    if json_size(inputs) > MAX_INPUTS_BYTES:
        return {}, [*faults, Fault("inputs", f"larger than {MAX_INPUTS_BYTES} bytes of JSON in all")]
    values: dict[str, Any] = {}
    for definition in definitions:
        value = inputs.get(definition.name)
        if value is None:
            value = definition.default_value
        values[definition.name] = value
        if value is None:
            if definition.required:
                faults.append(Fault(f"inputs.{definition.name}", "is required"))
            continue
        faults += [Fault(f"inputs.{definition.name}", message) for message in _misfits(definition, value)]
    return values, faults


def bind_inputs(definitions: Sequence[VariableDefinition], inputs: Mapping[str, Any]) -> dict[str, Any]:
    """As `check_inputs`, but a misfit raises InvalidInputs with the path of each fault."""
    values, faults = check_inputs(definitions, inputs)
    if faults:
        raise InvalidInputs("The inputs do not fit the prompt's variables.", faults=faults)
    return values


def _misfits(definition: VariableDefinition, value: Any) -> list[str]:
    if not _has_type(definition.type, value):
        return [f"must be of type {definition.type}"]
    messages = []
    if definition.options is not None and not any(_same(value, option) for option in definition.options):
        messages.append(f"must be one of {_excerpt(definition.options)}")
    if json_size(value) > MAX_INPUT_BYTES:
        messages.append(f"is larger than {MAX_INPUT_BYTES} bytes of JSON")
    elif isinstance(value, str):
        messages += _out_of_bounds(len(value), definition.min_length, definition.max_length, "characters long")
        if definition.pattern is not None and not re2.search(definition.pattern, value):
            messages.append(f"must match the pattern {definition.pattern}")
    elif isinstance(value, list):
        messages += _out_of_bounds(len(value), definition.min_items, definition.max_items, "entries long")
    elif isinstance(value, int | float) and not isinstance(value, bool):
        messages += _out_of_bounds(value, definition.minimum, definition.maximum, "")
    return messages


def _out_of_bounds(size: float, low: float | None, high: float | None, unit: str) -> list[str]:
    messages = []
    if low is not None and size < low:
        messages.append(f"must be at least {low:g} {unit}".rstrip())
    if high is not None and size > high:
        messages.append(f"must be at most {high:g} {unit}".rstrip())
    return messages


def _has_type(name: str, value: Any) -> bool:
    """JSON's types: true is no number, and 3.0 is an integer as in JSON Schema."""
    match name:
        case "string":
            return isinstance(value, str)
        case "boolean":
            return isinstance(value, bool)
        case "number":
            return isinstance(value, int | float) and not isinstance(value, bool)
        case "integer":
            return not isinstance(value, bool) and (
                isinstance(value, int) or (isinstance(value, float) and value.is_integer())
            )
        case "array":
            return isinstance(value, list)
        case _:
            return isinstance(value, dict)


def json_size(value: Any) -> int:
    """Bytes of its JSON."""
    return len(json.dumps(value, ensure_ascii=False).encode("utf-8", "replace"))


def _same(value: Any, option: Any) -> bool:
    return bool(value == option) and isinstance(value, bool) == isinstance(option, bool)


def _excerpt(options: list[Any]) -> str:
    text = ", ".join(json.dumps(option) for option in options[:20])
    return text if len(options) <= 20 else f"{text}, …"


def _compiles(pattern: str) -> bool:
    options = re2.Options()
    options.log_errors = False
    try:
        re2.compile(pattern, options)
    except re2.error:
        return False
    return True
