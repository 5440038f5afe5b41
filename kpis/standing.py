"""How it stands: a version's ambition levels, each with its assessment, in a fixed number of queries.

Four, whatever the number of nyckeltal: levels, exceptions, values, breaks; one more for each group that a draft's
level compares with, since its members are kept only when the version leaves utkast.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.conf import settings
from django.db.models import Q, QuerySet

from goals.models import LongTermGoal, PlanVersion
from kpis.assessment import Assessment, assess
from kpis.goal_status import GoalHeadline, combine, goal_headline
from kpis.models import AmbitionLevel, Area, Kpi, SeriesBreak
from kpis.outcomes import Gender, Observation, Series
from kpis.outcomes import SeriesBreak as Break
from kpis.reading import (
    Population,
    ValueRow,
    break_of,
    comparison_of,
    level_of,
    measure_of,
    observation,
    population_of,
    value_rows,
)
from kpis.verdicts import Status, Trend


@dataclass(frozen=True, slots=True)
class JudgedLevel:
    """A level as decided, and how the outcome stands to it."""

    row: AmbitionLevel
    assessment: Assessment


@dataclass(frozen=True, slots=True)
class KpiStanding:
    """A nyckeltal under a goal: its levels, judged, and its own area's official totals in order of period."""

    kpi: Kpi
    goal: LongTermGoal
    levels: tuple[JudgedLevel, ...]
    observations: tuple[Observation, ...]
    known_from: dt.date | None

    @property
    def status(self) -> Status:
        return combine(level.assessment.status for level in self.levels)

    @property
    def trend(self) -> Trend:
        return self.levels[0].assessment.trend

    @property
    def latest(self) -> Observation | None:
        return self.levels[0].assessment.observation

    @property
    def is_example(self) -> bool:
        return any(level.assessment.is_example for level in self.levels)

    @property
    def level_sentence(self) -> str:
        return ". ".join(level.assessment.level_sentence for level in self.levels)


@dataclass(frozen=True, slots=True)
class Standing:
    """All nyckeltal with a level in the version, in the plan's order; ``others``, asked for beside them, unjudged."""

    kpis: tuple[KpiStanding, ...]
    others: dict[int, tuple[tuple[Observation, ...], list[Break]]] = field(default_factory=dict)

    def of_goal(self, goal_id: int) -> tuple[KpiStanding, ...]:
        return tuple(standing for standing in self.kpis if standing.goal.pk == goal_id)

    def headline(self, goal_id: int) -> GoalHeadline:
        return goal_headline(standing.status for standing in self.of_goal(goal_id))

    def is_example(self, goal_id: int) -> bool:
        return any(standing.is_example for standing in self.of_goal(goal_id))

    def of_kpi(self, kpi_id: int) -> tuple[KpiStanding, ...]:
        return tuple(standing for standing in self.kpis if standing.kpi.pk == kpi_id)

    def newest_values(self, most: int) -> list[KpiStanding]:
        """The nyckeltal whose latest value became known last, each once."""
        once = {standing.kpi.pk: standing for standing in reversed(self.kpis) if standing.known_from}
        in_order = sorted(once.values(), key=lambda s: (s.known_from or dt.date.min, s.kpi.sort_key), reverse=True)
        return in_order[:most]


def standing_of(
    version: PlanVersion | None, *, on: dt.date, known: dt.date, goal: LongTermGoal | None = None
) -> Standing:
    """The version's nyckeltal as they stood on ``on``, with the values known on ``known``."""
    if version is None:
        return Standing(())
    rows = level_rows(version)
    if goal is not None:
        rows = rows.filter(goal=goal)
    return judge_rows(list(rows), on=on, known=known)


def level_rows(version: PlanVersion) -> QuerySet[AmbitionLevel]:
    """The version's levels in the plan's order, with what judging them needs."""
    rows = AmbitionLevel.objects.filter(version=version).select_related("kpi__owner_body", "goal", "compared_with")
    return rows.prefetch_related("exceptions").order_by("goal__number", "order", "pk")


def judge_rows(rows: Sequence[AmbitionLevel], *, on: dt.date, known: dt.date, also: Collection[int] = ()) -> Standing:
    """Fetch what the levels are judged by, and judge them; ``also`` names nyckeltal without a level."""
    if not rows and not also:
        return Standing(())
    populations = {row.pk: population_of(row) for row in rows}
    values = values_for(rows, populations, known=known, also=also)
    breaks = breaks_for({*(row.kpi_id for row in rows), *also})
    found = judge(rows, values, breaks, on=on)
    others = {pk: (tuple(observation(row) for row in _own(values[pk])), breaks[pk]) for pk in also}
    return Standing(found, others)


def judge(
    rows: Sequence[AmbitionLevel], values: Mapping[int, Sequence[ValueRow]], breaks: Mapping[int, Sequence[Break]], *,
    on: dt.date,
) -> tuple[KpiStanding, ...]:  # fmt: skip
    """Judge the levels by what has been fetched, grouped by goal and nyckeltal in the order given."""
    grouped: dict[tuple[int, int], list[AmbitionLevel]] = defaultdict(list)
    for row in rows:
        grouped[row.goal_id, row.kpi_id].append(row)
    found = []
    for levels in grouped.values():
        kpi = levels[0].kpi
        own = _own(values[kpi.pk])
        observations = tuple(observation(row) for row in own)
        judged = []
        for row in levels:
            population = population_of(row)
            peers = comparison_of(population, values[kpi.pk]) if population else None
            measure = measure_of(kpi, row.kpi_snapshot)
            assessment = assess(level_of(row), measure, observations, on=on, comparison=peers, breaks=breaks[kpi.pk])
            judged.append(JudgedLevel(row, assessment))
        known_from = max((row.known_from for row in own if row.value is not None), default=None)
        found.append(KpiStanding(kpi, levels[0].goal, tuple(judged), observations, known_from))
    return tuple(found)


def _own(rows: Iterable[ValueRow]) -> list[ValueRow]:
    """Own area's official totals."""
    own = settings.MUNICIPALITY.code
    return [row for row in rows if (row.area_code, row.gender, row.series) == (own, Gender.TOTAL, Series.OFFICIAL)]


def values_for(
    rows: Sequence[AmbitionLevel],
    populations: Mapping[int, Population | None],
    *,
    known: dt.date,
    also: Collection[int] = (),
) -> dict[int, list[ValueRow]]:
    """Own area's official totals for every nyckeltal, and those of the areas that its levels compare with."""
    condition = Q(kpi__in={*(row.kpi_id for row in rows), *also}, area__code=settings.MUNICIPALITY.code)
    everywhere = set()
    for row in rows:
        population = populations[row.pk]
        if population is None:
            continue
        if population.members:
            condition |= Q(kpi=row.kpi_id, area__code__in=population.members)
        else:
            everywhere.add(row.kpi_id)
    if everywhere:
        condition |= Q(kpi__in=everywhere, area__kind=Area.Kind.MUNICIPALITY)
    found: dict[int, list[ValueRow]] = defaultdict(list)
    for value in value_rows(Q(series=Series.OFFICIAL, gender=Gender.TOTAL) & condition, known=known):
        found[value.kpi_id].append(value)
    return found


def breaks_for(kpi_ids: Iterable[int]) -> dict[int, list[Break]]:
    """Series breaks that concern the municipality's own figures."""
    found: dict[int, list[Break]] = defaultdict(list)
    own = Q(area__isnull=True) | Q(area__code=settings.MUNICIPALITY.code)
    for row in SeriesBreak.objects.filter(own, kpi__in=list(kpi_ids)):
        found[row.kpi_id].append(break_of(row))
    return found
