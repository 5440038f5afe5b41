"""Every situation a version can be in, and every step that can be tried from it, made from ``goals.transitions``.

A situation is a status together with how the version was put forward, since that decides what a correction opens
again. What a step leads to is read in the table: ``Step.after`` is None where the table has no such step.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps

import goals.models as g
from goals import copying, decisions
from goals.transitions import (
    BY_OUTCOME,
    DECIDED,
    MOVE,
    OPEN,
    PROPOSE,
    SETTLING,
    WITHDRAW,
    Outcome,
    OutOfOrderError,
    Status,
    Transition,
    resulting,
)
from tests import factories as f
from tests.goals.attacks import rows

PUT_FORWARD_ON = dt.date(2021, 6, 7)
DECIDED_ON = f.ADOPTED_ON
LATER = dt.date(2021, 6, 21)
OWN_APPS = ("goals", "kpis", "drafts", "assembly", "framtidsdag")

# --- Where a version can be ------------------------------------------------------------------


@dataclass(frozen=True)
class Situation:
    status: Status
    put_forward_as: str = ""

    def __str__(self) -> str:
        return f"{self.status}-{self.put_forward_as}" if self.put_forward_as else str(self.status)


def situations() -> Iterator[Situation]:
    """Each status once for every way to it."""
    for status in Status:
        if status == Status.DRAFT:
            yield Situation(status)
        elif status in OPEN:
            yield Situation(status, status)
        else:
            yield from (Situation(status, put_forward) for put_forward in OPEN)
    yield Situation(Status.WITHDRAWN)


SITUATIONS = list(situations())


@dataclass
class Question:
    """A matter with the version that steps are tried on, another that waits, what a meeting may make of the first, and
    what was last decided of it."""

    matter: g.Matter
    version: g.PlanVersion
    bystander: g.PlanVersion
    amended: g.PlanVersion
    decided: g.Decision | None = None

    @property
    def versions(self) -> tuple[g.PlanVersion, g.PlanVersion, g.PlanVersion]:
        return self.version, self.bystander, self.amended

    def fresh(self) -> Question:
        """The same as it is stored, for a test to change."""
        version, bystander, amended = (g.PlanVersion.objects.get(pk=one.pk) for one in self.versions)
        return Question(self.matter, version, bystander, amended, self.decided)


def step_fields(on: dt.date) -> dict[str, Any]:
    return {"by": None, "at": f.noon(on)}


def ask(situation: Situation, **fields: Any) -> Question:
    """A question whose version is in the situation, by the steps that lead there."""
    matter = f.MatterFactory()
    # Before anything is tried, so that a refused decision is seen to have stored nothing.
    for day in (PUT_FORWARD_ON, DECIDED_ON, LATER):
        f.MeetingFactory(date=day)
        f.MeetingFactory(body=f.BodyFactory(board=True), date=day)
    version = f.PlanVersionFactory(name="Förslaget", **fields)
    bystander = f.PlanVersionFactory(name="Ett annat", plan=version.plan, moved=True, matter=matter, on=PUT_FORWARD_ON)
    wording = copying.new_draft(plan=version.plan, name="Förslaget, ändrat", basis=version, at=f.noon(PUT_FORWARD_ON))
    amended = decisions.move(version=wording, matter=matter, on=PUT_FORWARD_ON, **step_fields(PUT_FORWARD_ON))
    question = Question(matter, version, bystander, amended)
    if situation.put_forward_as:
        put_forward = decisions.propose if situation.put_forward_as == Status.PROPOSED else decisions.move
        put_forward(version=version, matter=matter, on=PUT_FORWARD_ON, **step_fields(PUT_FORWARD_ON))
    if situation.status == Status.WITHDRAWN:
        decisions.withdraw(version=version, on=DECIDED_ON, **step_fields(DECIDED_ON))
    elif situation.status in DECIDED:
        settle(question, Outcome(situation.status))
    version.refresh_from_db()
    assert (version.status, version.put_forward_as) == (situation.status, situation.put_forward_as)
    return question


def settle(question: Question, outcome: Outcome, on: dt.date = DECIDED_ON, **fields: Any) -> g.Decision:
    """Fullmäktige's decision; where the version is amended, the wording moved on its basis is adopted."""
    outcomes = {question.version: outcome}
    if outcome == Outcome.AMENDED:
        outcomes[question.amended] = Outcome.ADOPTED
    question.decided = f.decide(matter=question.matter, on=on, outcomes=outcomes, **fields)
    return question.decided


# --- What can be tried -----------------------------------------------------------------------


@dataclass(frozen=True)
class Step:
    """``take`` tries it; ``after`` is the status that the table leads to, None where there is no such step."""

    name: str
    take: Callable[[Question], Any]
    after: Callable[[Status], Status | None]
    transition: Transition | None = None
    outcome: Outcome | None = None

    def __str__(self) -> str:
        return self.name


def by_table(transition: Transition) -> Callable[[Status], Status | None]:
    return lambda status: transition.target if status in transition.sources else None


def _leave(change: Callable[..., Any], transition: Transition, name: str) -> Step:
    def take(question: Question) -> Any:
        return change(version=question.version, matter=question.matter, on=LATER, **step_fields(LATER))

    return Step(name, take, by_table(transition), transition)


