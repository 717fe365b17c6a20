"""Prompts: list, show, write, publish, compare, delete."""

from typing import Annotated, Any, Literal
from uuid import UUID

import typer
from rich.console import RenderableType
from rich.text import Text

from formaops.cli.failures import Failure, misused
from formaops.cli.inputs import read_json, read_json_object, read_text
from formaops.cli.options import AsJson, PromptName, Run, Tenant, Yes, begin, confirm
from formaops.cli.output import clean, heading, moment, pairs, pretty_json, table, verbatim, word

app = typer.Typer(no_args_is_help=True, rich_markup_mode="markdown", help="Write, publish and compare prompts.")

Message = Annotated[
    str | None, typer.Option("--message", "-m", help="What has changed, for the version's history.", show_default=False)
]
Tags = Annotated[list[str] | None, typer.Option("--tag", help="May be given several times.", show_default=False)]
VariablesFile = Annotated[
    str | None, typer.Option("--variables", metavar="FILE", help="JSON array of definitions.", show_default=False)
]
ParametersFile = Annotated[
    str | None,
    typer.Option("--parameters", metavar="FILE", help="JSON object: temperature, max_tokens, …", show_default=False),
]
OwnModel = Annotated[str | None, typer.Option(metavar="PROVIDER:NAME", help="The model to ask.", show_default=False)]
FallbackModel = Annotated[
    str | None, typer.Option(metavar="PROVIDER:NAME", help="Asked when the first gives up.", show_default=False)
]
Description = Annotated[str | None, typer.Option(help="What the prompt is for.", show_default=False)]


@app.command("list")
def list_prompts(
    context: typer.Context,
    search: Annotated[
        str | None, typer.Option(metavar="TEXT", help="Part of the name or description.", show_default=False)
    ] = None,
    status: Annotated[Literal["DRAFT", "PUBLISHED", "ARCHIVED"] | None, typer.Option(show_default=False)] = None,
    tag: Tags = None,
    limit: Annotated[int, typer.Option("--limit", "-n", min=1, max=100)] = 50,
    tenant: Tenant = None,
    as_json: AsJson = False,
) -> None:
    """List the tenant's prompts, the last changed first.

    Example: `formaops prompts list --search review --status PUBLISHED`
    """
    run = begin(context, as_json=as_json)
    columns = "id,name,description,status,published_version,version,model,tags,updated_at"
    rows = run.connect(tenant).rpc(
        "search_prompts", columns, query=search, status=status, tags=tag or None, limit=limit
    )
    if as_json:
        run.output.json(rows)
    elif not rows:
        run.output.note("There are no such prompts. `formaops prompts create --help` says how to make one.")
    else:
        run.output.show(
            table(
                ("name", "status", "runs", "next", "model", "tags", "changed"),
                (
                    (
                        Text(clean(row["name"]), "bold"),
                        word(row["status"]),
                        row["published_version"],
                        row["version"],
                        row["model"],
                        ", ".join(row["tags"]),
                        moment(row["updated_at"]),
                    )
                    for row in rows
                ),
                numbers=("runs", "next"),
            )
        )


@app.command()
def show(
    context: typer.Context,
    prompt: PromptName,
    version: Annotated[
        int | None, typer.Option(min=1, help="A published version, not the working copy.", show_default=False)
    ] = None,
    tenant: Tenant = None,
    as_json: AsJson = False,
) -> None:
    """Show a prompt: template, variables, validations, model, and its versions.

    Example: `formaops prompts show "AI Code Reviewer" --version 1`
    """
    from formaops.cli import prompts

    run = begin(context, as_json=as_json)
    connection = run.connect(tenant)
    row = prompts.find_prompt(connection, prompt)
    history = prompts.versions(connection, row)
    parts = prompts.frozen(connection, row, version) if version else prompts.working_copy(connection, row)
    if as_json:
        run.output.json(row | parts | {"versions": history})
        return
    run.output.show(_head(row, parts, version), *_parts(parts))
    if history:
        rows = ((v["version"], moment(v["created_at"]), v["change_log"]) for v in history)
        run.output.show(heading("Versions"), table(("version", "published", "message"), rows, numbers=("version",)))


