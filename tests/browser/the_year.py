"""A year of mål och budget in Exempelby, a municipality that does not exist: its people, and how far the year has come.

    year = Year()                     the parties, 31 seats with substitutes, the groups that write, the secretary
    june = year.june()                fullmäktige has adopted mål och budget in June
    year.put_forward(basis)           kommunstyrelsen's revision and two parties' alternatives, in the matter
    year.referred()                   and all of that sent back at the first meeting, at a minority's request
    year.at_the_main_question()       the second meeting, one absent, where two proposals stand against each other
    year.voted()                      and fifteen to fifteen, decided by the chair

Each of the journeys in test_the_year.py begins where the one before it ended, made here through the portal's own code;
what a journey is about, it does through the pages.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.test import override_settings

import assembly.models as a
import goals.models as g
from assembly import procedures, serving, voting
from assembly.decision_cases import case_of
from assembly.registering import Filled
from assembly.registering import register as register_case
from assembly.suggesting import put_forward_in, suggested
from goals import copying, decisions
from goals.transitions import Outcome
from kungsor_portal.municipality import Municipality
from tests import factories as f
from tests.portal.exempelby import EXEMPELBY

JUNE = dt.date(2021, 6, 14)
BOARD = dt.date(2021, 10, 18)
ANNOUNCED, FIRST = dt.date(2021, 11, 1), dt.date(2021, 11, 15)
SECOND = dt.date(2021, 12, 1)
POSTED = dt.date(2021, 12, 3)  # three weeks later is julafton, a Friday
NEW_YEAR = dt.date(2022, 1, 1)
PARTIES = {"Ek": 11, "Björk": 9, "Asp": 6, "Sälg": 5}
PARAGRAPH = 84
# By seat: the chair and the first ten with kommunstyrelsen, and so the last four who are there.
FIFTEEN_TO_FIFTEEN = ["yes"] * 11 + ["no"] * 15 + ["yes"] * 4
NAME = "Reviderad mål och budget 2022"
REASONS = "Vi vill se vad skolan kostar innan vi beslutar."


@contextmanager
def exempelby() -> Iterator[None]:
    """The portal serves Exempelby."""
    with override_settings(MUNICIPALITY=Municipality.from_folder(EXEMPELBY), MUNICIPALITY_DIR=EXEMPELBY):
        yield


def done(day: dt.date) -> dict[str, Any]:
    return {"by": None, "at": f.noon(day)}


class Year:
    """The made-up municipality. ``people`` are the holders of seats 1–31, the chair on the first."""

    def __init__(self) -> None:
        self.council, self.board = f.BodyFactory(council=True), f.BodyFactory(board=True)
        self.secretary = f.UserFactory(username="sekreteraren", secretary=True, unit="Kansliet")
        self.seats: list[g.Seat] = []
        self.people: list[g.Person] = []
        self.substitutes: dict[str, list[g.Person]] = {}
        drafting = f.DraftGroupFactory(name="Budgetberedningen", slug="beredning", party=None, body=self.board)
        self.groups = {"budgetberedningen": drafting}
        for name, size in PARTIES.items():
            self._party(name, size)
        self.plan = f.PlanFactory(body=self.council, year=2022)
        self.matter = f.MatterFactory(title=NAME, slug="revidering-2022", dnr="KS 2021/200")

    def _party(self, name: str, size: int) -> None:
        party = f.PartyFactory(name=f"{name}partiet", slug=name.lower(), abbreviation=name)
        self.groups[name] = f.DraftGroupFactory(name=f"{name}partiet", slug=f"grupp-{name.lower()}", party=party)
        for number in range(1, size + 1):
            account = f.UserFactory(username=f"{name}-{number}", representative=True) if number == 1 else None
            person = f.PersonFactory(name=f"{name} {number}", party=party, user=account)
            seat = f.SeatFactory(body=self.council, number=len(self.seats) + 1, party=party)
            f.SeatHolderFactory(seat=seat, person=person)
            self.seats.append(seat)
            self.people.append(person)
        self.substitutes[name] = []
        for number in (1, 2):
            place = f.SeatFactory(body=self.council, number=number, party=party, kind="substitute")
            person = f.PersonFactory(name=f"{name} ersättare {number}", party=party)
            self.substitutes[name].append(f.SeatHolderFactory(seat=place, person=person).person)

    def draft(self, name: str, group: str, basis: g.PlanVersion | None = None, **fields: Any) -> g.PlanVersion:
        """A group's draft, to which the secretary is invited."""
        version = copying.new_draft(
            plan=self.plan, name=name, basis=basis, group=self.groups[group], at=f.noon(dt.date(2021, 5, 3)), **fields
        )
        f.DraftInvitationFactory(version=version, user=self.secretary, invited_at=f.noon(dt.date(2021, 5, 3)))
        return version

    def june(self) -> g.PlanVersion:
        """As fullmäktige adopted it in June, beside the plan of the year that goes on."""
        f.PlanVersionFactory(
            plan=f.PlanFactory(body=self.council, year=2021), name="Mål och budget 2021", adopted=True,
            on=dt.date(2020, 11, 30), matter=f.MatterFactory(title="Mål och budget 2021", slug="mal-och-budget-2021"),
        )  # fmt: skip
        version: g.PlanVersion = f.PlanVersionFactory(
            plan=self.plan, name="Mål och budget 2022", full=True, adopted=True, on=JUNE,
            matter=f.MatterFactory(title="Mål och budget 2022", slug="mal-och-budget-2022", dnr="KS 2021/100"),
        )  # fmt: skip
        return version

    def put_forward(self, basis: g.PlanVersion, on: dt.date = BOARD, suffix: str = "") -> list[g.PlanVersion]:
        """Kommunstyrelsen's revision, published, and what two parties move instead."""
        revision = self.draft(NAME + suffix, "budgetberedningen", basis)
        meeting = f.MeetingFactory(body=self.board, date=on)
        decisions.register(
            matter=self.matter, body=self.board, meeting=meeting, date=on, title="Förslag till fullmäktige",
            outcomes={revision: Outcome.PROPOSED}, **done(on),
        )  # fmt: skip
        decisions.publish(version=revision, on=on, **done(on))
        others = [self.draft(f"{name}partiets förslag{suffix}", name, basis) for name in ("Björk", "Asp")]
        for other in others:
            decisions.move(version=other, matter=self.matter, on=on, **done(on))
        for version in (revision, *others):
            version.refresh_from_db()
        return [revision, *others]

    def meeting(self, on: dt.date) -> g.AgendaItem:
        """Fullmäktige's meeting, announced a fortnight before, with the matter on its agenda."""
        meeting = f.MeetingFactory(body=self.council, date=on)
        item: g.AgendaItem = f.AgendaItemFactory(meeting=meeting, matter=self.matter, paragraph=PARAGRAPH)
        return item

    def referred(self) -> list[g.PlanVersion]:
        """Sent back at the first meeting at the request of eleven, and put forward anew for the second."""
        first = self.put_forward(self.june())
        item = self.meeting(FIRST)
        serving.call_roll(meeting=item.meeting, absent=set(), **done(FIRST))
        procedure = self._begin(item, FIRST)
        step = procedure.steps.get(kind="remit")
        procedures.request_postponement(step=step, people=self.people[:11], reasons=REASONS, **done(FIRST))
        case = case_of(self.matter, item.meeting, by=self.secretary, on=FIRST)
        filled = Filled(
            item.meeting, PARAGRAPH, "Återremiss", {version.pk: Outcome.REMITTED for version in first}, reasons=REASONS
        )
        register_case(case=case, filled=filled, by=self.secretary, at=f.noon(FIRST), seen=case.seen)
        return self.put_forward(first[0], on=dt.date(2021, 11, 22), suffix=", ny")

    def at_the_main_question(self) -> tuple[a.Procedure, list[g.PlanVersion]]:
        """The matter is decided today, and the first of the counter proposals stands against the main one."""
        versions = self.referred()
        item = self.meeting(SECOND)
        serving.call_roll(meeting=item.meeting, absent={self.seats[-1].pk}, **done(SECOND))
        procedure = self._begin(item, SECOND)
        for kind in ("remit", "counter"):  # it is decided today, and the first of the two stands
            procedures.settle(step=procedure.steps.get(kind=kind), outcome="yes", **done(SECOND))
        return procedure, versions

    def voted(self) -> tuple[a.Procedure, list[g.PlanVersion]]:
        procedure, versions = self.at_the_main_question()
        main = procedure.steps.get(kind="main")
        roll_call = voting.open_roll_call(step=main, form="upprop", **done(SECOND))
        for seat, choice in zip(self.seats, FIFTEEN_TO_FIFTEEN, strict=False):
            voting.enter(roll_call=roll_call, seat=seat, choice=choice, **done(SECOND))
        voting.close(roll_call=roll_call, **done(SECOND))
        voting.decide_tie(roll_call=roll_call, choice="yes", **done(SECOND))
        return procedure, versions

    def _begin(self, item: g.AgendaItem, on: dt.date) -> a.Procedure:
        """A beslutsgång as the portal suggests it, approved by the meeting."""
        procedure = procedures.start(item=item, chair=self.people[0], **done(on))
        questions = suggested(put_forward_in(item.matter), self.board.name, remit=True)
        procedures.set_steps(procedure=procedure, questions=questions, **done(on))
        return procedures.approve(procedure=procedure, **done(on))
