"""Ledning: the processledare's control page, and the buttons on it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from assembly.views.polling import etags_of, kept, not_modified
from framtidsdag import rooms
from framtidsdag.control import leading
from framtidsdag.control.clock import clock_words
from framtidsdag.control.invitation import invitation_to
from framtidsdag.control.lead_forms import TimerForm
from framtidsdag.control.overview import latest_people, latest_texts, moves_of, people_in, workshop_lines
from framtidsdag.control.steps import MEANINGS, TITLES, asks_first, back, forward
from framtidsdag.errors import RoomError
from framtidsdag.fetching import led_day_or_404, room_of
from framtidsdag.models import Framtidsdag, Room
from framtidsdag.participants.forgetting import participants_to_forget
from framtidsdag.phases import SCENES, is_over
from goals.publishing import wants_fragment
from goals.queries import whole_number

MINUTES = (5, 10, 15)
Phase = Framtidsdag.Phase


@require_safe
def control(request: HttpRequest, date: str) -> HttpResponse:
    """The control page; its part #oversikt is asked for every other second."""
    day = led_day_or_404(request, date)
    room = room_of(day)
    if room is None:
        return render(request, "framtidsdag/leading_no_room.html", {"day": day, "nav_current": "framtidsdag"})
    now = timezone.localtime()
    people = people_in(day, now)
    etag, part = etags_of(
        request, request.get_host(), room.pk, room.stage, room.texts, room.marks, day.phase, people,
        now.replace(second=0, microsecond=0),
    )  # fmt: skip
    if wants_fragment(request) and (answer := not_modified(request, etag)):
        return answer
    template = "framtidsdag/leading_part.html" if wants_fragment(request) else "framtidsdag/leading.html"
    return kept(request, render(request, template, control_context(request, day, room, part)), etag)


def control_context(request: HttpRequest, day: Framtidsdag, room: Room, etag: str) -> dict[str, Any]:
    now = timezone.localtime()
    people = people_in(day, now)
    ends_at = room.timer_ends_at
    return {
        "day": day, "room": room, "etag": etag, "nav_current": "framtidsdag",
        "poll_url": reverse("leading", args=[day.date]),
        "title": TITLES[day.phase], "meaning": MEANINGS[day.phase],
        "forward": forward(day.phase), "back": back(day.phase),
        "opens_first": not room.is_open and day.step in ("Förbered", "Genomför"),
        "is_over": is_over(day.phase), "can_change": not is_over(day.phase),
        "scenes": [(value, Room.Scene(value).label) for value in SCENES[day.phase]],
        "scene": Room.Scene(room.scene).label,
        "invitation": invitation_to(request, day, room),
        "joins_by_code": room.joining == Room.Joining.CODE,
        "people": people, "latest_people": latest_people(day, now),
        "workshops": workshop_lines(day, people),
        "text_lists": latest_texts(day),
        "moves": moves_of(day),
        "minutes": MINUTES, "timer_form": TimerForm(now=now),
        "ends_at": timezone.localtime(ends_at) if ends_at else None,
        "timer_is_over": ends_at is not None and ends_at <= now,
        "to_forget": participants_to_forget(day, now.date()).count() if day.date and day.date < now.date() else 0,
        "error": "", "error_url": "", "error_link": "",
    }  # fmt: skip


def refused(request: HttpRequest, date: str, error: str, **more: Any) -> HttpResponse:
    """422: the control page as it now stands, with what was refused, and why, on top."""
    day = led_day_or_404(request, date)
    room = room_of(day)
    if room is None:
        context = {"day": day, "nav_current": "framtidsdag"}
        return render(request, "framtidsdag/leading_no_room.html", context, status=422)
    # Without an ETag of its own the part is asked for anew at once.
    context = {**control_context(request, day, room, ""), "error": error, **more}
    return render(request, "framtidsdag/leading.html", context, status=422)


def done(request: HttpRequest, date: str, do: Callable[[], object], told: str) -> HttpResponse:
    """Do it and go back to the control page, which says so; or say there why it was refused."""
    try:
        do()
    except RoomError as error:
        return refused(request, date, str(error))
    messages.success(request, told)
    return redirect("leading", date)


