"""Every level that a nyckeltal has had in public versions, goal by goal, with the outcomes it was held against.

Seven queries, whatever their number: versions, levels, their exceptions and bodies, goals stated, values and breaks.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Exists, OuterRef, Prefetch

from goals.models import Body, GoalStatement, LongTermGoal
from goals.queries import AsOf
from goals.version_history import VersionThen, versions_then
from goals.wordings import Entry, Told, through_time
from kpis.assessment import Assessment
from kpis.kpi_page import Meaning, is_known, judged_values, meaning_of, values_of
from kpis.level_changes import LevelWording, same_levels
from kpis.level_history import Wording
from kpis.models import AmbitionLevel, Kpi, LevelBody
from kpis.outcomes import Observation
from kpis.reading import as_row, observation, population_of
from kpis.series import official_totals
from kpis.standing import breaks_for

LevelEntry = Entry[VersionThen, tuple[LevelWording, ...]]


@dataclass(frozen=True, slots=True)
class Outcome:
    """A value, and how it stood to the level in force for it."""

    observation: Observation
    assessment: Assessment


@dataclass(frozen=True, slots=True)
class GoalLevels:
    """The levels that a nyckeltal has had for one goal in one body's plans, the newest first.

    ``other_before`` is what stood in the same body's plans before the goal had any, under another goal.
    """

    goal: LongTermGoal
    body: Body
    entries: list[LevelEntry]
    other_before: LevelEntry | None = None
    other_goal: LongTermGoal | None = None


@dataclass(frozen=True, slots=True)
class LevelHistory:
    """All of it; ``outcomes`` by the identity of a wording's level, ``latest`` the newest official value."""

    goals: list[GoalLevels]
    outcomes: Mapping[int, list[Outcome]]
    latest: Observation | None = None

    @property
    def entries(self) -> list[LevelEntry]:
        return [entry for goal in self.goals for entry in goal.entries]

    @property
    def is_example(self) -> bool:
        return any(one.level.is_example for entry in self.entries for one in entry.wording or ())

    def outcomes_of(self, levels: Iterable[LevelWording]) -> list[Outcome]:
        """What the levels were held against, in order of time."""
        found = [outcome for one in levels for outcome in self.outcomes.get(id(one.level), ())]
        return sorted(found, key=lambda outcome: outcome.observation.period.end)


@dataclass(frozen=True, slots=True)
class _Read:
    """What has been fetched: versions in order, and each one's levels by goal."""

    versions: list[VersionThen]
    rows: list[AmbitionLevel]
    wordings: Mapping[int, LevelWording]  # by the level's primary key
    stated: frozenset[tuple[int, int]]  # (version, goal) where the version has the goal, and levels at all

    def told(self, goal_id: int, body_id: int) -> list[Told[VersionThen, tuple[LevelWording, ...]]]:
        """What each of the body's versions says of the nyckeltal for the goal."""
        said: dict[int, list[LevelWording]] = defaultdict(list)
        for row in self.rows:
            if row.goal_id == goal_id:
                said[row.version_id].append(self.wordings[row.pk])
        return [
            Told(then, tuple(said[then.version.pk]) if then.version.pk in said else None, then.is_adopted)
            for then in self.of_body(body_id)
            if then.version.pk in said or (then.version.pk, goal_id) in self.stated
        ]

    def of_body(self, body_id: int) -> list[VersionThen]:
        return [then for then in self.versions if then.version.plan.body_id == body_id]


def level_history(kpi: Kpi, as_of: AsOf) -> LevelHistory:
    """The nyckeltal's levels through time as of a day, and what is known of the outcomes on ``as_of.known``."""
    levels = AmbitionLevel.objects.filter(kpi=kpi)
    versions = versions_then(as_of, levels.order_by().values("version__plan__body"))
    rows = _rows(kpi, versions)
    fetched = values_of(kpi, [population for row in rows if (population := population_of(row))])
    known = [value for value in fetched if is_known(value, as_of.known)]
    value_rows = [as_row(value) for value in known]
    meanings = {row.pk: meaning_of(row, value_rows) for row in rows}
    read = _Read(versions, rows, {row.pk: _wording(row, meanings[row.pk]) for row in rows}, _stated(versions, rows))
    own = [observation(value) for value in known if value.area.code == settings.MUNICIPALITY.code]
    latest = next((item for item in reversed(official_totals(own)) if item.value is not None), None)
    return LevelHistory(_goals(read), _outcomes(kpi, read, meanings, own), latest)


