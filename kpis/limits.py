"""The threshold of a level for one value: the numbers it is held against, exactly. No Django, no clock."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Context, Decimal, Inexact, InvalidOperation, Overflow
from fractions import Fraction
from typing import Final

from kpis.ambition import AmountUnit, Level, LevelKind
from kpis.numbers import round_half_up
from kpis.outcomes import Measure, Observation, SeriesBreak
from kpis.periods import Period
from kpis.series import break_between, has_too_few_cases
from kpis.verdicts import Limits, UnknownReason

# An own context, wide enough for 15 digits times 15, which raises rather than rounds: the calling thread's context
# decides nothing here.
_EXACT: Final = Context(prec=120, traps=[Inexact, InvalidOperation, Overflow])
_HUNDREDTH: Final = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Base:
    """What a change is counted from. ``period`` is None when only a value is stated."""

    value: Decimal
    period: Period | None
    observation: Observation | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """All that own thresholds are judged from. ``latest`` has a value; ``series`` are official totals."""

    level: Level
    measure: Measure
    latest: Observation
    series: Sequence[Observation]
    breaks: Sequence[SeriesBreak]
    previous: Observation | None
    crossed: SeriesBreak | None = None


def numbers_in_force(level: Level, period: Period) -> tuple[Decimal | None, Decimal | None]:
    """Answer the level's number and upper bound for a value of ``period``, exceptions included."""
    exception = level.exception_for(period)
    if exception is None:
        return level.value, level.upper
    return exception.value, level.upper if exception.upper is None else exception.upper


def base_of(evidence: Evidence) -> Base | UnknownReason:
    """Answer what the change is counted from, or why nothing is.

    A stated base value goes before what the source says today, as it is what was decided; the stated period still
    decides whether the two can be compared. Without a base, it is the year before, never merely the first or last
    value there is.
    """
    level, latest = evidence.level, evidence.latest
    if level.base is None:
        return Base(level.base_value, None) if level.base_value is not None else _year_before(evidence)
    if latest.period <= level.base or not latest.period.comparable_with(level.base):
        return UnknownReason.NO_COMPARISON
    if break_between(level.base, latest.period, evidence.breaks):
        return UnknownReason.SERIES_BREAK
    if level.base_value is not None:
        return Base(level.base_value, level.base)
    found = next((item for item in evidence.series if item.period == level.base), None)
    return _observed_base(found, evidence.measure)


def limits_of(level: Level, period: Period, base: Base | None) -> Limits | UnknownReason:
    """Answer the bounds of an own threshold for a value of ``period``. A change needs its base."""
    value, upper = numbers_in_force(level, period)
    match level.kind:
        case LevelKind.AT_LEAST:
            return Limits(low=value)
        case LevelKind.AT_MOST | LevelKind.RANK:
            return Limits(high=value)
        case LevelKind.BETWEEN:
            return Limits(low=value, high=upper)
        case LevelKind.INCREASE | LevelKind.DECREASE | LevelKind.MAINTAIN if base is not None:
            return _changed(level, value, base.value)
        case _:
            raise ValueError(f"{level.kind} has no threshold of its own.")


def holds(limits: Limits, value: Decimal) -> bool:
    """Answer whether the value is within the limits, the limits themselves included unless they are open."""
    if limits.low is not None and (value < limits.low or (limits.low_open and value == limits.low)):
        return False
    return limits.high is None or value < limits.high or (value == limits.high and not limits.high_open)


def distance(limits: Limits, value: Decimal) -> Fraction:
    """Answer how far outside the limits the value is, in the nyckeltal's unit; 0 within them."""
    exact = Fraction(value)
    below = Fraction(limits.low) - exact if limits.low is not None else Fraction(0)
    above = exact - Fraction(limits.high) if limits.high is not None else Fraction(0)
    return max(below, above, Fraction(0))


def _year_before(evidence: Evidence) -> Base | UnknownReason:
    if evidence.crossed is not None:
        return UnknownReason.SERIES_BREAK
    previous = evidence.previous
    if previous is None or previous.period.year_number != evidence.latest.period.year_number - 1:
        return UnknownReason.NO_COMPARISON
    return _observed_base(previous, evidence.measure)


def _observed_base(found: Observation | None, measure: Measure) -> Base | UnknownReason:
    if found is None or found.value is None:
        return UnknownReason.NO_COMPARISON
    if has_too_few_cases(found, measure):
        return UnknownReason.TOO_FEW_CASES
    # As people see it, like the value it is compared with.
    return Base(round_half_up(found.value, measure.decimals), found.period, found)


def _changed(level: Level, amount: Decimal | None, base: Decimal) -> Limits | UnknownReason:
    if amount is not None and level.amount_unit is AmountUnit.PERCENT:
        if not base:
            return UnknownReason.ZERO_BASE
        # Percent of the size of the base, so that an increase from −10 is upwards too.
        amount = _EXACT.multiply(_EXACT.multiply(base.copy_abs(), amount), _HUNDREDTH)
    reach = amount or Decimal(0)
    low, high = _EXACT.subtract(base, reach), _EXACT.add(base, reach)
    match level.kind:
        case LevelKind.INCREASE:
            return Limits(low=high, low_open=amount is None)
        case LevelKind.DECREASE:
            return Limits(high=low, high_open=amount is None)
        case _:
            return Limits(low=low, high=high)
