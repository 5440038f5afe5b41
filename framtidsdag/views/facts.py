"""Nuläget: the facts as they were when the day began, read from what was stored then."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from framtidsdag.fetching import date_or_404
from framtidsdag.follow_up.points import open_points, point_card
from framtidsdag.models import Framtidsdag
from framtidsdag.presenting import STEP_NUMBERS
from framtidsdag.situation.facts_sheet import goals_of, is_example, value_columns
from goals.dates import written
from goals.publishing import page_updated, public_page


@require_safe
@public_page
def day_facts(request: HttpRequest, date: str) -> HttpResponse:
    """The frozen sheet, and the points of the steering model that earlier days left for this one."""
    on = date_or_404(date)
    day = get_object_or_404(Framtidsdag.objects.select_related("facts"), date=on)
    sheet = getattr(day, "facts", None)
    content = sheet.content if sheet else {}
    return render(
        request,
        "framtidsdag/facts.html",
        {
            "day": day,
            "title": f"Nuläget den {written(sheet.on)}" if sheet else "Nuläget",
            "sheet": sheet,
            "plan": content.get("plan"),
            "goals": goals_of(content),
            "columns": value_columns(),
            "points": [point_card(point) for point in open_points(before=on)],
            "has_begun": day.phase != Framtidsdag.Phase.PLANNED,
            "step": STEP_NUMBERS[day.step],
            "is_example": is_example(content),
            "nav_current": "framtidsdag",
            "trail": [
                {"label": "Framtidsdagar", "url": reverse("framtidsdagar")},
                {"label": day.theme, "url": day.get_absolute_url()},
                {"label": "Nuläget"},
            ],
            "page_updated": page_updated(request),
        },
    )
