"""Answers that arrive piece by piece, and what becomes of them when something breaks."""

import asyncio

import pytest

from formaops.errors import ProviderFailed, ProviderTimeout
from formaops.models import Usage
from tests.bench.model_server import ANSWER, ModelServer
from tests.unit.models.conftest import Asker

HALF = Usage(input=9, output=9, is_estimate=True)


async def test_the_pieces_are_the_answer(ask: Asker) -> None:
    completion = await ask("local:ok", stream=True)
    assert "".join(ask.deltas) == completion.text == ANSWER
    assert len(ask.deltas) > 10
    assert completion.call.usage == Usage(input=100, output=25)
    assert completion.finish_reason == "stop"


async def test_pieces_are_passed_on_as_they_come(ask: Asker) -> None:
    times: list[float] = []

    async def note(_: str) -> None:
        times.append(asyncio.get_running_loop().time())

    ask.before_delta = note
    await ask("local:drip-20ms", stream=True)
    assert times[-1] - times[0] > 0.15


@pytest.mark.parametrize(
    ("model", "error"),
    [
        ("half-stream", "the connection to the provider broke"),
        ("half-stream-clean", "the stream ended in the middle of the answer"),
    ],
)
async def test_half_a_stream_is_a_failed_call_with_an_estimate(ask: Asker, model: str, error: str) -> None:
    with pytest.raises(ProviderFailed, match=error):
        await ask(f"local:{model}", stream=True, max_retries=0)
    (call,) = ask.calls
    assert (call.outcome, call.error, call.usage) == ("failed", error, HALF)


async def test_the_listener_is_told_before_the_answer_begins_anew(ask: Asker) -> None:
    completion = await ask("local:half-stream", fallback="local:ok", stream=True, max_retries=1)
    assert ask.restarts == ["the connection to the provider broke"] * 2
    assert "".join(ask.deltas) == completion.text == ANSWER
    assert ask.rows() == [
        ("first", "local:half-stream", "failed"),
        ("retry", "local:half-stream", "failed"),
        ("fallback", "local:ok", "succeeded"),
    ]


async def test_nothing_is_restarted_when_nothing_was_streamed(ask: Asker) -> None:
    await ask("local:flaky-1", stream=True)
    assert ask.restarts == []


async def test_a_stream_that_stalls_times_out(ask: Asker) -> None:
    with pytest.raises(ProviderTimeout):
        await ask("local:hang-midway", stream=True, timeout_seconds=1, max_retries=0)
    assert ask.calls[0].usage == HALF


async def test_a_cancelled_stream_is_billed_by_what_was_seen(ask: Asker, server: ModelServer) -> None:
    arrived = asyncio.Event()

    async def third_piece(_: str) -> None:
        if len(ask.deltas) == 2:
            arrived.set()

    ask.before_delta = third_piece
    asking_task = asyncio.create_task(ask("local:drip-50ms", stream=True))
    await arrived.wait()
    asking_task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asking_task
    (call,) = ask.calls
    assert (call.outcome, call.error) == ("cancelled", "cancelled while the model was answering")
    assert call.usage == HALF
    async with asyncio.timeout(30):  # the provider has to notice
        while not server.counts["drip-50ms"]["broken"]:  # noqa: ASYNC110  # the server counts, it does not signal
            await asyncio.sleep(0.01)
    assert server.counts["drip-50ms"] == {"requests": 1, "broken": 1}


async def test_a_listener_that_fails_ends_the_call_without_a_retry(ask: Asker, server: ModelServer) -> None:
    class Gone(Exception):
        pass

    async def hang_up(_: str) -> None:
        raise Gone

    ask.before_delta = hang_up
    with pytest.raises(Gone):
        await ask("local:ok", fallback="local:ok-too", stream=True)
    assert ask.rows() == [("first", "local:ok", "cancelled")]
    assert ask.calls[0].usage.is_estimate
