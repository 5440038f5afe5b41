"""Every status × every step, through the code: what the table lets through does what it says, all else changes nothing.

``tests.goals.situations`` makes situations, steps and expectations from ``goals.transitions``; nothing here lists what
is allowed. The same through the portal's addresses, for every role: test_every_step_http.py.
"""

from __future__ import annotations

import itertools

import pytest

from goals.decisions import DecisionError
from goals.fingerprint import fingerprint
from goals.models import Decision, DecisionItem, VersionEvent
from goals.transitions import BY_OUTCOME, DECIDED, TRANSITIONS, Outcome, Status
from tests.goals.situations import (
    CORRECTIONS,
    LATER,
    SITUATIONS,
    STEPS,
    Correction,
    Question,
    Situation,
    Step,
    Stored,
    ask,
    ask_corrected,
    correct,
    stored,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def questions(shared_database: None) -> dict[Situation, Question]:
    """A matter in every situation."""
    return {situation: ask(situation) for situation in SITUATIONS}


@pytest.fixture(scope="module")
def decided(shared_database: None) -> dict[tuple[Outcome, Situation], tuple[Question, Decision]]:
    """A decision of every kind, in every situation that can follow on it."""
    return {case: ask_corrected(*case) for case in {correction.case: None for correction in CORRECTIONS}}


@pytest.fixture(scope="module")
def untouched(questions: object, decided: object) -> Stored:
    """Every row before anything is tried; each test gives back what it changed."""
    return stored()


def test_every_status_every_transition_and_every_outcome_is_tried() -> None:
    assert {situation.status for situation in SITUATIONS} == set(Status)
    assert {step.transition for step in STEPS} - {None} == set(TRANSITIONS)
    assert {step.outcome for step in STEPS} - {None} == set(Outcome) == set(BY_OUTCOME)
    for transition in TRANSITIONS:
        taken = {s.status for s, step in itertools.product(SITUATIONS, STEPS)
                 if step.transition is transition and step.after(s.status) == transition.target}  # fmt: skip
        assert taken == set(transition.sources)
    assert {correction.corrected for correction in CORRECTIONS} == set(Outcome)


@pytest.mark.parametrize("step", STEPS, ids=str)
@pytest.mark.parametrize("situation", SITUATIONS, ids=str)
def test_a_step_leads_where_the_table_says_or_changes_nothing(
    questions: dict[Situation, Question], situation: Situation, step: Step, untouched: Stored
) -> None:
    question = questions[situation].fresh()
    expected = step.after(situation.status)
    if expected is None:
        with pytest.raises(DecisionError) as refused:
            step.take(question)
        assert is_swedish(str(refused.value))
        assert stored() == untouched
        return
    step.take(question)
    question.version.refresh_from_db()
    assert question.version.status == expected
    others_are_as_they_were(question)
    if situation.status == Status.DRAFT:
        left_utkast(question)
    elif expected in DECIDED:
        assert question.version.published_on is not None, "what fullmäktige has decided on is public"


@pytest.mark.parametrize("correction", CORRECTIONS, ids=str)
def test_a_correction_leads_where_the_table_says_or_changes_nothing(
    decided: dict[tuple[Outcome, Situation], tuple[Question, Decision]],
    correction: Correction,
    untouched: Stored,
) -> None:
    asked, wrong = decided[correction.case]
    question = asked.fresh()
    expected = correction.after()
    if expected is None:
        with pytest.raises(DecisionError) as refused:
            correct(question, wrong, correction.outcome)
        assert is_swedish(str(refused.value))
        assert stored() == untouched
        return
    made = correct(question, wrong, correction.outcome)
    question.version.refresh_from_db()
    assert question.version.status == expected
    others_are_as_they_were(question)
    standing = DecisionItem.objects.uncorrected(LATER).filter(version=question.version)
    assert not standing.filter(decision=wrong).exists()
    assert list(made.items.filter(version=question.version).values_list("outcome", flat=True)) == (
        [correction.outcome] if correction.outcome else []
    )
    with pytest.raises(DecisionError):  # a decision is corrected once
        correct(question, wrong, correction.outcome)


# --- What is looked at -----------------------------------------------------------------------


def is_swedish(message: str) -> bool:
    """A sentence that says what the matter is, not a code's name of it."""
    return message.endswith(".") and " " in message and "_" not in message


def others_are_as_they_were(question: Question) -> None:
    question.bystander.refresh_from_db()
    assert question.bystander.status == Status.MOVED


def left_utkast(question: Question) -> None:
    """The version is frozen under a kontrollsumma, and it is noted who took it from utkast and when."""
    version = question.version
    assert version.left_draft_on == LATER
    assert VersionEvent.objects.filter(version=version, kind=version.status, date=LATER).count() == 1
    if version.status != Status.WITHDRAWN:
        assert (version.fingerprint, version.matter) == (fingerprint(version), question.matter)
