"""The durable queue: install its engine, look at it, and work on it."""

import asyncio
import signal
from typing import TYPE_CHECKING, Annotated, Any

import typer

from formaops.cli import service
from formaops.cli.options import AsJson, Run, begin
from formaops.cli.output import heading, pairs, table

if TYPE_CHECKING:
    from formaops.settings import Settings

app = typer.Typer(no_args_is_help=True, rich_markup_mode="markdown", help="The durable queue of a project.")

DatabaseUrl = Annotated[
    str | None,
    typer.Option(
        envvar="FORMAOPS_DATABASE_URL",
        help="postgresql://… of the database, as its owner; without it the local stack's.",
        show_default=False,
    ),
]


@app.command()
def install(context: typer.Context, database_url: DatabaseUrl = None, as_json: AsJson = False) -> None:
    """Install Absurd, the engine of the durable queue, in a project's database, or upgrade it.

    In schema absurd, which belongs to whoever installs it: do it as the owner of the other schemas, `postgres` on
    Supabase. Nothing in it is granted to anybody. The local stack does this at its start. Again, it changes nothing.

    Example: `formaops queue install --database-url postgresql://postgres@db.example.supabase.co/postgres`
    """
    from formaops.local import queue
    from formaops.postgres.addresses import Address

    output = begin(context, as_json=as_json).output
    with Address.of(database_url or _local_database()).connect() as connection:
        done = queue.install(connection)
    if as_json:
        output.json({"before": done.before, "after": done.after})
    elif done.before is None:
        output.note(f"Absurd {done.after} is installed, with the queues {' and '.join(queue.QUEUES)}.", style="green")
    elif done.changed:
        output.note(f"Absurd {done.before} is now {done.after}.", style="green")
    else:
        output.note(f"Absurd {done.after} was installed already.")


@app.command()
def status(
    context: typer.Context,
    tenants: Annotated[int, typer.Option(min=0, max=1000, help="How many tenants to show.")] = 10,
    as_json: AsJson = False,
) -> None:
    """Show what waits and runs, for operators: asks with the service key of the local stack, or of the environment.

    Example: `formaops queue status`
    """
    output = begin(context, as_json=as_json).output
    found: dict[str, Any] = service.ask(lambda database: database.rpc("queue_status", {"p_tenants": tenants}))
    if as_json:
        output.json(found)
        return
    waiting = ", ".join(f"{count} {priority}" for priority, count in found["waiting"].items() if count) or "nothing"
    rows: list[tuple[str, Any]] = [
        ("waiting", waiting),
        ("the oldest for", f"{found['oldest_seconds']} s"),
        ("running", str(found["running"])),
        ("between attempts", str(found["delayed"])),
    ]
    if found["tasks"]:
        rows.append(("other tasks", f"{found['tasks']['waiting']} waiting, {found['tasks']['running']} running"))
    if not found["installed"]:
        rows.append(("installed", "no: `formaops queue install`"))
    output.show(pairs(rows))
    if found["tenants"]:
        names = ("tenant", "waiting", "running", "of at most", "oldest")
        keys = ("tenant_id", "waiting", "running", "concurrency", "oldest_seconds")
        lines = ([str(each[key]) for key in keys] for each in found["tenants"])
        output.show(heading("Tenants"), table(names, lines, numbers=names[1:]))


def worker(
    context: typer.Context,
    concurrency: Annotated[
        int | None,
        typer.Option(
            min=1, max=100, help="Executions at once; FORMAOPS_WORKER_CONCURRENCY, else 4.", show_default=False
        ),
    ] = None,
    until_empty: Annotated[bool, typer.Option("--until-empty", help="End when nothing is due any more.")] = False,
    database_url: DatabaseUrl = None,
) -> None:
    """Work on the durable queue: run what is waiting, as long as this is not stopped.

    Any number may run, on any number of machines. It speaks to the project's API with the service key, of the local
    stack or of the environment (SUPABASE_URL, SUPABASE_SERVICE_ROLE_KEY, SUPABASE_ANON_KEY). With FORMAOPS_DATABASE_URL
    it also listens to the database, and begins at once instead of at its next look. SIGTERM or Ctrl-C: it claims no
    more, ends what runs within FORMAOPS_WORKER_GRACE_SECONDS, and gives back what is left; again: gives back at once.

    Example: `formaops worker --concurrency 8`
    """
    run = begin(context, as_json=False)
    is_local = service.is_local()  # the settings put the stack's addresses into the environment
    settings = service.settings()
    if database_url is None and is_local:
        database_url = _local_database()
    _work(run, settings, concurrency, database_url, until_empty=until_empty)


def _work(
    run: Run, settings: "Settings", concurrency: int | None, database_url: str | None, *, until_empty: bool
) -> None:
    from formaops import telemetry
    from formaops.database import Database
    from formaops.queue import handlers  # noqa: F401  # who does which task
    from formaops.queue.waking import listen
    from formaops.queue.worker import Tally, Worker

    telemetry.configure()

    async def work() -> Tally:
        database = Database(settings)
        one = Worker(database, settings, concurrency=concurrency, until_empty=until_empty)
        for signum in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(signum, one.stop)
        listening = asyncio.create_task(listen(one, database_url)) if database_url else None
        run.output.note(f"Worker {one.name} is at work.")
        try:
            return await one.run()
        finally:
            if listening:
                listening.cancel()
            await database.aclose()

    tally = asyncio.run(work())
    run.output.note(
        f"{tally.claimed} claimed, {tally.completed} completed, {tally.failed} failed, {tally.given_back} given back "
        f"in {tally.seconds:.0f} s."
    )


def _local_database() -> str:
    return service.local_addresses("give --database-url").db_url
