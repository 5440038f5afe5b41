"""The processledare's page of a workshop's prioritering: how the marks fall, and those said aloud or on paper."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from framtidsdag.errors import RoomError
from framtidsdag.fetching import led_day_or_404, workshop_or_404
from framtidsdag.models import Framtidsdag, KpiProposal, Participant, Workshop
from framtidsdag.prioritising.aloud import Spoken, enter_aloud, spoken_in
from framtidsdag.prioritising.aloud_forms import AloudForm
from framtidsdag.prioritising.hands import check_open
from framtidsdag.prioritising.marking_page import results_are_shown
from framtidsdag.prioritising.results import marks_words, shown
from framtidsdag.prioritising.tally import tally_of
from framtidsdag.workshop.proposals import words_of
from goals.queries import whole_number


@require_http_methods(["GET", "HEAD", "POST"])
def leading_marks(request: HttpRequest, date: str, pk: int) -> HttpResponse:
    """The tally, which only the processledare sees until it is shown, and the form for marks said aloud."""
    day = led_day_or_404(request, date)
    workshop = workshop_or_404(day, pk)
    spoken = spoken_in(workshop)
    proposals = list(KpiProposal.objects.filter(workshop=workshop).order_by("number"))
    correcting = _corrected(request, day, spoken)
    form = AloudForm(
        request.POST if request.method == "POST" else None, workshop=workshop, cards=_cards(proposals, correcting),
        person=correcting.participant if correcting else None, counts=correcting.marks if correcting else None,
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        try:
            entered = enter_aloud(
                workshop=workshop, name=form.cleaned_data["namn"], marks=form.marks, by=request.user, at=timezone.now(),
                participant=correcting.participant if correcting else None, key=form.cleaned_data["key"],
                seen=form.cleaned_data["seen"],
            )  # fmt: skip
        except RoomError as refused:
            form.add_error(None, str(refused))
            spoken = spoken_in(workshop)
            now = next(
                (one.participant for one in spoken if correcting and one.participant == correcting.participant), None
            )
            form.refresh(seen=now.revision if now else "")
        else:
            return redirect(f"{request.path}?inlagd={entered.pk}#inlagda")
    context = _context(request, day, workshop, form, spoken, proposals, correcting)
    return render(request, "framtidsdag/leading_marks.html", context, status=422 if form.errors else 200)


def _context(
    request: HttpRequest, day: Framtidsdag, workshop: Workshop, form: AloudForm, spoken: list[Spoken],
    proposals: list[KpiProposal], correcting: Spoken | None,
) -> dict[str, Any]:  # fmt: skip
    closed = ""
    try:
        check_open(workshop, day.room, is_aloud=True)
    except RoomError as refused:
        closed = str(refused)
    others = Workshop.objects.filter(day=day).select_related("goal").order_by("order")
    return {
        "day": day,
        "workshop": workshop,
        "form": form,
        "closed": closed,
        "correcting": correcting.participant if correcting else None,
        "results": shown(tally_of(workshop), ident="stallning"),
        "is_shown": results_are_shown(day.room, workshop.pk),
        "spoken": [_line(one, proposals, request.path) for one in spoken],
        "entered": request.GET.get("inlagd", "") if request.method != "POST" else "",
        "workshops": [
            {
                "goal": str(one.goal), "url": reverse("leading_marks", args=[day.date, one.pk]),
                "is_current": one == workshop,
            }
            for one in others
        ],
        "nav_current": "framtidsdag",
    }  # fmt: skip


def _corrected(request: HttpRequest, day: Framtidsdag, spoken: list[Spoken]) -> Spoken | None:
    """Whose marks the form corrects (``?andra=``), those taken back altogether included; None for somebody new."""
    asked = request.GET.get("andra", "")
    if not asked:
        return None
    pk = whole_number(asked)
    known = next((one for one in spoken if one.participant.pk == pk), None)
    aloud = Participant.objects.filter(day=day, kind=Participant.Kind.ALOUD)
    return known or Spoken(get_object_or_404(aloud, pk=pk), {})


def _cards(proposals: list[KpiProposal], correcting: Spoken | None) -> list[tuple[int, int, str]]:
    """What can be marked, and hidden ones that the corrected marks lie on: those can be taken back."""
    laid = correcting.marks if correcting else {}
    return [
        (one.pk, one.number, words.hidden or words.title)
        for one in proposals
        if one.merged_into_id is None and (not one.is_hidden or one.pk in laid)
        for words in [words_of(one)]
    ]


def _line(one: Spoken, proposals: list[KpiProposal], path: str) -> dict[str, Any]:
    parts = [f"{one.marks[p.pk]} på förslag {p.number}" for p in proposals if p.pk in one.marks]
    return {
        "pk": str(one.participant.pk),
        "name": one.participant.name or "Utan namn",
        "words": f"{marks_words(one.total)}: {', '.join(parts)}",
        "url": f"{path}?andra={one.participant.pk}#muntligt",
    }
