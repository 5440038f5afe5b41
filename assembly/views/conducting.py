"""What the pages around a matter at a sammanträde share: whose they are, the matter, and how a refusal is told."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from assembly.ballots import VotingError
from assembly.models import Procedure, RollCall, Step
from assembly.progress import ProcedureError
from assembly.rules import check_may_conduct
from assembly.trail import trail
from goals.dates import written
from goals.models import AgendaItem


def item_or_404(request: HttpRequest, meeting: int, item: int) -> AgendaItem:
    """The matter on the meeting's agenda, for whoever conducts meetings; to anyone else it does not exist."""
    check_may_conduct(request.user)
    found = AgendaItem.objects.select_related("meeting__body", "matter").filter(meeting=meeting, pk=item).first()
    if found is None:
        raise Http404("Ärendet står inte på sammanträdets dagordning.")
    return found


def procedure_or_404(request: HttpRequest, meeting: int, item: int) -> Procedure:
    """The matter's beslutsgång, once it is begun."""
    found = item_or_404(request, meeting, item)
    procedure = procedure_of(found)
    if procedure is None:
        raise Http404("Beslutsgången är inte påbörjad.")
    return procedure


def procedure_of(item: AgendaItem) -> Procedure | None:
    found = Procedure.objects.filter(item=item).select_related("chair__party", "decision").first()
    if found is not None:
        found.item = item
    return found


def step_or_404(request: HttpRequest, meeting: int, item: int, step: int) -> Step:
    """A step of the matter's beslutsgång."""
    procedure = procedure_or_404(request, meeting, item)
    found = procedure.steps.select_related("yes_version", "no_version").filter(pk=step).first()
    if found is None:
        raise Http404("Steget finns inte i beslutsgången.")
    found.procedure = procedure
    return found


def roll_call_or_404(request: HttpRequest, meeting: int, item: int, roll_call: int) -> RollCall:
    """A vote on one of the matter's steps."""
    procedure = procedure_or_404(request, meeting, item)
    found = (
        RollCall.objects.filter(pk=roll_call, step__procedure=procedure).select_related("step", "chair__party").first()
    )
    if found is None:
        raise Http404("Omröstningen finns inte i ärendet.")
    found.step.procedure = procedure
    return found


@contextmanager
def telling(request: HttpRequest, done: str = "") -> Iterator[None]:
    """What is refused is told on the next page in its own words; else, that it was done."""
    try:
        yield
    except (ProcedureError, VotingError) as error:
        messages.error(request, str(error))
    else:
        if done:
            messages.success(request, done)


def to_page(item: AgendaItem, place: str = "") -> HttpResponse:
    """Back to the matter's page, at a place on it."""
    return redirect(page_url(item) + (f"#{place}" if place else ""))


def page_url(item: AgendaItem) -> str:
    return reverse("procedure", args=[item.meeting_id, item.pk])


def frame(item: AgendaItem, *further: dict[str, str]) -> dict[str, Any]:
    """The context of every page around the matter. ``further``: the steps of the trail after the matter itself."""
    meeting = item.meeting
    at = f"{meeting.body.title} {written(meeting.date)}"
    steps = [
        {"label": at, "url": reverse("secretary_meeting", args=[meeting.pk])},
        {"label": item.matter.title, "url": page_url(item)},
        *further,
    ]
    return {
        "item": item,
        "meeting": meeting,
        "kicker": f"{at}, § {item.paragraph}" if item.paragraph else at,
        "trail": trail(*steps),
        "nav_current": "sekreterare",
    }
