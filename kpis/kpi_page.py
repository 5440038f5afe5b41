"""Everything the page of one nyckeltal is made of, read in a fixed number of queries and put together here."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Prefetch, Q

from framtidsdag.frame import Frame, frame_of
from goals.models import PlanVersion
from goals.queries import AsOf
from kpis.ambition import Level
from kpis.assessment import Comparison, assess, trend_of
from kpis.goal_status import combine
from kpis.level_history import JudgedValue, Wording, levels_in_force
from kpis.models import AmbitionLevel, Area, Kpi, KpiValue, LevelBody
from kpis.outcomes import Measure, Observation
from kpis.outcomes import SeriesBreak as Break
from kpis.reading import Population, ValueRow, as_row, comparison_of, level_of, measure_of, observation, population_of
from kpis.series import official_totals
from kpis.standing import KpiStanding, breaks_for, judge
from kpis.verdicts import Trend

Adopted = list[tuple[PlanVersion, dt.date]]


@dataclass(frozen=True, slots=True)
class Meaning:
    """A level with what its nyckeltal meant when it was decided, and with whom it compares."""

    level: Level
    measure: Measure
    comparison: Comparison | None


@dataclass(frozen=True, slots=True)
class KpiPage:
    """One nyckeltal as of a day: its values of every kind, its levels through time, and how it stands."""

    kpi: Kpi
    frame: Frame
    measure: Measure
    values: list[KpiValue]  # own area's, as known on the day, in order of period
    superseded: list[KpiValue]  # own area's earlier vintages, the newest first
    others: list[KpiValue]  # of the country and of the areas that its level compares with
    breaks: list[Break]
    standings: tuple[KpiStanding, ...]  # one a goal of the frame's plan
    wordings: tuple[Wording, ...]
    level_rows: list[AmbitionLevel]  # every adopted level, the newest first
    meanings: dict[int, Meaning]  # by the identity of each wording's levels
    comparison: Comparison | None
    as_of: AsOf

    @property
    def observations(self) -> tuple[Observation, ...]:
        return tuple(observation(value) for value in self.values)

    @property
    def history(self) -> tuple[JudgedValue, ...]:
        return judged_values(self.observations, self.wordings, self.meanings, self.breaks)

    @property
    def trend(self) -> tuple[Trend, Observation | None, Observation | None]:
        return trend_of(self.measure, self.observations, self.breaks)

    @property
    def is_example(self) -> bool:
        """The label is contagious: earlier levels stand on the page and in its chart too."""
        return any(standing.is_example for standing in self.standings) or any(row.is_example for row in self.level_rows)


def read_page(kpi: Kpi, as_of: AsOf) -> KpiPage:
    """Seven queries at most, whatever the size of the catalogue."""
    frame = frame_of(as_of, kpi=kpi)
    adopted = _adopted(as_of.on)
    rows = _adopted_levels(kpi, adopted)
    current = [row for row in rows if frame.version and row.version_id == frame.version.pk]
    populations = [population for row in rows if (population := population_of(row))]
    fetched = values_of(kpi, populations)
    known = [value for value in fetched if is_known(value, as_of.known)]
    own = [value for value in known if value.area.code == settings.MUNICIPALITY.code]
    breaks = breaks_for([kpi.pk])
    value_rows = [as_row(value) for value in known]
    meanings = {row.pk: meaning_of(row, value_rows) for row in rows}
    comparisons = [found for row in current if (found := meanings[row.pk].comparison)]
    return KpiPage(
        kpi=kpi,
        frame=frame,
        measure=measure_of(kpi),
        values=own,
        superseded=_superseded(fetched, as_of.known),
        others=[value for value in known if value.area.code != settings.MUNICIPALITY.code],
        breaks=breaks[kpi.pk],
        standings=judge(current, {kpi.pk: value_rows}, breaks, on=as_of.on),
        wordings=_wordings(rows, adopted, meanings),
        level_rows=rows,
        meanings={id(meaning.level): meaning for meaning in meanings.values()},
        comparison=comparisons[0] if comparisons else None,
        as_of=as_of,
    )


def judged_values(
    observations: Sequence[Observation], wordings: Sequence[Wording], meanings: Mapping[int, Meaning],
    breaks: Sequence[Break],
) -> tuple[JudgedValue, ...]:  # fmt: skip
    """Each official value judged by the level in force for its own period, with what that level meant and compared
    with. Whether a value has become out of date since then is not asked.
    """
    series = official_totals(observations)
    judged = []
    for at, item in enumerate(series):
        if item.value is None:
            continue
        known = [meanings[id(level)] for level in levels_in_force(item.period, wordings)]
        found = tuple(
            assess(m.level, m.measure, series[: at + 1], on=None, comparison=m.comparison, breaks=breaks) for m in known
        )
        judged.append(JudgedValue(item, found, combine(one.status for one in found) if found else None))
    return tuple(judged)


def values_of(kpi: Kpi, populations: Sequence[Population]) -> list[KpiValue]:
    """Own area's values with every vintage, the country's, and those of the areas that a level compares with."""
    wanted = Q(area__code=settings.MUNICIPALITY.code) | Q(area__kind=Area.Kind.COUNTRY)
    for population in populations:
        wanted |= Q(area__code__in=population.members) if population.members else Q(area__kind=Area.Kind.MUNICIPALITY)
    values = KpiValue.objects.filter(wanted, kpi=kpi).select_related("area")
    return list(values.order_by("period_end", "gender", "series", "pk"))


def is_known(value: KpiValue, on: dt.date) -> bool:
    """As ``KpiValueQuerySet.as_known_on`` says: known_from ≤ day < known_to."""
    return value.known_from <= on and (value.known_to is None or value.known_to > on)


def _superseded(values: Sequence[KpiValue], on: dt.date) -> list[KpiValue]:
    """Own area's values that had been replaced by the day, the last replaced first."""
    own = settings.MUNICIPALITY.code
    gone = [value for value in values if value.area.code == own and value.known_to and value.known_to <= on]
    return sorted(gone, key=lambda value: (value.known_to or dt.date.max, value.pk), reverse=True)


