"""A sammanträde with its members in their seats, for tests of the pages around a vote."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

import goals.models as g
from assembly.models import Ballot, Procedure, RollCall, Step
from kungsor_portal.models import User
from tests import factories as f

MEETING = dt.date(2022, 3, 15)
PARTIES = "ABC"


@dataclass
class Hall:
    """``people`` and ``seats`` in the order of the seats' numbers; the first one chairs."""

    item: g.AgendaItem
    procedure: Procedure
    step: Step
    seats: list[g.Seat] = field(default_factory=list)
    people: list[g.Person] = field(default_factory=list)

    @property
    def chair(self) -> g.Person:
        return self.people[0]

    @property
    def meeting(self) -> g.Meeting:
        return self.item.meeting

    def account(self, at: int) -> User:
        """The account of the member at the place, made when it is first asked for."""
        person = self.people[at]
        if person.user is None:
            person.user = f.UserFactory(username=f"ledamot{at + 1:02}", representative=True)
            person.save()
        return person.user

    def roll_call(self, form: str = RollCall.Form.ROLL_CALL, **fields: object) -> RollCall:
        """An open vote on the step."""
        return f.RollCallFactory(step=self.step, form=form, chair=self.chair, opened_at=f.noon(MEETING), **fields)

    def vote(self, call: RollCall, votes: str) -> None:
        """The first members' votes: j, n, a, or - for a place that nobody answered from, which is then absent."""
        words = {"j": "yes", "n": "no", "a": "abstain", "-": "absent"}
        for at, sign in enumerate(votes):
            person = None if sign == "-" else self.people[at]
            Ballot.objects.create(
                roll_call=call, seat=self.seats[at], person=person, party=self.people[at].party, choice=words[sign],
                receipt=f"{call.pk}-{self.seats[at].pk}", cast_at=f.noon(MEETING),
            )  # fmt: skip

    def closed(self, votes: str, **fields: object) -> RollCall:
        """A vote on the step that is over."""
        call = self.roll_call()
        self.vote(call, votes)
        self.close(call, **fields)
        return call

    def close(self, call: RollCall, **fields: object) -> None:
        """Close the vote as it stands; who has not voted is absent."""
        voted = set(call.ballots.values_list("seat", flat=True))
        for seat, person in zip(self.seats, self.people, strict=True):
            if seat.pk not in voted:
                Ballot.objects.create(
                    roll_call=call, seat=seat, person=person, party=person.party, choice="absent",
                    receipt=f"{call.pk}-{seat.pk}", cast_at=f.noon(MEETING),
                )  # fmt: skip
        call.closed_at = f.noon(MEETING) + dt.timedelta(minutes=5)
        for name, value in fields.items():
            setattr(call, name, value)
        call.save()


def make_hall(
    size: int = 31, *, approved: bool = True, paragraph: int = 12, example: bool = False, closed: bool = False
) -> Hall:  # fmt: skip
    """A hall of ``size`` members from three parties, who all serve, and a beslutsgång of one step.

    ``closed``: in kommunstyrelsen, behind closed doors, and not in fullmäktige.
    """
    body = f.BodyFactory(board=True) if closed else f.BodyFactory(council=True)
    parties = [
        f.PartyFactory(name=f"Parti {letter}", abbreviation=letter, slug=f"parti-{letter.lower()}", is_example=example)
        for letter in PARTIES
    ]
    meeting = f.MeetingFactory(body=body, date=MEETING)
    matter = f.MatterFactory(title="Mål och budget 2023", slug="mal-och-budget-2023", dnr="KS 2022/1")
    item = f.AgendaItemFactory(meeting=meeting, matter=matter, paragraph=paragraph)
    procedure = f.ProcedureFactory(item=item, approved_at=f.noon(MEETING) if approved else None)
    hall = Hall(item, procedure, f.StepFactory(procedure=procedure, number=1))
    for number in range(1, size + 1):
        party = parties[(number - 1) % len(parties)]
        seat = f.SeatFactory(body=body, number=number, party=party)
        person = f.PersonFactory(name=f"Robin Exempelsson {number}", party=party, is_example=example)
        f.SeatHolderFactory(seat=seat, person=person)
        f.ServiceFactory(meeting=meeting, seat=seat, person=person)
        hall.seats.append(seat)
        hall.people.append(person)
    procedure.chair = hall.chair
    procedure.save()
    return hall
