"""Run a prompt from the terminal: what is heard of it while it runs, and a clean end when the user breaks it off."""

import time
from collections.abc import Mapping
from contextlib import closing
from typing import Any

import httpx

from formaops.cli.failures import Exit, Failure, failure_of
from formaops.cli.functions import Event
from formaops.cli.output import Output, money
from formaops.cli.session import Connection
from formaops.errors import NotReady

# How long a broken-off execution is awaited, so that its end can be told: settling takes one round trip.
_SETTLING_SECONDS = 5.0
# How often a queued execution is looked at.
_POLL_SECONDS = 0.5


def execute(
    connection: Connection, order: Mapping[str, Any], output: Output, *, streaming: bool
) -> tuple[dict[str, Any], Failure | None]:
    """Run it, and return its record with the reason why it failed, if it did.

    With `streaming`, the answer is shown as it is written (with --json it is only listened to, so that breaking off
    stops the execution). Raises Failure when no record came back: refused before it began, or broken off.
    """
    try:
        return (_streamed if streaming else _answered)(connection, order, output), None
    except Failure as failure:
        record = failure.problem.get("execution") or {}
        if "attempts" not in record:
            raise
        return record, failure


def enqueue(
    connection: Connection, order: Mapping[str, Any], output: Output, *, wait: bool
) -> tuple[dict[str, Any], Failure | None]:
    """Put it in the durable queue; with `wait`, its record at its end, and why it failed, if it did."""
    record = connection.functions.call("execute-prompt", order, headers={"prefer": "respond-async"})
    if not wait:
        return record, None
    try:
        with output.err.status("Waiting for a worker"):
            while record["status"] in ("PENDING", "RUNNING"):
                time.sleep(_POLL_SECONDS)
                record = connection.functions.get(f"executions/{record['id']}")
    except KeyboardInterrupt:
        output.note(f"It stays in the queue: `formaops executions cancel {record['id'][:8]}` stops it.")
        raise
    if record["status"] == "COMPLETED":
        return record, None
    error = record["error"] or {}
    problem = {"title": record["status"], "status": 409, "code": error.get("code", "cancelled"), "execution": record}
    return record, Failure(problem | {"detail": error.get("detail") or "It was cancelled."}, exit_code=Exit.FAILED)


def _answered(connection: Connection, order: Mapping[str, Any], output: Output) -> dict[str, Any]:
    try:
        with output.err.status("Waiting for the model"):
            return connection.functions.call("execute-prompt", order)
    except KeyboardInterrupt:
        output.note("Without a stream an execution runs on to its end: see `formaops executions list`.")
        raise


def _streamed(connection: Connection, order: Mapping[str, Any], output: Output) -> dict[str, Any]:
    watch = _Watch(output)
    try:
        with closing(connection.functions.stream("execute-prompt", order)) as events:
            for event in events:
                if (record := watch.hear(event)) is not None:
                    return record
    except KeyboardInterrupt:
        watch.end_line()
        if watch.execution_id is None:
            raise
        raise _broken_off(connection, watch.execution_id) from None
    except httpx.RequestError:
        if watch.execution_id is None:
            raise
    watch.end_line()
    raise _lost(watch.execution_id)


class _Watch:
    """Shows the events of one execution."""

    def __init__(self, output: Output) -> None:
        self._output = output
        self._in_line = False
        self.execution_id: str | None = None

    def hear(self, event: Event) -> dict[str, Any] | None:
        """Show the event; the record when it is the last one. Raises Failure when that is a problem."""
        match event.name:
            case "execution":
                self.execution_id = event.data["id"]
                model, version = event.data["model"], event.data["prompt_version"]
                self._output.note(f"Execution {self.execution_id}: version {version}, asking {model}")
            case "delta" if not self._output.as_json:
                self._output.stream(event.data["text"])
                self._in_line = not event.data["text"].endswith("\n")
            case "restart":
                self._say(f"Asking once more: {event.data['reason']}")
            case "repair":
                self._say("The answer failed its validation; asking the model to repair it:")
                for validation in event.data["validations"]:
                    for fault in validation["errors"]:
                        self._say(f"  • {validation['name']}, {fault['path']}: {fault['message']}")
            case "result":
                self.end_line()
                return event.data
            case "error":
                self.end_line()
                raise Failure(event.data)
        return None

    def end_line(self) -> None:
        """Start a new line after an answer that did not."""
        if self._in_line:
            self._output.stream("\n")
            self._in_line = False

    def _say(self, message: str) -> None:
        self.end_line()
        self._output.note(message, style="yellow")


def _broken_off(connection: Connection, execution_id: str) -> Failure:
    """What became of an execution whose stream we have closed."""
    deadline = time.monotonic() + _SETTLING_SECONDS
    query = connection.client.table("executions").select("id,status,cost_usd::text").eq("id", execution_id)
    rows: list[dict[str, Any]] = []
    while time.monotonic() < deadline:
        rows = connection.rows(query)
        if not rows or rows[0]["status"] not in ("PENDING", "RUNNING"):
            break
        time.sleep(0.2)
    row = rows[0] if rows else {"id": execution_id, "status": "RUNNING", "cost_usd": None}
    cost = f"; it cost {money(row['cost_usd'])}" if row["cost_usd"] is not None else ""
    detail = f"Interrupted: execution {execution_id} is {row['status']}{cost}."
    problem = {"title": "Interrupted", "status": 409, "detail": detail, "code": "cancelled", "execution": row}
    return Failure(problem, exit_code=Exit.INTERRUPTED)


def _lost(execution_id: str | None) -> Failure:
    hint = f"`formaops executions show {execution_id}` says how it ended." if execution_id else ""
    return failure_of(NotReady("The stream broke off before the execution's end was told."), hint=hint)
