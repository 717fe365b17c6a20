"""Check a model's output: by JSON Schema, by regular expression, by JavaScript.

All three come from users and may be hostile, so all three run in a worker process that is killed when it takes too
long (`worker`, `pool`); the limits are in `limits`. A validation that is itself wrong fails and says so.
"""

import json
import time
from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any

from formaops.errors import Fault
from formaops.validation._json import NotJson, parse_output, too_deep
from formaops.validation.limits import ALL_SECONDS, MAX_CONFIG_CHARS, MAX_CONTEXT_CHARS, MAX_DEPTH, MAX_OUTPUT_CHARS
from formaops.validation.pool import Pool, Stopped
from formaops.validation.shapes import Outcome, Result, Validation

__all__ = [
    "NotJson",
    "Outcome",
    "Pool",
    "Result",
    "Validation",
    "check_definition",
    "close",
    "parse_output",
    "validate",
    "warm",
]

_pool = Pool()
# Definitions found to be sound: an execution asks about the same ones each time.
_sound: set[bytes] = set()
_REMEMBERED = 4096


async def check_definition(v: Validation, *, pool: Pool = _pool) -> list[Fault]:
    """What is wrong with the validation itself; empty when nothing is.

    Paths are `config.pattern`, `config.code:3:5` (line and column) or `config$.properties.a.pattern` (in a schema).
    Raises NotReady when no worker can be started.
    """
    try:
        config = _bounded_json(v.config, MAX_CONFIG_CHARS)
    except ValueError as error:
        return [Fault("config", str(error))]
    digest = sha256(f"{v.type} {config}".encode()).digest()
    if digest in _sound:
        return []
    try:
        answer = await pool.ask({"task": "check", "type": v.type, "config": config})
    except Stopped as error:
        return [Fault("config", f"checking it took too much: {error}")]
    if not answer["wrong"]:
        if len(_sound) >= _REMEMBERED:
            _sound.clear()
        _sound.add(digest)
    return _faults(answer["wrong"])


async def validate(
    output: str, validations: Sequence[Validation], context: Mapping[str, Any], *, pool: Pool = _pool
) -> Outcome:
    """Check `output` by all `validations`, in order; `context` is JSON that a FUNCTION gets as its second argument.

    SCHEMA and FUNCTION see the output parsed by `parse_output`; a FUNCTION sees the text when it is not JSON, for a
    SCHEMA that is a fault at `$`. REGEX sees the text. A FUNCTION that passes and returns a `value` replaces what the
    validations after it see, and the outcome's value. Raises NotReady when no worker can be started.
    """
    if not validations:
        return Outcome("SKIPPED", (), None)
    run = _Run(output, context, pool)
    deadline = time.monotonic() + ALL_SECONDS
    results = tuple([await run.result(each, in_time=time.monotonic() < deadline) for each in validations])
    passed = all(result.passed for result in results)
    return Outcome("PASSED" if passed else "FAILED", results, run.value if passed else None)


async def warm() -> None:
    """Start a worker now; it takes some tenths of a second, which the first validation would wait."""
    await _pool.warm()


async def close() -> None:
    """End the idle workers."""
    _pool.close()


class _Run:
    """One output on its way through its validations."""

    def __init__(self, text: str, context: Mapping[str, Any], pool: Pool) -> None:
        parsed = parse_output(text)
        self._not_json = parsed.message if isinstance(parsed, NotJson) else None
        self.value = text if isinstance(parsed, NotJson) else parsed
        self._text = text
        self._context = context
        self._pool = pool

    async def result(self, v: Validation, *, in_time: bool) -> Result:
        late = [Fault("$", f"not run: the validations before it took {ALL_SECONDS:g} s")]
        faults = await self._faults(v) if in_time else late
        return Result(v.name, v.type, not faults, tuple(faults))

    async def _faults(self, v: Validation) -> list[Fault]:
        if len(self._text) > MAX_OUTPUT_CHARS:
            return [Fault("$", f"the output is longer than {MAX_OUTPUT_CHARS:,} characters")]
        if v.type == "SCHEMA" and self._not_json is not None:
            return [Fault("$", self._not_json)]
        request = {"task": "run", "type": v.type, "subject": self._text if v.type == "REGEX" else self.value}
        try:
            request["config"] = _bounded_json(v.config, MAX_CONFIG_CHARS)
        except ValueError as error:
            return [_itself_wrong(Fault("config", str(error)))]
        if v.type == "FUNCTION":
            try:
                request["context"] = _bounded_json(dict(self._context), MAX_CONTEXT_CHARS)
            except ValueError as error:
                return [Fault("$", f"the context for the function {error}")]
        return await self._ask(request)

    async def _ask(self, request: dict[str, Any]) -> list[Fault]:
        try:
            answer = await self._pool.ask(request)
        except Stopped as error:
            return [Fault("$", str(error))]
        if answer["wrong"]:
            return [_itself_wrong(fault) for fault in _faults(answer["wrong"])]
        faults = _faults(answer["faults"])
        if answer["replaced"] and not faults:
            self.value, self._not_json = answer["value"], None
        return faults


def _faults(pairs: Sequence[tuple[str, str]]) -> list[Fault]:
    return [Fault(path, message) for path, message in pairs]


def _itself_wrong(fault: Fault) -> Fault:
    return Fault(fault.path, f"this validation is itself wrong: {fault.message}")


def _bounded_json(value: Any, most: int) -> str:
    """`value` as JSON text; raises ValueError that says, after its subject, what is wrong with it."""
    try:
        text = json.dumps(value, allow_nan=False)
    except RecursionError as error:
        raise ValueError(f"is nested more than {MAX_DEPTH} deep") from error
    except (TypeError, ValueError) as error:
        raise ValueError(f"is not JSON: {error}") from error
    if len(text) > most:
        raise ValueError(f"is longer than {most:,} characters as JSON")
    if too_deep(text, value):
        raise ValueError(f"is nested more than {MAX_DEPTH} deep")
    return text
