"""The frame of every page: the vision, the plan in force, who adopted its wording and the day it came from.

One query gives it all, so that the red thread costs a page nothing more.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Case, Count, Exists, OuterRef, Q, Subquery, Value, When
from django.urls import reverse

from framtidsdag.models import Framtidsdag, KpiProposal, Mark
from framtidsdag.phases import AFTERWARDS
from framtidsdag.processing import origins
from framtidsdag.processing.origins import Origin
from goals.models import DecisionItem, GoalStatement, LongTermGoal, Plan, PlanVersion, Vision
from goals.models.plans import PlanVersionQuerySet
from goals.queries import AsOf
from goals.status_on_a_day import settled_by
from kpis.models import AmbitionLevel, Kpi


@dataclass(frozen=True, slots=True)
class Frame:
    """What a page stands on, as of a day. Everything but the day may be unknown."""

    as_of: AsOf
    version: PlanVersion | None
    vision: str
    vision_is_example: bool = False
    adopted_on: dt.date | None = None
    adopted_date_is_known: bool = True
    decision_slug: str = ""
    decision_body: str = ""
    day: dt.date | None = None
    day_theme: str = ""
    day_proposals: int = 0  # that stand, once they are answered; 0 before
    day_marks: int = 0
    origins: tuple[Origin, ...] = ()  # the proposals that the version's levels came from
    is_in_force: bool = True
    ahead_year: int | None = None  # a plan of the same body already adopted for a later year
    ahead_title: str = ""
    in_force_year: int | None = None  # of the same body's version that applies on the day
    in_force_name: str = ""

    @property
    def plan_url(self) -> str:
        if self.version is None:
            return reverse("plans")
        return self.version.plan.get_absolute_url() + self.as_of.suffix

    @property
    def decision_url(self) -> str:
        return reverse("decision", args=[self.decision_slug]) if self.decision_slug else reverse("decisions")

    @property
    def day_url(self) -> str:
        return reverse("framtidsdag", args=[self.day.isoformat()]) if self.day else reverse("framtidsdagar")

    @property
    def ahead_url(self) -> str:
        return self._url_of(self.ahead_year)

    @property
    def newer_is_missing(self) -> bool:
        """The plan in force is of an earlier budget year: "Nyare mål och budget är inte inlagd"."""
        return self.version is not None and self.is_in_force and self.version.plan.year < self.as_of.on.year

    @property
    def succession(self) -> str:
        """Why what the page shows is not what applies on the day; empty where it is, or was never adopted."""
        if self.version is None or self.is_in_force or self.adopted_on is None:
            return ""
        plan = self.version.plan
        if plan.year > self.as_of.on.year:
            return f"{plan.title} gäller från 1 januari {plan.year}."
        if plan.year == self.in_force_year:
            return "Den här lydelsen är ersatt."
        return f"{plan.title} gäller inte längre." if self.in_force_year else ""

    @property
    def in_force_words(self) -> str:
        return "Den dagen gällde" if self.as_of.den else "I dag gäller"

    @property
    def in_force_url(self) -> str:
        return self._url_of(self.in_force_year) if self.in_force_year else ""

    def _url_of(self, year: int | None) -> str:
        """The same body's plan of the year."""
        if self.version is None or year is None:
            return reverse("plans") + self.as_of.suffix
        return Plan(body=self.version.plan.body, year=year).get_absolute_url() + self.as_of.suffix

    @property
    def is_example(self) -> bool:
        return self.version is not None and self.version.is_example


def frame_of(as_of: AsOf, *, stating: LongTermGoal | None = None, kpi: Kpi | None = None) -> Frame:
    """The frame of the plan in force on the day.

    For a goal or a nyckeltal: of the plan in force if it has it, else of the last adopted plan that does, of
    any body, else of the plan in force all the same.
    """
    steering = Q(plan__body__slug=settings.MUNICIPALITY.steering_body, plan__year__lte=as_of.on.year)
    in_force = When(steering, then=Value(1))
    versions: Any = framed(as_of)
    versions = versions.filter(adopted_on__isnull=False)
    if stating is None and kpi is None:
        versions = versions.filter(steering)
        order: list[str] = []
    else:
        has_it = _states(stating) if stating is not None else _measures(kpi)
        versions = versions.annotate(has_it=has_it, is_steering=Case(in_force, default=Value(0)))
        versions = versions.filter(Q(is_steering=1) | Q(has_it=True))
        order = ["-has_it", "-is_steering"]
    version = versions.order_by(*order, "-plan__year", "-adopted_on", "-adoption").first()
    if version is None:
        vision = Vision.objects.begun(as_of.on).first()
        return Frame(as_of=as_of, version=None, vision=vision.title if vision else "")
    return frame_from(version, as_of)


