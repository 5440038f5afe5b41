"""The time axis: where between left and right a period belongs, and what is written under it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from kpis.charts import PER_YEAR, AmbitionStep, Chart
from kpis.dates import MONTHS, month_end
from kpis.periods import Period, PeriodKind

#: How many years past the last value the axis reaches for an ambition level's target.
LOOK_AHEAD_YEARS: Final = 10
#: A true time scale no longer than this many days has its months named.
MONTHS_NAMED_DAYS: Final = 400


@dataclass(frozen=True, slots=True)
class Tick:
    """A label and its place on the axis."""

    at: float
    label: str


@dataclass(frozen=True, slots=True)
class TimeAxis:
    """The time axis, in periods where all are of one kind, else in days with each value at its period's end.

    ``first`` and ``last`` are its ends in its own unit. ``labels`` name the periods. ``years`` are a row of
    their own where periods are shorter than a year, each in the middle of its year, and ``marks`` are where
    two years meet.
    """

    kind: PeriodKind | None
    first: float
    last: float
    labels: tuple[Tick, ...]
    years: tuple[Tick, ...] = ()
    marks: tuple[float, ...] = ()

    def place(self, period: Period) -> float:
        """The period in the unit of the axis; one of another kind where its end falls."""
        return float(_slot(self.kind, period.end))

    def before(self, period: Period) -> float:
        """The place where the period begins: a series break, or the start of an ambition level."""
        return _slot(self.kind, period.start) - 0.5

    def after(self, period: Period) -> float:
        """The place where the period ends."""
        return _slot(self.kind, period.end) + 0.5

    def fraction(self, place: float) -> float:
        """Where between 0 (left) and 1 (right) a place is; what lies outside is put at the end it is past."""
        return min(max((place - self.first) / (self.last - self.first), 0.0), 1.0)


def time_axis(chart: Chart) -> TimeAxis:
    """Choose the axis: from the first to the last period, and on to the ambition level's target if not far off.

    The chart must have a period.
    """
    periods = list(chart.periods())
    latest = periods[-1]
    for step in chart.ambition:
        ahead = (period for period in (step.end, step.target) if period and latest < period)
        periods += [period for period in ahead if period.year_number <= latest.year_number + LOOK_AHEAD_YEARS]
    slots = [_slot(chart.kind, period.end) for period in periods]
    if chart.kind is None:
        return _calendar(min(slots), max(slots))
    return _regular(chart.kind, min(slots), max(slots))


def _regular(kind: PeriodKind, first: int, last: int) -> TimeAxis:
    labels = tuple(Tick(slot, _short_label(kind, slot)) for slot in range(first, last + 1))
    edge = max(0.5, (last - first) * 0.025)
    if kind is PeriodKind.YEAR:
        return TimeAxis(kind, first - edge, last + edge, labels)
    per_year = PER_YEAR[kind]
    bands = [(year, year * per_year - 0.5, (year + 1) * per_year - 0.5) for year in _years(first, last, per_year)]
    return _with_years(kind, first - edge, last + edge, labels, bands)


def _calendar(first: int, last: int) -> TimeAxis:
    padding = max((last - first) * 0.04, 15) if last > first else 183
    start, end = first - padding, last + padding
    from_day, to_day = date.fromordinal(int(start)), date.fromordinal(int(end))
    bands = [
        (year, date(year, 1, 1).toordinal() - 0.5, date(year, 12, 31).toordinal() + 0.5)
        for year in range(date.fromordinal(first).year, date.fromordinal(last).year + 1)
    ]
    labels = tuple(_month_labels(from_day, to_day)) if end - start <= MONTHS_NAMED_DAYS else ()
    return _with_years(None, start, end, labels, bands)


def _with_years(
    kind: PeriodKind | None, first: float, last: float, labels: tuple[Tick, ...], bands: list[tuple[int, float, float]]
) -> TimeAxis:
    years = tuple(Tick((max(start, first) + min(end, last)) / 2, str(year)) for year, start, end in bands)
    marks = tuple(start for _, start, _ in bands if first < start < last)
    return TimeAxis(kind, first, last, labels, years, marks)


def _years(first: int, last: int, per_year: int) -> range:
    return range(first // per_year, last // per_year + 1)


def _month_labels(first: date, last: date) -> Iterator[Tick]:
    """The middle of each month that the axis shows the middle of."""
    day = first.replace(day=1)
    while day <= last:
        if first <= day.replace(day=15) <= last:
            yield Tick(day.toordinal() + 14.5, MONTHS[day.month - 1][:3])
        day = (day + timedelta(days=31)).replace(day=1)


def period_at(kind: PeriodKind, slot: int) -> Period:
    """The period of that kind with that number: the reverse of ``charts.ordinal``."""
    year, part = divmod(slot, PER_YEAR[kind])
    return Period(kind, month_end(year, (part + 1) * kind.months))


def _slot(kind: PeriodKind | None, day: date) -> int:
    """The number of the period of that kind that the day falls in; the day's own number on a true time scale."""
    if kind is None:
        return day.toordinal()
    per_year = PER_YEAR[kind]
    return day.year * per_year + (day.month - 1) * per_year // 12


def _short_label(kind: PeriodKind, slot: int) -> str:
    """A name short enough for an axis: "2021", "aug", "kv 1", "tertial 2", "halvår 1". The year stands below."""
    period = period_at(kind, slot)
    match kind:
        case PeriodKind.YEAR:
            return period.label
        case PeriodKind.MONTH:
            return period.label[:3]
        case PeriodKind.QUARTER:
            return f"kv {period.number}"
        case _:
            return f"{kind.label} {period.number}"


@dataclass(frozen=True, slots=True)
class Span:
    """An ambition level and the stretch of the axis that it is drawn over, in the axis's unit."""

    step: AmbitionStep
    start: float
    end: float


def ambition_spans(chart: Chart, axis: TimeAxis) -> tuple[Span, ...]:
    """Where each ambition level is drawn: until the next begins, and never outside the axis."""
    spans: list[Span] = []
    ceiling = axis.last
    for step in reversed(chart.ambition):
        start = axis.before(step.start) if step.start else axis.first
        end = axis.after(step.end) if step.end else axis.last
        start, end = max(start, axis.first), min(end, ceiling)
        if start < end:
            spans.append(Span(step, start, end))
            ceiling = start
    return tuple(reversed(spans))
