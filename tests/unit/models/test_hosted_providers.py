"""What is sent to OpenAI, Anthropic and Google, and how their answers, usage and refusals are read."""

import json
from decimal import Decimal
from typing import Any

import httpx2
import pytest
import respx
from pydantic import SecretStr

from formaops.errors import ProviderFailed
from formaops.models import Message, Usage, providers
from tests.unit.models.conftest import KEYS, Asker

OPENAI = "https://api.openai.com/v1/chat/completions"
RESPONSES = "https://api.openai.com/v1/responses"
ANTHROPIC = "https://api.anthropic.com/v1/messages"
GOOGLE = "https://generativelanguage.googleapis.com/v1beta/models/gemini-2.5-flash"
DEEPSEEK = "https://api.deepseek.com/chat/completions"

CONVERSATION = (
    Message("system", "Be brief."),
    Message("user", "Review this."),
    Message("assistant", "Fine."),
    Message("user", "As JSON."),
)
SCHEMA = {
    "type": "object",
    "properties": {"overall_rating": {"type": "number"}},
    "required": ["overall_rating"],
    "additionalProperties": False,
}
UNTRANSLATABLE = {"type": ["object", "null"], "properties": {"a": True}}


def openai_answer(text: str = "hello") -> dict[str, Any]:
    return {
        "id": "c1",
        "object": "chat.completion",
        "created": 1764000000,
        "model": "gpt-4o-mini-2024-07-18",
        "choices": [{"index": 0, "message": {"role": "assistant", "content": text}, "finish_reason": "stop"}],
        "usage": {
            "prompt_tokens": 1000,
            "completion_tokens": 10,
            "total_tokens": 1010,
            "prompt_tokens_details": {"cached_tokens": 100},
        },
    }


ANTHROPIC_ANSWER: dict[str, Any] = {
    "id": "m1",
    "type": "message",
    "role": "assistant",
    "model": "claude-sonnet-4-6",
    "content": [{"type": "text", "text": "hello"}],
    "stop_reason": "end_turn",
    "stop_sequence": None,
    "usage": {
        "input_tokens": 700,
        "output_tokens": 10,
        "cache_read_input_tokens": 100,
        "cache_creation_input_tokens": 200,
    },
}
GOOGLE_ANSWER: dict[str, Any] = {
    "candidates": [{"content": {"role": "model", "parts": [{"text": "hello"}]}, "finishReason": "STOP"}],
    "usageMetadata": {"promptTokenCount": 1000, "candidatesTokenCount": 10, "totalTokenCount": 1010},
    "modelVersion": "gemini-2.5-flash",
}


def sent(route: respx.Route, call: int = -1) -> dict[str, Any]:
    body = json.loads(route.calls[call].request.content)
    assert isinstance(body, dict)
    return body


def sse(*events: dict[str, Any], named: bool = False) -> bytes:
    return b"".join(
        (f"event: {event['type']}\n" if named else "").encode() + b"data: " + json.dumps(event).encode() + b"\n\n"
        for event in events
    )


async def test_openai(ask_hosted: Asker, wire: respx.Router) -> None:
    route = wire.post(OPENAI).respond(json=openai_answer())
    completion = await ask_hosted(
        "openai:gpt-4o-mini",
        messages=CONVERSATION,
        json_schema=SCHEMA,
        temperature=0.2,
        top_p=0.9,
        max_tokens=77,
        seed=5,
        stop_sequences=["END"],
    )
    assert completion.text == "hello"
    assert completion.call.usage == Usage(input=1000, output=10, cache_read=100)
    assert (completion.call.cost, completion.call.price_source) == (Decimal("0.0001485"), "genai-prices")
    assert route.calls.last.request.headers["authorization"] == f"Bearer {KEYS['OPENAI_API_KEY']}"
    assert sent(route) == {
        "model": "gpt-4o-mini",
        "messages": [
            {"role": "system", "content": "Be brief."},
            {"role": "user", "content": "Review this."},
            {"role": "assistant", "content": "Fine."},
            {"role": "user", "content": "As JSON."},
        ],
        "temperature": 0.2,
        "top_p": 0.9,
        "max_completion_tokens": 77,
        "seed": 5,
        "stop": ["END"],
        "stream": False,
        "response_format": {
            "type": "json_schema",
            "json_schema": {"name": "output", "schema": SCHEMA, "strict": True},
        },
    }


