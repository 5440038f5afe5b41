"""Facts beside a draft, for those who write it: what today's outcomes say of the levels it proposes.

Nine queries at most, whatever its size: the wording in force, levels, exceptions and groups of both in one go, values,
breaks, and the comparable municipalities' three.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Q, Value, When

from goals.models import PlanVersion
from goals.swedish import enumerated
from kpis.goal_status import combine
from kpis.models import AmbitionLevel, Kpi
from kpis.peers import peer_groups
from kpis.reached import PeerGroup, Reached, reached
from kpis.reading import Population, level_of, measure_of, population_of
from kpis.standing import JudgedLevel, KpiStanding, breaks_for, judge, values_for
from kpis.verdicts import Status


@dataclass(frozen=True, slots=True)
class LevelFact:
    """A proposed level, how today's outcome stands to it, and who else ever reached it."""

    judged: JudgedLevel
    reached: Reached

    @property
    def sentence(self) -> str:
        return self.judged.assessment.level_sentence

    @property
    def outcome(self) -> str:
        return self.judged.assessment.sentence

    @property
    def status(self) -> Status:
        return self.judged.assessment.status


@dataclass(frozen=True, slots=True)
class KpiFact:
    """A nyckeltal of the draft under a goal: judged by the levels it proposes and by those in force."""

    proposed: KpiStanding
    levels: tuple[LevelFact, ...]
    current: tuple[KpiStanding, ...]  # none: no level is in force for it

    @property
    def kpi(self) -> Kpi:
        return self.proposed.kpi

    @property
    def status(self) -> Status:
        return self.proposed.status

    @property
    def current_status(self) -> Status | None:
        """By the same goal's level in force, or else by those of other goals together."""
        return combine(standing.status for standing in self.current) if self.current else None

    @property
    def current_sentence(self) -> str:
        return ". ".join(dict.fromkeys(standing.level_sentence for standing in self.current))

    @property
    def is_example(self) -> bool:
        return self.proposed.is_example or any(standing.is_example for standing in self.current)


@dataclass(frozen=True, slots=True)
class Facts:
    """``current`` is the wording in force that the draft is held beside: of its own plan, or else of the plan in force.

    ``dropped`` are the nyckeltal with a level in force that the draft has none for.
    """

    kpis: tuple[KpiFact, ...]
    current: PlanVersion | None
    dropped: tuple[Kpi, ...]
    on: dt.date

    @property
    def headline(self) -> str:
        """The count in one sentence: "Med dagens utfall: 9 av 12 nyckeltal når föreslagen nivå, 11 av 12 när …"."""
        if not self.kpis:
            return "Utkastet har inga ambitionsnivåer än."
        met = f"{_met(fact.status for fact in self.kpis)} av {len(self.kpis)} nyckeltal når föreslagen nivå"
        if not self._held:
            return f"Med dagens utfall: {met}. Ingen gällande nivå finns att jämföra med."
        return f"Med dagens utfall: {met}, {_met(self._held)} av {len(self._held)} når gällande."

    @property
    def remarks(self) -> tuple[str, ...]:
        """What the headline does not count, in sentences."""
        proposed = sum(fact.status is Status.UNKNOWN for fact in self.kpis)
        current = self._held.count(Status.UNKNOWN)
        new = len(self.kpis) - len(self._held)
        unknown = enumerated(
            (*_where(proposed, "mot föreslagen nivå"), *_where(current, "mot gällande")),
        )
        found = [f"Kan inte bedömas: {unknown}."] if unknown else []
        if new and self._held:
            found.append(
                f"{new} nyckeltal har ingen gällande nivå." if new > 1 else "Ett nyckeltal har ingen gällande nivå."
            )
        if self.dropped:
            titles = enumerated(tuple(kpi.title for kpi in self.dropped))
            found.append(f"Har en gällande nivå men ingen i utkastet: {titles}.")
        return tuple(found)

    @property
    def is_example(self) -> bool:
        return any(fact.is_example for fact in self.kpis)

    def of_goal(self, goal_id: int) -> tuple[KpiFact, ...]:
        return tuple(fact for fact in self.kpis if fact.proposed.goal.pk == goal_id)

    @property
    def _held(self) -> list[Status]:
        return [fact.current_status for fact in self.kpis if fact.current_status is not None]