@app.command()
def create(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="Its name, unique in the tenant.", show_default=False)],
    template: Annotated[str, typer.Option(metavar="FILE", help="Liquid text; - is stdin.", show_default=False)],
    variables: VariablesFile = None,
    parameters: ParametersFile = None,
    model: OwnModel = None,
    fallback_model: FallbackModel = None,
    description: Description = None,
    tag: Tags = None,
    tenant: Tenant = None,
    as_json: AsJson = False,
) -> None:
    """Make a prompt, a draft until it is published. The template is checked before it is saved.

    Without --variables, each variable that the template uses is declared as a required string.

    Example: `formaops prompts create Greeter --template greeter.liquid --model local:smollm2`
    """
    from formaops.cli.prompts import COLUMNS, declared, refuse_faulty

    run = begin(context, as_json=as_json)
    row: dict[str, Any] = {"name": name, "template": read_text(template)}
    definitions = read_json(variables) if variables else None
    row |= _given(parameters, model, fallback_model, description, tag)
    connection = run.connect(tenant)
    if definitions is None:
        used = connection.functions.call("test-prompt", {"template": row["template"], "variables": []})
        definitions = declared(used["variables_used"])
        if definitions:
            names = ", ".join(used["variables_used"])
            run.output.note(f"Declared as required strings: {names}. --variables FILE says more about them.")
    else:
        refuse_faulty(connection, {"template": row["template"], "variables": definitions})
    row |= {"variables": definitions, "tenant_id": connection.tenant_id}
    made = connection.rows(connection.client.table("prompts").insert(row))[0]
    _tell(run, {key: made[key] for key in COLUMNS.split(",")}, f"Made the draft {name!r}.")
    run.output.note(f"Next: `formaops test {name!r}`, then `formaops prompts publish {name!r}`.")


@app.command()
def edit(
    context: typer.Context,
    prompt: PromptName,
    name: Annotated[str | None, typer.Option(help="A new name.", show_default=False)] = None,
    template: Annotated[
        str | None, typer.Option(metavar="FILE", help="Liquid text; - is stdin.", show_default=False)
    ] = None,
    variables: VariablesFile = None,
    parameters: ParametersFile = None,
    model: OwnModel = None,
    fallback_model: FallbackModel = None,
    description: Description = None,
    tag: Tags = None,
    tenant: Tenant = None,
    as_json: AsJson = False,
) -> None:
    """Change a prompt's working copy; what runs stays as it is until you publish. Checked before it is saved.

    Example: `formaops prompts edit Greeter --template greeter.liquid --variables greeter.json`
    """
    from formaops.cli import prompts

    run = begin(context, as_json=as_json)
    change = _given(parameters, model, fallback_model, description, tag)
    change |= {"name": name} if name else {}
    change |= {"template": read_text(template)} if template else {}
    change |= {"variables": read_json(variables)} if variables else {}
    if not change:
        raise misused("There is nothing to change.", hint="See `formaops prompts edit --help`.")
    connection = run.connect(tenant)
    row = prompts.find_prompt(connection, prompt)
    if "template" in change or "variables" in change:
        changed = row | change
        prompts.refuse_faulty(connection, {"template": changed["template"], "variables": changed["variables"]})
    rows = connection.rows(connection.client.table("prompts").update(change).eq("id", row["id"]))
    if not rows:
        raise _not_yours(prompt)
    _tell(run, {key: rows[0][key] for key in prompts.COLUMNS.split(",")}, f"Saved the working copy of {row['name']!r}.")
    run.output.note(f"`formaops prompts diff {rows[0]['name']!r}` shows what publishing would change.")