def _rows(kpi: Kpi, versions: Sequence[VersionThen]) -> list[AmbitionLevel]:
    rows = AmbitionLevel.objects.filter(kpi=kpi, version__in=[then.version.pk for then in versions])
    bodies = Prefetch("bodies", LevelBody.objects.select_related("body").order_by("body__sort_order", "pk"))
    rows = rows.select_related("kpi", "goal", "compared_with").prefetch_related("exceptions", bodies)
    return list(rows.order_by("order", "pk"))


def _wording(row: AmbitionLevel, meaning: Meaning) -> LevelWording:
    return LevelWording(
        key=row.key,
        level=meaning.level,
        measure=meaning.measure,
        definition=(row.kpi_snapshot or {}).get("definition", row.kpi.definition),
        bodies=tuple(link.body.title for link in row.bodies.all()),
        source=row.source,
        source_url=row.source_url,
    )


def _stated(versions: Sequence[VersionThen], rows: Sequence[AmbitionLevel]) -> frozenset[tuple[int, int]]:
    """Where a goal without the level means that the level was taken away: the version has the goal, and levels."""
    with_levels = Exists(AmbitionLevel.objects.filter(version=OuterRef("version")))
    stated = GoalStatement.objects.filter(
        with_levels, version__in=[then.version.pk for then in versions], goal__in={row.goal_id for row in rows}
    )
    return frozenset(stated.values_list("version_id", "goal_id"))


def _goals(read: _Read) -> list[GoalLevels]:
    """Goal by goal, the one that had a level last first."""
    bodies = {then.version.pk: then.version.plan.body for then in read.versions}
    found = {(row.goal_id, bodies[row.version_id].pk): (row.goal, bodies[row.version_id]) for row in read.rows}
    chains = []
    for (goal_id, body_id), (goal, body) in found.items():
        entries = through_time(read.told(goal_id, body_id), same_levels)
        chains.append(GoalLevels(goal, body, entries))
    chains.sort(key=lambda chain: (-_year(chain.entries[0]), chain.body.sort_order, chain.goal.number, chain.goal.pk))
    return [_with_before(chain, chains) for chain in chains]


def _with_before(chain: GoalLevels, chains: Sequence[GoalLevels]) -> GoalLevels:
    """The chain with the body's last adopted level before it, under another goal; none where the goal is as old."""
    first = chain.entries[-1]
    before = [
        (entry, other.goal)
        for other in chains
        if other.body == chain.body and other.goal != chain.goal
        for entry in other.entries
        if entry.is_adopted and not entry.is_removal and _year(entry) < _year(first)
    ]
    entry, goal = max(before, key=lambda found: _year(found[0]), default=(None, None))
    return GoalLevels(chain.goal, chain.body, chain.entries, entry, goal)


def _year(entry: LevelEntry) -> int:
    return entry.version.version.plan.year


def _outcomes(
    kpi: Kpi, read: _Read, meanings: Mapping[int, Meaning], own: Sequence[Observation]
) -> dict[int, list[Outcome]]:
    """Each value by the levels in force for its own period, body by body."""
    by_level = {id(meaning.level): meaning for meaning in meanings.values()}
    breaks = breaks_for([kpi.pk])[kpi.pk]
    found: dict[int, list[Outcome]] = defaultdict(list)
    for body_id in dict.fromkeys(then.version.plan.body_id for then in read.versions):
        adopted = [then.version for then in read.of_body(body_id) if then.is_adopted]
        wordings = [
            Wording(
                version.plan.year,
                version.adopted_on,  # type: ignore[attr-defined]
                tuple(meanings[row.pk].level for row in read.rows if row.version_id == version.pk),
            )
            for version in adopted
        ]
        for judged in judged_values(own, wordings, by_level, breaks):
            for assessment in judged.assessments:
                found[id(assessment.level)].append(Outcome(judged.observation, assessment))
    return found
