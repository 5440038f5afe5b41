"""Beslutsgången: its order, how each step is settled, the minority's right once per matter, and what it all means."""

from __future__ import annotations

import itertools

import pytest
from django.db import IntegrityError

from assembly import procedures, serving, voting
from assembly.progress import ProcedureError, State, progress_of, resulting_outcomes
from assembly.questions import RANK, WINNER, Proposal, fault, written_out
from assembly.voting import VotingError
from goals.models import Service
from goals.transitions import Outcome
from tests import factories as f
from tests.assembly.rooms import AT, STEP, Chamber, led_to, make_chamber, settle_until, state

pytestmark = pytest.mark.django_db

KINDS = tuple(RANK)


@pytest.fixture
def chamber() -> Chamber:
    return make_chamber()


# --- The order of the steps ---------------------------------------------------------------------


def test_questions_are_written_out_with_what_each_answer_means() -> None:
    main, first, second, third = (
        Proposal(name) for name in ("KS förslag", "C:s förslag", "M:s förslag", "V:s förslag")
    )
    asked = written_out(
        main, [first, second, third], remit=True, table=True, additions=[Proposal("en ny skola"), Proposal("en väg")]
    )
    assert [(question.kind, question.yes.text, question.no.text) for question in asked] == [
        ("remit", "ärendet avgörs i dag", "ärendet återremitteras"),
        ("table", "ärendet avgörs i dag", "ärendet bordläggs"),
        ("counter", "C:s förslag", "M:s förslag"),
        ("counter", WINNER, "V:s förslag"),
        ("main", "KS förslag", WINNER),
        ("addition", "en ny skola", "inget tillägg"),
        ("addition", "en väg", "inget tillägg"),
    ]
    assert [question.title for question in asked[:2]] == [
        "Ska ärendet avgöras i dag eller återremitteras?", "Ska ärendet avgöras i dag eller bordläggas?",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("counters", "no"), [([], "avslag"), ([Proposal("C:s förslag")], "C:s förslag")], ids=["no counter", "one counter"]
)
def test_the_main_question_stands_against_the_one_counter_or_avslag(counters: list, no: str) -> None:
    (asked,) = written_out(Proposal("kommunstyrelsens förslag"), counters)
    assert (asked.kind, asked.yes.text, asked.no.text) == ("main", "kommunstyrelsens förslag", no)


@pytest.mark.parametrize("kinds", list(itertools.product(KINDS, repeat=3)), ids="-".join)
def test_the_table_of_orders_allows_what_is_in_order_with_one_main_question(kinds: tuple[str, ...]) -> None:
    ranks = [RANK[kind] for kind in kinds]
    assert (fault(kinds) == "") is (ranks == sorted(ranks) and kinds.count("main") == 1)


@pytest.mark.parametrize(("kind", "other"), list(itertools.combinations(KINDS, 2)))
def test_no_step_is_settled_before_those_in_front_of_it(chamber: Chamber, kind: str, other: str) -> None:
    """Every kind × every kind after it: the later of the two waits, by whatever way one tries."""
    procedure = chamber.begin(counters=2, remit=True, table=True, additions=("en väg",))
    steps = {step.kind: step for step in procedure.steps.all()}
    earlier, later = settle_until(procedure, kind), steps[other]
    before = state()
    for outcome in ("yes", "no"):
        with pytest.raises(ProcedureError, match=f"Steget prövas efter ”{earlier.title}"):
            procedures.settle(step=later, outcome=outcome, **STEP)
    with pytest.raises(VotingError, match="Steget prövas efter"):
        chamber.open(later)
    with pytest.raises(ProcedureError, match="Steget prövas efter"):
        procedures.request_postponement(step=later, people=chamber.people, reasons="Räkna om", **STEP)
    assert state() == before


def test_where_it_stands_is_told_in_two_queries(chamber: Chamber, django_assert_num_queries) -> None:
    procedure = chamber.begin(counters=2, remit=True, additions=("en väg",))
    chamber.open(procedure.steps.get(kind="remit"))
    with django_assert_num_queries(2):
        states = [found.state for found in progress_of(procedure).steps]
    assert states == [State.VOTING, *[State.WAITING] * 3]


