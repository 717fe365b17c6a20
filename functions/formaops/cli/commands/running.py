"""Run a prompt, or try it without a model."""

from typing import Annotated, Any, Literal

import typer
from rich.console import RenderableType
from rich.text import Text

from formaops.cli.failures import Exit
from formaops.cli.inputs import parse_json_object, read_inputs, read_text
from formaops.cli.options import AsJson, Files, InputJson, Model, PromptName, Tenant, Variables, begin
from formaops.cli.output import clean, heading, pairs, pretty_json, verbatim
from formaops.cli.records import record_view, validations_view

Context = Annotated[
    str | None,
    typer.Option(
        "--context",
        metavar="JSON",
        help="Kept with the execution and handed to FUNCTION validations.",
        show_default=False,
    ),
]


def run(
    context: typer.Context,
    prompt: PromptName,
    var: Variables = None,
    file: Files = None,
    input_json: InputJson = None,
    version: Annotated[
        int | None, typer.Option(min=1, help="Run this version, not the published one.", show_default=False)
    ] = None,
    model: Model = None,
    given_context: Context = None,
    priority: Annotated[
        Literal["LOW", "NORMAL", "HIGH", "CRITICAL"], typer.Option(help="Order in the durable queue, with --async.")
    ] = "NORMAL",
    no_stream: Annotated[
        bool, typer.Option("--no-stream", help="Ask for one answer: for proxies that hold streams back.")
    ] = False,
    in_queue: Annotated[
        bool, typer.Option("--async", help="Put it in the durable queue and do not wait for its end.")
    ] = False,
    wait: Annotated[bool, typer.Option("--wait", help="With --async: wait for its end all the same.")] = False,
    tenant: Tenant = None,
    as_json: AsJson = False,
) -> None:
    """Run a prompt and show the answer as it is written, what its validations say, and what it cost.

    Ctrl-C stops the model; what was used until then is billed and the execution is CANCELLED. An answer that fails
    its validations even after repair ends with exit code 1.

    With --async a worker runs it, on whatever machine, and Ctrl-C stops nothing but the waiting.

    Example: `formaops run "AI Code Reviewer" --var language=python --file code=examples/login.py`
    """
    from formaops.cli.executing import enqueue, execute

    invocation = begin(context, as_json=as_json)
    order: dict[str, Any] = {"prompt": prompt, "inputs": read_inputs(var, file, input_json), "priority": priority}
    if given_context:
        order["context"] = parse_json_object(given_context, "--context")
    order |= {name: value for name, value in (("version", version), ("model", model)) if value is not None}
    output = invocation.output
    if in_queue:
        record, failure = enqueue(invocation.connect(tenant), order, output, wait=wait)
        if not wait:
            if as_json:
                output.json(record)
            else:
                look = f"`formaops executions show {record['id'][:8]}` says how it goes."
                output.note(f"Execution {record['id']} is {record['status']}: {look}", style="green")
            return
        no_stream = True
    else:
        record, failure = execute(invocation.connect(tenant), order, output, streaming=not no_stream)
    if failure is None and output.as_json:
        output.json(record)
    elif record["attempts"] and not output.as_json:
        # The failure itself is told once, on stderr.
        output.show(record_view({**record, "error": None}, with_output=no_stream))
    if failure:
        raise failure


def try_out(
    context: typer.Context,
    prompt: PromptName,
    var: Variables = None,
    file: Files = None,
    input_json: InputJson = None,
    sample_output: Annotated[
        str | None,
        typer.Option(metavar="FILE", help="Check this as a model's answer; - is stdin.", show_default=False),
    ] = None,
    given_context: Context = None,
    tenant: Tenant = None,
    as_json: AsJson = False,
) -> None:
    """Try a prompt's working copy without asking a model: what would be sent, and what its validations say.

    Exit code 2 when the inputs do not fit, 1 when the sample output fails a validation. Nothing is stored.

    Example: `formaops test "AI Code Reviewer" --var code=x=1 --sample-output answer.json`
    """
    invocation = begin(context, as_json=as_json)
    body: dict[str, Any] = {"prompt": prompt, "inputs": read_inputs(var, file, input_json)}
    if sample_output:
        body["sample_output"] = read_text(sample_output)
    if given_context:
        body["context"] = parse_json_object(given_context, "--context")
    report = invocation.connect(tenant).functions.call("test-prompt", body)
    if as_json:
        invocation.output.json(report)
    else:
        invocation.output.show(*_report(report))
    if report["input_faults"] or report["undeclared"]:
        raise typer.Exit(Exit.USAGE)
    if report["validation_status"] == "FAILED":
        raise typer.Exit(Exit.FAILED)


def _report(report: dict[str, Any]) -> list[RenderableType]:
    parts: list[RenderableType] = []
    if report["rendered"] is not None:
        parts += [heading("Would be sent"), verbatim(report["rendered"])]
    parts += [heading("Variables"), _variables(report)]
    if report["input_faults"]:
        faults = (f"  • {fault['path']}: {fault['message']}" for fault in report["input_faults"])
        parts += [heading("Inputs do not fit"), Text(clean("\n".join(faults)), style="red")]
    if report["validations"]:
        parts += [heading("Validations of the sample output"), validations_view(report["validations"])]
    if report["validated_output"] is not None:
        parts += [heading("Validated output"), pretty_json(report["validated_output"])]
    return parts


def _variables(report: dict[str, Any]) -> RenderableType:
    names = (("used", "variables_used"), ("undeclared", "undeclared"), ("unused", "unused"), ("missing", "missing"))
    return pairs((label, ", ".join(report[key])) for label, key in names)
