"""What differs between two states of a prompt, as unified diffs."""

import difflib
import json
from collections.abc import Mapping
from typing import Any

from rich.text import Text

from formaops.cli.output import clean
from formaops.cli.prompts import PARTS


def differences(old: Mapping[str, Any], new: Mapping[str, Any], names: tuple[str, str]) -> dict[str, str]:
    """A unified diff for each part that differs. `names` say what the two states are."""
    found = {}
    for part in PARTS:
        before, after = _lines(part, old.get(part)), _lines(part, new.get(part))
        lines = difflib.unified_diff(before, after, f"{part} ({names[0]})", f"{part} ({names[1]})", lineterm="")
        if text := "\n".join(lines):
            found[part] = text
    return found


def coloured(diff: str) -> Text:
    """A unified diff with its lines in the usual colours."""
    text = Text(no_wrap=True, overflow="ignore")
    for index, line in enumerate(diff.splitlines()):
        style = "bold" if index < 2 else {"+": "green", "-": "red", "@": "cyan"}.get(line[:1], "")
        text.append(f"{clean(line)}\n", style)
    return text


def _lines(part: str, value: Any) -> list[str]:
    if value is None or value == [] or value == {}:
        return []
    if isinstance(value, str):
        return value.splitlines()
    if part == "validations":
        return [line for validation in sorted(value, key=lambda v: v["name"]) for line in _validation(validation)]
    return _json(value)


def _validation(validation: Mapping[str, Any]) -> list[str]:
    """A FUNCTION's code is shown as code, not as one long JSON string."""
    config = validation["config"]
    is_code = validation["type"] == "FUNCTION" and isinstance(config, dict) and isinstance(config.get("code"), str)
    body = config["code"].splitlines() if is_code else _json(config)
    return [f"{validation['name']}  {validation['type']}", *(f"  {line}" for line in body)]


def _json(value: Any) -> list[str]:
    return json.dumps(value, indent=2, ensure_ascii=False, sort_keys=True).splitlines()
