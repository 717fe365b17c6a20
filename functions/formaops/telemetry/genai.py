"""Names of OpenTelemetry's semantic conventions for generative AI, and how our records are told in them.

https://github.com/open-telemetry/semantic-conventions-genai: `gen_ai.provider.name` has taken the place of
`gen_ai.system`; what was written and answered stands in `gen_ai.input.messages` and `gen_ai.output.messages`, and only
when it is asked for.
"""

import json
from collections.abc import Iterable, Mapping
from typing import Final

from formaops.telemetry.spans import Value

OPERATION: Final = "chat"
INPUT_MESSAGES: Final = "gen_ai.input.messages"
OUTPUT_MESSAGES: Final = "gen_ai.output.messages"
CAPTURE: Final = "OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT"
# Of the conventions' own instrumentations: true, or where the content goes; we have spans to put it on.
_CAPTURING: Final = frozenset({"true", "span_only", "span_and_event"})

_PROVIDERS: Final = {
    "google": "gcp.gemini",
    "google-gla": "gcp.gemini",
    "moonshotai": "moonshot_ai",
    "openai-responses": "openai",
}


def provider_name(provider: str) -> str:
    """The conventions' name of one of our providers; those that they do not list keep ours."""
    return _PROVIDERS.get(provider, provider)


def model_name(model: str) -> str:
    """The provider's own name of `provider:name`."""
    return model.partition(":")[2] or model


def captures_content(environ: Mapping[str, str]) -> bool:
    return environ.get(CAPTURE, "").lower() in _CAPTURING


def request_attributes(
    *,
    provider: str,
    model: str,
    stream: bool,
    json_output: bool,
    max_tokens: int,
    temperature: float | None,
    top_p: float | None,
    seed: int | None,
) -> dict[str, Value | None]:
    """What is known before the model answers. Stop sequences are the caller's words, and left out."""
    return {
        "gen_ai.operation.name": OPERATION,
        "gen_ai.provider.name": provider_name(provider),
        "gen_ai.request.model": model_name(model),
        "gen_ai.output.type": "json" if json_output else "text",
        "gen_ai.request.stream": True if stream else None,
        "gen_ai.request.max_tokens": max_tokens,
        "gen_ai.request.temperature": temperature,
        "gen_ai.request.top_p": top_p,
        "gen_ai.request.seed": seed,
    }


def usage_attributes(*, tokens_in: int, tokens_out: int, cache_read: int, cache_write: int) -> dict[str, Value | None]:
    return {
        "gen_ai.usage.input_tokens": tokens_in,
        "gen_ai.usage.output_tokens": tokens_out,
        "gen_ai.usage.cache_read.input_tokens": cache_read or None,
        "gen_ai.usage.cache_creation.input_tokens": cache_write or None,
    }


def messages(turns: Iterable[tuple[str, str]]) -> str:
    """Roles and texts in the conventions' JSON."""
    return json.dumps([{"role": role, "parts": [{"type": "text", "content": text}]} for role, text in turns])


def answer(text: str, finish_reason: str | None) -> str:
    parts = [{"type": "text", "content": text}]
    return json.dumps([{"role": "assistant", "parts": parts, "finish_reason": finish_reason or "stop"}])
