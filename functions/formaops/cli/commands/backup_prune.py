"""Delete the backups that need not be kept, after showing which those are."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from formaops.cli import backups
from formaops.cli.failures import misused
from formaops.cli.options import AsJson, begin
from formaops.cli.output import Output, heading, table

if TYPE_CHECKING:
    from rich.text import Text

    from formaops.backups.retention import Pruned
    from formaops.backups.runs import Runs


def prune(
    context: typer.Context,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Really delete; without it only the plan is shown.")] = False,
    assume_verified: Annotated[
        list[str] | None,
        typer.Option(
            metavar="ID",
            help="Where the database cannot be asked: a backup that was verified, by what you know. Again and again.",
            show_default=False,
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Show which backups would be deleted from the store and the far store, and why; with --yes delete them.

    Kept are those younger than FORMAOPS_BACKUP_NEAR_DAYS (in the far store FORMAOPS_BACKUP_FAR_DAYS), the last
    FORMAOPS_BACKUP_MINIMUM, and the last verified. What attempts have left that came to nothing goes after 48 hours,
    and contents of storage objects that no backup needs any more.

    Example: `formaops backup prune`
    """
    from formaops.backups import pruning

    run = begin(context, as_json=as_json)
    settings = backups.settings()
    with backups.explained(), backups.ended_by_signals(), backups.Bar(run.output) as bar:
        if assume_verified:
            done = (
                pruning.prune_as_told(settings, assume_verified, bar)
                if yes
                else pruning.planned(settings, assume_verified, bar)
            )
        else:
            runs = _runs()
            verified = _verified(runs)
            done = pruning.prune(settings, runs, bar) if yes else pruning.planned(settings, verified, bar)
    if as_json:
        run.output.json({"deleted": yes, "stores": [each.summary for each in done]})
        return
    for each in done:
        _show(run.output, each, yes=yes)
    if not yes:
        run.output.note("This was the plan; nothing was deleted. `formaops backup prune --yes` does it.")


def _runs() -> "Runs":
    from formaops.backups.runs import DatabaseRuns
    from formaops.settings import Settings

    try:
        return DatabaseRuns(Settings())  # type: ignore[call-arg]  # filled from the environment
    except ValueError as error:
        raise misused(
            "The database says which backups were verified, and SUPABASE_URL, SUPABASE_SERVICE_ROLE_KEY and "
            "SUPABASE_ANON_KEY are not all set.",
            hint="If it is gone for good: --assume-verified ID, of the last backup that was verified.",
        ) from error


def _verified(runs: "Runs") -> set[str]:
    from formaops.errors import NotReady

    try:
        return set(runs.status()["verified"])
    except NotReady as error:
        raise type(error)(
            f"The database, which says which backups were verified, cannot be asked: {error.detail} "
            "Where it is gone for good: --assume-verified ID, of the last backup that was verified."
        ) from error


def _show(output: Output, done: "Pruned", *, yes: bool) -> None:
    now = datetime.now(UTC)
    output.show(heading(done.store))
    if not done.plan.verdicts:
        output.show("There are no backups.")
    else:
        rows = (
            [verdict.backup.backup_id, _age(now, verdict.backup.at), _word(verdict.is_kept), verdict.reason]
            for verdict in done.plan.verdicts
        )
        output.show(table(("backup", "age", "", "because"), rows, numbers=("age",)))
    counts = (
        (len(done.plan.deleted), "backup", "backups"),
        (len(done.left_overs), "broken-off attempt", "broken-off attempts"),
        (done.objects, "content of a storage object", "contents of storage objects"),
    )
    told = [f"{count:,} {one if count == 1 else several}" for count, one, several in counts if count]
    said = "Deleted" if yes else "To be deleted"
    size = f" ({done.files:,} files, {backups.amount(done.bytes)})" if done.files else ""
    output.show(f"{said}: {', '.join(told) or 'nothing'}{size}.")
    if done.objects_stay:
        output.note(f"No content of a storage object is deleted: {done.objects_stay}.", style="yellow")


def _age(now: datetime, at: datetime) -> str:
    days = (now - at).total_seconds() / 86_400
    return f"{days:,.1f} days"


def _word(is_kept: bool) -> "Text":
    from rich.text import Text

    return Text("keep", style="green") if is_kept else Text("delete", style="red")
