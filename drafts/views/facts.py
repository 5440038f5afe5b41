"""Facts and the checklist beside a draft: for those who write it, and nobody else."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from drafts.access import draft_or_404, may_write
from drafts.checklist import checklist_for
from drafts.facts import facts_of
from drafts.models import Consultation
from drafts.views.draft import side_context


@require_safe
def facts(request: HttpRequest, pk: int) -> HttpResponse:
    """What today's outcomes say of the proposed levels, who else ever reached them, and what is still missing."""
    draft = draft_or_404(request, pk)
    consultation = Consultation.objects.filter(version=draft).first()
    found = facts_of(draft, on=timezone.localdate())
    context = side_context(draft, {"label": "Fakta och checklista"}) | {
        "facts": found,
        "checklist": checklist_for(draft, consultation.held_on if consultation else None, may_write=may_write(draft)),
        "consultation": consultation,
        "is_example": found.is_example or draft.is_example,
    }
    return render(request, "drafts/facts_page.html", context)
