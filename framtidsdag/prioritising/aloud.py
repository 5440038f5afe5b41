"""Marks said aloud or on paper, entered by the processledare and counted as such."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import F
from django.utils import timezone

from framtidsdag.codes import hashed
from framtidsdag.errors import RoomError
from framtidsdag.models import KpiProposal, Mark, Participant, Workshop
from framtidsdag.participants.joining import forget_date
from framtidsdag.prioritising.hands import OF_ANOTHER, check_open, check_stands
from framtidsdag.rooms import writing_in

NONE_GIVEN = "Ange minst en markering."
NOT_ALOUD = "Markeringarna är deltagarens egna. Bara den som lade dem ändrar dem."
CHANGED = "Markeringarna har ändrats sedan du öppnade sidan. Så här står de nu."


@dataclass(frozen=True)
class Spoken:
    """Somebody who marked aloud or on paper: how many marks on each proposal, merged ones under the one that stands."""

    participant: Participant
    marks: Mapping[int, int]

    @property
    def total(self) -> int:
        return sum(self.marks.values())


def enter_aloud(
    *, workshop: Workshop, name: str, marks: Mapping[int, int], by: Any, at: dt.datetime,
    participant: Participant | None = None, key: uuid.UUID | None = None, seen: int | None = None,
) -> Participant:  # fmt: skip
    """Enter somebody's marks, by the proposals' pk; with ``participant``, correct those entered before.

    The same ``key`` again answers as the first time. ``seen`` is the revision of the marks that the form showed: when
    they have been changed since, nothing is. A correction to no marks at all takes them back.
    """
    wanted = {pk: count for pk, count in marks.items() if count}
    if any(count < 0 for count in wanted.values()):
        raise RoomError("Antalet markeringar är 0 eller fler.")
    with writing_in(workshop.pk, "marks", about=Mark) as (locked, room):
        secret = hashed(f"muntligt {key}") if key else None
        if participant is None and secret is not None:
            sent_before = Participant.objects.filter(receipt_hash=secret, day=locked.day_id).first()
            if sent_before is not None:
                return sent_before
        check_open(locked, room, is_aloud=True)
        if participant is None:
            if not wanted:
                raise RoomError(NONE_GIVEN)
            # Nobody keeps a receipt code of marks given aloud: its place holds what makes a form sent twice one.
            person = Participant.objects.create(
                day=room.day, kind=Participant.Kind.ALOUD, name=name, entered_by=by, joined_at=at,
                forget_on=forget_date(room.day, timezone.localdate(at)), receipt_hash=secret,
            )  # fmt: skip
        else:
            person = _corrected(participant, locked, name, seen)
        if sum(wanted.values()) > locked.marks_each:
            raise RoomError(f"Högst {locked.marks_each} markeringar får plats. Det här är {sum(wanted.values())}.")
        _lay(person, locked, wanted, at)
    return person


def spoken_in(workshop: Workshop) -> list[Spoken]:
    """Those whose marks were entered in the workshop, in the order they were; one query."""
    found = Mark.objects.filter(workshop=workshop, participant__kind=Participant.Kind.ALOUD)
    by_person: defaultdict[Participant, Counter[int]] = defaultdict(Counter)
    for mark in found.select_related("participant", "proposal").order_by("participant", "slot"):
        by_person[mark.participant][_root(mark.proposal)] += 1
    return [Spoken(person, counts) for person, counts in by_person.items()]


def _corrected(participant: Participant, workshop: Workshop, name: str, seen: int | None) -> Participant:
    person = Participant.objects.filter(pk=participant.pk, day=workshop.day_id).first()
    if person is None or person.kind != Participant.Kind.ALOUD:
        raise RoomError(NOT_ALOUD)
    if seen is not None and seen != person.revision:
        raise RoomError(CHANGED)
    if name != person.name:
        person.name = name
        person.save(update_fields=["name"])
    return person


def _lay(person: Participant, workshop: Workshop, wanted: Mapping[int, int], at: dt.datetime) -> None:
    """As few changes as lead there: what lies right is left, what lies wrong is moved, the rest added or taken back."""
    proposals = {
        one.pk: one for one in KpiProposal.objects.filter(workshop=workshop).select_related("merged_into")
    }  # fmt: skip
    if not wanted.keys() <= proposals.keys():
        raise RoomError(OF_ANOTHER)
    missing, spare = Counter(wanted), []
    laid = list(Mark.objects.filter(participant=person, workshop=workshop).order_by("slot"))
    for mark in laid:
        root = _root(proposals[mark.proposal_id])
        if missing[root] > 0:
            missing[root] -= 1
        else:
            spare.append(mark)
    changed = bool(spare)
    free = [slot for slot in range(1, workshop.marks_each + 1) if slot not in {mark.slot for mark in laid}]
    for pk in missing.elements():
        proposal = check_stands(proposals[pk])
        mark = spare.pop(0) if spare else Mark(participant=person, workshop=workshop, slot=free.pop(0))
        mark.proposal, mark.placed_at = proposal, at
        mark.save()
        changed = True
    for mark in spare:
        mark.delete()
    if changed:
        Participant.objects.filter(pk=person.pk).update(revision=F("revision") + 1)


def _root(proposal: KpiProposal) -> int:
    return proposal.merged_into_id or proposal.pk
