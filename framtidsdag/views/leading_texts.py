"""The room's texts and people as the processledare sees them: all of them, and hiding one or showing it again."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from framtidsdag.control import leading
from framtidsdag.control.lead_forms import HideForm
from framtidsdag.control.overview import HEADINGS, TEXT_KINDS, latest_people, shown, texts_of
from framtidsdag.errors import RoomError
from framtidsdag.fetching import led_day_or_404
from framtidsdag.models import Framtidsdag
from framtidsdag.phases import is_over
from goals.paging import page_links
from goals.queries import Query

PAGE_SIZE = 50


@require_safe
def texts(request: HttpRequest, date: str, kind: str) -> HttpResponse:
    """All texts of a kind, the latest first, the hidden ones with why."""
    day = led_day_or_404(request, date)
    query = Query(request.GET)
    number = query.page()
    query.done()
    return render(request, "framtidsdag/leading_texts.html", _page_of(day, _kind_or_404(kind), number))


@require_safe
def people(request: HttpRequest, date: str) -> HttpResponse:
    """Everyone who takes part, the last seen first."""
    day = led_day_or_404(request, date)
    everyone = latest_people(day, timezone.now(), None)
    context = {"day": day, "everyone": everyone, "nav_current": "framtidsdag"}
    return render(request, "framtidsdag/leading_people.html", context)


@require_POST
def hide(request: HttpRequest, date: str, kind: str, pk: int) -> HttpResponse:
    """Hide a text for a reason; refused, the list is shown with the reason as typed."""
    day = led_day_or_404(request, date)
    row = _row_or_404(day, kind, pk)
    form = HideForm(request.POST)
    if form.is_valid():
        try:
            leading.hide(row=row, reason=form.cleaned_data["reason"], by=request.user, at=timezone.now())
        except RoomError as error:
            form.add_error("reason", str(error))
        else:
            messages.success(request, "Texten är dold. Den finns kvar, med ditt skäl.")
            return redirect(_back_to(request, day, kind))
    context = {**_page_of(day, kind, _page_with(day, kind, pk)), "refused_pk": pk, "hide_form": form}
    return render(request, "framtidsdag/leading_texts.html", context, status=422)


@require_POST
def unhide(request: HttpRequest, date: str, kind: str, pk: int) -> HttpResponse:
    """Show a hidden text again."""
    day = led_day_or_404(request, date)
    row = _row_or_404(day, kind, pk)
    try:
        leading.unhide(row=row)
    except RoomError as error:
        context = {**_page_of(day, kind, _page_with(day, kind, pk)), "error": str(error)}
        return render(request, "framtidsdag/leading_texts.html", context, status=422)
    messages.success(request, "Texten syns igen.")
    return redirect(_back_to(request, day, kind))


def _kind_or_404(kind: str) -> str:
    if kind not in TEXT_KINDS:
        raise Http404
    return kind


def _row_or_404(day: Framtidsdag, kind: str, pk: int) -> Any:
    row = texts_of(day, _kind_or_404(kind)).filter(pk=pk).first()
    if row is None:
        raise Http404
    return row


def _back_to(request: HttpRequest, day: Framtidsdag, kind: str) -> str:
    """The list that the button was on."""
    if request.POST.get("from") == "list":
        return reverse("leading_texts", args=[day.date, kind])
    return reverse("leading", args=[day.date]) + "#texter"


def _page_with(day: Framtidsdag, kind: str, pk: int) -> int:
    """The number of the page where the text stands."""
    return 1 + int(texts_of(day, kind).filter(pk__gt=pk).count()) // PAGE_SIZE


def _page_of(day: Framtidsdag, kind: str, number: int) -> dict[str, Any]:
    page = Paginator(texts_of(day, kind), PAGE_SIZE).get_page(number)
    address = reverse("leading_texts", args=[day.date, kind])
    return {
        "day": day, "kind": kind, "heading": HEADINGS[kind], "texts": shown(kind, page.object_list),
        "kinds": [(name, HEADINGS[name], reverse("leading_texts", args=[day.date, name])) for name in TEXT_KINDS],
        "page": page_links(page, lambda number: f"{address}?sida={number}" if number > 1 else address),
        "hide_form": HideForm(), "refused_pk": 0, "error": "", "can_change": not is_over(day.phase),
        "nav_current": "framtidsdag",
    }  # fmt: skip
