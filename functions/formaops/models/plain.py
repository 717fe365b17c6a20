"""A question to an OpenAI-compatible server and its whole answer, as JSON over HTTP without an SDK in between.

Through pydantic-ai and the SDK a question costs 1.1 to 1.4 ms of CPU, which was a third of an execution. This is for
the provider `local`, whose server takes what it is sent: hosted ones have dialects, which pydantic-ai knows. Streams go
through pydantic-ai as well. Importing this imports aiohttp and pydantic-ai.
"""

import json
from typing import Any, Final
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import aiohttp
import orjson
from pydantic_ai.exceptions import ModelHTTPError, ModelQuotaExceededError

from formaops.models.failures import LONGEST_ANSWER, TOO_LONG, Unusable
from formaops.models.records import Answer, Message, Parameters, Usage
from formaops.models.translation import counted, encodable, schema_for

_HEADERS: Final = {
    # Some servers want to see a key, whichever it is.
    "authorization": "Bearer api-key-not-set",
    "content-type": "application/json",
    # What is not compressed cannot grow while it is read.
    "accept-encoding": "identity",
}
_FINISH_REASONS: Final = {
    "stop": "stop",
    "length": "length",
    "content_filter": "content_filter",
    "tool_calls": "tool_call",
    "function_call": "tool_call",
}


class Server:
    """One server, by its base URL, and the connections to it. Bound to the event loop in which it is made."""

    def __init__(self, base_url: str) -> None:
        self._url = f"{base_url.rstrip('/')}/chat/completions"
        self._session = aiohttp.ClientSession(
            # As for the hosted providers: see `connections`.
            connector=aiohttp.TCPConnector(limit=1000, keepalive_timeout=4),
            timeout=aiohttp.ClientTimeout(total=None, sock_connect=10),
            cookie_jar=aiohttp.DummyCookieJar(),
            proxy=_proxy(base_url),
        )

    async def ask(
        self, model: str, messages: tuple[Message, ...], parameters: Parameters, json_schema: dict[str, Any] | None
    ) -> Answer:
        """Put the question to ``model``.

        Raises pydantic-ai's ModelHTTPError when it is refused, Unusable when the answer is too long, aiohttp's errors
        when the connection breaks, and whatever an answer that is none makes the reading of it raise.
        """
        data = _encoded(question(model, messages, parameters, json_schema))
        async with self._session.post(self._url, data=data, headers=_HEADERS) as response:
            content = await _bounded(response.content)
        if response.status >= 400:
            raise _refusal(model, response, content)
        return _read(content)

    async def close(self) -> None:
        await self._session.close()


def question(
    model: str, messages: tuple[Message, ...], parameters: Parameters, json_schema: dict[str, Any] | None
) -> dict[str, Any]:
    """The body of the request. What was not asked for is left to the server."""
    body: dict[str, Any] = {
        "model": model,
        "messages": [{"role": message.role, "content": encodable(message.content)} for message in messages],
        "max_tokens": parameters.max_tokens,
    }
    for name in ("temperature", "top_p", "seed"):
        if (value := getattr(parameters, name)) is not None:
            body[name] = value
    if parameters.stop_sequences:
        body["stop"] = parameters.stop_sequences
    if json_schema is not None:
        schema = {"name": "output", "schema": schema_for(model, json_schema)}
        body["response_format"] = {"type": "json_schema", "json_schema": schema}
    return body


def _proxy(url: str) -> str | None:
    """The one that the environment names for this address; looked up once, for the server's address stays."""
    parts = urlsplit(url)
    proxies = getproxies()
    if proxy_bypass(parts.hostname or ""):
        return None
    return proxies.get(parts.scheme) or proxies.get("all")


def _encoded(body: dict[str, Any]) -> bytes:
    try:
        return orjson.dumps(body)
    except TypeError:  # a schema with an integer of more than 64 bits, or half a surrogate pair
        return json.dumps(body).encode()


async def _bounded(stream: aiohttp.StreamReader) -> bytes:
    content = bytearray()
    async for chunk in stream.iter_any():
        content += chunk
        if len(content) > LONGEST_ANSWER:
            raise Unusable(TOO_LONG, retry=False)
    return bytes(content)


def _refusal(model: str, response: aiohttp.ClientResponse, content: bytes) -> ModelHTTPError:
    try:
        body = json.loads(content)
    except ValueError:
        body = content[:10_000].decode("utf-8", "replace")
    error = body.get("error") if isinstance(body, dict) else None
    code = error.get("code") if isinstance(error, dict) else None
    exhausted = response.status == 402 or code == "insufficient_quota"
    return ModelHTTPError.for_category(
        ModelQuotaExceededError if exhausted else None,
        status_code=response.status,
        model_name=model,
        body=body,
        headers=dict(response.headers),
    )


def _read(content: bytes) -> Answer:
    whole = json.loads(content)  # takes half a surrogate pair, too
    choice = whole["choices"][0]
    message = choice["message"]
    usage = _usage(whole.get("usage"))
    text, reason = _text(message.get("content")), _FINISH_REASONS.get(choice.get("finish_reason") or "stop")
    if message.get("refusal"):
        text, reason = "", "content_filter"
    return Answer(text, usage, reason, model=_word(whole.get("model")), id=_word(whole.get("id")))


def _word(said: Any) -> str | None:
    return said if isinstance(said, str) else None


def _text(content: Any) -> str:
    """What was said; some servers send it in parts."""
    if isinstance(content, list):
        content = "".join(part["text"] for part in content if part["type"] == "text")
    if not isinstance(content, str | None):
        raise TypeError("the answer is no text")
    return encodable(_spoken(content or ""))


def _spoken(text: str) -> str:
    """Without what stands between the tags by which models tell that they think."""
    spoken, opened, rest = text.partition("<think>")
    while opened:
        thought, closed, rest = rest.partition("</think>")
        if not closed:
            return spoken + thought
        more, opened, rest = rest.partition("<think>")
        spoken += more
    return spoken


def _usage(said: Any) -> Usage | None:
    if not isinstance(said, dict):
        return None
    cached = said.get("prompt_tokens_details")
    details = cached if isinstance(cached, dict) else {}
    return counted(
        said.get("prompt_tokens") or 0,
        said.get("completion_tokens") or 0,
        details.get("cached_tokens") or 0,
        details.get("cache_write_tokens") or 0,
    )
