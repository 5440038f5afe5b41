"""Which observations count: the latest one, the comparable one before it, and whether it is out of date."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from kpis.dates import add_months, month_end
from kpis.due import DEFAULT_LAG_MONTHS, next_due
from kpis.numbers import round_half_up
from kpis.outcomes import Gender, Measure, Observation, Series, SeriesBreak
from kpis.periods import Period
from kpis.verdicts import Trend


def official_totals(observations: Iterable[Observation]) -> tuple[Observation, ...]:
    """Answer the official values for the total, one a period and in order of time; final goes before preliminary."""
    kept: dict[Period, Observation] = {}
    for observation in observations:
        if observation.series is not Series.OFFICIAL or observation.gender is not Gender.TOTAL:
            continue
        known = kept.get(observation.period)
        if known is None or (known.is_preliminary and not observation.is_preliminary):
            kept[observation.period] = observation
    return tuple(kept[period] for period in sorted(kept))


def latest_value(series: Sequence[Observation], until: Period | None) -> Observation | None:
    """Answer the last observation that has a value, of a period that ends no later than ``until``."""
    return next((item for item in reversed(_until(series, until)) if item.value is not None), None)


def missing_after(
    series: Sequence[Observation], latest: Observation | None, until: Period | None
) -> Observation | None:
    """Answer the last period, later than the latest value, whose figure is missing for a reason."""
    last = next(iter(reversed(_until(series, until))), None)
    return last if last is not None and last.value is None and last is not latest else None


def previous_value(
    series: Sequence[Observation], latest: Observation, measure: Measure, breaks: Sequence[SeriesBreak]
) -> tuple[Observation | None, SeriesBreak | None]:
    """Answer the previous comparable value, or the break that stands between it and the latest one.

    Missing values and values built on too few cases are passed over: there is nothing in them to compare with.
    """
    for item in reversed(series):
        earlier = item.period < latest.period and item.period.comparable_with(latest.period)
        if earlier and item.value is not None and not has_too_few_cases(item, measure):
            crossed = break_between(item.period, latest.period, breaks)
            return (None, crossed) if crossed else (item, None)
    return None, None


def break_between(earlier: Period, later: Period, breaks: Sequence[SeriesBreak]) -> SeriesBreak | None:
    return next((item for item in breaks if item.separates(earlier, later)), None)


def has_too_few_cases(observation: Observation, measure: Measure) -> bool:
    smallest, cases = measure.smallest_count, observation.cases
    return smallest is not None and cases is not None and cases < smallest


def is_outdated(period: Period, measure: Measure, target: Period | None, on: date) -> bool:
    """Answer whether a value of ``period`` is *inaktuell* on the page's date.

    It is when the next value was due before the earlier of the page's date and the target year's end plus lag.
    """
    lag = DEFAULT_LAG_MONTHS if measure.lag_months is None else measure.lag_months
    limit = on
    if target is not None:
        closed = add_months(date(target.year_number, 12, 31), lag)
        limit = min(on, month_end(closed.year, closed.month))
    return next_due(period, measure.frequency, lag) < limit


def trend_between(previous: Observation | None, latest: Observation, measure: Measure) -> Trend:
    """Value the movement between two comparable values, as people see them: rounded to the nyckeltal's decimals."""
    if previous is None or previous.value is None or latest.value is None:
        return Trend.INCOMPARABLE
    before, now = (round_half_up(value, measure.decimals) for value in (previous.value, latest.value))
    if before == now:
        return Trend.UNCHANGED
    if not measure.better_sign:
        return Trend.UNVALUED
    return Trend.IMPROVED if (now > before) == (measure.better_sign > 0) else Trend.WORSENED


def _until(series: Sequence[Observation], until: Period | None) -> Sequence[Observation]:
    return [item for item in series if until is None or item.period.end <= until.end]
