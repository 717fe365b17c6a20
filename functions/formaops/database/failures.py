"""SQLSTATEs and constraint names become errors of ours.

The database raises `PTnnn` on purpose, with a sentence for the caller: PostgREST answers HTTP nnn and passes the
sentence on. Constraints have names that read as sentences, so a violated one says what rule was broken.
"""

import json
import re
from typing import Any

from postgrest.exceptions import APIError

from formaops.errors import (
    BudgetExceeded,
    Fault,
    Forbidden,
    FormaOpsError,
    IdempotencyMismatch,
    InProgress,
    Malformed,
    NotFound,
    NotReady,
    ProviderKeyRequired,
    QueueNotInstalled,
    RateLimited,
    Unauthenticated,
    UnknownPrice,
    WrongState,
)

_RAISED_ON_PURPOSE: dict[str, type[FormaOpsError]] = {
    "PT400": Malformed,
    "PT401": Unauthenticated,
    "PT402": BudgetExceeded,
    "PT403": Forbidden,
    "PT404": NotFound,
    "PT409": WrongState,
    "PT422": Malformed,
    "PT429": RateLimited,
    "PT503": NotReady,
}
# The `code` in the error's detail, where the state alone does not say enough.
_BY_CODE: dict[str, type[FormaOpsError]] = {
    kind.code: kind for kind in (IdempotencyMismatch, InProgress, ProviderKeyRequired, UnknownPrice, QueueNotInstalled)
}
_OTHERS: dict[str, tuple[type[FormaOpsError], str]] = {
    "42501": (Forbidden, "Your role in this tenant does not allow that."),
    "23503": (NotFound, "A row that this one points at is not there."),
    "23505": (WrongState, "There is already a row with this name."),
    "57014": (NotReady, "The database gave up after its time for one statement was over; nothing was changed."),
    "53300": (NotReady, "The database takes no more connections; nothing was changed."),
    "PGRST003": (NotReady, "All connections to the database were in use for too long; nothing was changed."),
    "PGRST116": (NotFound, "Not found."),
    "PGRST301": (Unauthenticated, "The database refused the token."),
    "PGRST302": (Unauthenticated, "The database refused the request without a token."),
}
# Check and not-null violations, and values that do not fit their column's type.
_BAD_VALUE = re.compile(r"^(23514|23502|22\w{3})$")
# Seconds after which it may be better, for the header Retry-After.
_WAIT = {"53300": 5, "PGRST003": 2}
_CONSTRAINT = re.compile(r'constraint "(\w+)"')


def as_error(failure: APIError) -> FormaOpsError:
    """The error that a caller is told for what PostgREST answered."""
    code, message = failure.code or "", failure.message or "The database refused the request."
    if code in _RAISED_ON_PURPOSE:
        extra = _members(failure.details)
        return _BY_CODE.get(extra.pop("code", ""), _RAISED_ON_PURPOSE[code])(message, **extra)
    if code in _OTHERS:
        kind, detail = _OTHERS[code]
        return kind(detail, retry_after=_WAIT[code]) if code in _WAIT else kind(detail)
    if _BAD_VALUE.match(code):
        return _bad_value(message)
    return NotReady("The database could not take the request; nothing was changed.")


def _members(detail: str | None) -> dict[str, Any]:
    """What the error's detail says, as it is raised on purpose: a JSON object."""
    try:
        members = json.loads(detail or "{}")
    except ValueError:
        return {}
    return members if isinstance(members, dict) else {}


def _bad_value(message: str) -> Malformed:
    rule = _CONSTRAINT.search(message)
    if rule is None:
        return Malformed(message)
    return Malformed(f"The rule {rule[1]} refuses this.", faults=[Fault(rule[1], rule[1].replace("_", " "))])
