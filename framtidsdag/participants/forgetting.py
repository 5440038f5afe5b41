"""Participants are forgotten on the day they were told: token, name and account go, marks and texts stay.

So does the hash of the receipt code, which finds one's own proposals for whoever kept the code and tells nobody else
anything.
"""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from framtidsdag.models import Framtidsdag, Participant
from framtidsdag.models.room import ParticipantQuerySet
from framtidsdag.participants import wrong_codes


def participants_to_forget(day: Framtidsdag, on: dt.date | None = None) -> ParticipantQuerySet:
    """The day's participants who should have been forgotten before today and are not: nobody runs the command."""
    on = on or timezone.localdate()
    return Participant.objects.filter(day=day).to_forget(on - dt.timedelta(days=1))


def forget(*, on: dt.date, at: dt.datetime) -> int:
    """Forget everyone whose day has come. Answers how many; the second time none."""
    return Participant.objects.to_forget(on).update(token_hash=None, name="", user=None, forgotten_at=at)


def forget_wrong_codes(at: dt.datetime) -> int:
    """Remove the addresses, as hashes, of wrong codes that slow nobody down any more."""
    removed: int = wrong_codes.prune(at).delete()[0]
    return removed
