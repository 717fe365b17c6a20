"""From single measurements to the figures that are reported."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Self


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest of `values` that at least `share` (0 to 1) of them do not exceed; there has to be one."""
    ordered = sorted(values)
    return ordered[max(math.ceil(share * len(ordered)), 1) - 1]


@dataclass(frozen=True, slots=True)
class Round:
    """What one short load gave: requests that ended in `seconds`, and how long each took, in milliseconds."""

    requests: int
    errors: int
    seconds: float
    rate: float
    """Requests per second."""
    p50: float
    p95: float
    p99: float

    @classmethod
    def of(cls, latencies: Sequence[float], errors: int, seconds: float) -> Self:
        """`latencies` of the requests that succeeded, in milliseconds."""
        if not latencies:
            return cls(errors, errors, seconds, 0.0, *[float("nan")] * 3)
        rate = len(latencies) / seconds
        requests = len(latencies) + errors
        slow = [percentile(latencies, share) for share in (0.5, 0.95, 0.99)]
        return cls(requests, errors, seconds, rate, *slow)


@dataclass(frozen=True, slots=True)
class Figures:
    """The median of each figure over all rounds: one disturbed round does not count."""

    rounds: int
    requests: int
    errors: int
    rate: float
    p50: float
    p99: float

    @classmethod
    def of(cls, rounds: Sequence[Round]) -> Self:
        return cls(
            rounds=len(rounds),
            requests=sum(each.requests for each in rounds),
            errors=sum(each.errors for each in rounds),
            rate=median(each.rate for each in rounds),
            p50=median(each.p50 for each in rounds),
            p99=median(each.p99 for each in rounds),
        )


@dataclass(frozen=True, slots=True)
class Spread:
    """One figure over all rounds: the median, and what the noise of the machine makes of it."""

    lowest: float
    median: float
    highest: float

    @classmethod
    def of(cls, values: Sequence[float]) -> Self:
        """There has to be one value."""
        return cls(min(values), median(values), max(values))


@dataclass(frozen=True, slots=True)
class Ratio:
    """One figure to another, both measured in turns; `aim` is the bound and `at_most` its direction."""

    name: str
    value: float
    lowest: float
    highest: float
    aim: float | None = None
    at_most: bool = False

    @classmethod
    def of(
        cls,
        name: str,
        above: Sequence[float],
        below: Sequence[float],
        *,
        aim: float | None = None,
        at_most: bool = False,
    ) -> Self:
        """The median of the rounds' own ratios: what slows the machine down slows both sides of one round."""
        ratios = [one / other for one, other in zip(above, below, strict=True) if other]
        if not ratios:
            return cls(name, float("nan"), float("nan"), float("nan"), aim, at_most)
        return cls(name, median(ratios), min(ratios), max(ratios), aim, at_most)

    @property
    def met(self) -> bool | None:
        if self.aim is None:
            return None
        return self.value <= self.aim if self.at_most else self.value >= self.aim
