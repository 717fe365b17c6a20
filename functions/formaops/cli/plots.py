"""Bar charts for the terminal."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

_HEIGHT_OF_DAYS = 11
_WIDEST_LABEL = 28
_LABELS_OF_DAYS = 6


def every_day(first: date, last: date, costs: dict[str, Decimal]) -> list[tuple[str, Decimal]]:
    """A bar for each day from first to last; days on which nothing was spent have none."""
    days = [str(first + timedelta(days=count)) for count in range((last - first).days + 1)]
    return [(day, costs.get(day, Decimal())) for day in days]


def by_day(bars: Sequence[tuple[str, Decimal]], width: int, unit: str) -> str:
    """Upright bars, a column a day. Plain text of at most `width` columns."""
    highest = float(max(value for _, value in bars))
    figure = _figure(width, _HEIGHT_OF_DAYS)
    positions = list(range(1, len(bars) + 1))
    figure.draw(figure.bar(positions, [float(value) for _, value in bars], width=0.7))
    step = max(1, len(bars) // _LABELS_OF_DAYS)
    # Counted from today backwards, so that today has its label.
    shown = positions[::-1][::step][::-1]
    figure.ruler("x").ticks(shown, [bars[position - 1][0][5:] for position in shown])
    figure.ruler("x").lim(0.5, len(bars) + 0.5)
    _scale(figure.ruler("y"), highest, unit)
    return _text(figure)


def by_name(bars: Sequence[tuple[str, Decimal]], width: int, unit: str) -> str:
    """Lying bars, the first on top. Plain text of at most `width` columns."""
    highest = float(max(value for _, value in bars))
    figure = _figure(width, 2 * len(bars) + 3)
    labels = [name if len(name) <= _WIDEST_LABEL else f"{name[: _WIDEST_LABEL - 1]}…" for name, _ in reversed(bars)]
    positions = list(range(1, len(bars) + 1))
    values = [float(value) for _, value in reversed(bars)]
    figure.draw(figure.bar(positions, values, orientation="h", width=0.4))
    figure.ruler("y").ticks(positions, labels)
    figure.ruler("y").lim(0.5, len(bars) + 0.5)
    _scale(figure.ruler("x"), highest, unit)
    return _text(figure)


def _figure(width: int, height: int) -> Any:
    import plotext

    plotext.figure.clear()
    plotext.figure.plot_size(width, height)
    return plotext.figure


def _scale(ruler: Any, highest: float, unit: str) -> None:
    ticks = [0.0, highest / 2, highest]
    ruler.lim(0, highest)
    ruler.ticks(ticks, [f"{unit}{tick:.3g}" for tick in ticks])


def _text(figure: Any) -> str:
    return "\n".join(line.rstrip() for line in figure.build().string(colorless=True).splitlines())
