"""Turns of pruning: each is one short transaction, and may be taken by several at once."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from formaops.database import Database
from formaops.settings import Settings

# Of a worker that has other things to do: one batch of each tenant, every few seconds.
_SWEEP: Final = {"p_seconds": 0.5, "p_batch": 1000}


@dataclass(slots=True)
class Pruned:
    """What turns have removed."""

    turns: int = 0
    deleted: dict[str, int] = field(default_factory=dict)
    """Rows by table."""
    more: bool = False
    """Some tenants' turns are still due."""

    @property
    def rows(self) -> int:
        return sum(self.deleted.values())


async def prune_old_rows(database: Database, _: Settings) -> None:
    """One turn, which is over at once where nothing is due. What is left comes with the next."""
    await database.rpc("prune_old_rows", _SWEEP)


async def prune_all(
    database: Database, *, seconds: float, batch: int, most_turns: int | None, told: Callable[[Pruned], None]
) -> Pruned:
    """Turns until nothing is due, or as many as said. `told` hears after each how far it has come."""
    done = Pruned(more=True)
    while done.more and (most_turns is None or done.turns < most_turns):
        turn = await database.rpc("prune_old_rows", {"p_seconds": seconds, "p_batch": batch})
        done.turns += 1
        for table, rows in turn["deleted"].items():
            done.deleted[table] = done.deleted.get(table, 0) + rows
        done.more = turn["more"]
        told(done)
    return done
