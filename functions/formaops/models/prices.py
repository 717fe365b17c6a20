"""What a call costs, exactly: the operator's own prices first, then those that come with ``genai-prices``."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import ROUND_HALF_EVEN, ROUND_UP, Decimal
from functools import cache
from importlib.metadata import version
from typing import Any, Final

from formaops.errors import UnknownPrice
from formaops.models.names import catalogue_provider, split
from formaops.models.records import PriceSource, Usage

STEP: Final = Decimal("1e-12")
"""The ledger keeps dollars with 12 decimals."""

_ALWAYS: Final = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Price:
    """Dollars of one call, and where the price per token came from."""

    cost: Decimal | None
    source: PriceSource
    version: str


@dataclass(frozen=True, slots=True)
class Ceiling:
    """What a model asks at most: dollars per million tokens, and per call apart from its tokens."""

    input: Decimal
    output: Decimal
    call: Decimal

    def cost(self, input_tokens: int, output_tokens: int, calls: int) -> Decimal:
        """Of so many calls, each with so many tokens. Rounded up to what the ledger keeps."""
        tokens = (input_tokens * self.input + output_tokens * self.output).scaleb(-6)
        return (calls * (tokens + self.call)).quantize(STEP, ROUND_UP)


UNKNOWN: Final = Price(None, "unknown", "")


@dataclass(frozen=True, slots=True)
class _Row:
    """Dollars per million tokens, from ``effective_from`` on; cached tokens cost the same as others if left out."""

    input: Decimal
    output: Decimal
    cache_read: Decimal
    cache_write: Decimal
    effective_from: datetime
    version: str

    @classmethod
    def read(cls, row: Mapping[str, Any]) -> "_Row":
        def dollars(name: str, default: Decimal) -> Decimal:
            value = row.get(name)
            # By way of str: a JSON number arrives as a float, whose shortest form is what the operator wrote.
            return default if value is None else Decimal(str(value))

        input_price = dollars("input_usd_per_mtok", Decimal(0))
        return cls(
            input=input_price,
            output=dollars("output_usd_per_mtok", Decimal(0)),
            cache_read=dollars("cache_read_usd_per_mtok", input_price),
            cache_write=dollars("cache_write_usd_per_mtok", input_price),
            effective_from=_time(row.get("effective_from")),
            version=str(row.get("version") or ""),
        )

    def cost(self, usage: Usage) -> Decimal:
        plain = max(usage.input - usage.cache_read - usage.cache_write, 0)
        per_million = (
            plain * self.input
            + usage.cache_read * self.cache_read
            + usage.cache_write * self.cache_write
            + usage.output * self.output
        )
        return per_million.scaleb(-6)


class PriceBook:
    """Prices of all models. ``operator_rows`` are those of ``private.model_prices`` (see ``begin_execution``)."""

    def __init__(self, operator_rows: Iterable[Mapping[str, Any]] = ()) -> None:
        self._rows: dict[tuple[str, str], list[_Row]] = {}
        for row in operator_rows:
            self._rows.setdefault((str(row["provider"]), str(row["model"])), []).append(_Row.read(row))
        for rows in self._rows.values():
            rows.sort(key=lambda row: row.effective_from, reverse=True)

    def price(self, model: str, usage: Usage, at: datetime) -> Price:
        """What a call of ``model`` (``provider:name``) cost that was made at that time."""
        row = self._operator_row(model, at)
        if row is not None:
            return Price(_rounded(row.cost(usage)), "operator", row.version)
        return _catalogue_price(model, usage, at)

    def knows(self, model: str) -> bool:
        """Whether a call of ``model`` made now could be priced."""
        return self.price(model, Usage(), datetime.now(UTC)).source != "unknown"

    def _operator_row(self, model: str, at: datetime) -> _Row | None:
        return next((row for row in self._rows.get(split(model), ()) if row.effective_from <= at), None)


def require_known_prices(models: Iterable[str | None], prices: PriceBook) -> None:
    """Raise UnknownPrice for the first of ``models`` that cannot be priced; None is passed over."""
    for model in models:
        if model is not None and not prices.knows(model):
            raise UnknownPrice(
                f"Nobody knows what {model!r} costs: enter its price in private.model_prices, choose another model, "
                "or let FORMAOPS_ALLOW_UNKNOWN_PRICE=true run it unpriced",
                model=model,
            )


def _catalogue_price(model: str, usage: Usage, at: datetime) -> Price:
    import genai_prices  # here: it takes a third of a second, and an operator's prices need none of it

    provider, name = split(model)
    tokens = genai_prices.Usage(
        input_tokens=usage.input,
        output_tokens=usage.output,
        cache_read_tokens=usage.cache_read,
        cache_write_tokens=usage.cache_write,
    )
    try:
        price = genai_prices.calc_price(
            tokens, name, provider_id=catalogue_provider(provider), genai_request_timestamp=at
        )
    except (LookupError, ValueError):  # ValueError: token counts that contradict each other
        return UNKNOWN
    return Price(_rounded(price.total_price), "genai-prices", genai_prices.__version__)


@cache
def catalogue_version() -> str:
    """Of ``genai-prices``, without importing it."""
    return version("genai-prices")


def catalogue_ceiling(model: str) -> Ceiling | None:
    """The dearest of what ``genai-prices`` has for the model, by any time of the day and all tiers; None: nothing.

    Looks a year ahead, for prices that are announced.
    """
    import genai_prices
    from genai_prices.types import ModelPrice

    provider, name = split(model)
    try:
        found = genai_prices.calc_price(genai_prices.Usage(), name, provider_id=catalogue_provider(provider))
    except (LookupError, ValueError):
        return None
    now = datetime.now(UTC)
    moments = [now + timedelta(hours=hour) for hour in range(25)] + [now + timedelta(days=30 * n) for n in range(13)]
    lists: list[ModelPrice] = [found.model.get_prices(moment) for moment in moments]

    def dearest(*names: str) -> Decimal:
        return max((_dearest(getattr(prices, each)) for prices in lists for each in names), default=Decimal(0))

    return Ceiling(
        input=dearest("input_mtok", "cache_read_mtok", "cache_write_mtok"),
        output=dearest("output_mtok"),
        call=dearest("requests_kcount").scaleb(-3),
    )


def _dearest(price: Any) -> Decimal:
    """Of a plain price, one with tiers, or none."""
    if price is None:
        return Decimal(0)
    tiers = [tier.price for tier in getattr(price, "tiers", ())]
    return Decimal(max([getattr(price, "base", price), *tiers]))


def _time(value: str | None) -> datetime:
    return _ALWAYS if value is None or value == "-infinity" else datetime.fromisoformat(value)


def _rounded(cost: Decimal) -> Decimal:
    return cost.quantize(STEP, ROUND_HALF_EVEN).normalize()
