"""How far a long piece of work is. Who is told may stop it by raising: it ends with that exception."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Progress:
    """``done_bytes`` and ``total_bytes`` count this stage; the total is None where nobody knows it beforehand."""

    stage: str
    done_bytes: int = 0
    total_bytes: int | None = None
    detail: str = ""


class Stopped(Exception):
    """Raised by who is told how far it is, to end it."""


Tell = Callable[[Progress], None]


def silently(_: Progress) -> None:
    """The progress of those who do not ask for it."""
