"""Who takes part from this browser, asked in one query, and the frame of a participant's pages."""

from __future__ import annotations

import datetime as dt
import functools
import logging
from collections.abc import Callable
from typing import Any, Final

from django.db import OperationalError
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from framtidsdag.codes import hashed
from framtidsdag.fetching import COOKIE, date_or_404, day_or_404, room_of
from framtidsdag.models import Framtidsdag, Participant, Room
from framtidsdag.participants.room_etags import etags_for, kept, not_modified
from framtidsdag.phases import AFTERWARDS
from framtidsdag.presenting import STEP_NUMBERS
from goals.dates import written
from goals.publishing import is_visitor, wants_fragment

_log = logging.getLogger(__name__)
SEEN_EVERY: Final = dt.timedelta(seconds=20)
# Texts that may be masked are read only by what shows them: asking who it is costs one query, not the masks' too.
_TEXTS: Final = ("name", "day__theme", "day__purpose", "day__summary")
Phase = Framtidsdag.Phase
_PHASE_WORDS: Final[dict[str, str]] = {
    Phase.PLANNED: "Dagen har inte börjat",
    Phase.SITUATION: "Nuläge",
    Phase.WORKSHOP: "Workshop",
    Phase.PRIORITISING: "Prioritering",
    Phase.PROCESSING: "Förslagen besvaras",
    Phase.PROCESSED: "Förslagen är besvarade",
    Phase.REPORTED: "Uppdragen är återrapporterade",
}


def for_participants(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The view of whoever takes part: called with the day, which has its room, and the participant, not with the date.

    Others are led to joining. One query for whoever joined by code. The day's texts and the participant's name are
    deferred. Raises Http404 where there is no such day, or nothing to take part in.
    """

    @functools.wraps(view)
    def joined(request: HttpRequest, date: str, **rest: Any) -> HttpResponse:
        participant = present_at(request, date)
        if participant is None:
            return to_joining(request, date)
        return view(request, participant.day, participant, **rest)

    return joined


def present_at(request: HttpRequest, date: str) -> Participant | None:
    """As ``participant_at``, and they have been seen just now."""
    found = participant_at(request, date)
    if found is not None:
        _refresh_seen(found, timezone.now())
    return found


def participant_at(request: HttpRequest, date: str) -> Participant | None:
    """Who takes part in the day of that date from this browser: by the cookie's token, else by the account."""
    rows: Any = Participant.objects.filter(day__date=date_or_404(date), day__room__isnull=False)
    rows = rows.select_related("day__room").defer(*_TEXTS)
    if token := request.COOKIES.get(COOKIE):
        by_token: list[Participant] = list(rows.filter(token_hash=hashed(token)).order_by()[:1])
        if by_token:
            return by_token[0]
    return None if is_visitor(request) else rows.filter(user=request.user.pk).first()


def day_with_room_or_404(date: str) -> Framtidsdag:
    """The day, if it has a room to take part in."""
    day = day_or_404(date)
    if room_of(day) is None:
        raise Http404("Dagen har inget rum.")
    return day


def to_joining(request: HttpRequest, date: str) -> HttpResponse:
    """To the page where one joins; a polled part is told to go there whole."""
    if not Room.objects.filter(day__date=date_or_404(date)).exists():
        raise Http404("Dagen har inget rum.")
    url = reverse("part", args=[date])
    if wants_fragment(request):
        return HttpResponse(headers={"HX-Redirect": url})
    return redirect(url)


def frame_of(
    day: Framtidsdag, participant: Participant, *, heading: str, current: str, poll_url: str, live: str = ""
) -> dict[str, Any]:
    """What part_base.html and part_room.html read. ``current`` is the url name of the page's place in the menu.

    ``live`` is the template of the page's own polled part, or "".
    """
    room = day.room
    return {
        "day": day,
        "room": room,
        "participant": participant,
        "when": written(day.date) if day.date else "",
        "step": STEP_NUMBERS[day.step],
        "phase_words": _PHASE_WORDS[day.phase],
        "timer": timezone.localtime(room.timer_ends_at) if room.timer_ends_at else None,
        "timer_is_over": bool(room.timer_ends_at and room.timer_ends_at <= timezone.now()),
        "ways": ways_of(day, current),
        "poll_url": poll_url,
        "live": live,
        "heading": heading,
        "nav_current": "framtidsdag",
    }


def answered(
    request: HttpRequest, template: str, context: dict[str, Any], *own: Any, status: int = 200
) -> HttpResponse:  # fmt: skip
    """The page, or the part of it that asks again (#rummet): 304 until something in it changes.

    ``context`` is ``frame_of`` with what the templates read beside it; ``own`` as in ``etags_for``.
    """
    path = context["poll_url"].partition("?")[0]  # where the part asks, also when a form's answer shows the page
    etag, context["etag"] = etags_for(request, context["room"], context["participant"].pk, *own, path=path)
    if wants_fragment(request):
        return kept(render(request, "framtidsdag/part_room.html", context), etag)
    return kept(render(request, template, context, status=status), etag)


def unchanged(request: HttpRequest, room: Room, participant: Participant, *own: Any) -> HttpResponse | None:
    """304, before anything is read for the page, where ``answered`` with the same ``own`` would say it again."""
    etag, _ = etags_for(request, room, participant.pk, *own)
    return not_modified(request, etag) if wants_fragment(request) else None


def ways_of(day: Framtidsdag, current: str) -> list[dict[str, Any]]:
    """The participant's menu: what there is to go to in the day's phase."""
    date = day.in_address
    named = [("part", "Just nu"), ("part_receipt", "Kvittokod")]
    if day.phase != Phase.PLANNED:
        named.insert(1, ("day_facts", "Fakta"))
    if day.phase in AFTERWARDS:
        named.insert(1, ("my_proposals", "Mina förslag"))
    ways = [{"url": url_or_none(name, date), "label": label, "is_current": name == current} for name, label in named]
    return [way for way in ways if way["url"]]


def url_or_none(name: str, *args: Any) -> str | None:
    """The address, or None where no page has the name."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return None


def _refresh_seen(participant: Participant, at: dt.datetime) -> None:
    """Who is connected, told at most every twenty seconds: one conditional UPDATE, whatever comes at once."""
    before = at - SEEN_EVERY
    if participant.seen_at is not None and participant.seen_at >= before:
        return
    stale = Q(seen_at__isnull=True) | Q(seen_at__lt=before)
    try:
        Participant.objects.filter(stale, pk=participant.pk).update(seen_at=at)
    except OperationalError:
        # A full disk, or a database that is too busy: what they came for is more than being counted.
        _log.exception("That somebody is connected could not be written")
    participant.seen_at = at
