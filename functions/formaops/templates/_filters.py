"""The filters that templates may use, on JSON values only.

They follow Liquid's names and meanings, but are written here because each has to be safe on hostile input: every one
takes time and makes values linear in what it is given, and refuses (ValueError, TypeError) instead of guessing.
The engine weighs each result with `weight` before it goes on.
"""

import html
import json
import math
from collections.abc import Callable
from decimal import Decimal
from typing import Any, Final
from urllib.parse import quote_plus

from formaops.templates.limits import MAX_LIST_ITEMS, MAX_VALUE_SIZE

type_names: Final = {dict: "an object", list: "an array", str: "a string", bool: "a boolean", type(None): "null"}

MAX_NUMBER_CHARS: Final = 40
MAX_INTEGER: Final = 10**18
MAX_DECIMALS: Final = 15
ITEM_SIZE: Final = 8
"""What an item weighs beside its own text."""


class TooBig(ValueError):
    """A filter would make, or has made, a value beyond MAX_VALUE_SIZE or MAX_LIST_ITEMS."""


def text_of(value: object) -> str:
    """How a value is written into the prompt: strings as they are, null as nothing, the rest as JSON.

    Raises TypeError for what is not JSON, such as a range.
    """
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, bool | int | float | dict | list | tuple):
        return json.dumps(value, ensure_ascii=False)
    raise TypeError(f"{type(value).__name__.lower()} cannot be written out")


def weight(value: object) -> int:
    """Size of a JSON value in characters and items; raises TooBig as soon as it passes MAX_VALUE_SIZE."""
    total, pending = 0, [value]
    while pending:
        item = pending.pop()
        if isinstance(item, str):
            total += len(item)
        elif isinstance(item, dict):
            total += ITEM_SIZE * len(item)
            pending.extend(item)
            pending.extend(item.values())
        elif isinstance(item, list | tuple):
            total += ITEM_SIZE * len(item)
            pending.extend(item)
        if total > MAX_VALUE_SIZE:
            raise TooBig(f"the result is larger than {MAX_VALUE_SIZE:,} characters")
    return total


def _list(value: object) -> list[Any]:
    if value is None:
        return []
    if not isinstance(value, list | tuple):
        raise TypeError(f"needs an array, not {_kind(value)}")
    if len(value) > MAX_LIST_ITEMS:
        raise TooBig(f"takes at most {MAX_LIST_ITEMS:,} items")
    return list(value)


def _kind(value: object) -> str:
    return type_names.get(type(value), "a number" if isinstance(value, int | float) else type(value).__name__.lower())


def _number(value: object) -> int | float:
    if isinstance(value, str) and len(value) <= MAX_NUMBER_CHARS:
        try:
            return int(value)
        except ValueError:
            value = float(value)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise TypeError(f"needs a number, not {_kind(value)}")
    if not abs(value) <= (MAX_INTEGER if isinstance(value, int) else 1e300):
        raise TooBig("the number is too large")
    return value


def _integer(value: object) -> int:
    number = _number(value)
    if number != int(number):
        raise TypeError("needs a whole number")
    return int(number)


def _calculate(left: object, right: object, operation: Callable[[Any, Any], Any]) -> int | float:
    """Whole numbers stay whole; others are calculated in decimal, so that 0.1 plus 0.2 is 0.3."""
    one, two = _number(left), _number(right)
    if isinstance(one, int) and isinstance(two, int):
        return _number(operation(one, two))
    return _number(float(operation(Decimal(str(one)), Decimal(str(two)))))


def _not_zero(value: object) -> int | float:
    number = _number(value)
    if number == 0:
        raise ValueError("cannot divide by zero")
    return number


def _divided_by(left: object, right: object) -> int | float:
    one, two = _number(left), _not_zero(right)
    return one // two if isinstance(one, int) and isinstance(two, int) else _number(one / two)


def _round(value: object, digits: object = 0) -> int | float:
    places = _integer(digits)
    if not 0 <= places <= MAX_DECIMALS:
        raise ValueError(f"takes 0 to {MAX_DECIMALS} decimals")
    return round(_number(value), places) if places else round(_number(value))


def _default(value: object, other: object = "", *, allow_false: object = False) -> object:
    if value is False:
        return value if allow_false is True else other
    return other if value is None or value == "" or value == [] or value == {} else value


def _replace(value: object, old: object, new: object = "", limit: int = -1) -> str:
    text, before, after = text_of(value), text_of(old), text_of(new)
    found = text.count(before) if limit < 0 else min(limit, text.count(before))
    if len(text) + found * (len(after) - len(before)) > MAX_VALUE_SIZE:
        raise TooBig(f"the result is larger than {MAX_VALUE_SIZE:,} characters")
    return text.replace(before, after, limit)


def _join(value: object, separator: object = " ") -> str:
    between, total, parts = text_of(separator), 0, []
    for item in _list(value):
        parts.append(text_of(item))
        total += len(parts[-1]) + len(between)
        if total > MAX_VALUE_SIZE + len(between):
            raise TooBig(f"the result is larger than {MAX_VALUE_SIZE:,} characters")
    return between.join(parts)