@app.command()
def publish(
    context: typer.Context, prompt: PromptName, message: Message = None, tenant: Tenant = None, as_json: AsJson = False
) -> None:
    """Freeze the working copy as a version, which runs from now on.

    Refused when the template or a validation is wrong in itself.

    Example: `formaops prompts publish "AI Code Reviewer" --message "asks for line numbers"`
    """
    from formaops.cli.prompts import find_prompt, refuse_faulty

    run = begin(context, as_json=as_json)
    connection = run.connect(tenant)
    row = find_prompt(connection, prompt, "id,name")
    try:
        refuse_faulty(connection, {"prompt": row["id"]})
    except Failure as failure:
        raise Failure(failure.problem, hint="Nothing was published. Mend this and publish again.") from failure
    published = connection.rpc("publish_prompt", prompt_id=row["id"], change_log=message)
    _tell(run, published, f"{row['name']!r} now runs version {published['published_version']}.")


@app.command()
def rollback(
    context: typer.Context,
    prompt: PromptName,
    version: Annotated[int, typer.Argument(min=1, help="The version to go back to.", show_default=False)],
    message: Message = None,
    tenant: Tenant = None,
    as_json: AsJson = False,
) -> None:
    """Publish an old version as a new one. The working copy stays as it is.

    Example: `formaops prompts rollback "AI Code Reviewer" 1`
    """
    from formaops.cli.prompts import find_prompt

    run = begin(context, as_json=as_json)
    connection = run.connect(tenant)
    row = find_prompt(connection, prompt, "id,name")
    published = connection.rpc("rollback_prompt", prompt_id=row["id"], version=version, change_log=message)
    number = published["published_version"]
    _tell(run, published, f"{row['name']!r} now runs version {number}, which is version {version} again.")


@app.command()
def archive(context: typer.Context, prompt: PromptName, tenant: Tenant = None, as_json: AsJson = False) -> None:
    """Take a prompt out of use; publishing brings it back.

    Example: `formaops prompts archive Greeter`
    """
    _transition(begin(context, as_json=as_json), "archive_prompt", prompt, tenant, "{!r} is archived.")


@app.command()
def delete(
    context: typer.Context, prompt: PromptName, yes: Yes = False, tenant: Tenant = None, as_json: AsJson = False
) -> None:
    """Delete a prompt. Its executions and costs stay, and it can be restored by its id.

    Example: `formaops prompts delete Greeter`
    """
    run = begin(context, as_json=as_json)
    confirm(f"Delete the prompt {prompt!r}?", yes)
    row = _transition(run, "delete_prompt", prompt, tenant, "{!r} is deleted.")
    run.output.note(f"`formaops prompts restore {row['id']}` brings it back.")


@app.command()
def restore(
    context: typer.Context,
    prompt_id: Annotated[UUID, typer.Argument(metavar="ID", help="Id of the deleted prompt.", show_default=False)],
    as_json: AsJson = False,
) -> None:
    """Bring a deleted prompt back.

    Example: `formaops prompts restore 00000000-0000-4000-8000-000000000101`
    """
    run = begin(context, as_json=as_json)
    row = run.connect(None).rpc("restore_prompt", prompt_id=str(prompt_id))
    _tell(run, row, f"{row['name']!r} is back.")


@app.command()
def diff(
    context: typer.Context,
    prompt: PromptName,
    old: Annotated[str, typer.Argument(metavar="FROM", help="A version, 'published' or 'working'.")] = "published",
    new: Annotated[str, typer.Argument(metavar="TO", help="A version, 'published' or 'working'.")] = "working",
    tenant: Tenant = None,
    as_json: AsJson = False,
) -> None:
    """Compare two versions, or what runs with the working copy: template, variables, validations, model, parameters.

    Example: `formaops prompts diff "AI Code Reviewer" 1 2`
    """
    from formaops.cli.diffs import coloured, differences
    from formaops.cli.prompts import find_prompt

    run = begin(context, as_json=as_json)
    connection = run.connect(tenant)
    row = find_prompt(connection, prompt)
    sides = [_side(connection, row, given) for given in (old, new)]
    found = differences(sides[0][1], sides[1][1], (sides[0][0], sides[1][0]))
    if as_json:
        run.output.json({"from": sides[0][0], "to": sides[1][0], "differences": found})
    elif not found:
        run.output.note(f"{sides[0][0]} and {sides[1][0]} do not differ.")
    else:
        run.output.show(*(coloured(text) for text in found.values()))


