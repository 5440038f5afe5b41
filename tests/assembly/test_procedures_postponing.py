"""Postponing a matter: a minority's right, once per matter, and a simple majority after that (kommunallagen 5:50)."""

from __future__ import annotations

import datetime as dt

import pytest

from assembly import procedures, voting
from assembly.progress import ProcedureError, progress_of
from assembly.questions import Proposal, written_out
from tests import factories as f
from tests.assembly.rooms import STEP, Chamber, make_chamber, settle_until, state

pytestmark = pytest.mark.django_db


@pytest.fixture
def chamber() -> Chamber:
    return make_chamber()


@pytest.mark.parametrize(("requesters", "present", "granted"), [(11, 31, True), (10, 31, False), (10, 30, True),
                                                                (6, 16, True), (5, 16, False)])  # fmt: skip
def test_a_third_of_those_present_have_the_matter_postponed(requesters: int, present: int, granted: bool) -> None:
    chamber = make_chamber(present=present, versions=1)
    step = chamber.begin(counters=0, remit=True).steps.get(kind="remit")
    how = {"step": step, "people": chamber.people[:requesters], "reasons": " Räkna om hyran. ", **STEP}
    if granted:
        found = procedures.request_postponement(**how)
        assert (found.method, found.outcome, found.reasons) == ("minority", "no", "Räkna om hyran.")
        assert found.requesters.count() == requesters
        return
    before = state()
    with pytest.raises(ProcedureError, match=f"{requesters} av {present} närvarande.*5 kap. 50 §"):
        procedures.request_postponement(**how)
    assert state() == before


def test_the_same_name_twice_is_one_request_and_who_does_not_serve_has_none(chamber: Chamber) -> None:
    step = chamber.begin(remit=True).steps.get(kind="remit")
    ten = chamber.people[:10]
    for people, message in (([*ten, ten[0]], "10 av 31"), ([*ten, chamber.substitutes["Ek"][0]], "tjänstgör inte")):
        with pytest.raises(ProcedureError, match=message):
            procedures.request_postponement(step=step, people=people, reasons="Räkna om", **STEP)


def test_an_aterremiss_has_reasons_and_a_bordlaggning_needs_none(chamber: Chamber) -> None:
    procedure = chamber.begin(remit=True, table=True)
    remit, table, main = procedure.steps.all()
    eleven = chamber.people[:11]
    with pytest.raises(ProcedureError, match="skriver motiveringen"):
        procedures.request_postponement(step=remit, people=eleven, reasons="  ", **STEP)
    with pytest.raises(ProcedureError, match="Steget prövas efter"):
        procedures.request_postponement(step=table, people=eleven, **STEP)
    procedures.settle(step=remit, outcome="yes", **STEP)
    procedures.request_postponement(step=table, people=eleven, **STEP)
    with pytest.raises(ProcedureError, match="uppskjutet"):
        procedures.settle(step=main, outcome="yes", **STEP)


def test_only_postponing_is_a_minoritys_right_and_only_in_fullmaktige(chamber: Chamber) -> None:
    step = chamber.main()
    with pytest.raises(ProcedureError, match="Bara återremiss och bordläggning"):
        procedures.request_postponement(step=step, people=chamber.people, reasons="Nej", **STEP)
    body = chamber.meeting.body
    body.kind = "board"
    body.save()
    procedure = step.procedure
    asked = written_out(Proposal("kommunstyrelsens förslag"), remit=True)
    procedures.set_steps(procedure=procedure, questions=asked, **STEP)
    procedures.approve(procedure=procedure, **STEP)
    with pytest.raises(ProcedureError, match=r"6 kap\. 33 §"):
        procedures.request_postponement(
            step=procedure.steps.get(kind="remit"), people=chamber.people, reasons="Nej", **STEP
        )  # fmt: skip


