"""How nyckeltal are put on a page: rows for the tables, and the sparkline beside them. No judgement here."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from goals.queries import AsOf
from kpis.assessment import trend_of
from kpis.chart_markup import Markup
from kpis.chart_spark import sparkline
from kpis.charts import Chart, Point, Series, SeriesRole
from kpis.models import Kpi
from kpis.numbers import format_value
from kpis.outcomes import Observation
from kpis.outcomes import SeriesBreak as Break
from kpis.reading import measure_of
from kpis.series import latest_value, official_totals
from kpis.standing import KpiStanding
from kpis.verdicts import Status, Trend


@dataclass(frozen=True, slots=True)
class KpiRow:
    """A nyckeltal in a table, as components/kpi_table.html reads it."""

    title: str
    url: str
    goal: str = ""
    spark: Markup | None = None
    value: str = ""
    period: str = ""
    is_preliminary: bool = False
    is_internal: bool = False
    level: str = ""
    status: str = ""
    trend: str = ""
    is_example: bool = False
    note: str = ""


def standing_row(standing: KpiStanding, as_of: AsOf, *, with_goal: bool = False) -> KpiRow:
    """A nyckeltal with a level, judged."""
    latest, kpi = standing.latest, standing.kpi
    first = standing.levels[0].assessment
    reason = next((j.assessment.reason for j in standing.levels if j.assessment.reason), None)
    return KpiRow(
        title=kpi.title,
        url=kpi.get_absolute_url() + as_of.suffix,
        goal=standing.goal.name if with_goal else "",
        spark=spark_of(kpi, standing.observations),
        value=shown(kpi, latest),
        period=latest.period.label if latest else "",
        is_preliminary=first.is_preliminary,
        level=standing.level_sentence,
        status=standing.status.value,
        trend=_trend(standing.trend),
        is_example=standing.is_example,
        note=f"{reason.label[:1].upper()}{reason.label[1:]}." if reason and standing.status is Status.UNKNOWN else "",
    )


def plain_row(kpi: Kpi, observations: Iterable[Observation], breaks: list[Break], as_of: AsOf) -> KpiRow:
    """A nyckeltal without a level in the plan: its course and latest value."""
    series = official_totals(observations)
    latest = latest_value(series, None)
    trend, _, _ = trend_of(measure_of(kpi), series, breaks)
    return KpiRow(
        title=kpi.title,
        url=kpi.get_absolute_url() + as_of.suffix,
        spark=spark_of(kpi, series),
        value=shown(kpi, latest),
        period=latest.period.label if latest else "",
        is_preliminary=bool(latest and latest.is_preliminary),
        trend=_trend(trend) if latest else "",
    )


def shown(kpi: Kpi, observation: Observation | None) -> str:
    """The value as people read it, or empty."""
    if observation is None or observation.value is None:
        return ""
    return format_value(observation.value, kpi.unit, kpi.decimals)


def spark_of(kpi: Kpi, observations: Iterable[Observation]) -> Markup | None:
    points = tuple(Point(item.period, item.value) for item in official_totals(observations))
    if not points:
        return None
    series = Series(SeriesRole.OWN, kpi.title, points)
    return sparkline(Chart(kpi.title, kpi.unit, kpi.decimals, (series,)), with_ambition=False)


def _trend(trend: Trend) -> str:
    """The trend where it says something: what cannot be valued is left out of a table."""
    return "" if trend in (Trend.INCOMPARABLE, Trend.UNVALUED) else trend.value
