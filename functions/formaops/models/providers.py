"""From a model's name to something that can be asked: its key, its HTTP client, its pydantic-ai model.

Importing pydantic-ai with a provider's SDK takes one to three seconds, so it happens in a thread when a provider is
first asked, or earlier through ``warm``. Clients stay open and are shared by all calls of one event loop to one
provider.
"""

import asyncio
import os
from dataclasses import dataclass
from importlib import import_module
from threading import Lock
from typing import TYPE_CHECKING, Any, Final, TypeVar
from weakref import WeakKeyDictionary

from formaops.errors import ProviderFailed
from formaops.models.names import KEYS, LOCAL, split
from formaops.settings import Settings

if TYPE_CHECKING:
    import httpx2
    from pydantic_ai.models import Model
    from pydantic_ai.providers import Provider

_P = TypeVar("_P", bound="Provider[Any]")

_MODULES: Final = {"anthropic": "anthropic", "google": "google", "google-gla": "google", "openrouter": "openrouter"}
_REMEMBERED: Final = 256


@dataclass(frozen=True, slots=True)
class Target:
    """A model that is ready to be asked."""

    id: str
    """``provider:name``, as asked."""
    provider: str
    model: "Model[Any]"
    secret: str | None
    """The key, so that it can be taken out of error messages."""


class _LoopState:
    """What one event loop keeps open; connections belong to the loop that opened them."""

    def __init__(self) -> None:
        self.clients: dict[str, httpx2.AsyncClient] = {}
        self.targets: dict[tuple[str, str | None], Target] = {}


_building: Final = Lock()
_loops: WeakKeyDictionary[asyncio.AbstractEventLoop, _LoopState] = WeakKeyDictionary()


def new_http_client() -> "httpx2.AsyncClient":
    """A client with aiohttp below, which costs half of httpx's own transport. Tests put a mocked one in its place.

    Reading has no bound of its own: each call has its ``timeout_seconds`` around it. Idle connections are dropped
    before the five seconds after which many servers close theirs, or a request would now and then meet a closed one.
    """
    import httpx2
    from httpx_aiohttp.httpx2 import Httpx2AiohttpClient

    from formaops.models.bounding import bound

    return Httpx2AiohttpClient(
        timeout=httpx2.Timeout(None, connect=10),
        limits=httpx2.Limits(max_connections=1000, max_keepalive_connections=100, keepalive_expiry=4),
        event_hooks={"response": [bound]},
    )


async def target(model: str, settings: Settings) -> Target:
    """Make ``model`` ready to be asked; sends nothing.

    Raises Malformed for a name that cannot be a model's, ProviderFailed when its provider is not set up.
    """
    provider, name = split(model)
    address, secret = _address_and_key(provider, settings)
    state = _loops.setdefault(asyncio.get_running_loop(), _LoopState())
    found = state.targets.get((model, address or secret))
    if found is None:
        built = await asyncio.to_thread(_build, provider, name, address, secret, state.clients)
        if len(state.targets) >= _REMEMBERED:  # callers choose the names
            state.targets.clear()
        found = state.targets.setdefault((model, address or secret), Target(model, provider, built, secret))
    return found


async def warm(model: str) -> None:
    """Import what asking ``model`` needs, in a thread; does nothing for a name that is no model's."""
    provider = model.partition(":")[0]
    if provider in KEYS:
        await asyncio.to_thread(_import, provider)


async def close() -> None:
    """Close the running loop's connections to providers; the next call opens new ones."""
    state = _loops.pop(asyncio.get_running_loop(), None)
    for client in state.clients.values() if state else ():
        await client.aclose()


def _address_and_key(provider: str, settings: Settings) -> tuple[str | None, str | None]:
    if provider == LOCAL:
        if settings.local_model_url is None:
            raise ProviderFailed(
                "No local model is set up: set FORMAOPS_LOCAL_MODEL_URL to an OpenAI-compatible address ending in /v1"
            )
        return settings.local_model_url, None
    for variable in KEYS[provider]:
        if secret := os.environ.get(variable):
            return None, secret
    raise ProviderFailed(f"The provider {provider!r} is not set up: set the environment variable {KEYS[provider][0]}")


def _import(provider: str) -> None:
    import_module("pydantic_ai.direct")
    import_module(f"pydantic_ai.models.{_MODULES.get(provider, 'openai')}")
    import_module("formaops.models.attempts")


def _build(
    provider: str, name: str, address: str | None, secret: str | None, clients: "dict[str, httpx2.AsyncClient]"
) -> "Model[Any]":
    with _building:
        _import(provider)
        if provider not in clients:
            clients[provider] = new_http_client()
    client = clients[provider]
    if provider == "anthropic":
        from pydantic_ai.models.anthropic import AnthropicModel
        from pydantic_ai.providers.anthropic import AnthropicProvider

        return AnthropicModel(name, provider=_once(AnthropicProvider(api_key=secret, http_client=client)))
    if provider in {"google", "google-gla"}:
        from pydantic_ai.models.google import GoogleModel
        from pydantic_ai.providers.google import GoogleProvider

        return GoogleModel(name, provider=GoogleProvider(api_key=secret, http_client=client))
    return _build_openai(provider, name, address, secret, client)


def _build_openai(
    provider: str, name: str, address: str | None, secret: str | None, client: "httpx2.AsyncClient"
) -> "Model[Any]":
    from pydantic_ai.models.openai import OpenAIChatModel, OpenAIResponsesModel
    from pydantic_ai.models.openrouter import OpenRouterModel
    from pydantic_ai.profiles.openai import OpenAIModelProfile
    from pydantic_ai.providers import infer_provider_class
    from pydantic_ai.providers.openai_compatible import OpenAICompatibleProvider

    # A stream that just stops is half an answer; without this it would pass for a whole one.
    whole_streams = OpenAIModelProfile(openai_chat_streaming_requires_finish_reason=True)
    if provider == LOCAL:
        local = OpenAIModelProfile(
            supports_json_schema_output=True,
            json_schema_transformer=None,  # the server takes the schema as it is
            openai_supports_strict_tool_definition=False,
            openai_chat_supports_max_completion_tokens=False,
            openai_chat_streaming_requires_finish_reason=True,
        )
        assert address is not None
        server = OpenAICompatibleProvider(LOCAL, base_url=address, http_client=client, profile=lambda _: local)
        return OpenAIChatModel(name, provider=_once(server))
    service_class: Any = infer_provider_class("openai" if provider == "openai-responses" else provider)
    service: Provider[Any] = _once(service_class(api_key=secret, http_client=client))
    if provider == "openai-responses":
        return OpenAIResponsesModel(name, provider=service)
    kind = OpenRouterModel if provider == "openrouter" else OpenAIChatModel
    return kind(name, provider=service, profile=whole_streams)


def _once(provider: "_P") -> "_P":
    """Turn off the SDK's own retries: every attempt has to be seen, or the ledger would lack it."""
    provider.client.max_retries = 0
    return provider
