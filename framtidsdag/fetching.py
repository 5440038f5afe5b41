"""Days and who takes part in them, fetched with the rule of who may."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from framtidsdag.codes import hashed
from framtidsdag.models import Framtidsdag, Participant, Room, Workshop
from framtidsdag.rules import check_may_answer, check_may_lead
from goals.publishing import is_visitor
from goals.queries import FIRST_DAY, LAST_DAY

COOKIE = "deltagare"


def date_or_404(text: str) -> dt.date:
    """The address's date, written 2021-09-27 and no other way."""
    try:
        date = dt.date.fromisoformat(text)
    except ValueError as error:
        raise Http404 from error
    if date.isoformat() != text or not FIRST_DAY <= date <= LAST_DAY:
        raise Http404
    return date


def day_or_404(date: str) -> Framtidsdag:
    """The day with its room, if it has one, and its plan; one query."""
    days = Framtidsdag.objects.select_related("room__workshop__goal", "plan__body")
    found: Framtidsdag = get_object_or_404(days, date=date_or_404(date))
    return found


def led_day_or_404(request: HttpRequest, date: str) -> Framtidsdag:
    """The day, for whoever leads days; to others it is not there."""
    check_may_lead(request.user)
    return day_or_404(date)


def answered_day_or_404(request: HttpRequest, date: str) -> Framtidsdag:
    """The day, for whoever answers proposals."""
    check_may_answer(request.user)
    return day_or_404(date)


def room_of(day: Framtidsdag) -> Room | None:
    """The day's room; None before the day is prepared."""
    room: Room | None = getattr(day, "room", None)
    return room


def workshop_or_404(day: Framtidsdag, pk: int) -> Workshop:
    """The day's own workshop with its goal; another day's is not there, nor any before the day has a room."""
    if room_of(day) is None:
        raise Http404("Dagen har inget rum än.")
    found: Workshop = get_object_or_404(Workshop.objects.select_related("goal"), day=day, pk=pk)
    return found


def participant_of(request: HttpRequest, day: Framtidsdag) -> Participant | None:
    """Who takes part in the day from this browser: by the cookie's token, else by the account. One query at most."""
    found: Any = Participant.objects.filter(day=day)
    if token := request.COOKIES.get(COOKIE):
        participant: Participant | None = found.filter(token_hash=hashed(token)).first()
        if participant is not None:
            return participant
    return None if is_visitor(request) else found.filter(user=request.user.pk).first()
