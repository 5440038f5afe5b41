"""Framtidsdagarna: every day that is known, and one day with everything that came of it."""

from __future__ import annotations

from dataclasses import replace

from django.core.paginator import Paginator
from django.db.models import F, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from framtidsdag.fetching import date_or_404
from framtidsdag.frame import Frame, frame_from, frame_of, framed
from framtidsdag.models import Framtidsdag
from framtidsdag.outcome import outcome_of
from framtidsdag.presenting import STEP_NUMBERS, day_card, day_facts, day_words, programme
from framtidsdag.thread import back, forward
from goals.kept_day import reads_day
from goals.paging import page_links
from goals.publishing import page_updated, public_page
from goals.queries import AsOf, Query

PAGE_SIZE = 20


@require_safe
@public_page
@reads_day
def days(request: HttpRequest) -> HttpResponse:
    query = Query(request.GET)
    as_of = AsOf.read(query, timezone.localdate())
    number = query.page()
    query.done()
    frame = frame_of(as_of)
    page = Paginator(Framtidsdag.objects.dated(), PAGE_SIZE).get_page(number)
    address = reverse("framtidsdagar")
    return render(
        request,
        "framtidsdag/days.html",
        {
            "cards": [day_card(day) for day in page],
            "page": page_links(page, lambda number: f"{address}?sida={number}" if number > 1 else address),
            "themes": list(Framtidsdag.objects.themes_only()),
            "nav_current": "framtidsdag",
            "trail": [{"label": "Framtidsdagar"}],
            "frame": frame,
            "as_of": as_of,
            "line": back(frame, current="day"),
            "page_updated": page_updated(request),
        },
    )


@require_safe
@public_page
@reads_day
def day(request: HttpRequest, date: str) -> HttpResponse:
    day = get_object_or_404(
        Framtidsdag.objects.select_related("plan__body").prefetch_related("groups", "programme"), date=date_or_404(date)
    )
    query = Query(request.GET)
    as_of = AsOf.read(query, timezone.localdate())
    query.done()
    frame = _frame(day, as_of)
    groups = list(day.groups.all())
    outcome = outcome_of(day, frame)
    return render(
        request,
        "framtidsdag/day.html",
        {
            "day": day,
            "when": day_words(day),
            "facts": day_facts(day),
            "participants": [group for group in groups if group.role == group.Role.PARTICIPANT],
            "presenters": [group for group in groups if group.role == group.Role.PRESENTER],
            "programme": programme(day),
            "step": STEP_NUMBERS[day.step],
            "outcome": outcome,
            "is_example": outcome.is_example,
            "frame": frame,
            "as_of": as_of,
            "nav_current": "framtidsdag",
            "trail": [{"label": "Framtidsdagar", "url": reverse("framtidsdagar")}, {"label": day.theme}],
            "line": back(frame, current="day"),
            "aside": forward(frame, current=""),
            "page_updated": page_updated(request),
        },
    )


def _frame(day: Framtidsdag, as_of: AsOf) -> Frame:
    """The plan that the day serves, in its latest adopted wording, with this day on the thread."""
    version = None
    if day.plan_id:
        adopted = framed(as_of).filter(Q(("adopted_on__isnull", False)), plan=day.plan_id)
        version = adopted.order_by(F("adopted_on").desc(), "-number").first()
    frame = frame_from(version, as_of) if version else Frame(as_of, version=None, vision="")
    return replace(frame, day=day.date, day_theme=day.theme)
