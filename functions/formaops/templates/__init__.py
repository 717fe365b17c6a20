"""Prompt templates: Liquid, cut down to what cannot hurt.

Values are JSON. Strings are written as they are, null as nothing, everything else as JSON; nothing is HTML-escaped.
A name that is neither given nor assigned is an error. A property that is not there may be tested (`{% if user.name %}`)
and given a default (`{{ user.name | default: "you" }}`); written out, it is an error too. An optional variable
without a value is passed as null.

Tags: assign, break, capture, case, comment, continue, for, if, raw, unless, and `{% # remark %}`. Filters: the keys of
`formaops.templates._filters.FILTERS`. Ranges such as `(1..5)` can only be looped over. Limits: `limits`.
"""

from collections.abc import Mapping
from typing import Any, NoReturn

from liquid import BoundTemplate
from liquid.exceptions import LiquidError

from formaops.errors import Fault, InvalidTemplate
from formaops.templates import _engine
from formaops.templates.limits import MAX_TEMPLATE_CHARS

__all__ = ["check", "render", "variables_of"]


def check(template: str) -> None:
    """Parse `template`; raises InvalidTemplate with one fault at `template:<line>:<column>`, both from 1."""
    _parse(template)


def variables_of(template: str) -> list[str]:
    """Names that a caller has to give, in order of first use: not those that the template itself assigns.

    Raises InvalidTemplate as `check` does.
    """
    parsed = _parse(template)
    try:
        return list(parsed.analyze().globals)
    except RecursionError:
        _too_deep()


def render(template: str, values: Mapping[str, Any]) -> str:
    """The text of `template` with `values`, which are JSON values by name.

    Raises InvalidTemplate as `check` does, also for what only values bring to light: a name that is not defined,
    a filter that cannot work on its value, or a limit.
    """
    parsed = _parse(template)
    try:
        return _engine.render(parsed, values)
    except LiquidError as error:
        _refuse(template, error)
    except RecursionError:
        _too_deep()
    except Exception as error:  # the engine meets hostile input here: whatever it trips over is the template's fault
        raise _invalid("template:1:1", f"cannot be rendered: {type(error).__name__}: {str(error)[:200]}") from error


def _parse(template: str) -> BoundTemplate:
    if len(template) > MAX_TEMPLATE_CHARS:
        raise _invalid("template:1:1", f"the template is longer than {MAX_TEMPLATE_CHARS:,} characters")
    try:
        return _engine.parse(template)
    except LiquidError as error:
        if isinstance(error.__cause__, RecursionError):
            _too_deep()
        _refuse(template, error)
    except RecursionError:
        _too_deep()


def _refuse(template: str, error: LiquidError) -> NoReturn:
    index = error.token.start_index if error.token is not None else 0
    index = index if index >= 0 else len(template)  # the engine's token for the end of an expression has no place
    line = template.count("\n", 0, index) + 1
    column = index - template.rfind("\n", 0, index)
    raise _invalid(f"template:{line}:{column}", str(error.message)[:1000]) from error


def _too_deep() -> NoReturn:
    raise _invalid("template:1:1", "an expression is nested too deeply") from None


def _invalid(path: str, message: str) -> InvalidTemplate:
    where = path.removeprefix("template:").split(":")
    return InvalidTemplate(f"line {where[0]}, column {where[1]}: {message}", faults=[Fault(path, message)])
