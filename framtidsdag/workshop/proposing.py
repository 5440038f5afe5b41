"""What is written in a workshop: proposals of nyckeltal, the notes of what was said, and which proposals are one.

Every function answers what is stored, or raises RoomError in Swedish and changes nothing. What is sent twice with the
same key is stored once and answered as the first time.
"""

from __future__ import annotations

import datetime as dt
import logging
import uuid
from collections.abc import Collection
from typing import Any, Final

from django.db.models import Max

from framtidsdag.errors import RoomError
from framtidsdag.models import DiscussionNote, Framtidsdag, KpiProposal, Participant, Room, Workshop
from framtidsdag.phases import is_over
from framtidsdag.rooms import writing_in
from kpis.models import Kpi

_log = logging.getLogger(__name__)
Phase = Framtidsdag.Phase
NOT_NOW: Final = "Förslag läggs medan workshopen pågår."
CLOSED: Final = "Workshopen är stängd. Inget sparades, men texten finns kvar här."
ROOM_CLOSED: Final = "Rummet är stängt. Inget sparades, men texten finns kvar här."
OTHER_DAY: Final = "Du deltar i en annan Framtidsdag."
NOT_YOURS: Final = "Förslaget är någon annans. Bara den som lade det kan ändra det."


def propose(
    *, workshop: Workshop, key: uuid.UUID, kpi: Kpi | None = None, title: str = "", reason: str = "",
    participant: Participant | None = None, by: Any = None, at: dt.datetime,
) -> KpiProposal:  # fmt: skip
    """Propose a nyckeltal: of the catalogue, whose title it then has, or in free words.

    By a ``participant``, or entered for someone by the processledare ``by``, who may until the prioritering is over.
    """
    title = _named(kpi) if kpi else title.strip()
    _check_words(title, reason)
    with writing_in(workshop.pk, "texts", about=KpiProposal) as (locked, room):
        if (found := KpiProposal.objects.filter(key=key).first()) is not None:
            return _as_before(found, locked, title, reason, participant, by)
        _check_open(locked, room, participant, by, for_proposals=True)
        taken = KpiProposal.objects.filter(day=room.day_id).aggregate(most=Max("number"))["most"] or 0
        room.last_number = max(room.last_number, taken) + 1
        room.save(update_fields=["last_number"])
        return KpiProposal.objects.create(
            workshop=locked, day=room.day, number=room.last_number, key=key, kpi=kpi, title=title, reason=reason,
            participant=participant, entered_by=by, written_at=at,
        )  # fmt: skip


def amend(
    *, proposal: KpiProposal, title: str = "", reason: str = "", participant: Participant | None = None,
    by: Any = None, at: dt.datetime,
) -> KpiProposal:  # fmt: skip
    """Change one's own words while the workshop is open; the title of one from the catalogue stays.

    The processledare ``by`` changes those entered by a processledare.
    """
    del at  # the row keeps when it was written
    with writing_in(proposal.workshop_id, "texts", about=KpiProposal) as (locked, room):
        found = KpiProposal.objects.get(pk=proposal.pk)
        is_own = found.participant_id == participant.pk if participant else found.entered_by_id is not None
        if not is_own or (participant is None and by is None):
            raise RoomError(NOT_YOURS)
        _check_open(locked, room, participant, by, for_proposals=False)
        if found.is_hidden or found.merged_into_id:
            raise RoomError("Förslaget är dolt eller sammanslaget med ett annat. Då ändras det inte.")
        title = found.title if found.kpi_id else title.strip()
        _check_words(title, reason)
        if (title, reason) != (found.title, found.reason):
            found.title, found.reason = title, reason
            found.save(update_fields=["title", "reason"])
        return found


def note(
    *, workshop: Workshop, key: uuid.UUID, text: str, participant: Participant | None = None, by: Any = None,
    at: dt.datetime,
) -> DiscussionNote:  # fmt: skip
    """Note what was said, as a participant or as the processledare ``by``."""
    text = text.strip()
    if not text:
        raise RoomError("Skriv vad ni talade om.", "text")
    if len(text) > DiscussionNote.MOST:
        raise RoomError(f"Anteckningen får vara högst {DiscussionNote.MOST} tecken.", "text")
    with writing_in(workshop.pk, "texts", about=DiscussionNote) as (locked, room):
        if (found := DiscussionNote.objects.filter(key=key).first()) is not None:
            is_same = (found.workshop_id, found.participant_id) == (locked.pk, participant.pk if participant else None)
            if not is_same or found.text != text:
                raise RoomError("Formuläret är redan skickat. Ladda om sidan och skriv en ny anteckning.")
            return found
        _check_open(locked, room, participant, by, for_proposals=False)
        return DiscussionNote.objects.create(
            workshop=locked, key=key, participant=participant, entered_by=by, text=text, written_at=at
        )


