"""Waiting for what another process does: by looking again, never by a time that would have to be right."""

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


def eventually(look: Callable[[], T], seconds: float = 120) -> T:
    """The first truthy thing that `look` sees; what it saw last when there is none for so long."""
    deadline = time.monotonic() + seconds
    while not (seen := look()) and time.monotonic() < deadline:
        time.sleep(0.02)
    return seen
