"""How long logs, telemetry, checkpoints and deliveries are kept, and removing what is older."""

from typing import Annotated

import typer

from formaops.cli import service
from formaops.cli.failures import misused
from formaops.cli.options import AsJson, Tenant, begin
from formaops.cli.output import moment, table

app = typer.Typer(
    no_args_is_help=True, rich_markup_mode="markdown", help="How long logs and telemetry are kept, and pruning them."
)

_COLUMNS = ("kept", "own", "plan's", "least", "most")
_KEYS = ("kept_days", "own_days", "default_days", "least_days", "most_days")


@app.command()
def show(context: typer.Context, tenant: Tenant = None, as_json: AsJson = False) -> None:
    """Show how many days the tenant keeps the rows of each table that is pruned.

    Example: `formaops retention show`
    """
    run = begin(context, as_json=as_json)
    rows = run.connect(tenant).rpc("retention_settings")
    if as_json:
        run.output.json(rows)
        return
    lines = ([row["table_name"], *("" if row[key] is None else str(row[key]) for key in _KEYS)] for row in rows)
    run.output.show(table(("table", *_COLUMNS), lines, numbers=_COLUMNS))


@app.command("set")
def set_days(
    context: typer.Context,
    name: Annotated[str, typer.Argument(metavar="TABLE", help="As `show` has it.", show_default=False)],
    days: Annotated[str, typer.Argument(metavar="DAYS", help="Or default: as the plan has it.", show_default=False)],
    tenant: Tenant = None,
    as_json: AsJson = False,
) -> None:
    """Say how many days the tenant keeps the rows of a table. What is older is removed soon afterwards. ADMIN.

    Example: `formaops retention set execution_logs 30`
    """
    run = begin(context, as_json=as_json)
    if not (days == "default" or days.isdecimal()):
        raise misused(f"{days!r} is neither a number of days nor default.")
    connection = run.connect(tenant)
    name = name.replace("-", "_")
    known = {row["table_name"] for row in connection.rpc("retention_settings")}
    if name not in known:
        raise misused(f"{name!r} is not pruned. These are: {', '.join(sorted(known))}.")
    column = f"{name}_kept_days"
    query = connection.client.table("tenants").update({column: None if days == "default" else int(days)})
    changed = connection.rows(query.eq("id", connection.tenant_id))
    if not changed:
        raise misused("Nothing was changed.", hint="Only an ADMIN of the tenant may say how long rows are kept.")
    setting = next(row for row in connection.rpc("retention_settings") if row["table_name"] == name)
    if as_json:
        run.output.json(setting)
    else:
        run.output.note(f"{name} are kept for {setting['kept_days']} days.", style="green")


@app.command()
def run(
    context: typer.Context,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only count what would be removed.")] = False,
    seconds: Annotated[float, typer.Option(min=0, max=20, help="How long one transaction may take.")] = 1,
    batch: Annotated[int, typer.Option(min=1, max=10_000, help="Rows of a table and tenant in one statement.")] = 1000,
    turns: Annotated[
        int | None, typer.Option(min=1, help="Transactions at most; all that are due without.", show_default=False)
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Remove what is older than its tenant keeps it, for operators: with the service key, as `formaops worker`.

    Workers and the function work do the same all the time; this is for whoever has neither, or a backlog. Ctrl-C loses
    nothing but the turn that it breaks off.

    Example: `formaops retention run --dry-run`
    """
    from formaops.retention.pruning import Pruned, prune_all

    output = begin(context, as_json=as_json).output
    if dry_run:
        counted = service.ask(lambda database: database.rpc("count_old_rows", {}))
        if as_json:
            output.json(counted)
        else:
            lines = (
                (name, str(found["rows"]), str(found["tenants"]), moment(found["oldest"]) if found["oldest"] else "")
                for name, found in sorted(counted.items())
            )
            numbers = ("rows to remove", "tenants")
            output.show(table(("table", *numbers, "oldest"), lines, numbers=numbers))
        return

    def tell(pruned: Pruned) -> None:
        if pruned.more:
            output.note(f"{pruned.rows} rows removed in {pruned.turns} turns; there is more.")

    done: Pruned = service.ask(
        lambda database: prune_all(database, seconds=seconds, batch=batch, most_turns=turns, told=tell)
    )
    if as_json:
        output.json({"deleted": done.deleted, "turns": done.turns, "more": done.more})
        return
    removed = ", ".join(f"{rows} of {name}" for name, rows in sorted(done.deleted.items()) if rows) or "nothing"
    output.note(f"Removed {removed}.", style="green")
    if done.more:
        output.note("There is more: run it again.")
