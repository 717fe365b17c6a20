"""The one text of a JSON value: what PostgreSQL writes for the same value as jsonb."""

import json
from typing import Any

_ESCAPES = {"\b": "\\b", "\f": "\\f", "\n": "\\n", "\r": "\\r", "\t": "\\t", '"': '\\"', "\\": "\\\\"}
_ESCAPED = str.maketrans({chr(code): f"\\u{code:04x}" for code in range(0x20)} | _ESCAPES)


class Number(str):
    """A number as it was written. As a float it would be another one."""

    __slots__ = ()


class NotJson(ValueError):
    """A text that is no JSON, or that two readers could read in two ways."""


def parse(text: str) -> Any:
    """Numbers stay as they are written. Raises NotJson, also when an object has a name twice, and for NaN."""
    try:
        return json.loads(
            text, parse_int=Number, parse_float=Number, parse_constant=_refuse, object_pairs_hook=_without_doubles
        )
    except (ValueError, RecursionError) as error:
        raise NotJson(str(error)) from error


def write(value: Any) -> str:
    """What `jsonb::text` gives: names by length and bytes, one space after each comma and colon."""
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case Number():
            return str(value)
        case str():
            return f'"{value.translate(_ESCAPED)}"'
        case dict():
            names = sorted(value, key=_order)
            return "{" + ", ".join(f"{write(name)}: {write(value[name])}" for name in names) + "}"
        case list():
            return "[" + ", ".join(map(write, value)) + "]"
    raise TypeError(f"{type(value).__name__} is nothing that parse() gives")


def _order(name: str) -> tuple[int, bytes]:
    text = name.encode(errors="surrogatepass")
    return len(text), text


def _without_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise NotJson("An object has a name twice.")
    return found


def _refuse(constant: str) -> None:
    raise NotJson(f"{constant} is no JSON.")
