"""All texts of a day, for whoever may mask them: also those that no search finds, its files."""

from __future__ import annotations

from typing import Final

from django.db.models import Model, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

import framtidsdag.models as d
from framtidsdag.fetching import date_or_404
from goals.mask_places import places_among
from goals.masking import originals
from goals.rules import check_may_mask
from goals.views.masks import place_row

# Each kind of row with texts, and how it leads to its day; in the order that they are read.
OF_DAY: Final[dict[type[Model], str]] = {
    d.Framtidsdag: "pk",
    d.ParticipantGroup: "day",
    d.ProgrammeItem: "day",
    d.Material: "day",
    d.ReflectionGroup: "day",
    d.Reflection: "day",
    d.SteeringPoint: "day",
    d.Workshop: "day",
    d.DiscussionNote: "workshop__day",
    d.KpiProposal: "day",
    d.Answer: "proposal__day",
    d.Assignment: "day",
    d.Report: "assignment__day",
    d.Participant: "day",
}


@require_safe
def mask_day(request: HttpRequest, date: str) -> HttpResponse:
    """Every text of the day that may be masked, as it was written."""
    check_may_mask(request.user)
    with originals():
        day = get_object_or_404(d.Framtidsdag, date=date_or_404(date))
    places = [place for model, way in OF_DAY.items() for place in places_among(model, Q(**{way: day.pk}))]
    context = {
        "name": str(day),
        "url": day.get_absolute_url(),
        "places": [place_row(place) for place in places],
        "nav_current": "",
        "trail": [{"label": "Maskeringar", "url": reverse("masks")}, {"label": str(day)}],
    }
    return render(request, "goals/mask_texts.html", context)
