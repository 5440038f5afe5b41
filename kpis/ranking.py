"""A value among other areas' values: place, mean and gap, on exact values. No Django, no clock."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from kpis.outcomes import Comparison, Measure
from kpis.periods import Period


@dataclass(frozen=True, slots=True)
class Place:
    """Rank ``rank`` of ``n`` areas with a value, own area included."""

    rank: int
    n: int

    def is_among_best_share(self, percent: Decimal) -> bool:
        """Answer whether rank/n is at most ``percent`` per cent, by whole numbers and without any rounding."""
        return Fraction(self.rank * 100) <= Fraction(percent) * self.n

    @property
    def is_in_better_half(self) -> bool:
        return 2 * self.rank <= self.n


@dataclass(frozen=True, slots=True)
class Reference:
    """What others reached in a period: the unweighted mean of ``n`` areas, or one published figure (``n`` None)."""

    value: Fraction
    n: int | None


def others(comparison: Comparison, measure: Measure, period: Period) -> dict[str, Decimal]:
    """Answer the other areas' values of exactly that period; own area's is never among them."""
    return {item.area: item.value for item in comparison.values if item.period == period and item.area != measure.area}


def place_among(own: Decimal, values: Mapping[str, Decimal], better_sign: int) -> Place:
    """Answer own place. Equal values share the better rank: one's rank is one more than those strictly better."""
    better = sum(1 for value in values.values() if (value > own if better_sign > 0 else value < own))
    return Place(rank=better + 1, n=len(values) + 1)


def reference_of(comparison: Comparison, measure: Measure, period: Period) -> Reference | None:
    """Answer what own value is compared with in a period, or None when nobody has a value."""
    values = others(comparison, measure, period)
    if not values:
        return None
    if comparison.is_single:
        return Reference(Fraction(next(iter(values.values()))), None)
    return Reference(sum(map(Fraction, values.values()), Fraction(0)) / len(values), len(values))


def has_too_few_areas(comparison: Comparison, measure: Measure, n: int) -> bool:
    """Answer whether fewer than two thirds of the population have a value."""
    size = comparison.size
    if size is None:
        size = len({item.area for item in comparison.values if item.area != measure.area}) + 1
    return 3 * n < 2 * size
