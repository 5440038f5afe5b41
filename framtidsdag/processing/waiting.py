"""Proposals of a plan's Framtidsdagar that wait for an answer, told to those who answer where they write the levels."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse

from framtidsdag.models import Framtidsdag
from framtidsdag.rules import may_answer
from goals.dates import written
from goals.models import PlanVersion


@dataclass(frozen=True, slots=True)
class Waiting:
    """A day in the bearbetning, and how many of its proposals have no answer yet."""

    text: str
    url: str


def waiting_for(draft: PlanVersion, user: Any) -> list[Waiting]:
    """The plan's days with proposals to answer; none for those who do not answer. One query."""
    if not may_answer(user):
        return []
    standing = Q(proposals__merged_into__isnull=True, proposals__hidden_at__isnull=True)
    left = Count("proposals", filter=standing & Q(proposals__answer__isnull=True))
    days = Framtidsdag.objects.filter(plan=draft.plan_id, phase=Framtidsdag.Phase.PROCESSING, date__isnull=False)
    rows: Any = days.annotate(left=left).filter(left__gt=0).order_by("date")
    return [
        Waiting(
            f"{day.left} förslag från Framtidsdagen {written(day.date)} väntar på svar",
            reverse("answering", args=[day.in_address]),
        )
        for day in rows
    ]
