"""A council with three parties, their substitutes in order, and a meeting with three matters; for tests of the room."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

import goals.models as g
from tests import factories as f

TODAY, MEETING = dt.date(2021, 11, 20), dt.date(2021, 11, 29)
SHARES = {"A": 3, "B": 2, "C": 2}


@dataclass
class Room:
    """What a test names: seats by number, substitutes by party ("A1" is the first of A's), items by §."""

    body: g.Body
    meeting: g.Meeting
    seats: dict[int, g.Seat] = field(default_factory=dict)
    holders: dict[int, g.Person] = field(default_factory=dict)
    substitutes: dict[str, g.Person] = field(default_factory=dict)
    items: dict[int, g.AgendaItem] = field(default_factory=dict)


def make_room(*, announced: dt.date | None = None, date: dt.date = MEETING) -> Room:
    """Seven seats, two substitutes a party, and §§ 84–86."""
    body = f.BodyFactory(council=True, number_of_seats=7)
    meeting = f.MeetingFactory(body=body, date=date, announced_on=announced)
    room = Room(body, meeting)
    number = 0
    for letter, count in SHARES.items():
        party = f.PartyFactory(name=f"Parti {letter}", slug=f"parti-{letter.lower()}", abbreviation=letter)
        for _ in range(count):
            number += 1
            room.seats[number] = f.SeatFactory(body=body, number=number, party=party)
            person = f.PersonFactory(name=f"Ledamot {number}", party=party)
            room.holders[number] = f.SeatHolderFactory(seat=room.seats[number], person=person).person
        for at in (1, 2):
            place = f.SeatFactory(body=body, number=at, party=party, kind="substitute")
            person = f.PersonFactory(name=f"Ersättare {letter}{at}", party=party)
            room.substitutes[f"{letter}{at}"] = f.SeatHolderFactory(seat=place, person=person).person
    for paragraph in (84, 85, 86):
        matter = f.MatterFactory(title=f"Ärende {paragraph}", slug=f"arende-{paragraph}", dnr=f"KS 2021/{paragraph}")
        room.items[paragraph] = g.AgendaItem.objects.create(meeting=meeting, matter=matter, paragraph=paragraph)
    return room
