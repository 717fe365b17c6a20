"""Upgrade a database's schema, or take an upgrade back: planned, rehearsed, asked for, and then patiently."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from formaops.cli import service
from formaops.cli.failures import Exit, failure_of, misused
from formaops.cli.options import AsJson, Run, Yes, begin, confirm, refuse_options_before
from formaops.cli.output import heading, pairs, table
from formaops.errors import WrongState

if TYPE_CHECKING:
    import psycopg

    from formaops.operations.applying import Event, Patience, Step
    from formaops.operations.planning import Plan
    from formaops.operations.targets import Target

app = typer.Typer(
    invoke_without_command=True,
    rich_markup_mode="markdown",
    help="Bring a database to the schema of this version, or take that back.",
)

_DURATION: Final = r"\d{1,9} ?(ms|s|min|h)?"

To = Annotated[
    str | None,
    typer.Option(
        "--to",
        metavar="local|staging|production",
        help="Which database; without it what FORMAOPS_DATABASE_URL names, else the local stack.",
        show_default=False,
    ),
]
PlanOnly = Annotated[bool, typer.Option("--plan", help="Show what would be done, and do nothing.")]
Project = Annotated[
    str | None,
    typer.Option(metavar="NAME", help="With --yes, for production: the name that is typed else.", show_default=False),
]
LockTimeout = Annotated[
    str | None,
    typer.Option(
        metavar="DURATION", help="How long to wait for a lock; as the file says, else 5s.", show_default=False
    ),
]
StatementTimeout = Annotated[
    str | None,
    typer.Option(
        metavar="DURATION", help="How long a statement may take; as the file says, else 60s.", show_default=False
    ),
]
Retries = Annotated[int, typer.Option(min=0, max=100, help="How often to try again for a lock.")]
WithoutBackup = Annotated[
    bool, typer.Option("--without-backup", help="Go on though no recent backup of production was verified.")
]
AllowBreaking = Annotated[
    bool, typer.Option("--allow-breaking", help="Go on though the running version would lose something.")
]
WithoutRehearsal = Annotated[
    bool, typer.Option("--without-rehearsal", help="Do not try it on a scratch cluster first.")
]


@app.callback()
def migrate(
    context: typer.Context,
    to: To = None,
    plan: PlanOnly = False,
    yes: Yes = False,
    project: Project = None,
    lock_timeout: LockTimeout = None,
    statement_timeout: StatementTimeout = None,
    retries: Retries = 5,
    without_backup: WithoutBackup = False,
    allow_breaking: AllowBreaking = False,
    without_rehearsal: WithoutRehearsal = False,
    as_json: AsJson = False,
) -> None:
    """Bring a database to the schema of this version: shows the plan, asks, and applies file by file.

    First on a scratch cluster on this machine: there it sees which locks are taken, what is rewritten or scanned, and
    whether the version that runs now would miss anything.

    Example: `formaops migrate --to production --plan`
    """
    if context.invoked_subcommand:
        refuse_options_before(context)
        return
    from formaops.operations import planning, rehearsing

    run = begin(context, as_json=as_json)
    work = _Work(run, to, _patience(lock_timeout, statement_timeout, retries), yes=yes, project=project)
    with work.opened() as connection:
        made = planning.make(
            connection, _root(), planning.pending_steps, None if without_rehearsal else rehearsing.stage
        )
        reasons = [] if allow_breaking else _breaking(made)
        if work.target.stage == "production" and not without_backup:
            reasons += _without_backup(made)
        work.carry_out(connection, made, reasons, plan_only=plan, question="Apply this to")


@app.command()
def rollback(
    context: typer.Context,
    to: To = None,
    version: Annotated[
        str | None,
        typer.Option(
            "--to-version",
            metavar="VERSION",
            help="What stays as the newest; without it only the newest is undone.",
            show_default=False,
        ),
    ] = None,
    plan: PlanOnly = False,
    yes: Yes = False,
    project: Project = None,
    lock_timeout: LockTimeout = None,
    statement_timeout: StatementTimeout = None,
    retries: Retries = 5,
    without_backup: WithoutBackup = False,
    as_json: AsJson = False,
) -> None:
    """Take migrations back, the newest first, each in a transaction: says which data would be gone, and asks.

    Example: `formaops migrate rollback --to staging --to-version 20261121160000 --plan`
    """
    from formaops.operations import planning, rehearsing

    run = begin(context, as_json=as_json)
    work = _Work(run, to, _patience(lock_timeout, statement_timeout, retries), yes=yes, project=project)
    with work.opened() as connection:
        made = planning.make(
            connection,
            _root(),
            lambda standing: planning.rollback_steps(standing, _root() / "sql" / "rollback", version),
            rehearsing.stage,
        )
        reasons = _without_backup(made) if work.target.stage == "production" and not without_backup else []
        work.carry_out(connection, made, reasons, plan_only=plan, question="Undo these in")


class _Work:
    """One invocation: which database, and how it is asked and told."""

    def __init__(self, run: Run, to: str | None, patience: "Patience", *, yes: bool, project: str | None) -> None:
        from formaops.operations import targets
        from formaops.settings import BackupSettings, OperationsSettings

        self._output, self._patience, self._yes, self._project = run.output, patience, yes, project
        ours, backups = service.of_environment(OperationsSettings), service.of_environment(BackupSettings)
        self.target: Target = targets.find(to, ours, backups, _local_database)

    @contextmanager
    def opened(self) -> Iterator["psycopg.Connection"]:
        self._output.note(f"{self.target.stage}: {self.target.address}")
        with self.target.connect() as connection:
            yield connection

    def carry_out(
        self, connection: "psycopg.Connection", plan: "Plan", reasons: list[str], *, plan_only: bool, question: str
    ) -> None:
        from formaops.operations import applying, migrations

        labels = [step.migration.label for step in plan.steps]
        if not self._output.as_json:
            _show(self._output, plan)
        if not labels or plan_only:
            if self._output.as_json:
                self._output.json({"plan": plan.as_json(), "refused": reasons, "applied": []})
            for reason in reasons:
                self._output.note(reason, style="red")
            if labels and reasons:
                raise typer.Exit(Exit.FAILED)
            return
        if reasons:
            raise failure_of(WrongState(" ".join(reasons)), hint="Nothing was applied.")
        self._ask(f"{question} {self.target.project}?")
        with applying.alone(connection):
            migrations.prepare_history(connection)
            now = tuple(each.version for each in migrations.in_database(connection))
            if now != tuple(each.version for each in plan.standing.applied):
                raise WrongState("Meanwhile somebody else has migrated this database. Look at the new plan.")
            applying.apply(connection, plan.steps, self._patience, tell=self._tell)
        if self._output.as_json:
            self._output.json({"plan": plan.as_json(), "refused": [], "applied": labels})
        else:
            self._output.note(f"Done: {len(labels)} of {len(labels)}.", style="green")

    def _ask(self, question: str) -> None:
        if self.target.stage != "production":
            confirm(question, self._yes)
            return
        name = self.target.project
        if self._yes:
            if self._project != name:
                raise misused(f"This is production: --yes goes with --project {name}.")
            return
        if not _somebody_is_there():
            raise misused(f"{question} Nobody can be asked here.", hint=f"Say so with --yes --project {name}.")
        if typer.prompt(f"{question} Type its name to go on", err=True).strip() != name:
            raise misused(f"That is not {name}. Nothing was applied.")

    def _tell(self, event: "Event") -> None:
        label = event.migration.label
        match event.state:
            case "begun":
                self._output.note(f"  {label} …")
            case "waiting":
                self._output.note(f"  {label}: {event.detail}", style="yellow")
            case "done":
                self._output.note(f"✓ {label}  {event.seconds:.1f} s", style="green")


def _show(output: Any, plan: "Plan") -> None:
    if not plan.steps:
        output.note(f"Nothing is pending: the database is at {plan.standing.head}.", style="green")
        _warn(output, plan)
        return
    rows = [(each.migration.label, _how(each)) for each in plan.steps]
    output.show(heading(f"{len(rows)} to do; the database is at {plan.standing.head or 'nothing'}"), pairs(rows))
    if plan.rehearsal is None:
        output.note("Not rehearsed: locks, rewrites and what would break are not known.", style="yellow")
    else:
        _show_effects(output, plan)
        _show_losses(output, plan)
    if plan.findings is None:
        output.note("squawk is not installed here: its findings are not in this plan.")
    for finding in plan.findings or []:
        output.note(f"squawk: {finding}", style="yellow")
    _warn(output, plan)
    backup = plan.backup
    last = "none" if backup.verified_hours is None else f"{backup.verified_hours:.1f} hours old"
    output.show(pairs([("last verified backup", last if backup.is_known else "not recorded in this database")]))


def _how(step: "Step") -> str:
    count = len(step.statements)
    told = f"{count} statement{'' if count == 1 else 's'}"
    return told if step.migration.is_transactional else f"{told}, outside of a transaction"


def _show_effects(output: Any, plan: "Plan") -> None:
    assert plan.rehearsal
    rows = []
    for step in plan.rehearsal.steps:
        for effect in step.effects:
            size = plan.sizes.get(effect.table)
            how_large = f"about {size.rows:,} rows, {_bytes(size.bytes)}" if size else ""
            what = f"blocks {effect.blocks}" + "".join(f"; {danger}" for danger in effect.dangers)
            rows.append((effect.table, how_large, what, effect.statement))
    if rows:
        output.show(heading("Locks on tables that are there"), table(("table", "size", "what", "statement"), rows))


def _show_losses(output: Any, plan: "Plan") -> None:
    assert plan.rehearsal
    found = plan.rehearsal
    dropped = []
    for name in found.dropped_tables:
        size = plan.sizes.get(name)
        dropped.append((name, f"{'' if size.is_exact else 'about '}{size.rows:,} rows" if size else ""))
    dropped += [(name, "column") for name in found.dropped_columns]
    if dropped:
        output.show(heading("Data that would be gone"), pairs(dropped))
    if found.breaks:
        rows = [(each.what, each.kind, each.detail) for each in found.breaks]
        names = ("of what", "kind", "what is lost")
        output.show(heading("What the running version would miss"), table(names, rows))


def _warn(output: Any, plan: "Plan") -> None:
    for each in plan.standing.edited:
        output.note(f"{each.label} was changed after it was applied: the database has it as it was.", style="yellow")
    for each in plan.standing.foreign:
        output.note(f"{each.label} is applied, and is not in this folder.", style="yellow")


def _breaking(plan: "Plan") -> list[str]:
    found = plan.rehearsal.breaks if plan.rehearsal else []
    if not found:
        return []
    named = "; ".join(f"{each.what}: {each.detail}" for each in found[:3])
    more = f" And {len(found) - 3} more." if len(found) > 3 else ""
    return [f"The version that runs now would not work on the new schema. {named}{more} --allow-breaking goes on."]


def _without_backup(plan: "Plan") -> list[str]:
    from formaops.settings import BackupSettings

    if not plan.standing.applied:
        return []  # there is nothing yet
    hours, most = plan.backup.verified_hours, BackupSettings().max_age_hours
    if hours is not None and hours <= most:
        return []
    last = "There is no verified backup" if hours is None else f"The last verified backup is {hours:.0f} hours old"
    return [f"{last}; at most {most:g} are allowed. `formaops backup` makes one; --without-backup goes on."]


def _patience(lock_timeout: str | None, statement_timeout: str | None, retries: int) -> "Patience":
    import re

    from formaops.operations.applying import Patience

    for name, value in (("--lock-timeout", lock_timeout), ("--statement-timeout", statement_timeout)):
        if value is not None and not re.fullmatch(_DURATION, value):
            raise misused(f"{name} {value} is no duration.", hint="Such as 500ms, 5s or 10min.")
    return Patience(lock_timeout, statement_timeout, retries)


def _somebody_is_there() -> bool:
    return sys.stdin.isatty()


def _root() -> Path:
    from formaops.local.layout import ROOT

    if not (ROOT / "supabase" / "migrations").is_dir():
        raise misused(f"There are no migrations in {ROOT}.", hint="Run this in a clone of the repository.")
    return ROOT


def _local_database() -> str:
    return service.local_addresses("say --to staging or --to production").db_url


def _bytes(count: int) -> str:
    size, units = float(count), ["B", "kB", "MB", "GB", "TB"]
    while size >= 1024 and len(units) > 1:
        size /= 1024
        units.pop(0)
    return f"{size:.0f} {units[0]}"
