"""Retries, backoff and fallback, and the ledger that they leave."""

import asyncio
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from formaops import models
from formaops.errors import Malformed, ProviderFailed, ProviderKeyRequired, ProviderTimeout
from formaops.models import Message, Parameters, PriceBook, Request, Usage, asking
from tests.bench.model_server import ANSWER, ModelServer
from tests.unit.models.conftest import Asker


async def test_an_answer_and_its_row_in_the_ledger(ask: Asker) -> None:
    before = datetime.now(UTC)
    completion = await ask("local:ok")
    assert completion.text == ANSWER
    assert completion.finish_reason == "stop"
    (call,) = ask.calls
    assert completion.call is call
    assert (call.kind, call.provider, call.model, call.outcome, call.error) == (
        "first",
        "local",
        "local:ok",
        "succeeded",
        None,
    )
    assert call.usage == Usage(input=100, output=25)
    assert (call.cost, call.price_source, call.price_version) == (Decimal("0.00002"), "operator", "2026-01")
    assert call.latency_ms >= 1
    assert before <= call.started_at <= before + timedelta(seconds=30)


async def test_first_kind_is_the_kind_of_the_first_call(ask: Asker) -> None:
    request = Request("local:ok", (Message("user", "again"),), Parameters(), first_kind="repair")
    await models.ask(request, prices=ask.prices, calls=ask.calls, settings=ask.settings)
    assert [call.kind for call in ask.calls] == ["repair"]


@pytest.mark.parametrize("model", ["flaky-2", "bad-json-then-good"])
async def test_calls_are_appended_to_those_that_are_there(ask: Asker, model: str) -> None:
    await ask("local:ok")
    await ask(f"local:{model}")
    assert ask.rows()[0] == ("first", "local:ok", "succeeded")
    assert ask.rows()[-1][1:] == (f"local:{model}", "succeeded")


async def test_a_failing_provider_is_asked_again_with_doubling_pauses(
    ask: Asker, server: ModelServer, pauses: list[tuple[int, float | None]]
) -> None:
    completion = await ask("local:flaky-2", max_retries=2)
    assert completion.text == ANSWER
    assert ask.rows() == [
        ("first", "local:flaky-2", "failed"),
        ("retry", "local:flaky-2", "failed"),
        ("retry", "local:flaky-2", "succeeded"),
    ]
    assert pauses == [(0, None), (1, None)]
    assert server.counts["flaky-2"] == {"requests": 3, "refused": 2, "answered": 1}
    assert len({call.id for call in ask.calls}) == 3


@pytest.mark.parametrize(
    ("retries", "retry_after", "least", "most"),
    [(0, None, 0.25, 0.5), (1, None, 0.5, 1), (3, None, 2, 4), (9, None, 4, 8), (0, 3.0, 3, 3)],
)
def test_pauses_double_up_to_a_bound_and_honour_the_provider(
    retries: int, retry_after: float | None, least: float, most: float
) -> None:
    assert all(least <= asking.pause(retries, retry_after) <= most for _ in range(50))


async def test_retry_after_is_handed_to_the_pause(ask: Asker, pauses: list[tuple[int, float | None]]) -> None:
    with pytest.raises(ProviderFailed):
        await ask("local:status-429-after-2", max_retries=1)
    assert pauses == [(0, 2.0)]


async def test_a_provider_that_wants_a_long_pause_is_not_asked_again(ask: Asker) -> None:
    completion = await ask("local:status-429-after-3600", fallback="local:ok")
    assert ask.rows() == [("first", "local:status-429-after-3600", "failed"), ("fallback", "local:ok", "succeeded")]
    assert completion.call.kind == "fallback"


async def test_the_fallback_has_retries_of_its_own(ask: Asker) -> None:
    await ask("local:status-503", fallback="local:flaky-1", max_retries=1)
    assert ask.rows() == [
        ("first", "local:status-503", "failed"),
        ("retry", "local:status-503", "failed"),
        ("fallback", "local:flaky-1", "failed"),
        ("retry", "local:flaky-1", "succeeded"),
    ]


async def test_a_fallback_that_is_the_model_itself_is_none(ask: Asker) -> None:
    with pytest.raises(ProviderFailed):
        await ask("local:status-400", fallback="local:status-400")
    assert len(ask.calls) == 1


