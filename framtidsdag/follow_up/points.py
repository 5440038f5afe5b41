"""Points of the steering model and uppdrag as pages read them: whose they are, and what came of them."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Q, QuerySet

from framtidsdag.models import Assignment, Framtidsdag, SteeringPoint
from goals.dates import written


def open_points(*, before: dt.date) -> QuerySet[SteeringPoint]:
    """What earlier days left for the day of that date: points that no day between them has taken up.

    Those that this very day, or a later one, took up are among them, so that its page says the same ever after.
    Earliest day first; one query.
    """
    waits = Q(taken_up_at__isnull=True) | Q(taken_up_at__date__gte=before)
    points = SteeringPoint.objects.filter(waits, day__date__lt=before)
    return points.select_related("day", "owner", "taken_up_at").order_by("day__date", "order")


def points_of(day: Framtidsdag) -> QuerySet[SteeringPoint]:
    """The day's own, in order; one query."""
    return SteeringPoint.objects.filter(day=day).select_related("day", "owner", "taken_up_at").order_by("order")


def point_card(point: SteeringPoint) -> dict[str, Any]:
    """A point as templates/framtidsdag/points.html reads it."""
    taken_up = point.taken_up_at
    return {
        "pk": point.pk,
        "text": point.text,
        "owner": owner_words(point),
        "day": written(point.day.date) if point.day.date else "",
        "day_url": point.day.get_absolute_url(),
        "taken_up": written(taken_up.date) if taken_up and taken_up.date else "",
        "taken_up_url": taken_up.get_absolute_url() if taken_up else "",
        "outcome": point.outcome,
    }


def owner_words(point: SteeringPoint) -> str:
    """The body's name or the words in its place; empty when nobody has the point yet."""
    return point.owner.title if point.owner else point.owner_text


def assignment_cards(day: Framtidsdag, today: dt.date) -> list[dict[str, Any]]:
    """The day's uppdrag with reports; late is what should have been reported and is not. Two queries."""
    rows = Assignment.objects.filter(day=day).select_related("body", "decision").prefetch_related("reports")
    return [_assignment_card(row, today) for row in rows.order_by("order")]


def _assignment_card(row: Assignment, today: dt.date) -> dict[str, Any]:
    reports = list(row.reports.all())
    return {
        "pk": row.pk,
        "text": row.text,
        "responsible": row.body.title if row.body else row.responsible,
        "due": written(row.due_on) if row.due_on else "",
        "decision": row.decision.title if row.decision else "",
        "decision_url": row.decision.get_absolute_url() if row.decision else "",
        "is_late": bool(row.due_on and row.due_on < today and not reports),
        "reports": [
            {
                "when": written(report.date) if report.date else "Dagen framgår inte av källan", "date": report.date,
                "kind": "", "label": "Återrapporterat", "url": "", "note": report.text, "is_example": False,
                "is_struck": False, "source": report.source, "source_url": report.source_url,
            }
            for report in reports
        ],
    }  # fmt: skip
