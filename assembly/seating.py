"""Mandat: a new mandate period by numbers per party, and who holds each seat from day to day.

Keyword-only, one transaction each. Raises ``SeatError`` with the field and a Swedish reason; nothing is changed then.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.db import IntegrityError, models, transaction
from django.db.models import Max, Q

from goals.dates import written
from goals.models import Body, Party, Person, Seat, SeatHolder
from goals.models.bodies import SeatKind
from goals.refusals import refusal

# Newly elected fullmäktige begin on 15 October of an election year, for four years (kommunallagen 5 kap. 9 §).
BEGINS: Final = (10, 15)
YEARS: Final = 4
ONE_DAY: Final = dt.timedelta(days=1)


class SeatError(Exception):
    """Refused; ``field`` is the form's field that it is about, or empty."""

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.field = field


class SeatsError(Exception):
    """Refused; ``faults`` says at which seats, and why."""

    def __init__(self, faults: Mapping[Seat, str]) -> None:
        super().__init__("; ".join(faults.values()))
        self.faults = faults


@dataclass(frozen=True, slots=True)
class Period:
    """A body's mandate period."""

    start: dt.date
    end: dt.date

    def holds(self, day: dt.date) -> bool:
        return self.start <= day <= self.end

    def __str__(self) -> str:
        return f"{written(self.start)} till {written(self.end)}"


@dataclass(frozen=True, slots=True)
class Share:
    """How many seats and substitutes a party has."""

    members: int
    substitutes: int


def periods_of(body: Body) -> list[Period]:
    """The body's mandate periods that have seats, the latest first."""
    rows = body.seats.order_by("-period_start").values_list("period_start", "period_end").distinct()
    return [Period(*row) for row in rows]


def next_period(body: Body, today: dt.date) -> Period:
    """The one to propose: after the latest that has seats; else the one of the day."""
    known = periods_of(body)
    start = known[0].end + ONE_DAY if known else _period_begun(today)
    return Period(start, _years_on(start) - ONE_DAY)


def shares_of(body: Body, period: Period | None) -> dict[int, Share]:
    """Party → how many seats it has in the period."""
    if period is None:
        return {}
    found: dict[int, Share] = {}
    rows = body.seats.filter(period_start=period.start, party__isnull=False).values_list("party", "kind")
    for party, kind in rows:
        had = found.get(party or 0, Share(0, 0))
        is_member = kind == SeatKind.MEMBER
        found[party or 0] = Share(had.members + is_member, had.substitutes + (not is_member))
    return found


def substitutes_by_law(members: int) -> int:
    """What is usual where fullmäktige have decided half: half of the party's seats, rounded up (kommunallagen 5:8)."""
    return -(-members // 2)


def new_period(*, body: Body, period: Period, shares: Mapping[Party, Share]) -> int:
    """Make the seats of a mandate period, numbered in the parties' order. Answers how many seats there are."""
    total = sum(share.members for share in shares.values())
    if total == 0:
        raise SeatError("Fyll i antal mandat för minst ett parti.")
    if period.end < period.start:
        raise SeatError("Perioden slutar innan den börjar.", "end")
    clash = body.seats.filter(period_start__lte=period.end, period_end__gte=period.start).first()
    if clash is not None:
        known = Period(clash.period_start, clash.period_end)
        raise SeatError(f"Organet har redan mandat för {known}. Perioder kan inte gå in i varandra.", "start")
    fields = {"body": body, "period_start": period.start, "period_end": period.end}
    seats: list[Seat] = []
    for party, share in shares.items():
        seats += [
            Seat(**fields, party=party, kind=SeatKind.MEMBER, number=len(_members(seats)) + 1 + at)
            for at in range(share.members)
        ]
        seats += [
            Seat(**fields, party=party, kind=SeatKind.SUBSTITUTE, number=at + 1) for at in range(share.substitutes)
        ]
    try:
        with transaction.atomic():
            Seat.objects.bulk_create(seats)
    except IntegrityError as error:
        raise SeatError(refusal(Seat, error)) from error
    return total


def _members(seats: list[Seat]) -> list[Seat]:
    return [seat for seat in seats if seat.kind == SeatKind.MEMBER]


def begin(*, seat: Seat, person: Person, since: dt.date) -> SeatHolder:
    """The person holds the seat from the day. A person not stored yet is stored with it."""
    if not seat.period_start <= since <= seat.period_end:
        raise SeatError(f"Dagen ligger utanför mandatperioden, {Period(seat.period_start, seat.period_end)}.", "since")
    current = seat.holders.filter(until__isnull=True).select_related("person").first()
    if current is not None:
        raise SeatError(f"{current.person} har platsen. Avsluta det först.", "person")
    last = seat.holders.aggregate(last=Max("until"))["last"]
    if last is not None and since <= last:
        raise SeatError(f"Platsen har en innehavare till och med {written(last)}.", "since")
    if not person._state.adding:
        other = _held_by(person, seat).first()
        if other is not None:
            what = str(other.seat.get_kind_display()).lower()
            raise SeatError(f"{person} har redan en plats i organet, som {what} {other.seat.number}.", "person")
    try:
        with transaction.atomic():
            if person._state.adding:
                person.save()
            return SeatHolder.objects.create(seat=seat, person=person, since=since)
    except IntegrityError as error:
        raise SeatError(refusal(SeatHolder, error), "person") from error


def fill(*, named: Mapping[Seat, str], since: dt.date) -> int:
    """People begin on several seats the same day: known by name and party, else new. Answers how many.

    Raises ``SeatsError`` with a reason for each seat that cannot be; then nobody begins.
    """
    faults: dict[Seat, str] = {}
    known = {
        (person.name.casefold(), person.party_id): person
        for person in Person.objects.filter(party__in={seat.party_id for seat in named if seat.party_id})
    }
    with transaction.atomic():
        for seat, name in named.items():
            person = known.get((name.casefold(), seat.party_id)) or Person(
                name=name, party=seat.party, is_example=bool(seat.party and seat.party.is_example)
            )
            try:
                known[name.casefold(), seat.party_id] = begin(seat=seat, person=person, since=since).person
            except SeatError as error:
                faults[seat] = str(error)
        if faults:
            raise SeatsError(faults)
    return len(named)


def _held_by(person: Person, seat: Seat) -> models.QuerySet[SeatHolder]:
    """Seats of the same body and mandate period that the person still holds."""
    return SeatHolder.objects.filter(
        Q(until__isnull=True), person=person, seat__body=seat.body_id, seat__period_start=seat.period_start
    ).select_related("seat")


def end(*, holder: SeatHolder, until: dt.date) -> SeatHolder:
    """The person's last day on the seat."""
    if holder.until is not None:
        raise SeatError("Det är redan avslutat.", "until")
    if until < holder.since:
        raise SeatError(f"{holder.person} fick platsen {written(holder.since)}.", "until")
    if until > holder.seat.period_end:
        raise SeatError(f"Mandatperioden slutar {written(holder.seat.period_end)}.", "until")
    with transaction.atomic():
        holder.until = until
        holder.save(update_fields=["until"])
    return holder


def _period_begun(today: dt.date) -> dt.date:
    """The day on which the mandate period of the day began."""
    year = today.year - (today.year - 2022) % YEARS
    start = dt.date(year, *BEGINS)
    return start if start <= today else dt.date(year - YEARS, *BEGINS)


def _years_on(day: dt.date) -> dt.date:
    """The same day four years later; 29 February is 28."""
    try:
        return day.replace(year=day.year + YEARS)
    except ValueError:
        return day.replace(year=day.year + YEARS, day=28)
