"""What a worker claims: executions and tasks, each with a lease."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from formaops.database import Database
from formaops.prompts.begin import Begun
from formaops.prompts.records import ExecuteRequest
from formaops.settings import Settings


@dataclass(frozen=True, slots=True)
class ClaimedExecution:
    order: ExecuteRequest
    begun: Begun
    attempt: int
    tenant_id: str
    traceparent: str | None
    """Of the span that put it into the queue."""

    @classmethod
    def read(cls, package: dict[str, Any], settings: Settings) -> "ClaimedExecution":
        ordered = package["order"]
        # As it was accepted: checked then, and not again.
        order = ExecuteRequest.model_construct(
            prompt=package["execution"]["prompt_id"],
            inputs=ordered["inputs"],
            context=ordered["context"] or {},
            model=ordered["model"],
        )
        return cls(
            order,
            Begun.read(package, ordered["model"], settings),
            package["attempt"],
            package["execution"]["tenant_id"],
            package.get("traceparent"),
        )


@dataclass(frozen=True, slots=True)
class ClaimedTask:
    task_id: UUID
    run_id: UUID
    name: str
    params: Any
    attempt: int


async def claim_executions(
    worker: str, limit: int, *, database: Database, settings: Settings
) -> list[ClaimedExecution]:
    """Those whose turn it is, begun. Raises QueueNotInstalled, NotReady."""
    packages = await database.rpc(
        "claim_executions", {"p_worker": worker, "p_limit": limit, "p_lease_seconds": settings.lease_seconds}
    )
    return [ClaimedExecution.read(package, settings) for package in packages]


async def claim_tasks(
    queue: str, worker: str, limit: int, *, database: Database, settings: Settings
) -> list[ClaimedTask]:
    """Raises QueueNotInstalled, NotReady."""
    claimed = await database.rpc(
        "claim_tasks",
        {"p_queue": queue, "p_worker": worker, "p_limit": limit, "p_lease_seconds": settings.lease_seconds},
    )
    return [
        ClaimedTask(UUID(task["task_id"]), UUID(task["run_id"]), task["name"], task["params"], task["attempt"])
        for task in claimed
    ]