def meaning_of(row: AmbitionLevel, values: Sequence[ValueRow]) -> Meaning:
    """What the level asks for, of what, and the figures of those it compares with."""
    population = population_of(row)
    comparison = comparison_of(population, values) if population else None
    return Meaning(level_of(row), measure_of(row.kpi, row.kpi_snapshot), comparison)


def _wordings(rows: Sequence[AmbitionLevel], adopted: Adopted, meanings: Mapping[int, Meaning]) -> tuple[Wording, ...]:
    """What each adopted version of one body says about the nyckeltal; nothing said ends what was said before.

    The body is the steering one, or else the first by name that has a level.
    """
    main = settings.MUNICIPALITY.steering_body
    bodies = {row.version.plan.body.slug for row in rows}
    chosen = main if main in bodies else next(iter(sorted(bodies)), main)
    return tuple(
        Wording(version.plan.year, day, tuple(meanings[row.pk].level for row in rows if row.version_id == version.pk))
        for version, day in adopted
        if version.plan.body.slug == chosen
    )


def _adopted(on: dt.date) -> Adopted:
    """Every version adopted by the day, of any body, with the day it was adopted."""
    versions: Any = PlanVersion.objects.adopted_by(on).select_related("plan__body").order_by()
    return [(version, version.adopted_on) for version in versions]


def _adopted_levels(kpi: Kpi, adopted: Adopted) -> list[AmbitionLevel]:
    """Every level that an adopted version ever had for the nyckeltal, the newest first."""
    by_id = {version.pk: version for version, _ in adopted}
    order = {version.pk: (version.plan.year, day) for version, day in adopted}
    rows = AmbitionLevel.objects.filter(kpi=kpi, version__in=by_id).select_related("kpi", "goal", "compared_with")
    bodies = Prefetch("bodies", LevelBody.objects.select_related("body"))
    found = list(rows.prefetch_related("exceptions", bodies))
    for row in found:
        row.version = by_id[row.version_id]
    return sorted(found, key=lambda row: (*order[row.version_id], row.pk), reverse=True)