def facts_of(draft: PlanVersion, *, on: dt.date) -> Facts:
    """The draft's levels as they stand with the values known on the day, beside those in force."""
    current = _in_force(draft, on)
    ours, theirs = _levels(draft, current)
    if not ours:
        return Facts((), current, _dropped(theirs, ours), on)
    rows = [*ours, *theirs]
    values = values_for(rows, _populations(rows), known=on)
    breaks = breaks_for({row.kpi_id for row in rows})
    groups = peer_groups(ours, known=on)
    held = judge(theirs, values, breaks, on=on)
    found = tuple(
        KpiFact(
            proposed,
            tuple(LevelFact(judged, _reached(judged.row, groups[proposed.kpi.pk])) for judged in proposed.levels),
            _same(proposed, held),
        )
        for proposed in judge(ours, values, breaks, on=on)
    )
    return Facts(found, current, _dropped(theirs, ours), on)


def _in_force(draft: PlanVersion, on: dt.date) -> PlanVersion | None:
    """The wording in force of the draft's own plan; where it has none, of the same body's plan in force."""
    adopted: Any = PlanVersion.objects.adopted_by(on).exclude(pk=draft.pk).select_related("plan__body")
    own = Q(plan=draft.plan_id)
    earlier = Q(plan__year__lte=on.year, plan__body__plans=draft.plan_id)
    is_own = Case(When(own, then=Value(0)), default=Value(1))
    version: PlanVersion | None = (
        adopted.filter(own | earlier).order_by(is_own, "-plan__year", "-adopted_on", "-adoption").first()
    )
    return version


def _levels(draft: PlanVersion, current: PlanVersion | None) -> tuple[list[AmbitionLevel], list[AmbitionLevel]]:
    """Both versions' levels in the plan's order, with what judging them needs, in three queries."""
    rows = AmbitionLevel.objects.filter(version__in=[draft.pk, *([current.pk] if current else [])])
    rows = rows.select_related("kpi__owner_body", "goal", "compared_with")
    rows = rows.prefetch_related("exceptions", "compared_with__members").order_by("goal__number", "order", "pk")
    found = list(rows)
    ours = [row for row in found if row.version_id == draft.pk]
    return ours, [row for row in found if row.version_id != draft.pk]


def _populations(rows: Iterable[AmbitionLevel]) -> dict[int, Population | None]:
    return {row.pk: population_of(row) for row in rows}


def _reached(row: AmbitionLevel, group: PeerGroup | None) -> Reached:
    return reached(level_of(row), measure_of(row.kpi, row.kpi_snapshot), group)


def _same(proposed: KpiStanding, held: Sequence[KpiStanding]) -> tuple[KpiStanding, ...]:
    """The nyckeltal's standing by what is in force: for the same goal, or else for whatever goals have it."""
    found = tuple(standing for standing in held if standing.kpi.pk == proposed.kpi.pk)
    return tuple(standing for standing in found if standing.goal.pk == proposed.goal.pk) or found


def _dropped(theirs: Iterable[AmbitionLevel], ours: Iterable[AmbitionLevel]) -> tuple[Kpi, ...]:
    kept = {row.kpi_id for row in ours}
    gone = {row.kpi_id: row.kpi for row in theirs if row.kpi_id not in kept}
    return tuple(sorted(gone.values(), key=lambda kpi: kpi.sort_key))


def _met(statuses: Iterable[Status]) -> int:
    return sum(status is Status.MET for status in statuses)


def _where(count: int, words: str) -> tuple[str, ...]:
    return (f"{count} {words}",) if count else ()
