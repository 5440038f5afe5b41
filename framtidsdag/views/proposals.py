"""A proposal's permanent address: what it said, what it got, what it became, and on to the decision."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from framtidsdag.fetching import date_or_404, participant_of, room_of
from framtidsdag.models import KpiProposal
from framtidsdag.phases import AFTERWARDS, shows_results
from framtidsdag.processing.proposal_page import read_page, stations_of
from framtidsdag.rules import may_lead
from goals.publishing import is_visitor, page_updated, public_page
from goals.queries import AsOf


@require_safe
@public_page
def day_proposal(request: HttpRequest, date: str, number: int) -> HttpResponse:
    """Everyone's from the bearbetning on; before that, of those who take part and the processledare."""
    proposal = _proposal_or_404(date, number)
    day, room = proposal.day, room_of(proposal.day)
    leads = not is_visitor(request) and may_lead(request.user)
    is_everyones = day.phase in AFTERWARDS
    if not is_everyones:
        if not leads and participant_of(request, day) is None:
            raise Http404("Förslaget finns inte.")
        request.page_etag = None  # type: ignore[attr-defined]  # nobody else may keep it
    with_marks = leads or is_everyones or (room is not None and shows_results(day.phase, room.scene))
    user = None if is_visitor(request) else request.user
    page = read_page(proposal, user, AsOf(timezone.localdate()), with_marks=with_marks)
    return render(
        request,
        "framtidsdag/proposal.html",
        {
            "page": page,
            "day": day,
            "goal": proposal.workshop.goal,
            "frame": page.frame,
            "is_example": page.is_example,
            "is_everyones": is_everyones,
            "nav_current": "framtidsdag",
            "trail": [
                {"label": "Framtidsdagar", "url": reverse("framtidsdagar")},
                {"label": day.theme, "url": day.get_absolute_url()},
                {"label": f"Förslag {number}"},
            ],
            "stations": stations_of(page),
            "mine_url": reverse("my_proposals", args=[date]),
            "page_updated": page_updated(request),
        },
    )


def _proposal_or_404(date: str, number: int) -> KpiProposal:
    proposals = KpiProposal.objects.select_related(
        "day__room", "workshop__goal", "kpi", "answer__kpi", "merged_into__answer__kpi"
    )
    found = proposals.filter(day__date=date_or_404(date), number=number).first()
    if found is None:
        raise Http404("Förslaget finns inte.")
    return found
