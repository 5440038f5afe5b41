"""Is a figure likely? Nothing here refuses: a doubt is asked about, and the person who knows answers with a comment.

Pure: values in, doubts with Swedish sentences out.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from kpis.numbers import format_amount, format_value, round_half_up
from kpis.outcomes import SeriesBreak
from kpis.periods import Period

#: How many times the largest change so far a new one may be, where there are changes enough to know.
STEPS: Final = 2
#: Changes that are needed to know what is usual.
KNOWN_STEPS: Final = 2
#: With fewer, a change of so large a part of the largest value is asked about.
PART_WHEN_LITTLE_IS_KNOWN: Final = Decimal("0.25")
#: With more, so small a part is never asked about.
PART_ALWAYS_ALLOWED: Final = Decimal("0.1")


@dataclass(frozen=True, slots=True)
class Point:
    """A known value of the same area, gender and series."""

    period: Period
    value: Decimal


@dataclass(frozen=True, slots=True)
class Yardstick:
    """How the nyckeltal's values are written."""

    unit: str
    decimals: int

    def text(self, value: Decimal) -> str:
        return format_value(value, self.unit, self.decimals)


def far_from_series(
    value: Decimal, period: Period, known: Sequence[Point], yardstick: Yardstick, breaks: Sequence[SeriesBreak] = ()
) -> str:
    """Why the value is asked about, or "".

    Held against the nearest comparable values before and after it, on the same side of a series break. It is far
    when it differs from both by more than twice the largest change between two neighbours so far, and by more than
    a tenth of the largest value. Where less than two changes are known, a quarter of the largest value is the limit.
    A series with no other value says nothing.
    """
    series = sorted(_comparable(period, known, breaks), key=lambda point: point.period)
    if not series:
        return ""
    values = [point.value for point in series]
    steps = [abs(after - before) for before, after in itertools.pairwise(values)]
    largest = max(abs(number) for number in values)
    usual = max(steps, default=Decimal(0))
    smallest_shown = Decimal(1).scaleb(-yardstick.decimals)
    if len(steps) >= KNOWN_STEPS:
        allowed = max(STEPS * usual, PART_ALWAYS_ALLOWED * largest, smallest_shown)
    else:
        allowed = max(usual, PART_WHEN_LITTLE_IS_KNOWN * largest, smallest_shown)
    neighbours = _neighbours(period, series)
    if min(abs(value - point.value) for point in neighbours) <= allowed:
        return ""
    nearest = min(neighbours, key=lambda point: abs((point.period.end - period.end).days))
    sentence = f"{yardstick.text(value)} ligger långt från {nearest.period.label}: {yardstick.text(nearest.value)}."
    if len(steps) >= KNOWN_STEPS:
        change = format_amount(usual, yardstick.unit, yardstick.decimals)
        sentence += f" Den största ändringen hittills är {change}."
    return sentence


def total_outside(total: Decimal, women: Decimal, men: Decimal, yardstick: Yardstick) -> str:
    """Why a share's total is asked about: it is a weighted mean, so it lies between women's and men's. Or ""."""
    low, high = sorted((women, men))
    shown = [round_half_up(number, yardstick.decimals) for number in (low, total, high)]
    if shown[0] <= shown[1] <= shown[2]:
        return ""
    return (
        f"Totalen {yardstick.text(total)} ligger inte mellan kvinnor ({yardstick.text(women)}) "
        f"och män ({yardstick.text(men)})."
    )


def is_share(unit: str) -> bool:
    return unit.strip().casefold() in {"%", "procent", "andel"}


def _comparable(period: Period, known: Sequence[Point], breaks: Sequence[SeriesBreak]) -> list[Point]:
    def apart(other: Period) -> bool:
        early, late = min(other, period), max(other, period)
        return any(item.separates(early, late) for item in breaks)

    return [
        point
        for point in known
        if point.period != period and period.comparable_with(point.period) and not apart(point.period)
    ]


def _neighbours(period: Period, series: Sequence[Point]) -> list[Point]:
    """The nearest value on each side of the period; ``series`` is in order and not empty."""
    before = [point for point in series if point.period < period]
    after = [point for point in series if point.period > period]
    return before[-1:] + after[:1]
