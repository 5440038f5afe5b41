"""Nuläget for the processledare: reflections as they come, and those that say alike brought together."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from drafts.fields import ShortText
from framtidsdag.control import leading
from framtidsdag.errors import RoomError
from framtidsdag.fetching import day_or_404, led_day_or_404, room_of
from framtidsdag.follow_up import following
from framtidsdag.follow_up.points import open_points, point_card
from framtidsdag.models import Framtidsdag, Reflection, ReflectionGroup
from framtidsdag.participants.room_etags import etags_for, kept, not_modified
from framtidsdag.phases import is_over
from framtidsdag.situation import grouping
from framtidsdag.situation.situation import situation_of
from goals.publishing import wants_fragment
from goals.queries import whole_number

_MOST_REASON = 200


@require_safe
def leading_situation(request: HttpRequest, date: str) -> HttpResponse:
    """The two columns; the fragment is what the page asks for every other second."""
    day = led_day_or_404(request, date)
    room = room_of(day)
    if room is None:
        return _shown(request, day)
    etag, _ = etags_for(request, room, room.texts)
    return not_modified(request, etag) or kept(_shown(request, day), etag)


@require_POST
def leading_group(request: HttpRequest, date: str) -> HttpResponse:
    """The ticked reflections are moved to a group or out of theirs, or made a group of."""
    day = led_day_or_404(request, date)
    given = request.POST
    chosen = [n for n in map(whole_number, [*given.getlist("med"), *given.getlist("reflektion")]) if n]
    side, title = given.get("sida", ""), given.get("rubrik", "")
    try:
        if given.get("gor") == "ny":
            group = grouping.make(
                day=day,
                side=side,
                reflections=chosen,
                title=_line(title, grouping.LONGEST_TITLE, "title"),
                by=request.user,
            )
            told, anchor = f"Ny grupp: {group.title}.", f"grupp-{group.pk}"
        else:
            target = _target(day, given.get("grupp", ""))
            number = grouping.put(day=day, reflections=chosen, group=target, by=request.user)
            where = f"nu i gruppen {target.title}" if target else "nu utan grupp"
            told = f"{'1 reflektion' if number == 1 else f'{number} reflektioner'} är {where}."
            anchor = f"grupp-{target.pk}" if target else f"sida-{side}"
    except RoomError as error:
        fault = _fault(f"val-{side}", error, title) | {"group": given.get("grupp", "")}
        return _refused(request, day, fault, chosen)
    return _done(request, day, told, anchor)


@require_POST
def leading_group_change(request: HttpRequest, date: str, pk: int) -> HttpResponse:
    """``gor``: rubrik, upp, ner, upplos, or punkt, which makes a point of the steering model of the group."""
    day = led_day_or_404(request, date)
    group = get_object_or_404(ReflectionGroup, day=day, pk=pk)
    what, title, by = request.POST.get("gor", ""), request.POST.get("rubrik", ""), request.user
    told, anchor = "", f"grupp-{pk}"
    try:
        if what == "upplos":
            grouping.dissolve(group=group, by=by)
            told, anchor = f"Gruppen {group.title} är upplöst.", f"sida-{group.side}"
        elif what in ("upp", "ner"):
            grouping.shift(group=group, steps=-1 if what == "upp" else 1, by=by)
            told = f"Gruppen {group.title} är flyttad."
        elif what == "punkt":
            following.make_point(day=day, group=group, by=by)
            told = f"{group.title} är en punkt att följa upp."
        else:
            grouping.rename(group=group, title=_line(title, grouping.LONGEST_TITLE, "title"), by=by)
            told = "Rubriken är bytt."
    except RoomError as error:
        return _refused(request, day, _fault(f"grupp-{pk}", error, title), [])
    return _done(request, day, told, anchor)


@require_POST
def leading_reflection(request: HttpRequest, date: str, pk: int) -> HttpResponse:
    """Hide a reflection that does not belong in the room, with the reason, or show it again."""
    day = led_day_or_404(request, date)
    row = get_object_or_404(Reflection, day=day, pk=pk)
    reason = request.POST.get("skal", "")
    try:
        if request.POST.get("gor") == "visa":
            leading.unhide(row=row)
            told = "Reflektionen visas igen."
        else:
            leading.hide(row=row, reason=_line(reason, _MOST_REASON, "reason"), by=request.user, at=timezone.now())
            told = "Reflektionen är dold."
    except RoomError as error:
        return _refused(request, day, _fault(f"reflektion-{pk}", error, reason), [])
    return _done(request, day, told, f"reflektion-{pk}")


def _line(text: str, most: int, field: str) -> str:
    """A line as every form of the house takes it: tidied, and refused with RoomError where it is too long."""
    try:
        line: str = ShortText(max_length=most, required=False).clean(text)
    except ValidationError as error:
        raise RoomError(" ".join(error.messages), field) from error
    return line


def _fault(form: str, error: RoomError, typed: str) -> dict[str, str]:
    """What went wrong, at which form and field, with what was typed as it would be kept."""
    shown = ShortText(max_length=grouping.LONGEST_TITLE).bound_data(typed, "")
    return {"form": form, "message": str(error), "field": error.field or "", "title": shown, "group": ""}


def _target(day: Framtidsdag, given: str) -> ReflectionGroup | None:
    """The group that was chosen, or None for out of every group."""
    if not given:
        return None
    group = ReflectionGroup.objects.filter(day=day, pk=whole_number(given)).first()
    if group is None:
        raise RoomError("Gruppen finns inte längre. Välj en annan.")
    return group


def _done(request: HttpRequest, day: Framtidsdag, told: str, anchor: str) -> HttpResponse:
    if wants_fragment(request):
        return _shown(request, day_or_404(day.in_address), told=told)
    messages.success(request, told)
    return HttpResponseRedirect(f"{_url('leading_situation', day)}#{anchor}")


def _refused(request: HttpRequest, day: Framtidsdag, fault: dict[str, str], chosen: list[int]) -> HttpResponse:
    """The page with what went wrong at its form, and what was ticked and typed still there."""
    # htmx puts nothing in the page from an answer that is an error.
    status = 200 if wants_fragment(request) else 422
    return _shown(request, day, fault=fault, chosen=chosen, status=status)


def _shown(
    request: HttpRequest, day: Framtidsdag, *, told: str = "", fault: dict[str, str] | None = None,
    chosen: list[int] | None = None, status: int = 200,
) -> HttpResponse:  # fmt: skip
    room = room_of(day)
    context: dict[str, Any] = {
        "day": day,
        "date": day.in_address,
        "room": room,
        "columns": situation_of(day, leading=True),
        "told": told,
        "fault": fault or {"form": "", "message": "", "field": "", "title": "", "group": ""},
        "chosen": chosen or [],
        "is_over": is_over(day.phase),
        "may_point": following.takes_points(day.phase),
        "etag": etags_for(request, room, room.texts, path=_url("leading_situation", day))[1] if room else "",
        "nav_current": "framtidsdag",
    }
    if wants_fragment(request):
        return render(request, "framtidsdag/situation_board.html", context, status=status)
    assert day.date is not None
    context["points"] = [point_card(point) for point in open_points(before=day.date)]
    return render(request, "framtidsdag/situation.html", context, status=status)


def _url(name: str, day: Framtidsdag) -> str:
    return reverse(name, args=[day.in_address])
