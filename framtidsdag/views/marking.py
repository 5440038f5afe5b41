"""Prioritering on a phone: the cards with one's own marks. Each tap is stored at once, with JavaScript or without."""

from __future__ import annotations

import json
import re
from copy import copy
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from framtidsdag.errors import RoomError
from framtidsdag.fetching import workshop_or_404
from framtidsdag.models import Framtidsdag, Mark, Participant, Workshop
from framtidsdag.participants.room_etags import etags_for
from framtidsdag.participants.taking_part import answered, for_participants, frame_of, participant_at, unchanged
from framtidsdag.prioritising import marking
from framtidsdag.prioritising.hands import held
from framtidsdag.prioritising.marking_page import Board, board_of, results_are_shown, state_seen
from framtidsdag.prioritising.results import shown
from framtidsdag.prioritising.tally import tally_of
from goals.publishing import wants_fragment

NOT_UNDERSTOOD = "Det gick inte att läsa vad du tryckte på. Så här står det nu."
_NUMBER = re.compile(r"[0-9]{1,18}", re.ASCII)


@login_not_required
@require_safe
@for_participants
def part_marking(request: HttpRequest, day: Framtidsdag, participant: Participant, pk: int) -> HttpResponse:
    """The cards with one's own marks; the polled part is 304 until something in the room or one's own hand changes."""
    if known := unchanged(request, day.room, participant, *state_seen(day.room, participant, pk)):
        return known
    workshop = workshop_or_404(day, pk)
    board = board_of(held(participant, workshop, day.room), on=timezone.localdate())
    return _page(request, day, participant, board)


@login_not_required
@require_POST
@for_participants
def part_mark(request: HttpRequest, day: Framtidsdag, participant: Participant, pk: int) -> HttpResponse:
    """Lay, move or take back one mark; then back to the card."""
    workshop = workshop_or_404(day, pk)
    tap = _Tap(request.POST)
    seen = participant.revision
    said = refused = ""
    try:
        said = tap.done(participant, workshop)
    except RoomError as error:
        refused = str(error)
    if not refused and not wants_fragment(request):
        return redirect(_address(day, workshop) + _anchor(workshop, tap.about))
    if refused:
        # It may have been closed, hidden or merged meanwhile: all of it is read anew.
        day = participant_at(request, day.in_address).day  # type: ignore[union-attr]
        workshop = workshop_or_404(day, pk)
    # Read before the marks: the page may then be newer than its ETag says, never older.
    participant.refresh_from_db(fields=["revision"])
    board = board_of(
        held(participant, workshop, day.room), on=timezone.localdate(), said=said, refused=refused,
        offers_to=tap.about if refused else None,
    )  # fmt: skip
    if not wants_fragment(request):
        return _page(request, day, participant, board, status=422)
    touched = None if tap.revision != seen else tap.touched
    return _changed(request, day, participant, board, touched)


class _Tap:
    """What was tapped, as the form's buttons send it: ``proposal``, ``withdraw`` or ``move``; raw and unchecked."""

    def __init__(self, data: Any) -> None:
        self.data = data
        self.move, self.withdraw = _numbers(data.get("move"), 3), _numbers(data.get("withdraw"), 2)
        self.proposal, self.slot = _number(data.get("proposal")), _number(data.get("slot"))
        self.revision = _number(data.get("revision"))
        # What it is about, and every proposal whose marks it changes.
        self.about = (self.move or self.withdraw or [self.proposal or 0])[-1]
        self.touched = {self.about, *(self.move or [])[1:]}

    def done(self, participant: Participant, workshop: Workshop) -> str:
        """Do it, and say so. Raises RoomError where it is refused or not understood."""
        who: dict[str, Any] = {"participant": participant, "workshop": workshop, "at": timezone.now()}
        if self.move:
            slot, seen, to = self.move
            return f"Markeringen är flyttad till {_name(marking.place(slot=slot, seen=seen, proposal=to, **who))}."
        if self.withdraw:
            slot, lies = self.withdraw
            taken = marking.withdraw(slot=slot, proposal=lies, **who)
            return (
                f"En markering är tillbakatagen från {_name(taken)}." if taken else "Ingen markering att ta tillbaka."
            )
        if self.proposal is None or ("slot" in self.data and self.slot is None):
            raise RoomError(NOT_UNDERSTOOD)
        # The form shows the slot as free: whatever lies there now was laid from another page.
        fresh = None if self.slot is None else 0
        mark = marking.place(slot=self.slot, seen=fresh, proposal=self.proposal, **who)
        return f"En markering är lagd på {_name(mark)}."


def _name(mark: Mark) -> str:
    return f"förslag {mark.proposal.number}"


def _number(text: Any) -> int | None:
    return int(text) if isinstance(text, str) and _NUMBER.fullmatch(text) else None


def _numbers(text: Any, count: int) -> list[int] | None:
    """ "3-15" as numbers; None for anything else."""
    found = [_number(part) for part in str(text or "").split("-")]
    numbers = [number for number in found if number is not None]
    return numbers if len(numbers) == len(found) == count else None


def _address(day: Framtidsdag, workshop: Workshop) -> str:
    return reverse("part_marking", args=[day.in_address, workshop.pk])


def _page(
    request: HttpRequest, day: Framtidsdag, participant: Participant, board: Board, *, status: int = 200
) -> HttpResponse:  # fmt: skip
    """The page; or its polled part, with what has changed of the board since it was drawn (``?kort``, ``?mina``)."""
    room, workshop = day.room, board.workshop
    address = _address(day, workshop)
    cards = f"{room.texts}.{board.state}"
    changed = ""
    if wants_fragment(request):
        changed = "marks" if request.GET.get("mina") != str(board.revision) else ""
        changed = "board" if request.GET.get("kort") != cards else changed
    context = frame_of(
        day, participant, heading=f"Prioritering: {workshop.goal}", current="part_marking",
        poll_url=f"{address}?kort={cards}&mina={board.revision}", live="framtidsdag/marking_live.html",
    )  # fmt: skip
    context |= {
        "board": board, "changed": changed, "read_url": address, "is_part": wants_fragment(request),
        "mark_url": f"{address}markera/",
        "results": shown(tally_of(workshop), ident="resultat") if results_are_shown(room, workshop.pk) else None,
    }  # fmt: skip
    return answered(
        request, "framtidsdag/part_marking.html", context, *state_seen(room, participant, workshop.pk), status=status
    )


def _changed(
    request: HttpRequest, day: Framtidsdag, participant: Participant, board: Board, touched: set[int] | None
) -> HttpResponse:  # fmt: skip
    """The cards whose marks the tap changed; with None all of them, and the whole board where it was refused."""
    address = _address(day, board.workshop)
    lines = [line for line in board.lines if touched is None or line.pks & touched]
    context = {"board": board, "lines": lines, "mark_url": f"{address}markera/", "is_part": True}
    status = 422 if board.refused else 200
    response = render(request, "framtidsdag/marking_changed.html", context, status=status)
    # The polled part of the page need not come again for what its own phone has done.
    polled = copy(request)
    polled.path = address
    _, part = etags_for(polled, day.room, participant.pk, *state_seen(day.room, participant, board.workshop.pk))
    response.headers["HX-Trigger"] = json.dumps({"marked": {"etag": part}})
    return response


def _anchor(workshop: Workshop, pk: int) -> str:
    """The card that shows the proposal, which may be merged into another."""
    found = workshop.proposals.filter(pk=pk).values_list("merged_into__number", "number").first()
    return f"#forslag-{found[0] or found[1]}" if found else ""
