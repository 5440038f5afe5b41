"""Beslut, for the kommunsekreterare: what is to be registered, and what is to happen to what has been."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from assembly.minutes_events import Due, Minutes
from assembly.registering import minutes_with
from assembly.room import HALF_A_YEAR, items_to_register
from assembly.trail import trail
from goals.dates import written
from goals.models import Decision, PlanVersion
from goals.paging import page_links
from goals.presenting import decision_card, for_cards
from goals.publication import publication_of
from goals.queries import Query
from goals.rules import check_may_register
from goals.transitions import OPEN

PAGE_SIZE = 20


@require_safe
def decisions(request: HttpRequest) -> HttpResponse:
    """What waits to be registered, versions that wait for a decision, and decisions with what is to happen next."""
    check_may_register(request.user)
    query = Query(request.GET)
    number = query.page()
    query.done()
    today = timezone.localdate()
    items = items_to_register(today)
    page = Paginator(for_cards(Decision.objects.newest_first(), today), PAGE_SIZE).get_page(number)
    context = {
        "items": [item for item in items if item.meeting.date > today - HALF_A_YEAR],
        "older": [item for item in items if item.meeting.date <= today - HALF_A_YEAR],
        "versions": _waiting_versions(today),
        "rows": [_row(decision, today) for decision in page],
        "page": page_links(page, lambda n: f"{request.path}?sida={n}" if n > 1 else request.path),
        "trail": trail({"label": "Beslut"}),
        "nav_current": "sekreterare",
    }
    return render(request, "assembly/decisions.html", context)


def _waiting_versions(today: dt.date) -> list[dict[str, Any]]:
    """Versions that are put forward and not decided on, each with the meeting that it goes to."""
    versions: Any = PlanVersion.objects.with_publication(today).filter(status__in=OPEN)
    rows = []
    for version in versions.select_related("plan__body", "matter").order_by("plan__year", "number"):
        publication = publication_of(version)
        rows.append({"version": version, "words": publication.sentence(today) if publication else ""})
    return rows


def _row(decision: Decision, today: dt.date) -> dict[str, Any]:
    """A decision with the next thing that is to happen to its minutes."""
    card = decision_card(decision, today)
    # What the source of an old decision does not tell is nothing to be reminded of.
    is_silent = decision.date <= today - HALF_A_YEAR and not decision.events.all()
    due = None if card["corrected_by_url"] or is_silent else _minutes(decision).due()
    return {
        "decision": decision,
        "card": card,
        "due": due.what if due else "",
        "when": _when(due),
        "is_late": due is not None and due.is_late(today),
    }


def _minutes(decision: Decision) -> Minutes:
    return minutes_with(decision, [(event.kind, event.date) for event in decision.events.all()])


def _when(due: Due | None) -> str:
    """ "senast 28 november 2021", "tidigast 21 december 2021", or nothing."""
    if due is None:
        return ""
    if due.last:
        return f"senast {written(due.last)}"
    return f"tidigast {written(due.first)}" if due.first else ""
