"""One writer at a time in a draft, and none in what has left utkast."""

from __future__ import annotations

from goals.models import PlanVersion


def is_still_draft(draft: PlanVersion) -> bool:
    """Whether the version is a draft; if so its row is locked until the transaction that asks has ended."""
    drafts = PlanVersion.objects.select_for_update(of=("self",)).filter(pk=draft.pk, status=PlanVersion.Status.DRAFT)
    return drafts.values_list("pk", flat=True).first() is not None
