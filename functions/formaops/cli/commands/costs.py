"""What was spent, and how executions went."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer
from rich.text import Text

from formaops.cli.inputs import read_text
from formaops.cli.options import AsJson, Tenant, begin, refuse_options_before
from formaops.cli.output import heading, milliseconds, money, pairs, table

if TYPE_CHECKING:
    from formaops.cli.session import Connection

app = typer.Typer(invoke_without_command=True, rich_markup_mode="markdown")

_COLUMNS = "key,calls,input_tokens,output_tokens,cost_usd::text,estimated_calls"
_USAGE = "day,provider,model,calls,input_tokens,output_tokens,cost_usd::text,calls_without_price"
_MOST_BARS = 12
_FEWEST_DAYS = timedelta(days=6)


@app.callback()
def costs(
    context: typer.Context,
    by: Annotated[
        Literal["day", "model", "prompt", "provider", "user", "purpose", "outcome"],
        typer.Option(help="Summed by this."),
    ] = "day",
    days: Annotated[int, typer.Option(min=1, max=366, help="So many days, today (UTC) included.")] = 30,
    plot: Annotated[bool, typer.Option("--plot/--no-plot", help="Draw it, too.")] = True,
    tenant: Tenant = None,
    as_json: AsJson = False,
) -> None:
    """Show what the tenant has spent: every call of a model, failed and repaired ones too, to the last digit.

    Example: `formaops costs --by model --days 7`
    """
    if context.invoked_subcommand:
        refuse_options_before(context)
        return
    run = begin(context, as_json=as_json)
    connection = run.connect(tenant)
    today = datetime.now(UTC).date()
    first = today - timedelta(days=days - 1)
    since = f"{first}T00:00:00+00:00"
    until = datetime.now(UTC) + timedelta(minutes=1)
    rows = connection.rpc("cost_summary", _COLUMNS, **{"from": since, "to": until.isoformat(), "group_by": by})
    unknown = _unknown_prices(connection, first, today)
    names = _names(connection, by, [row["key"] for row in rows])
    for row in rows:
        row["name"] = names.get(row["key"], row["key"]) or "(none)"
    if by != "day":
        rows.sort(key=lambda row: Decimal(row["cost_usd"]), reverse=True)
    total = sum((Decimal(row["cost_usd"]) for row in rows), Decimal())
    if as_json:
        summary = {"from": since, "by": by, "total_usd": f"{total:f}", "calls_without_price": unknown, "rows": rows}
        run.output.json(summary)
        return
    if not rows:
        run.output.note(f"Nothing was spent since {first}.")
        return
    run.output.show(_table(by, rows, total))
    if any(row["estimated_calls"] for row in rows):
        run.output.show(Text("~ has calls in it whose use was estimated, because the provider did not say", "dim"))
    if unknown:
        run.output.show(Text(f"{unknown} calls had no known price; the sums lack them", "yellow"))
    if plot and total:
        run.output.show(heading(f"US dollars by {by}"), Text(_plot(by, rows, run.output.out.width), "cyan"))


@app.command()
def reconcile(
    context: typer.Context,
    file: Annotated[
        str, typer.Argument(metavar="FILE", help="The provider's export: CSV or JSON; - is stdin.", show_default=False)
    ],
    provider: Annotated[
        str | None, typer.Option(help="Compare with this provider's calls only.", show_default=False)
    ] = None,
    tolerance: Annotated[float, typer.Option(min=0, help="Dollars a day and model that make no difference.")] = 0.01,
    tenant: Tenant = None,
    as_json: AsJson = False,
) -> None:
    """Compare the ledger with a provider's own account of what was used, day (UTC) by day and model by model.

    The export has a row with a day, a model and a cost in US dollars, and perhaps input and output tokens. Exit code 1
    when something differs.

    Example: `formaops costs reconcile usage.csv --provider openai`
    """
    from formaops.cli.bills import compare, read_bill

    run = begin(context, as_json=as_json)
    bill = read_bill(read_text(file))
    connection = run.connect(tenant)
    days = sorted({line.day for line in bill})
    rows = connection.rpc("usage_by_day_and_model", _USAGE, **{"from": str(days[0]), "to": str(days[-1])})
    if provider:
        rows = [row for row in rows if row["provider"] == provider]
    found = compare(bill, rows, Decimal(str(tolerance)))
    if as_json:
        run.output.json([line.as_json() for line in found])
    else:
        numbers = ("calls", "tokens", "their tokens", "cost", "their cost", "difference")
        lines = [line.cells() for line in found]
        run.output.show(table(("day", "model", *numbers), lines, numbers=numbers))
    if any(line.differs for line in found):
        raise typer.Exit(1)


def metrics(
    context: typer.Context,
    hours: Annotated[int, typer.Option(min=1, max=8784, help="The last so many hours.")] = 24,
    prompt: Annotated[str | None, typer.Option(help="Only of this prompt: name or id.", show_default=False)] = None,
    tenant: Tenant = None,
    as_json: AsJson = False,
) -> None:
    """Show how executions went: counts, success, latencies, cost.

    Example: `formaops metrics --hours 168 --prompt "AI Code Reviewer"`
    """
    from formaops.cli.prompts import find_prompt

    run = begin(context, as_json=as_json)
    connection = run.connect(tenant)
    until = datetime.now(UTC) + timedelta(minutes=1)
    window = {"from": (until - timedelta(hours=hours)).isoformat(), "to": until.isoformat()}
    prompt_id = find_prompt(connection, prompt, "id")["id"] if prompt else None
    columns = (
        "total,pending,running,completed,failed,cancelled,success_rate,avg_latency_ms,p50_latency_ms,p95_latency_ms,"
        "p99_latency_ms,avg_cost_usd::text,total_cost_usd::text,input_tokens,output_tokens"
    )
    found = connection.rpc("execution_metrics", columns, **window, prompt_id=prompt_id)
    row = found[0] if isinstance(found, list) else found
    if as_json:
        run.output.json(row | window)
    else:
        run.output.show(_metrics(row))


def _table(by: str, rows: list[dict[str, Any]], total: Decimal) -> Any:
    lines: list[tuple[Any, ...]] = []
    for row in rows:
        mark = "~" if row["estimated_calls"] else ""
        tokens = (row["input_tokens"], row["output_tokens"])
        lines.append((row["name"], row["calls"], *tokens, f"{mark}{money(row['cost_usd'])}"))
    sums = [sum(row[name] for row in rows) for name in ("calls", "input_tokens", "output_tokens")]
    lines.append((Text("total", "bold"), *sums, Text(money(total), "bold")))
    numbers = ("calls", "tokens in", "tokens out", "cost")
    return table((by, *numbers), lines, numbers=numbers)


def _plot(by: str, rows: list[dict[str, Any]], width: int) -> str:
    from formaops.cli import plots

    bars = {row["name"]: Decimal(row["cost_usd"]) for row in rows}
    if by != "day":
        return plots.by_name(list(bars.items())[:_MOST_BARS], width, "$")
    today = datetime.now(UTC).date()
    first = min(today - _FEWEST_DAYS, *(date.fromisoformat(day) for day in bars))
    return plots.by_day(plots.every_day(first, today, bars), width, "$")


def _unknown_prices(connection: "Connection", first: date, last: date) -> int:
    """How many calls of these days have no cost, because nobody knew the price, nor priced them again since."""
    days = {"from": str(first), "to": str(last)}
    rows = connection.rpc("usage_by_day_and_model", "calls_without_price", **days)
    return sum(row["calls_without_price"] for row in rows)


def _names(connection: "Connection", by: str, keys: list[str | None]) -> dict[str | None, str]:
    """What people call the prompts or users with these ids."""
    source = {"prompt": ("prompts", "name"), "user": ("users", "email")}.get(by)
    known = [key for key in keys if key]
    if source is None or not known:
        return {}
    relation, column = source
    rows = connection.rows(connection.client.table(relation).select(f"id,{column}").in_("id", known))
    return {row["id"]: row[column] for row in rows if row[column]}


def _metrics(row: dict[str, Any]) -> Any:
    counts = ", ".join(f"{row[name]} {name}" for name in ("completed", "failed", "cancelled", "running", "pending"))
    rate = row["success_rate"]
    latencies = (("mean", "avg"), ("p50", "p50"), ("p95", "p95"), ("p99", "p99"))
    spread = ", ".join(f"{name} {milliseconds(row[f'{key}_latency_ms'])}" for name, key in latencies)
    return pairs(
        (
            ("executions", f"{row['total']}: {counts}"),
            ("success", None if rate is None else f"{float(rate):.1%}"),
            ("latency", spread if row["avg_latency_ms"] is not None else None),
            ("tokens", f"{row['input_tokens'] or 0:,} in + {row['output_tokens'] or 0:,} out"),
            ("cost", Text(money(row["total_cost_usd"] or "0"), "bold")),
            ("per execution", money(row["avg_cost_usd"]) if row["avg_cost_usd"] else None),
        )
    )