async def test_what_is_not_set_is_not_sent(ask_hosted: Asker, wire: respx.Router) -> None:
    route = wire.post(OPENAI).respond(json=openai_answer())
    await ask_hosted("openai:gpt-4o-mini")
    assert set(sent(route)) == {"model", "messages", "max_completion_tokens", "stream"}


async def test_openai_streams(ask_hosted: Asker, wire: respx.Router) -> None:
    chunk = {"id": "c1", "object": "chat.completion.chunk", "created": 1, "model": "gpt-4o-mini"}
    wire.post(OPENAI).respond(
        headers={"content-type": "text/event-stream"},
        content=sse(
            chunk | {"choices": [{"index": 0, "delta": {"content": "hel"}, "finish_reason": None}]},
            chunk | {"choices": [{"index": 0, "delta": {"content": "lo"}, "finish_reason": None}]},
            chunk | {"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]},
            chunk | {"choices": [], "usage": openai_answer()["usage"]},
        )
        + b"data: [DONE]\n\n",
    )
    completion = await ask_hosted("openai:gpt-4o-mini", stream=True)
    assert ask_hosted.deltas == ["hel", "lo"]
    assert completion.call.usage == Usage(input=1000, output=10, cache_read=100)


async def test_openai_responses(ask_hosted: Asker, wire: respx.Router) -> None:
    route = wire.post(RESPONSES).respond(
        json={
            "id": "r1",
            "object": "response",
            "created_at": 1764000000,
            "model": "gpt-4o-mini",
            "status": "completed",
            "parallel_tool_calls": True,
            "tool_choice": "auto",
            "tools": [],
            "output": [
                {
                    "type": "message",
                    "id": "o1",
                    "role": "assistant",
                    "status": "completed",
                    "content": [{"type": "output_text", "text": "hello", "annotations": []}],
                }
            ],
            "usage": {
                "input_tokens": 1000,
                "input_tokens_details": {"cached_tokens": 100},
                "output_tokens": 10,
                "output_tokens_details": {"reasoning_tokens": 0},
                "total_tokens": 1010,
            },
        }
    )
    completion = await ask_hosted("openai-responses:gpt-4o-mini", seed=5, stop_sequences=["END"], json_schema=SCHEMA)
    assert completion.text == "hello"
    assert completion.call.usage == Usage(input=1000, output=10, cache_read=100)
    assert completion.call.cost == Decimal("0.0001485")
    assert not {"seed", "stop"} & set(sent(route)), "this interface has no place for them"
    assert sent(route)["text"]["format"]["schema"] == SCHEMA


async def test_anthropic(ask_hosted: Asker, wire: respx.Router) -> None:
    route = wire.post(ANTHROPIC).respond(json=ANTHROPIC_ANSWER)
    completion = await ask_hosted(
        "anthropic:claude-sonnet-4-6",
        messages=CONVERSATION,
        json_schema=SCHEMA,
        temperature=0.2,
        max_tokens=30_000,
        seed=5,
        stop_sequences=["END"],
    )
    assert completion.text == "hello"
    assert completion.call.usage == Usage(input=1000, output=10, cache_read=100, cache_write=200)
    assert completion.call.cost == Decimal("0.00303")
    body = sent(route)
    assert route.calls.last.request.headers["authorization"] == f"Bearer {KEYS['ANTHROPIC_API_KEY']}"
    assert (body["max_tokens"], body["stop_sequences"], body["temperature"]) == (30_000, ["END"], 0.2)
    assert "seed" not in body
    assert [turn["role"] for turn in body["messages"]] == ["user", "assistant", "user"]
    assert "Be brief." in json.dumps(body["system"])
    assert body["output_config"]["format"]["type"] == "json_schema"


async def test_anthropic_streams_and_half_of_it_is_none(ask_hosted: Asker, wire: respx.Router) -> None:
    events: list[dict[str, Any]] = [
        {"type": "message_start", "message": ANTHROPIC_ANSWER | {"content": [], "stop_reason": None}},
        {"type": "content_block_start", "index": 0, "content_block": {"type": "text", "text": ""}},
        {"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": "hello"}},
        {"type": "content_block_stop", "index": 0},
        {
            "type": "message_delta",
            "delta": {"stop_reason": "end_turn", "stop_sequence": None},
            "usage": {"output_tokens": 10},
        },
        {"type": "message_stop"},
    ]
    route = wire.post(ANTHROPIC)
    route.respond(headers={"content-type": "text/event-stream"}, content=sse(*events, named=True))
    completion = await ask_hosted("anthropic:claude-sonnet-4-6", stream=True)
    assert (completion.text, completion.finish_reason) == ("hello", "stop")
    assert completion.call.usage == Usage(input=1000, output=10, cache_read=100, cache_write=200)

    route.respond(headers={"content-type": "text/event-stream"}, content=sse(*events[:3], named=True))
    with pytest.raises(ProviderFailed):
        await ask_hosted("anthropic:claude-sonnet-4-6", stream=True, max_retries=0)
    broken = ask_hosted.calls[-1]
    assert (broken.outcome, broken.usage.is_estimate, broken.usage.input) == ("failed", True, 1000)


