"""From a nyckeltal's page to its chart: which series there are, and the ambition level as it has moved."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from itertools import groupby

from kpis.charts import AmbitionStep, Chart, Point, Series, SeriesBreak, SeriesRole
from kpis.kpi_page import KpiPage
from kpis.level_history import LinePoint, level_line
from kpis.models import KpiValue
from kpis.numbers import round_half_up
from kpis.outcomes import Gender, MissingReason
from kpis.outcomes import Series as Kind
from kpis.periods import Period, PeriodKind
from kpis.ranking import reference_of

_OWN = (
    (SeriesRole.OWN, Gender.TOTAL, Kind.OFFICIAL, ""),
    (SeriesRole.INTERNAL, Gender.TOTAL, Kind.INTERNAL, "intern uppgift"),
    (SeriesRole.WOMEN, Gender.WOMEN, Kind.OFFICIAL, "kvinnor"),
    (SeriesRole.MEN, Gender.MEN, Kind.OFFICIAL, "män"),
)


def chart_of(page: KpiPage, own_name: str) -> Chart:
    """Own outcome, internal values, women and men, what is compared with, levels and breaks; one value object."""
    series = [*_own_series(page.values, own_name), *_compared(page)]
    return Chart(
        subject=page.kpi.title,
        unit=page.kpi.unit,
        decimals=page.kpi.decimals,
        series=tuple(series),
        ambition=ambition_steps(page),
        breaks=tuple(SeriesBreak(item.period, item.reason) for item in page.breaks),
        sources=_sources(page),
        is_example=page.is_example,
    )


def _sources(page: KpiPage) -> tuple[str, ...]:
    """Each source once; what the portal has derived or averaged is said to be its own calculation."""
    found = dict.fromkeys(value.source for value in page.values if value.source)
    own = any(value.is_derived for value in page.values) or any(True for _ in _group_mean(page))
    return (*found, *(["Egen beräkning"] if own else []))


def _own_series(values: Sequence[KpiValue], own_name: str) -> Iterable[Series]:
    for role, gender, kind, suffix in _OWN:
        found = [value for value in values if (value.gender, value.series) == (gender, kind)]
        if found:
            name = f"{own_name}, {suffix}" if suffix else own_name
            yield Series(role, name, tuple(_point(value) for value in found))


def _compared(page: KpiPage) -> Iterable[Series]:
    """The country's own figure, and the unweighted mean of the group that the level compares with."""
    country: dict[str, list[KpiValue]] = {}
    members = {peer.area for peer in page.comparison.values} if page.comparison else set()
    for value in page.others:
        is_total = (value.gender, value.series) == (Gender.TOTAL, Kind.OFFICIAL)
        if is_total and (value.area.code not in members or (page.comparison and page.comparison.is_single)):
            country.setdefault(value.area.name, []).append(value)
    for name, values in country.items():
        yield Series(SeriesRole.COMPARISON, name, tuple(_point(value) for value in values))
    yield from _group_mean(page)


def _group_mean(page: KpiPage) -> Iterable[Series]:
    if page.comparison is None or page.comparison.is_single:
        return
    points: list[Point] = []
    counts: set[int] = set()
    for period in sorted({peer.period for peer in page.comparison.values}):
        mean = reference_of(page.comparison, page.measure, period)
        if mean is not None:
            points.append(Point(period, round_half_up(mean.value, page.kpi.decimals), source="Egen beräkning"))
            counts.add(mean.n or 0)
    if points:
        yield Series(SeriesRole.COMPARISON, f"{page.comparison.name} (medel, n = {_range(counts)})", tuple(points))


def _range(counts: set[int]) -> str:
    return str(min(counts)) if len(counts) == 1 else f"{min(counts)}–{max(counts)}"


def ambition_steps(page: KpiPage) -> tuple[AmbitionStep, ...]:
    """The stepped line of levels, one step for each stretch of periods with the same threshold.

    A step lasts until the next begins, and the last one until its target, or until further notice.
    """
    line = level_line(page.measure, page.wordings, _periods(page), observations=page.observations, breaks=page.breaks)
    stretches = [
        (key, list(points)) for key, points in groupby(line, key=_same) if key[1] is not None or key[2] is not None
    ]
    targets = {level.target for wording in page.wordings for level in wording.levels if level.target}
    steps = []
    for at, ((sentence, low, high), points) in enumerate(stretches):
        target = points[-1].period if points[-1].period in targets else None
        following = stretches[at + 1][1][0].period if at + 1 < len(stretches) else None
        end = _before(following) if following else target
        label = sentence[:1].lower() + sentence[1:]
        steps.append(AmbitionStep(low, high, label, points[0].period, end or points[-1].period, target))
    return tuple(steps)


def _before(period: Period) -> Period | None:
    """The year before, so that steps meet; other kinds of period have no single neighbour to name here."""
    return Period.year(period.year_number - 1) if period.kind is PeriodKind.YEAR else None


def _same(point: LinePoint) -> tuple[str, Decimal | None, Decimal | None]:
    return point.sentence, point.limits.low, point.limits.high


def _periods(page: KpiPage) -> list[Period]:
    """The periods with a value, and those that the levels aim at."""
    targets = [level.target for wording in page.wordings for level in wording.levels if level.target is not None]
    kinds = {value.period_kind for value in page.values}
    return [value.period for value in page.values] + [target for target in targets if target.kind in kinds]


def _point(value: KpiValue) -> Point:
    if value.value is None:
        return Point(value.period, missing=MissingReason(value.missing_reason).label, source=value.source)
    return Point(value.period, value.value, is_preliminary=value.is_preliminary, source=value.source)