def merge(*, target: KpiProposal, others: Collection[int], by: Any, at: dt.datetime) -> KpiProposal:
    """Let ``target`` stand for the others too, named by their primary keys; their words, numbers and marks are kept.

    What had been merged into one of the others follows along.
    """
    del at  # no row keeps it; who did it is in the log
    with writing_in(target.workshop_id, "texts", "marks", about=KpiProposal) as (locked, room):
        _check_not_over(room)
        rows = {row.pk: row for row in KpiProposal.objects.filter(workshop=locked)}
        standing, chosen = rows[target.pk], sorted(set(others) - {target.pk})
        if not chosen:
            raise RoomError("Välj minst två förslag att slå samman.", "forslag")
        if any(pk not in rows for pk in chosen):
            raise RoomError("Alla förslagen hör inte till den här workshopen.", "forslag")
        _check_stands(standing)
        for pk in chosen:
            if rows[pk].merged_into_id != standing.pk:
                _check_stands(rows[pk])
        if KpiProposal.objects.filter(pk__in=chosen, answer__isnull=False).exists():
            raise RoomError("Ett av förslagen har redan fått svar. Ta tillbaka svaret först.", "forslag")
        # Those merged earlier first: the database wants each to be merged with one that stands by itself.
        KpiProposal.objects.filter(merged_into__in=chosen).update(merged_into=standing)
        KpiProposal.objects.filter(pk__in=chosen).update(merged_into=standing)
    _log.info("proposals %s merged into %s, by %s", chosen, standing.pk, getattr(by, "pk", None))
    return standing


def separate(*, proposal: KpiProposal, by: Any, at: dt.datetime) -> KpiProposal:
    """Let a merged proposal stand by itself again; one that does already is left as it is."""
    del at
    with writing_in(proposal.workshop_id, "texts", "marks", about=KpiProposal) as (_, room):
        _check_not_over(room)
        found = KpiProposal.objects.get(pk=proposal.pk)
        if found.merged_into_id is not None:
            found.merged_into = None
            found.save(update_fields=["merged_into"])
    _log.info("proposal %s stands by itself again, by %s", found.pk, getattr(by, "pk", None))
    return found


def _named(kpi: Kpi) -> str:
    """The nyckeltal's title; a longer one than a proposal has room for is cut."""
    most = KpiProposal.MOST_TITLE
    return kpi.title if len(kpi.title) <= most else f"{kpi.title[: most - 1].rstrip()}…"


def _check_words(title: str, reason: str) -> None:
    if not title:
        raise RoomError("Skriv vilket nyckeltal du föreslår, eller välj ett ur katalogen.", "title")
    if len(title) > KpiProposal.MOST_TITLE:
        raise RoomError(f"Nyckeltalet får vara högst {KpiProposal.MOST_TITLE} tecken.", "title")
    if len(reason) > KpiProposal.MOST_REASON:
        raise RoomError(f"Motiveringen får vara högst {KpiProposal.MOST_REASON} tecken.", "reason")


def _as_before(
    found: KpiProposal, workshop: Workshop, title: str, reason: str, participant: Participant | None, by: Any
) -> KpiProposal:
    """The answer that the same form had the first time; a form of somebody else's, or with other words, is refused."""
    author = (participant.pk if participant else None, by.pk if by else None)
    if (found.workshop_id, found.participant_id, found.entered_by_id) != (workshop.pk, *author):
        raise RoomError("Formuläret är redan skickat av någon annan. Ladda om sidan och försök igen.")
    if (found.title, found.reason) != (title, reason):
        raise RoomError(f"Formuläret är redan skickat och blev förslag {found.number}. Ändra det förslaget i stället.")
    return found


def _check_open(
    workshop: Workshop, room: Room, participant: Participant | None, by: Any, *, for_proposals: bool
) -> None:
    """Raises RoomError when nothing is taken: the phase, the room, the workshop, or whose day it is."""
    if participant is None and by is None:
        raise RoomError("Gå med i Framtidsdagen först.")
    if participant is not None and participant.day_id != room.day_id:
        raise RoomError(OTHER_DAY)
    is_late = for_proposals and participant is None and room.day.phase == Phase.PRIORITISING
    if room.day.phase != Phase.WORKSHOP and not is_late:
        raise RoomError(NOT_NOW)
    if participant is not None and not room.is_open:
        raise RoomError(ROOM_CLOSED)
    if not workshop.is_open and not (for_proposals and participant is None):
        raise RoomError(CLOSED)


def _check_stands(proposal: KpiProposal) -> None:
    if proposal.is_hidden:
        raise RoomError(f"Förslag {proposal.number} är dolt. Visa det först.", "forslag")
    if proposal.merged_into_id is not None:
        raise RoomError(f"Förslag {proposal.number} är redan sammanslaget. Skilj det åt först.", "forslag")


def _check_not_over(room: Room) -> None:
    if is_over(room.day.phase):
        raise RoomError("Dagen är bearbetad. Det som skrevs och markerades ändras inte mer.")
