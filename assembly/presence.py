"""Närvaro as a list to tap on: each seat at a §, who serves on it, and who can be called in, in which order."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q

from assembly.serving import Place, Serving, minority_of, quorum_of, serving_at
from goals.models import AgendaItem, Body, Meeting, Party, Person, Seat, SeatHolder, Service


@dataclass(frozen=True, slots=True)
class Option:
    """A substitute for a seat. ``busy_on`` is the number of the seat that they serve on already at the §."""

    person: Person
    number: int
    party: str
    busy_on: int | None = None
    is_next: bool = False


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """A seat at the §. ``until`` is the last § before somebody has the seat again; None: the rest of the meeting."""

    place: Place
    options: list[Option]
    until: int | None = None
    error: str = ""

    @property
    def next(self) -> Option | None:
        return next((option for option in self.options if option.is_next), None)

    @property
    def others(self) -> list[Option]:
        """Those who are not first in turn and free to serve."""
        return [option for option in self.options if not option.is_next and option.busy_on is None]


@dataclass(frozen=True, slots=True)
class PartyRows:
    party: Party | None
    rows: list[PlaceRow] = field(default_factory=list)

    @property
    def present(self) -> int:
        return sum(row.place.person is not None for row in self.rows)


@dataclass(frozen=True, slots=True)
class ParagraphCount:
    """How many serve at a § of the agenda, and what that suffices for."""

    paragraph: int
    title: str
    present: int
    quorum: int
    number_of_seats: int

    @property
    def has_quorum(self) -> bool:
        return self.present >= self.quorum

    @property
    def minority(self) -> int:
        return minority_of(self.present)


@dataclass(frozen=True, slots=True)
class Presence:
    """The whole list at one §."""

    paragraph: int
    serving: Serving
    parties: list[PartyRows]
    is_begun: bool  # somebody serves at some § of the meeting


def presence(meeting: Meeting, paragraph: int, *, errors: dict[int, str] | None = None) -> Presence:
    """Every seat by party at the §; ``errors`` are shown at their seats. Six queries, whatever the number of seats."""
    serving = serving_at(meeting, paragraph)
    substitutes = _substitutes(meeting)
    services = list(Service.objects.filter(meeting=meeting))
    parties: dict[Party | None, PartyRows] = {}
    for place in sorted(serving.seats, key=_party_order):
        later = [s.from_paragraph for s in services if s.seat_id == place.seat.pk and s.from_paragraph > paragraph]
        row = PlaceRow(
            place, _options(meeting, place, substitutes, serving), min(later) - 1 if later else None,
            (errors or {}).get(place.seat.pk, ""),
        )  # fmt: skip
        parties.setdefault(place.seat.party, PartyRows(place.seat.party)).rows.append(row)
    return Presence(paragraph, serving, list(parties.values()), bool(services))


def counts(meeting: Meeting, items: Iterable[AgendaItem], number_of_seats: int) -> list[ParagraphCount]:
    """Presence, quorum and the third at each § of the agenda, in one query."""
    services = list(Service.objects.filter(meeting=meeting, seat__kind=Seat.Kind.MEMBER))
    return [
        ParagraphCount(
            item.paragraph, item.matter.title, sum(_holds(service, item.paragraph) for service in services),
            quorum_of(number_of_seats), number_of_seats,
        )
        for item in items
        if item.paragraph
    ]  # fmt: skip


def _holds(service: Service, paragraph: int) -> bool:
    return service.from_paragraph <= paragraph and (service.to_paragraph or paragraph) >= paragraph


def _party_order(place: Place) -> tuple[bool, str, int]:
    party = place.seat.party
    return party is None, party.name if party else "", place.seat.number


def _substitutes(meeting: Meeting) -> list[SeatHolder]:
    """Holders of the body's substitute places on the meeting's day, in the parties' order."""
    held = SeatHolder.objects.filter(
        Q(until__isnull=True) | Q(until__gte=meeting.date), since__lte=meeting.date,
        seat__body=meeting.body_id, seat__kind=Seat.Kind.SUBSTITUTE,
        seat__period_start__lte=meeting.date, seat__period_end__gte=meeting.date,
    )  # fmt: skip
    return list(held.select_related("seat__party", "person__party").order_by("seat__number", "seat__party__name", "pk"))


def _options(meeting: Meeting, place: Place, substitutes: list[SeatHolder], serving: Serving) -> list[Option]:
    """The party's own in order; in another body than fullmäktige those of other parties after them."""
    own = [one for one in substitutes if one.seat.party_id == place.seat.party_id]
    others: list[Any] = []
    if meeting.body.kind != Body.Kind.COUNCIL:
        others = [one for one in substitutes if one.seat.party_id != place.seat.party_id]
    found: list[Option] = []
    has_next = False
    for one in [*own, *others]:
        if one.person == place.person:
            continue
        busy = serving.place_of(one.person)
        is_next = busy is None and not has_next
        has_next = has_next or is_next
        party = one.seat.party.abbreviation if one.seat.party else ""
        found.append(Option(one.person, one.seat.number, party, busy.seat.number if busy else None, is_next))
    return found
