"""What an upgrade or a rollback would do, told before anything is done."""

import os
import subprocess
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from formaops.errors import NotFound, WrongState
from formaops.operations import migrations, rehearsing, statements
from formaops.operations.applying import Step, downwards, upwards
from formaops.operations.migrations import Migration, Standing
from formaops.operations.rehearsing import Rehearsal

if TYPE_CHECKING:
    import psycopg

_SQUAWK_SECONDS: Final = 60
_SIZES: Final = """
    select format('%%I.%%I', n.nspname, c.relname), greatest(c.reltuples, 0)::bigint, pg_total_relation_size(c.oid)
    from pg_class as c
    join pg_namespace as n on n.oid = c.relnamespace
    where format('%%I.%%I', n.nspname, c.relname) = any (%s)
"""
# Counting more takes longer than the question is worth.
_COUNTED_BYTES: Final = 256 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Size:
    rows: int
    bytes: int
    is_exact: bool = False


@dataclass(frozen=True, slots=True)
class Backup:
    """``verified_hours``: how long ago the last backup that was proved was made; null when there is none."""

    is_known: bool
    """Whether the database has a record of backups at all."""
    verified_hours: float | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    standing: Standing
    steps: tuple[Step, ...]
    rehearsal: Rehearsal | None
    """Null when it was not asked for."""
    sizes: dict[str, Size]
    findings: list[str] | None
    """What squawk says; null where it is not installed."""
    backup: Backup

    def as_json(self) -> dict[str, Any]:
        rehearsal = self.rehearsal
        return {
            "head": self.standing.head,
            "steps": [step.migration.label for step in self.steps],
            "not_in_the_folder": [each.label for each in self.standing.foreign],
            "edited": [each.label for each in self.standing.edited],
            "older_than_the_head": [each.label for each in self.standing.skipped],
            "effects": [
                {"migration": each.step.migration.label} | asdict(effect)
                for each in (rehearsal.steps if rehearsal else [])
                for effect in each.effects
            ],
            "breaks": [asdict(each) for each in rehearsal.breaks] if rehearsal else None,
            "dropped_tables": rehearsal.dropped_tables if rehearsal else None,
            "dropped_columns": rehearsal.dropped_columns if rehearsal else None,
            "sizes": {name: asdict(size) for name, size in self.sizes.items()},
            "squawk": self.findings,
            "backup": asdict(self.backup),
        }


def make(
    connection: "psycopg.Connection",
    root: Path,
    choose: Callable[[Standing], tuple[Step, ...]],
    scratch: Callable[[], AbstractContextManager["psycopg.Connection"]] | None,
) -> Plan:
    """From the folders of the clone at ``root``; rehearsed on ``scratch``, an empty database with the platform.

    Raises WrongState or NotFound where there can be no plan.
    """
    folder = root / "supabase" / "migrations"
    ours = migrations.in_folder(folder)
    standing = migrations.compare(ours, migrations.in_database(connection))
    steps = choose(standing)
    rehearsal = None
    if steps and scratch:
        # What was only marked as applied has no statements; then the folder's are the best that is known.
        known = {migration.version: migration for migration in ours}
        applied = [each if each.statements else known.get(each.version, each) for each in standing.applied]
        with scratch() as empty:
            rehearsal = rehearsing.rehearse(empty, applied, steps)
    touched = {effect.table for each in (rehearsal.steps if rehearsal else []) for effect in each.effects}
    dropped = rehearsal.dropped_tables if rehearsal else []
    pending = {migration.version for migration in standing.pending}
    files = [file for file in sorted(folder.glob("*.sql")) if file.name.partition("_")[0] in pending]
    return Plan(
        standing=standing,
        steps=steps,
        rehearsal=rehearsal,
        sizes=sizes(connection, sorted(touched - set(dropped))) | sizes(connection, dropped, count=True),
        findings=squawk(root, files),
        backup=backup(connection),
    )


def pending_steps(standing: Standing) -> tuple[Step, ...]:
    """Raises WrongState where the folder and the database do not belong together, or a file cannot be applied."""
    if standing.foreign:
        raise WrongState(
            f"The database has migrations that this folder has not: {_labels(standing.foreign)}. It was migrated by "
            "another version: use that one, or a later one."
        )
    if standing.skipped:
        raise WrongState(
            f"{_labels(standing.skipped)} would come before what the database has last ({standing.head}), in an order "
            "that nobody has tried. Give it a later timestamp."
        )
    return _sound(upwards(migration) for migration in standing.pending)


def rollback_steps(standing: Standing, twins: Path, to: str | None) -> tuple[Step, ...]:
    """Newest first, down to ``to``, which stays; without it only the newest. Raises NotFound, or WrongState for a twin
    that cannot be run.
    """
    versions = [migration.version for migration in standing.applied]
    if not versions:
        raise NotFound("Nothing is applied that could be rolled back.")
    if to is not None and to not in versions:
        raise NotFound(f"The database has no migration {to}. Its newest is {versions[-1]}.")
    undone = [m for m in standing.applied if m.version > to] if to else [standing.applied[-1]]
    return _sound(downwards(_twin(migration, twins)) for migration in reversed(undone))


def _sound(steps: Iterable[Step]) -> tuple[Step, ...]:
    """Raises WrongState for a statement that would take the transaction out of our hands."""
    found = tuple(steps)
    for step in found:
        for statement in step.statements:
            if fault := statements.fault(statement):
                raise WrongState(f"{step.migration.label}: {statements.brief(statement)}: {fault}.")
    return found


def _twin(migration: Migration, twins: Path) -> Migration:
    found = sorted(twins.glob(f"{migration.version}_*.sql"))
    if not found:
        raise NotFound(f"{migration.label} has no twin in {twins} that undoes it.")
    return migrations.read(found[0])


def sizes(connection: "psycopg.Connection", tables: Sequence[str], *, count: bool = False) -> dict[str, Size]:
    """Rows are the planner's estimate; with ``count``, counted where a table is not large."""
    found: dict[str, Size] = {}
    for name, rows, total in connection.execute(_SIZES, [list(tables)]).fetchall():
        found[name] = Size(rows, total)
        if count and total <= _COUNTED_BYTES:
            row = connection.execute(f"select count(*) from {name}".encode()).fetchone()  # noqa: S608  # quoted above
            found[name] = Size(row[0] if row else 0, total, is_exact=True)
    return found


def backup(connection: "psycopg.Connection") -> Backup:
    """By what the database itself has recorded."""
    row = connection.execute("select to_regprocedure('public.backup_status()') is not null").fetchone()
    if row != (True,):
        return Backup(is_known=False)
    told = connection.execute("select public.backup_status() -> 'verified_age_seconds'").fetchone()
    seconds = told[0] if told else None
    return Backup(is_known=True, verified_hours=None if seconds is None else float(seconds) / 3600)


def squawk(root: Path, files: Sequence[Path]) -> list[str] | None:
    """What the linter of migrations finds; null where it is not installed, as it is not in what is deployed."""
    program = root / "node_modules" / ".bin" / "squawk"
    if not files or not program.exists():
        return None if files else []
    done = subprocess.run(  # noqa: S603
        [program, "--reporter", "gcc", *(file.relative_to(root) for file in files)],
        cwd=root,
        env={"PATH": os.environ.get("PATH", ""), "NO_COLOR": "1"},
        capture_output=True,
        text=True,
        check=False,
        timeout=_SQUAWK_SECONDS,
    )
    return [line for line in done.stdout.splitlines() if line.strip()]


def _labels(found: Sequence[Migration]) -> str:
    return ", ".join(migration.label for migration in found)
