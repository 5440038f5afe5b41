"""Sammanträden as anyone reads them: those to come and those held, and one with its agenda and who served."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from assembly.meeting_page import known_meetings, lines_of, meeting_with_agenda, served_at, tells_presence
from assembly.rules import may_conduct, may_follow
from framtidsdag.frame import frame_of
from framtidsdag.thread import back
from goals.dates import written
from goals.paging import page_links
from goals.publishing import is_visitor, page_updated, public_page
from goals.queries import AsOf, Query

PAGE_SIZE = 20


@require_safe
@public_page
def meetings(request: HttpRequest) -> HttpResponse:
    """Announced meetings to come, the next one first, and those held, the latest first."""
    today = timezone.localdate()
    query = Query(request.GET)
    known = known_meetings(today).annotate(matter_count=Count("agenda"))
    rows = known.order_by("body__sort_order", "body__sort_key").values_list("body__slug", "body__name").distinct()
    bodies = {slug: name[:1].upper() + name[1:] for slug, name in rows}
    body, number = query.choice("organ", bodies), query.page()
    query.done()
    if body:
        known = known.filter(body__slug=body)
    page = Paginator(known.filter(date__lt=today).order_by("-date", "body__sort_order", "pk"), PAGE_SIZE).get_page(
        number
    )
    prefix = f"{reverse('meetings')}?organ={body}&" if body else f"{reverse('meetings')}?"
    options = [{"value": "", "label": "Alla organ", "selected": not body}]
    options += [{"value": slug, "label": title, "selected": slug == body} for slug, title in bodies.items()]
    context = {
        "coming": list(known.filter(date__gte=today).order_by("date", "body__sort_order", "pk"))
        if page.number == 1
        else [],
        "held": page,
        "page": page_links(page, lambda n: f"{prefix}sida={n}" if n > 1 else prefix.rstrip("?&")),
        "fields": [{"name": "organ", "label": "Organ", "kind": "select", "value": "", "options": options, "hint": ""}],
        "active": [{"label": bodies[body], "url": reverse("meetings")}] if body else [],
        "today": today,
        "nav_current": "beslut",
        "trail": [{"label": "Beslut", "url": reverse("decisions")}, {"label": "Sammanträden"}],
        "line": back(frame_of(AsOf(today)), current=""),
        "page_updated": page_updated(request),
    }
    return render(request, "assembly/public_meetings.html", context)


@require_safe
@public_page
def meeting(request: HttpRequest, body: str, date: str) -> HttpResponse:
    """One meeting. Raises Http404 until it is announced, or its day has come."""
    today = timezone.localdate()
    known = meeting_with_agenda(body, day_or_404(date), today)
    if known is None:
        raise Http404
    found, items = known
    tells = tells_presence(found, today)
    served = served_at(found, items) if tells else []
    follower = AnonymousUser() if is_visitor(request) else request.user
    title = f"{found.body.title} {written(found.date)}"
    context: dict[str, Any] = {
        "meeting": found,
        "may_follow": found.date == today and may_follow(follower, found),
        "title": title,
        "facts": _facts(found),
        "lines": lines_of(found, items, today),
        "served": served,
        "has_example": any(party.is_example for party in served),
        "is_held": found.date <= today,
        "tells_presence": tells,
        "may_conduct": may_conduct(follower),
        "nav_current": "beslut",
        "trail": [
            {"label": "Beslut", "url": reverse("decisions")},
            {"label": "Sammanträden", "url": reverse("meetings")},
            {"label": title},
        ],
        "page_updated": page_updated(request),
    }
    return render(request, "assembly/public_meeting.html", context)


def day_or_404(text: str) -> dt.date:
    """A day as 2021-11-29, and nothing else that reads as one: a meeting has one address. Raises Http404."""
    try:
        day = dt.date.fromisoformat(text)
    except ValueError as error:
        raise Http404 from error
    if day.isoformat() != text:
        raise Http404
    return day


def _facts(meeting: Any) -> list[dict[str, str]]:
    source = meeting.source_url
    return [
        {"term": "Dag", "text": written(meeting.date), "url": ""},
        *([{"term": "Plats", "text": meeting.place, "url": ""}] if meeting.place else []),
        {"term": "Tillkännagivet", "text": written(meeting.announced_on) if meeting.announced_on else "", "url": ""},
        *([{"term": "Handlingar", "text": "Kallelse eller protokoll", "url": source}] if source else []),
    ]
