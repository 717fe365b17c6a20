"""The one error of the local stack: what is wrong, what to do, where to read more."""

from pathlib import Path
from typing import Any, Self


class StackError(Exception):
    """The stack cannot do what was asked. ``str()`` is meant for a person: message, advice, last log lines.

    ``advice`` is one sentence that begins with what to do; ``log`` the file with the whole story, whose last lines
    are in ``tail``.
    """

    def __init__(self, message: str, *, advice: str = "", log: Path | None = None, tail: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.advice = advice
        self.log = log
        self.tail = tail

    def __str__(self) -> str:
        lines = [self.message]
        if self.tail:
            lines += [f"  | {line}" for line in self.tail.splitlines()]
        if self.log:
            lines.append(f"Log: {self.log}")
        if self.advice:
            lines.append(self.advice)
        return "\n".join(lines)

    def as_json(self) -> dict[str, Any]:
        log = str(self.log) if self.log else None
        return {"message": self.message, "advice": self.advice, "log": log, "tail": self.tail}

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> Self:
        log = Path(value["log"]) if value["log"] else None
        return cls(value["message"], advice=value["advice"], log=log, tail=value["tail"])


def tail_of(log: Path, lines: int = 12) -> str:
    """The last lines of a log file, at most 16 KiB of it; empty when it cannot be read."""
    try:
        with log.open("rb") as file:
            file.seek(max(0, file.seek(0, 2) - 16_384))
            return "\n".join(file.read().decode(errors="replace").splitlines()[-lines:])
    except OSError:
        return ""