def _decide(outcome: Outcome) -> Step:
    """Kommunstyrelsen's decision for what it puts forward, fullmäktige's for all else."""
    transition = BY_OUTCOME[outcome]

    def take(question: Question) -> Any:
        if outcome != Outcome.PROPOSED:
            return settle(question, outcome, on=LATER)
        meeting = f.MeetingFactory(body=f.BodyFactory(board=True), date=LATER)
        return f.decide(matter=question.matter, on=LATER, meeting=meeting, outcomes={question.version: outcome})

    def stays(status: Status) -> Status | None:
        return status if status in OPEN else None

    return Step(f"decide-{outcome}", take, by_table(transition) if transition else stays, transition, outcome)


def _publish(question: Question) -> Any:
    return decisions.publish(version=question.version, on=LATER, **step_fields(LATER))


def _withdraw(question: Question) -> Any:
    return decisions.withdraw(version=question.version, on=LATER, **step_fields(LATER))


def _published(status: Status) -> Status | None:
    """Publication changes no status; what was never put forward, or is taken back, is not made public."""
    return None if status in (Status.DRAFT, Status.WITHDRAWN) else status


STEPS = [
    _leave(decisions.propose, PROPOSE, "propose"),
    _leave(decisions.move, MOVE, "move"),
    Step("publish", _publish, _published),
    Step("withdraw", _withdraw, by_table(WITHDRAW), WITHDRAW),
    *(_decide(outcome) for outcome in Outcome),
]

# --- Corrections -----------------------------------------------------------------------------


@dataclass(frozen=True)
class Correction:
    """A decision that meant ``corrected``, a version in the situation since, and what the correction says of it."""

    corrected: Outcome
    situation: Situation
    outcome: Outcome | None

    def __str__(self) -> str:
        return f"{self.corrected}-{self.situation}-{self.outcome or 'nothing'}"

    @property
    def case(self) -> tuple[Outcome, Situation]:
        return self.corrected, self.situation

    def after(self) -> Status | None:
        if self.corrected == Outcome.PROPOSED and self.outcome in SETTLING:
            return None  # a decision is corrected by its own body, and kommunstyrelsen settles nothing
        try:
            return resulting(
                self.situation.status, outcome=self.outcome, corrected=self.corrected,
                put_forward_as=self.situation.put_forward_as,
            )  # fmt: skip
        except OutOfOrderError:
            return None


def corrections() -> Iterator[Correction]:
    """Each outcome in each situation that it can have led to, or that has come since, corrected to everything."""
    for corrected in Outcome:
        for situation in SITUATIONS:
            if _can_have_led_to(corrected, situation):
                yield from (Correction(corrected, situation, outcome) for outcome in (*Outcome, None))


def _can_have_led_to(corrected: Outcome, situation: Situation) -> bool:
    if corrected in SETTLING:
        return bool(situation.status == corrected.value)
    if corrected == Outcome.PROPOSED:
        return situation.put_forward_as == Status.PROPOSED
    return bool(situation.put_forward_as)


CORRECTIONS = list(corrections())


def ask_corrected(corrected: Outcome, situation: Situation) -> tuple[Question, g.Decision]:
    """The question as it stands, and the decision that is to be corrected."""
    if corrected in SETTLING:
        question = ask(situation)
        assert question.decided is not None
        return question, question.decided
    if corrected == Outcome.TABLED:
        question = ask(Situation(Status(situation.put_forward_as), situation.put_forward_as))
        first = settle(question, Outcome.TABLED, on=PUT_FORWARD_ON)
    else:
        question = ask(Situation(Status.DRAFT))
        board = f.MeetingFactory(body=f.BodyFactory(board=True), date=PUT_FORWARD_ON)
        first = f.decide(
            matter=question.matter, on=PUT_FORWARD_ON, meeting=board, outcomes={question.version: Outcome.PROPOSED}
        )
    if situation.status == Status.WITHDRAWN:
        decisions.withdraw(version=question.version, on=DECIDED_ON, **step_fields(DECIDED_ON))
    elif situation.status in DECIDED:
        settle(question, Outcome(situation.status))
    question.version.refresh_from_db()
    assert (question.version.status, question.version.put_forward_as) == (situation.status, situation.put_forward_as)
    return question, first


def correct(question: Question, wrong: g.Decision, outcome: Outcome | None) -> g.Decision:
    """The correction, at the meeting of the decision that it corrects; it says nothing of what it does not concern."""
    outcomes = {} if outcome is None else {question.version: outcome}
    if outcome == Outcome.AMENDED:
        outcomes[question.amended] = Outcome.ADOPTED
    return f.decide(
        matter=question.matter, meeting=wrong.meeting, on=wrong.date, at=f.noon(LATER), corrects=wrong,
        outcomes=outcomes,
    )  # fmt: skip


# --- What is stored --------------------------------------------------------------------------


Stored = dict[str, list[Any]]


def stored() -> Stored:
    """Every row of every table of the portal's own."""
    return {model._meta.label: rows(model) for app in OWN_APPS for model in apps.get_app_config(app).get_models()}
