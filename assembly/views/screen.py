"""Storbild: the vote on the wall of the room, for anyone where the sammanträde is public (kommunallagen 5:42).

It never tells how a vote goes before it is closed: only how many have answered.
"""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from assembly.meeting_page import known_meetings
from assembly.rules import check_may_follow
from assembly.stage import Stage, has_voted, stage_of
from assembly.views.polling import etags_of, kept, not_modified
from assembly.views.public import day_or_404
from goals.publishing import wants_fragment


@login_not_required
@require_safe
def meeting_screen(request: HttpRequest, body: str, date: str) -> HttpResponse:
    """The stage of the meeting; its fragment is what the screen asks for every other second."""
    today = timezone.localdate()
    meeting = get_object_or_404(known_meetings(today), body__slug=body, date=day_or_404(date))
    check_may_follow(request.user, meeting)
    etag, part = etags_of(request, meeting.pk, has_voted(meeting), today)
    if answer := not_modified(request, etag):
        return answer
    template = "assembly/screen_stage.html" if wants_fragment(request) else "assembly/screen.html"
    # What is prepared before the day is the secretary's own, as on the meeting's other pages.
    stage = stage_of(meeting) if meeting.date <= today else Stage()
    context = {"meeting": meeting, "stage": stage, "etag": part, "poll_url": request.path}
    return kept(request, render(request, template, context), etag)
