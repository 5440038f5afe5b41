"""Whether a day is ready for a phase, and what is made when it enters it."""

from __future__ import annotations

import datetime as dt

from framtidsdag.errors import RoomError
from framtidsdag.models import Framtidsdag, KpiProposal, Room
from framtidsdag.situation.facts import freeze

Phase = Framtidsdag.Phase


def check(room: Room, to: str) -> None:
    """Raises RoomError with what is missing before the day can be moved to the phase."""
    day = room.day
    if to == Phase.PROCESSED:
        left = KpiProposal.objects.filter(day=day).unanswered().count()
        if left:
            raise RoomError(f"{left} förslag har inte fått svar. Dagen blir bearbetad när alla har det.")
    if to == Phase.REPORTED:
        left = day.assignments.filter(reports__isnull=True).count()
        if left:
            raise RoomError(f"{left} uppdrag är inte återrapporterade än.")


def prepare(room: Room, to: str, at: dt.datetime) -> None:
    """What the phase needs when it begins: in the nuläge, the facts as they are that day."""
    if to == Phase.SITUATION:
        freeze(room.day, at)
