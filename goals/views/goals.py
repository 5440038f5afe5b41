"""The long-term goals: all of them through time, and one with focus, nyckeltal, decision and earlier wordings."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from framtidsdag.frame import frame_of
from framtidsdag.processing import origins
from framtidsdag.thread import back, forward
from goals.kept_day import reads_day
from goals.models import FocusArea, GoalStatement, LongTermGoal, PlanVersion
from goals.publishing import page_updated, public_page
from goals.queries import AsOf, Query
from goals.version_content import ORIGINS
from kpis.presenting import standing_row
from kpis.standing import Standing, standing_of


@require_safe
@public_page
@reads_day
def goals(request: HttpRequest) -> HttpResponse:
    query = Query(request.GET)
    as_of = AsOf.read(query, timezone.localdate())
    query.done()
    frame = frame_of(as_of)
    standing = standing_of(frame.version, on=as_of.on, known=as_of.known)
    body = settings.MUNICIPALITY.steering_body
    public = LongTermGoal.objects.public(as_of.today).select_related("body")
    everyone = list(public.order_by("-first_year", "body__sort_order", "number"))
    in_plan = {row.goal.pk for row in standing.kpis} | _stated(frame.version)
    others = [goal for goal in everyone if goal.pk not in in_plan]
    return render(
        request,
        "goals/goals.html",
        {
            "cards": [goal_card(goal, standing, as_of) for goal in everyone if goal.pk in in_plan],
            "periods": _periods([goal for goal in others if goal.body.slug == body]),
            "bodies": _periods([goal for goal in others if goal.body.slug != body]),
            "frame": frame,
            "as_of": as_of,
            "nav_current": "mal",
            "trail": [{"label": "Mål"}],
            "line": forward(frame, current="goal"),
            "page_updated": page_updated(request),
            "is_example": any(standing.is_example(goal) for goal in in_plan),
        },
    )


def goal_card(goal: LongTermGoal, standing: Standing, as_of: AsOf) -> dict[str, Any]:
    """A goal as components/goal_card.html reads it, with its counts."""
    headline = standing.headline(goal.pk)
    return {
        "goal": {
            "title": goal.name,
            "url": goal.get_absolute_url() + as_of.suffix,
            "colour": goal.colour,
            "sentence": "",
            "kicker": f"Mål {goal.number}",
        },
        "counts": headline if headline.with_level else None,
        "is_example": standing.is_example(goal.pk),
    }


@require_safe
@public_page
@reads_day
def goal(request: HttpRequest, slug: str) -> HttpResponse:
    query = Query(request.GET)
    as_of = AsOf.read(query, timezone.localdate())
    query.done()
    goal = get_object_or_404(LongTermGoal.objects.public(as_of.today).select_related("body"), slug=slug)
    frame = frame_of(as_of, stating=goal)
    wordings = _wordings(goal, as_of)
    statement = next((row for row in wordings if frame.version and row.version_id == frame.version.pk), None)
    focus = list(FocusArea.objects.filter(version=frame.version, goal=goal)) if frame.version else []
    standing = standing_of(frame.version, on=as_of.on, known=as_of.known, goal=goal)
    headline = standing.headline(goal.pk)
    is_example = standing.is_example(goal.pk) or any(part.is_example for part in [statement, *focus] if part)
    return render(
        request,
        "goals/goal.html",
        {
            "goal": goal,
            "statement": statement,
            "origins": statement.origins.all() if statement else (),
            "came_from": origins.of_standings(standing.kpis, frame.origins),
            "focus": focus,
            "rows": [standing_row(row, as_of) for row in standing.kpis],
            "counts": headline if headline.with_level else None,
            "headline": headline,
            "frame": frame,
            "earlier": [row for row in wordings if row is not statement],
            "as_of": as_of,
            "nav_current": "mal",
            "trail": [{"label": "Mål", "url": reverse("goals")}, {"label": goal.name}],
            "line": forward(frame, current="goal", goal=goal, focus=focus[0].title if focus else ""),
            "aside": back(frame, current=""),
            "page_updated": page_updated(request),
            "is_example": is_example,
        },
    )


def _wordings(goal: LongTermGoal, as_of: AsOf) -> list[GoalStatement]:
    """Every adopted wording of the goal, the newest first, with what it takes off from."""
    adopted = PlanVersion.objects.adopted_by(as_of.on).values("pk")
    statements = GoalStatement.objects.filter(goal=goal, version__in=adopted.order_by())
    return list(
        statements.select_related("version__plan__body")
        .prefetch_related(ORIGINS)
        .order_by("-version__plan__year", "-version__number")
    )


def _stated(version: PlanVersion | None) -> set[int]:
    if version is None:
        return set()
    return set(GoalStatement.objects.filter(version=version).values_list("goal_id", flat=True))


def _periods(goals: list[LongTermGoal]) -> list[dict[str, Any]]:
    """Goals in groups of body and period, in the order given."""
    groups = groupby(goals, key=lambda goal: (goal.body.title, goal.years))
    return [{"body": body, "years": years, "goals": list(members)} for (body, years), members in groups]