def test_a_step_waits_while_a_roll_call_on_it_is_open_and_while_a_tie_is_undecided(chamber: Chamber) -> None:
    step = chamber.main()
    roll_call = chamber.open(step)
    with pytest.raises(ProcedureError, match="En omröstning om steget pågår"):
        procedures.settle(step=step, outcome="yes", **STEP)
    chamber.decide(roll_call, yes=15, no=15)
    assert progress_of(step.procedure).steps[0].state == State.TIED
    with pytest.raises(ProcedureError, match="väntar på ordförandens utslagsröst"):
        procedures.settle(step=step, outcome="yes", **STEP)
    voting.decide_tie(roll_call=roll_call, choice="no", **STEP)
    step.refresh_from_db()
    assert (step.method, step.outcome, progress_of(step.procedure).is_done) == ("vote", "no", True)


def test_nothing_is_settled_before_the_meeting_has_approved_it(chamber: Chamber) -> None:
    procedure = procedures.start(item=chamber.item, **STEP)
    with pytest.raises(ProcedureError, match="en huvudomröstning"):
        procedures.approve(procedure=procedure, **STEP)
    asked = written_out(Proposal("kommunstyrelsens förslag", chamber.versions[0]))
    (step,) = procedures.set_steps(procedure=procedure, questions=asked, **STEP)
    with pytest.raises(ProcedureError, match="inte godkänt beslutsgången"):
        procedures.settle(step=step, outcome="yes", **STEP)
    with pytest.raises(VotingError, match="inte godkänt beslutsgången"):
        chamber.open(step)
    assert not step.roll_calls.exists()


def test_a_matter_without_a_paragraph_is_not_decided(chamber: Chamber) -> None:
    step = chamber.main()
    chamber.item.paragraph = None
    chamber.item.save()
    for what in (lambda: procedures.settle(step=step, outcome="yes", **STEP), lambda: chamber.open(step)):
        with pytest.raises((ProcedureError, VotingError), match="ingen paragraf"):
            what()


@pytest.mark.parametrize("present", [16, 15])
def test_without_a_quorum_nothing_is_settled_nor_voted_on(present: int) -> None:
    chamber = make_chamber(present=present, versions=1)
    step = chamber.begin(counters=0, remit=True).steps.get(kind="remit")
    how = {"people": chamber.people[:present], "reasons": "Räkna om"}
    if present == 16:
        procedures.settle(step=step, outcome="yes", **STEP)
        return
    before = state()
    for what in (
        lambda: procedures.settle(step=step, outcome="yes", **STEP),
        lambda: procedures.request_postponement(step=step, **how, **STEP),
        lambda: chamber.open(step),
    ):
        with pytest.raises((ProcedureError, VotingError), match=r"15 av 31 tjänstgör.*16 \(kommunallagen 5 kap. 45 §"):
            what()
    assert state() == before


# --- Changing the beslutsgång -------------------------------------------------------------------


def test_steps_that_have_begun_stay_when_the_rest_is_set_anew(chamber: Chamber) -> None:
    procedure = chamber.begin(counters=1, remit=True)
    procedures.settle(step=procedure.steps.get(kind="remit"), outcome="yes", **STEP)
    main, *others = (Proposal(version.name, version) for version in chamber.versions)
    procedures.set_steps(procedure=procedure, questions=written_out(main, others), **STEP)
    procedure.refresh_from_db()
    assert procedure.approved_at is None
    assert [(step.number, step.kind, step.outcome) for step in procedure.steps.all()] == [
        (1, "remit", "yes"), (2, "counter", ""), (3, "main", ""),
    ]  # fmt: skip
    with pytest.raises(ProcedureError, match="Återremiss prövas före"):
        procedures.set_steps(
            procedure=procedure, questions=written_out(main)[::-1] + written_out(main, remit=True)[:1], **STEP
        )


def test_only_what_is_put_forward_in_the_matter_can_be_decided_on(chamber: Chamber) -> None:
    procedure = procedures.start(item=chamber.item, **STEP)
    elsewhere = f.PlanVersionFactory(moved=True)
    withdrawn = f.PlanVersionFactory(until="withdrawn", matter=chamber.matter)
    for version, message in ((elsewhere, "hör inte till ärendet"), (withdrawn, "hör inte till|återkallad")):
        with pytest.raises(ProcedureError, match=message):
            procedures.set_steps(procedure=procedure, questions=written_out(Proposal("den", version)), **STEP)
    assert not procedure.steps.exists()


