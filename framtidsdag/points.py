"""Points of the steering model that work less well, as pages read them: whose they are, and what came of them."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Q, QuerySet

from framtidsdag.models import Framtidsdag, SteeringPoint
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
