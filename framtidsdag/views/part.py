"""A participant's page: where the day is, what there is to do, and the reflections of the nuläge."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from framtidsdag.codes import grouped
from framtidsdag.errors import RoomError
from framtidsdag.models import Framtidsdag, Participant, Reflection
from framtidsdag.participants.cookies import keep_sent, receipt_of, sent_of
from framtidsdag.participants.part_forms import ReflectionForm, sent_keys
from framtidsdag.participants.part_now import now_of
from framtidsdag.participants.reflecting import AlreadySentError, reflect, sent_with
from framtidsdag.participants.taking_part import answered, for_participants, frame_of, present_at, unchanged
from framtidsdag.views.joining import join_day, join_page
from goals.publishing import wants_fragment

SIDES = tuple(Reflection.Side.values)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def part(request: HttpRequest, date: str) -> HttpResponse:
    """The day as the participant meets it; for whoever has not joined, the way in."""
    participant = present_at(request, date)
    if request.method == "POST":
        return redirect("part", date=date) if participant else join_day(request, date)
    if participant is None:
        return join_page(request, date)
    if known := unchanged(request, participant.day.room, participant, participant.revision):
        return known
    return _page(request, participant)


@login_not_required
@require_POST
@for_participants
def part_reflect(request: HttpRequest, day: Framtidsdag, participant: Participant) -> HttpResponse:
    """Store a reflection and confirm it. The page's other form stays as it is."""
    side = request.POST.get("side", "")
    form = ReflectionForm(request.POST, side=side if side in SIDES else SIDES[0])
    if form.is_valid():
        try:
            stored = reflect(
                day=day, key=form.cleaned_data["key"], side=form.cleaned_data["side"], text=form.cleaned_data["text"]
            )
        except RoomError as refused:
            form.add_error("text", str(refused))
            if isinstance(refused, AlreadySentError):
                form.renew()
        else:
            return _reflected(request, day, stored)
    sides = {side: _side(day, side, request.POST.getlist("sent"), form if form.initial["side"] == side else None)
             for side in SIDES}  # fmt: skip
    if wants_fragment(request):
        return _side_answer(request, day, sides[form.initial["side"]])
    return _page(request, participant, sides=list(sides.values()), status=422)


def _reflected(request: HttpRequest, day: Framtidsdag, stored: Reflection) -> HttpResponse:
    sent = [*request.POST.getlist("sent"), str(stored.key)]
    if wants_fragment(request):
        return _side_answer(request, day, _side(day, stored.side, sent, None) | {"taken": stored.side})
    response = redirect(f"{reverse('part', args=[day.in_address])}?sparad={stored.side}#skickat-{stored.side}")
    keep_sent(response, day, [str(key) for key in sent_keys(sent)])
    return response


def _side_answer(request: HttpRequest, day: Framtidsdag, side: dict[str, Any]) -> HttpResponse:
    return render(request, "framtidsdag/part_reflection.html", {"side": side, "day": day})


def _side(day: Framtidsdag, side: str, sent: list[str], form: ReflectionForm | None) -> dict[str, Any]:
    """One side's field, and what this page has sent on it."""
    keys = sent_keys(sent)
    stored = [one for one in sent_with(day, keys) if one.side == side] if keys else []
    return {
        "side": side,
        "label": Reflection.Side(side).label,
        "form": form or ReflectionForm(side=side),
        "sent": stored,
        "keys": [str(key) for key in keys],
        "taken": "",
    }


def _page(
    request: HttpRequest, participant: Participant, *, sides: list[dict[str, Any]] | None = None, status: int = 200
) -> HttpResponse:  # fmt: skip
    day = participant.day
    poll_url = reverse("part", args=[day.in_address])
    context = frame_of(
        day, participant, heading=day.theme, current="part", poll_url=poll_url, live="framtidsdag/part_now.html"
    )
    context["now"] = now_of(day, participant)
    if wants_fragment(request):
        return answered(request, "", context, participant.revision)
    if sides is None and day.phase == Framtidsdag.Phase.SITUATION:
        sides = [_side(day, side, sent_of(request), None) for side in SIDES]
        for one in sides:
            one["taken"] = one["side"] if request.GET.get("sparad") == one["side"] else ""
    context["sides"] = sides or []
    context["receipt"] = grouped(receipt_of(request, participant)) if request.GET.get("kvitto") == "nytt" else ""
    return answered(request, "framtidsdag/part.html", context, participant.revision, status=status)