def _split(value: object, separator: object) -> list[str]:
    text, between = text_of(value), text_of(separator)
    if not text:
        return []
    if not between:
        parts = list(text[: MAX_LIST_ITEMS + 1])
    else:
        parts = text.split(None if between == " " else between, MAX_LIST_ITEMS)
    if len(parts) > MAX_LIST_ITEMS:
        raise TooBig(f"makes more than {MAX_LIST_ITEMS:,} items")
    return parts


def _slice(value: object, start: object, length: object = 1) -> object:
    sequence: Any = value if isinstance(value, list) else text_of(value)
    begin, count = _integer(start), max(_integer(length), 0)
    begin = max(begin + len(sequence), 0) if begin < 0 else begin
    return sequence[begin : begin + count]


def _truncate(value: object, length: object = 50, ellipsis: object = "...") -> str:
    text, most, end = text_of(value), _integer(length), text_of(ellipsis)
    return text if len(text) <= most else text[: max(most - len(end), 0)] + end


def _truncatewords(value: object, count: object = 15, ellipsis: object = "...") -> str:
    text, most = text_of(value), max(_integer(count), 1)
    words = text.split(None, most)
    return text if len(words) <= most else " ".join(words[:most]) + text_of(ellipsis)


def _property(item: object, key: object) -> Any:
    return item.get(text_of(key)) if isinstance(item, dict) else None


def _sort(value: object, key: object = None) -> list[Any]:
    """Ascending; items without the property come last. Numbers, or strings, not both."""
    items = _list(value)
    if key is None:
        return sorted(items)
    known = [item for item in items if _property(item, key) is not None]
    return sorted(known, key=lambda item: _property(item, key)) + [i for i in items if _property(i, key) is None]


def _uniq(value: object) -> list[Any]:
    firsts: dict[str, Any] = {}
    for item in _list(value):
        firsts.setdefault(json.dumps(item, sort_keys=True), item)
    return list(firsts.values())


def _where(value: object, key: object, wanted: object = None) -> list[Any]:
    if wanted is None:
        return [item for item in _list(value) if _property(item, key) not in (None, False)]
    return [item for item in _list(value) if _property(item, key) == wanted]


def _sum(value: object, key: object = None) -> int | float:
    total: int | float = 0
    for item in _list(value):
        total = _calculate(total, item if key is None else _property(item, key) or 0, lambda a, b: a + b)
    return total


def _first(value: object) -> object:
    return next(iter(_list(value)), None)


def _last(value: object) -> object:
    return next(reversed(_list(value)), None)


def _size(value: object) -> int:
    return len(value) if isinstance(value, str | list | tuple | dict) else 0


FILTERS: Final[dict[str, Callable[..., object]]] = {
    "abs": lambda value: abs(_number(value)),
    "append": lambda value, end: text_of(value) + text_of(end),
    "at_least": lambda value, least: max(_number(value), _number(least)),
    "at_most": lambda value, most: min(_number(value), _number(most)),
    "capitalize": lambda value: text_of(value).capitalize(),
    "ceil": lambda value: math.ceil(_number(value)),
    "compact": lambda value: [item for item in _list(value) if item is not None],
    "concat": lambda value, other: _list(value) + _list(other),
    "default": _default,
    "divided_by": _divided_by,
    "downcase": lambda value: text_of(value).lower(),
    "escape": lambda value: html.escape(text_of(value)),
    "first": _first,
    "floor": lambda value: math.floor(_number(value)),
    "join": _join,
    "json": lambda value: json.dumps(value, ensure_ascii=False),
    "last": _last,
    "lstrip": lambda value: text_of(value).lstrip(),
    "map": lambda value, key: [_property(item, key) for item in _list(value)],
    "minus": lambda value, other: _calculate(value, other, lambda a, b: a - b),
    "modulo": lambda value, other: _calculate(value, _not_zero(other), lambda a, b: a % b),
    "plus": lambda value, other: _calculate(value, other, lambda a, b: a + b),
    "prepend": lambda value, start: text_of(start) + text_of(value),
    "remove": lambda value, old: _replace(value, old),
    "remove_first": lambda value, old: _replace(value, old, "", 1),
    "replace": lambda value, old, new="": _replace(value, old, new),
    "replace_first": lambda value, old, new="": _replace(value, old, new, 1),
    "reverse": lambda value: _list(value)[::-1],
    "round": _round,
    "rstrip": lambda value: text_of(value).rstrip(),
    "size": _size,
    "slice": _slice,
    "sort": _sort,
    "split": _split,
    "strip": lambda value: text_of(value).strip(),
    "strip_newlines": lambda value: text_of(value).replace("\r", "").replace("\n", ""),
    "sum": _sum,
    "times": lambda value, other: _calculate(value, other, lambda a, b: a * b),
    "truncate": _truncate,
    "truncatewords": _truncatewords,
    "uniq": _uniq,
    "upcase": lambda value: text_of(value).upper(),
    "url_encode": lambda value: quote_plus(text_of(value)),
    "where": _where,
}
