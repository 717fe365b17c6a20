"""What a caller gives a prompt: `--var`, `--file` and `--input-json` become one JSON object."""

import json
import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from formaops.cli.failures import misused
from formaops.errors import Fault

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,63}")


def read_inputs(variables: Sequence[str] | None, files: Sequence[str] | None, input_json: str | None) -> dict[str, Any]:
    """All inputs by name. Raises Failure for what cannot be read, and for a name that is given twice."""
    inputs = read_json_object(input_json, "--input-json") if input_json else {}
    for text in variables or []:
        name, value = parse_variable(text)
        _add(inputs, name, value)
    for text in files or []:
        name, path = _split(text, "--file", "NAME=PATH")
        _add(inputs, name, read_text(path))
    return inputs


def parse_variable(text: str) -> tuple[str, Any]:
    """`name=text` or `name:=json`."""
    head, _, tail = text.partition("=")
    if not head.endswith(":"):
        return _split(text, "--var", "NAME=TEXT or NAME:=JSON")
    name, value = _split(f"{head[:-1]}={tail}", "--var", "NAME=TEXT or NAME:=JSON")
    try:
        return name, json.loads(value)
    except ValueError as error:
        raise misused(f"--var {name}:= is followed by what is no JSON: {error}.") from error


def read_text(path: str) -> str:
    """A UTF-8 file, or stdin for `-`. Raises Failure when it cannot be read."""
    try:
        return sys.stdin.read() if path == "-" else Path(path).expanduser().read_text(encoding="utf-8")
    except OSError as error:
        raise misused(f"{path} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise misused(f"{path} is no UTF-8 text: {error.reason} at byte {error.start}.") from error


def read_json(path: str) -> Any:
    """The JSON of a file, or of stdin for `-`."""
    try:
        return json.loads(read_text(path))
    except ValueError as error:
        raise misused(f"{path} holds no JSON: {error}.") from error


def read_json_object(path: str, option: str) -> dict[str, Any]:
    found = read_json(path)
    if not isinstance(found, dict):
        raise misused(f"{option} takes a JSON object.")
    return found


def parse_json_object(text: str, option: str) -> dict[str, Any]:
    """JSON given in the command line itself."""
    try:
        found = json.loads(text)
    except ValueError as error:
        raise misused(f"{option} is no JSON: {error}.") from error
    if not isinstance(found, dict):
        raise misused(f"{option} takes a JSON object.")
    return found


def _split(text: str, option: str, form: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals or not _NAME.fullmatch(name):
        raise misused(f"{option} takes {form}, not {text[:80]!r}.")
    return name, value


def _add(inputs: dict[str, Any], name: str, value: Any) -> None:
    if name in inputs:
        raise misused("An input is given twice.", faults=[Fault(f"inputs.{name}", "is given more than once")])
    inputs[name] = value
