"""A stricter schema for the small model that comes along: what satisfies it satisfies the one that was asked for.

llama.cpp turns a schema into a grammar, which holds no bounds of numbers that are no integers, and a model of 135
million parameters fills every list and text without an end until its tokens run out.
"""

import math
from typing import Any, Final

MAX_ITEMS: Final = 3
MAX_CHARACTERS: Final = 160

_DATA: Final = frozenset({"const", "default", "enum", "examples"})
_CLOSE_ENOUGH: Final = frozenset({"const", "enum", "format", "maxLength", "pattern"})


def narrowed(schema: Any) -> Any:
    """The JSON Schema with integers for bounded numbers, and ends for lists and texts that have none."""
    if isinstance(schema, list):
        return [narrowed(member) for member in schema]
    if not isinstance(schema, dict):
        return schema
    node = {name: member if name in _DATA else narrowed(member) for name, member in schema.items()}
    match node.get("type"):
        case "number":
            return node | _whole(node)
        case "array" if "maxItems" not in node and node.get("minItems", 0) <= MAX_ITEMS:
            return node | {"maxItems": MAX_ITEMS}
        case "string" if not _CLOSE_ENOUGH & node.keys() and node.get("minLength", 0) <= MAX_CHARACTERS:
            return node | {"maxLength": MAX_CHARACTERS}
    return node


def _whole(node: dict[str, Any]) -> dict[str, Any]:
    """The integers between the bounds, where both are given and there are any."""
    low, high = node.get("minimum"), node.get("maximum")
    if not isinstance(low, int | float) or not isinstance(high, int | float) or math.ceil(low) > math.floor(high):
        return {}
    return {"type": "integer", "minimum": math.ceil(low), "maximum": math.floor(high)}
