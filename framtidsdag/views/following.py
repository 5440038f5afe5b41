"""Följ upp: points of the steering model and uppdrag of a day, for the processledare and the handläggare."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from framtidsdag.errors import RoomError
from framtidsdag.fetching import answered_day_or_404
from framtidsdag.follow_up import following as follow
from framtidsdag.follow_up.following_forms import AssignmentForm, PointForm, ReportForm, TakenUpForm
from framtidsdag.follow_up.points import assignment_cards, open_points, point_card, points_of
from framtidsdag.models import Assignment, Framtidsdag, SteeringPoint
from goals.publishing import wants_fragment

form_page = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def following(request: HttpRequest, date: str) -> HttpResponse:
    """Who is late today, the uppdrag with their reports, the day's points, and those that earlier days left."""
    day = answered_day_or_404(request, date)
    on = _date_of(day)
    cards = assignment_cards(day, timezone.localdate())
    context = {
        "day": day,
        "date": date,
        "late": [card for card in cards if card["is_late"]],
        "assignments": cards,
        "points": [point_card(point) for point in points_of(day)],
        "earlier": [point_card(point) for point in open_points(before=on)],
        "may_follow": follow.takes_points(day.phase),
        "has_begun": day.phase != Framtidsdag.Phase.PLANNED,
        "nav_current": "framtidsdag",
    }
    return render(request, "framtidsdag/following.html", context)


@form_page
def point_new(request: HttpRequest, date: str) -> HttpResponse:
    day = answered_day_or_404(request, date)
    form = PointForm(request.POST or None)

    def save(given: dict[str, Any]) -> str:
        follow.make_point(day=day, by=request.user, **given)
        return "Punkten är inlagd."

    return _form(request, day, form, save, title="Ny punkt om styrmodellen", back="punkter")


@form_page
def point(request: HttpRequest, date: str, pk: int) -> HttpResponse:
    day = answered_day_or_404(request, date)
    row = get_object_or_404(points_of(day), pk=pk)
    form = PointForm(request.POST or None, point=row)

    def save(given: dict[str, Any]) -> str:
        follow.change_point(point=row, **given)
        return "Punkten är ändrad."

    return _form(request, day, form, save, title="Punkt om styrmodellen", back=f"punkt-{pk}")


@form_page
def point_taken_up(request: HttpRequest, date: str, pk: int) -> HttpResponse:
    """A point that an earlier day left: it was taken up on this one."""
    day = answered_day_or_404(request, date)
    row: SteeringPoint = get_object_or_404(open_points(before=_date_of(day)), pk=pk)
    form = TakenUpForm(request.POST or None, point=row)

    def save(given: dict[str, Any]) -> str:
        follow.take_up(point=row, at=day, **given)
        return "Antecknat: punkten togs upp på dagen."

    return _form(request, day, form, save, title="Punkten togs upp", back="tidigare", about=row.text)


@form_page
def assignment_new(request: HttpRequest, date: str) -> HttpResponse:
    day = answered_day_or_404(request, date)
    form = AssignmentForm(request.POST or None)

    def save(given: dict[str, Any]) -> str:
        follow.make_assignment(day=day, **given)
        return "Uppdraget är inlagt."

    return _form(request, day, form, save, title="Nytt uppdrag", back="uppdrag")


@form_page
def assignment(request: HttpRequest, date: str, pk: int) -> HttpResponse:
    day = answered_day_or_404(request, date)
    row = _assignment_or_404(day, pk)
    form = AssignmentForm(request.POST or None, assignment=row)

    def save(given: dict[str, Any]) -> str:
        follow.change_assignment(assignment=row, **given)
        return "Uppdraget är ändrat."

    return _form(request, day, form, save, title="Uppdrag", back=f"uppdrag-{pk}")


@form_page
def report(request: HttpRequest, date: str, pk: int) -> HttpResponse:
    """Återrapportera an uppdrag."""
    day = answered_day_or_404(request, date)
    row, today = _assignment_or_404(day, pk), timezone.localdate()
    form = ReportForm(request.POST or None, today=today)

    def save(given: dict[str, Any]) -> str:
        follow.report_back(assignment=row, today=today, **given)
        return "Återrapporteringen är inlagd."

    return _form(request, day, form, save, title="Återrapportera", back=f"uppdrag-{pk}", about=row.text)


def _form(
    request: HttpRequest, day: Framtidsdag, form: forms.Form, save: Callable[[dict[str, Any]], str], *,
    title: str, back: str, about: str = "",
) -> HttpResponse:  # fmt: skip
    """The form's page; what is valid is saved and told on the day's own, at its place."""
    url = f"{reverse('following', args=[day.in_address])}#{back}"
    if request.method == "POST" and form.is_valid():
        try:
            told = save(form.cleaned_data)
        except RoomError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            messages.success(request, told)
            if wants_fragment(request):
                return HttpResponse(headers={"HX-Redirect": url})
            return HttpResponseRedirect(url)
    context = {
        "day": day, "form": form, "title": title, "about": about, "back": url, "action": request.path,
        "nav_current": "framtidsdag",
    }  # fmt: skip
    is_fragment = wants_fragment(request)
    template = "framtidsdag/following_form.html" + ("#form" if is_fragment else "")
    # htmx puts nothing in the page from an answer that is an error.
    status = 422 if request.method == "POST" and not is_fragment else 200
    return render(request, template, context, status=status)


def _assignment_or_404(day: Framtidsdag, pk: int) -> Assignment:
    return get_object_or_404(Assignment.objects.select_related("day"), day=day, pk=pk)


def _date_of(day: Framtidsdag) -> dt.date:
    assert day.date is not None, "its address is its date"
    return day.date
