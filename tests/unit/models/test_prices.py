"""Exact prices: the operator's, the catalogue's, and those that nobody knows."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import genai_prices
import pytest
from hypothesis import given
from hypothesis import strategies as st

from formaops.errors import UnknownPrice
from formaops.models import (
    Ceiling,
    Price,
    PriceBook,
    Usage,
    catalogue_ceiling,
    catalogue_version,
    require_known_prices,
)

NOW = datetime(2026, 11, 1, tzinfo=UTC)


def row(**changes: Any) -> dict[str, Any]:
    return {
        "provider": "local",
        "model": "smollm2",
        "input_usd_per_mtok": "0.10",
        "output_usd_per_mtok": "0.40",
        "cache_read_usd_per_mtok": None,
        "cache_write_usd_per_mtok": None,
        "effective_from": "2026-01-01T00:00:00+00:00",
        "version": "1",
    } | changes


def test_the_operators_price_is_exact() -> None:
    price = PriceBook([row()]).price("local:smollm2", Usage(input=7, output=3), NOW)
    assert price == Price(Decimal("0.0000019"), "operator", "1")


def test_a_price_that_json_made_a_float_is_what_was_written() -> None:
    price = PriceBook([row(input_usd_per_mtok=0.1, output_usd_per_mtok=0.3)]).price(
        "local:smollm2", Usage(input=3, output=3), NOW
    )
    assert price.cost == Decimal("0.0000012")


def test_cached_tokens_are_part_of_the_input_and_have_their_own_price() -> None:
    book = PriceBook([row(input_usd_per_mtok=1, cache_read_usd_per_mtok="0.1", cache_write_usd_per_mtok="1.25")])
    usage = Usage(input=1000, output=0, cache_read=600, cache_write=200)
    assert book.price("local:smollm2", usage, NOW).cost == Decimal("0.00051")  # 200 + 60 + 250 millionths


def test_cached_tokens_without_a_price_of_their_own_cost_what_others_do() -> None:
    usage = Usage(input=1000, output=0, cache_read=600, cache_write=200)
    assert PriceBook([row()]).price("local:smollm2", usage, NOW).cost == Decimal("0.0001")


def test_the_price_in_force_at_the_time_of_the_call_counts() -> None:
    book = PriceBook(
        [
            row(input_usd_per_mtok=1, version="old", effective_from="-infinity"),
            row(input_usd_per_mtok=3, version="future", effective_from="2027-01-01T00:00:00+00:00"),
            row(input_usd_per_mtok=2, version="current", effective_from="2026-10-01T00:00:00.5+00:00"),
        ]
    )
    assert book.price("local:smollm2", Usage(), NOW).version == "current"
    assert book.price("local:smollm2", Usage(), datetime(2026, 2, 1, tzinfo=UTC)).version == "old"


def test_the_operators_price_goes_before_the_catalogues() -> None:
    book = PriceBook([row(provider="openai", model="gpt-4o-mini", input_usd_per_mtok=5)])
    assert book.price("openai:gpt-4o-mini", Usage(input=1_000_000), NOW) == Price(Decimal(5), "operator", "1")


@pytest.mark.parametrize(
    ("model", "usage", "cost"),
    [
        ("openai:gpt-4o-mini", Usage(input=1000, output=10, cache_read=100), "0.0001485"),
        ("openai-responses:gpt-4o-mini", Usage(input=1000, output=10), "0.000156"),
        ("anthropic:claude-sonnet-4-6", Usage(input=1000, output=10, cache_read=100, cache_write=200), "0.00303"),
        ("google-gla:gemini-2.5-flash", Usage(input=1000, output=10), "0.000325"),
        ("openai:gpt-4o-mini", Usage(), "0"),
    ],
)
def test_the_catalogue_prices_hosted_models(model: str, usage: Usage, cost: str) -> None:
    price = PriceBook().price(model, usage, NOW)
    assert price == Price(Decimal(cost), "genai-prices", genai_prices.__version__)


@pytest.mark.parametrize("model", ["local:gpt-4o-mini", "openai:no-such-model", "github:gpt-4o"])
def test_what_nobody_knows_has_no_cost(model: str) -> None:
    book = PriceBook([row()])
    assert book.price(model, Usage(input=1), NOW) == Price(None, "unknown", "")
    assert not book.knows(model)
    with pytest.raises(UnknownPrice, match=model) as refused:
        require_known_prices(["local:smollm2", None, model], book)
    assert refused.value.extra == {"model": model}


def test_counts_that_contradict_each_other_have_no_cost() -> None:
    price = PriceBook().price("openai:gpt-4o-mini", Usage(input=10, output=1, cache_read=100), NOW)
    assert price.source == "unknown"


def test_known_prices_pass() -> None:
    require_known_prices(["local:smollm2", "openai:gpt-4o-mini", None], PriceBook([row()]))


@given(
    st.integers(0, 10**9),
    st.integers(0, 10**9),
    st.decimals(0, 1000, places=6),
    st.decimals(0, 1000, places=6),
)
def test_costs_are_exact_to_the_twelfth_decimal(sent: int, received: int, per_in: Decimal, per_out: Decimal) -> None:
    book = PriceBook([row(input_usd_per_mtok=str(per_in), output_usd_per_mtok=str(per_out))])
    cost = book.price("local:smollm2", Usage(input=sent, output=received), NOW).cost
    assert cost is not None
    assert cost * 10**12 == sent * int(per_in * 10**6) + received * int(per_out * 10**6)


def test_a_ceiling_is_rounded_up() -> None:
    ceiling = Ceiling(input=Decimal("0.0000001"), output=Decimal(0), call=Decimal(0))
    assert ceiling.cost(1, 1, 1) == Decimal("0.000000000001")
    assert Ceiling(input=Decimal(1), output=Decimal(2), call=Decimal("0.5")).cost(10, 100, 3) == Decimal("1.50063")


@pytest.mark.parametrize("model", ["openai:gpt-5-mini", "anthropic:claude-sonnet-4-5", "google:gemini-2.5-pro"])
@given(tokens=st.lists(st.integers(0, 400_000), min_size=4, max_size=4))
def test_no_call_costs_more_than_the_ceiling(model: str, tokens: list[int]) -> None:
    plain, read, written, output = tokens
    usage = Usage(input=plain + read + written, output=output, cache_read=read, cache_write=written)
    ceiling = catalogue_ceiling(model)
    cost = PriceBook().price(model, usage, datetime.now(UTC)).cost
    assert ceiling
    assert cost is not None
    assert cost <= ceiling.cost(usage.input, output, 1)


def test_what_the_catalogue_does_not_know_has_no_ceiling() -> None:
    assert catalogue_ceiling("openai:no-such-model") is None


def test_the_catalogues_version_is_known_without_it() -> None:
    assert catalogue_version() == genai_prices.__version__
