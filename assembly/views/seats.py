"""Mandat, for the secretary: every seat of a body and mandate period, a new period, and one seat's holders."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from assembly.meeting_forms import NOT_MEETING
from assembly.rules import check_may_conduct
from assembly.seat_forms import EndForm, FillForm, HolderForm, PeriodForm
from assembly.seating import Period, SeatError, SeatsError, begin, end, fill, new_period, periods_of
from assembly.trail import trail
from goals.models import Body, Party, Person, Seat, SeatHolder
from goals.queries import Query


@require_safe
def seats(request: HttpRequest) -> HttpResponse:
    """A body's seats in a mandate period, party by party, with whoever holds each of them today."""
    check_may_conduct(request.user)
    query = Query(request.GET)
    bodies = _bodies()
    slug = query.choice("organ", {body.slug: body.title for body in bodies}) or settings.MUNICIPALITY.steering_body
    body = next((one for one in bodies if one.slug == slug), bodies[0] if bodies else None)
    if body is None:
        raise Http404("Inget organ är inlagt.")
    today = timezone.localdate()
    known = periods_of(body)
    choices = {period.start.isoformat(): str(period) for period in known}
    asked = query.choice("period", choices)
    query.done()
    current = next((period for period in known if period.holds(today)), known[0] if known else None)
    period = next((one for one in known if one.start.isoformat() == asked), current)
    parties = _by_party(body, period)
    context = {
        "body": body,
        "period": period,
        "parties": parties,
        "vacant": sum(place["holder"] is None for row in parties for place in (*row["members"], *row["substitutes"])),
        "fields": [
            _select("organ", "Organ", {one.slug: one.title for one in bodies}, body.slug),
            _select("period", "Mandatperiod", choices, period.start.isoformat() if period else ""),
        ],
        "trail": trail({"label": "Mandat"}),
        "nav_current": "sekreterare",
    }
    return render(request, "assembly/seats.html", context)


def _bodies() -> list[Body]:
    return list(Body.objects.exclude(kind__in=NOT_MEETING))


def _select(name: str, label: str, choices: dict[str, str], chosen: str) -> dict[str, Any]:
    options = [{"value": key, "label": text, "selected": key == chosen} for key, text in choices.items()]
    return {"name": name, "label": label, "kind": "select", "value": "", "options": options, "hint": ""}


def _by_party(body: Body, period: Period | None) -> list[dict[str, Any]]:
    """Each party with its seats and its substitutes in order; a seat without a party stands last."""
    if period is None:
        return []
    rows = list(
        Seat.objects.filter(body=body, period_start=period.start, period_end=period.end)
        .select_related("party")
        .order_by("number", "pk")
    )
    holders = SeatHolder.objects.filter(seat__in=rows, until__isnull=True).select_related("person")
    held = {holder.seat_id: holder for holder in holders}
    order: dict[Party | None, dict[str, Any]] = {}
    for seat in sorted(rows, key=lambda seat: (seat.party is None, seat.party.name if seat.party else "")):
        party = order.setdefault(seat.party, {"party": seat.party, "members": [], "substitutes": []})
        kind = "members" if seat.kind == Seat.Kind.MEMBER else "substitutes"
        party[kind].append({"seat": seat, "holder": held.get(seat.pk)})
    return list(order.values())


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, body: str) -> HttpResponse:
    """A mandate period in one go, by numbers per party."""
    check_may_conduct(request.user)
    organ = get_object_or_404(Body.objects.exclude(kind__in=NOT_MEETING), slug=body)
    form = PeriodForm(request.POST if request.method == "POST" else None, organ=organ, today=timezone.localdate())
    if form.is_bound and form.is_valid():
        try:
            total = new_period(body=organ, period=form.period, shares=form.shares)
        except SeatError as error:
            form.refuse(error)
        else:
            messages.success(request, f"{total} mandat är inlagda för {form.period}. Fyll i vilka som har dem.")
            _warn_of_number(request, organ, total)
            return redirect(f"{reverse('secretary_seats')}?organ={organ.slug}&period={form.period.start.isoformat()}")
    context = {
        "form": form,
        "body": organ,
        "trail": trail({"label": "Mandat", "url": reverse("secretary_seats")}, {"label": "Ny mandatperiod"}),
        "nav_current": "sekreterare",
    }
    return render(request, "assembly/seats_new.html", context, status=422 if form.errors else 200)


