"""While a level is written: its sentence and curve, and the search for a nyckeltal."""

from __future__ import annotations

import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from drafts.access import writable_or_404
from drafts.goal_choice import goal_or_404
from drafts.level_forms import LevelForm
from drafts.level_preview import preview_of
from drafts.level_search import MOST, search
from drafts.level_subject import subject_of
from drafts.views.draft import side_context
from goals.publishing import wants_fragment


@require_http_methods(["GET", "HEAD", "POST"])
def sentence(request: HttpRequest, pk: int) -> HttpResponse:
    """What the level says as it is typed (POST), or as it stands (GET): a fragment. Nothing is saved.

    ``del`` is the level's key; a new one is named by ``mal`` and ``nyckeltal``.
    """
    draft = writable_or_404(request, pk)
    subject = subject_of(request, draft, _key(request))
    form = LevelForm(request.POST if request.method == "POST" else None, draft=draft, subject=subject,
                     today=timezone.localdate())  # fmt: skip
    return render(request, "drafts/level_preview.html", {"preview": preview_of(form.checked()), "ident": form.ident})


@require_safe
def kpis(request: HttpRequest, pk: int) -> HttpResponse:
    """The catalogue, searched for a nyckeltal that a goal's new level is to be about."""
    draft = writable_or_404(request, pk)
    goal = goal_or_404(draft, request.GET.get("mal", ""))
    text = " ".join(request.GET.get("q", "").replace("\0", "").split())[:200]
    context = {
        "draft": draft, "goal": goal, "query": text, "most": MOST,
        "hits": search(draft, goal, text, today=timezone.localdate()),
    }  # fmt: skip
    if wants_fragment(request):
        return render(request, "drafts/level_hits.html", context)
    trail = {"label": "Lägg till en ambitionsnivå"}
    return render(request, "drafts/level_kpis.html", side_context(draft, trail) | context)


def _key(request: HttpRequest) -> uuid.UUID | None:
    text = request.GET.get("del", "")
    if not text:
        return None
    try:
        return uuid.UUID(text)
    except ValueError as error:
        raise Http404("Nivån finns inte.") from error
