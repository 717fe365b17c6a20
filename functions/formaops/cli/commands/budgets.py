"""What may be spent: a tenant's budgets, how full they are, and what they told."""

from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer
from rich.text import Text

from formaops.cli.failures import missing, misused
from formaops.cli.options import AsJson, Tenant, Yes, begin, confirm
from formaops.cli.output import clean, heading, moment, money, table

if TYPE_CHECKING:
    from formaops.cli.session import Connection

app = typer.Typer(no_args_is_help=True, rich_markup_mode="markdown", help="What may be spent in a day or a month.")

Name = Annotated[str, typer.Argument(metavar="NAME", help="Name of the budget.", show_default=False)]
Kind = Literal["HARD", "WARNING"]

_STATUS = (
    "budget_id,name,kind,period,user_id,prompt_id,workflow_id,limit_usd::text,spent_usd::text,held_usd::text,"
    "remaining_usd::text,period_start,period_end,time_zone"
)
_ALERTS = "threshold::text,limit_usd::text,spent_usd::text,period_start,created_at,budgets(name)"
_WIDTH = 10
_MOST_ALERTS = 20
_MOST_DOLLARS = 100_000_000


@app.command("list")
def list_budgets(context: typer.Context, tenant: Tenant = None, as_json: AsJson = False) -> None:
    """Show the active budgets in their present period: what is spent, what running executions hold, what is left.

    Example: `formaops budgets list`
    """
    run = begin(context, as_json=as_json)
    connection = run.connect(tenant)
    rows = connection.rpc("budget_status", _STATUS)
    query = connection.client.table("budget_alerts").select(_ALERTS).eq("tenant_id", connection.tenant_id)
    alerts = connection.rows(query.order("created_at", desc=True).limit(_MOST_ALERTS))
    if as_json:
        run.output.json({"budgets": rows, "alerts": alerts})
        return
    if not rows:
        run.output.note("There is none: nothing limits what is spent. `formaops budgets create` makes one.")
        return
    numbers = ("limit", "used", "spent", "held", "left")
    run.output.show(table(("budget", *numbers), map(_line, rows), numbers=numbers))
    if alerts:
        run.output.show(heading("Thresholds that were reached"))
        lines = ((moment(alert["created_at"]), _told(alert), money(alert["spent_usd"])) for alert in alerts)
        run.output.show(table(("when", "budget", "spent"), lines))


@app.command()
def create(
    context: typer.Context,
    name: Name,
    limit: Annotated[float, typer.Option(min=0, metavar="DOLLARS", help="US dollars a period.", show_default=False)],
    period: Annotated[Literal["DAY", "MONTH"], typer.Option(help="In the tenant's time zone.")] = "MONTH",
    kind: Annotated[Kind, typer.Option(help="HARD refuses what would pass the limit, WARNING only tells.")] = "HARD",
    prompt: Annotated[str | None, typer.Option(help="Only of this prompt: name or id.", show_default=False)] = None,
    user: Annotated[str | None, typer.Option(help="Only of this member: id.", show_default=False)] = None,
    workflow: Annotated[str | None, typer.Option(help="Only of this workflow: id.", show_default=False)] = None,
    at: Annotated[
        list[float] | None,
        typer.Option(
            metavar="FRACTION", help="Tell when this fraction is spent. 0.8 and 1 without.", show_default=False
        ),
    ] = None,
    tenant: Tenant = None,
    as_json: AsJson = False,
) -> None:
    """Make a budget, for all of the tenant or for one prompt, user or workflow. It counts at once. ADMIN.

    Example: `formaops budgets create "All of us" --limit 200 --at 0.5 --at 1`
    """
    from formaops.cli.prompts import find_prompt

    run = begin(context, as_json=as_json)
    if sum(each is not None for each in (prompt, user, workflow)) > 1:
        raise misused("A budget is for a prompt, a user or a workflow, not for two of them.")
    row: dict[str, Any] = {"name": name, "limit_usd": _exact(limit), "period": period, "kind": kind}
    if at is not None:
        row["thresholds"] = _thresholds(at)
    connection = run.connect(tenant)
    row |= {
        "tenant_id": connection.tenant_id,
        "prompt_id": find_prompt(connection, prompt, "id")["id"] if prompt is not None else None,
        "user_id": user,
        "workflow_id": workflow,
    }
    made = connection.rows(connection.client.table("budgets").insert(row))[0]
    if as_json:
        run.output.json(made)
    else:
        run.output.note(f"Made {name!r}: {money(_exact(limit))} a {period.lower()}.", style="green")


