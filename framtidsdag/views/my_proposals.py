"""Vad blev det av mitt förslag? One's own are found by the cookie while it is there, and by the receipt code always.

The receipt code is in no address: it is posted, its hash is looked up, and the page that answers is kept by nobody.
"""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from framtidsdag.codes import RECEIPT_LENGTH, as_typed, hashed
from framtidsdag.errors import RoomError
from framtidsdag.fetching import day_or_404, participant_of, room_of
from framtidsdag.models import Framtidsdag, Participant
from framtidsdag.participants.own_proposals import own_of
from framtidsdag.participants.wrong_codes import TooSoonError, address_of, tried
from framtidsdag.views.joining import too_soon
from goals.dates import written
from goals.publishing import is_visitor

WRONG = "Koden stämmer inte. Den har 16 tecken och står på ditt kvitto från dagen, till exempel 7K3M-QX9P-2DHT-VW4B."
LONGEST = 100


# It changes nothing, and a page for everyone sets no cookie: so no token either.
@csrf_exempt
@login_not_required
@never_cache
@sensitive_post_parameters("kod")
@require_http_methods(["GET", "HEAD", "POST"])
def my_proposals(request: HttpRequest, date: str) -> HttpResponse:
    day = day_or_404(date)
    if room_of(day) is None:
        raise Http404("Dagen har inget rum.")
    if request.method != "POST":
        return _page(request, day, participant_of(request, day))
    code = as_typed(request.POST.get("kod", "")[:LONGEST])
    try:
        found = _participant(request, code) if len(code) == RECEIPT_LENGTH else None
    except TooSoonError as error:
        return too_soon(_page(request, day, None, error=str(error), status=429), error)
    except RoomError as error:
        return _page(request, day, None, error=str(error), status=422)
    if found is None:
        return _page(request, day, None, error=WRONG, status=422)
    if found.day_id != day.pk:
        return _page(request, day, None, other=found.day, status=422)
    return _page(request, day, found, by_code=True)


def _participant(request: HttpRequest, code: str) -> Participant | None:
    """Whoever kept the code, of whatever day. A wrong one is remembered; raises TooSoonError after many."""
    rows = Participant.objects.select_related("day").filter(receipt_hash=hashed(code))
    return tried(address=address_of(request), at=timezone.now(), look=rows.first)


def _page(
    request: HttpRequest, day: Framtidsdag, participant: Participant | None, *, error: str = "",
    other: Framtidsdag | None = None, by_code: bool = False, status: int = 200,
) -> HttpResponse:  # fmt: skip
    context: dict[str, Any] = {
        "day": day,
        "when": written(day.date) if day.date else "",
        "own": own_of(participant, None if is_visitor(request) else request.user) if participant else None,
        "by_code": by_code,
        "error": error,
        "typed": request.POST.get("kod", "")[:LONGEST] if error else "",  # what was not found, to be mended
        "other_url": reverse("my_proposals", args=[other.in_address]) if other and other.date else "",
        "other_when": written(other.date) if other and other.date else "",
        "nav_current": "framtidsdag",
        "trail": [
            {"label": "Framtidsdagar", "url": reverse("framtidsdagar")},
            {"label": day.theme, "url": day.get_absolute_url()},
            {"label": "Vad blev det av mitt förslag?"},
        ],
    }
    return render(request, "framtidsdag/my_proposals.html", context, status=status)
