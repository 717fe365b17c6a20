"""API keys: made, listed, rotated and revoked."""

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Annotated, Any

import typer

from formaops.cli.failures import missing, misused
from formaops.cli.options import AsJson, Tenant, Yes, begin, confirm
from formaops.cli.output import moment, table, verbatim, word

if TYPE_CHECKING:
    from formaops.cli.options import Run

app = typer.Typer(no_args_is_help=True, rich_markup_mode="markdown", help="Keys for programs that nobody signs in to.")

Key = Annotated[
    str, typer.Argument(metavar="KEY", help="Name, id, or beginning of the id; never the key.", show_default=False)
]
_ENDED = ("revoked", "expired")
_COLUMNS = (
    "id,name,last_four,scopes,user_id,expires_at,revoked_at,rotated_from,last_used_at,requests_per_minute,"
    "tokens_per_minute,created_at"
)


@app.command("list")
def list_keys(context: typer.Context, tenant: Tenant = None, as_json: AsJson = False) -> None:
    """Show your keys in the tenant; as an ADMIN, those of everybody. Keys that have ended stay in the list.

    Example: `formaops keys list`
    """
    run = begin(context, as_json=as_json)
    connection = run.connect(tenant)
    query = connection.client.table("api_keys").select(_COLUMNS).eq("tenant_id", connection.tenant_id)
    rows = connection.rows(query.order("created_at", desc=True))
    if as_json:
        run.output.json(rows)
    elif not rows:
        run.output.note("There is none. `formaops keys create` makes one.")
    else:
        lines = (
            (
                row["id"][:8],
                row["name"],
                f"…{row['last_four']}",
                "\n".join(row["scopes"]),
                word(_state(row)),
                _used(row),
            )
            for row in rows
        )
        run.output.show(table(("id", "name", "ends in", "scopes", "", "last used"), lines))


@app.command()
def create(
    context: typer.Context,
    name: Annotated[str, typer.Argument(metavar="NAME", help="For people to know it by.", show_default=False)],
    scope: Annotated[
        list[str],
        typer.Option("--scope", help="What it may, such as executions:write; may be repeated.", show_default=False),
    ],
    days: Annotated[
        int | None,
        typer.Option(min=1, max=36_500, help="It expires after so many days; never without.", show_default=False),
    ] = None,
    requests: Annotated[
        int | None, typer.Option(min=1, max=2**31 - 1, help="At most so many a minute.", show_default=False)
    ] = None,
    tokens: Annotated[
        int | None, typer.Option(min=1, max=2**31 - 1, help="At most so many a minute.", show_default=False)
    ] = None,
    tenant: Tenant = None,
    as_json: AsJson = False,
) -> None:
    """Make a key that acts as you in the tenant, and show it this once. The key alone stands on stdout.

    Example: `formaops keys create "nightly job" --scope executions:write --days 90`
    """
    run = begin(context, as_json=as_json)
    order: dict[str, Any] = {"name": name, "scopes": list(dict.fromkeys(scope))}
    if days is not None:
        order["expires_at"] = (datetime.now(UTC) + timedelta(days=days)).isoformat()
    order |= {
        column: value
        for column, value in (("requests_per_minute", requests), ("tokens_per_minute", tokens))
        if value is not None
    }
    _show(run, run.connect(tenant).functions.call("api-keys", order))


@app.command()
def rotate(
    context: typer.Context,
    key: Key,
    overlap: Annotated[int, typer.Option(min=0, max=720, metavar="HOURS", help="The old one works on so long.")] = 24,
    tenant: Tenant = None,
    as_json: AsJson = False,
) -> None:
    """Make a key that takes over from yours, and show it this once.

    Example: `formaops keys rotate "nightly job" --overlap 1`
    """
    run = begin(context, as_json=as_json)
    connection = run.connect(tenant)
    key_id = _find(connection, key)
    _show(run, connection.functions.call(f"api-keys/{key_id}/rotate", {"overlap_seconds": overlap * 3600}))


@app.command()
def revoke(context: typer.Context, key: Key, yes: Yes = False, tenant: Tenant = None, as_json: AsJson = False) -> None:
    """End a key at once and for good: yours, or as an ADMIN anybody's in the tenant.

    Example: `formaops keys revoke "nightly job"`
    """
    run = begin(context, as_json=as_json)
    confirm(f"Revoke the key {key!r}? What uses it stops at once.", yes)
    connection = run.connect(tenant)
    revoked = connection.rpc("revoke_api_key", api_key_id=_find(connection, key))
    if as_json:
        run.output.json(revoked)
    else:
        run.output.note(f"Revoked {revoked['name']!r} (…{revoked['last_four']}).", style="green")


def _show(run: "Run", made: dict[str, Any]) -> None:
    if run.output.as_json:
        run.output.json(made)
        return
    run.output.show(verbatim(made["key"]))
    ends = f" It expires {moment(made['expires_at'])}." if made["expires_at"] else ""
    run.output.note(
        f"This is {made['name']!r}, shown this once: keep it where your program keeps its secrets.{ends}",
        style="yellow",
    )


def _find(connection: Any, key: str) -> str:
    """The id of a key that still works: one that was replaced and has expired has the name of its successor."""
    if key.startswith("fo_live_"):
        raise misused("Name the key, or give the beginning of its id: the key itself belongs into no command line.")
    columns = "id,name,expires_at,revoked_at"
    query = connection.client.table("api_keys").select(columns).eq("tenant_id", connection.tenant_id)
    rows = connection.rows(query.is_("revoked_at", "null").order("created_at", desc=True))
    rows = [row for row in rows if _state(row) not in _ENDED]
    found = [row["id"] for row in rows if row["name"] == key or (len(key) >= 4 and row["id"].startswith(key.lower()))]
    if not found:
        raise missing(f"There is no key {key!r} that still works in this tenant.")
    if len(found) > 1:
        raise misused(
            f"{len(found)} keys are called {key!r}.", hint="Give the beginning of the id: `formaops keys list`."
        )
    return str(found[0])


def _state(row: dict[str, Any]) -> str:
    if row["revoked_at"]:
        return _ENDED[0]
    if row["expires_at"] and datetime.fromisoformat(row["expires_at"]) <= datetime.now(UTC):
        return _ENDED[1]
    return f"until {moment(row['expires_at'])}" if row["expires_at"] else "works"


def _used(row: dict[str, Any]) -> str | None:
    return moment(row["last_used_at"])
