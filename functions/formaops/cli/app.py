"""The command's root: what all commands share, and which there are."""

from collections.abc import Callable
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from formaops import __version__
from formaops.cli.commands import (
    audit,
    backup,
    budgets,
    costs,
    demo,
    doctor,
    executions,
    keys,
    migrate,
    prompts,
    provider_keys,
    queue,
    restore,
    retention,
    running,
    seeding,
    signing,
    stack,
    validations,
    webhooks,
)
from formaops.cli.failures import Exit, explain
from formaops.cli.options import Run
from formaops.cli.output import Output

EPILOG = """
**Exit codes**

0 done · 1 the execution or a validation failed · 2 asked for in the wrong way · 3 not signed in, or not allowed ·
4 not found · 5 the stack or a service is not ready · 130 interrupted

**Which project**

FORMAOPS_URL and FORMAOPS_KEY (or SUPABASE_URL and SUPABASE_PUBLISHABLE_KEY) name a project. Without them it is
the local stack, whose state is kept in .formaops/ (FORMAOPS_STATE moves it).

**Begin with** `formaops demo`
"""


class Root(TyperGroup):
    """Ends every command that fails with one message and its exit code, never with a traceback."""

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except typer.Abort as error:
            raise typer.Exit(Exit.INTERRUPTED) from error
        except (typer.Exit, typer.TyperException, BrokenPipeError):
            raise
        except Exception as error:
            failure = explain(error)
            run = ctx.obj if isinstance(ctx.obj, Run) else Run()
            run.output.fail(failure)
            raise typer.Exit(failure.exit_code) from error


app = typer.Typer(
    cls=Root,
    no_args_is_help=True,
    rich_markup_mode="markdown",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog=EPILOG,
)


def _print_version(wanted: bool) -> None:
    if wanted:
        print(__version__)
        raise typer.Exit


@app.callback()
def root(
    context: typer.Context,
    url: Annotated[
        str | None, typer.Option(envvar="FORMAOPS_URL", help="Address of the project.", show_default=False)
    ] = None,
    key: Annotated[
        str | None, typer.Option(envvar="FORMAOPS_KEY", help="Its publishable (anon) key.", show_default=False)
    ] = None,
    no_color: Annotated[bool, typer.Option("--no-color", help="As the variable NO_COLOR does.")] = False,
    version: Annotated[  # noqa: ARG001 its callback does it all
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Run versioned prompts against models, validate what comes back, know what it cost."""
    context.obj = Run(url=url, key=key, no_color=no_color, output=Output(no_color=no_color))
    context.call_on_close(context.obj.resources.close)


_STACK, _WORK, _LOOK, _ACCOUNT = "Local stack", "Prompts", "Looking back", "Sign-in"
_OPERATE = "Operating"

_COMMANDS: dict[str, tuple[Callable[..., None], ...]] = {
    _STACK: (stack.up, stack.down, stack.status, stack.logs, seeding.seed, stack.reset, demo.demo),
    _WORK: (running.run,),
    _LOOK: (costs.metrics,),
    _OPERATE: (doctor.doctor, restore.restore, queue.worker),
    _ACCOUNT: (signing.login, signing.logout, signing.whoami),
}
for panel, commands in _COMMANDS.items():
    for command in commands:
        app.command(rich_help_panel=panel)(command)
app.command("test", rich_help_panel=_WORK)(running.try_out)
app.add_typer(prompts.app, name="prompts", rich_help_panel=_WORK)
app.add_typer(validations.app, name="validations", rich_help_panel=_WORK)
app.add_typer(executions.app, name="executions", rich_help_panel=_LOOK)
app.add_typer(costs.app, name="costs", rich_help_panel=_LOOK)
app.add_typer(budgets.app, name="budgets", rich_help_panel=_LOOK)
app.add_typer(keys.app, name="keys", rich_help_panel=_ACCOUNT)
app.add_typer(webhooks.app, name="webhooks", rich_help_panel=_LOOK)
app.add_typer(queue.app, name="queue", rich_help_panel=_OPERATE)
app.add_typer(migrate.app, name="migrate", rich_help_panel=_OPERATE)
app.add_typer(retention.app, name="retention", rich_help_panel=_OPERATE)
app.add_typer(audit.app, name="audit", rich_help_panel=_LOOK)
app.add_typer(backup.app, name="backup", rich_help_panel=_OPERATE)
app.add_typer(provider_keys.app, name="provider-keys", rich_help_panel=_ACCOUNT)
