"""A provider's own account of what was used, and how it differs from the ledger."""

import csv
import io
import json
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from rich.text import Text

from formaops.cli.failures import misused
from formaops.cli.output import money

_DIGITS_OF_A_DATE: Final = 8
# What follows the name of a model when a provider says which version of it answered.
_VERSION: Final = re.compile(r"-(\d{3,}|latest|preview|exp)")
# What providers call their columns, lower-cased.
_DAY: Final = ("date", "day", "usage_date", "usage_date_utc", "start_time", "timestamp", "start_time_iso")
_MODEL: Final = ("model", "model_version", "model_id", "snapshot_id", "model_name")
_COST: Final = ("cost_usd", "cost", "amount_usd", "amount", "amount_value", "total_cost")
_INPUT: Final = ("input_tokens", "prompt_tokens", "n_context_tokens_total", "usage_input_tokens")
_OUTPUT: Final = ("output_tokens", "completion_tokens", "n_generated_tokens_total", "usage_output_tokens")


@dataclass(frozen=True, slots=True)
class BillLine:
    """One row of the export. Tokens are None where it does not tell."""

    day: date
    model: str
    cost: Decimal
    tokens: int | None


@dataclass(frozen=True, slots=True)
class Difference:
    """One day and model, in the ledger and in the export; None where it is missing there."""

    day: date
    model: str
    calls: int
    tokens: int | None
    their_tokens: int | None
    cost: Decimal | None
    their_cost: Decimal | None
    calls_without_price: int
    differs: bool

    @property
    def difference(self) -> Decimal:
        return (self.their_cost or Decimal(0)) - (self.cost or Decimal(0))

    def as_json(self) -> dict[str, Any]:
        return asdict(self) | {"difference": f"{self.difference:f}"}

    def cells(self) -> tuple[Any, ...]:
        mark = "red" if self.differs else "green"
        costs = [None if cost is None else money(cost) for cost in (self.cost, self.their_cost)]
        sign = "-" if self.difference < 0 else "+"
        difference = Text(f"{sign}{money(abs(self.difference))}", mark)
        return (str(self.day), self.model, self.calls, self.tokens, self.their_tokens, *costs, difference)


def read_bill(text: str) -> list[BillLine]:
    """The rows of an export in CSV or JSON. Raises Failure for what is neither, or lacks day, model or cost."""
    rows = _rows(text.removeprefix("\ufeff"))  # spreadsheets put a mark before it
    if not rows:
        raise misused("The export has no rows.")
    return [_line(number, row) for number, row in enumerate(rows, start=1)]


def compare(bill: Iterable[BillLine], ledger: Sequence[Mapping[str, Any]], tolerance: Decimal) -> list[Difference]:
    """Every day and model of either, in order. `ledger` is what `usage_by_day_and_model` answers.

    A provider calls a model by the version that answered (`gpt-5-mini-2025-08-07`), the ledger as it was asked for
    (`openai:gpt-5-mini`): the longest name of the ledger with which the provider's begins is the same model, where a
    version follows. `gpt-5-mini` is no version of `gpt-5`.
    """
    ours = {(date.fromisoformat(row["day"]), row["model"]): row for row in ledger}
    names = sorted({row["model"] for row in ledger}, key=len, reverse=True)
    theirs: dict[tuple[date, str], list[BillLine]] = defaultdict(list)
    for line in bill:
        theirs[line.day, _called_here(line.model, names)].append(line)
    return [
        _difference(key, ours.get(key), theirs.get(key, []), tolerance) for key in sorted(ours.keys() | theirs.keys())
    ]


def _difference(
    key: tuple[date, str], row: Mapping[str, Any] | None, lines: list[BillLine], tolerance: Decimal
) -> Difference:
    cost = Decimal(row["cost_usd"]) if row else None
    their_cost = sum((line.cost for line in lines), Decimal(0)) if lines else None
    counted = [line.tokens for line in lines if line.tokens is not None]
    return Difference(
        *key,
        calls=row["calls"] if row else 0,
        tokens=row["input_tokens"] + row["output_tokens"] if row else None,
        their_tokens=sum(counted) if counted else None,
        cost=cost,
        their_cost=their_cost,
        calls_without_price=row["calls_without_price"] if row else 0,
        differs=abs((their_cost or Decimal(0)) - (cost or Decimal(0))) > tolerance,
    )


def _called_here(model: str, names: Sequence[str]) -> str:
    for name in names:
        bare = name.partition(":")[2]
        if model in (name, bare) or (model.startswith(bare) and _VERSION.match(model, len(bare))):
            return name
    return model


def _rows(text: str) -> list[dict[str, Any]]:
    if text.lstrip()[:1] in ("[", "{"):
        try:
            given = json.loads(text, parse_float=Decimal)
        except ValueError as error:
            raise misused(f"The export is no JSON: {error}.") from error
        given = given.get("data") if isinstance(given, dict) else given
        if not isinstance(given, list) or not all(isinstance(row, dict) for row in given):
            raise misused("The export is not a list of objects, nor an object with such a list as `data`.")
        rows = given
    else:
        rows = list(csv.DictReader(io.StringIO(text)))
    return [{str(name).strip().lower(): value for name, value in row.items() if name is not None} for row in rows]


def _line(number: int, row: Mapping[str, Any]) -> BillLine:
    def value(names: Sequence[str], what: str) -> Any:
        found = next((row[name] for name in names if row.get(name) not in (None, "")), None)
        if found is None:
            raise misused(f"Row {number} of the export has no {what}: none of {', '.join(names)}.")
        return found

    try:
        counts = [int(row[name]) for names in (_INPUT, _OUTPUT) for name in names if row.get(name) not in (None, "")]
        return BillLine(
            day=_day(value(_DAY, "day")),
            model=str(value(_MODEL, "model")),
            cost=_dollars(value(_COST, "cost")),
            tokens=sum(counts) if counts else None,
        )
    except (ValueError, OverflowError) as error:
        raise misused(f"Row {number} of the export cannot be read: {error}.") from error


def _dollars(given: Any) -> Decimal:
    text = str(given).strip()
    try:
        amount = Decimal(text.replace("$", "", 1))
    except InvalidOperation:
        amount = Decimal("nan")
    if not amount.is_finite():
        raise ValueError(f"{text} is no amount in US dollars")
    return amount


def _day(given: Any) -> date:
    """A date, with dashes or as eight digits, a moment in ISO 8601, or seconds since 1970."""
    text = str(given).strip()
    if text.isdigit() and len(text) != _DIGITS_OF_A_DATE:
        return datetime.fromtimestamp(int(text), UTC).date()
    moment = datetime.fromisoformat(text)
    return (moment.astimezone(UTC) if moment.tzinfo else moment).date()
