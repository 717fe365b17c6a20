"""A whole answer of a local server, which is asked without an SDK: the same question, the answer read the same way."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest

from formaops.errors import ProviderFailed
from formaops.models import Message, Usage
from formaops.models.failures import LONGEST_ANSWER
from tests.bench.model_server import ModelServer
from tests.unit.models.conftest import Asker, settings_for

SCHEMA = {"type": "object", "properties": {"a": {"type": ["string", "null"], "maxLength": 2**70}}, "required": ["a"]}
CONVERSATION = (
    Message("system", "You review code."),
    Message("user", "Grüße, 世界 \ud800"),
    Message("assistant", "Which?"),
    Message("user", "This."),
)

Canned = Callable[[bytes], Awaitable[Asker]]


@pytest.fixture
async def canned(ask: Asker) -> AsyncIterator[Canned]:
    """Asks a server that answers every request with these bytes, and then goes away."""
    servers = []

    async def serving(answer: bytes) -> Asker:
        async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await reader.readuntil(b"\r\n\r\n")
            writer.write(answer)
            writer.close()

        servers.append(await asyncio.start_server(serve, "127.0.0.1", 0))
        port = servers[-1].sockets[0].getsockname()[1]
        ask.settings = settings_for(f"http://127.0.0.1:{port}/v1/")
        return ask

    yield serving
    for server in servers:
        server.close()


def answering(choice: dict[str, Any], usage: Any = None, status: str = "200 OK", *headers: str) -> bytes:
    return response({"choices": [choice], "usage": usage}, status, *headers)


def response(body: dict[str, Any], status: str = "200 OK", *headers: str) -> bytes:
    content = json.dumps(body).encode()
    lines = [f"HTTP/1.1 {status}", "content-type: application/json", f"content-length: {len(content)}", *headers]
    return "\r\n".join([*lines, "", ""]).encode() + content


def saying(content: Any, **message: Any) -> dict[str, Any]:
    return {"message": {"role": "assistant", "content": content} | message, "finish_reason": "stop"}


@pytest.mark.parametrize(
    "parameters", [{}, {"temperature": 0.0, "top_p": 0.5, "seed": 0, "max_tokens": 7, "stop_sequences": ["\n\n", "§"]}]
)
@pytest.mark.parametrize("schema", [None, SCHEMA])
@pytest.mark.parametrize("model", ["local:ok", "local:smollm2"])
async def test_the_question_is_the_one_that_a_stream_begins_with(
    ask: Asker, server: ModelServer, model: str, schema: dict[str, Any] | None, parameters: dict[str, Any]
) -> None:
    asked = {}
    for stream in (True, False):
        await ask(model, messages=CONVERSATION, json_schema=schema, stream=stream, **parameters)
        asked[stream] = json.loads(server.last)
    assert asked[True].pop("stream") is True
    del asked[True]["stream_options"]
    assert asked[True] == asked[False] | ({"stream": False} if "stream" in asked[False] else {})
    assert server.callers[0] == server.callers[1], "and with the same headers that tell who asks"


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ("<think>Hm.</think>Fine.", "Fine."),
        ("One <think>a</think>two <think>b</think>three", "One two three"),
        ("1 <think> is no tag that is closed", "1  is no tag that is closed"),
        ("a </think> b", "a </think> b"),
        ([{"type": "text", "text": "In "}, {"type": "text", "text": "parts"}], "In parts"),
        ("half a pair \ud800", "half a pair ?"),
    ],
)
async def test_what_is_said_is_the_answer(canned: Canned, content: Any, text: str) -> None:
    ask = await canned(answering(saying(content)))
    assert (await ask("local:any")).text == text


@pytest.mark.parametrize(
    ("choice", "error"),
    [
        (saying(None), "the answer was empty"),
        (saying("<think>Hm.</think>"), "the answer was empty"),
        (saying(None, refusal="I will not."), "the provider's filter withheld the answer"),
        (saying(None) | {"finish_reason": "length"}, "max_tokens was used up before the answer began"),
        (saying({"text": "x"}), "the provider's answer could not be read"),
        (saying([{"type": "text"}]), "the provider's answer could not be read"),
        ({"message": None}, "the provider's answer could not be read"),
        ({"delta": {}}, "the provider's answer could not be read"),
    ],
)
async def test_what_is_no_answer(canned: Canned, choice: dict[str, Any], error: str) -> None:
    ask = await canned(answering(choice))
    with pytest.raises(ProviderFailed):
        await ask("local:any", max_retries=0)
    assert [call.error for call in ask.calls] == [error]


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ("stop", "stop"),
        ("length", "length"),
        ("content_filter", "content_filter"),
        ("tool_calls", "tool_call"),
        (None, "stop"),
        ("", "stop"),
        ("eos", None),
    ],
)
async def test_why_it_ended(canned: Canned, said: str | None, reason: str | None) -> None:
    ask = await canned(answering(saying("x") | {"finish_reason": said}))
    assert (await ask("local:any")).finish_reason == reason


ESTIMATE = Usage(input=9, output=1, is_estimate=True)


@pytest.mark.parametrize(
    ("said", "usage"),
    [
        ({"prompt_tokens": 7, "completion_tokens": 3, "total_tokens": 10}, Usage(7, 3)),
        ({"prompt_tokens": 7, "completion_tokens": 3, "prompt_tokens_details": {"cached_tokens": 5}}, Usage(7, 3, 5)),
        ({"prompt_tokens": 7, "prompt_tokens_details": {"cache_write_tokens": 2}}, Usage(7, 0, 0, 2)),
        ({"prompt_tokens": 7, "completion_tokens": None, "prompt_tokens_details": None}, Usage(7, 0)),
        ({"prompt_tokens": 0, "completion_tokens": 0}, ESTIMATE),
        ({"prompt_tokens": -1, "completion_tokens": 3}, ESTIMATE),
        ({"prompt_tokens": "7", "completion_tokens": 3}, ESTIMATE),
        ({"prompt_tokens": 7, "completion_tokens": 10**12}, ESTIMATE),
        ({}, ESTIMATE),
        ([7, 3], ESTIMATE),
        (None, ESTIMATE),
    ],
)
async def test_what_was_used(canned: Canned, said: Any, usage: Usage) -> None:
    ask = await canned(answering(saying("Fine."), said))
    used = (await ask("local:any")).call.usage
    assert used == usage or (usage == ESTIMATE and used.is_estimate)


@pytest.mark.parametrize(
    ("status", "body"),
    [
        ("402 Payment Required", {"error": "no money"}),
        ("429 Too Many Requests", {"error": {"message": "no money", "code": "insufficient_quota"}}),
    ],
)
async def test_an_exhausted_account_is_not_asked_again(canned: Canned, status: str, body: dict[str, Any]) -> None:
    ask = await canned(response(body, status))
    with pytest.raises(ProviderFailed, match="no money"):
        await ask("local:any", max_retries=2)
    assert len(ask.calls) == 1


async def test_a_server_that_says_not_to_ask_again_is_not(canned: Canned) -> None:
    ask = await canned(response({"error": {"message": "no"}}, "503 Service Unavailable", "x-should-retry: false"))
    with pytest.raises(ProviderFailed, match="HTTP 503: no"):
        await ask("local:any", max_retries=2)
    assert len(ask.calls) == 1


async def test_an_answer_without_end_is_cut_off(canned: Canned) -> None:
    head = f"HTTP/1.1 200 OK\r\ncontent-length: {LONGEST_ANSWER + 2}\r\n\r\n".encode()
    ask = await canned(head + b"x" * (LONGEST_ANSWER + 2))
    with pytest.raises(ProviderFailed, match="longer than"):
        await ask("local:any", max_retries=2)
    assert len(ask.calls) == 1


async def test_a_proxy_of_the_environment_is_taken_unless_the_host_is_exempt(
    canned: Canned, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask = await canned(answering(saying("from the proxy")))
    assert ask.settings.local_model_url
    monkeypatch.setenv("http_proxy", ask.settings.local_model_url.removesuffix("/v1/"))
    ask.settings = settings_for("http://model.invalid/v1")
    assert (await ask("local:any")).text == "from the proxy"
    monkeypatch.setenv("no_proxy", "other.invalid")
    ask.settings = settings_for("http://other.invalid/v1")
    with pytest.raises(ProviderFailed, match="could not be reached"):
        await ask("local:any", max_retries=0)
