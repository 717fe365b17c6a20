"""From a model's name to something that can be asked: its key, its HTTP client, its pydantic-ai model.

Importing pydantic-ai with a provider's SDK takes one to three seconds, so it happens in a thread when a provider is
first asked, or earlier through ``warm``. Connections stay open and are shared by all calls of one event loop to one
provider, whoever's key they are made with. What knows a key is kept by that key: so a tenant's is sent for nobody else.
"""

import asyncio
import os
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from threading import Lock
from typing import TYPE_CHECKING, Any, Final, TypeVar
from uuid import UUID
from weakref import WeakKeyDictionary

from pydantic import SecretStr

from formaops.errors import ProviderFailed, ProviderKeyRequired
from formaops.models.names import KEYS, LOCAL, key_provider, split
from formaops.models.records import Credential
from formaops.settings import Settings

if TYPE_CHECKING:
    import httpx2
    from pydantic_ai.models import Model
    from pydantic_ai.providers import Provider

    from formaops.models.plain import Server

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
    secret: SecretStr | None
    """The key, so that it can be taken out of error messages."""
    provider_key_id: UUID | None
    """Of the tenant's own key, if it is one."""
    server: "Server | None"
    """Asked without pydantic-ai when the answer is wanted whole."""


@dataclass(frozen=True, slots=True)
class _Way:
    """To a model: all that what is built for it depends on."""

    model: str
    address: str | None
    secret: SecretStr | None
    provider_key_id: UUID | None
    """A tenant's key that is the operator's too is another way, or the ledger would mistake whose it was."""


class _LoopState:
    """What one event loop keeps open; connections belong to the loop that opened them."""

    def __init__(self) -> None:
        self.clients: dict[str, httpx2.AsyncClient] = {}
        self.targets: OrderedDict[_Way, Target] = OrderedDict()
        """Used last, last."""
        self.servers: dict[str, Server] = {}
        """By their base URLs."""


_building: Final = Lock()
_loops: WeakKeyDictionary[asyncio.AbstractEventLoop, _LoopState] = WeakKeyDictionary()


def new_http_client() -> "httpx2.AsyncClient":
    """What a provider is asked with. Tests put a mocked one in its place."""
    from formaops.models.connections import Client

    return Client()


def new_server(base_url: str) -> "Server":
    """What a server of the provider `local` is asked with. Tests refuse it."""
    from formaops.models.plain import Server

    return Server(base_url)


async def target(model: str, settings: Settings, own: Mapping[str, Credential]) -> Target:
    """Make ``model`` ready to be asked, with the tenant's own key where there is one; sends nothing.

    Raises Malformed for a name that cannot be a model's, ProviderKeyRequired when nobody has a key of its provider,
    ProviderFailed when no local model is set up.
    """
    provider, name = split(model)
    way = _way(model, provider, settings, own.get(key_provider(provider)))
    state = _loops.setdefault(asyncio.get_running_loop(), _LoopState())
    found = state.targets.get(way)
    if found is None:
        built = await asyncio.to_thread(_build, provider, name, way, state.clients)
        server = _server(way.address, state) if way.address else None
        found = state.targets.setdefault(way, Target(model, provider, built, way.secret, way.provider_key_id, server))
        if len(state.targets) > _REMEMBERED:  # callers choose the names, tenants the keys
            state.targets.popitem(last=False)
    else:
        state.targets.move_to_end(way)
    return found


async def warm(model: str) -> None:
    """Import what asking ``model`` needs, in a thread; does nothing for a name that is no model's."""
    provider = model.partition(":")[0]
    if provider in KEYS:
        await asyncio.to_thread(_import, provider)


async def close() -> None:
    """Close the running loop's connections to providers; the next call opens new ones."""
    state = _loops.pop(asyncio.get_running_loop(), None)
    if state is None:
        return
    for client in state.clients.values():
        await client.aclose()
    for server in state.servers.values():
        await server.close()


