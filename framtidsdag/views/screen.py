"""Storbild: what the day's room looks at, for anyone; it follows the processledare by itself."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from assembly.views.polling import etags_of, kept, not_modified
from framtidsdag.control.invitation import invitation_to
from framtidsdag.control.steps import TITLES
from framtidsdag.control.wall import scene_of, screened_day_or_404, state_of
from framtidsdag.fetching import room_of
from framtidsdag.phases import is_over
from goals.publishing import wants_fragment


@login_not_required
@require_safe
def day_screen(request: HttpRequest, date: str) -> HttpResponse:
    """The scene; its fragment is what the screen asks for every other second. 304 costs two queries."""
    day = screened_day_or_404(date)
    room = room_of(day)
    now = timezone.localtime()
    state = state_of(day, room, now) if room else ("no room", day.phase)
    etag, part = etags_of(request, request.get_host(), day.pk, *state)
    if answer := not_modified(request, etag):
        return answer
    context: dict[str, Any] = {
        "day": day, "room": room, "etag": part, "poll_url": request.path, "scene": {}, "is_over": is_over(day.phase),
        "phase_words": TITLES[day.phase], "invitation": None, "ends_at": None, "timer_is_over": False,
    }  # fmt: skip
    if room is not None:
        ends_at = room.timer_ends_at
        context |= {
            "scene": scene_of(request, day, room, now),
            "invitation": invitation_to(request, day, room),
            "ends_at": timezone.localtime(ends_at) if ends_at else None,
            "timer_is_over": ends_at is not None and ends_at <= now,
        }
    template = "framtidsdag/screen_stage.html" if wants_fragment(request) else "framtidsdag/screen.html"
    return kept(request, render(request, template, context), etag)
