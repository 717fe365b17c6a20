"""A call that failed, as the one who decides what to do next has to see it."""

from dataclasses import dataclass
from typing import Final

LONGEST_ANSWER: Final = 8 * 1024 * 1024
"""Bytes: more than any model writes, wrapped and escaped; whoever sends it fills our memory."""
TOO_LONG: Final = f"the answer was longer than {LONGEST_ANSWER} bytes"


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a call failed."""

    text: str
    retry: bool
    retry_after: float | None = None
    """Seconds that the provider asked for."""
    unused: bool = False
    """The provider refused it or never got it, so it cost nothing."""
    timed_out: bool = False
    refused_schema: bool = False
    refused_key: bool = False
    """The provider does not know the key, or no longer."""


class Unusable(Exception):
    """An answer that arrived and is no answer."""

    def __init__(self, text: str, *, retry: bool = True) -> None:
        super().__init__(text)
        self.text = text
        self.retry = retry


class AttemptFailed(Exception):
    """The call failed; its row is in the ledger."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.text)
        self.failure = failure
