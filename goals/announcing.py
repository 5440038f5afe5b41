"""What a sammanträde that has been announced or held keeps: nobody can un-read what has been public.

A proposal on the agenda of the steering body is public from the announcement of its meeting (kommunallagen 8 kap.
14 §), so that day, the meeting and the matter on its agenda stay once the day has come. Asked by the secretary's room
and by the admin alike.
"""

from __future__ import annotations

import datetime as dt

from django.conf import settings

from goals.dates import written
from goals.models import AgendaItem, Decision, Meeting, PlanVersion
from goals.models.plans import PlanVersionQuerySet


def is_announced(meeting: Meeting, on: dt.date) -> bool:
    return meeting.announced_on is not None and meeting.announced_on <= on


def is_known(meeting: Meeting, on: dt.date) -> bool:
    """Whether the meeting has a page that anyone may read on the day: it is announced, or its day has come."""
    return is_announced(meeting, on) or meeting.date <= on


def refusals(before: Meeting, after: Meeting, on: dt.date) -> dict[str, str]:
    """Field → why it cannot be changed as it is in ``after``; empty when all of it can."""
    found = {}
    if is_announced(before, on) and after.announced_on != before.announced_on:
        assert before.announced_on is not None
        found["announced_on"] = (
            f"Sammanträdet är tillkännagivet sedan {written(before.announced_on)}. Det som blev offentligt då kan ha "
            "lästs, så dagen står kvar (kommunallagen 8 kap. 14 §)."
        )
    if is_known(before, on):
        known = "tillkännagivet" if is_announced(before, on) else "hållet"
        kept = (
            f"Sammanträdet är {known}, och dess sida ligger på organ och dag. Lägg in ett nytt sammanträde i stället."
        )
        found |= {"date": kept} if after.date != before.date else {}
        found |= {"body": kept} if after.body_id != before.body_id else {}
    return found


def deletion_refusal(meeting: Meeting, on: dt.date) -> str:
    """Why the meeting cannot be deleted; empty when it can."""
    if not is_announced(meeting, on):
        return ""
    return "Sammanträdet är tillkännagivet och tas inte bort: det som blev offentligt då kan ha lästs."


def item_refusal(item: AgendaItem, on: dt.date) -> str:
    """Why the matter cannot be taken off the agenda, nor the row be given another matter; empty when it can."""
    if Decision.objects.filter(meeting=item.meeting_id, matter=item.matter_id).exists():
        return "Beslutet i ärendet är registrerat vid sammanträdet. Ärendet står kvar på dagordningen."
    if is_announced(item.meeting, on) and waiting_in([item.matter_id], item.meeting).exists():
        return (
            "Ärendets förslag blev offentligt när sammanträdet tillkännagavs (kommunallagen 8 kap. 14 §). "
            "Ärendet står kvar på dagordningen."
        )
    return ""


def waiting_in(matters: list[int], meeting: Meeting) -> PlanVersionQuerySet:
    """Proposals in the matters that nothing but the announcement of the meeting makes public.

    Only a meeting of the steering body makes any public.
    """
    if meeting.body.slug != settings.MUNICIPALITY.steering_body:
        return PlanVersion.objects.none()
    return PlanVersion.objects.filter(
        matter__in=matters, status=PlanVersion.Status.PROPOSED, published_on__isnull=True
    ).select_related("plan__body", "matter")
