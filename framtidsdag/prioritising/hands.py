"""A participant's marks in a workshop: which are laid, which are left, and whether they may be changed now."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from framtidsdag.errors import RoomError
from framtidsdag.models import Framtidsdag, KpiProposal, Mark, Participant, Room, Workshop
from framtidsdag.phases import ORDER
from framtidsdag.rooms import writing_in

Phase = Framtidsdag.Phase
NOTHING_DONE = "Inga markeringar lades eller flyttades."
NOT_BEGUN = f"Prioriteringen har inte börjat. {NOTHING_DONE}"
OVER = f"Prioriteringen är avslutad. {NOTHING_DONE}"
WORKSHOP_CLOSED = f"Prioriteringen är stängd. {NOTHING_DONE}"
ROOM_CLOSED = f"Rummet är stängt. {NOTHING_DONE}"
ELSEWHERE = "Du deltar inte i den här Framtidsdagen."
OF_ANOTHER = "Förslaget hör inte till den här workshopen."


@dataclass
class Hand:
    """The marks by slot, each with its proposal, and the room as it was when they were read."""

    participant: Participant
    workshop: Workshop
    room: Room
    marks: dict[int, Mark]

    @property
    def left(self) -> int:
        return max(0, self.workshop.marks_each - len(self.marks))

    @property
    def next_slot(self) -> int | None:
        """The lowest free slot, which is filled next; None where every mark is laid."""
        return next((slot for slot in range(1, self.workshop.marks_each + 1) if slot not in self.marks), None)

    def on(self, pk: int) -> list[Mark]:
        """The marks on the proposal and on those merged into it, by slot."""
        return [mark for mark in self.marks.values() if pk in (mark.proposal_id, mark.proposal.merged_into_id)]


def held(participant: Participant, workshop: Workshop, room: Room) -> Hand:
    """The participant's marks as they are; one query."""
    found = Mark.objects.filter(participant=participant, workshop=workshop).select_related("proposal").order_by("slot")
    return Hand(participant, workshop, room, {mark.slot: mark for mark in found})


@contextmanager
def locked(participant: Participant, workshop: Workshop) -> Iterator[Hand]:
    """A transaction with the workshop locked and the day's marks' revision raised: nothing else changes the marks."""
    with writing_in(workshop.pk, "marks", about=Mark) as (current, room):
        if participant.day_id != current.day_id:
            raise RoomError(ELSEWHERE)
        yield held(participant, current, room)


def check_open(workshop: Workshop, room: Room, *, is_aloud: bool = False) -> None:
    """Raises RoomError unless marks are taken now. Those said aloud are entered in a closed room too."""
    phase = Phase(room.day.phase)
    if phase != Phase.PRIORITISING:
        raise RoomError(NOT_BEGUN if ORDER.index(phase) < ORDER.index(Phase.PRIORITISING) else OVER)
    if not workshop.is_open:
        raise RoomError(WORKSHOP_CLOSED)
    if not room.is_open and not is_aloud:
        raise RoomError(ROOM_CLOSED)


def check_stands(proposal: KpiProposal | None) -> KpiProposal:
    """Raises RoomError for a proposal that is not there, hidden, or merged into another."""
    if proposal is None:
        raise RoomError(OF_ANOTHER)
    if (other := proposal.merged_into) is not None:
        raise RoomError(
            f"Förslag {proposal.number} är sammanslaget med förslag {other.number}. Markera förslag {other.number}."
        )
    if proposal.is_hidden:
        raise RoomError(f"Förslag {proposal.number} är dolt av processledaren och kan inte markeras.")
    return proposal
