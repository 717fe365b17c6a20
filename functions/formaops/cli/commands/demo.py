"""The whole main job in one command: execute, validate, bill, and read the row back under row-level security."""

import os
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import RenderableType
from rich.text import Text

from formaops.cli.commands.stack import start
from formaops.cli.demo_users import DEMO_EMAIL, DEMO_PASSWORD, OTHER_EMAIL, OTHER_PASSWORD
from formaops.cli.failures import Exit, Failure, misused
from formaops.cli.inputs import read_text
from formaops.cli.options import AsJson, Model, Run, begin
from formaops.cli.output import Output, heading, pretty_json
from formaops.local.layout import ROOT, Layout

if TYPE_CHECKING:
    from formaops.cli.project import Project
    from formaops.cli.session import Connection

PROMPT = "AI Code Reviewer"
_LANGUAGES = {".py": "python", ".ts": "typescript", ".js": "javascript", ".go": "go"}
_SELECT = "id,status,validation_status,validated_output,token_usage,model,cost_usd::text,latency_ms"


def demo(
    context: typer.Context,
    model: Model = None,
    file: Annotated[
        Path | None, typer.Option(metavar="PATH", help="Source to review; .py, .ts, .js or .go.", show_default=False)
    ] = None,
    as_json: AsJson = False,
) -> None:
    """See the main job once: a model runs a prompt, its answer is validated, billed, and read back.

    Starts the local stack if need be. Exit code 1 when the answer fails validation or another user sees the row.

    Example: `ANTHROPIC_API_KEY=… formaops demo --model anthropic:claude-sonnet-4-6 --file src/app.ts`
    """
    run = begin(context, as_json=as_json)
    output = run.output
    require_key(model)
    path = file or ROOT / "examples" / "login.py"
    inputs = {"language": language_of(path), "code": read_text(str(path))}
    start(output)
    _perform(run, path, inputs, model)


def require_key(model: str | None) -> None:
    """Raises Failure when the model is not a name, or its provider's key is not in the environment."""
    from formaops.errors import Malformed
    from formaops.models.names import KEYS, split

    if model is None:
        return
    try:
        provider, _ = split(model)
    except Malformed as error:
        raise misused(error.detail) from error
    if KEYS[provider] and not any(os.environ.get(name) for name in KEYS[provider]):
        names = " or ".join(KEYS[provider])
        raise misused(
            f"{names} is not set: asking {model} takes the provider's key.",
            hint=f"{KEYS[provider][0]}=… formaops demo --model {model}",
        )


def language_of(path: Path) -> str:
    """As the prompt's options spell it. Raises Failure for a file of another kind."""
    language = _LANGUAGES.get(path.suffix)
    if language is None:
        raise misused(f"{path} is not a kind of source that the prompt reviews: {', '.join(_LANGUAGES)}.")
    return language


def _perform(run: Run, path: Path, inputs: dict[str, str], model: str | None) -> None:
    from formaops.cli.executing import execute
    from formaops.cli.project import local_project
    from formaops.cli.records import record_view
    from formaops.cli.session import sign_in

    output = run.output
    project = local_project(Layout.of().state)
    http = run.open_http(project)
    connection = sign_in(project, http, DEMO_EMAIL, DEMO_PASSWORD)
    order: dict[str, Any] = {"prompt": PROMPT, "inputs": inputs} | ({"model": model} if model else {})
    if not output.as_json:
        output.show(*_introduction(path, inputs["language"], inputs["code"], model))
    record, failure = execute(connection, order, output, streaming=True)
    other = sign_in(project, http, OTHER_EMAIL, OTHER_PASSWORD)
    seen, seen_by_other = _read_back(connection, record["id"]), _read_back(other, record["id"])
    isolated = len(seen) == 1 and not seen_by_other
    if output.as_json:
        output.json(
            {"execution": record, "seen_by_owner": seen, "seen_by_other": seen_by_other, "is_isolated": isolated}
        )
    else:
        output.show(record_view({**record, "error": None}, with_output=False))
        output.show(*_reading(record["id"], seen, seen_by_other))
        _close(output, project, failure, isolated)
    if failure or not isolated:
        raise typer.Exit(failure.exit_code if failure else Exit.FAILED)


def _introduction(path: Path, language: str, code: str, model: str | None) -> list[RenderableType]:
    from rich.syntax import Syntax

    path = _nearest(path)
    return [
        heading(f'The prompt "{PROMPT}" is going to review {path}'),
        Text(
            f"As {DEMO_EMAIL}, asking {model or 'the local model'}: the answer is streamed, validated against the "
            "prompt's JSON Schema, repaired if need be, and billed."
        ),
        Syntax(code, language, theme="ansi_dark", line_numbers=True, background_color="default"),
        heading("The model answers"),
    ]


def _read_back(connection: "Connection", execution_id: str) -> list[dict[str, Any]]:
    """What PostgREST gives this user for the execution's id."""
    return connection.rows(connection.client.table("executions").select(_SELECT).eq("id", execution_id))


def _reading(execution_id: str, seen: list[dict[str, Any]], by_other: list[dict[str, Any]]) -> list[RenderableType]:
    request = Text(f"GET /rest/v1/executions?id=eq.{execution_id}\n    &select={_SELECT}", style="cyan")
    return [
        heading(f"The row, read through PostgREST as {DEMO_EMAIL}"),
        request,
        pretty_json(seen),
        heading(f"The same request as {OTHER_EMAIL}"),
        request,
        pretty_json(by_other),
    ]


def _close(output: Output, project: "Project", failure: Failure | None, isolated: bool) -> None:
    output.show("")
    if not isolated:
        output.show(Text("✗ Row-level security does not hold: see the two answers above.", style="bold red"))
    else:
        output.show(Text("✓ Row-level security: its owner sees the row, another user does not.", style="green"))
    if failure:
        output.fail(failure)
        if failure.problem.get("code") == "output_invalid":
            output.note("The local model is small and may fail; try again, or ask a larger one with --model.")
    else:
        output.show(Text("✓ The answer passed its validations; the ledger has every call.", style="green"))
    output.show(heading("Next"), Text(_next(project.url)))


def _next(url: str) -> str:
    # Who came by `make demo` has the command in .venv only.
    formaops = "formaops" if shutil.which("formaops") else _nearest(Path(sys.executable).with_name("formaops"))
    return f"""\
{formaops} run "{PROMPT}" --var language=python --file code={_nearest(ROOT / "examples" / "login.py")}
{formaops} costs --by model
{formaops} prompts show "{PROMPT}"

# or without the command: sign in, then call the function
set -a; . {_nearest(Layout.of().env_file)}; set +a
TOKEN=$(curl -s "$API_URL/auth/v1/token?grant_type=password" -H "apikey: $PUBLISHABLE_KEY" \\
  -d '{{"email": "{DEMO_EMAIL}", "password": "{DEMO_PASSWORD}"}}' | jq -r .access_token)
curl "$API_URL/functions/v1/execute-prompt" -H "Authorization: Bearer $TOKEN" \\
  -H "content-type: application/json" \\
  -d '{{"prompt": "{PROMPT}", "inputs": {{"language": "python", "code": "x = 1"}}}}'

make down   # stops the stack at {url}; its data stays"""


def _nearest(path: Path) -> Path:
    """As one would write it in this directory."""
    here = Path.cwd()
    return path.relative_to(here) if path.is_relative_to(here) else path
