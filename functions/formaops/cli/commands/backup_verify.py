"""`formaops backup verify`: restore a backup into a cluster of its own, and look at it."""

from typing import TYPE_CHECKING, Annotated

import typer

from formaops.cli.failures import Exit
from formaops.cli.options import AsJson, begin
from formaops.cli.output import Output, table, word

if TYPE_CHECKING:
    from formaops.backups.verifying import Check, Report


def verify(
    context: typer.Context,
    backup: Annotated[
        str, typer.Argument(metavar="ID", help="Which backup; `formaops backup list` has them.")
    ] = "newest",
    all_objects: Annotated[
        bool, typer.Option("--all-objects", help="Read every storage object, not a sample of them.")
    ] = False,
    unrecorded: Annotated[
        bool, typer.Option("--unrecorded", help="Write no run: for when the project's database is away.")
    ] = False,
    far: Annotated[bool, typer.Option("--far", help="From FORMAOPS_BACKUP_FAR_STORE.")] = False,
    as_json: AsJson = False,
) -> None:
    """Prove a backup by restoring it, into a cluster that is started for that and removed afterwards.

    Needs the store, an identity (FORMAOPS_BACKUP_IDENTITIES) and the verifying key. Compared are all definitions, rows,
    grants and policies; audit chains are computed anew; row-level security is tried as a member, as a stranger and as
    nobody. The result is written down as a run of the project. Exit code 1: the backup is damaged or incomplete.

    Example: `formaops backup verify newest`
    """
    from formaops.backups.runs import DatabaseRuns
    from formaops.backups.verifying import verify as look
    from formaops.cli import backups

    output = begin(context, as_json=as_json).output
    with backups.explained(), backups.ended_by_signals():
        chosen = backups.settings()
        store = backups.far(chosen) if far else backups.near(chosen)
        runs = None if unrecorded else DatabaseRuns(backups.project())
        with backups.Bar(output) as bar:
            report = look(chosen, store, runs, backup, bar, all_objects=all_objects)
    show(output, report)
    if not report.passed:
        raise typer.Exit(Exit.FAILED)


def show(output: Output, report: "Report") -> None:
    if output.as_json:
        output.json(report.model_dump(mode="json") | {"passed": report.passed})
        return
    show_checks(output, report.checks)
    if report.passed:
        output.note(f"The backup {report.backup_id} can be restored; that took {report.seconds:,.1f} s.", style="green")
    else:
        output.note(f"The backup {report.backup_id} is not whole.", style="red")


def show_checks(output: Output, checks: "list[Check]") -> None:
    """A line for each, and under them what is wrong."""
    rows = [
        [check.name, word("PASSED" if check.passed else "FAILED"), check.looked_at, f"{check.seconds:,.1f} s"]
        for check in checks
    ]
    output.show(table(["check", "result", "looked at", "time"], rows, numbers=["time"]))
    for check in checks:
        for fault in check.faults:
            output.note(f"  {check.name}: {fault}", style="red")
