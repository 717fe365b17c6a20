"""Each way in which a provider can fail: what the caller is told, what is tried again, what is billed."""

import pytest

from formaops.errors import ProviderFailed
from formaops.models import Usage
from tests.bench.model_server import ModelServer
from tests.unit.models.conftest import Asker, settings_for

NOTHING = Usage()
ESTIMATE = Usage(input=9, output=0, is_estimate=True)
MEASURED = Usage(input=100, output=25)

UNREADABLE = "the provider's answer could not be read"
BROKEN = "the connection to the provider broke"


@pytest.mark.parametrize("stream", [False, True], ids=["whole", "streamed"])
@pytest.mark.parametrize(
    ("model", "calls", "error", "usage"),
    [
        ("status-400", 1, "HTTP 400: refused on demand", NOTHING),
        ("status-401", 1, "HTTP 401: refused on demand", NOTHING),
        ("status-403", 1, "HTTP 403: refused on demand", NOTHING),
        ("status-404", 1, "HTTP 404: refused on demand", NOTHING),
        ("status-422", 1, "HTTP 422: refused on demand", NOTHING),
        ("status-408", 2, "HTTP 408: refused on demand", NOTHING),
        ("status-429", 2, "HTTP 429: refused on demand", NOTHING),
        ("status-500", 2, "HTTP 500: refused on demand", NOTHING),
        ("status-529", 2, "HTTP 529: refused on demand", NOTHING),
        ("garbage", 2, UNREADABLE, ESTIMATE),
        ("html", 2, UNREADABLE, ESTIMATE),
        ("no-choices", 2, UNREADABLE, ESTIMATE),
        ("reset", 2, BROKEN, ESTIMATE),
        ("empty", 2, "the answer was empty", MEASURED),
    ],
)
async def test_a_failing_call(
    ask: Asker, server: ModelServer, model: str, calls: int, error: str, usage: Usage, stream: bool
) -> None:
    with pytest.raises(ProviderFailed) as failed:
        await ask(f"local:{model}", stream=stream, max_retries=1)
    assert failed.value.detail.endswith(f"local:{model}: {error}")
    assert [call.error for call in ask.calls] == [error] * calls
    assert [call.outcome for call in ask.calls] == ["failed"] * calls
    assert [call.usage for call in ask.calls] == [usage] * calls
    assert server.counts[model]["requests"] == calls
    assert ask.deltas == []


@pytest.mark.parametrize(("model", "error"), [("half-stream", BROKEN), ("half-stream-clean", BROKEN)])
async def test_half_an_answer_is_none(ask: Asker, model: str, error: str) -> None:
    with pytest.raises(ProviderFailed, match=error):
        await ask(f"local:{model}", max_retries=0)
    assert ask.calls[0].usage == ESTIMATE


async def test_a_refused_call_costs_nothing_even_if_its_price_is_unknown(ask: Asker) -> None:
    with pytest.raises(ProviderFailed):
        await ask("local:status-400")
    (call,) = ask.calls
    assert call.cost == 0
    assert call.price_source == "unknown"


async def test_a_broken_call_of_unknown_price_has_unknown_cost(ask: Asker) -> None:
    with pytest.raises(ProviderFailed):
        await ask("local:reset", max_retries=0)
    assert ask.calls[0].cost is None


async def test_nobody_listens_there(ask: Asker, unused_tcp_port: int) -> None:
    ask.settings = settings_for(f"http://127.0.0.1:{unused_tcp_port}/v1")
    with pytest.raises(ProviderFailed, match="the provider could not be reached"):
        await ask("local:ok", max_retries=1)
    assert [call.usage for call in ask.calls] == [NOTHING, NOTHING]
    assert [call.cost for call in ask.calls] == [0, 0]
    assert str(unused_tcp_port) not in repr(ask.calls), "an internal address must not reach a caller"


async def test_an_answer_without_usage_is_estimated_from_its_text(ask: Asker) -> None:
    completion = await ask("local:no-usage")
    assert completion.call.usage == Usage(input=9, output=40, is_estimate=True)


async def test_an_answer_cut_at_max_tokens_says_so(ask: Asker) -> None:
    completion = await ask("local:length")
    assert completion.finish_reason == "length"
    assert completion.call.outcome == "succeeded"


@pytest.mark.parametrize("stream", [False, True], ids=["whole", "streamed"])
async def test_a_refused_schema_is_left_out_at_once(
    ask: Asker, server: ModelServer, pauses: list[tuple[int, float | None]], stream: bool
) -> None:
    completion = await ask("local:refuses-schema", json_schema={"type": "object"}, max_retries=0, stream=stream)
    assert ask.rows() == [("first", "local:refuses-schema", "failed"), ("retry", "local:refuses-schema", "succeeded")]
    assert completion.call.kind == "retry"
    assert pauses == []


async def test_a_key_that_the_provider_echoes_is_not_passed_on(ask: Asker) -> None:
    with pytest.raises(ProviderFailed) as failed:
        await ask("local:echo-key")
    assert failed.value.detail == "local:echo-key: HTTP 401: Incorrect API key provided: [key]"
