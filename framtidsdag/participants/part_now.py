"""What a participant is shown of the day just now: what there is to do in its phase, and where."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, F, Q

from framtidsdag.models import Framtidsdag, Participant, Workshop
from framtidsdag.participants.taking_part import url_or_none
from framtidsdag.presenting import programme

Phase = Framtidsdag.Phase


def now_of(day: Framtidsdag, participant: Participant) -> dict[str, Any]:
    """What part_now.html reads, with a query for the phase's own rows."""
    date = day.in_address
    now: dict[str, Any] = {"programme": [], "workshops": [], "facts_url": None, "own_url": None}
    if day.phase == Phase.PLANNED:
        now["programme"] = programme(day)
    elif day.phase == Phase.SITUATION:
        now["facts_url"] = url_or_none("day_facts", date)
    elif day.phase == Phase.WORKSHOP:
        now["workshops"] = _workshops(day, participant, "part_workshop")
    elif day.phase == Phase.PRIORITISING:
        now["workshops"] = _workshops(day, participant, "part_marking")
    else:
        now["own_url"] = url_or_none("my_proposals", date)
    return now


def _workshops(day: Framtidsdag, participant: Participant, url_name: str) -> list[dict[str, Any]]:
    """Each goal's workshop, the one on the big screen first, with how many marks are left to place in it."""
    date = day.in_address
    rows = Workshop.objects.filter(day=day).select_related("goal").only("order", "is_open", "marks_each", "goal__name")
    own = Count("marks", filter=Q(marks__participant=participant))
    found = [
        {
            "name": row.goal.name,
            "url": url_or_none(url_name, date, row.pk),
            "is_open": row.is_open,
            "is_focus": row.pk == day.room.workshop_id,
            "left": row.left,
            "marks_each": row.marks_each,
        }
        for row in rows.annotate(left=F("marks_each") - own).order_by("order")
    ]
    return sorted(found, key=lambda one: not one["is_focus"])
