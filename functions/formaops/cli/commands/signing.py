"""Who is signed in."""

import os
import sys
from typing import Annotated

import typer

from formaops.cli.failures import misused
from formaops.cli.options import AsJson, begin
from formaops.cli.output import heading, pairs, table
from formaops.cli.project import find_project


def login(
    context: typer.Context,
    email: Annotated[
        str | None, typer.Option(envvar="FORMAOPS_EMAIL", help="Asked for when left out.", show_default=False)
    ] = None,
    password_stdin: Annotated[
        bool, typer.Option("--password-stdin", help="Read the password from stdin instead of asking.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Sign in with e-mail and password; later commands are signed in too.

    The password is asked for, or comes from stdin or FORMAOPS_PASSWORD; it is never an argument, which other users
    of the machine could see. The session is kept in a file that only you can read.

    Example: `formaops login --email demo@formaops.com`
    """
    run = begin(context, as_json=as_json)
    project = find_project(run.url, run.key)
    address = email or _ask("E-mail", hide_input=False)
    password = sys.stdin.readline().rstrip("\r\n") if password_stdin else os.environ.get("FORMAOPS_PASSWORD")
    if password is None:
        password = _ask(f"Password of {address}", hide_input=True)
    if not password:
        raise misused("There is no password.")
    from formaops.cli.session import sign_in

    connection = sign_in(project, run.open_http(project), address, password, keep=True)
    if as_json:
        run.output.json({"id": connection.user_id, "email": connection.email, "url": project.url})
    else:
        run.output.note(f"Signed in to {project.url} as {connection.email}.", style="green")


def _ask(question: str, *, hide_input: bool) -> str:
    if not sys.stdin.isatty():
        raise misused(
            f"{question}: nobody can be asked here.", hint="See --email, --password-stdin, FORMAOPS_PASSWORD."
        )
    return str(typer.prompt(question, hide_input=hide_input, err=True))


def logout(context: typer.Context, as_json: AsJson = False) -> None:
    """Forget who is signed in, here and at the server.

    Example: `formaops logout`
    """
    run = begin(context, as_json=as_json)
    from formaops.cli.session import sign_out

    project = find_project(run.url, run.key)
    was_signed_in = sign_out(project, run.open_http(project))
    if as_json:
        run.output.json({"signed_out": was_signed_in})
    else:
        run.output.note("Signed out." if was_signed_in else "Nobody was signed in.")


def whoami(context: typer.Context, as_json: AsJson = False) -> None:
    """Show who is signed in where, and the tenants with your role in each.

    Example: `formaops whoami --json`
    """
    run = begin(context, as_json=as_json)
    connection = run.connect(None)
    query = connection.client.table("user_roles").select("role,tenants(id,name,personal_user_id)")
    roles = connection.rows(query.eq("user_id", connection.user_id))
    tenants = [
        {
            "id": row["tenants"]["id"],
            "name": row["tenants"]["name"],
            "role": row["role"],
            "is_personal": row["tenants"]["personal_user_id"] == connection.user_id,
        }
        for row in roles
        if row["tenants"]
    ]
    if as_json:
        me = {"id": connection.user_id, "email": connection.email, "url": connection.project.url}
        run.output.json(me | {"tenants": tenants})
        return
    run.output.show(
        pairs((("user", connection.email), ("id", connection.user_id), ("project", connection.project.url))),
        heading("Tenants"),
        table(
            ("id", "name", "role", ""),
            ((t["id"], t["name"], t["role"], "personal" if t["is_personal"] else " ") for t in tenants),
        ),
    )
