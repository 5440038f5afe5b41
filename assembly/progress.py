"""How far a beslutsgång has come: which step is next, which are settled, which fell, and what it all means.

Read by pages, and by ``assembly.procedures`` and ``assembly.voting`` before they change anything. Nothing is written.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from assembly.models import Procedure, RollCall, Step
from goals.models import PlanVersion
from goals.transitions import Outcome

Kind, Answer = Step.Kind, Step.Outcome


class ProcedureError(ValueError):
    """The step cannot be taken; the message says in Swedish why, and the state is unchanged."""


class State(StrEnum):
    SETTLED = "settled"
    NEXT = "next"
    VOTING = "voting"  # next, and a roll call on it is open
    TIED = "tied"  # next, and its closed roll call waits for the chair's casting vote
    WAITING = "waiting"  # those before it are not settled
    FALLEN = "fallen"  # the matter was postponed


@dataclass(frozen=True, slots=True)
class StepState:
    """A step, and the roll call on it that stands (not voided), if there is one."""

    step: Step
    state: State
    roll_call: RollCall | None = None

    @property
    def is_next(self) -> bool:
        return self.state in {State.NEXT, State.VOTING, State.TIED}


@dataclass(frozen=True, slots=True)
class Progress:
    """Every step in order; ``postponed`` is the step by which the matter was remitted or tabled, if it was."""

    procedure: Procedure
    steps: list[StepState]
    postponed: Step | None

    @property
    def next(self) -> StepState | None:
        """The step that is to be settled now; None when there is nothing more to settle."""
        return next((found for found in self.steps if found.is_next), None)

    @property
    def is_done(self) -> bool:
        """Whether every question has its answer, so that the decision can be registered."""
        return bool(self.steps) and self.next is None

    @property
    def passed_additions(self) -> list[Step]:
        """Tilläggsyrkanden that were granted: points to add to the decision's text."""
        kinds = (found.step for found in self.steps if found.step.kind == Kind.ADDITION)
        return [] if self.postponed else [step for step in kinds if step.outcome == Answer.YES]


def progress_of(procedure: Procedure) -> Progress:
    """Where the beslutsgång stands. Two queries."""
    steps = list(procedure.steps.select_related("yes_version", "no_version").order_by("number"))
    standing = RollCall.objects.filter(step__in=steps, void_reason="").select_related("chair")
    roll_calls = {roll_call.step_id: roll_call for roll_call in standing}
    states: list[StepState] = []
    postponed: Step | None = None
    is_waiting = False
    for step in steps:
        step.procedure = procedure
        roll_call = roll_calls.get(step.pk)
        if roll_call is not None:
            roll_call.step = step
        if step.outcome:
            state = State.SETTLED
        elif postponed is not None:
            state = State.FALLEN
        elif is_waiting:
            state = State.WAITING
        else:
            state, is_waiting = _of_next(roll_call), True
        if step.postpones:
            postponed = step
        states.append(StepState(step, state, roll_call))
    return Progress(procedure, states, postponed)


def resulting_outcomes(procedure: Procedure) -> dict[PlanVersion, Outcome]:
    """What the beslutsgång means for each version in it, ready for ``goals.decisions.register``.

    A passed addition that is a version of its own is the adopted text, and what it builds on was adopted with
    amendments; other additions change no version. Raises ProcedureError while a question lacks its answer.
    """
    progress = progress_of(procedure)
    if not progress.is_done:
        raise ProcedureError("Beslutsgången är inte klar: det finns frågor som inte är avgjorda.")
    steps = [found.step for found in progress.steps]
    versions = [version for step in steps for version in (step.yes_version, step.no_version) if version is not None]
    if progress.postponed is not None:
        outcome = Outcome.REMITTED if progress.postponed.kind == Kind.REMIT else Outcome.TABLED
        return dict.fromkeys(versions, outcome)
    main = next(step for step in steps if step.kind == Kind.MAIN)
    outcomes = dict.fromkeys(versions, Outcome.REJECTED)
    adopted = main.yes_version if main.outcome == Answer.YES else main.no_version
    if adopted is None:
        return outcomes
    outcomes[adopted] = Outcome.ADOPTED
    for step in progress.passed_additions:
        if step.yes_version is not None and step.yes_version.basis_id == adopted.pk:
            outcomes[adopted], outcomes[step.yes_version] = Outcome.AMENDED, Outcome.ADOPTED
            adopted = step.yes_version
    return outcomes


def _of_next(roll_call: RollCall | None) -> State:
    if roll_call is None:
        return State.NEXT
    return State.VOTING if roll_call.closed_at is None else State.TIED