def frame_of_version(version_id: int, as_of: AsOf) -> Frame:
    """The frame of a page about one version, adopted or not."""
    return frame_from(framed(as_of).get(pk=version_id), as_of)


def _states(goal: LongTermGoal | None) -> Exists:
    return Exists(GoalStatement.objects.filter(version=OuterRef("pk"), goal=goal))


def _measures(kpi: Kpi | None) -> Exists:
    return Exists(AmbitionLevel.objects.filter(version=OuterRef("pk"), kpi=kpi))


def framed(as_of: AsOf) -> PlanVersionQuerySet:
    """Versions with all that a frame is made of."""
    item = DecisionItem.objects.uncorrected(as_of.on).filter(
        version=OuterRef("pk"), outcome=PlanVersion.Status.ADOPTED
    ).order_by("-decision__date", "-pk")  # fmt: skip
    day = Framtidsdag.objects.filter(plan=OuterRef("plan"), date__lte=as_of.on).order_by("-date")
    vision = Vision.objects.begun(as_of.on)
    adopted: Any = PlanVersion.objects.adopted_by(as_of.on)
    ahead = adopted.filter(plan__body=OuterRef("plan__body"), plan__year__gt=as_of.on.year).order_by("plan__year")
    in_force = adopted.filter(plan__body=OuterRef("plan__body"), plan__year__lte=as_of.on.year)
    in_force = in_force.order_by("-plan__year", "-adopted_on", "-adoption")
    return (
        PlanVersion.objects.select_related("plan__body", "matter")
        .with_adoption(as_of.on)
        .with_publication(as_of.on)
        .annotate(
            settled_as=settled_by(as_of.on),
            adopted_date_is_known=Subquery(item.values("decision__date_is_known")[:1]),
            decision_slug=Subquery(item.values("decision__slug")[:1]),
            decision_body=Subquery(item.values("decision__body__name")[:1]),
            day_date=Subquery(day.values("date")[:1]),
            day_theme=Subquery(day.values("theme")[:1]),
            day_proposals=Subquery(_counted(day, KpiProposal.objects.standing().filter(day=OuterRef("pk")))),
            day_marks=Subquery(_counted(day, Mark.objects.filter(workshop__day=OuterRef("pk")))),
            origins=origins.of_version(),
            vision_title=Subquery(vision.values("title")[:1]),
            vision_is_example=Subquery(vision.values("is_example")[:1]),
            ahead_year=Subquery(ahead.values("plan__year")[:1]),
            ahead_title=Subquery(ahead.values("plan__title")[:1]),
            in_force_id=Subquery(in_force.values("pk")[:1]),
            in_force_year=Subquery(in_force.values("plan__year")[:1]),
            in_force_name=Subquery(in_force.values("name")[:1]),
        )
    )


def _counted(day: Any, rows: Any) -> Any:
    """How many of the rows the latest day has, when its proposals are answered."""
    counted = rows.order_by().annotate(one=Value(1)).values("one").annotate(n=Count("pk")).values("n")
    answered = When(phase__in=AFTERWARDS, then=Subquery(counted))
    return day.annotate(counted=Case(answered)).values("counted")[:1]


def frame_from(version: PlanVersion, as_of: AsOf) -> Frame:
    """The frame of a version that ``framed`` has fetched."""
    row: Any = version
    return Frame(
        as_of=as_of,
        version=version,
        vision=row.vision_title or "",
        vision_is_example=bool(row.vision_is_example),
        adopted_on=row.adopted_on,
        adopted_date_is_known=row.adopted_date_is_known is not False,
        decision_slug=row.decision_slug or "",
        decision_body=row.decision_body or "",
        day=row.day_date,
        day_theme=row.day_theme or "",
        day_proposals=row.day_proposals or 0,
        day_marks=row.day_marks or 0,
        origins=origins.read(row.origins),
        is_in_force=version.pk == row.in_force_id,
        ahead_year=row.ahead_year,
        ahead_title=row.ahead_title or "",
        in_force_year=row.in_force_year,
        in_force_name=row.in_force_name or "",
    )
