"""The local stack: start, stop, look, read its logs."""

import time
from collections import deque
from dataclasses import asdict
from pathlib import Path
from types import TracebackType
from typing import IO, Annotated, Any, Self

import typer
from rich.status import Status
from rich.text import Text

from formaops.cli.failures import Exit, failure_of, missing
from formaops.cli.options import AsJson, Yes, begin, confirm
from formaops.cli.output import Output, heading, pairs, table, word
from formaops.errors import NotReady
from formaops.local import stack
from formaops.local.environment import Addresses
from formaops.local.layout import Layout

_POLL_SECONDS = 0.3
# Estimates for the rows: counting millions takes longer than the question is worth.
_WHAT_IS_THERE = """
    select
        (select count(*) from auth.users),
        (select coalesce(sum(n_live_tup), 0)::bigint from pg_stat_user_tables where schemaname = 'public'),
        pg_size_pretty(pg_database_size(current_database()))
"""


class StepsShown:
    """Shows the steps of a start on stderr: a spinner on a terminal, a line for each step that is over."""

    def __init__(self, output: Output) -> None:
        self._output = output
        self._spinner: Status | None = output.err.status("") if output.err.is_terminal else None
        self._under_way: dict[str, str] = {}

    def __enter__(self) -> Self:
        if self._spinner:
            self._spinner.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._spinner:
            self._spinner.stop()

    def __call__(self, step: stack.Step) -> None:
        match step.state:
            case "started":
                self._under_way[step.name] = step.message
            case "unchanged":
                self._under_way.pop(step.name, None)
            case "done":
                self._under_way.pop(step.name, None)
                seconds = f"  {step.seconds:.1f} s" if step.seconds is not None else ""
                self._output.err.print(Text.assemble(("✓ ", "green"), step.message, (seconds, "dim")))
            case "note":
                self._output.note(f"  {step.message}")
        if self._spinner:
            self._spinner.update(", ".join(self._under_way.values()))


def start(output: Output) -> Addresses:
    """The running stack, started if need be, with its steps shown."""
    with StepsShown(output) as steps:
        return stack.up(progress=steps)


def up(context: typer.Context, as_json: AsJson = False) -> None:
    """Start the local stack and wait until it is ready.

    Postgres, PostgREST, sign-in, functions and a small model, all on this machine. Its data stays in .formaops/
    from one start to the next. A stack that runs already is left as it is, but takes over changed provider keys.

    Example: `OPENAI_API_KEY=… formaops up`
    """
    output = begin(context, as_json=as_json).output
    addresses = start(output)
    if as_json:
        output.json(addresses.variables())
        return
    output.show(heading("The stack is ready"), pairs((("API", addresses.api_url), ("key", addresses.publishable_key))))
    output.note("All addresses and keys: `formaops status`.")
    output.note("Next: `formaops demo`, or `formaops prompts list`. `formaops down` stops the stack.")


def down(context: typer.Context, as_json: AsJson = False) -> None:
    """Stop the local stack; its data stays.

    Example: `formaops down`
    """
    output = begin(context, as_json=as_json).output
    was_running = stack.down()
    if as_json:
        output.json({"stopped": was_running})
    else:
        output.note("The stack is stopped." if was_running else "The stack was not running.")


def status(context: typer.Context, as_json: AsJson = False) -> None:
    """Show what runs, where, and the keys that open it; exit code 5 when the stack does not run.

    Example: `formaops status --json | jq -r .addresses.API_URL`
    """
    output = begin(context, as_json=as_json).output
    seen = stack.status()
    if as_json:
        addresses = seen.addresses.variables() if seen.addresses else None
        output.json(asdict(seen) | {"addresses": addresses})
    if seen.addresses is None:
        if as_json:
            raise typer.Exit(Exit.NOT_READY)
        detail = "The stack is starting or stopping." if seen.running else "The local stack is not running."
        raise failure_of(NotReady(detail), hint="`formaops up` starts it.")
    if not as_json:
        output.show(_services(seen), heading("Addresses"))
        for name, value in seen.addresses.variables().items():
            # Never broken: these are there to be copied.
            output.out.print(Text.assemble((f"{name:<18}", "dim"), value), soft_wrap=True)


