"""Validations of a prompt's output."""

from typing import Annotated, Any, Literal

import typer

from formaops.cli.commands.prompts import config_view
from formaops.cli.failures import missing, misused
from formaops.cli.inputs import read_json, read_text
from formaops.cli.options import AsJson, PromptName, Tenant, Yes, begin, confirm
from formaops.cli.output import heading

app = typer.Typer(no_args_is_help=True, rich_markup_mode="markdown", help="The checks on a prompt's output.")

Name = Annotated[str, typer.Argument(metavar="NAME", help="Name of the validation.", show_default=False)]


@app.command("list")
def list_validations(
    context: typer.Context, prompt: PromptName, tenant: Tenant = None, as_json: AsJson = False
) -> None:
    """Show the validations of a prompt's working copy.

    Example: `formaops validations list "AI Code Reviewer"`
    """
    from formaops.cli.prompts import find_prompt

    run = begin(context, as_json=as_json)
    connection = run.connect(tenant)
    row = find_prompt(connection, prompt, "id")
    query = connection.client.table("validations").select("id,name,type,config,is_active,created_at,updated_at")
    rows = connection.rows(query.eq("prompt_id", row["id"]).order("created_at"))
    if as_json:
        run.output.json(rows)
        return
    for validation in rows:
        inactive = "" if validation["is_active"] else ", not active"
        run.output.show(heading(f"{validation['name']} ({validation['type']}{inactive})"), config_view(validation))
    if not rows:
        run.output.note("It has none: every output passes.")


@app.command()
def save(
    context: typer.Context,
    prompt: PromptName,
    name: Name,
    kind: Annotated[Literal["SCHEMA", "REGEX", "FUNCTION"], typer.Option("--type", show_default=False)],
    config: Annotated[
        str | None, typer.Option(metavar="FILE", help="SCHEMA: the JSON Schema; - is stdin.", show_default=False)
    ] = None,
    pattern: Annotated[
        str | None, typer.Option(metavar="REGEX", help="REGEX: an RE2 pattern.", show_default=False)
    ] = None,
    flags: Annotated[str | None, typer.Option(help="REGEX: its flags, such as i.", show_default=False)] = None,
    code: Annotated[
        str | None,
        typer.Option(
            metavar="FILE", help="FUNCTION: JavaScript defining validate(output, context).", show_default=False
        ),
    ] = None,
    inactive: Annotated[bool, typer.Option("--inactive", help="Keep it, but do not use it.")] = False,
    tenant: Tenant = None,
    as_json: AsJson = False,
) -> None:
    """Add a validation to a prompt, or replace the one of that name. One that is itself wrong is refused.

    It counts for the working copy at once, and for what runs after the next publishing.

    Example: `formaops validations save Greeter polite --type REGEX --pattern '(?i)please'`
    """
    body = {"prompt": prompt, "name": name, "type": kind, "config": _config(kind, config, pattern, flags, code)}
    run = begin(context, as_json=as_json)
    saved = run.connect(tenant).functions.call("save-validation", body | {"is_active": not inactive})
    if as_json:
        run.output.json(saved)
    else:
        run.output.note(f"Saved {name!r}. `formaops prompts publish {prompt!r}` puts it to work.", style="green")


@app.command()
def delete(
    context: typer.Context,
    prompt: PromptName,
    name: Name,
    yes: Yes = False,
    tenant: Tenant = None,
    as_json: AsJson = False,
) -> None:
    """Remove a validation from a prompt's working copy. Published versions keep theirs.

    Example: `formaops validations delete Greeter polite`
    """
    from formaops.cli.prompts import find_prompt

    run = begin(context, as_json=as_json)
    confirm(f"Remove the validation {name!r} of {prompt!r}?", yes)
    connection = run.connect(tenant)
    row = find_prompt(connection, prompt, "id")
    query = connection.client.table("validations").delete().eq("prompt_id", row["id"]).eq("name", name)
    removed = connection.rows(query)
    if not removed:
        raise missing(f"There is no validation {name!r} of {prompt!r} that you may remove.")
    if as_json:
        run.output.json(removed[0])
    else:
        run.output.note(f"Removed {name!r}.", style="green")


def _config(kind: str, config: str | None, pattern: str | None, flags: str | None, code: str | None) -> Any:
    """What is stored, from the option that belongs to the type, or from a whole configuration."""
    given = {"--config": config, "--pattern": pattern, "--code": code}
    own = {"SCHEMA": "--config", "REGEX": "--pattern", "FUNCTION": "--code"}[kind]
    named = [option for option, value in given.items() if value is not None]
    if len(named) != 1 or named[0] not in (own, "--config") or (flags and pattern is None):
        also = " and, if need be, --flags" if kind == "REGEX" else ""
        raise misused(f"A validation of type {kind} takes {own}{also}, or --config with all of its configuration.")
    if pattern is not None:
        return {"pattern": pattern} | ({"flags": flags} if flags else {})
    if code is not None:
        return {"code": read_text(code)}
    return read_json(config or "-")
