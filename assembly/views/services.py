"""Tjänstgöring at a meeting, for the secretary: the presence list by party, tapped on § by §."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from assembly.meeting_forms import HIGHEST_PARAGRAPH
from assembly.presence import counts, presence
from assembly.rules import check_may_conduct
from assembly.service_forms import ServiceForm
from assembly.serving import ServingError, call_roll, disqualify, leave, serve
from assembly.trail import trail
from goals.dates import written
from goals.models import AgendaItem, Meeting, Person, Seat, Service
from goals.models.meetings import ServiceReason
from goals.publishing import wants_fragment
from goals.queries import whole_number


@require_safe
def services(request: HttpRequest, pk: int) -> HttpResponse:
    """The list at the § that the address names, else at the first of the agenda."""
    check_may_conduct(request.user)
    meeting = _meeting_or_404(pk)
    return _page(request, meeting, _paragraph(request.GET.get("paragraf", ""), meeting))


@require_POST
def begin_roll(request: HttpRequest, pk: int) -> HttpResponse:
    """Upprop: every holder serves from the first §, save on the seats that were ticked as absent."""
    check_may_conduct(request.user)
    meeting = _meeting_or_404(pk)
    absent = {whole_number(value) for value in request.POST.getlist("franvarande")}
    try:
        begun = call_roll(meeting=meeting, absent=absent, by=request.user, at=timezone.now())
    except ServingError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"{begun} tjänstgör från början. Kalla in ersättare där någon saknas.")
    return redirect("secretary_services", pk)


@require_POST
def tap(request: HttpRequest, pk: int, seat: int) -> HttpResponse:
    """One button at one seat: leaves, jäv at the §, or somebody serves. A refusal stands at the seat."""
    check_may_conduct(request.user)
    meeting = _meeting_or_404(pk)
    found = get_object_or_404(Seat, pk=seat, body=meeting.body_id)
    paragraph = _paragraph(request.POST.get("paragraf", ""), meeting)
    try:
        _do(request, meeting, found, paragraph)
    except ServingError as error:
        return _page(request, meeting, paragraph, errors={found.pk: str(error)})
    return _back(meeting, paragraph, found)


def _do(request: HttpRequest, meeting: Meeting, seat: Seat, paragraph: int) -> None:
    """What the button says: ``gor`` is lamnar, jav or tjanstgor, the last two with a person or none."""
    what, by, at = request.POST.get("gor", ""), request.user, timezone.now()
    action, _, number = what.partition("-")
    person = Person.objects.filter(pk=whole_number(number)).first()
    if action == "lamnar":
        leave(meeting=meeting, seat=seat, from_paragraph=paragraph, by=by, at=at)
    elif action == "jav":
        disqualify(meeting=meeting, seat=seat, paragraph=paragraph, substitute=person, by=by, at=at)
    elif action == "tjanstgor" and person is not None:
        until = whole_number(request.POST.get("till", "")) or None
        serve(
            meeting=meeting, seat=seat, person=person, from_paragraph=paragraph, to_paragraph=until,
            reason=_reason(meeting, seat, person, paragraph), by=by, at=at,
        )  # fmt: skip
    else:
        raise ServingError("Knappen gick inte att förstå. Ladda om sidan och försök igen.")


def _reason(meeting: Meeting, seat: Seat, person: Person, paragraph: int) -> str:
    """A holder is there as ordinary, late if somebody was before; a substitute is called in for a hindrance."""
    if not seat.holders.filter(person=person).exists():
        return ServiceReason.HINDRANCE
    earlier = Service.objects.filter(meeting=meeting, from_paragraph__lt=paragraph)
    came_before = earlier.filter(seat=seat, person=person).exists()
    return ServiceReason.LATE if earlier.exists() and not came_before else ServiceReason.ORDINARY


@require_POST
def set_service(request: HttpRequest, pk: int) -> HttpResponse:
    """Who serves on a seat from § to §, as written out in the form."""
    check_may_conduct(request.user)
    meeting = _meeting_or_404(pk)
    paragraph = _paragraph(request.POST.get("paragraf", ""), meeting)
    form = ServiceForm(request.POST, meeting=meeting, paragraph=paragraph)
    if form.is_valid():
        data = dict(form.cleaned_data)
        person, reason = data.pop("person"), data.pop("reason")
        step: dict[str, Any] = {"meeting": meeting, "by": request.user, "at": timezone.now()}
        try:
            if person is None:
                leave(**data, **step)
            else:
                serve(**data, person=person, reason=reason, **step)
        except ServingError as error:
            form.add_error("person", str(error))
        else:
            messages.success(request, "Tjänstgöringen är sparad.")
            return _back(meeting, data["from_paragraph"], data["seat"])
    return _page(request, meeting, paragraph, form=form)


def _back(meeting: Meeting, paragraph: int, seat: Seat) -> HttpResponseRedirect:
    url = reverse("secretary_services", args=[meeting.pk])
    return HttpResponseRedirect(f"{url}?paragraf={paragraph}#mandat-{seat.pk}")


def _meeting_or_404(pk: int) -> Meeting:
    return get_object_or_404(Meeting.objects.select_related("body"), pk=pk)


def _items(meeting: Meeting) -> list[AgendaItem]:
    return list(meeting.agenda.filter(paragraph__isnull=False).select_related("matter"))


def _paragraph(given: str, meeting: Meeting) -> int:
    """The § that was given; else the first of the agenda, else 1."""
    number = whole_number(given)
    if 1 <= number <= HIGHEST_PARAGRAPH:
        return number
    first = meeting.agenda.filter(paragraph__isnull=False).values_list("paragraph", flat=True).first()
    return first or 1


def _page(
    request: HttpRequest, meeting: Meeting, paragraph: int, *, errors: dict[int, str] | None = None,
    form: ServiceForm | None = None,
) -> HttpResponse:  # fmt: skip
    shown = presence(meeting, paragraph, errors=errors)
    items = _items(meeting)
    title = f"{meeting.body.title} {written(meeting.date)}"
    is_refused = bool(errors or form)
    context: dict[str, Any] = {
        "meeting": meeting,
        "title": title,
        "presence": shown,
        "paragraph": paragraph,
        "counts": counts(meeting, items, shown.serving.number_of_seats),
        "matter": next((item.matter.title for item in items if item.paragraph == paragraph), ""),
        "form": form or ServiceForm(meeting=meeting, paragraph=paragraph),
        "is_refused": is_refused,
        "trail": trail(
            {"label": "Sammanträden", "url": reverse("secretary_meetings")},
            {"label": title, "url": reverse("secretary_meeting", args=[meeting.pk])},
            {"label": "Tjänstgöring"},
        ),
        "nav_current": "sekreterare",
    }
    # htmx puts nothing in the page from an answer that is an error.
    status = 422 if is_refused and not wants_fragment(request) else 200
    return render(request, "assembly/services.html", context, status=status)