def test_a_matter_has_one_beslutsgang_at_a_meeting_led_by_one_who_serves(chamber: Chamber) -> None:
    procedure = procedures.start(item=chamber.item, **STEP)
    with pytest.raises(ProcedureError, match="redan en beslutsgång"):
        procedures.start(item=chamber.item, **STEP)
    with pytest.raises(ProcedureError, match="tjänstgör inte i ärendet"):
        procedures.appoint_chair(procedure=procedure, chair=chamber.substitutes["Ek"][0], **STEP)
    assert procedures.appoint_chair(procedure=procedure, chair=chamber.people[4], **STEP).chair == chamber.people[4]


def test_an_acclamation_is_taken_back_until_something_after_it_has_begun(chamber: Chamber) -> None:
    procedure = chamber.begin(counters=2)
    counter, main = procedure.steps.all()
    procedures.settle(step=counter, outcome="yes", **STEP)
    roll_call = chamber.open(main)
    with pytest.raises(ProcedureError, match="”Huvudomröstning” har redan prövats"):
        procedures.reopen(step=counter, **STEP)
    voting.void(roll_call=roll_call, reason="Fel proposition", **STEP)
    procedures.reopen(step=counter, **STEP)
    main.refresh_from_db()
    assert (main.no_text, main.no_version) == (WINNER, None)
    with pytest.raises(ProcedureError, match="inte avgjort"):
        procedures.reopen(step=counter, **STEP)
    procedures.settle(step=counter, outcome="no", **STEP)
    main.refresh_from_db()
    assert main.no_version == chamber.versions[2]


def test_what_a_vote_settled_is_voided_and_not_just_taken_back(chamber: Chamber) -> None:
    step = chamber.main()
    chamber.decide(chamber.open(step), yes=20, no=11)
    with pytest.raises(ProcedureError, match="avgjort genom omröstning"):
        procedures.reopen(step=step, **STEP)


# --- Counter proposals --------------------------------------------------------------------------


@pytest.mark.parametrize(("outcome", "won"), [("yes", 1), ("no", 2)])
def test_the_counter_that_wins_stands_as_nej_in_the_main_question(chamber: Chamber, outcome: str, won: int) -> None:
    procedure = chamber.begin(counters=2)
    counter, main = procedure.steps.all()
    procedures.settle(step=counter, outcome=outcome, **STEP)
    main.refresh_from_db()
    assert (main.no_text, main.no_version) == (chamber.versions[won].name, chamber.versions[won])
    roll_call = chamber.open(main)
    assert (roll_call.yes_text, roll_call.no_text) == ("kommunstyrelsens förslag", chamber.versions[won].name)


@pytest.mark.parametrize("outcomes", list(itertools.product(("yes", "no"), repeat=2)), ids="-".join)
def test_counters_are_repeated_until_one_stands(outcomes: tuple[str, str]) -> None:
    chamber = make_chamber(versions=4)
    procedure = chamber.begin(counters=3)
    first, second = outcomes
    step = procedure.steps.get(number=1)
    procedures.settle(step=step, outcome=first, **STEP)
    winner = chamber.versions[1 if first == "yes" else 2]
    step = procedure.steps.get(number=2)
    assert (step.yes_text, step.yes_version, step.no_version) == (winner.name, winner, chamber.versions[3])
    procedures.settle(step=step, outcome=second, **STEP)
    winner = winner if second == "yes" else chamber.versions[3]
    assert procedure.steps.get(kind="main").no_version == winner
    procedures.settle(step=procedure.steps.get(kind="main"), outcome="no", **STEP)
    expected = dict.fromkeys(chamber.versions, Outcome.REJECTED) | {winner: Outcome.ADOPTED}
    assert resulting_outcomes(procedure) == expected


# --- What it means ------------------------------------------------------------------------------


