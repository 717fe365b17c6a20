"""A tenant's own key is sent for that tenant's calls, for no others, and nothing of the operator's account with it."""

import asyncio
from collections import Counter
from uuid import UUID, uuid4

import pytest
import respx
from pydantic import SecretStr

from formaops import models
from formaops.errors import ProviderFailed, ProviderKeyRefused
from formaops.models import Call, Credential, Message, Parameters, PriceBook, Request, providers
from tests.bench.model_server import ModelServer
from tests.unit.models.conftest import KEYS, Asker, settings_for
from tests.unit.models.test_hosted_providers import (
    ANTHROPIC,
    ANTHROPIC_ANSWER,
    DEEPSEEK,
    GOOGLE,
    GOOGLE_ANSWER,
    OPENAI,
    RESPONSES,
    openai_answer,
)

OWN = "tenants-own-key-5678"
OPERATORS = "operators-account"


def own(secret: str = OWN) -> Credential:
    return Credential(uuid4(), SecretStr(secret))


@pytest.fixture
def operators_account(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the providers' libraries read from the environment of whoever runs the functions."""
    monkeypatch.setenv("OPENAI_ORG_ID", OPERATORS)
    monkeypatch.setenv("OPENAI_PROJECT_ID", OPERATORS)
    for company in ("OPENAI", "ANTHROPIC"):
        monkeypatch.setenv(f"{company}_CUSTOM_HEADERS", f"x-gateway: {OPERATORS}\nAuthorization: Bearer {OPERATORS}")
    monkeypatch.setenv("ANTHROPIC_AUTH_TOKEN", OPERATORS)


@pytest.mark.usefixtures("operators_account")
@pytest.mark.parametrize(
    ("model", "provider", "url", "answer", "header"),
    [
        ("openai:gpt-4o-mini", "openai", OPENAI, openai_answer(), "authorization"),
        ("anthropic:claude-sonnet-4-6", "anthropic", ANTHROPIC, ANTHROPIC_ANSWER, ""),
        ("google:gemini-2.5-flash", "google", f"{GOOGLE}:generateContent", GOOGLE_ANSWER, "x-goog-api-key"),
        ("google-gla:gemini-2.5-flash", "google", f"{GOOGLE}:generateContent", GOOGLE_ANSWER, "x-goog-api-key"),
        ("deepseek:deepseek-chat", "deepseek", DEEPSEEK, openai_answer(), "authorization"),
    ],
)
async def test_it_is_sent_and_nothing_of_the_operators(
    ask_hosted: Asker,
    wire: respx.Router,
    model: str,
    provider: str,
    url: str,
    answer: dict[str, object],
    header: str,
) -> None:
    route = wire.post(url).respond(json=answer)
    ask_hosted.credentials = {provider: own()}
    completion = await ask_hosted(model)
    sent = route.calls.last.request.headers
    assert OWN in (sent[header] if header else f"{sent.get('x-api-key')} {sent.get('authorization')}")
    whole = f"{sent.raw} {route.calls.last.request.url}"
    assert OPERATORS not in whole
    assert not [key for key in KEYS.values() if key in whole]
    assert completion.call.provider_key_id == ask_hosted.credentials[provider].id


async def test_the_other_interface_of_a_company_takes_the_same_key(ask_hosted: Asker, wire: respx.Router) -> None:
    route = wire.post(RESPONSES).respond(401, json={"error": {"message": "no"}})
    ask_hosted.credentials = {"openai": own()}
    with pytest.raises(ProviderKeyRefused) as refused:
        await ask_hosted("openai-responses:gpt-4o-mini")
    assert route.calls.last.request.headers["authorization"] == f"Bearer {OWN}"
    assert refused.value.extra["provider"] == "openai"


@pytest.mark.usefixtures("operators_account")
async def test_the_operators_account_goes_with_the_operators_key_to_its_own_company(
    ask_hosted: Asker, wire: respx.Router, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DEEPSEEK_API_KEY", "deepseeks")
    openai = wire.post(OPENAI).respond(json=openai_answer())
    deepseek = wire.post(DEEPSEEK).respond(json=openai_answer())
    completion = await ask_hosted("openai:gpt-4o-mini")
    assert openai.calls.last.request.headers["openai-organization"] == OPERATORS
    assert completion.call.provider_key_id is None
    await ask_hosted("deepseek:deepseek-chat")
    assert OPERATORS not in str(deepseek.calls.last.request.headers.raw)


@pytest.mark.parametrize(
    ("model", "provider", "url", "status", "message"),
    [
        ("openai:gpt-4o-mini", "openai", OPENAI, 401, f"Incorrect API key provided: {OWN}"),
        ("anthropic:claude-sonnet-4-6", "anthropic", ANTHROPIC, 401, "invalid x-api-key"),
        (
            "google:gemini-2.5-flash",
            "google",
            f"{GOOGLE}:generateContent",
            400,
            "API key not valid. Please pass a valid API key.",
        ),
    ],
)
async def test_a_refusal_says_whose_key_it_was(
    ask_hosted: Asker, wire: respx.Router, model: str, provider: str, url: str, status: int, message: str
) -> None:
    error = {"message": message, "status": "INVALID_ARGUMENT", "code": status, "type": "authentication_error"}
    wire.post(url).respond(status, json={"type": "error", "error": error})
    ask_hosted.credentials = {provider: own()}
    with pytest.raises(ProviderKeyRefused) as refused:
        await ask_hosted(model)
    assert refused.value.detail.startswith(f"{provider} refused this tenant's own key: HTTP {status}")
    assert OWN not in f"{refused.value.detail} {refused.value.extra}"
    [call] = ask_hosted.calls
    assert (call.key_refused, call.provider_key_id, call.cost) == (True, ask_hosted.credentials[provider].id, 0)
    assert OWN not in repr(call)

    ask_hosted.credentials = {}
    with pytest.raises(ProviderFailed) as failed:
        await ask_hosted(model)
    assert "this tenant's" not in failed.value.detail
    assert ask_hosted.calls[-1].provider_key_id is None


@pytest.mark.parametrize(("status", "message"), [(403, "your country"), (400, "no such model"), (404, "nothing")])
async def test_another_refusal_is_not_the_keys_fault(
    ask_hosted: Asker, wire: respx.Router, status: int, message: str
) -> None:
    wire.post(OPENAI).respond(status, json={"error": {"message": message}})
    ask_hosted.credentials = {"openai": own()}
    with pytest.raises(ProviderFailed):
        await ask_hosted("openai:gpt-4o-mini")
    assert not ask_hosted.calls[0].key_refused


async def test_the_fallback_is_asked_with_its_own(ask_hosted: Asker, wire: respx.Router) -> None:
    wire.post(OPENAI).respond(401, json={"error": {"message": "no"}})
    wire.post(ANTHROPIC).respond(json=ANTHROPIC_ANSWER)
    ask_hosted.credentials = {"openai": own("openais-own-key"), "anthropic": own("anthropics-own-key")}
    completion = await ask_hosted("openai:gpt-4o-mini", fallback="anthropic:claude-sonnet-4-6")
    assert [call.provider_key_id for call in ask_hosted.calls] == [key.id for key in ask_hosted.credentials.values()]
    assert [call.key_refused for call in ask_hosted.calls] == [True, False]
    assert completion.call.kind == "fallback"


async def test_the_operators_key_in_a_tenants_hands_is_the_tenants(ask_hosted: Asker, wire: respx.Router) -> None:
    wire.post(OPENAI).respond(json=openai_answer())
    key = own(KEYS["OPENAI_API_KEY"])
    for credentials in ({}, {"openai": key}, {}):
        ask_hosted.credentials = credentials
        await ask_hosted("openai:gpt-4o-mini")
    assert [call.provider_key_id for call in ask_hosted.calls] == [None, key.id, None]


async def _asked(model: str, credential: Credential | None, *, stream: bool = False) -> Call:
    async def heard(_: str) -> None: ...

    calls: list[Call] = []
    request = Request(model=model, messages=(Message("user", "Hello"),), parameters=Parameters(max_retries=0))
    credentials = {"openai": credential} if credential else {}
    on_delta = heard if stream else None
    await models.ask(
        request,
        prices=PriceBook([{"provider": "openai", "model": model.partition(":")[2]}]),
        calls=calls,
        settings=settings_for(),
        credentials=credentials,
        on_delta=on_delta,
    )
    return calls[0]


@pytest.fixture
def as_openai(server: ModelServer, monkeypatch: pytest.MonkeyPatch) -> ModelServer:
    """The model server in OpenAI's place, asked by the client that production has."""
    # By a name: cookies of a bare address are not kept in any case.
    monkeypatch.setenv("OPENAI_BASE_URL", server.url.replace("127.0.0.1", "localhost"))
    monkeypatch.setenv("OPENAI_API_KEY", KEYS["OPENAI_API_KEY"])
    return server


async def test_keys_of_two_tenants_and_the_operator_never_mix(as_openai: ModelServer) -> None:
    one, another = own("key-of-one-tenant"), own("key-of-another-tenant")
    holders = {"one": one, "another": another, "operator": None}
    names = [f"slow-{index % 7}ms-{index}-{list(holders)[index % 3]}" for index in range(600)]
    calls = await asyncio.gather(
        *(_asked(f"openai:{name}", holders[name.rpartition("-")[2]], stream=index % 2 == 1)
          for index, name in enumerate(names))
    )  # fmt: skip
    keys = {
        "one": one.secret.get_secret_value(),
        "another": another.secret.get_secret_value(),
        "operator": KEYS["OPENAI_API_KEY"],
    }
    seen = [(caller["model"], caller["authorization"]) for caller in as_openai.callers]
    assert Counter(seen) == Counter((name, f"Bearer {keys[name.rpartition('-')[2]]}") for name in names)
    assert [call.provider_key_id for call in calls] == [
        key.id if (key := holders[name.rpartition("-")[2]]) else None for name in names
    ]


async def test_of_one_model_the_same(as_openai: ModelServer) -> None:
    tenants = [own(f"key-of-tenant-{index}") for index in range(20)]
    asked = [tenants[index % 20] for index in range(200)]
    calls = await asyncio.gather(*(_asked("openai:slow-3ms", tenant) for tenant in asked))
    assert [call.provider_key_id for call in calls] == [tenant.id for tenant in asked]
    seen = Counter(caller["authorization"] for caller in as_openai.callers)
    assert seen == {f"Bearer {tenant.secret.get_secret_value()}": 10 for tenant in tenants}


async def test_no_cookie_goes_from_one_tenants_answer_into_anothers_question(as_openai: ModelServer) -> None:
    for _ in range(2):
        await _asked("openai:cookie", own())
        await _asked("openai:cookie", own("another-tenants-key"))
    assert [caller["cookie"] for caller in as_openai.callers] == ["", "", "", ""]


async def test_what_is_remembered_of_keys_is_bounded(as_openai: ModelServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(providers, "_REMEMBERED", 4)
    often = own("asked-all-the-time")
    for index in range(12):
        await _asked("openai:ok", own(f"key-{index}"))
        await _asked("openai:ok", often)
    [state] = providers._loops.values()
    assert len(state.targets) == 4
    assert often.id in {target.provider_key_id for target in state.targets.values()}


async def test_no_key_is_shown(wire: respx.Router) -> None:
    credential = own()
    target = await providers.target("openai:gpt-4o-mini", settings_for(), {"openai": credential})
    [state] = providers._loops.values()
    for shown in (credential, target, state.targets, target.model, UUID(int=0)):
        assert OWN not in repr(shown)
    operators = await providers.target("openai:gpt-4o-mini", settings_for(), {})
    assert KEYS["OPENAI_API_KEY"] not in repr(operators)
    assert wire.calls.call_count == 0
