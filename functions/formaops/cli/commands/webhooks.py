"""Where the tenant is told of its budgets and executions, and what became of that."""

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any
from uuid import UUID

import typer
from rich.text import Text

from formaops.cli.failures import missing, misused
from formaops.cli.options import AsJson, Tenant, Yes, begin, confirm
from formaops.cli.output import clean, moment, pairs, table, verbatim, word

if TYPE_CHECKING:
    from formaops.cli.session import Connection

app = typer.Typer(
    no_args_is_help=True, rich_markup_mode="markdown", help="Being told of budgets and executions. For ADMINs."
)


class Event(StrEnum):
    THRESHOLD_REACHED = "budget.threshold_reached"
    EXCEEDED = "budget.exceeded"
    COMPLETED = "execution.completed"
    FAILED = "execution.failed"
    CANCELLED = "execution.cancelled"
    POISONED = "execution.poisoned"


Endpoint = Annotated[str, typer.Argument(metavar="URL", help="Address or id of the endpoint.", show_default=False)]
Events = Annotated[
    list[Event] | None, typer.Option("--event", help="Tell of this; may be repeated.", show_default=False)
]

_DELIVERIES = (
    "id,event_id,event_type,status,attempts,next_attempt_at,response_status,error,delivered_at,created_at,"
    "webhook_endpoints(url)"
)


@app.command("list")
def list_endpoints(context: typer.Context, tenant: Tenant = None, as_json: AsJson = False) -> None:
    """Show the endpoints: what each is told, and how it has been answering.

    Example: `formaops webhooks list`
    """
    run = begin(context, as_json=as_json)
    connection = run.connect(tenant)
    query = connection.client.table("webhook_endpoints").select("*").eq("tenant_id", connection.tenant_id)
    rows = connection.rows(query.order("created_at"))
    if as_json:
        run.output.json(rows)
    elif not rows:
        run.output.note("There is none, or you are not an ADMIN. `formaops webhooks create` makes one.")
    else:
        run.output.show(table(("endpoint", "told of", "answers"), map(_line, rows)))


@app.command()
def create(
    context: typer.Context,
    url: Annotated[str, typer.Argument(metavar="URL", help="Where to: public, and https.", show_default=False)],
    event: Events = None,
    description: Annotated[str | None, typer.Option(help="What it is for.", show_default=False)] = None,
    tenant: Tenant = None,
    as_json: AsJson = False,
) -> None:
    """Make an endpoint, and show its secret this once: what is sent is signed with it. ADMIN.

    Example: `formaops webhooks create https://hooks.example.com/formaops --event budget.exceeded`
    """
    run = begin(context, as_json=as_json)
    if not event:
        raise misused("Say of what it is told: --event budget.exceeded, say.")
    connection = run.connect(tenant)
    made = connection.rpc(
        "create_webhook_endpoint", url=url, events=list(dict.fromkeys(event)), description=description
    )
    if as_json:
        run.output.json(made)
        return
    _show_secret(run.output, made)
    run.output.note(f"Made. Try it: formaops webhooks test {url}", style="green")


@app.command()
def change(
    context: typer.Context,
    endpoint: Endpoint,
    url: Annotated[str | None, typer.Option(help="Another address.", show_default=False)] = None,
    event: Events = None,
    description: Annotated[str | None, typer.Option(help="What it is for.", show_default=False)] = None,
    active: Annotated[
        bool | None, typer.Option("--active/--inactive", help="Whether it is told.", show_default=False)
    ] = None,
    tenant: Tenant = None,
    as_json: AsJson = False,
) -> None:
    """Change where to and of what, or switch it off and on. ADMIN.

    Example: `formaops webhooks change https://hooks.example.com/formaops --active`
    """
    run = begin(context, as_json=as_json)
    columns = {
        "url": url,
        "events": list(dict.fromkeys(event)) if event else None,
        "description": description,
        "is_active": active,
    }
    columns = {column: value for column, value in columns.items() if value is not None}
    if not columns:
        raise misused("Say what to change: --url, --event, --description, --active or --inactive.")
    connection = run.connect(tenant)
    query = connection.client.table("webhook_endpoints").update(columns).eq("id", _find(connection, endpoint))
    changed = connection.rows(query)
    if not changed:
        raise missing(f"There is no endpoint {endpoint!r} any more.")
    if as_json:
        run.output.json(changed[0])
    else:
        run.output.note("Changed.", style="green")


@app.command()
def rotate(
    context: typer.Context,
    endpoint: Endpoint,
    overlap: Annotated[
        int, typer.Option(min=0, max=168, metavar="HOURS", help="How long the old secret signs, too.")
    ] = 24,
    tenant: Tenant = None,
    as_json: AsJson = False,
) -> None:
    """Make a new secret, and show it this once. ADMIN.

    Example: `formaops webhooks rotate https://hooks.example.com/formaops --overlap 48`
    """
    run = begin(context, as_json=as_json)
    connection = run.connect(tenant)
    turned = connection.rpc("rotate_webhook_secret", endpoint_id=_find(connection, endpoint), overlap_hours=overlap)
    if as_json:
        run.output.json(turned)
        return
    _show_secret(run.output, turned)
    until = turned["previous_until"]
    run.output.note(f"The old one signs until {moment(until)}, too." if until else "The old one signs no more.")


