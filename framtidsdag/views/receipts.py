"""The receipt code: one's own to keep, and a field for it on another phone."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from framtidsdag.codes import as_typed, grouped, hashed, new_token
from framtidsdag.errors import RoomError
from framtidsdag.models import Framtidsdag, Participant
from framtidsdag.participants.cookies import keep_receipt, keep_token, receipt_of, token_for_joining
from framtidsdag.participants.joining import take_over
from framtidsdag.participants.part_forms import ReceiptForm
from framtidsdag.participants.taking_part import day_with_room_or_404, present_at, url_or_none, ways_of
from framtidsdag.participants.wrong_codes import TooSoonError, address_of
from framtidsdag.views.joining import too_soon
from goals.dates import written


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def part_receipt(request: HttpRequest, date: str) -> HttpResponse:
    """What one's own code is, and a way to go on with it here; for whoever has not joined too."""
    participant = present_at(request, date)
    day = participant.day if participant else day_with_room_or_404(date)
    if request.method != "POST":
        response = _page(request, day, participant, ReceiptForm())
        if participant is None:
            keep_token(response, day, token_for_joining(request), on=timezone.localdate())
        return response
    form = ReceiptForm(request.POST)
    if not form.is_valid():
        return _page(request, day, participant, form, status=422)
    return _go_on(request, day, participant, form)


def _go_on(request: HttpRequest, day: Framtidsdag, own: Participant | None, form: ReceiptForm) -> HttpResponse:
    """From this browser as the code's participant. Whoever it was before keeps what they wrote, and their own code."""
    receipt = as_typed(form.cleaned_data["kvitto"])
    if own is not None and hashed(receipt) == own.receipt_hash:
        return redirect("part", date=day.in_address)
    token = token_for_joining(request) if own is None else new_token()
    try:
        participant = take_over(
            day=day, receipt=receipt, token=token, address=address_of(request), at=timezone.now()
        )  # fmt: skip
    except RoomError as refused:
        form.add_error("kvitto", str(refused))
        if isinstance(refused, TooSoonError):
            return too_soon(_page(request, day, own, form, status=429), refused)
        return _page(request, day, own, form, status=422)
    response = redirect("part", date=day.in_address)
    on, until = timezone.localdate(), participant.forget_on
    keep_token(response, day, token, on=on, until=until)
    keep_receipt(response, day, receipt, on=on, until=until)
    return response


def _page(
    request: HttpRequest, day: Framtidsdag, participant: Participant | None, form: ReceiptForm, *, status: int = 200
) -> HttpResponse:  # fmt: skip
    date = day.in_address
    context = {
        "day": day,
        "when": written(day.date) if day.date else "",
        "participant": participant,
        "receipt": grouped(receipt_of(request, participant)) if participant else "",
        "form": form,
        "ways": ways_of(day, "part_receipt"),
        "own_url": url_or_none("my_proposals", date),
        "nav_current": "framtidsdag",
    }
    return render(request, "framtidsdag/part_receipt.html", context, status=status)
