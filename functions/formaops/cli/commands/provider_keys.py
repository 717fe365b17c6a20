"""A tenant's own keys of model providers: which it has, a new one, one less; and for operators, all encrypted anew."""

import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.text import Text

from formaops.cli.failures import missing, misused
from formaops.cli.options import AsJson, Tenant, Yes, begin, confirm
from formaops.cli.output import clean, moment, table

if TYPE_CHECKING:
    from formaops.cli.session import Connection

app = typer.Typer(no_args_is_help=True, rich_markup_mode="markdown", help="The tenant's own keys of model providers.")

Provider = Annotated[
    str, typer.Argument(metavar="PROVIDER", help="As in PROVIDER:NAME of a model.", show_default=False)
]

_COLUMNS = "id,provider,label,last_characters,created_at,revoked_at,last_refused_at,users!created_by(email)"


@app.command("list")
def list_keys(
    context: typer.Context,
    everything: Annotated[bool, typer.Option("--all", help="Those that were revoked or replaced, too.")] = False,
    tenant: Tenant = None,
    as_json: AsJson = False,
) -> None:
    """Show which providers are asked with the tenant's own key. Of a key its last characters, no more.

    Example: `formaops provider-keys list`
    """
    run = begin(context, as_json=as_json)
    connection = run.connect(tenant)
    query = connection.client.table("provider_keys").select(_COLUMNS).eq("tenant_id", connection.tenant_id)
    if not everything:
        query = query.is_("revoked_at", "null")
    rows = connection.rows(query.order("provider").order("created_at", desc=True))
    if as_json:
        run.output.json(rows)
    elif rows:
        run.output.show(table(("provider", "key", "set", "by", ""), map(_line, rows)))
    else:
        run.output.note("There is none: providers are asked with the operator's keys, where the plan includes them.")


@app.command("set")
def set_key(
    context: typer.Context,
    provider: Provider,
    label: Annotated[str | None, typer.Option(help="What people call it.", show_default=False)] = None,
    tenant: Tenant = None,
    as_json: AsJson = False,
) -> None:
    """Give the tenant a key of its own; the one before is revoked. ADMIN.

    The key is asked for, or comes from stdin; it is never an argument, which other users of the machine could see.

    Example: `formaops provider-keys set openai --label "Team account" < key.txt`
    """
    run = begin(context, as_json=as_json)
    key = _asked(provider)
    made = run.connect(tenant).functions.call("provider-keys", {"provider": provider, "key": key, "label": label})
    if as_json:
        run.output.json(made)
    else:
        run.output.note(f"{provider} is asked with the key …{made['last_characters']} from now on.", style="green")


@app.command()
def revoke(
    context: typer.Context, provider: Provider, yes: Yes = False, tenant: Tenant = None, as_json: AsJson = False
) -> None:
    """Erase the tenant's key of a provider: no execution begins with it any more. ADMIN.

    The provider still knows it: revoke it there, too.

    Example: `formaops provider-keys revoke openai`
    """
    run = begin(context, as_json=as_json)
    confirm(f"Revoke the key of {provider}?", yes)
    connection = run.connect(tenant)
    revoked = connection.rpc("revoke_provider_key", provider_key_id=_find(connection, provider))
    if as_json:
        run.output.json(revoked)
    else:
        run.output.note(f"Revoked the key of {provider}.", style="green")


@app.command()
def reencrypt(
    context: typer.Context,
    batch: Annotated[int, typer.Option(min=1, max=1000, help="So many keys at a time.")] = 100,
    as_json: AsJson = False,
) -> None:
    """Encrypt the keys of all tenants with the first of FORMAOPS_PROVIDER_KEY_ENCRYPTION_KEYS. Operators.

    Broken off, it is run again: what is done stays done.

    Example: `formaops provider-keys reencrypt`
    """
    run = begin(context, as_json=as_json)
    functions = run.connect(None).functions
    done, unreadable, after = 0, list[str](), None
    columns = (TextColumn("encrypting anew"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=run.output.err, transient=True, disable=as_json) as progress:
        bar = progress.add_task("", total=None)
        while True:
            turn = functions.call("reencrypt-provider-keys", {"after": after, "limit": batch})
            done += turn["reencrypted"]
            unreadable += turn["unreadable"]
            seen = done + len(unreadable)
            progress.update(bar, completed=seen, total=seen + turn["remaining"])
            if (after := turn["after"]) is None:
                break
    if as_json:
        run.output.json({"reencrypted": done, "unreadable": unreadable})
        return
    run.output.note(f"Encrypted {done} keys anew.", style="green")
    if unreadable:
        run.output.note(
            f"{len(unreadable)} cannot be read: the key they are encrypted with is not set. {', '.join(unreadable)}",
            style="yellow",
        )


def _asked(provider: str) -> str:
    if sys.stdin.isatty():
        return str(typer.prompt(f"Key of {provider}", hide_input=True, err=True))
    key = sys.stdin.read().strip()
    if not key:
        raise misused("There is no key on stdin.")
    return key


def _find(connection: "Connection", provider: str) -> str:
    """The id of the tenant's key in force."""
    query = connection.client.table("provider_keys").select("id").eq("tenant_id", connection.tenant_id)
    rows = connection.rows(query.eq("provider", provider).is_("revoked_at", "null"))
    if not rows:
        raise missing(f"This tenant has no key of {provider}.")
    return str(rows[0]["id"])


def _line(row: dict[str, Any]) -> tuple[Any, ...]:
    name = Text.assemble(f"…{row['last_characters']}", (f"  {clean(row['label'])}" if row["label"] else "", "dim"))
    state = Text(f"revoked {moment(row['revoked_at'])}", "dim") if row["revoked_at"] else Text()
    if row["last_refused_at"] and not row["revoked_at"]:
        state = Text(f"refused {moment(row['last_refused_at'])}", "red")
    return (row["provider"], name, moment(row["created_at"]), (row["users"] or {}).get("email"), state)
