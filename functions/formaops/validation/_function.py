"""FUNCTION validations: JavaScript that defines `validate(output, context)`.

Runs in the worker, each call in a fresh engine with nothing in it but the language. The engine's own limits stop what
they can; code that catches its own memory errors in an endless loop is stopped by the kill from outside.

`validate` returns true or false; or a text, which is a message and means failed unless it is empty; or
`{valid, errors, value}`, where `errors` are texts or `{path, message}` and `value` replaces the output.
"""

import json
import re
from dataclasses import dataclass
from typing import Any

import quickjs

from formaops.errors import Fault
from formaops.validation._json import NotJson, parse
from formaops.validation.limits import (
    JAVASCRIPT_CPU_SECONDS,
    JAVASCRIPT_MEMORY,
    JAVASCRIPT_STACK,
    MAX_ANSWER_CHARS,
    MAX_CODE_CHARS,
    MAX_FAULTS,
    MIB,
)

# Both are evaluated before the user's code, so that what that code does to JSON or Reflect changes nothing here.
# The second runs the getters and toJSON of the answer, inside the same limits.
_CALL = """
(({ parse }, { apply }) => (validate, input) => ({ __proto__: null, answer: apply(validate, undefined, parse(input)) }))
({ parse: JSON.parse }, { apply: Reflect.apply })
"""
_DESCRIBE = """
((stringify, Promises) => ({ answer }, limit) => {
  if (answer instanceof Promises) return "promise";
  if (typeof answer !== "boolean" && typeof answer !== "string" && typeof answer !== "object") return typeof answer;
  const text = stringify([answer]);
  return typeof text !== "string" ? "object" : text.length > limit ? "large" : text;
})(JSON.stringify, Promise)
"""
_VALIDATE = "typeof validate === 'function' ? validate : undefined"
_WANTED = "true, false, a message or {valid, errors, value}"
_KINDS = {
    "undefined": f"validate() returned nothing; it has to return {_WANTED}",
    "promise": "validate() returned a promise; it cannot be async",
    "large": f"validate() returned more than {MAX_ANSWER_CHARS:,} characters",
}
_FAILURES = (quickjs.JSException, quickjs.StackOverflow, MemoryError, ValueError)
"""What the engine raises; a ValueError for text that it cannot take or give, such as half a surrogate pair."""
_PLACE = re.compile(r"<input>:(\d+):(\d+)")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What `validate` said. `replaced` tells a `value` of null from no value."""

    faults: list[Fault]
    replaced: bool = False
    value: Any = None


@dataclass(frozen=True, slots=True)
class _Loaded:
    """JavaScript functions of one engine: our two, and the user's."""

    call: Any
    describe: Any
    validate: Any


class Unusable(Exception):
    """The code itself is wrong."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.message)
        self.fault = fault


def check(config: Any) -> list[Fault]:
    """What is wrong with a FUNCTION validation's config: its code is run as far as defining `validate`."""
    try:
        _load(config)
    except Unusable as error:
        return [error.fault]
    return []


def run(config: Any, output: Any, context: str) -> Verdict:
    """The verdict on `output`, a JSON value; `context` is JSON text. Raises Unusable."""
    loaded = _load(config)
    try:
        box = loaded.call(loaded.validate, f"[{json.dumps(output)},{context}]")
    except _FAILURES as error:
        return Verdict([Fault("$", _told(error, "validate()"))])
    try:
        text = loaded.describe(box, MAX_ANSWER_CHARS)
    except _FAILURES as error:
        return Verdict([Fault("$", _told(error, "reading what validate() returned", with_place=False))])
    if not text.startswith("["):
        return Verdict([Fault("$", _KINDS.get(text, f"validate() returned a {text}; it has to return {_WANTED}"))])
    answer = parse(text)
    return _verdict(answer[0] if isinstance(answer, list) and answer else answer)


def _load(config: Any) -> _Loaded:
    """A new engine with the user's code in it."""
    if not isinstance(config, dict) or not isinstance(code := config.get("code"), str):
        raise Unusable(Fault("config.code", "must be a string of JavaScript"))
    if unknown := [key for key in config if key != "code"]:
        raise Unusable(Fault(f"config.{unknown[0]}", "is not known here"))
    if len(code) > MAX_CODE_CHARS:
        raise Unusable(Fault("config.code", f"is longer than {MAX_CODE_CHARS:,} characters"))
    engine = quickjs.Context()
    engine.set_memory_limit(JAVASCRIPT_MEMORY)
    engine.set_max_stack_size(JAVASCRIPT_STACK)
    engine.set_time_limit(JAVASCRIPT_CPU_SECONDS)
    call, describe = engine.eval(_CALL), engine.eval(_DESCRIBE)
    try:
        engine.eval(code)
        validate = engine.eval(_VALIDATE)
    except _FAILURES as error:
        place = _PLACE.search(str(error))
        path = f"config.code:{place[1]}:{place[2]}" if place else "config.code"
        raise Unusable(Fault(path, _told(error, "the code", with_place=False))) from error
    if not isinstance(validate, quickjs.Object):
        raise Unusable(Fault("config.code", "must define a function validate(output, context)"))
    return _Loaded(call, describe, validate)


def _told(error: BaseException, what: str, *, with_place: bool = True) -> str:
    text = str(error)
    message = text.split("\n", 1)[0][:1000]
    if message == "InternalError: interrupted":
        return f"{what} was stopped after {JAVASCRIPT_CPU_SECONDS} s"
    if message == "InternalError: out of memory" or isinstance(error, MemoryError):
        return f"{what} used more than {JAVASCRIPT_MEMORY // MIB} MB"
    if isinstance(error, quickjs.StackOverflow):
        return f"{what} calls itself too deeply"
    if message == "null":
        return f"{what} threw null, as it also does for want of memory ({JAVASCRIPT_MEMORY // MIB} MB)"
    if isinstance(error, ValueError):
        return f"{what} holds a character that cannot be used: {message}"
    place = _PLACE.search(text) if with_place else None
    return f"{what} threw {message}" + (f" (line {place[1]}, column {place[2]})" if place else "")


def _verdict(answer: Any) -> Verdict:
    if isinstance(answer, bool):
        return Verdict([] if answer else [Fault("$", "validate() returned false")])
    if isinstance(answer, str):
        return Verdict([Fault("$", answer)] if answer else [])
    if isinstance(answer, NotJson):
        return Verdict([Fault("$", f"what validate() returned is {answer.message}")])
    if not isinstance(answer, dict) or not isinstance(answer.get("valid"), bool):
        kind = "null" if answer is None else "an array" if isinstance(answer, list) else "an object without valid"
        return Verdict([Fault("$", f"validate() returned {kind}; it has to return {_WANTED}")])
    if answer["valid"]:
        return Verdict([], "value" in answer, answer.get("value"))
    errors = answer.get("errors")
    faults = [_fault(error) for error in errors[:MAX_FAULTS]] if isinstance(errors, list) else []
    return Verdict(faults or [Fault("$", "validate() returned valid: false")], "value" in answer, answer.get("value"))


def _fault(error: Any) -> Fault:
    if isinstance(error, dict) and isinstance(error.get("message"), str):
        path = error.get("path")
        return Fault(path if isinstance(path, str) and path else "$", error["message"])
    return Fault("$", error if isinstance(error, str) else json.dumps(error))