@pytest.mark.parametrize(("kind", "outcome"), [("remit", Outcome.REMITTED), ("table", Outcome.TABLED)])
def test_postponed_every_version_waits(chamber: Chamber, kind: str, outcome: Outcome) -> None:
    procedure = chamber.begin(counters=2, remit=True, table=True)
    procedures.settle(step=settle_until(procedure, kind), outcome="no", **STEP)
    assert resulting_outcomes(procedure) == dict.fromkeys(chamber.versions, outcome)
    states = {found.state for found in progress_of(procedure).steps if found.step.kind in {"counter", "main"}}
    assert states == {State.FALLEN}


def test_unanswered_questions_have_no_outcome(chamber: Chamber) -> None:
    with pytest.raises(ProcedureError, match="inte klar"):
        resulting_outcomes(chamber.begin())


def test_avslag_rejects_the_proposal(chamber: Chamber) -> None:
    procedure = chamber.begin(counters=0)
    procedures.settle(step=procedure.steps.get(), outcome="no", **STEP)
    assert resulting_outcomes(procedure) == {chamber.versions[0]: Outcome.REJECTED}


def test_an_addition_in_words_is_a_point_and_one_with_a_text_of_its_own_is_what_was_adopted(chamber: Chamber) -> None:
    main = chamber.versions[0]
    amended = f.PlanVersionFactory(moved=True, matter=chamber.matter, plan=main.plan, basis=main, name="med skolan")
    procedure = chamber.begin(counters=1, additions=("en väg", Proposal("med skolan", amended), "en bro"))
    for outcome in ("yes", "yes", "yes", "no"):
        found = progress_of(procedure).next
        assert found is not None
        procedures.settle(step=found.step, outcome=outcome, **STEP)
    assert [step.yes_text for step in progress_of(procedure).passed_additions] == ["en väg", "med skolan"]
    assert resulting_outcomes(procedure) == {
        main: Outcome.AMENDED, amended: Outcome.ADOPTED, chamber.versions[1]: Outcome.REJECTED,
    }  # fmt: skip


def test_once_the_decision_is_registered_the_beslutsgang_stands(chamber: Chamber) -> None:
    procedure = chamber.begin(remit=True)
    step = procedure.steps.get(kind="main")
    decision = f.decide(matter=chamber.matter, meeting=chamber.meeting)
    procedures.settle(step=procedure.steps.get(kind="remit"), outcome="yes", **STEP)
    chamber.decide(chamber.open(step), yes=20, no=11)
    led_to(procedure, decision)
    before = state()
    how = {"procedure": procedure, **STEP}
    for what in (
        lambda: procedures.set_steps(questions=[], **how),
        lambda: procedures.approve(**how),
        lambda: procedures.appoint_chair(chair=chamber.people[3], **how),
        lambda: procedures.reopen(step=procedure.steps.get(kind="remit"), **STEP),
        lambda: procedures.settle(step=step, outcome="no", **STEP),
        lambda: voting.void(roll_call=step.roll_calls.get(), reason="Om igen", **STEP),
        lambda: chamber.open(step),
    ):
        with pytest.raises((ProcedureError, VotingError), match="Beslutet är registrerat"):
            what()
    assert state() == before


def test_a_decision_of_another_matter_is_not_what_it_led_to(chamber: Chamber) -> None:
    procedure = chamber.begin(counters=0)
    procedures.settle(step=procedure.steps.get(), outcome="yes", **STEP)
    other = f.decide(matter=f.MatterFactory(), meeting=chamber.meeting)
    with pytest.raises(IntegrityError, match="annat ärende eller sammanträde"):
        led_to(procedure, other)


def test_an_answer_is_ja_or_nej(chamber: Chamber) -> None:
    with pytest.raises(ProcedureError, match="ja eller nej"):
        procedures.settle(step=chamber.main(), outcome="kanske", **STEP)


def test_presence_is_counted_at_the_matters_paragraph(chamber: Chamber) -> None:
    """Twenty leave before the matter: eleven remain, and that is no quorum."""
    step = chamber.main()
    for seat in chamber.seats[11:]:
        serving.leave(meeting=chamber.meeting, seat=seat, from_paragraph=42, **STEP)
    with pytest.raises(ProcedureError, match="11 av 31 tjänstgör"):
        procedures.settle(step=step, outcome="yes", **STEP)
    Service.objects.filter(to_paragraph=41).update(to_paragraph=42)
    assert procedures.settle(step=step, outcome="yes", **STEP).settled_at == AT