def _warn_of_number(request: HttpRequest, body: Body, total: int) -> None:
    """Nothing is blocked: how many seats there are is for fullmäktige to decide."""
    if body.number_of_seats and body.number_of_seats != total:
        messages.warning(request, f"{body.title} har {body.number_of_seats} mandat enligt uppgifterna om organet.")
    if body.kind == Body.Kind.COUNCIL and total % 2 == 0:
        messages.warning(request, "Antalet ledamöter i fullmäktige ska vara udda (kommunallagen 5 kap. 5 §).")


@require_http_methods(["GET", "HEAD", "POST"])
def fill_in(request: HttpRequest, body: str, start: str) -> HttpResponse:
    """Names for every vacant seat of the period that begins that day."""
    check_may_conduct(request.user)
    organ = get_object_or_404(Body.objects.exclude(kind__in=NOT_MEETING), slug=body)
    period = next((one for one in periods_of(organ) if one.start.isoformat() == start), None)
    if period is None:
        raise Http404("Perioden finns inte.")
    vacant = Seat.objects.filter(body=organ, period_start=period.start).exclude(
        holders__until__isnull=True, holders__isnull=False
    )
    seats = list(vacant.select_related("party").order_by("party__name", "kind", "number"))
    back = f"{reverse('secretary_seats')}?organ={organ.slug}&period={start}"
    today = timezone.localdate()
    since = today if period.holds(today) else period.start
    form = FillForm(request.POST if request.method == "POST" else None, seats=seats, since=since)
    if form.is_bound and form.is_valid():
        try:
            count = fill(named=form.named, since=form.cleaned_data["since"])
        except SeatsError as error:
            form.refuse(error)
        else:
            messages.success(request, f"{count} platser är besatta.")
            return redirect(back)
    context = {
        "form": form,
        "body": organ,
        "period": period,
        "people": Person.objects.filter(party__in={seat.party_id for seat in seats}).order_by("party", "name"),
        "back": back,
        "trail": trail({"label": "Mandat", "url": back}, {"label": "Fyll i namn"}),
        "nav_current": "sekreterare",
    }
    return render(request, "assembly/seats_fill.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def seat(request: HttpRequest, pk: int) -> HttpResponse:
    """One seat with its holders; someone begins on it, or ends."""
    check_may_conduct(request.user)
    found = get_object_or_404(Seat.objects.select_related("body", "party"), pk=pk)
    current = found.holders.filter(until__isnull=True).select_related("person").first()
    data = request.POST if request.method == "POST" else None
    form: HolderForm | EndForm = EndForm(data) if current else HolderForm(data, seat=found)
    if form.is_bound and form.is_valid():
        try:
            if isinstance(form, HolderForm):
                begin(seat=found, person=form.chosen, since=form.cleaned_data["since"])
            elif current:
                end(holder=current, until=form.cleaned_data["until"])
        except SeatError as error:
            form.refuse(error)
        else:
            messages.success(request, "Sparat.")
            return redirect("secretary_seat", pk)
    of_party = f", {found.party.name}" if found.party else ""
    title = f"{found.get_kind_display()} {found.number}{of_party}"
    back = f"{reverse('secretary_seats')}?organ={found.body.slug}&period={found.period_start.isoformat()}"
    context = {
        "seat": found,
        "title": title,
        "current": current,
        "holders": found.holders.select_related("person").order_by("-since"),
        "form": form,
        "fields": list(form),
        "back": back,
        "trail": trail({"label": "Mandat", "url": back}, {"label": title}),
        "nav_current": "sekreterare",
    }
    return render(request, "assembly/seat.html", context, status=422 if form.errors else 200)
