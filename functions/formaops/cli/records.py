"""An execution's record, as the functions answer it, on the terminal."""

from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Group, RenderableType
from rich.text import Text

from formaops.cli.output import clean, heading, milliseconds, moment, money, pairs, pretty_json, table, verbatim, word

_ATTEMPT_COLUMNS = ("attempt", "model", "outcome", "in", "out", "cost", "latency")


def record_view(record: Mapping[str, Any], *, with_output: bool) -> Group:
    """Validated JSON, each validation's verdict, each call of a model, and what it cost in all.

    `with_output` also shows the model's own words, for those who have not seen them streamed.
    """
    parts: list[RenderableType] = []
    if with_output and record.get("output") and record.get("validated_output") is None:
        parts += [heading("Output"), verbatim(record["output"])]
    if record.get("validated_output") is not None:
        parts += [heading("Validated output"), pretty_json(record["validated_output"])]
    if record.get("validations"):
        parts += [heading("Validations"), validations_view(record["validations"])]
    if record.get("attempts"):
        parts += [heading("Attempts"), attempts_view(record["attempts"])]
    return Group(*parts, heading("Execution"), _summary(record))


def validations_view(validations: Sequence[Mapping[str, Any]]) -> Text:
    """A line for each validation, its faults under it."""
    text = Text()
    for index, validation in enumerate(validations):
        passed = validation["passed"]
        text.append("\n" if index else "")
        text.append("✓ passed" if passed else "✗ failed", "green" if passed else "red")
        text.append(f"  {clean(validation['name'])}")
        text.append(f"  {validation['type']}", "dim")
        for fault in validation["errors"]:
            text.append(f"\n    {clean(fault['path'])}: " if fault["path"] else "\n    ", "bold")
            text.append(clean(fault["message"]))
    return text


def attempts_view(attempts: Sequence[Mapping[str, Any]]) -> RenderableType:
    """A row for each call of a model, with what its provider said of a failure under the table."""
    rows = []
    for attempt in attempts:
        usage = attempt["token_usage"]
        tilde = "~" if attempt["is_estimate"] else ""
        rows.append(
            (
                attempt["kind"],
                attempt["model"],
                word(attempt["outcome"]),
                f"{tilde}{usage['input']:,}",
                f"{tilde}{usage['output']:,}",
                f"{tilde}{money(attempt['cost_usd'])}",
                milliseconds(attempt["latency_ms"]),
            )
        )
    notes = [Text(f"  {clean(a['model'])}: {clean(a['error'])}", style="red") for a in attempts if a["error"]]
    if any(attempt["is_estimate"] for attempt in attempts):
        notes.append(Text("  ~ is an estimate: the provider did not say what was used", style="dim"))
    return Group(table(_ATTEMPT_COLUMNS, rows, numbers=("in", "out", "cost", "latency")), *notes)


def _summary(record: Mapping[str, Any]) -> RenderableType:
    verdict = Text.assemble(word(record["status"]), ", validation ", word(record["validation_status"]))
    usage = record.get("token_usage")
    tokens = f"{usage['input']:,} in + {usage['output']:,} out = {usage['total']:,}" if usage else None
    cost = Text(money(record["cost_usd"]), style="bold")
    if not record.get("cost_is_complete", True):
        cost.append("  incomplete: a call's price is not known", "yellow")
    rows: list[tuple[str, Any]] = [
        ("id", Text(str(record["id"]))),
        ("status", verdict),
        ("version", record["prompt_version"]),
        ("tokens", tokens),
        ("cost", cost),
        ("latency", milliseconds(record["latency_ms"])),
        ("started", moment(record["started_at"])),
    ]
    if record.get("error"):
        error = record["error"]
        rows.append(("error", Text(clean(f"{error.get('code')}: {error.get('detail')}"), "red")))
    return pairs(rows)
