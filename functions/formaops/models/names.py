"""The names of models, ``provider:name``, and which providers there are. Imports nothing, so anyone may ask."""

from typing import Final

from formaops.errors import Malformed

LOCAL: Final = "local"
SMALL: Final = "smollm2"
"""The model that comes with the local stack, by the name under which its server knows it."""

KEYS: Final[dict[str, tuple[str, ...]]] = {
    LOCAL: (),
    "openai": ("OPENAI_API_KEY",),
    "openai-responses": ("OPENAI_API_KEY",),
    "anthropic": ("ANTHROPIC_API_KEY",),
    "google": ("GOOGLE_API_KEY", "GEMINI_API_KEY"),
    "google-gla": ("GOOGLE_API_KEY", "GEMINI_API_KEY"),
    "alibaba": ("ALIBABA_API_KEY", "DASHSCOPE_API_KEY"),
    "deepseek": ("DEEPSEEK_API_KEY",),
    "fireworks": ("FIREWORKS_API_KEY",),
    "github": ("GITHUB_API_KEY",),
    "moonshotai": ("MOONSHOTAI_API_KEY",),
    "nebius": ("NEBIUS_API_KEY",),
    "openrouter": ("OPENROUTER_API_KEY",),
    "ovhcloud": ("OVHCLOUD_API_KEY",),
    "sambanova": ("SAMBANOVA_API_KEY",),
    "together": ("TOGETHER_API_KEY",),
    "vercel": ("VERCEL_AI_GATEWAY_API_KEY",),
}
"""Every provider, and the environment variables that may hold its key; the first that is set counts.

``local`` is any OpenAI-compatible server, at the address in FORMAOPS_LOCAL_MODEL_URL. ``openai`` speaks chat
completions, which know seeds and stop sequences; ``openai-responses`` the newer interface. A list rather than whatever
pydantic-ai knows: a tenant chooses the model, so nothing may be reachable that signs in or reads files by itself.
"""

_SAME_COMPANY: Final = {"openai-responses": "openai", "google-gla": "google"}
"""Interfaces of a provider that is known by another name, too: with the same keys and the same prices."""


def split(model: str) -> tuple[str, str]:
    """``provider`` and ``name``. Raises Malformed for what is not ``provider:name`` or names no known provider."""
    provider, _, name = model.partition(":")
    if not name or name != name.strip() or not name.isprintable() or len(name) > 200:
        raise Malformed(f"{model[:240]!r} does not name a model: write provider:name, such as local:smollm2")
    if provider not in KEYS:
        raise Malformed(f"{provider[:40]!r} is no model provider; there are {', '.join(KEYS)}")
    return provider, name


def catalogue_provider(provider: str) -> str:
    """The name under which ``genai-prices`` lists the provider."""
    return _SAME_COMPANY.get(provider, provider)


def key_provider(provider: str) -> str:
    """The name under which a tenant keeps its key of the provider."""
    return _SAME_COMPANY.get(provider, provider)


KEY_PROVIDERS: Final = tuple(dict.fromkeys(key_provider(provider) for provider in KEYS if provider != LOCAL))
"""The providers that take a key, each company once. ``private.key_providers`` lists the same."""
