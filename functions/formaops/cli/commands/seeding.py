"""Demo data: put it into the local stack again, or into a hosted project that is asked for by name. Or volume."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Annotated, Any
from urllib.parse import urlsplit

import typer
from rich.status import Status
from rich.text import Text

from formaops.cli.commands.volume import fill_stack
from formaops.cli.failures import failure_of, misused
from formaops.cli.options import AsJson, Run, Yes, begin, confirm
from formaops.cli.output import Output, table
from formaops.errors import NotReady
from formaops.local.layout import Layout

if TYPE_CHECKING:
    import psycopg

    from formaops.local.postgres import Postgres

DATABASE_VARIABLE = "FORMAOPS_DB_URL"
_STYLES = {"new": "green", "changed": "yellow", "unchanged": "dim"}


def seed(
    context: typer.Context,
    only: Annotated[
        list[str] | None,
        typer.Option("--only", metavar="DOMAIN", help="Only this domain's data; may be repeated.", show_default=False),
    ] = None,
    file: Annotated[
        list[Path] | None,
        typer.Option("--file", metavar="PATH", help="A file of your own SQL instead.", show_default=False),
    ] = None,
    hosted: Annotated[
        str | None,
        typer.Option(
            metavar="PROJECT",
            help=f"Into this hosted project, whose database {DATABASE_VARIABLE} names.",
            show_default=False,
        ),
    ] = None,
    volume: Annotated[
        bool, typer.Option("--volume", help="A world of volume instead, into the local stack: millions of rows.")
    ] = False,
    scale: Annotated[float, typer.Option(min=0.001, max=10, help="Of the world: 1 makes a million executions.")] = 1.0,
    number: Annotated[int, typer.Option("--seed", metavar="N", help="Of the world: another one makes other rows.")] = 1,
    yes: Yes = False,
    as_json: AsJson = False,
) -> None:
    """Put the demo data into the database again: what is missing of it is added, what is there stays.

    `formaops up` does this for files that are new or changed. Domains build on `accounts`, which makes users with
    public passwords: a hosted project gets them only when it is named.

    With `--volume`, the local stack gets a thousand tenants, few of them large, with what years of work leave behind.
    It may be broken off, and goes on when asked again.

    Example: `formaops seed --only prompts`
    """
    run = begin(context, as_json=as_json)
    if volume:
        if hosted or only or file:
            raise misused("A world of volume is for the local stack, and stands alone: --volume, --scale, --seed.")
        _refuse_other_projects(run)
        fill_stack(run.output, scale, number)
        return
    chosen = _chosen(only or [], file or [])
    if hosted:
        _seed_hosted(run, hosted, chosen, yes)
    else:
        _refuse_other_projects(run)
        _seed_stack(run, chosen)


def _chosen(domains: list[str], own: list[Path]) -> list[Path]:
    """The files to apply, in order. Raises Failure for a domain or a file that is not there."""
    from formaops.local import demo_data

    known = {demo_data.domain_of(file): file for file in demo_data.files(Layout.of())}
    if unknown := [domain for domain in domains if domain not in known]:
        raise misused(f"There is no demo data for {unknown[0]!r}.", hint=f"There is: {', '.join(known)}.")
    if absent := [file for file in own if not file.is_file()]:
        raise misused(f"There is no file {absent[0]}.")
    if not domains and not own:
        return list(known.values())
    return [file for domain, file in known.items() if domain in domains] + [file.resolve() for file in own]


def _refuse_other_projects(run: Run) -> None:
    """Go on only when commands speak to the local stack. Raises Failure."""
    from formaops.cli.project import find_project

    project = find_project(run.url, run.key)
    if not project.is_local:
        raise misused(
            f"{project.url} is not the local stack, and the demo data makes accounts with public passwords.",
            hint=f"If you mean it: `formaops seed --hosted PROJECT`, with its database's URL in {DATABASE_VARIABLE}.",
        )


def _seed_stack(run: Run, chosen: list[Path]) -> None:
    from formaops.local import demo_data, postgres, stack

    seen = stack.status()
    if seen.addresses is None:
        raise failure_of(
            NotReady("The local stack is not running."), hint="`formaops up` starts it, with the demo data in it."
        )
    layout = Layout.of()
    cluster = postgres.locate(layout, next(part.port for part in seen.services if part.name == "postgres"))
    states = demo_data.states(layout, cluster)
    with _connected(seen.addresses.db_url) as connection:
        _apply(run.output, connection, chosen, {file: str(state) for file, state in states.items()}, cluster)


def _seed_hosted(run: Run, project: str, chosen: list[Path], yes: bool) -> None:
    url = os.environ.get(DATABASE_VARIABLE, "")
    if not url.startswith(("postgresql://", "postgres://")):
        raise misused(
            f"{DATABASE_VARIABLE} does not hold the address of a database.",
            hint="It is shown in the dashboard of the project under Connect, and begins with postgresql://.",
        )
    host, user = urlsplit(url).hostname or "", urlsplit(url).username or ""
    # By the direct address, by the pooler's, or a server of one's own by its name.
    if host not in (project, f"db.{project}.supabase.co") and user != f"postgres.{project}":
        raise misused(f"{DATABASE_VARIABLE} leads to {user}@{host}, which is not {project}.")
    confirm(f"Put demo data, with accounts whose passwords are public, into {project}?", yes)
    with _connected(url) as connection:
        _apply(run.output, connection, chosen, {}, None)


def _apply(
    output: Output,
    connection: "psycopg.Connection",
    chosen: list[Path],
    states: dict[Path, str],
    own: "Postgres | None",
) -> None:
    """Apply the files, and say what each was and what came of it. `own` is the stack's cluster, which takes note."""
    from formaops.local import demo_data

    before = demo_data.count_rows(connection)
    files: list[dict[str, Any]] = []
    began = monotonic()
    with output.err.status("demo data") if output.err.is_terminal else _nothing() as status:
        for file in demo_data.apply(connection, _announced(chosen, status)):
            if own and file in states:
                demo_data.record(own, file)
            files.append({"file": file.name, "state": states.get(file, "applied"), "seconds": monotonic() - began})
            began = monotonic()
    rows = {
        name: {"rows": count, "added": count - before[name]}
        for name, count in demo_data.count_rows(connection).items()
        if count
    }
    if output.as_json:
        output.json({"files": files, "tables": rows})
    else:
        _show(output, files, rows)


def _show(output: Output, files: list[dict[str, Any]], rows: dict[str, dict[str, int]]) -> None:
    applied = (
        (file["file"], Text(file["state"], _STYLES.get(file["state"], "")), f"{file['seconds']:.1f} s")
        for file in files
    )
    output.show(table(("file", "", "took"), applied, numbers=("took",)), "")
    counted = (
        (name, count["rows"], Text(f"{count['added']:+,}", "green") if count["added"] else None)
        for name, count in rows.items()
    )
    output.show(table(("table", "rows", "added"), counted, numbers=("rows", "added")))


@contextmanager
def _connected(url: str) -> Iterator["psycopg.Connection"]:
    import psycopg

    try:
        connection = psycopg.connect(url, autocommit=True, connect_timeout=10, application_name="formaops")
    except psycopg.OperationalError as error:
        raise failure_of(NotReady(f"The database cannot be reached: {error}".strip())) from error
    with connection:
        yield connection


def _announced(files: list[Path], status: Status | None) -> Iterator[Path]:
    for file in files:
        if status:
            status.update(file.name)
        yield file


@contextmanager
def _nothing() -> Iterator[None]:
    """The status of those who see none."""
    yield
