"""Tjänstgöring: who serves on which seat at a § of a meeting, and what follows from it.

``serving_at`` answers quorum (kommunallagen 5:45) and the third (5:50) in a fixed number of queries. The writers below
are the only ones that change ``Service``: keyword-only, one transaction each, with ``by`` (a user) and ``at`` (an aware
datetime). They raise ``ServingError`` with a Swedish message; then nothing is changed.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from assembly.locking import changing
from goals.models import Meeting, Party, Person, Seat, SeatHolder, Service
from goals.models.bodies import BodyKind
from goals.models.meetings import ServiceReason

_log = logging.getLogger(__name__)


class ServingError(ValueError):
    """It cannot be so; the message says in Swedish why, and who serves is unchanged."""


@dataclass(frozen=True, slots=True)
class Place:
    """A seat at a §. ``person`` serves on it, or is None; ``holder`` is whose seat it is that day, if anyone's."""

    seat: Seat
    person: Person | None
    holder: Person | None
    reason: str = ""

    @property
    def party(self) -> Party | None:
        """Whom the vote is counted with: the party of whoever serves, that of the seat where nobody does."""
        return self.person.party if self.person else self.seat.party

    @property
    def instead_of(self) -> Person | None:
        """The seat's holder, where somebody else serves on it."""
        return self.holder if self.person and self.person != self.holder else None

    @property
    def reason_label(self) -> str:
        return str(ServiceReason(self.reason).label) if self.reason else ""


@dataclass(frozen=True, slots=True)
class Serving:
    """Every seat of the body at one § of a meeting, in the order of their numbers."""

    seats: list[Place]
    number_of_seats: int

    @property
    def present(self) -> int:
        """How many serve."""
        return sum(place.person is not None for place in self.seats)

    @property
    def quorum(self) -> int:
        """How many must serve for anything to be decided: more than half of the seats (kommunallagen 5:45)."""
        return quorum_of(self.number_of_seats)

    @property
    def has_quorum(self) -> bool:
        return self.present >= self.quorum

    @property
    def minority(self) -> int:
        """How many can have the matter postponed: at least a third of those present (kommunallagen 5:50)."""
        return minority_of(self.present)

    def place_of(self, person: Person) -> Place | None:
        """The place that the person serves on; None for one who does not serve."""
        return next((place for place in self.seats if place.person == person), None)


def quorum_of(number_of_seats: int) -> int:
    """The smallest number that is more than half."""
    return number_of_seats // 2 + 1