async def test_when_all_fails_the_error_lists_what_was_tried(ask: Asker) -> None:
    with pytest.raises(ProviderFailed) as failed:
        await ask("local:status-500", fallback="local:status-400", max_retries=1)
    assert failed.value.detail == "3 calls failed, the last one of local:status-400: HTTP 400: refused on demand"
    assert failed.value.extra["attempts"] == [
        {"kind": "first", "model": "local:status-500", "error": "HTTP 500: refused on demand"},
        {"kind": "retry", "model": "local:status-500", "error": "HTTP 500: refused on demand"},
        {"kind": "fallback", "model": "local:status-400", "error": "HTTP 400: refused on demand"},
    ]


async def test_no_answer_in_time_is_a_timeout_and_what_was_sent_is_estimated(ask: Asker) -> None:
    with pytest.raises(ProviderTimeout, match="no complete answer within 1 s"):
        await ask("local:hang", timeout_seconds=1, max_retries=0)
    (call,) = ask.calls
    assert call.outcome == "failed"
    assert call.usage == Usage(input=9, output=0, is_estimate=True)
    assert call.latency_ms >= 1000


async def test_a_cancelled_call_is_in_the_ledger_with_an_estimate(ask: Asker, server: ModelServer) -> None:
    ask.prices = PriceBook(
        [{"provider": "local", "model": "slow-9s", "input_usd_per_mtok": 1, "output_usd_per_mtok": 1}]
    )
    asking_task = asyncio.create_task(ask("local:slow-9s"))
    while not server.counts["slow-9s"]["requests"]:  # noqa: ASYNC110  # the server counts, it does not signal
        await asyncio.sleep(0.01)
    asking_task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asking_task
    (call,) = ask.calls
    assert (call.outcome, call.usage.is_estimate, call.cost) == ("cancelled", True, Decimal("0.000009"))
    async with asyncio.timeout(30):
        while not server.counts["slow-9s"]["broken"]:  # noqa: ASYNC110  # the server counts, it does not signal
            await asyncio.sleep(0.01)
    assert server.counts["slow-9s"] == {"requests": 1, "broken": 1}


@pytest.mark.parametrize(
    "model", ["gpt-4o", "", ":", "openai:", "openai: x", "nobody:gpt", "file:///etc/passwd", "local:a\nb"]
)
async def test_what_is_no_model_name_is_malformed(ask_nobody: Asker, model: str) -> None:
    with pytest.raises(Malformed):
        await ask_nobody(model)
    assert ask_nobody.calls == []


@pytest.mark.parametrize(
    ("model", "variable"),
    [
        ("local:smollm2", "FORMAOPS_LOCAL_MODEL_URL"),
        ("openai:gpt-4o", "OPENAI_API_KEY"),
        ("openai-responses:gpt-5", "OPENAI_API_KEY"),
        ("anthropic:claude-sonnet-4-6", "ANTHROPIC_API_KEY"),
        ("google:gemini-2.5-flash", "GOOGLE_API_KEY"),
        ("deepseek:deepseek-chat", "DEEPSEEK_API_KEY"),
    ],
)
async def test_a_provider_that_is_not_set_up_is_named_with_its_variable(
    ask_nobody: Asker, model: str, variable: str
) -> None:
    provider = model.partition(":")[0].removesuffix("-responses")
    kind = ProviderFailed if provider == "local" else ProviderKeyRequired
    with pytest.raises(kind, match=variable) as failed:
        await ask_nobody(model)
    assert failed.value.extra == ({} if provider == "local" else {"provider": provider})
    assert ask_nobody.calls == []


async def test_a_fallback_that_is_not_set_up_fails_before_anything_is_asked(ask: Asker, server: ModelServer) -> None:
    with pytest.raises(ProviderKeyRequired, match="OPENAI_API_KEY"):
        await ask("local:ok", fallback="openai:gpt-4o")
    assert server.counts == {}


async def test_tests_may_not_ask_a_provider_by_accident(ask_nobody: Asker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "k")
    with pytest.raises(AssertionError, match="did not ask for a provider"):
        await ask_nobody("openai:gpt-4o")
