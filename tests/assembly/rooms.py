"""A chamber: thirty-one seats, four made-up parties, two substitutes each, and a matter with three versions at § 42.

    chamber = make_chamber()                       everybody serves from § 1; the chair is on the first seat
    chamber = make_chamber(present=16)             those on the seats after the sixteenth are not there
    chamber = make_chamber(accounts=True)          everyone can sign in (`person.user`)
    step = chamber.main()                          a beslutsgång with the main question alone, approved
    procedure = chamber.begin(remit=True, counters=2, additions=["…"])     and so on; approved
    roll_call = chamber.open(step)                 an upprop; `form="phones"` for phones
    chamber.vote(roll_call, yes=15, no=15)         from the first seat on; the rest stay silent
    chamber.decide(roll_call, yes=16, no=15)       the same, and closed; returns the Result

Ek has 11 seats (a third of 31 is 11), Björk 9, Asp 6 and Sälg 5. Everything goes through the modules that the portal
itself uses; `STEP` is `by=None` and an `at` on the day.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

import assembly.models as a
import goals.models as g
from assembly import procedures, serving, voting
from assembly.models.procedures import POSTPONING
from assembly.progress import progress_of
from assembly.questions import Proposal, written_out
from kungsor_portal.models import User
from tests import factories as f

DAY = f.ADOPTED_ON
AT = f.noon(DAY)
STEP: dict[str, Any] = {"by": None, "at": AT}
PARAGRAPH = 42
PARTIES = {"Ek": 11, "Björk": 9, "Asp": 6, "Sälg": 5}
PERIOD = {"period_start": dt.date(2018, 10, 15), "period_end": dt.date(2022, 10, 14)}


@dataclass
class Chamber:
    meeting: g.Meeting
    item: g.AgendaItem
    seats: list[g.Seat]
    people: list[g.Person]  # the holder of each seat, in the same order
    substitutes: dict[str, list[g.Person]]  # party's abbreviation → in its order
    versions: list[g.PlanVersion] = field(default_factory=list)  # the main proposal first

    @property
    def matter(self) -> g.Matter:
        return self.item.matter

    @property
    def chair(self) -> g.Person:
        return self.people[0]

    @property
    def step(self) -> dict[str, Any]:
        """As STEP, on the day of the meeting."""
        return {"by": None, "at": f.noon(self.meeting.date)}

    @property
    def serving(self) -> serving.Serving:
        return serving.serving_at(self.meeting, self.item.paragraph or 0)

    def begin(
        self, *, counters: int = 1, remit: bool = False, table: bool = False, additions: tuple[Any, ...] = ()
    ) -> a.Procedure:  # fmt: skip
        """An approved beslutsgång on the chamber's versions; additions are texts or Proposals."""
        proposals = [Proposal(version.name, version) for version in self.versions]
        added = [one if isinstance(one, Proposal) else Proposal(one) for one in additions]
        asked = written_out(proposals[0], proposals[1 : counters + 1], remit=remit, table=table, additions=added)
        procedure = procedures.start(item=self.item, chair=self.chair, **self.step)
        procedures.set_steps(procedure=procedure, questions=asked, **self.step)
        return procedures.approve(procedure=procedure, **self.step)

    def main(self) -> a.Step:
        """The main question of a beslutsgång that has no other."""
        return self.begin().steps.get()

    def again(self, date: dt.date) -> Chamber:
        """The same matter at another meeting of the same people, all serving."""
        meeting = f.MeetingFactory(body=self.meeting.body, date=date)
        item = f.AgendaItemFactory(meeting=meeting, matter=self.matter, paragraph=PARAGRAPH)
        serving.call_roll(meeting=meeting, absent=set(), **self.step)
        return Chamber(meeting, item, self.seats, self.people, self.substitutes, self.versions)

    def open(self, step: a.Step, form: str = "upprop") -> a.RollCall:
        return voting.open_roll_call(step=step, form=form, **self.step)

    def vote(self, roll_call: a.RollCall, *, yes: int = 0, no: int = 0, abstain: int = 0) -> None:
        """Votes from the first seat on, as the secretary taps them."""
        choices = ["yes"] * yes + ["no"] * no + ["abstain"] * abstain
        for seat, choice in zip(self.seats, choices, strict=False):
            voting.enter(roll_call=roll_call, seat=seat, choice=choice, **self.step)

    def decide(self, roll_call: a.RollCall, **votes: int) -> voting.Result:
        self.vote(roll_call, **votes)
        return voting.close(roll_call=roll_call, **self.step)


def make_chamber(*, present: int = 31, accounts: bool = False, versions: int = 3) -> Chamber:
    meeting = f.MeetingFactory(date=DAY)
    matter = f.MatterFactory()
    item = f.AgendaItemFactory(meeting=meeting, matter=matter, paragraph=PARAGRAPH)
    seats: list[g.Seat] = []
    people: list[g.Person] = []
    substitutes: dict[str, list[g.Person]] = {}
    for name, size in PARTIES.items():
        party = f.PartyFactory(name=f"{name}partiet", abbreviation=name)
        people += (own := [_person(f"{name} {number}", party, accounts) for number in range(1, size + 1)])
        seats += [_seat(meeting.body, len(seats) + n, party, person) for n, person in enumerate(own, start=1)]
        substitutes[name] = [_person(f"{name} ersättare {number}", party, accounts) for number in (1, 2)]
        for number, person in enumerate(substitutes[name], start=1):
            _seat(meeting.body, number, party, person, kind="substitute")
    chamber = Chamber(meeting, item, seats, people, substitutes)
    serving.call_roll(meeting=meeting, absent={seat.pk for seat in seats[present:]}, **STEP)
    for number in range(versions):
        name = "kommunstyrelsens förslag" if number == 0 else f"{list(PARTIES)[number]}partiets förslag"
        status = {"proposed": True} if number == 0 else {"moved": True}
        plan = {"plan": chamber.versions[0].plan} if number else {}
        chamber.versions.append(f.PlanVersionFactory(matter=matter, name=name, **status, **plan))
    return chamber


def _person(name: str, party: g.Party, accounts: bool) -> g.Person:
    user = User.objects.create(username=name.lower().replace(" ", "-")) if accounts else None
    return f.PersonFactory(name=name, party=party, user=user)


def _seat(body: g.Body, number: int, party: g.Party, person: g.Person, kind: str = "member") -> g.Seat:
    seat = f.SeatFactory(body=body, number=number, party=party, kind=kind, **PERIOD)
    f.SeatHolderFactory(seat=seat, person=person)
    return seat


def led_to(procedure: a.Procedure, decision: g.Decision) -> None:
    """The decision that the beslutsgång led to is registered."""
    procedure.decision = decision
    procedure.save(update_fields=["decision"])


def state() -> list[Any]:
    """Everything that a refused step must have left alone."""
    return [list(model.objects.order_by("pk").values()) for model in (a.Procedure, a.Step, a.RollCall, a.Ballot)]


def settle_until(procedure: a.Procedure, kind: str) -> a.Step:
    """Decide today, and answer no to whatever else comes before the first step of the kind; returns that one."""
    while (found := progress_of(procedure).next) and found.step.kind != kind:
        procedures.settle(step=found.step, outcome="yes" if found.step.kind in POSTPONING else "no", **STEP)
    assert found is not None
    return found.step
