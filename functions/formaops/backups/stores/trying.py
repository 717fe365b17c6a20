"""Tries what a store did not do again, with pauses that grow: the first failing request is no failed backup."""

import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, TypeVar

from formaops.backups.stores import StoreFailed

T = TypeVar("T")


class Passing(Exception):
    """A failure that may be gone the next time; `after_seconds` when whoever failed said so (Retry-After)."""

    def __init__(self, cause: str, after_seconds: float | None = None) -> None:
        super().__init__(cause)
        self.after_seconds = after_seconds


@dataclass(frozen=True, slots=True)
class Patience:
    """How often, and how long between. As given: 7 times, about half a minute of pauses."""

    tries: int = 7
    first_seconds: float = 0.5
    most_seconds: float = 20
    """Of one pause; also when Retry-After asks for more: the lease of a run does not wait for ever."""
    sleep: Callable[[float], None] = time.sleep
    spread: Callable[[], float] = random.random
    """From 0 to 1: takes up to a half off a pause, so that many do not come back at once."""

    def pause(self, after: int, asked: float | None) -> float:
        """Seconds to wait after that many failures."""
        if asked is not None:
            return min(max(asked, 0.0), self.most_seconds * 3)
        pause = min(self.first_seconds * 2.0 ** (after - 1), self.most_seconds)
        return pause * (1 - self.spread() / 2)


PATIENT: Final = Patience()


def persistently(what: str, patience: Patience, ask: Callable[[], T]) -> T:
    """What `ask` answers. Raises StoreFailed, with `what` and the last cause, when it raised Passing every time."""
    for tried in range(1, patience.tries + 1):
        try:
            return ask()
        except Passing as failure:
            if tried == patience.tries:
                times = f"{tried} times" if tried > 1 else "once"
                raise StoreFailed(f"{what} failed, tried {times}: {failure}") from failure
            patience.sleep(patience.pause(tried, failure.after_seconds))
    raise AssertionError("tried at least once")
