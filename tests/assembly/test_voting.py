"""Omröstning: who votes and when, what is counted, ties, voids, and that nothing is told before it is closed."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assembly import procedures, serving, voting
from assembly.models import Ballot, RollCall
from assembly.tally import Result, Row, outcome_of
from assembly.voting import VotingConflict, VotingError
from goals.models import Person
from tests import factories as f
from tests.assembly.rooms import AT, STEP, Chamber, make_chamber, state

CHOICES = ("yes", "no", "abstain", "absent")


@pytest.fixture
def chamber(db: None) -> Chamber:
    return make_chamber()


@pytest.fixture
def phones(chamber: Chamber) -> RollCall:
    return chamber.open(chamber.main(), form="phones")


def cast(roll_call: RollCall, person: Person, choice: str = "yes", seen: int = 0, token: str = "") -> Ballot:
    token = token or "en"
    return voting.cast(roll_call=roll_call, person=person, choice=choice, seen=seen, token=token, at=AT)


# --- Counting: pure -----------------------------------------------------------------------------


@given(st.lists(st.sampled_from(CHOICES), max_size=39), st.sampled_from(["", "yes", "no"]))
def test_the_simple_majority_of_those_who_voted_decides(choices: list[str], casting: str) -> None:
    parties = ("Ek", "Asp", "")
    rows = [Row(seat, f"P{seat}", parties[seat % 3], choice) for seat, choice in enumerate(choices)]
    result = Result(rows, casting)
    yes, no = choices.count("yes"), choices.count("no")
    assert (result.yes, result.no, result.abstained, result.absent) == (
        yes, no, choices.count("abstain"), choices.count("absent"),
    )  # fmt: skip
    assert result.count.total == len(choices) and result.count.voting == yes + no
    assert result.outcome == ("yes" if yes > no else "no" if no > yes else casting)
    assert result.tie == (yes == no)
    assert result.needs_chair == (yes == no and not casting)
    for kind in ("yes", "no", "abstained", "absent"):
        assert sum(getattr(party, kind) for party in result.parties) == getattr(result, kind)


@given(st.integers(0, 101), st.integers(0, 101), st.integers(0, 101), st.sampled_from(["", "yes", "no"]))
def test_those_who_abstain_change_no_outcome_and_ja_and_nej_are_treated_alike(
    yes: int, no: int, more: int, casting: str
) -> None:  # fmt: skip
    other = {"": "", "yes": "no", "no": "yes"}
    assert outcome_of(yes, no, casting) == other[outcome_of(no, yes, other[casting])]
    if outcome_of(yes, no) == "yes":
        assert outcome_of(yes + more, no) == "yes"


def test_a_voided_roll_call_decides_nothing() -> None:
    result = Result([Row(1, "A", "Ek", "yes")], is_void=True)
    assert (result.outcome, result.needs_chair) == ("", False)


# --- Opening ------------------------------------------------------------------------------------


def test_the_propositions_are_kept_as_they_were_when_it_opened(chamber: Chamber) -> None:
    roll_call = chamber.open(chamber.main())
    assert (roll_call.number, roll_call.yes_text, roll_call.no_text, roll_call.chair, roll_call.opened_at) == (
        1, "kommunstyrelsens förslag", "Björkpartiets förslag", chamber.chair, AT,
    )  # fmt: skip


def test_one_roll_call_at_a_time_is_open_in_a_meeting(chamber: Chamber) -> None:
    step = chamber.main()
    item = f.AgendaItemFactory(meeting=chamber.meeting, paragraph=43)
    other = Chamber(
        chamber.meeting,
        item,
        chamber.seats,
        chamber.people,
        {},
        [f.PlanVersionFactory(proposed=True, matter=item.matter)],
    )
    second = other.begin(counters=0).steps.get()
    roll_call = chamber.open(step)
    for again in (step, second):
        with pytest.raises(VotingError, match=r"omröstning (om steget )?pågår"):
            chamber.open(again)
    chamber.decide(roll_call, yes=20, no=11)
    assert other.open(second).number == 1


@pytest.mark.parametrize(("chair", "message"), [("nobody", "Ange först vem"), ("stranger", "tjänstgör inte i ärendet")])
def test_the_chair_is_one_of_those_who_serve(chamber: Chamber, chair: str, message: str) -> None:
    step = chamber.main()
    step.procedure.chair = None if chair == "nobody" else f.PersonFactory()
    step.procedure.save()
    with pytest.raises(VotingError, match=message):
        chamber.open(step)
    assert voting.open_roll_call(step=step, form="upprop", chair=chamber.people[7], **STEP).chair == chamber.people[7]


def test_a_form_that_is_neither_is_refused(chamber: Chamber) -> None:
    with pytest.raises(VotingError, match="upprop eller egna telefoner"):
        chamber.open(chamber.main(), form="sluten")


# --- From phones --------------------------------------------------------------------------------


def test_a_vote_has_a_receipt_and_the_same_token_gives_it_again(phones: RollCall, chamber: Chamber) -> None:
    first = cast(phones, chamber.people[3])
    assert (first.number, first.party, first.entered_by) == (1, chamber.people[3].party, None)
    assert len(first.receipt) == 19
    assert cast(phones, chamber.people[3]) == first
    other = cast(phones, chamber.people[4])
    assert other.receipt != first.receipt, "the same token of somebody else is another vote"
    voting.close(roll_call=phones, **STEP)
    assert cast(phones, chamber.people[3]) == first, "sent again after it was closed, it was stored all the same"


def test_a_changed_vote_is_a_new_row_and_the_last_one_counts(phones: RollCall, chamber: Chamber) -> None:
    person = chamber.people[3]
    cast(phones, person, "yes", 0, "a")
    changed = cast(phones, person, "abstain", 1, "b")
    assert [(b.number, b.choice) for b in phones.ballots.order_by("number")] == [(1, "yes"), (2, "abstain")]
    assert voting.own_ballot(phones, person) == changed
    result = voting.close(roll_call=phones, **STEP)
    assert (result.yes, result.abstained, result.absent) == (0, 1, 30)


def test_of_two_changes_the_second_is_shown_the_first(phones: RollCall, chamber: Chamber) -> None:
    person = chamber.people[3]
    cast(phones, person, "yes", 0, "a")
    stood = cast(phones, person, "no", 1, "b")
    for seen in (0, 1, 3):
        with pytest.raises(VotingConflict, match="Den är nu nej") as caught:
            cast(phones, person, "abstain", seen, "c")
        assert caught.value.ballot == stood
    assert phones.ballots.count() == 2


def test_a_form_sent_again_with_another_choice_does_not_pretend_to_have_stored_it(
    phones: RollCall, chamber: Chamber
) -> None:
    stood = cast(phones, chamber.people[3], "yes")
    with pytest.raises(VotingConflict, match="redan lämnat rösten ja") as caught:
        cast(phones, chamber.people[3], "no")
    assert caught.value.ballot == stood
    with pytest.raises(VotingConflict, match="Den finns inte längre"):
        cast(phones, chamber.people[4], "no", 1)


@pytest.mark.parametrize(
    ("how", "message"),
    [
        ({"choice": "absent"}, "Välj ja, nej eller avstår"),
        ({"choice": "kanske"}, "Välj ja, nej eller avstår"),
        ({"person": "substitute"}, "tjänstgör inte i ärendet och har ingen röst"),
        ({"person": "stranger"}, "tjänstgör inte i ärendet"),
    ],
)
def test_what_is_not_a_vote_is_refused(phones: RollCall, chamber: Chamber, how: dict[str, Any], message: str) -> None:
    people = {"substitute": chamber.substitutes["Ek"][0], "stranger": f.PersonFactory()}
    how = {"person": chamber.people[3]} | how
    how["person"] = people.get(how["person"], how["person"]) if isinstance(how["person"], str) else how["person"]
    with pytest.raises(VotingError, match=message):
        cast(phones, **how)
    with pytest.raises(VotingError, match="Ladda om sidan"):
        voting.cast(roll_call=phones, person=chamber.people[3], choice="yes", seen=0, token="", at=AT)
    assert not Ballot.objects.exists()


def test_by_matter_and_not_by_meeting(chamber: Chamber) -> None:
    """Disqualified at the §, the member has no vote, and the substitute has."""
    step, substitute = chamber.main(), chamber.substitutes["Ek"][0]
    serving.disqualify(meeting=chamber.meeting, seat=chamber.seats[5], paragraph=42, substitute=substitute, **STEP)
    phones = chamber.open(step, form="phones")
    with pytest.raises(VotingError, match="tjänstgör inte"):
        cast(phones, chamber.people[5])
    assert cast(phones, substitute).seat == chamber.seats[5]
    assert voting.open_for(chamber.people[5], chamber.meeting.date) == []
    assert voting.open_for(substitute, chamber.meeting.date) == [phones]
    assert voting.open_for(substitute, chamber.meeting.date.replace(day=15)) == []


def test_after_closing_and_after_voiding_no_vote_is_taken(phones: RollCall, chamber: Chamber) -> None:
    cast(phones, chamber.people[3])
    voting.close(roll_call=phones, **STEP)
    before = state()
    with pytest.raises(VotingError, match="Omröstningen är avslutad"):
        cast(phones, chamber.people[4])
    with pytest.raises(VotingError, match="Omröstningen är avslutad"):
        voting.enter(roll_call=phones, seat=chamber.seats[4], choice="no", **STEP)
    with pytest.raises(VotingError, match="Omröstningen är avslutad"):
        voting.close(roll_call=phones, **STEP)
    assert state() == before
    assert voting.open_for(chamber.people[4], chamber.meeting.date) == []
    voting.void(roll_call=phones, reason="Fel proposition", **STEP)
    with pytest.raises(VotingError, match="avbrutits"):
        cast(phones, chamber.people[4])


def test_an_upprop_is_answered_aloud(chamber: Chamber) -> None:
    with pytest.raises(VotingError, match="genom upprop"):
        cast(chamber.open(chamber.main()), chamber.people[3])


def test_the_secretary_neither_writes_over_a_hidden_vote_nor_is_told_how_it_fell(
    phones: RollCall, chamber: Chamber
) -> None:
    stood = cast(phones, chamber.people[3], "no")
    for choice in ("yes", "no"):
        with pytest.raises(VotingError, match="har redan röstat") as refused:
            voting.enter(roll_call=phones, seat=chamber.seats[3], choice=choice, **STEP)
        assert "nej" not in str(refused.value)
    assert list(phones.ballots.all()) == [stood]


def test_nothing_is_counted_before_it_is_closed(phones: RollCall, chamber: Chamber, django_assert_num_queries) -> None:
    cast(phones, chamber.people[3], "no")
    voting.enter(roll_call=phones, seat=chamber.seats[9], choice="yes", **STEP)
    with pytest.raises(VotingError, match="räknas när den är avslutad"):
        voting.result_of(phones)
    with django_assert_num_queries(5):
        calls = voting.calling_list(phones)
    assert [call.ballot for call in calls] == [None] * 31
    assert sum(call.has_voted for call in calls) == 2
    voting.close(roll_call=phones, **STEP)
    with django_assert_num_queries(2):
        voting.result_of(phones)


# --- Upprop -------------------------------------------------------------------------------------


def test_the_chair_is_called_last_and_the_others_by_number(chamber: Chamber) -> None:
    serving.leave(meeting=chamber.meeting, seat=chamber.seats[2], from_paragraph=1, **STEP)
    roll_call = chamber.open(chamber.main())
    voting.enter(roll_call=roll_call, seat=chamber.seats[1], choice="no", **STEP)
    calls = voting.calling_list(roll_call)
    assert [call.place.seat.number for call in calls] == [2, *range(4, 32), 1]
    assert [call.is_chair for call in calls] == [False] * 29 + [True]
    assert calls[0].ballot is not None and calls[0].ballot.choice == "no"


def test_a_tap_again_changes_nothing_and_another_answer_is_a_new_row(chamber: Chamber, sekreterare) -> None:
    roll_call = chamber.open(chamber.main())
    how = {"roll_call": roll_call, "seat": chamber.seats[1], "by": sekreterare, "at": AT}
    first = voting.enter(choice="no", **how)
    assert voting.enter(choice="no", **how) == first
    second = voting.enter(choice="absent", **how)
    assert (second.number, second.entered_by, second.person) == (2, sekreterare, chamber.people[1])
    with pytest.raises(VotingConflict, match="Den är nu frånvarande"):
        voting.enter(choice="yes", seen=1, **how)
    with pytest.raises(VotingError, match="Välj ja"):
        voting.enter(choice="", **how)


def test_nobody_answers_for_an_empty_seat(chamber: Chamber) -> None:
    serving.leave(meeting=chamber.meeting, seat=chamber.seats[2], from_paragraph=1, **STEP)
    roll_call = chamber.open(chamber.main())
    with pytest.raises(VotingError, match="Ingen tjänstgör på mandat 3"):
        voting.enter(roll_call=roll_call, seat=chamber.seats[2], choice="yes", **STEP)


# --- Closing, ties, voids -----------------------------------------------------------------------


def test_closing_leaves_no_seat_without_a_row(chamber: Chamber) -> None:
    """Fifteen to fourteen, one silent, and one seat that nobody serves on."""
    serving.leave(meeting=chamber.meeting, seat=chamber.seats[30], from_paragraph=1, **STEP)
    step = chamber.main()
    roll_call = chamber.open(step)
    result = chamber.decide(roll_call, yes=15, no=14)
    assert (result.yes, result.no, result.abstained, result.absent, result.outcome) == (15, 14, 0, 2, "yes")
    assert [(row.seat, row.name, row.party, row.choice) for row in result.rows[28:]] == [
        (29, "Sälg 3", "Sälg", "no"), (30, "Sälg 4", "Sälg", "absent"), (31, "Sälg 5", "Sälg", "absent"),
    ]  # fmt: skip
    assert list(roll_call.ballots.filter(choice="absent").values_list("person", flat=True)) == [
        chamber.people[29].pk, None,
    ]  # fmt: skip
    assert [(count.party, count.yes, count.no, count.absent) for count in result.parties] == [
        ("Ek", 11, 0, 0), ("Björk", 4, 5, 0), ("Asp", 0, 6, 0), ("Sälg", 0, 3, 2),
    ]  # fmt: skip
    assert [row.seat for row in result.rows if row.is_chair] == [1]
    step.refresh_from_db()
    assert (step.method, step.outcome, step.settled_at) == ("vote", "yes", AT)
    assert voting.result_of(roll_call) == result


def test_fifteen_to_fifteen_with_one_absent_is_decided_by_the_chair(chamber: Chamber) -> None:
    step = chamber.main()
    roll_call = chamber.open(step)
    result = chamber.decide(roll_call, yes=15, no=15)
    assert (result.tie, result.needs_chair, result.outcome, result.absent) == (True, True, "", 1)
    step.refresh_from_db()
    assert step.outcome == ""
    for choice in ("abstain", "", "kanske"):
        with pytest.raises(VotingError, match="ja eller nej"):
            voting.decide_tie(roll_call=roll_call, choice=choice, **STEP)
    result = voting.decide_tie(roll_call=roll_call, choice="yes", **STEP)
    assert (result.outcome, result.casting_vote, result.needs_chair, result.yes) == ("yes", "yes", False, 15)
    step.refresh_from_db()
    assert step.outcome == "yes"
    with pytest.raises(VotingError, match="redan lagd"):
        voting.decide_tie(roll_call=roll_call, choice="no", **STEP)


def test_there_is_no_casting_vote_without_a_tie_nor_before_the_end(chamber: Chamber) -> None:
    roll_call = chamber.open(chamber.main())
    with pytest.raises(VotingError, match="pågår"):
        voting.decide_tie(roll_call=roll_call, choice="yes", **STEP)
    chamber.decide(roll_call, yes=16, no=15)
    with pytest.raises(VotingError, match=r"vid lika röstetal.*5 kap. 56 §"):
        voting.decide_tie(roll_call=roll_call, choice="yes", **STEP)


def test_a_vote_that_nobody_cast_is_not_closed(chamber: Chamber) -> None:
    roll_call = chamber.open(chamber.main())
    with pytest.raises(VotingError, match="Ingen har röstat"):
        voting.close(roll_call=roll_call, **STEP)
    assert not Ballot.objects.exists()


@pytest.mark.parametrize("when", ["open", "closed", "tied"])
def test_a_vote_that_went_wrong_stands_with_its_reason_and_is_taken_anew(chamber: Chamber, when: str) -> None:
    step = chamber.main()
    roll_call = chamber.open(step)
    chamber.vote(roll_call, yes=15, no=15 + (when == "closed"))
    if when != "open":
        voting.close(roll_call=roll_call, **STEP)
    for reason, message in (("  ", "Skriv varför"), ("x" * 301, "för långt")):
        with pytest.raises(VotingError, match=message):
            voting.void(roll_call=roll_call, reason=reason, **STEP)
    voting.void(roll_call=roll_call, reason=" Fel proposition lästes upp. ", **STEP)
    with pytest.raises(VotingError, match="redan gjorts om"):
        voting.void(roll_call=roll_call, reason="Igen", **STEP)
    with pytest.raises(VotingError):
        voting.decide_tie(roll_call=roll_call, choice="yes", **STEP)
    roll_call.refresh_from_db()
    step.refresh_from_db()
    assert (roll_call.void_reason, step.outcome, step.method) == ("Fel proposition lästes upp.", "", "")
    anew = chamber.open(step)
    assert anew.number == 2
    assert chamber.decide(anew, yes=10, no=21).outcome == "no"
    assert roll_call.ballots.exists() and anew.ballots.count() == 31


def test_a_vote_that_later_steps_rest_on_is_not_voided(chamber: Chamber) -> None:
    procedure = chamber.begin(additions=("en väg",))
    main, addition = procedure.steps.all()
    roll_call = chamber.open(main)
    chamber.decide(roll_call, yes=20, no=11)
    procedures.settle(step=addition, outcome="yes", **STEP)
    before = state()
    with pytest.raises(VotingError, match="Ta tillbaka det steget först"):
        voting.void(roll_call=roll_call, reason="Fel", **STEP)
    assert state() == before