def logs(
    context: typer.Context,
    service: Annotated[
        str | None, typer.Argument(metavar="SERVICE", help="One part's log; all when left out.", show_default=False)
    ] = None,
    follow: Annotated[bool, typer.Option("--follow", "-f", help="Go on as the logs grow, until Ctrl-C.")] = False,
    lines: Annotated[int, typer.Option("--lines", "-n", min=0, help="Last lines of each log to begin with.")] = 40,
) -> None:
    """Read the logs of the local stack's parts.

    Example: `formaops logs functions -f`
    """
    run = begin(context)
    output, files = run.output, _log_files(service)
    readers = [run.resources.enter_context(file.open(errors="replace")) for file in files]
    for file, reader in zip(files, readers, strict=True):
        _print_lines(output, file, list(deque(_new_lines(reader), maxlen=lines)), len(files))
    while follow:
        time.sleep(_POLL_SECONDS)
        for file, reader in zip(files, readers, strict=True):
            _print_lines(output, file, _new_lines(reader), len(files))


def reset(
    context: typer.Context,
    stay_down: Annotated[bool, typer.Option("--stay-down", help="Do not start the stack afterwards.")] = False,
    yes: Yes = False,
    as_json: AsJson = False,
) -> None:
    """Begin anew: remove the local database and make a fresh one, with all migrations and the demo data.

    Accounts, prompts, executions and everything else in it are lost. Addresses and keys stay as they are.

    Example: `formaops reset --yes`
    """
    output = begin(context, as_json=as_json).output
    layout = Layout.of()
    confirm(f"{_loss(layout)} Remove it?", yes)
    stack.reset()
    # Whoever was signed in is not there any more.
    (layout.state / "session.json").unlink(missing_ok=True)
    addresses = None if stay_down else start(output)
    if as_json:
        output.json({"reset": True, "running": not stay_down})
    elif addresses:
        output.note(f"A fresh database is ready at {addresses.api_url}.")
    else:
        output.note("The local database is removed; `formaops up` makes a new one.")


def _loss(layout: Layout) -> str:
    """What a reset would remove, in a sentence."""
    if not layout.postgres.exists():
        return f"There is no local database in {layout.state} yet."
    addresses = stack.status().addresses
    if addresses is None:
        return f"The local database is in {layout.postgres.resolve()}. Everything in it would be lost."
    import psycopg

    try:
        with psycopg.connect(addresses.db_url, connect_timeout=5) as connection:
            found = connection.execute(_WHAT_IS_THERE).fetchone()
    except psycopg.Error:
        found = None
    if found is None:
        return "The local database does not say what it holds. Everything in it would be lost."
    accounts, rows, size = found
    return f"The local database has {accounts:,} accounts and about {rows:,} rows ({size}). All would be lost."


def _services(seen: stack.Status) -> Any:
    rows = []
    for service in seen.services:
        memory = f"{service.memory_bytes / 2**20:,.0f} MB" if service.memory_bytes else None
        state = Text("healthy", "green") if service.state == "healthy" else word(service.state)
        rows.append(
            (service.name, state, str(service.port or "–"), str(service.pid or "–"), str(service.restarts), memory)
        )
    numbers = ("port", "pid", "restarts", "memory")
    return table(("service", "state", *numbers), rows, numbers=numbers)


def _log_files(service: str | None) -> list[Path]:
    folder = Layout.of().log("any").parent
    found = {file.stem: file for file in sorted(folder.glob("*.log"))}
    if not found:
        raise missing("There are no logs: the stack was never started here.", hint="`formaops up` starts it.")
    if service is None:
        return list(found.values())
    if service not in found:
        raise missing(f"There is no log of {service!r}.", hint=f"There are: {', '.join(found)}.")
    return [found[service]]


def _new_lines(reader: IO[str]) -> list[str]:
    """Whole lines that were added; a line without an end is left for the next time."""
    lines: list[str] = []
    while True:
        position = reader.tell()
        line = reader.readline()
        if not line.endswith("\n"):
            reader.seek(position)
            return lines
        lines.append(line.rstrip("\n"))


def _print_lines(output: Output, file: Path, lines: list[str], files: int) -> None:
    for line in lines:
        name = Text(f"{file.stem:<11}", style="cyan") if files > 1 else Text()
        output.out.print(Text.assemble(name, line), soft_wrap=True)