@pytest.mark.parametrize("stream", [False, True], ids=["whole", "streamed"])
async def test_google(ask_hosted: Asker, wire: respx.Router, stream: bool) -> None:
    if stream:
        route = wire.post(f"{GOOGLE}:streamGenerateContent").respond(
            headers={"content-type": "text/event-stream"}, content=sse(GOOGLE_ANSWER)
        )
    else:
        route = wire.post(f"{GOOGLE}:generateContent").respond(json=GOOGLE_ANSWER)
    completion = await ask_hosted(
        "google:gemini-2.5-flash",
        messages=CONVERSATION,
        json_schema=SCHEMA,
        seed=5,
        stop_sequences=["END"],
        stream=stream,
    )
    assert completion.text == "hello"
    assert completion.call.usage == Usage(input=1000, output=10)
    assert completion.call.cost == Decimal("0.000325")
    body = sent(route)
    assert KEYS["GOOGLE_API_KEY"] not in str(route.calls.last.request.url)
    assert route.calls.last.request.headers["x-goog-api-key"] == KEYS["GOOGLE_API_KEY"]
    assert body["generationConfig"]["seed"] == 5
    assert body["generationConfig"]["stopSequences"] == ["END"]
    assert body["generationConfig"]["responseMimeType"] == "application/json"


