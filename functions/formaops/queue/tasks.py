"""Tasks other than executions: who does which, and what is swept up between them.

A package that has tasks registers its handler in `formaops.queue.handlers`. A handler may be killed at any moment and
the task then begins anew, so it must bear being repeated.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from formaops.database import Database
from formaops.settings import Settings

QUEUE = "tasks"


@dataclass(frozen=True, slots=True)
class TaskContext:
    """One attempt at a task."""

    task_id: UUID
    name: str
    params: Any
    attempt: int
    """1 for the first."""
    database: Database
    settings: Settings


@dataclass(frozen=True, slots=True)
class Again:
    """What a handler returns that wants to be called anew, at a moment of its choice."""

    at: datetime
    reason: str


Handler = Callable[[TaskContext], Awaitable[Again | None]]
"""Returns None when the task is done. What it raises fails the attempt: the next comes by the task's own strategy."""

Sweep = Callable[[Database, Settings], Awaitable[None]]

TASKS: dict[str, Handler] = {}
SWEEPS: list[Sweep] = []
"""Called every few seconds by every worker, and once in each turn of `work`."""