def minority_of(present: int) -> int:
    """The smallest r with 3r ≥ present; one where nobody is present, so that nothing is granted to no one."""
    return max(1, -(-present // 3))


def serving_at(meeting: Meeting, paragraph: int) -> Serving:
    """Who serves on each of the body's seats when the § is handled. Three queries, whatever the number of seats."""
    seats = list(_seats(meeting, Seat.Kind.MEMBER).order_by("number", "pk"))
    services = {
        service.seat_id: service
        for service in _within(meeting, paragraph, paragraph).select_related("person__party")
    }  # fmt: skip
    holders = holders_of(meeting, seats)
    places = [
        Place(
            seat, service.person if (service := services.get(seat.pk)) else None, holders.get(seat.pk),
            service.reason if service else "",
        )
        for seat in seats
    ]  # fmt: skip
    return Serving(places, len(seats) or meeting.body.number_of_seats or 0)


def number_of_seats(meeting: Meeting) -> int:
    """The body's seats in the mandate period of the meeting; where none are entered, as many as it has now, if known.

    A body has not had as many seats in every period: those of its own period are what a meeting is counted by.
    """
    return _seats(meeting, Seat.Kind.MEMBER).count() or meeting.body.number_of_seats or 0


def serve(
    *, meeting: Meeting, seat: Seat, person: Person, from_paragraph: int, to_paragraph: int | None = None,
    reason: str = ServiceReason.ORDINARY, by: Any, at: dt.datetime,
) -> Service:  # fmt: skip
    """The person serves on the seat from § to § (open end: the rest of the meeting), in the place of whoever did."""
    _check_paragraphs(from_paragraph, to_paragraph)
    with changing(meeting.pk, Service, ServingError):
        _check_seat(meeting, seat)
        _check_person(meeting, seat, person)
        _cut(meeting, seat, from_paragraph, to_paragraph)
        elsewhere = _within(meeting, from_paragraph, to_paragraph).filter(person=person).select_related("seat").first()
        if elsewhere is not None:
            raise ServingError(f"{person} tjänstgör redan på mandat {elsewhere.seat.number} då.")
        service = Service.objects.create(
            meeting=meeting, seat=seat, person=person, from_paragraph=from_paragraph, to_paragraph=to_paragraph,
            reason=reason,
        )  # fmt: skip
    _told("serves", meeting, seat, by)
    return service


def call_roll(*, meeting: Meeting, absent: set[int], by: Any, at: dt.datetime) -> int:
    """Each holder serves from § 1 on their own seat, save on ``absent`` seats and those that have someone already.

    Returns how many began to serve. ``absent`` holds primary keys of seats.
    """
    with changing(meeting.pk, Service, ServingError):
        seats = list(_seats(meeting, Seat.Kind.MEMBER).order_by("number", "pk"))
        serving = Service.objects.filter(meeting=meeting)
        taken = set(serving.values_list("seat", flat=True)) | absent
        busy = set(serving.values_list("person", flat=True))
        holders = holders_of(meeting, seats)
        rows = [
            Service(meeting=meeting, seat=seat, person=holders[seat.pk], from_paragraph=1)
            for seat in seats
            if seat.pk in holders and seat.pk not in taken and holders[seat.pk].pk not in busy
        ]
        Service.objects.bulk_create(rows)
    _log.info("meeting %s: %s begin to serve, by %s", meeting.pk, len(rows), getattr(by, "pk", None))
    return len(rows)


def leave(
    *, meeting: Meeting, seat: Seat, from_paragraph: int, to_paragraph: int | None = None, by: Any, at: dt.datetime
) -> None:
    """Nobody serves on the seat from § to §; whoever did comes back after it.

    Who leaves for another reason than jäv does not come back that day (kommunallagen 5:20): leave the end open.
    """
    _check_paragraphs(from_paragraph, to_paragraph)
    with changing(meeting.pk, Service, ServingError):
        _check_seat(meeting, seat)
        if not _cut(meeting, seat, from_paragraph, to_paragraph):
            raise ServingError(f"Ingen tjänstgör på mandat {seat.number} då.")
    _told("leaves", meeting, seat, by)


def disqualify(
    *, meeting: Meeting, seat: Seat, paragraph: int, substitute: Person | None = None, by: Any, at: dt.datetime
) -> Service | None:
    """Jäv (kommunallagen 5:47, 6:28): whoever serves on the seat steps aside at the §, for a substitute if any."""
    with transaction.atomic():
        leave(meeting=meeting, seat=seat, from_paragraph=paragraph, to_paragraph=paragraph, by=by, at=at)
        if substitute is None:
            return None
        return serve(
            meeting=meeting, seat=seat, person=substitute, from_paragraph=paragraph, to_paragraph=paragraph,
            reason=ServiceReason.DISQUALIFIED, by=by, at=at,
        )  # fmt: skip


def _seats(meeting: Meeting, kind: str) -> QuerySet[Seat]:
    """The body's seats in the mandate period that holds the meeting's day."""
    return Seat.objects.filter(
        body=meeting.body_id, kind=kind, period_start__lte=meeting.date, period_end__gte=meeting.date
    ).select_related("party")


def holders_of(meeting: Meeting, seats: Iterable[Seat]) -> dict[int, Person]:
    """Whose each seat is on the meeting's day."""
    on_the_day = Q(until__isnull=True) | Q(until__gte=meeting.date)
    held = SeatHolder.objects.filter(on_the_day, seat__in=seats, since__lte=meeting.date)
    return {row.seat_id: row.person for row in held.order_by("since", "pk").select_related("person__party")}


def _within(meeting: Meeting, first: int, last: int | None) -> QuerySet[Service]:
    """Services that hold any § from first to last; no last: to the meeting's end."""
    found = Service.objects.filter(Q(to_paragraph__isnull=True) | Q(to_paragraph__gte=first), meeting=meeting)
    return found if last is None else found.filter(from_paragraph__lte=last)


def _cut(meeting: Meeting, seat: Seat, first: int, last: int | None) -> int:
    """Take the seat's services away from § to §, and keep what lies before and after; how many were cut."""
    found = list(_within(meeting, first, last).filter(seat=seat))
    for service in found:
        before, after = service.from_paragraph < first, last is not None and service.to_paragraph != last
        after = after and (service.to_paragraph is None or service.to_paragraph > (last or 0))
        end = service.to_paragraph
        if before:
            service.to_paragraph = first - 1
            service.save(update_fields=["to_paragraph"])
        else:
            service.delete()
        if after and last is not None:
            Service.objects.create(
                meeting=meeting, seat=seat, person_id=service.person_id, from_paragraph=last + 1, to_paragraph=end,
                reason=service.reason,
            )  # fmt: skip
    return len(found)


def _check_paragraphs(first: int, last: int | None) -> None:
    if first < 1:
        raise ServingError("Paragraferna räknas från 1.")
    if last is not None and last < first:
        raise ServingError("Till § kan inte vara lägre än från §.")


def _check_seat(meeting: Meeting, seat: Seat) -> None:
    if seat.body_id != meeting.body_id or seat.kind != Seat.Kind.MEMBER:
        raise ServingError("Mandatet hör inte till organet som sammanträder.")
    if not seat.period_start <= meeting.date <= seat.period_end:
        raise ServingError("Mandatet gäller en annan mandatperiod.")


def _check_person(meeting: Meeting, seat: Seat, person: Person) -> None:
    """The seat's holder, or a substitute: in fullmäktige one of the seat's own party (kommunallagen 5:21)."""
    on_the_day = Q(until__isnull=True) | Q(until__gte=meeting.date)
    held = SeatHolder.objects.filter(on_the_day, person=person, since__lte=meeting.date)
    if held.filter(seat=seat).exists():
        return
    places = held.filter(seat__in=_seats(meeting, Seat.Kind.SUBSTITUTE))
    if not places.exists():
        raise ServingError(f"{person} har varken mandatet eller en ersättarplats den dagen.")
    if meeting.body.kind == BodyKind.COUNCIL and not places.filter(seat__party=seat.party_id).exists():
        raise ServingError(f"{person} är ersättare för ett annat parti (kommunallagen 5 kap. 21 §).")


def _told(what: str, meeting: Meeting, seat: Seat, by: Any) -> None:
    _log.info("meeting %s, seat %s: %s, by %s", meeting.pk, seat.pk, what, getattr(by, "pk", None))
