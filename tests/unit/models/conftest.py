"""No request leaves these tests: providers are mocked on the wire, or a server on the loopback interface."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

import httpx2
import pydantic_ai.models
import pytest
import respx
from pydantic import SecretStr

from formaops import models
from formaops.models import (
    Call,
    Completion,
    Credential,
    Message,
    Parameters,
    PriceBook,
    Request,
    asking,
    names,
    providers,
)
from formaops.settings import Settings
from tests.bench.model_server import ModelServer

real_http_client, real_server = providers.new_http_client, providers.new_server

KEYS = {
    "OPENAI_API_KEY": "secretopenaikey1234",
    "ANTHROPIC_API_KEY": "secretanthropickey1234",
    "GOOGLE_API_KEY": "secretgooglekey1234",
}
LOCAL_PRICES = [
    {
        "provider": "local",
        "model": "ok",
        "input_usd_per_mtok": "0.10",
        "output_usd_per_mtok": "0.40",
        "effective_from": "2026-01-01T00:00:00+00:00",
        "version": "2026-01",
    }
]


@dataclass
class Asker:
    """Asks, and keeps what the caller would see."""

    settings: Settings
    calls: list[Call] = field(default_factory=list)
    deltas: list[str] = field(default_factory=list)
    restarts: list[str] = field(default_factory=list)
    credentials: dict[str, Credential] = field(default_factory=dict)
    prices: PriceBook = field(default_factory=lambda: PriceBook(LOCAL_PRICES))
    before_delta: Callable[[str], Awaitable[None]] | None = None

    async def __call__(
        self,
        model: str,
        *,
        fallback: str | None = None,
        messages: tuple[Message, ...] = (Message("user", "Review this code."),),
        json_schema: dict[str, Any] | None = None,
        stream: bool = False,
        **parameters: Any,
    ) -> Completion:
        request = Request(
            model=model,
            fallback_model=fallback,
            messages=messages,
            json_schema=json_schema,
            parameters=Parameters(**parameters),
        )
        return await models.ask(
            request,
            prices=self.prices,
            calls=self.calls,
            settings=self.settings,
            credentials=self.credentials,
            on_delta=self._on_delta if stream else None,
            on_restart=self._on_restart if stream else None,
        )

    async def _on_delta(self, text: str) -> None:
        if self.before_delta:
            await self.before_delta(text)
        self.deltas.append(text)

    async def _on_restart(self, reason: str) -> None:
        self.restarts.append(reason)
        self.deltas.clear()

    def rows(self) -> list[tuple[str, str, str]]:
        return [(call.kind, call.model, call.outcome) for call in self.calls]


def settings_for(local_model_url: str | None = None) -> Settings:
    return Settings(
        supabase_url="http://supabase.test",
        service_role_key=SecretStr("s"),
        anon_key=SecretStr("a"),
        local_model_url=local_model_url,
    )


@pytest.fixture(autouse=True)
async def no_model_request_leaves_a_test(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[None]:
    def refuse(*_: object) -> Any:
        raise AssertionError("this test did not ask for a provider")

    monkeypatch.setattr(pydantic_ai.models, "ALLOW_MODEL_REQUESTS", False)
    monkeypatch.setattr(providers, "new_http_client", refuse)
    monkeypatch.setattr(providers, "new_server", refuse)
    for variables in names.KEYS.values():
        for variable in variables:
            monkeypatch.delenv(variable, raising=False)
    for variable in ("OPENAI_BASE_URL", "ANTHROPIC_BASE_URL", "GOOGLE_GEMINI_BASE_URL"):
        monkeypatch.delenv(variable, raising=False)
    yield
    await models.close()


@pytest.fixture
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, float | None]]:
    """What ``pause`` was asked; it answers 0, so that no test waits."""
    asked: list[tuple[int, float | None]] = []

    def no_pause(retries: int, retry_after: float | None) -> float:
        asked.append((retries, retry_after))
        return 0

    monkeypatch.setattr(asking, "pause", no_pause)
    return asked


@pytest.fixture
async def server(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[ModelServer]:
    """A provider ``local`` on the loopback interface, reached by the client that production has."""
    monkeypatch.setattr(pydantic_ai.models, "ALLOW_MODEL_REQUESTS", True)
    monkeypatch.setattr(providers, "new_http_client", real_http_client)
    monkeypatch.setattr(providers, "new_server", real_server)
    model_server = ModelServer()
    listener = await model_server.serve()
    yield model_server
    listener.close()


@pytest.fixture
def ask(server: ModelServer, pauses: list[tuple[int, float | None]]) -> Asker:
    """Asks ``local`` models of the server."""
    return Asker(settings_for(server.url))


@pytest.fixture
def wire(monkeypatch: pytest.MonkeyPatch, httpx2_mock: respx.Router) -> respx.Router:
    """Hosted providers, answered by the test."""
    monkeypatch.setattr(pydantic_ai.models, "ALLOW_MODEL_REQUESTS", True)
    monkeypatch.setattr(providers, "new_http_client", lambda: httpx2.AsyncClient(timeout=httpx2.Timeout(None)))
    for variable, key in KEYS.items():
        monkeypatch.setenv(variable, key)
    return httpx2_mock


@pytest.fixture
def ask_hosted(wire: respx.Router, pauses: list[tuple[int, float | None]]) -> Asker:
    """Asks hosted providers, as mocked by ``wire``."""
    return Asker(settings_for())


@pytest.fixture
def ask_nobody() -> Asker:
    """Asks where no provider is set up and none may be reached."""
    return Asker(settings_for())
