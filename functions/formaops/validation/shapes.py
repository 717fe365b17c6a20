"""What goes in and comes out."""

from dataclasses import dataclass
from typing import Any, Literal

from formaops.errors import Fault

Type = Literal["SCHEMA", "REGEX", "FUNCTION"]


@dataclass(frozen=True, slots=True)
class Validation:
    """One check of an output. `config` is, by `type`:

    SCHEMA    the JSON Schema itself: an object or a boolean, of the draft that its `$schema` names, else 2020-12
    REGEX     {"pattern": an RE2 expression, "flags"?: some of "imsu"}
    FUNCTION  {"code": JavaScript that defines `validate(output, context)`}
    """

    name: str
    type: Type
    config: Any


@dataclass(frozen=True, slots=True)
class Result:
    """One validation's verdict; `errors` is empty when it passed."""

    name: str
    type: str
    passed: bool
    errors: tuple[Fault, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """All verdicts in order. `value` is the validated output as JSON, or as text when it is not JSON; None unless
    PASSED. SKIPPED means that there was nothing to check."""

    status: Literal["PASSED", "FAILED", "SKIPPED"]
    results: tuple[Result, ...]
    value: Any
