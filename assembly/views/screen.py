"""Storbild: the vote on the wall of the room, for anyone where the sammanträde is public (kommunallagen 5:42).

It never tells how a vote goes before it is closed: only how many have answered.
"""

from __future__ import annotations

import datetime as dt

from django.contrib.auth.decorators import login_not_required
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from assembly.rules import check_may_follow
from assembly.stage import has_voted, stage_of
from assembly.views.polling import etags_of, kept, not_modified
from goals.models import Meeting
from goals.publishing import wants_fragment


@login_not_required
@require_safe
def meeting_screen(request: HttpRequest, body: str, date: str) -> HttpResponse:
    """The stage of the meeting; its fragment is what the screen asks for every other second."""
    meeting = public_meeting_or_404(body, date)
    check_may_follow(request.user, meeting)
    etag, part = etags_of(request, meeting.pk, has_voted(meeting), timezone.localdate())
    if answer := not_modified(request, etag):
        return answer
    template = "assembly/screen_stage.html" if wants_fragment(request) else "assembly/screen.html"
    context = {"meeting": meeting, "stage": stage_of(meeting), "etag": part, "poll_url": request.path}
    return kept(request, render(request, template, context), etag)


def public_meeting_or_404(body: str, date: str) -> Meeting:
    """The body's meeting of the day, once it is announced or held. Raises Http404."""
    try:
        day = dt.date.fromisoformat(date)
    except ValueError as error:
        raise Http404("Sammanträdet finns inte.") from error
    if day.isoformat() != date:  # one address a meeting
        raise Http404("Sammanträdet finns inte.")
    today = timezone.localdate()
    public = Q(announced_on__lte=today) | Q(date__lte=today)
    return get_object_or_404(Meeting.objects.select_related("body"), public, body__slug=body, date=day)
