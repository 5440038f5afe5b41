"""What a participant's page of the prioritering shows: the cards with one's own marks, and the receipt of them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Final

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from framtidsdag.models import Framtidsdag, Participant, Room, Workshop
from framtidsdag.phases import ORDER, shows_results
from framtidsdag.prioritising.hands import Hand
from framtidsdag.prioritising.results import marks_words
from framtidsdag.workshop.proposals import Card, cards_of

Phase = Framtidsdag.Phase
OPEN: Final = "open"
MESSAGES: Final = {
    "early": "Prioriteringen har inte börjat. När processledaren går vidare kan du markera här.",
    "closed": "Prioriteringen är stängd. Dina markeringar är lagrade.",
    "over": "Prioriteringen är avslutad. Dina markeringar är lagrade.",
}


@dataclass(frozen=True)
class Offer:
    """A way to move a mark when all are laid: from a proposal to the card's."""

    value: str
    number: int


@dataclass(frozen=True)
class Line:
    """A card and the participant's own marks on it. ``withdraw`` names the mark that is taken back next."""

    pk: int
    pks: frozenset[int]  # its own, and those of the proposals merged into it
    number: int
    card: SafeString
    count: int
    withdraw: str
    is_hidden: bool
    offers: tuple[Offer, ...] = ()

    @property
    def dots(self) -> str:
        return "●" * self.count

    @property
    def words(self) -> str:
        return marks_words(self.count)


@dataclass(frozen=True)
class Board:
    """The page's own part. ``state`` is open, early, closed or over; ``said`` and ``refused`` answer the last tap."""

    workshop: Workshop
    lines: list[Line]
    state: str
    each: int
    laid: int
    left: int
    slot: int
    revision: int
    said: str = ""
    refused: str = ""
    receipt: list[dict[str, Any]] = field(default_factory=list)

    @property
    def is_open(self) -> bool:
        return self.state == OPEN

    @property
    def message(self) -> str:
        """Why nothing can be marked, or empty."""
        return MESSAGES.get(self.state, "")

    @property
    def dots(self) -> str:
        """Marks laid as filled rings, those left as empty ones."""
        return "●" * self.laid + "○" * self.left


def state_of(room: Room, *, is_open: bool) -> str:
    """Whether marks are taken now (``framtidsdag.prioritising.hands.check_open`` says the same to whoever lays one)."""
    phase = Phase(room.day.phase)
    if phase == Phase.PRIORITISING:
        return OPEN if is_open and room.is_open else "closed"
    return "early" if ORDER.index(phase) < ORDER.index(Phase.PRIORITISING) else "over"


def results_are_shown(room: Room, workshop_pk: int) -> bool:
    """Whether the room may see this workshop's results: while the wall shows another's, its own are still secret."""
    if not shows_results(room.day.phase, room.scene):
        return False
    is_elsewhere = room.workshop_id is not None and room.workshop_id != workshop_pk
    return not (is_elsewhere and room.day.phase == Phase.PRIORITISING)


def state_seen(room: Room, participant: Participant, workshop_pk: int) -> tuple[Any, ...]:
    """What the page shows beside what the processledare does, for its ETag: read before the content."""
    return room.texts, participant.revision, room.marks if results_are_shown(room, workshop_pk) else ""


def board_of(
    hand: Hand, *, on: dt.date, said: str = "", refused: str = "", offers_to: int | None = None
) -> Board:  # fmt: skip
    """The board as it stands. ``offers_to`` is the proposal that there was no mark left for: one can be moved there."""
    lines, receipt = [], []
    for card in cards_of(hand.workshop, on=on):
        mine = hand.on(card.pk)
        # A hidden proposal is there for whoever has marks to take back from it, and for nobody else.
        if card.words.is_hidden and not mine:
            continue
        offers = tuple(_offers(hand, card)) if card.pk == offers_to and not hand.left else ()
        pks = frozenset({card.pk, *(words.pk for words in card.merged)})
        withdraw = f"{mine[-1].slot}-{mine[-1].proposal_id}" if mine else f"0-{card.pk}"
        lines.append(
            Line(card.pk, pks, card.number, _drawn(card), len(mine), withdraw, card.words.is_hidden, offers)
        )  # fmt: skip
        if mine:
            receipt.append({
                "number": card.number, "title": card.words.title, "hidden": card.words.hidden,
                "words": marks_words(len(mine)), "dots": "●" * len(mine),
            })  # fmt: skip
    return Board(
        workshop=hand.workshop, lines=lines, state=state_of(hand.room, is_open=hand.workshop.is_open),
        each=hand.workshop.marks_each, laid=len(hand.marks), left=hand.left, slot=hand.next_slot or 0,
        revision=hand.participant.revision, said=said, refused=refused, receipt=receipt,
    )  # fmt: skip


def _offers(hand: Hand, card: Card) -> list[Offer]:
    """One for each proposal that the participant has marks on, the card's own aside."""
    last_on = {mark.proposal_id: mark for mark in hand.marks.values()}
    found = [mark for mark in last_on.values() if card.pk not in (mark.proposal_id, mark.proposal.merged_into_id)]
    found.sort(key=lambda mark: mark.proposal.number)
    return [Offer(f"{mark.slot}-{mark.proposal_id}-{card.pk}", mark.proposal.number) for mark in found]


def _drawn(card: Card) -> SafeString:
    """The card is the same for everyone in the room, and drawn once."""
    return _render(card) if settings.DEBUG else _kept(card)


@lru_cache(maxsize=500)
def _kept(card: Card) -> SafeString:
    return _render(card)


def _render(card: Card) -> SafeString:
    return mark_safe(render_to_string("framtidsdag/proposal_card.html", {"card": card}))  # noqa: S308 (a template's own)
