"""Options that several commands take, and what the options before the command leave for them."""

import sys
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Annotated, cast
from uuid import UUID

import typer

from formaops.cli.failures import misused
from formaops.cli.output import Output

if TYPE_CHECKING:
    import httpx

    from formaops.cli.project import Project
    from formaops.cli.session import Connection

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON on stdout, and nothing else there.")]
Tenant = Annotated[
    UUID | None,
    typer.Option(
        envvar="FORMAOPS_TENANT",
        metavar="ID",
        help="Tenant to act in; your personal one when left out.",
        show_default=False,
    ),
]
PromptName = Annotated[str, typer.Argument(metavar="PROMPT", help="Name or id of the prompt.", show_default=False)]
Variables = Annotated[
    list[str] | None,
    typer.Option(
        "--var", metavar="NAME=TEXT", help="An input; NAME:=JSON for one that is no text.", show_default=False
    ),
]
Files = Annotated[
    list[str] | None,
    typer.Option("--file", metavar="NAME=PATH", help="An input read from a file; - is stdin.", show_default=False),
]
InputJson = Annotated[
    str | None,
    typer.Option("--input-json", metavar="FILE", help="All inputs as a JSON object; - is stdin.", show_default=False),
]
Model = Annotated[
    str | None,
    typer.Option(metavar="PROVIDER:NAME", help="Ask this model, not the prompt's own.", show_default=False),
]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")]


@dataclass
class Run:
    """One invocation: the options given before the command, and the output once the command has said how to print."""

    url: str | None = None
    key: str | None = None
    no_color: bool = False
    output: Output = field(default_factory=Output)
    resources: ExitStack = field(default_factory=ExitStack)
    """What is closed when the command is over."""

    def open_http(self, project: "Project") -> "httpx.Client":
        from formaops.cli.session import open_http

        return self.resources.enter_context(open_http(project))

    def connect(self, tenant: UUID | None) -> "Connection":
        """Sign in to the project. Raises Failure when there is none, or nobody is signed in."""
        # Imported when needed: the Supabase client takes most of a second.
        from formaops.cli.project import find_project
        from formaops.cli.session import connect

        project = find_project(self.url, self.key)
        return connect(project, self.open_http(project), tenant=tenant, note=self.output.note)


def begin(context: typer.Context, *, as_json: bool = False) -> Run:
    """The invocation that a command belongs to, printing as the command was asked to."""
    run = cast(Run, context.obj)
    run.output = Output(as_json=as_json, no_color=run.no_color)
    return run


def refuse_options_before(context: typer.Context) -> None:
    """For a command with commands below it, that hear nothing of its options: `--plan rollback` would be no plan."""
    for name in context.params:
        source = context.get_parameter_source(name)
        if source is not None and source.name == "COMMANDLINE":
            raise misused(
                f"What is said before {context.invoked_subcommand} is not heard: put it behind.",
                hint=f"`{context.command_path} {context.invoked_subcommand} …`",
            )


def confirm(question: str, yes: bool) -> None:
    """Go on only when `--yes` was given or the user says so. Raises Failure where nobody can be asked."""
    if yes:
        return
    if not sys.stdin.isatty():
        raise misused(f"{question} Nobody can be asked here.", hint="Say so with --yes.")
    typer.confirm(question, abort=True, err=True)