@app.command()
def change(
    context: typer.Context,
    name: Name,
    limit: Annotated[
        float | None, typer.Option(min=0, metavar="DOLLARS", help="US dollars a period.", show_default=False)
    ] = None,
    kind: Annotated[Kind | None, typer.Option(show_default=False)] = None,
    at: Annotated[
        list[float] | None,
        typer.Option(metavar="FRACTION", help="Tell when this fraction is spent.", show_default=False),
    ] = None,
    active: Annotated[
        bool | None, typer.Option("--active/--inactive", help="Whether it counts.", show_default=False)
    ] = None,
    rename: Annotated[str | None, typer.Option(metavar="NAME", help="Another name.", show_default=False)] = None,
    tenant: Tenant = None,
    as_json: AsJson = False,
) -> None:
    """Change a budget. What is spent in the present period stays spent. ADMIN.

    Example: `formaops budgets change "All of us" --limit 300`
    """
    run = begin(context, as_json=as_json)
    columns = {
        "limit_usd": None if limit is None else _exact(limit),
        "kind": kind,
        "thresholds": None if at is None else _thresholds(at),
        "is_active": active,
        "name": rename,
    }
    columns = {column: value for column, value in columns.items() if value is not None}
    if not columns:
        raise misused("Say what to change: --limit, --kind, --at, --active, --inactive or --rename.")
    connection = run.connect(tenant)
    query = connection.client.table("budgets").update(columns).eq("id", _find(connection, name))
    changed = connection.rows(query)
    if not changed:
        raise missing(f"You may not change {name!r}: that takes an ADMIN of the tenant.")
    if as_json:
        run.output.json(changed[0])
    else:
        run.output.note(f"Changed {name!r}.", style="green")


@app.command()
def delete(
    context: typer.Context, name: Name, yes: Yes = False, tenant: Tenant = None, as_json: AsJson = False
) -> None:
    """Delete a budget: it refuses nothing any more. ADMIN.

    Example: `formaops budgets delete "All of us"`
    """
    run = begin(context, as_json=as_json)
    confirm(f"Delete the budget {name!r}?", yes)
    connection = run.connect(tenant)
    deleted = connection.rpc("delete_budget", budget_id=_find(connection, name))
    if as_json:
        run.output.json(deleted)
    else:
        run.output.note(f"Deleted {name!r}. The RPC restore_budget brings it back.", style="green")


def _find(connection: "Connection", name: str) -> str:
    """The id of the tenant's budget of this name."""
    query = connection.client.table("budgets").select("id").eq("tenant_id", connection.tenant_id).eq("name", name)
    rows = connection.rows(query)
    if not rows:
        raise missing(f"There is no budget {name!r} in this tenant.")
    return str(rows[0]["id"])


def _exact(dollars: float) -> str:
    """As it was typed: the shortest decimal of the float, without an exponent. Raises Failure for what is no amount."""
    if not 0 <= dollars < _MOST_DOLLARS:
        raise misused(f"{dollars} is no amount: a limit is below {_MOST_DOLLARS:,} dollars.")
    return f"{Decimal(str(dollars)):f}"


def _thresholds(fractions: list[float]) -> list[float]:
    if wrong := [fraction for fraction in fractions if not 0.001 <= fraction <= 10]:
        raise misused(f"--at {wrong[0]}: a threshold is a fraction of the limit, from 0.001 to 10, such as 0.8.")
    return sorted(set(fractions))


def _line(row: dict[str, Any]) -> tuple[Any, ...]:
    figures = (money(row[f"{name}_usd"]) for name in ("spent", "held", "remaining"))
    limit = f"{money(row['limit_usd'])} a {row['period'].lower()}"
    return (_called(row), limit, _bar(row), *figures)


def _called(row: dict[str, Any]) -> Text:
    narrowed = next((name for name in ("user", "prompt", "workflow") if row[f"{name}_id"]), None)
    notes = ([f"of a {narrowed}"] if narrowed else []) + (["only warns"] if row["kind"] == "WARNING" else [])
    notes.append(f"until {moment(row['period_end'])}")
    return Text.assemble(clean(row["name"]), (f"\n{', '.join(notes)}", "dim"))


def _bar(row: dict[str, Any]) -> Text:
    """Spent, held and what is left of the limit, and how much of it is used."""
    limit, spent, held = (Decimal(row[f"{name}_usd"]) for name in ("limit", "spent", "held"))
    used = (spent + held) / limit if limit else Decimal(spent + held > 0)
    full = min(_WIDTH, round(_WIDTH * (spent / limit))) if limit else _WIDTH * (spent > 0)
    waiting = min(_WIDTH - full, round(_WIDTH * min(used, Decimal(1))) - full)
    style = "red" if used >= 1 else "yellow" if used >= Decimal("0.8") else "green"
    return Text.assemble(
        ("█" * full, style),
        ("▒" * max(waiting, 0), style),
        ("·" * (_WIDTH - full - max(waiting, 0)), "dim"),
        f" {used:.0%}",
    )


def _told(alert: dict[str, Any]) -> str:
    name = (alert["budgets"] or {}).get("name", "(deleted)")
    return f"{name}: {Decimal(alert['threshold']):.0%} of {money(alert['limit_usd'])}"
