"""The draft's page: everything that is decided in it, edited where it is read."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from drafts.access import UNSEEN, access_of, draft_or_404, is_member, may_write, readable
from drafts.money import money_of
from drafts.page import goals_to_add, page_of
from framtidsdag.processing.waiting import waiting_for
from goals.comparison_address import comparison_url
from goals.views.comparison import version_url


@require_safe
def draft(request: HttpRequest, pk: int) -> HttpResponse:
    """The whole draft. What has been put forward since is read at its own address, by those who may read it."""
    try:
        found = draft_or_404(request, pk)
    except Http404:
        seen = readable(request.user, timezone.localdate()).exclude(UNSEEN)
        version = seen.select_related("plan__body").filter(pk=pk).first()
        if version is None:
            raise
        return redirect(version)
    page = page_of(found)
    return render(
        request,
        "drafts/draft.html",
        side_context(found)
        | {
            "page": page,
            "money": money_of(found),
            "waiting": waiting_for(found, request.user) if may_write(found) else [],
            **_basis(request, found),
            "missing_goals": goals_to_add(found, [goal.goal.pk for goal in page.goals if goal.statement]),
            "is_example": page.is_example,
        },
    )


def _basis(request: HttpRequest, found: Any) -> dict[str, str]:
    """Where the basis is read, and the draft beside it; empty without a basis that the person may read."""
    basis = found.basis
    if basis is None or not readable(request.user, timezone.localdate()).filter(pk=basis.pk).exists():
        return {"basis_url": "", "compare_url": ""}
    return {"basis_url": version_url(basis), "compare_url": comparison_url(basis, found)}


def side_context(found: Any, *trail: dict[str, str]) -> dict[str, Any]:
    """What every page of a draft reads: the draft, what the person may, and the way there."""
    name = {"label": found.name} | ({"url": reverse("draft", args=[found.pk])} if trail else {})
    return {
        "draft": found,
        "may_write": may_write(found),
        "is_member": is_member(found),
        "access": str(access_of(found) or ""),
        "nav_current": "utkast",
        "trail": [
            {"label": "Mål och budget", "url": reverse("plans")},
            {"label": "Utkast", "url": reverse("drafts")},
            name,
            *trail,
        ],
        "page_updated": None,
        "is_example": False,
    }