@require_POST
def move(request: HttpRequest, date: str) -> HttpResponse:
    """To the next phase or back: ``to``, ``seen`` (the phase that the form showed) and ``sure`` where it asks first."""
    day = led_day_or_404(request, date)
    to, seen = request.POST.get("to", ""), request.POST.get("seen", "")
    if to not in Phase.values:
        return refused(request, date, "Välj vart dagen ska flyttas.")
    question = asks_first(day.phase, to)
    if question and seen == day.phase and not request.POST.get("sure"):
        return refused(request, date, f"Bekräfta först att dagen ska flyttas. {question}")
    try:
        rooms.move(day=day, to=to, by=request.user, at=timezone.now(), seen=seen)
    except RoomError as error:
        return refused(request, date, str(error), **_way_out(day, seen, to))
    messages.success(request, f"{TITLES[to]}.")
    return redirect("leading", date)


def _way_out(day: Framtidsdag, seen: str, to: str) -> dict[str, str]:
    """Where what is left is done, when that is why the day was not moved."""
    if seen == Phase.PROCESSING and to == Phase.PROCESSED:
        return {"error_url": day.get_absolute_url() + "svara/", "error_link": "Till förslagen som väntar på svar"}
    if seen == Phase.PROCESSED and to == Phase.REPORTED:
        return {"error_url": day.get_absolute_url() + "folj-upp/", "error_link": "Till uppdragen"}
    return {}


@require_POST
def change_room(request: HttpRequest, date: str) -> HttpResponse:
    """Open or close the room: ``open`` is "1" or "0"."""
    day = led_day_or_404(request, date)
    if request.POST.get("open") == "1":
        return done(request, date, lambda: leading.open_room(day=day), "Rummet är öppet.")
    return done(request, date, lambda: leading.close_room(day=day), "Rummet är stängt. Allt som är skrivet finns kvar.")


@require_POST
def show(request: HttpRequest, date: str) -> HttpResponse:
    """What the big screen shows: ``scene``, ``workshop`` ("" for all), or one of them."""
    day = led_day_or_404(request, date)
    room = room_of(day)
    if room is None:
        return refused(request, date, "")
    scene = request.POST.get("scene", room.scene)
    workshop = room.workshop
    if (wanted := request.POST.get("workshop")) is not None:
        workshop = get_object_or_404(day.workshops, pk=whole_number(wanted)) if wanted else None
    told = f"Storbilden visar {Room.Scene(scene).label.lower()}." if scene in Room.Scene.values else ""
    return done(request, date, lambda: leading.show(day=day, scene=scene, workshop=workshop), told)


@require_POST
def set_timer(request: HttpRequest, date: str) -> HttpResponse:
    """Start a timer of ``minutes`` or ``until`` a time of day; ``stop`` takes it away."""
    day = led_day_or_404(request, date)
    now = timezone.localtime()
    if "stop" in request.POST:
        return done(request, date, lambda: leading.set_timer(day=day, ends_at=None, at=now), "Tiden är borttagen.")
    form = TimerForm(request.POST, now=now)
    if not form.is_valid():
        return refused(request, date, "Tiden är inte satt. Rätta det som är markerat.", timer_form=form)
    told = f"Tiden går ut kl. {clock_words(form.ends_at.time())}."
    return done(request, date, lambda: leading.set_timer(day=day, ends_at=form.ends_at, at=now), told)


@require_POST
def renew_code(request: HttpRequest, date: str) -> HttpResponse:
    day = led_day_or_404(request, date)
    return done(request, date, lambda: leading.new_code(day=day), "Rummet har en ny kod. Den gamla gäller inte.")


@require_POST
def change_workshop(request: HttpRequest, date: str, pk: int) -> HttpResponse:
    """Open or close one workshop: ``open`` is "1" or "0"."""
    day = led_day_or_404(request, date)
    workshop = get_object_or_404(day.workshops.select_related("goal"), pk=pk)
    if request.POST.get("open") == "1":
        opened = f"{workshop.goal.name}: workshopen är öppen."
        return done(request, date, lambda: leading.open_workshop(workshop=workshop), opened)
    closed = f"{workshop.goal.name}: workshopen är stängd."
    return done(request, date, lambda: leading.close_workshop(workshop=workshop), closed)