def _side(connection: Any, prompt: dict[str, Any], given: str) -> tuple[str, dict[str, Any]]:
    from formaops.cli.prompts import frozen, working_copy

    if given == "working":
        return "working copy", working_copy(connection, prompt)
    if given == "published":
        if prompt["published_version"] is None:
            return "nothing published", {}
        given = str(prompt["published_version"])
    if not given.isdecimal():
        raise misused(f"{given!r} is neither a version, 'published' nor 'working'.")
    return f"version {int(given)}", frozen(connection, prompt, int(given))


def _transition(run: Run, rpc: str, prompt: str, tenant: UUID | None, message: str) -> dict[str, Any]:
    from formaops.cli.prompts import find_prompt

    connection = run.connect(tenant)
    row: dict[str, Any] = connection.rpc(rpc, prompt_id=find_prompt(connection, prompt, "id")["id"])
    _tell(run, row, message.format(row["name"]))
    return row


def _tell(run: Run, row: dict[str, Any], message: str) -> None:
    """The changed row for scripts, a sentence for people."""
    if run.output.as_json:
        run.output.json(row)
    else:
        run.output.note(message, style="green")


def _given(
    parameters: str | None, model: str | None, fallback: str | None, description: str | None, tags: list[str] | None
) -> dict[str, Any]:
    values = {"model": model, "fallback_model": fallback, "description": description, "tags": tags or None}
    row: dict[str, Any] = {name: value for name, value in values.items() if value is not None}
    return row | ({"parameters": read_json_object(parameters, "--parameters")} if parameters else {})


def _not_yours(prompt: str) -> Failure:
    detail = f"You may see {prompt!r} but not change it: that takes a MEMBER of its tenant."
    return Failure({"title": "Not allowed", "status": 403, "detail": detail, "code": "forbidden"})


def _head(row: dict[str, Any], parts: dict[str, Any], version: int | None) -> RenderableType:
    shown = f"version {version}" if version else f"working copy, to be version {row['version']}"
    runs = f"version {row['published_version']}" if row["published_version"] else "nothing yet"
    return pairs(
        (
            ("name", Text(clean(row["name"]), "bold")),
            ("id", row["id"]),
            ("status", Text.assemble(word(row["status"]), f", runs {runs}")),
            ("shown", shown),
            ("description", row["description"]),
            ("model", parts["model"]),
            ("fallback", parts["fallback_model"]),
            ("tags", ", ".join(row["tags"])),
        )
    )


def _parts(parts: dict[str, Any]) -> list[RenderableType]:
    shown: list[RenderableType] = [heading("Template"), verbatim(parts["template"])]
    if parts["variables"]:
        shown += [heading("Variables"), _variables(parts["variables"])]
    if parts["parameters"]:
        shown += [heading("Parameters"), pretty_json(parts["parameters"])]
    for validation in parts["validations"]:
        shown += [heading(f"Validation: {validation['name']} ({validation['type']})"), config_view(validation)]
    return shown


def _variables(definitions: list[dict[str, Any]]) -> RenderableType:
    known = ("name", "type", "required", "defaultValue", "options", "description")
    rows = []
    for definition in definitions:
        limits = [f"{key} {value}" for key, value in definition.items() if key not in known and value is not None]
        options = [f"one of {', '.join(map(str, definition['options']))}"] if definition.get("options") else []
        default = definition.get("defaultValue")
        rows.append(
            (
                definition["name"],
                definition.get("type", "string"),
                "yes" if definition.get("required") else "no",
                None if default is None else str(default),
                "; ".join(options + limits),
                definition.get("description"),
            )
        )
    return table(("name", "type", "required", "default", "limits", "description"), rows)


def config_view(validation: dict[str, Any]) -> RenderableType:
    """A validation's configuration: code as code, the rest as JSON."""
    config = validation["config"]
    if validation["type"] == "FUNCTION" and isinstance(config, dict) and isinstance(config.get("code"), str):
        return verbatim(config["code"])
    return pretty_json(config)
