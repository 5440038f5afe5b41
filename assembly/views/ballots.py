"""A member's own vote, from a phone. The page opens by itself when a vote does; without JavaScript it is read in anew.

Nobody sees how a vote goes before it is closed. A vote is changed until then, and each has its receipt.
"""

from __future__ import annotations

import uuid
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from assembly import voting
from assembly.ballots import VotingError, open_for, own_ballot, roll_call_of
from assembly.disqualified import steps_aside
from assembly.models import Ballot, RollCall
from assembly.presenting import roll_calls_of
from assembly.rules import check_may_follow
from assembly.serving import serving_at
from assembly.views.polling import etags_of, kept, not_modified
from goals.models import Person
from goals.publishing import wants_fragment
from goals.queries import whole_number

# What a form that came too late, or from a page that had changed, is told.
NOT_STORED = "Rösten lagrades inte."


@require_safe
def ballots(request: HttpRequest) -> HttpResponse:
    """What is open for me now; the last result of the day while nothing is."""
    person = _person(request)
    calls = open_for(person, timezone.localdate()) if person else []
    call = calls[0] if calls else _aside_from(person) or _last_closed(person)
    return _answer(request, call, person, reverse("voting"), is_list=True)


@require_http_methods(["GET", "HEAD", "POST"])
def ballot(request: HttpRequest, pk: int) -> HttpResponse:
    """One vote: what it is about, my choice, my receipt.

    There is nothing here for an account without a person, nor of a closed meeting for one who does not serve at it.
    """
    person = _person(request)
    if person is None or not RollCall.objects.filter(pk=pk).exists():
        raise Http404("Omröstningen finns inte.")
    call = roll_call_of(pk)
    check_may_follow(request.user, call.step.procedure.item.meeting)
    if request.method == "POST":
        return _cast(request, call, person)
    return _answer(request, call, person, reverse("ballot", args=[pk]), is_list=False)


def _cast(request: HttpRequest, call: RollCall, person: Person) -> HttpResponse:
    """Store the vote and show its receipt. Sent again, by a thumb or by a bad line, it has the same one."""
    is_list = request.POST.get("fran") == "lista"
    url = reverse("voting") if is_list else reverse("ballot", args=[call.pk])
    refused = ""
    try:
        voting.cast(
            roll_call=call, person=person, choice=request.POST.get("rost", ""),
            seen=whole_number(request.POST.get("sedd", "")), token=request.POST.get("formular", "")[:64],
            at=timezone.now(),
        )  # fmt: skip
    except VotingError as error:
        refused = f"{NOT_STORED} {error}"
    if not refused and not wants_fragment(request):
        return redirect(f"{url}#kvitto")
    call = roll_call_of(call.pk)
    context = _context(call, person, url, is_list=is_list) | {"refused": refused, "just_cast": not refused}
    context["etag"] = etags_of(request, *_state(context))[1]
    if wants_fragment(request):
        return render(request, "assembly/ballot_part.html", context)
    return render(request, "assembly/ballot.html", context, status=422)


def _answer(
    request: HttpRequest, call: RollCall | None, person: Person | None, url: str, *, is_list: bool
) -> HttpResponse:  # fmt: skip
    """The page, or the part that asks again by itself: 304 until something in it changes."""
    context = _context(call, person, url, is_list=is_list)
    etag, context["etag"] = etags_of(request, *_state(context))
    if wants_fragment(request):
        known = not_modified(request, etag)
        return known or kept(request, render(request, "assembly/ballot_part.html", context), etag)
    return render(request, "assembly/ballot.html", context)


def _context(call: RollCall | None, person: Person | None, url: str, *, is_list: bool) -> dict[str, Any]:
    own = own_ballot(call, person) if call and person else None
    return {
        "stage": _stage(call, person),
        "call": call,
        "own": own,
        "seen": own.number if own else 0,
        "token": uuid.uuid4().hex,
        "result": _result(call) if call and call.closed_at and not call.void_reason else None,
        "choices": _choices(call, own),
        "is_list": is_list,
        "poll_url": url,
        "refused": "",
        "just_cast": False,
        "nav_current": "omrostning",
    }


def _choices(call: RollCall | None, own: Ballot | None) -> list[dict[str, Any]]:
    """The answers, each with what it means as it was written out when the vote opened."""
    meanings = {Ballot.Choice.YES: call.yes_text, Ballot.Choice.NO: call.no_text} if call else {}
    return [
        {
            "value": value.value, "label": value.label, "meaning": meanings.get(value, ""),
            "is_own": bool(own and own.choice == value),
        }
        for value in (Ballot.Choice.YES, Ballot.Choice.NO, Ballot.Choice.ABSTAIN)
    ]  # fmt: skip


def _state(context: dict[str, Any]) -> tuple[Any, ...]:
    """What the part shows, for its ETag: that a vote opens raises the content's revision, one's own ballot does not."""
    own, call = context["own"], context["call"]
    return context["stage"], call.pk if call else 0, own.pk if own else 0, context["is_list"]


def _stage(call: RollCall | None, person: Person | None) -> str:
    """ "nobody", "nothing", "void", "closed", "disqualified", "not_serving", "aloud" or "open"."""
    if person is None:
        return "nobody"
    if call is None:
        return "nothing"
    if call.void_reason:
        return "void"
    if call.closed_at is not None:
        return "closed"
    item = call.step.procedure.item
    if serving_at(item.meeting, item.paragraph or 0).place_of(person) is None:
        return "disqualified" if steps_aside(person, item.meeting, item.paragraph) else "not_serving"
    return "open" if call.form == RollCall.Form.PHONES else "aloud"


def _result(call: RollCall) -> Any:
    return next((one for one in roll_calls_of([call.step]).get(call.step_id, []) if one.number == call.number), None)


def _aside_from(person: Person | None) -> RollCall | None:
    """A vote open today in which the person takes no part for jäv."""
    if person is None:
        return None
    open_today = RollCall.objects.filter(
        step__procedure__item__meeting__date=timezone.localdate(), closed_at__isnull=True, void_reason="",
        step__procedure__item__meeting__services__person=person,
    )  # fmt: skip
    for pk in open_today.order_by("opened_at").values_list("pk", flat=True).distinct():
        item = (call := roll_call_of(pk)).step.procedure.item
        if steps_aside(person, item.meeting, item.paragraph):
            return call
    return None


def _last_closed(person: Person | None) -> RollCall | None:
    """The last vote of today's sammanträden in which the person has a ballot, absent or not."""
    if person is None:
        return None
    found = (
        RollCall.objects.filter(
            step__procedure__item__meeting__date=timezone.localdate(), closed_at__isnull=False, void_reason="",
            ballots__person=person,
        )
        .order_by("-closed_at")
        .values_list("pk", flat=True)
        .first()
    )  # fmt: skip
    return roll_call_of(found) if found else None


def _person(request: HttpRequest) -> Person | None:
    return Person.objects.filter(user=request.user.pk).select_related("party").first()
