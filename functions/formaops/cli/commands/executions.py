"""Executions: list, show, cancel."""

import re
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer
from rich.text import Text

from formaops.cli.failures import missing, misused
from formaops.cli.options import AsJson, Tenant, begin
from formaops.cli.output import clean, heading, milliseconds, moment, money, pairs, pretty_json, table, word

if TYPE_CHECKING:
    from formaops.cli.session import Connection

app = typer.Typer(no_args_is_help=True, rich_markup_mode="markdown", help="What ran, how it went and what it cost.")

ExecutionId = Annotated[
    str, typer.Argument(metavar="ID", help="Its id, or the first 4 or more digits of it.", show_default=False)
]

_COLUMNS = (
    "id,tenant_id,prompt_id,prompt_version,user_id,inputs,context,status,priority,model,output,validated_output,"
    "validation_status,validation_results,token_usage,latency_ms,cost_usd::text,cost_is_complete,error,created_at,"
    "started_at,completed_at,cancel_requested_at,edge_function_id"
)
_CALLS = (
    "kind,model,outcome,input_tokens,output_tokens,cache_read_tokens,cache_write_tokens,cost_usd::text,price_source,"
    "price_version,is_estimate,latency_ms,error,started_at"
)
_DIGITS = re.compile(r"[0-9a-f]{4,32}")


@app.command("list")
def list_executions(
    context: typer.Context,
    prompt: Annotated[str | None, typer.Option(help="Only of this prompt: name or id.", show_default=False)] = None,
    status: Annotated[
        Literal["PENDING", "RUNNING", "COMPLETED", "FAILED", "CANCELLED"] | None, typer.Option(show_default=False)
    ] = None,
    limit: Annotated[int, typer.Option("--limit", "-n", min=1, max=1000)] = 20,
    tenant: Tenant = None,
    as_json: AsJson = False,
) -> None:
    """List the tenant's executions, the last first.

    Example: `formaops executions list --status FAILED --limit 5`
    """
    from formaops.cli.prompts import find_prompt

    run = begin(context, as_json=as_json)
    connection = run.connect(tenant)
    columns = (
        "id,status,validation_status,prompt_id,prompt_version,model,cost_usd::text,cost_is_complete,latency_ms,"
        "created_at,prompts(name)"
    )
    query = connection.client.table("executions").select(columns).eq("tenant_id", connection.tenant_id)
    if prompt:
        query = query.eq("prompt_id", find_prompt(connection, prompt, "id")["id"])
    if status:
        query = query.eq("status", status)
    rows = connection.rows(query.order("created_at", desc=True).limit(limit))
    if as_json:
        run.output.json(rows)
    elif not rows:
        run.output.note("There are none. `formaops run --help` says how to run a prompt.")
    else:
        names = ("id", "status", "checks", "prompt", "v", "cost", "latency", "created")
        run.output.show(table(names, map(_row, rows), numbers=("v", "cost", "latency")))


@app.command()
def show(context: typer.Context, execution: ExecutionId, tenant: Tenant = None, as_json: AsJson = False) -> None:
    """Show an execution: inputs, answer, validations, every call of a model, and its log.

    Example: `formaops executions show 3f2a`
    """
    run = begin(context, as_json=as_json)
    connection = run.connect(tenant)
    found = find_execution(
        connection,
        execution,
        f"{_COLUMNS},model_calls({_CALLS}),execution_logs(level,message,metadata,timestamp),prompts(name)",
    )
    found["execution_logs"].sort(key=lambda log: log["timestamp"])
    if as_json:
        run.output.json(found)
        return
    from formaops.cli.records import record_view

    name = found["prompts"]["name"] if found["prompts"] else f"{found['prompt_id']} (deleted)"
    run.output.show(pairs((("prompt", Text(clean(name), "bold")),)), heading("Inputs"), pretty_json(found["inputs"]))
    run.output.show(record_view(as_record(found), with_output=True))
    if found["execution_logs"]:
        run.output.show(heading("Log"), _logs(found["execution_logs"]))


@app.command()
def cancel(context: typer.Context, execution: ExecutionId, tenant: Tenant = None, as_json: AsJson = False) -> None:
    """Stop an execution, wherever it runs. What was used is billed.

    Example: `formaops executions cancel 3f2a`
    """
    run = begin(context, as_json=as_json)
    connection = run.connect(tenant)
    body = {"id": find_execution(connection, execution, "id")["id"]}
    answer = connection.functions.call("cancel-execution", body)
    if as_json:
        run.output.json(answer)
    elif answer["status"] == "CANCELLED":
        run.output.note(f"Execution {answer['id']} is cancelled.", style="green")
    else:
        run.output.note(f"Execution {answer['id']} was asked to stop.", style="green")


def find_execution(connection: "Connection", reference: str, columns: str) -> dict[str, Any]:
    """The execution with this id, or whose id begins so. Raises Failure when there is none, or more than one."""
    first, last = id_range(reference)
    query = connection.client.table("executions").select(columns).gte("id", first).lte("id", last)
    rows = connection.rows(query.limit(2))
    if not rows:
        raise missing(f"There is no execution {reference} that you may see.", hint="See `formaops executions list`.")
    if len(rows) > 1:
        raise misused(f"Several executions begin with {reference}; give more digits.")
    return rows[0]


def id_range(reference: str) -> tuple[str, str]:
    """The first and the last UUID that begin with these digits."""
    digits = reference.replace("-", "").lower()
    if not _DIGITS.fullmatch(digits):
        raise misused(f"{reference!r} is no id: an id has 4 to 32 of the digits 0-9 and a-f.")
    return _uuid(digits.ljust(32, "0")), _uuid(digits.ljust(32, "f"))


def as_record(row: dict[str, Any]) -> dict[str, Any]:
    """A row with its ledger, in the shape in which the functions answer an execution."""
    attempts = [
        call
        | {"kind": call["kind"].lower(), "outcome": call["outcome"].lower()}
        | {"token_usage": {"input": call["input_tokens"], "output": call["output_tokens"]}}
        for call in row["model_calls"]
    ]
    return row | {"attempts": attempts, "validations": row["validation_results"] or []}


def _uuid(digits: str) -> str:
    return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))


def _row(row: dict[str, Any]) -> tuple[Any, ...]:
    cost = money(row["cost_usd"]) if row["cost_usd"] is not None else None
    return (
        row["id"][:8],
        word(row["status"]),
        word(row["validation_status"]),
        row["prompts"]["name"] if row["prompts"] else "(deleted)",
        row["prompt_version"],
        cost if row["cost_is_complete"] else f"{cost}+?",
        milliseconds(row["latency_ms"]),
        moment(row["created_at"]),
    )


def _logs(logs: list[dict[str, Any]]) -> Any:
    rows = []
    for log in logs:
        detail = ", ".join(f"{key} {value}" for key, value in (log["metadata"] or {}).items())
        message = Text.assemble(clean(log["message"]), (f"  {clean(detail)}" if detail else "", "dim"))
        rows.append((Text(log["timestamp"][11:23], "dim"), word(log["level"]), message))
    return table((" ", "level", "message"), rows)
