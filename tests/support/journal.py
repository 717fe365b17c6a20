"""A journal of requests: what was sent, and what was heard of it. Kept in memory and, line by line, in a file."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO, Any, Literal, Self

FINAL = frozenset({"COMPLETED", "FAILED", "CANCELLED"})
# Of refusals: there is no execution, and there will be none.
REFUSED = frozenset({"budget_exceeded", "rate_limited", "unauthenticated", "forbidden", "not_found", "unknown_price"})

Kind = Literal["record", "problem", "begun", "accepted", "lost", "left"]


@dataclass(slots=True)
class Heard:
    """One thing that a client heard.

    `record`: how its execution ended. `problem`: a problem document, which may say that as well. `begun`, `accepted`:
    that there is an execution. `lost`: the connection broke. `left`: it went away.
    """

    kind: Kind
    execution_id: str | None = None
    status: str | None = None
    """Of the execution, where it was told."""
    cost_usd: str | None = None
    code: str | None = None
    http: int | None = None
    is_replay: bool = False

    @classmethod
    def of(cls, document: dict[str, Any], http: int | None = None, *, is_replay: bool = False) -> Self:
        """Of an execution's record or of a problem document."""
        if "code" not in document:
            kind: Kind = "record" if document["status"] in FINAL else "accepted"
            return cls(kind, document["id"], document["status"], document["cost_usd"], None, http, is_replay)
        record = document.get("execution") or {}
        execution_id = record.get("id") or document.get("execution_id")
        return cls(
            "problem",
            execution_id,
            record.get("status"),
            record.get("cost_usd"),
            document["code"],
            document["status"],
            is_replay,
        )

    @property
    def is_final(self) -> bool:
        return self.status in FINAL

    @property
    def is_refusal(self) -> bool:
        return self.code in REFUSED and self.execution_id is None


@dataclass(slots=True)
class Asked:
    """One execution that somebody wants, however often it is sent. The `mark` stands in its inputs, where the model and
    the books have it from."""

    mark: str
    form: str
    tenant_id: str
    user_id: str
    model: str
    key: str | None = None
    heard: list[Heard] = field(default_factory=list)
    is_given_up: bool = False
    """It was sent with a key, or its row looked at, for as long as anybody would wait, and never seen to end."""

    @property
    def accepted(self) -> set[str]:
        """The executions that it was told of."""
        return {heard.execution_id for heard in self.heard if heard.execution_id}

    @property
    def is_refused(self) -> bool:
        """Nothing but refusals was heard of it."""
        return bool(self.heard) and all(heard.is_refusal for heard in self.heard)

    @property
    def outcome(self) -> str:
        """How it ended as its client sees it."""
        for heard in reversed(self.heard):
            if heard.is_final:
                return str(heard.status).lower()
        if self.accepted:
            return "begun"
        return "refused" if self.heard and self.heard[-1].is_refusal else "unknown"


class Journal:
    """What everybody asked, by mark. A line is on disk before what it tells of happens, or as soon as it is known."""

    def __init__(self, file: Path) -> None:
        file.parent.mkdir(parents=True, exist_ok=True)
        self._file: IO[str] = file.open("w", buffering=1)
        self.asked: dict[str, Asked] = {}

    def send(self, asked: Asked) -> None:
        self.asked[asked.mark] = asked
        self._write(sent=asked.mark, **{name: getattr(asked, name) for name in _SENT})

    def hear(self, asked: Asked, heard: Heard) -> Heard:
        asked.heard.append(heard)
        self._write(heard=asked.mark, **{name: value for name, value in asdict(heard).items() if value})
        return heard

    def give_up(self, asked: Asked) -> None:
        asked.is_given_up = True
        self._write(given_up=asked.mark)

    def note(self, **what: Any) -> None:
        """Something that happened besides."""
        self._write(**what)

    def close(self) -> None:
        self._file.close()

    def _write(self, **line: Any) -> None:
        self._file.write(json.dumps(line) + "\n")


_SENT = ("form", "tenant_id", "user_id", "model", "key")


def read_journal(lines: Iterable[str]) -> dict[str, Asked]:
    """What a journal's file tells, by mark."""
    asked: dict[str, Asked] = {}
    for line in lines:
        entry = json.loads(line)
        if mark := entry.pop("sent", None):
            asked[mark] = Asked(mark, **entry)
        elif mark := entry.pop("heard", None):
            asked[mark].heard.append(Heard(**entry))
        elif mark := entry.pop("given_up", None):
            asked[mark].is_given_up = True
    return asked