@app.command()
def delete(
    context: typer.Context, endpoint: Endpoint, yes: Yes = False, tenant: Tenant = None, as_json: AsJson = False
) -> None:
    """Delete an endpoint with its secret and its deliveries. ADMIN.

    Example: `formaops webhooks delete https://hooks.example.com/formaops`
    """
    run = begin(context, as_json=as_json)
    confirm(f"Delete the endpoint {endpoint!r} and what it was told?", yes)
    connection = run.connect(tenant)
    query = connection.client.table("webhook_endpoints").delete().eq("id", _find(connection, endpoint))
    deleted = connection.rows(query)
    if as_json:
        run.output.json(deleted)
    else:
        run.output.note("Deleted.", style="green")


@app.command("test")
def send_test(context: typer.Context, endpoint: Endpoint, tenant: Tenant = None, as_json: AsJson = False) -> None:
    """Send an event `webhook.test`. `formaops webhooks deliveries` shows what becomes of it. ADMIN.

    Example: `formaops webhooks test https://hooks.example.com/formaops`
    """
    run = begin(context, as_json=as_json)
    connection = run.connect(tenant)
    sent = connection.rpc("send_test_webhook", endpoint_id=_find(connection, endpoint))
    if as_json:
        run.output.json(sent)
    else:
        run.output.note("Waits for a worker. `formaops webhooks deliveries` shows what becomes of it.")


@app.command()
def deliveries(
    context: typer.Context,
    endpoint: Annotated[
        str | None, typer.Option(metavar="URL", help="Only to this endpoint.", show_default=False)
    ] = None,
    failed: Annotated[bool, typer.Option("--failed", help="Only those that were given up.")] = False,
    limit: Annotated[int, typer.Option(min=1, max=1000, help="The newest so many.")] = 20,
    tenant: Tenant = None,
    as_json: AsJson = False,
) -> None:
    """Show what endpoints were told, and what became of it. ADMIN.

    Example: `formaops webhooks deliveries --failed`
    """
    run = begin(context, as_json=as_json)
    connection = run.connect(tenant)
    query = connection.client.table("webhook_deliveries").select(_DELIVERIES).eq("tenant_id", connection.tenant_id)
    if endpoint:
        query = query.eq("endpoint_id", _find(connection, endpoint))
    if failed:
        query = query.eq("status", "FAILED")
    rows = connection.rows(query.order("created_at", desc=True).limit(limit))
    if as_json:
        run.output.json(rows)
    elif not rows:
        run.output.note("Nothing was told.")
    else:
        columns = ("id", "when", "event", "status", "what happened")
        run.output.show(table(columns, map(_told, rows), numbers=("id",)))


@app.command()
def redeliver(
    context: typer.Context,
    delivery: Annotated[UUID, typer.Argument(metavar="ID", help="Of the delivery.", show_default=False)],
    tenant: Tenant = None,
    as_json: AsJson = False,
) -> None:
    """Tell the same event once more, under the same webhook-id. ADMIN.

    Example: `formaops webhooks redeliver 4e5c…`
    """
    run = begin(context, as_json=as_json)
    again = run.connect(tenant).rpc("redeliver_webhook", delivery_id=str(delivery))
    if as_json:
        run.output.json(again)
    else:
        run.output.note(f"Waits for a worker, as delivery {again['id']}.")


def _find(connection: "Connection", endpoint: str) -> str:
    """The id of the tenant's endpoint with this address or id."""
    query = connection.client.table("webhook_endpoints").select("id,url").eq("tenant_id", connection.tenant_id)
    found = [row["id"] for row in connection.rows(query) if endpoint in (row["id"], row["url"])]
    if not found:
        raise missing(f"There is no endpoint {endpoint!r} in this tenant, or you are not an ADMIN of it.")
    if len(found) > 1:
        raise misused(f"Several endpoints have this address; name one by its id: {', '.join(found)}.")
    return str(found[0])


def _show_secret(output: Any, answer: dict[str, Any]) -> None:
    output.show(pairs([("secret", verbatim(answer["secret"]))]))
    output.note("It is not shown again.")


def _line(row: dict[str, Any]) -> tuple[Any, ...]:
    name = Text.assemble(clean(row["url"]), (f"\n{clean(row['description'])}" if row["description"] else "", "dim"))
    return (name, "\n".join(row["events"]), _health(row))


def _health(row: dict[str, Any]) -> Text:
    if not row["is_active"]:
        why = {"GONE": "it answered 410", "FAILING": "nothing got through"}.get(row["disabled_reason"], "by an ADMIN")
        return Text(f"off since {moment(row['disabled_at'])}: {why}", style="red")
    if row["failing_since"]:
        return Text(f"fails since {moment(row['failing_since'])}, {row['consecutive_failures']} times", style="yellow")
    last = row["last_success_at"]
    return Text(f"well, last {moment(last)}", style="green") if last else Text("was told nothing yet", style="dim")


def _told(row: dict[str, Any]) -> tuple[Any, ...]:
    happened = row["error"] or (f"HTTP {row['response_status']}" if row["response_status"] else "–")
    if row["attempts"] > 1:
        happened += f", attempt {row['attempts']}"
    if row["status"] == "PENDING" and row["attempts"]:
        happened += f", again at {moment(row['next_attempt_at'])}"
    return (row["id"], moment(row["created_at"]), row["event_type"], word(row["status"]), happened)
