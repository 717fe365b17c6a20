"""JSON out of a model's text, with bounds."""

import json
import re
from dataclasses import dataclass
from typing import Any

from formaops.validation.limits import MAX_DEPTH, MAX_OUTPUT_CHARS


@dataclass(frozen=True, slots=True)
class NotJson:
    """Why a text is not JSON."""

    message: str


def parse_output(text: str) -> Any | NotJson:
    """The JSON that `text` is, or that its only fenced block (``` or ```json) holds, with or without prose around it.

    Of duplicate keys the last one counts. NaN, Infinity and numbers beyond a double are not JSON.
    """
    if len(text) > MAX_OUTPUT_CHARS:
        return NotJson(f"the output is longer than {MAX_OUTPUT_CHARS:,} characters")
    value = parse(text)
    if not isinstance(value, NotJson) or "```" not in text:
        return value
    blocks = _fenced_blocks(text)
    return parse(blocks[0]) if len(blocks) == 1 else NotJson(f"not JSON: {len(blocks)} fenced blocks, not one")


def parse(text: str) -> Any | NotJson:
    """Strict JSON, at most MAX_DEPTH deep."""
    try:
        value = json.loads(text, parse_constant=_no_constant, parse_float=_finite)
    except RecursionError:
        return _TOO_DEEP
    except json.JSONDecodeError as error:
        return NotJson(f"not JSON: {error.msg} at line {error.lineno}, column {error.colno}")
    except _NotANumber as error:
        return NotJson(f"not JSON: {error}")
    except ValueError:
        return NotJson("not JSON that is taken: a number has too many digits")
    if ("\\u" in text or not text.isascii()) and (character := _unstorable(text, value)):
        return NotJson(f"not JSON that is taken: it holds {character}, which cannot be stored")
    return _TOO_DEEP if too_deep(text, value) else value


def too_deep(text: str, value: Any) -> bool:
    """Whether `value`, written as `text`, is nested more than MAX_DEPTH deep."""
    if text.count("[") + text.count("{") <= MAX_DEPTH:
        return False
    level: list[Any] = [value]
    for _ in range(MAX_DEPTH):
        below: list[Any] = []
        for item in level:
            if isinstance(item, dict):
                below.extend(item.values())
            elif isinstance(item, list):
                below.extend(item)
        level = below
    return any(isinstance(item, dict | list) for item in level)


_NUL = re.compile(r"(?<!\\)(?:\\\\)*\\u0000")
_TOO_DEEP = NotJson(f"not JSON that is taken: nested more than {MAX_DEPTH} deep")


class _NotANumber(ValueError):
    pass


def _unstorable(text: str, value: Any) -> str | None:
    """A character that JSON can write and Postgres cannot store."""
    if _NUL.search(text):
        return "the character U+0000"
    try:
        json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return "half a surrogate pair"
    return None


def _no_constant(name: str) -> Any:
    raise _NotANumber(f"{name} is not a JSON number")


def _finite(digits: str) -> float:
    number = float(digits)
    if number in (float("inf"), float("-inf")):
        raise _NotANumber(f"the number {digits[:50]} is too large")
    return number


def _fenced_blocks(text: str) -> list[str]:
    """Texts between lines that begin with ```; one that is not closed goes to the end."""
    blocks: list[list[str]] = []
    is_open = False
    for line in text.split("\n"):
        mark = line.strip()
        if not mark.startswith("```"):
            if is_open:
                blocks[-1].append(line)
        elif len(mark) > 6 and mark.endswith("```") and not is_open:
            blocks.append([mark[3:-3].removeprefix("json")])
        else:
            is_open = not is_open
            if is_open:
                blocks.append([])
    return ["\n".join(lines) for lines in blocks]
