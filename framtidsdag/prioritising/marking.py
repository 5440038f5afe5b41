"""Where marks are laid, moved and taken back; what was said aloud is entered by ``framtidsdag.prioritising.aloud``.

Each function is one transaction under the workshop's lock and raises ``RoomError`` with a Swedish message; then nothing
is changed. A form names the slot that it fills and what it showed there (``seen``): what a phone sends twice finds its
own mark and is answered as the first time, and of two pages that fill one slot the second is told.
"""

from __future__ import annotations

import datetime as dt

from django.db.models import F

from framtidsdag.errors import RoomError
from framtidsdag.models import KpiProposal, Mark, Participant, Workshop
from framtidsdag.prioritising.hands import check_open, check_stands, locked

NOT_NAMED = "Det framgår inte vilken markering som tas tillbaka. Läs in sidan på nytt."


class _AlreadySo(Exception):  # noqa: N818  (it is what was found, not a fault)
    """What is asked for is done already: the transaction ends as if nothing had been asked."""

    def __init__(self, mark: Mark | None) -> None:
        self.mark = mark


def place(
    *, participant: Participant, workshop: Workshop, proposal: KpiProposal | int, at: dt.datetime,
    slot: int | None = None, seen: int | None = None,
) -> Mark:  # fmt: skip
    """Lay a mark on the proposal: the lowest free one, or that of ``slot``, which is moved if it lies elsewhere.

    ``seen`` is the proposal that the form showed the slot's mark on (0: none); None moves it from wherever it lies.
    """
    pk = _pk(proposal)
    try:
        with locked(participant, workshop) as hand:
            mark = hand.marks.get(slot) if slot is not None else None
            if mark is not None and mark.proposal_id == pk:
                raise _AlreadySo(mark)
            check_open(hand.workshop, hand.room)
            slot = hand.next_slot if slot is None else slot
            if slot is None or not 1 <= slot <= hand.workshop.marks_each:
                raise RoomError(_full(hand.workshop))
            _check_seen(mark, slot, seen)
            target = check_stands(_of_workshop(hand.workshop, pk))
            if mark is None:
                mark = Mark(participant=participant, workshop=hand.workshop, slot=slot)
            mark.proposal, mark.placed_at = target, at
            mark.save()
            _raise_revision(participant)
    except _AlreadySo as found:
        mark = found.mark
    assert mark is not None
    return mark


def withdraw(
    *, participant: Participant, workshop: Workshop, at: dt.datetime, slot: int | None = None,
    proposal: KpiProposal | int | None = None,
) -> Mark | None:  # fmt: skip
    """Take back the slot's mark, or the last one on the proposal, those merged into it included.

    With both, the slot's mark is taken back only if it still lies there. None where it has been taken back already.
    What lies on a hidden or merged proposal is taken back like the rest. ``at`` is when it is done; nothing keeps it.
    """
    if slot is None and proposal is None:
        raise RoomError(NOT_NAMED)
    try:
        with locked(participant, workshop) as hand:
            if slot is None:
                mark = next(reversed(hand.on(_pk(proposal))), None)
            else:
                mark = hand.marks.get(slot)
            if mark is None:
                raise _AlreadySo(None)
            check_open(hand.workshop, hand.room)
            if slot is not None:
                _check_seen(mark, slot, None if proposal is None else _pk(proposal))
            mark.delete()
            _raise_revision(participant)
    except _AlreadySo:
        return None
    return mark


def _of_workshop(workshop: Workshop, pk: int) -> KpiProposal | None:
    return KpiProposal.objects.filter(pk=pk, workshop=workshop).select_related("merged_into").first()


def _pk(proposal: KpiProposal | int | None) -> int:
    return proposal.pk if isinstance(proposal, KpiProposal) else int(proposal or 0)


def _full(workshop: Workshop) -> str:
    each = workshop.marks_each
    laid = "Din enda markering är redan lagd" if each == 1 else f"Alla dina {each} markeringar är redan lagda"
    return f"{laid}. Ta tillbaka eller flytta en."


def _check_seen(mark: Mark | None, slot: int, seen: int | None) -> None:
    """Raises RoomError when the slot's mark is not where the form showed it."""
    if seen is None or seen == (mark.proposal_id if mark else 0):
        return
    stands = f"ligger nu på förslag {mark.proposal.number}" if mark else "är tillbakatagen"
    raise RoomError(f"Inget ändrades: markering {slot} {stands}, från en annan sida. Så här står det nu.")


def _raise_revision(participant: Participant) -> None:
    Participant.objects.filter(pk=participant.pk).update(revision=F("revision") + 1)
