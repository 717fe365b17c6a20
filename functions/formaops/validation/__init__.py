"""Check a model's output: by JSON Schema, by regular expression, by JavaScript.

All three come from users and may be hostile, so all three run in a worker process that is killed when it takes too
long (`worker`, `pool`); the limits are in `limits`. A validation that is itself wrong fails and says so.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from formaops.errors import Fault
from formaops.validation._json import NotJson, parse_output, too_deep
from formaops.validation.limits import MAX_CONFIG_CHARS, MAX_CONTEXT_CHARS, MAX_DEPTH, MAX_OUTPUT_CHARS
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


async def check_definition(v: Validation, *, pool: Pool = _pool) -> list[Fault]:
    """What is wrong with the validation itself; empty when nothing is.

    Paths are `config.pattern`, `config.code:3:5` (line and column) or `config$.properties.a.pattern` (in a schema).
    Raises NotReady when no worker can be started.
    """
    config = _config_json(v.config)
    if isinstance(config, Fault):
        return [config]
    try:
        answer = await pool.ask({"task": "check", "type": v.type, "config": config})
    except Stopped as error:
        return [Fault("config", f"checking it took too much: {error}")]
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
    parsed = parse_output(output)
    run = _Run(output, output if isinstance(parsed, NotJson) else parsed, parsed, dict(context), pool)
    results = tuple([await run.result(each) for each in validations])
    passed = all(result.passed for result in results)
    return Outcome("PASSED" if passed else "FAILED", results, run.value if passed else None)


async def warm() -> None:
    """Start a worker now; it takes about a second, which the first validation would wait."""
    await _pool.warm()


async def close() -> None:
    """End the idle workers."""
    _pool.close()


class _Run:
    """One output on its way through its validations."""

    def __init__(self, text: str, value: Any, parsed: Any | NotJson, context: dict[str, Any], pool: Pool) -> None:
        self.value = value
        self._text = text
        self._not_json = parsed.message if isinstance(parsed, NotJson) else None
        self._context = context
        self._pool = pool

    async def result(self, v: Validation) -> Result:
        faults = await self._faults(v)
        return Result(v.name, v.type, not faults, tuple(faults))

    async def _faults(self, v: Validation) -> list[Fault]:
        if len(self._text) > MAX_OUTPUT_CHARS:
            return [Fault("$", f"the output is longer than {MAX_OUTPUT_CHARS:,} characters")]
        config = _config_json(v.config)
        if isinstance(config, Fault):
            return _itself_wrong([config])
        if v.type == "SCHEMA" and self._not_json:
            return [Fault("$", self._not_json)]
        request = {"task": "run", "type": v.type, "config": config}
        request["subject"] = self._text if v.type == "REGEX" else self.value
        if v.type == "FUNCTION":
            context = _json(self._context, MAX_CONTEXT_CHARS)
            if isinstance(context, str):
                return [Fault("$", f"the context {context}")]
            request["context"] = self._context
        return await self._ask(request)
