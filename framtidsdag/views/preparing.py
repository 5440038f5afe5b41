"""Förbered: a new day, the page that prepares it part by part, its room, and its removal."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import HttpResponseClientRedirect

from framtidsdag.errors import RoomError
from framtidsdag.fetching import date_or_404, led_day_or_404, room_of
from framtidsdag.follow_up.points import open_points, point_card
from framtidsdag.models import Framtidsdag
from framtidsdag.preparation import prepare_page, preparing
from framtidsdag.preparation.prepare_checklist import missing
from framtidsdag.preparation.prepare_forms import NewDayForm
from framtidsdag.preparation.prepare_page import Part
from framtidsdag.rules import check_may_lead
from framtidsdag.views.preparing_parts import SAVERS
from goals.publishing import wants_fragment


@require_http_methods(["GET", "HEAD", "POST"])
def day_new(request: HttpRequest) -> HttpResponse:
    """A new day; ``?fran=2021-09-27`` begins from that one."""
    check_may_lead(request.user)
    if request.method != "POST":
        return _new(request, NewDayForm(like=_earlier(request)))
    form = NewDayForm(request.POST)
    if not form.is_valid():
        return _new(request, form)
    given: dict[str, Any] = {name: form.cleaned_data[name] for name in form.fields}
    try:
        day = preparing.create(**given, by=request.user, at=timezone.now())
    except RoomError as error:
        form.add_error(error.field, str(error))
        return _new(request, form)
    messages.success(request, "Dagen är upplagd. Den syns bland Framtidsdagarna. Förbered den del för del.")
    return redirect("prepare", day.date)


@require_safe
def prepare(request: HttpRequest, date: str) -> HttpResponse:
    return _page(request, led_day_or_404(request, date))


@require_http_methods(["GET", "HEAD", "POST"])
def prepare_part(request: HttpRequest, date: str, part: str) -> HttpResponse:
    """One part, saved by itself: answered with the part for htmx, else with the page."""
    day = led_day_or_404(request, date)
    if part not in SAVERS or room_of(day) is None:
        raise Http404("Det finns ingen sådan del.")
    if request.method != "POST":
        return redirect(_place(day, part))
    outcome = SAVERS[part](request, day)
    if isinstance(outcome, Part):
        if wants_fragment(request):
            return _fragment(request, outcome)  # htmx swaps in answers of 2xx only; the part says what is wrong
        return _page(request, day, outcome, status=422)
    now = Framtidsdag.objects.select_related("room", "plan__body").get(pk=day.pk)
    if wants_fragment(request) and now.date == day.date:
        return _fragment(request, prepare_page.saved(now, part, outcome, request.POST.get("do", "")))
    messages.success(request, outcome)
    url = _place(now, part)
    return HttpResponseClientRedirect(url) if wants_fragment(request) else redirect(url)


@require_POST
def prepare_room(request: HttpRequest, date: str) -> HttpResponse:
    """A room for a day that was read in without one."""
    day = led_day_or_404(request, date)
    try:
        preparing.make_room(day=day)
    except RoomError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "Dagen har ett rum och en kod.")
    return redirect("prepare", date)


@require_http_methods(["GET", "HEAD", "POST"])
def prepare_remove(request: HttpRequest, date: str) -> HttpResponse:
    """Asked once before a planned day is removed."""
    day = led_day_or_404(request, date)
    refused = ""
    if request.method == "POST":
        try:
            preparing.remove(day=day)
        except RoomError as error:
            refused = str(error)
        else:
            messages.success(request, f"Framtidsdagen ”{day.theme}” är borttagen.")
            return redirect("framtidsdagar")
    context = {"day": day, "refused": refused, "may_remove": preparing.may_remove(day), "nav_current": "framtidsdag"}
    status = 422 if refused else 200
    return render(request, "framtidsdag/prepare_remove.html", context, status=status)


def _earlier(request: HttpRequest) -> Framtidsdag | None:
    chosen = request.GET.get("fran", "")
    if not chosen:
        return None
    day = Framtidsdag.objects.filter(date=date_or_404(chosen)).select_related("plan").first()
    if day is None:
        raise Http404("Det finns ingen Framtidsdag den dagen.")
    return day


def _new(request: HttpRequest, form: NewDayForm) -> HttpResponse:
    like = form.cleaned_data.get("like") if form.is_bound and hasattr(form, "cleaned_data") else _earlier(request)
    context = {
        "form": form,
        "like": like,
        "earlier": list(Framtidsdag.objects.dated()[:50]),
        "trail": [{"label": "Framtidsdagar", "url": reverse("framtidsdagar")}, {"label": "Förbered en ny"}],
        "nav_current": "framtidsdag",
    }
    status = 422 if form.errors else 200
    return render(request, "framtidsdag/day_new.html", context, status=status)


def _page(request: HttpRequest, day: Framtidsdag, sent: Part | None = None, *, status: int = 200) -> HttpResponse:
    has_room = room_of(day) is not None
    points = open_points(before=day.date) if day.date else []
    context = {
        "day": day,
        "has_room": has_room,
        "parts": prepare_page.parts_of(day, sent) if has_room else [],
        "missing": missing(day),
        "points": [point_card(point) for point in points if point.taken_up_at_id is None],
        "may_remove": preparing.may_remove(day),
        "is_refused": sent is not None,
        "nav_current": "framtidsdag",
    }
    return render(request, "framtidsdag/prepare.html", context, status=status)


def _fragment(request: HttpRequest, part: Part) -> HttpResponse:
    context = {"part": part, "day": part.day, "missing": missing(part.day)}
    return render(request, "framtidsdag/prepare_fragment.html", context)


def _place(day: Framtidsdag, part: str) -> str:
    return f"{reverse('prepare', args=[day.date])}#{part}"
