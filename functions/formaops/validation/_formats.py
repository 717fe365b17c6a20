"""The `format` keyword, asserted: jsonschema's own checkers, but for three.

`regex` is what RE2 can run. `iri` and `iri-reference` map to a URI first, as RFC 3987 section 3.1 does: the package
that jsonschema would use for them builds a parser for a second at import and takes quadratic time.
"""

import re
from typing import Any
from urllib.parse import quote

from jsonschema import Draft4Validator, Draft6Validator, FormatChecker
from jsonschema.protocols import Validator
from rfc3986_validator import validate_rfc3986  # type: ignore[import-untyped]

from formaops.validation import _regex

_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]+")
_IN_IRIS = re.compile(  # `ucschar` of RFC 3987; the private characters that it allows in queries are left out
    "[\xa0-\ud7ff\uf900-\ufdcf\ufdf0-\uffef"
    + "".join(f"{chr(plane << 16)}-{chr((plane << 16) + 0xFFFD)}" for plane in range(1, 14))
    + "\U000e1000-\U000efffd]+"
)


def formats_of(draft: type[Validator]) -> FormatChecker:
    """The formats that `draft` knows."""
    checkers: dict[str, Any] = {**draft.FORMAT_CHECKER.checkers, "regex": (_is_regex, ())}
    if draft not in (Draft4Validator, Draft6Validator):
        checkers |= {"iri": (_is_iri, ()), "iri-reference": (_is_iri_reference, ())}
    checker = FormatChecker(formats=())
    checker.checkers = checkers
    return checker


def _is_regex(value: object) -> bool:
    return not isinstance(value, str) or _regex.pattern_fault(value) is None


def _is_iri(value: object) -> bool:
    return not isinstance(value, str) or _maps_to_uri(value, "URI")


def _is_iri_reference(value: object) -> bool:
    return not isinstance(value, str) or _maps_to_uri(value, "URI_reference")


def _maps_to_uri(text: str, rule: str) -> bool:
    if not all(_IN_IRIS.fullmatch(run) for run in _BEYOND_ASCII.findall(text)):
        return False
    return bool(validate_rfc3986(_BEYOND_ASCII.sub(lambda run: quote(run[0]), text), rule=rule))
