"""Framtidsdagarna: every day that is known, and one day with everything that came of it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.core.paginator import Paginator
from django.db.models import F, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from framtidsdag.fetching import date_or_404, participant_of
from framtidsdag.follow_up.outcome import Outcome, outcome_of
from framtidsdag.frame import Frame, frame_from, frame_of, framed
from framtidsdag.models import Framtidsdag
from framtidsdag.phases import AFTERWARDS
from framtidsdag.presenting import STEP_NUMBERS, day_card, day_facts, day_words
from framtidsdag.rules import may_answer, may_lead
from framtidsdag.telling.story import Story, days_to_tell, story_of
from framtidsdag.thread import back, forward
from goals.kept_day import reads_day
from goals.paging import page_links
from goals.publishing import is_visitor, page_updated, public_page
from goals.queries import AsOf, Query
from goals.rules import may_mask

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
    """The day's whole story when it is over; before that what is planned, and the way in while the room is open."""
    day = get_object_or_404(days_to_tell(), date=date_or_404(date))
    query = Query(request.GET)
    as_of = AsOf.read(query, timezone.localdate())
    query.done()
    frame = frame_of_day(day, as_of)
    story = story_of(day, as_of.on)
    is_answered = day.phase in AFTERWARDS
    # The frame counts those of the plan's latest day, which may be another.
    frame = replace(frame, day_proposals=len(story.proposals) * is_answered, day_marks=story.marks * is_answered)
    # What came of a day with a room is told proposal by proposal; of the others, what the plan came to hold.
    outcome = Outcome(is_example=frame.is_example or story.is_example) if story.room else outcome_of(day, frame)
    return render(
        request,
        "framtidsdag/day.html",
        {
            "day": day,
            "when": day_words(day),
            "facts": day_facts(day),
            "story": story,
            "ways": ways(request, story),
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


def ways(request: HttpRequest, story: Story) -> list[dict[str, Any]]:
    """Where the reader may go on from the day: to take part, to lead it, or to its summary."""
    day, room = story.day, story.room
    found: list[tuple[str, str]] = []
    if room is not None and not is_visitor(request) and participant_of(request, day) is not None:
        found.append(("part", "Gå till min sida"))
    elif room is not None and room.is_open and not story.is_told:
        found.append(("part", "Gå med"))
    is_leader = may_lead(request.user)
    if is_leader:
        found.append(("prepare", "Förbered"))
    if is_leader and room is not None:
        found += [("leading", "Ledning"), ("day_screen", "Storbild")]
    if story.is_told or (room is not None and (is_leader or may_answer(request.user))):
        found.append(("day_summary", "Sammanfattning"))
    if room is not None and day.phase == day.Phase.PROCESSING and may_answer(request.user):
        found.append(("answering", "Svara"))
    if story.is_told:
        found.append(("my_proposals", "Vad blev det av mitt förslag?"))
    if may_mask(request.user):
        found.append(("mask_day", "Maskera"))
    return [{"url": reverse(name, args=[day.in_address]), "label": label} for name, label in found]


def frame_of_day(day: Framtidsdag, as_of: AsOf) -> Frame:
    """The plan that the day serves, in its latest adopted wording, with this day on the thread."""
    version = None
    if day.plan_id:
        adopted = framed(as_of).filter(Q(("adopted_on__isnull", False)), plan=day.plan_id)
        version = adopted.order_by(F("adopted_on").desc(), "-number").first()
    frame = frame_from(version, as_of) if version else Frame(as_of, version=None, vision="")
    return replace(frame, day=day.date, day_theme=day.theme)