@pytest.mark.parametrize("kind", ["remit", "table"])
def test_once_per_matter_whichever_reading_and_then_by_simple_majority(chamber: Chamber, kind: str) -> None:
    """The first reading is granted; the second, third and fourth are refused alike, and put to a vote instead."""
    first = chamber.begin(remit=True, table=True)
    procedures.request_postponement(
        step=settle_until(first, kind), people=chamber.people[:11], reasons="Räkna om", **STEP
    )
    assert progress_of(first).is_done
    for reading in (2, 3, 4):
        later = chamber.again(chamber.meeting.date + dt.timedelta(days=28 * reading))
        procedure = later.begin(remit=True, table=True)
        for step in procedure.steps.filter(kind__in=["remit", "table"]):
            before = state()
            with pytest.raises(ProcedureError, match=r"en minoritet 14 juni 2021.*enkel majoritet.*5 kap. 50 §"):
                procedures.request_postponement(step=step, people=later.people, reasons="En gång till", **later.step)
            assert state() == before
            result = later.decide(later.open(step), yes=16 - (reading == 4), no=15 + (reading == 4))
            assert result.outcome == ("no" if reading == 4 else "yes")
            if reading == 4:
                break
    assert progress_of(procedure).postponed is not None


def test_postponed_by_a_majority_a_minority_still_has_its_right(chamber: Chamber) -> None:
    first = chamber.begin(remit=True)
    procedures.settle(step=first.steps.get(kind="remit"), outcome="no", reasons="Vi vill veta mer.", **STEP)
    later = chamber.again(chamber.meeting.date + dt.timedelta(days=28))
    step = later.begin(remit=True).steps.get(kind="remit")
    found = procedures.request_postponement(step=step, people=later.people[:11], reasons="Räkna om", **later.step)
    assert found.method == "minority"


@pytest.mark.parametrize(("casting_vote", "is_postponed"), [("yes", False), ("no", True)])
@pytest.mark.parametrize("kind", ["remit", "table"])
def test_the_chair_decides_a_tie_on_whether_to_decide_today(
    chamber: Chamber, kind: str, casting_vote: str, is_postponed: bool
) -> None:
    procedure = chamber.begin(**{kind: True})
    roll_call = chamber.open(procedure.steps.get(kind=kind))
    chamber.decide(roll_call, yes=15, no=15, abstain=1)
    voting.decide_tie(roll_call=roll_call, choice=casting_vote, **STEP)
    progress = progress_of(procedure)
    assert (progress.postponed is not None, progress.is_done) == (is_postponed, is_postponed)


@pytest.mark.parametrize(("outcome", "reasons"), [("yes", ""), ("no", "Vi vill veta mer.")])
def test_no_reasons_stand_for_a_matter_that_is_decided_today(chamber: Chamber, outcome: str, reasons: str) -> None:
    step = chamber.begin(remit=True).steps.get(kind="remit")
    assert procedures.settle(step=step, outcome=outcome, reasons="Vi vill veta mer.", **STEP).reasons == reasons


def test_a_request_of_another_matter_takes_nothing_from_this_one(chamber: Chamber) -> None:
    first = chamber.begin(remit=True)
    procedures.request_postponement(
        step=first.steps.get(kind="remit"), people=chamber.people[:11], reasons="Räkna om", **STEP
    )
    item = f.AgendaItemFactory(meeting=chamber.meeting, paragraph=43)
    other = procedures.start(item=item, chair=chamber.chair, **STEP)
    procedures.set_steps(procedure=other, questions=written_out(Proposal("förslaget"), remit=True), **STEP)
    procedures.approve(procedure=other, **STEP)
    step = procedures.request_postponement(
        step=other.steps.get(kind="remit"), people=chamber.people[20:31], reasons="Räkna om", **STEP
    )
    assert step.requesters.count() == 11


def test_a_request_is_taken_back_with_its_names(chamber: Chamber) -> None:
    procedure = chamber.begin(remit=True)
    step = procedure.steps.get(kind="remit")
    procedures.request_postponement(step=step, people=chamber.people[:11], reasons="Räkna om", **STEP)
    step = procedures.reopen(step=step, **STEP)
    assert (step.outcome, step.requesters.count()) == ("", 0)
    assert procedures.postponed_by_minority(procedure) is None
