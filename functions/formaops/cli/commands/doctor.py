"""Is all well? One line a check, and under it what to do."""

import os
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Final

import typer
from rich.text import Text

from formaops.cli.failures import Exit, misused
from formaops.cli.options import AsJson, begin
from formaops.cli.output import Output, clean, heading

if TYPE_CHECKING:
    from formaops.operations.checking import Ground, Line

_MARKS: Final = {
    "ok": ("✓", "green"),
    "warning": ("!", "yellow"),
    "failed": ("✗", "red"),
    "not_checked": ("·", "dim"),
}


def doctor(
    context: typer.Context,
    section: Annotated[
        list[str] | None,
        typer.Option("--section", metavar="NAME", help="Only this; again and again.", show_default=False),
    ] = None,
    strict: Annotated[bool, typer.Option("--strict", help="Warnings count as failures.")] = False,
    probe: Annotated[
        bool, typer.Option("--probe", help="Write a file into the stores of backups, read it and remove it.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Look whether all is well, and say what to do where it is not. Changes nothing.

    The project that SUPABASE_URL names, with its keys and FORMAOPS_DATABASE_URL; without it the local stack. Sections:
    settings, reach, versions, schema, drift, work, books, server, slow, backups, retention. Exit code 1 when a check
    fails.

    Example: `formaops doctor --section schema --section drift`
    """
    from formaops.operations import checking, checks

    output = begin(context, as_json=as_json).output
    if unknown := [name for name in section or [] if name not in checks.SECTIONS]:
        raise misused(f"There is no section {unknown[0]}.", hint=f"There are: {', '.join(checks.SECTIONS)}.")
    wanted = [check for check in checks.ALL if not section or check.section in section]
    ground = _ground(may_probe=probe)
    lines: list[Line] = []
    try:
        for line in checking.run(wanted, ground):
            if not as_json:
                _show(output, line, is_first=not lines or lines[-1].section != line.section)
            lines.append(line)
    finally:
        ground.close()
    counts = {state: sum(line.state == state for line in lines) for state in _MARKS}
    if as_json:
        output.json({"counts": counts, "checks": [asdict(line) for line in lines]})
    else:
        seconds = sum(line.milliseconds for line in lines) / 1000
        output.note(
            f"{counts['ok']} well, {counts['warning']} to look at, {counts['failed']} wrong, "
            f"{counts['not_checked']} not checked, in {seconds:.1f} s."
        )
    if counts["failed"] or (strict and counts["warning"]):
        raise typer.Exit(Exit.FAILED)


def _show(output: Output, line: "Line", *, is_first: bool) -> None:
    if is_first:
        output.show(heading(line.section))
    mark, style = _MARKS[line.state]
    said = f"not checked: {line.detail}" if line.state == "not_checked" else line.detail
    first, *more = clean(said).split("\n")
    told = (first, "" if line.state == "ok" else style)
    text = Text.assemble((f"{mark} ", style), f"{line.name}: ", told, (f"  {line.milliseconds} ms", "dim"))
    output.out.print(text, soft_wrap=True)
    for each in more:
        output.out.print(Text(f"    {each}"), soft_wrap=True)
    if line.advice:
        output.out.print(Text(f"    {clean(line.advice)}", style="cyan"), soft_wrap=True)


def _ground(*, may_probe: bool) -> "Ground":
    from formaops.cli import backups
    from formaops.local.layout import ROOT
    from formaops.operations import rehearsing
    from formaops.operations.checking import Ground

    if is_local := not os.environ.get("SUPABASE_URL"):
        backups.use_local_stack()
    return Ground(dict(os.environ), ROOT, is_local=is_local, may_probe=may_probe, scratch=rehearsing.stage)
