"""Where are we going, how is it going, where in the year are we, what changed last?"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db.models import OuterRef, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from framtidsdag.frame import Frame, frame_of
from framtidsdag.models import Framtidsdag
from framtidsdag.process import Step, process_of
from framtidsdag.thread import forward
from goals.dates import where_in_the_year
from goals.kept_day import reads_day
from goals.models import Decision, DecisionItem, GoalStatement, Vision
from goals.publishing import page_updated, public_page
from goals.queries import AsOf, Query
from goals.views.goals import goal_card
from kpis.presenting import standing_row
from kpis.standing import standing_of

LATEST = 3
DECISIONS_READ = 40  # the latest, of which the plan's own make the year's process


@require_safe
@public_page
@reads_day
def start(request: HttpRequest) -> HttpResponse:
    query = Query(request.GET)
    as_of = AsOf.read(query, timezone.localdate())
    query.done()
    frame = frame_of(as_of)
    vision = Vision.objects.begun(as_of.on).first()
    statements = list(_statements(frame))
    standing = standing_of(frame.version, on=as_of.on, known=as_of.known)
    decisions = _decisions(frame)
    return render(
        request,
        "portal/start.html",
        {
            "vision": vision,
            "cards": [goal_card(row.goal, standing, as_of) for row in statements],
            "number_of_goals": len(statements),
            "newest": [standing_row(found, as_of) for found in standing.newest_values(LATEST)],
            "decisions": decisions[:LATEST],
            "process": _process(frame, decisions),
            "process_plan": frame.ahead_title or (frame.version.plan.title if frame.version else ""),
            "where": where_in_the_year(as_of.on),
            "frame": frame,
            "as_of": as_of,
            "nav_current": "oversikt",
            "line": forward(frame, current=""),
            "page_updated": page_updated(request),
            "is_example": bool(vision and vision.is_example) or any(found.is_example for found in standing.kpis),
        },
    )


def _statements(frame: Frame) -> Any:
    if frame.version is None:
        return GoalStatement.objects.none()
    return GoalStatement.objects.filter(version=frame.version).select_related("goal").order_by("order")


def _decisions(frame: Frame) -> list[Decision]:
    """The steering body's latest decisions, each with the year of the plan that it was about, if any."""
    about = DecisionItem.objects.filter(decision=OuterRef("pk")).values("version__plan__year")[:1]
    decisions = Decision.objects.newest_first().filter(
        date__lte=frame.as_of.on, body__slug=settings.MUNICIPALITY.steering_body
    )
    return list(decisions.annotate(plan_year=Subquery(about))[:DECISIONS_READ])


def _process(frame: Frame, decisions: list[Decision]) -> list[Step]:
    """The way to the plan that is being made, or else to the one in force; nothing when no day of it is known."""
    year = frame.ahead_year or (frame.version.plan.year if frame.version else None)
    if year is None:
        return []
    dated = [decision for decision in decisions if decision.plan_year == year and decision.date_is_known]  # type: ignore[attr-defined]
    plan = {"plan__year": year, "plan__body__slug": settings.MUNICIPALITY.steering_body}
    days = Framtidsdag.objects.dated().filter(**plan, date__lte=frame.as_of.on)
    listed = [(day.date, day.theme, day.get_absolute_url()) for day in days if day.date]
    if not dated and not listed:
        return []
    usual = settings.MUNICIPALITY.process
    return process_of(year=year, on=frame.as_of.on, usual=usual, decisions=dated, days=listed)