async def test_a_model_without_native_output_is_asked_without_the_schema(
    ask_hosted: Asker, wire: respx.Router, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DEEPSEEK_API_KEY", "k")
    route = wire.post(DEEPSEEK).respond(json=openai_answer())
    await ask_hosted("deepseek:deepseek-chat", json_schema=SCHEMA)
    assert "response_format" not in sent(route)


async def test_a_schema_that_the_provider_cannot_express_is_left_out(ask_hosted: Asker, wire: respx.Router) -> None:
    route = wire.post(ANTHROPIC).respond(json=ANTHROPIC_ANSWER)
    await ask_hosted("anthropic:claude-sonnet-4-6", json_schema=UNTRANSLATABLE)
    assert "output_config" not in sent(route)


async def test_a_schema_that_openai_refuses_is_left_out_of_the_next_call(ask_hosted: Asker, wire: respx.Router) -> None:
    refusal = {"error": {"message": "Invalid schema for response_format 'output'", "type": "invalid_request_error"}}
    route = wire.post(OPENAI)
    route.side_effect = [
        respx.MockResponse(400, json=refusal),
        respx.MockResponse(200, json=openai_answer()),
    ]
    await ask_hosted("openai:gpt-4o-mini", json_schema=SCHEMA, max_retries=0)
    assert "response_format" in sent(route, 0)
    assert "response_format" not in sent(route, 1)


@pytest.mark.parametrize(
    ("model", "url", "key"),
    [
        ("openai:gpt-4o-mini", OPENAI, "OPENAI_API_KEY"),
        ("openai-responses:gpt-5", RESPONSES, "OPENAI_API_KEY"),
        ("anthropic:claude-sonnet-4-6", ANTHROPIC, "ANTHROPIC_API_KEY"),
        ("google:gemini-2.5-flash", f"{GOOGLE}:generateContent", "GOOGLE_API_KEY"),
    ],
)
async def test_keys_stay_out_of_errors(ask_hosted: Asker, wire: respx.Router, model: str, url: str, key: str) -> None:
    said = f"Incorrect key {KEYS[key]}, or sk-proj-abcdefghijklmnop, in Bearer abc.def"
    wire.post(url).respond(401, json={"error": {"message": said, "status": "UNAUTHENTICATED", "code": 401}})
    with pytest.raises(ProviderFailed) as failed:
        await ask_hosted(model)
    assert "HTTP 401: Incorrect key [key], or [key], in [key]" in failed.value.detail
    assert KEYS[key] not in repr((failed.value.detail, failed.value.extra, ask_hosted.calls))


async def test_an_exhausted_quota_is_not_asked_again(ask_hosted: Asker, wire: respx.Router) -> None:
    said = {"error": {"message": "You exceeded your current quota", "code": "insufficient_quota"}}
    route = wire.post(OPENAI).respond(429, json=said)
    with pytest.raises(ProviderFailed, match="exceeded your current quota"):
        await ask_hosted("openai:gpt-4o-mini")
    assert route.call_count == 1


async def test_long_refusals_and_pages_are_cut(ask_hosted: Asker, wire: respx.Router) -> None:
    route = wire.post(OPENAI)
    route.respond(400, json={"error": {"message": "x" * 5000}})
    with pytest.raises(ProviderFailed) as failed:
        await ask_hosted("openai:gpt-4o-mini")
    assert len(failed.value.detail) < 400
    route.respond(403, html="<html>" + "x" * 5000)
    with pytest.raises(ProviderFailed) as failed:
        await ask_hosted("openai:gpt-4o-mini")
    assert failed.value.detail == "openai:gpt-4o-mini: HTTP 403"


async def test_a_withheld_answer_is_not_asked_for_again(ask_hosted: Asker, wire: respx.Router) -> None:
    answer = openai_answer()
    answer["choices"][0]["message"] = {"role": "assistant", "content": None, "refusal": "I can't help with that."}
    route = wire.post(OPENAI).respond(json=answer)
    with pytest.raises(ProviderFailed, match="withheld"):
        await ask_hosted("openai:gpt-4o-mini")
    assert route.call_count == 1
    assert ask_hosted.calls[0].usage == Usage(input=1000, output=10, cache_read=100)


async def test_an_answer_that_spent_all_its_tokens_thinking_is_not_asked_for_again(
    ask_hosted: Asker, wire: respx.Router
) -> None:
    answer = openai_answer("")
    answer["choices"][0]["finish_reason"] = "length"
    route = wire.post(OPENAI).respond(json=answer)
    with pytest.raises(ProviderFailed, match="max_tokens was used up"):
        await ask_hosted("openai:gpt-4o-mini")
    assert route.call_count == 1


async def test_an_error_inside_a_stream_is_a_failed_call(ask_hosted: Asker, wire: respx.Router) -> None:
    chunk = {"id": "c1", "object": "chat.completion.chunk", "created": 1, "model": "gpt-4o-mini"}
    wire.post(OPENAI).respond(
        headers={"content-type": "text/event-stream"},
        content=sse(
            chunk | {"choices": [{"index": 0, "delta": {"content": "hel"}, "finish_reason": None}]},
            {"error": {"message": "The server had an error", "type": "server_error", "code": None}},
        ),
    )
    with pytest.raises(ProviderFailed, match="The server had an error"):
        await ask_hosted("openai:gpt-4o-mini", stream=True, max_retries=0)
    assert ask_hosted.calls[0].usage.is_estimate


async def test_lone_surrogates_do_no_harm(ask_hosted: Asker, wire: respx.Router) -> None:
    route = wire.post(OPENAI).respond(content=json.dumps(openai_answer("a\ud800b")).encode())
    route.respond(headers={"content-type": "application/json"}, content=json.dumps(openai_answer("a\ud800b")).encode())
    completion = await ask_hosted("openai:gpt-4o-mini", messages=(Message("user", "x\udfffy"),))
    assert completion.text == "a?b"
    assert sent(route)["messages"][0]["content"] == "x?y"


async def test_clients_and_models_are_kept(
    ask_hosted: Asker, wire: respx.Router, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[httpx2.AsyncClient] = []
    make = providers.new_http_client

    def counted() -> httpx2.AsyncClient:
        made.append(make())
        return made[-1]

    monkeypatch.setattr(providers, "new_http_client", counted)
    wire.post(OPENAI).respond(json=openai_answer())
    for model in ("openai:gpt-4o-mini", "openai:gpt-4o", "openai:gpt-4o-mini"):
        await ask_hosted(model)
    assert len(made) == 1
    monkeypatch.setenv("OPENAI_API_KEY", "another")
    target = await providers.target("openai:gpt-4o-mini", ask_hosted.settings, {})
    assert target.secret == SecretStr("another"), "a rotated key counts at once"
