"""The curve of a level's nyckeltal with the level in it, large and small, and how the outcome stands to it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.conf import settings

from kpis.ambition import Level
from kpis.assessment import Assessment, assess
from kpis.chart_markup import Markup
from kpis.chart_spark import sparkline
from kpis.charts import AmbitionStep, Chart, Point, Series, SeriesRole
from kpis.charts import SeriesBreak as ChartBreak
from kpis.level_history import threshold_for
from kpis.models import Kpi
from kpis.outcomes import Gender, Measure, Observation
from kpis.outcomes import Series as Kind
from kpis.outcomes import SeriesBreak as Break
from kpis.periods import Period, PeriodKind
from kpis.reading import measure_of, observation
from kpis.sentences import level_sentence
from kpis.series import latest_value, official_totals


def chart_of(
    kpi: Kpi, observations: Sequence[Observation], breaks: Sequence[Break], steps: tuple[AmbitionStep, ...], *,
    is_example: bool,
) -> Chart:  # fmt: skip
    """Own official outcome with the level in it."""
    points = tuple(
        Point(
            item.period, item.value, is_preliminary=item.is_preliminary,
            **({"missing": item.missing.label} if item.missing else {}),
        )
        for item in observations
    )  # fmt: skip
    series = (Series(SeriesRole.OWN, settings.MUNICIPALITY.short_name, points),) if points else ()
    return Chart(
        kpi.title, kpi.unit, kpi.decimals, series, ambition=steps,
        breaks=tuple(ChartBreak(item.period, item.reason) for item in breaks), is_example=is_example,
    )  # fmt: skip


def steps_of(
    level: Level, measure: Measure, observations: Sequence[Observation], breaks: Sequence[Break], *, from_year: int
) -> tuple[AmbitionStep, ...]:
    """The level's own threshold from the plan's first year to its target; none for a place among others.

    Beside yearly values a level without target is drawn over the plan's three years.
    """
    latest = latest_value(observations, None)
    period = level.target or (latest.period if latest else Period.year(from_year))
    limits = threshold_for(level, measure, period, observations=observations, breaks=breaks)
    if limits is None or (limits.low is None and limits.high is None):
        return ()
    yearly = all(item.period.kind is PeriodKind.YEAR for item in observations) and period.kind is PeriodKind.YEAR
    end = level.target or (Period.year(from_year + 2) if yearly else None)
    start = Period.year(from_year)
    if end is not None and end.end < start.end:
        start = Period.year(end.year_number)
    label = level_sentence(level, measure)
    words = label[:1].lower() + label[1:]
    return (AmbitionStep(limits.low, limits.high, words, start if yearly else None, end, level.target),)


def spark_of(
    kpi: Kpi, level: Level, observations: Sequence[Observation], breaks: Sequence[Break], *, from_year: int
) -> Markup | None:
    """A small curve with the level where it lies near."""
    steps = tuple(
        AmbitionStep(step.low, step.high)
        for step in steps_of(level, measure_of(kpi), observations, breaks, from_year=from_year)
    )
    return sparkline(chart_of(kpi, observations, breaks, steps, is_example=False))


def own_observations(rows: Sequence[Any]) -> tuple[Observation, ...]:
    """Own area's official totals of a nyckeltal's values."""
    return official_totals(
        observation(row) for row in rows if (row.gender, row.series) == (Gender.TOTAL, Kind.OFFICIAL)
    )


def assessed(
    level: Level, kpi: Kpi, observations: Sequence[Observation], breaks: Sequence[Break], on: dt.date
) -> Assessment | None:
    """How the outcome stands to a level with a threshold of its own; a place among others is judged elsewhere."""
    if level.kind.is_relative:
        return None
    return assess(level, measure_of(kpi), observations, on=on, breaks=breaks)
