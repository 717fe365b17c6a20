"""REGEX validations, and the regular expressions inside schemas: RE2, which takes linear time."""

import re
from functools import lru_cache
from typing import Any

import re2

from formaops.errors import Fault
from formaops.validation.limits import MAX_PATTERN_CHARS, MAX_PATTERN_MEMORY

FLAGS = "imsu"
"""Ignore case, ^ and $ at every line, dot matches newlines, Unicode (always on, accepted for JavaScript's sake)."""

_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|(.))", re.DOTALL)
_NOT_IN_RE2 = "RE2 has no lookaround, no backreferences, no possessive quantifiers and no counts above 1,000"

_options = re2.Options()
_options.log_errors = False
_options.max_mem = MAX_PATTERN_MEMORY


class BadPattern(ValueError):
    """RE2 cannot run the expression; says why."""


@lru_cache(maxsize=256)
def _compile(pattern: str) -> Any:
    if len(pattern) > MAX_PATTERN_CHARS:
        raise BadPattern(f"the expression is longer than {MAX_PATTERN_CHARS:,} characters")
    # \u00e4 is how JSON Schema and JavaScript write what RE2 calls \x{00e4}.
    translated = _ESCAPE.sub(lambda found: rf"\x{{{found[1]}}}" if found[1] else found[0], pattern)
    try:
        return re2.compile(translated, _options)
    except re2.error as error:
        reason = error.args[0].decode(errors="replace") if error.args else "it does not parse"
        raise BadPattern(f"the expression cannot be run: {reason}; {_NOT_IN_RE2}") from error
    except UnicodeEncodeError as error:
        raise BadPattern("the expression holds half a surrogate pair") from error


def search(pattern: str, text: str) -> bool:
    """Whether `pattern` matches anywhere in `text`; raises BadPattern."""
    compiled = _compile(pattern)
    try:
        return compiled.search(text) is not None
    except UnicodeEncodeError:  # half a surrogate pair
        return compiled.search(text.encode(errors="replace").decode()) is not None


def pattern_fault(pattern: str) -> str | None:
    """What is wrong with `pattern`, or None."""
    try:
        _compile(pattern)
    except BadPattern as error:
        return str(error)
    return None


def check(config: Any) -> list[Fault]:
    """What is wrong with a REGEX validation's config."""
    if not isinstance(config, dict):
        return [Fault("config", 'must be an object: {"pattern": "...", "flags": "..."}')]
    faults = [Fault(f"config.{key}", "is not known here") for key in config if key not in ("pattern", "flags")]
    pattern, flags = config.get("pattern"), config.get("flags", "")
    if not isinstance(pattern, str):
        faults.append(Fault("config.pattern", "must be a string"))
    if not isinstance(flags, str) or set(flags) - set(FLAGS):
        faults.append(Fault("config.flags", f"must be some of the letters {FLAGS}"))
    if not faults and (wrong := pattern_fault(_with_flags(config))):
        faults.append(Fault("config.pattern", wrong))
    return faults


def run(config: Any, text: str) -> list[Fault]:
    """What is wrong with `text`, by a config that `check` found right."""
    if search(_with_flags(config), text):
        return []
    return [Fault("$", f"does not match /{config['pattern']}/{config.get('flags', '')}")]


def _with_flags(config: dict[str, Any]) -> str:
    flags = "".join(flag for flag in "ims" if flag in config.get("flags", ""))
    return f"(?{flags}){config['pattern']}" if flags else str(config["pattern"])
