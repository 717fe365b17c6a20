"""Server-sent events: their order, what comes before the first one, and what happens when the client goes."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any
from uuid import uuid4

import pytest

from formaops.errors import NotFound, OutputInvalid
from formaops.http import streaming
from formaops.http.streaming import Events, stream
from formaops.prompts.records import ExecutionRecord

RECORD = ExecutionRecord.model_validate(
    {
        "id": uuid4(),
        "prompt_id": uuid4(),
        "prompt_version": 1,
        "status": "COMPLETED",
        "model": "local:smollm2",
        "output": "hi",
        "validated_output": None,
        "validation_status": "SKIPPED",
        "validations": [],
        "token_usage": None,
        "attempts": [],
        "cost_usd": "0",
        "cost_is_complete": True,
        "latency_ms": 1,
        "error": None,
        "created_at": "2026-11-21T10:00:00Z",
        "started_at": "2026-11-21T10:00:00Z",
        "completed_at": "2026-11-21T10:00:01Z",
    }
)

Run = Callable[[Events, asyncio.Event], Awaitable[ExecutionRecord]]


async def sent_by(run: Run, client_stays: asyncio.Event | None = None) -> list[tuple[str, dict[str, Any]]]:
    """The events that a client gets which stays, or goes when `client_stays` is set."""
    body = bytearray()

    async def send(message: Any) -> None:
        body.extend(message.get("body", b""))

    async def receive() -> dict[str, Any]:
        await (client_stays or asyncio.Event()).wait()
        return {"type": "http.disconnect"}

    response = await stream(run, "request-1")
    await response({"type": "http"}, receive, send)
    events = []
    for block in bytes(body).decode().split("\n\n"):
        if block.startswith("event: "):
            name, data = block.split("\n")
            events.append((name.removeprefix("event: "), json.loads(data.removeprefix("data: "))))
    return events


async def test_the_result_comes_last() -> None:
    async def run(events: Events, _: asyncio.Event) -> ExecutionRecord:
        events.put("execution", {"id": "1"})
        await events.delta("h")
        await events.delta("i")
        return RECORD

    events = await sent_by(run)
    assert [name for name, _ in events] == ["execution", "delta", "delta", "result"]
    assert events[-1][1]["output"] == "hi"


async def test_a_failure_comes_last_as_a_problem() -> None:
    async def run(events: Events, _: asyncio.Event) -> ExecutionRecord:
        events.put("execution", {"id": "1"})
        await asyncio.sleep(0)
        raise OutputInvalid("no JSON")

    events = await sent_by(run)
    assert [name for name, _ in events] == ["execution", "error"]
    assert (events[-1][1]["status"], events[-1][1]["code"]) == (422, "output_invalid")


async def test_a_fault_of_ours_is_told_without_its_details() -> None:
    async def run(events: Events, _: asyncio.Event) -> ExecutionRecord:
        events.put("execution", {"id": "1"})
        raise RuntimeError("secret")

    name, problem = (await sent_by(run))[-1]
    assert (name, problem["code"], problem["request_id"]) == ("error", "internal_error", "request-1")
    assert "secret" not in json.dumps(problem)


async def test_what_fails_before_the_execution_has_its_own_status() -> None:
    async def run(_: Events, __: asyncio.Event) -> ExecutionRecord:
        raise NotFound("There is no such prompt.")

    with pytest.raises(NotFound):
        await stream(run, "request-1")


async def test_a_silent_model_does_not_silence_the_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streaming, "_KEEP_ALIVE_SECONDS", 0.01)
    sent: list[bytes] = []
    kept_alive = asyncio.Event()

    async def run(events: Events, _: asyncio.Event) -> ExecutionRecord:
        events.put("execution", {"id": "1"})
        await kept_alive.wait()
        return RECORD

    async def send(message: Any) -> None:
        sent.append(message.get("body", b""))
        if sent[-1] == b": keep-alive\n\n":
            kept_alive.set()

    async def receive() -> dict[str, Any]:
        await asyncio.Event().wait()
        return {}

    await (await stream(run, "r"))({"type": "http"}, receive, send)
    assert sent[-2].startswith(b"event: result")


async def test_when_the_client_goes_the_work_is_told_and_waited_for() -> None:
    gone, settled = asyncio.Event(), asyncio.Event()

    async def run(events: Events, disconnected: asyncio.Event) -> ExecutionRecord:
        events.put("execution", {"id": "1"})
        gone.set()
        await disconnected.wait()
        await asyncio.sleep(0.01)
        settled.set()
        return RECORD

    events = await sent_by(run, gone)
    assert settled.is_set()
    assert "result" not in [name for name, _ in events]
