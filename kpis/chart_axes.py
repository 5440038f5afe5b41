"""The value axis: where between bottom and top a value belongs, and which round numbers stand beside it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Final

from kpis.charts import Chart
from kpis.numbers import decimals_of

TICKS: Final = 5
#: An axis that does not start at zero spans at least this share of the largest value, so that a change of a few
#: tenths does not look like a cliff.
LEAST_SPAN: Final = Decimal("0.05")


@dataclass(frozen=True, slots=True)
class ValueAxis:
    """The value axis from ``low`` to ``high`` with its ticks; ``inverted`` for rankings, where 1 is on top."""

    low: Decimal
    high: Decimal
    ticks: tuple[Decimal, ...]
    inverted: bool = False

    @property
    def starts_at_zero(self) -> bool:
        return self.low <= 0 <= self.high

    @property
    def decimals(self) -> int:
        """What the tick labels need, the same for all of them."""
        return max(decimals_of(tick) for tick in self.ticks)

    def fraction(self, value: Decimal) -> float:
        """0 at the bottom and 1 at the top."""
        share = float((value - self.low) / (self.high - self.low))
        return 1 - share if self.inverted else share


def value_axis(chart: Chart, ticks: int = TICKS) -> ValueAxis:
    """Choose a value axis with round ticks and room for every value and ambition level.

    It starts at zero unless all values lie in the outer half of it and there is a change to see. It never goes
    past what the data can reach: not below zero without a negative value, nor above 100 percent without a greater
    one.
    """
    values = list(chart.values()) or [Decimal(0)]
    low, high = min(values), max(values)
    if chart.is_yes_or_no:
        return ValueAxis(Decimal(0), Decimal(1), (Decimal(0), Decimal(1)))
    if chart.is_ranking and low >= 1:
        return _ranking_axis(high, ticks)
    if sum(len(series.known) for series in chart.series) < 2:
        low, high = min(low, Decimal(0)), max(high, Decimal(0))
    low, high = _outer_bounds(low, high, is_percent=chart.is_percent)
    finest = Decimal(1).scaleb(-chart.decimals)
    step = max(_round_step((high - low) / ticks), finest if high - low >= finest else Decimal(0))
    bottom = (low / step).to_integral_value(ROUND_FLOOR) * step
    top = (high / step).to_integral_value(ROUND_CEILING) * step
    count = int((top - bottom) / step)
    return ValueAxis(bottom, top, tuple(bottom + step * number for number in range(count + 1)))


def _outer_bounds(low: Decimal, high: Decimal, *, is_percent: bool) -> tuple[Decimal, Decimal]:
    if low == high == 0:
        return Decimal(0), Decimal(1)
    if low == high or low <= 0 <= high or min(abs(low), abs(high)) * 2 <= max(abs(low), abs(high)):
        return min(low, Decimal(0)), max(high, Decimal(0))
    span = LEAST_SPAN * max(abs(low), abs(high))
    if high - low >= span:
        return low, high
    middle = (low + high) / 2
    outer = middle + span / 2
    if is_percent and high <= 100 < outer:
        outer = Decimal(100)
    return outer - span, outer


def _ranking_axis(worst: Decimal, ticks: int) -> ValueAxis:
    """From the first place at the top to a round one below the worst."""
    worst = max(worst, Decimal(2))
    step = max(_round_step((worst - 1) / ticks), Decimal(1))
    last = (worst / step).to_integral_value(ROUND_CEILING) * step
    places = [step * number for number in range(1, int(last / step) + 1)]
    first = Decimal(1)
    return ValueAxis(first, last, (first, *(p for p in places if p - first >= step / 2)), inverted=True)


def _round_step(rough: Decimal) -> Decimal:
    """The least of 1, 2, 2.5 and 5 times a power of ten that is at least ``rough``."""
    unit = Decimal(1).scaleb(rough.adjusted())
    return next(unit * factor for factor in map(Decimal, ("1", "2", "2.5", "5", "10")) if unit * factor >= rough)
