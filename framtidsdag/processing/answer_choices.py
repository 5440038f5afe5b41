"""What a proposal can become: the drafts that the one who answers writes in, versions, and the levels there."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q
from django.http import Http404
from django.urls import reverse

from drafts.access import drafts_of, readable
from drafts.goal_choice import goal_or_404
from framtidsdag.models import Framtidsdag, KpiProposal
from goals.models import PlanVersion
from kpis.models import AmbitionLevel
from kpis.reading import level_of, measure_of
from kpis.sentences import level_sentence

Status = PlanVersion.Status
MOST_VERSIONS = 10


@dataclass(frozen=True, slots=True)
class Place:
    """A draft that the person writes in, or a version that they may read."""

    version: PlanVersion
    is_draft: bool

    @property
    def pk(self) -> int:
        return self.version.pk

    @property
    def label(self) -> str:
        stands = "utkast" if self.is_draft else self.version.get_status_display().lower()
        return f"{self.version.name} ({stands}, {self.version.plan.year})"


@dataclass(frozen=True, slots=True)
class LevelChoice:
    """A level that can be the answer. ``is_of_kpi``: of the very nyckeltal that was proposed."""

    key: str
    kpi: str
    sentence: str
    goal: str
    is_of_kpi: bool
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Choice:
    """The places, the one that is chosen, and its levels: the goal's own, and under other goals.

    ``new_url`` is where a level is added to the draft; empty where none can be.
    """

    places: list[Place]
    place: Place | None
    own: list[LevelChoice]
    others: list[LevelChoice]
    new_url: str

    @property
    def has_draft(self) -> bool:
        return any(place.is_draft for place in self.places)

    @property
    def drafts(self) -> list[Place]:
        return [place for place in self.places if place.is_draft]

    @property
    def versions(self) -> list[Place]:
        return [place for place in self.places if not place.is_draft]


def choice_for(
    proposal: KpiProposal, user: Any, on: dt.date, *, wanted: str = "", chosen: str = "", asked: bool = False
) -> Choice:  # fmt: skip
    """What can be chosen; ``wanted`` is a place's primary key as an address says it, else the first draft.

    ``chosen`` is the key of the level that was ticked. What is not among the person's places is not there.
    """
    places = places_for(proposal.day, user, on)
    place = next((one for one in places if str(one.pk) == wanted), None)
    if place is None and not asked:
        place = next(iter(places), None)
    levels = _levels(place, proposal, chosen) if place else []
    own = [level for level, is_own in levels if is_own]
    others = [level for level, is_own in levels if not is_own]
    return Choice(places, place, own, others, _new_url(place, proposal) if place else "")


def places_for(day: Framtidsdag, user: Any, on: dt.date) -> list[Place]:
    """Drafts first, those of the day's own plan before others; then versions of that plan that have left utkast."""
    drafts = list(drafts_of(user, on).select_related("plan__body").order_by("-plan__year", "name", "pk"))
    drafts.sort(key=lambda draft: draft.plan_id != day.plan_id)
    of_plan = Q(plan=day.plan_id) if day.plan_id else Q(plan__year__gte=day.date.year if day.date else on.year)
    versions = readable(user, on).filter(of_plan).exclude(status__in=[Status.DRAFT, Status.WITHDRAWN])
    versions = versions.select_related("plan__body").order_by("-plan__year", "-number")[:MOST_VERSIONS]
    return [*(Place(draft, is_draft=True) for draft in drafts), *(Place(one, is_draft=False) for one in versions)]


def _levels(place: Place, proposal: KpiProposal, chosen: str) -> list[tuple[LevelChoice, bool]]:
    """Each level of the version, and whether it is of the workshop's goal; the proposed nyckeltal's own first."""
    rows = AmbitionLevel.objects.filter(version=place.pk).select_related("kpi", "goal", "compared_with")
    found = [
        (
            LevelChoice(
                str(row.key), row.kpi.title, level_sentence(level_of(row), measure_of(row.kpi, row.kpi_snapshot)),
                row.goal.name, is_of_kpi=row.kpi_id == proposal.kpi_id, is_chosen=str(row.key) == chosen,
            ),
            row.goal_id == proposal.workshop.goal_id,
        )
        for row in rows.prefetch_related("exceptions").order_by("goal__number", "order", "pk")
    ]  # fmt: skip
    return sorted(found, key=lambda one: not one[0].is_of_kpi)


def _new_url(place: Place, proposal: KpiProposal) -> str:
    """The draft's own page where a level is added: for the proposed nyckeltal, or after a search for its words."""
    goal = proposal.workshop.goal
    if not place.is_draft:
        return ""
    try:
        goal_or_404(place.version, goal.slug)
    except Http404:
        return ""
    if proposal.kpi is not None:
        query = urlencode({"mal": goal.slug, "nyckeltal": proposal.kpi.code})
        return f"{reverse('draft_part_new', args=[place.pk, 'niva'])}?{query}"
    return f"{reverse('draft_kpis', args=[place.pk])}?{urlencode({'mal': goal.slug, 'q': proposal.title[:100]})}"
