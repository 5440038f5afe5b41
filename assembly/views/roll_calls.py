"""Omröstningen at the secretary's table: the upprop tapped name by name, closed, decided on a tie, done anew."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from assembly import voting
from assembly.ballots import Call, VotingError, calling_list
from assembly.models import RollCall
from assembly.presenting import roll_calls_of
from assembly.views.conducting import frame, roll_call_or_404, telling
from assembly.views.polling import etags_of, kept, not_modified
from drafts.pasted import tidied
from goals.models import Seat
from goals.publishing import wants_fragment

LONGEST_REASON = 300


@require_safe
def roll_call(request: HttpRequest, pk: int, item: int, roll_call: int) -> HttpResponse:
    """The vote as it goes on, or its result. From phones the list follows by itself: who has voted, never how."""
    found = roll_call_or_404(request, pk, item, roll_call)
    voted = found.ballots.values("seat").distinct().count()
    etag, part = etags_of(request, found.pk, voted)
    if wants_fragment(request) and (answer := not_modified(request, etag)):
        return answer
    context = _context(request, found) | {"etag": part}
    if wants_fragment(request):
        return kept(request, render(request, "assembly/roll_call_polled.html", context), etag)
    return render(request, "assembly/roll_call.html", context)


@require_POST
def enter(request: HttpRequest, pk: int, item: int, roll_call: int, seat: int) -> HttpResponse:
    """One answer, given aloud and tapped: stored at once. Another tap is another ballot, and the last one counts."""
    found = roll_call_or_404(request, pk, item, roll_call)
    place = Seat.objects.filter(pk=seat, body=found.step.procedure.item.meeting.body_id).first()
    if place is None:
        raise Http404("Mandatet finns inte.")
    try:
        voting.enter(
            roll_call=found, seat=place, choice=request.POST.get("rost", ""), by=request.user, at=timezone.now()
        )
    except VotingError as error:
        messages.error(request, str(error))
        return _again(request, found)
    calls = calling_list(found)
    if not wants_fragment(request):
        return redirect(f"{_url(found)}#{_next_after(calls, seat)}")
    context = _list_context(request, found, calls)
    context["call"] = next(call for call in calls if call.place.seat.pk == seat)
    return render(request, "assembly/roll_call_entered.html", context)


@require_POST
def close(request: HttpRequest, pk: int, item: int, roll_call: int) -> HttpResponse:
    """Close and count; who has not answered is absent, and that is asked about once, by name."""
    found = roll_call_or_404(request, pk, item, roll_call)
    if missing := _unanswered(request, found):
        context = frame(found.step.procedure.item, {"label": f"Omröstning {found.number}", "url": _url(found)})
        context |= {"step": found.step, "roll_call": found, "missing": missing}
        return render(request, "assembly/roll_call_confirm.html", context, status=422)
    with telling(request, "Omröstningen är avslutad."):
        voting.close(roll_call=found, by=request.user, at=timezone.now())
    return redirect(_url(found))


@require_POST
def decide_tie(request: HttpRequest, pk: int, item: int, roll_call: int) -> HttpResponse:
    """The chair's casting vote."""
    found = roll_call_or_404(request, pk, item, roll_call)
    with telling(request, "Ordförandens utslagsröst är antecknad."):
        voting.decide_tie(roll_call=found, choice=request.POST.get("utslag", ""), by=request.user, at=timezone.now())
    return redirect(_url(found))


@require_POST
def void(request: HttpRequest, pk: int, item: int, roll_call: int) -> HttpResponse:
    """The vote went wrong: it stands with its reason, and the step can be voted on anew."""
    found = roll_call_or_404(request, pk, item, roll_call)
    try:
        reason = tidied(request.POST.get("skal", "")[:5_000]).text
        voting.void(roll_call=found, reason=reason, by=request.user, at=timezone.now())
    except VotingError as error:
        return render(
            request, "assembly/roll_call.html", _context(request, found) | {"etag": "", "void_error": str(error)},
            status=422,
        )  # fmt: skip
    messages.success(request, "Omröstningen räknas inte. Öppna en ny när mötet är redo.")
    found_item = found.step.procedure.item
    return redirect("procedure", found_item.meeting_id, found_item.pk)


def _unanswered(request: HttpRequest, found: RollCall) -> list[Call]:
    """Those who serve and have not answered, where closing without them is not confirmed; none if it cannot close."""
    if request.POST.get("bekrafta") == "1" or found.closed_at is not None or found.void_reason:
        return []
    calls = calling_list(found)
    missing = [call for call in calls if not call.has_voted]
    return missing if len(missing) < len(calls) else []


def _context(request: HttpRequest, found: RollCall) -> dict[str, Any]:
    item = found.step.procedure.item
    is_open = found.closed_at is None and not found.void_reason
    results = [result for result in roll_calls_of([found.step]).get(found.step_id, []) if result.number == found.number]
    context = frame(item, {"label": f"Omröstning {found.number}"}) | {
        "step": found.step,
        "is_decided": found.step.procedure.decision_id is not None,
        "result": results[0] if results and not found.void_reason else None,
        "void_error": "",
        "void_reason": request.POST.get("skal", "") if request.method == "POST" else "",
        "longest_reason": LONGEST_REASON,
    }
    return context | _list_context(request, found, calling_list(found) if is_open else [])


def _list_context(request: HttpRequest, found: RollCall, calls: list[Call]) -> dict[str, Any]:
    item = found.step.procedure.item
    return {
        "roll_call": found,
        "meeting": item.meeting,
        "item": item,
        "calls": calls,
        "voted": sum(call.has_voted for call in calls),
        "left": sum(not call.has_voted for call in calls),
        "is_open": found.closed_at is None and not found.void_reason,
        "is_phones": found.form == RollCall.Form.PHONES,
        "poll_url": _url(found),
    }


def _again(request: HttpRequest, found: RollCall) -> HttpResponse:
    """The page anew, with what was refused on top of it."""
    if wants_fragment(request):
        return HttpResponse(status=204, headers={"HX-Refresh": "true"})
    return redirect(_url(found))


def _next_after(calls: list[Call], seat: int) -> str:
    """The place on the page of the one to call after the seat; the foot of the list when all have answered."""
    at = next((place for place, call in enumerate(calls) if call.place.seat.pk == seat), -1)
    waiting = [call for call in [*calls[at + 1 :], *calls[: at + 1]] if not call.has_voted]
    return f"mandat-{waiting[0].place.seat.pk}" if waiting else "avsluta"


def _url(found: RollCall) -> str:
    item = found.step.procedure.item
    return reverse("roll_call", args=[item.meeting_id, item.pk, found.pk])