def _server(base_url: str, state: _LoopState) -> "Server":
    if base_url not in state.servers:
        state.servers[base_url] = new_server(base_url)
    return state.servers[base_url]


def _way(model: str, provider: str, settings: Settings, own: Credential | None) -> _Way:
    if provider == LOCAL:
        if settings.local_model_url is None:
            raise ProviderFailed(
                "No local model is set up: set FORMAOPS_LOCAL_MODEL_URL to an OpenAI-compatible address ending in /v1"
            )
        return _Way(model, settings.local_model_url, None, None)
    if own:
        return _Way(model, None, own.secret, own.id)
    for variable in KEYS[provider]:
        if secret := os.environ.get(variable):
            return _Way(model, None, SecretStr(secret), None)
    raise ProviderKeyRequired(
        f"There is no key for {provider!r}: an ADMIN can store the tenant's own, and the operator can set "
        f"{KEYS[provider][0]} for everybody",
        provider=key_provider(provider),
    )


def _import(provider: str) -> None:
    import_module("pydantic_ai.direct")
    import_module(f"pydantic_ai.models.{_MODULES.get(provider, 'openai')}")
    import_module("formaops.models.attempts")


def _build(provider: str, name: str, way: _Way, clients: "dict[str, httpx2.AsyncClient]") -> "Model[Any]":
    with _building:
        _import(provider)
        if provider not in clients:
            clients[provider] = new_http_client()
    client = clients[provider]
    secret = way.secret.get_secret_value() if way.secret else None
    if provider == "anthropic":
        from pydantic_ai.models.anthropic import AnthropicModel
        from pydantic_ai.providers.anthropic import AnthropicProvider

        company = _once(AnthropicProvider(api_key=secret, http_client=client))
        return AnthropicModel(name, provider=_apart(company, "ANTHROPIC_CUSTOM_HEADERS") if _is_own(way) else company)
    if provider in {"google", "google-gla"}:
        from pydantic_ai.models.google import GoogleModel
        from pydantic_ai.providers.google import GoogleProvider

        return GoogleModel(name, provider=GoogleProvider(api_key=secret, http_client=client))
    return _build_openai(provider, name, way, client)


def _build_openai(provider: str, name: str, way: _Way, client: "httpx2.AsyncClient") -> "Model[Any]":
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
        assert way.address is not None
        server = OpenAICompatibleProvider(LOCAL, base_url=way.address, http_client=client, profile=lambda _: local)
        return OpenAIChatModel(name, provider=_apart(_once(server), "OPENAI_CUSTOM_HEADERS"))
    service_class: Any = infer_provider_class("openai" if provider == "openai-responses" else provider)
    assert way.secret is not None
    service: Provider[Any] = _once(service_class(api_key=way.secret.get_secret_value(), http_client=client))
    if _is_own(way) or key_provider(provider) != "openai":
        service = _apart(service, "OPENAI_CUSTOM_HEADERS")
    if provider == "openai-responses":
        return OpenAIResponsesModel(name, provider=service)
    kind = OpenRouterModel if provider == "openrouter" else OpenAIChatModel
    return kind(name, provider=service, profile=whole_streams)


def _is_own(way: _Way) -> bool:
    return way.provider_key_id is not None


def _once(provider: "_P") -> "_P":
    """Turn off the SDK's own retries: every attempt has to be seen, or the ledger would lack it."""
    provider.client.max_retries = 0
    return provider


def _apart(provider: "_P", custom_headers: str) -> "_P":
    """Leave out what the SDK took from the environment of the operator's own account.

    That is its organisation and project, and the headers in the variable: beside a tenant's key, or at another company
    that speaks OpenAI's interface, the first are wrong and the last may be a secret.
    """
    client = provider.client
    client.organization = client.project = None
    named = {line.partition(":")[0].strip() for line in os.environ.get(custom_headers, "").splitlines()}
    client._custom_headers = {name: value for name, value in client._custom_headers.items() if name not in named}
    return provider
