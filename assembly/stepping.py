"""Settling one step of a beslutsgång: for ``assembly.procedures`` and ``assembly.voting``, inside their transactions.

Each function reads the beslutsgång as it stands now and raises ``ProcedureError`` before anything is stored.
"""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from assembly.models import Procedure, Step
from assembly.progress import ProcedureError, StepState, progress_of
from assembly.questions import WINNER
from assembly.serving import Serving, serving_at
from goals.dates import written
from goals.models import PlanVersion

Kind, Method, Answer = Step.Kind, Step.Method, Step.Outcome


def undecided(procedure: Procedure) -> Procedure:
    """The beslutsgång as it stands now; raises ProcedureError when its decision is registered."""
    found = Procedure.objects.select_related("item__meeting__body", "item__matter", "chair").get(pk=procedure.pk)
    if found.decision_id is not None:
        raise ProcedureError("Beslutet är registrerat. Beslutsgången ändras inte; registrera en rättelse.")
    return found


def serving_in(procedure: Procedure) -> Serving:
    """Who serves in the matter; raises ProcedureError while it has no §."""
    item = procedure.item
    if item.paragraph is None:
        raise ProcedureError("Ärendet har ingen paragraf. Ange den på dagordningen; tjänstgöringen räknas efter den.")
    return serving_at(item.meeting, item.paragraph)


def check_quorum(serving: Serving) -> None:
    """Raises ProcedureError when too few serve for anything to be decided."""
    if not serving.has_quorum:
        raise ProcedureError(
            f"{serving.present} av {serving.number_of_seats} tjänstgör. För att besluta krävs mer än hälften, "
            f"{serving.quorum} (kommunallagen 5 kap. 45 § och 6 kap. 27 §)."
        )


def check_day(procedure: Procedure, at: dt.datetime, what: str) -> None:
    """Raises ProcedureError before the meeting's day in Stockholm; ``what`` is what is done "först då".

    A later day is fine: a meeting may go on past midnight, and what happened may be entered afterwards.
    """
    day = procedure.item.meeting.date
    if timezone.localdate(at) < day:
        raise ProcedureError(f"Sammanträdet är den {written(day)}. {what} först då.")


def next_step(step: Step, at: dt.datetime, what: str = "Frågor avgörs") -> StepState:
    """The step as it stands now; raises ProcedureError unless it is the one to settle, with no roll call on it, and
    the meeting's day has come (``check_day``)."""
    procedure = undecided(step.procedure)
    check_day(procedure, at, what)
    progress = progress_of(procedure)
    found = next((found for found in progress.steps if found.step.pk == step.pk), None)
    if found is None:
        raise ProcedureError("Steget finns inte längre i beslutsgången.")
    if procedure.approved_at is None:
        raise ProcedureError("Sammanträdet har inte godkänt beslutsgången.")
    if found.step.outcome:
        raise ProcedureError("Steget är redan avgjort.")
    if progress.postponed is not None:
        raise ProcedureError("Ärendet är uppskjutet. Det finns inget mer att avgöra i dag.")
    if not found.is_next:
        first = progress.next
        raise ProcedureError(f"Steget prövas efter ”{first.step.title if first else ''}”.")
    if found.roll_call is not None:
        word = "pågår" if found.roll_call.closed_at is None else "väntar på ordförandens utslagsröst"
        raise ProcedureError(f"En omröstning om steget {word}.")
    return found


def settle_by_vote(step: Step, outcome: str, at: dt.datetime) -> None:
    """What a closed roll call led to."""
    settle(step, method=Method.VOTE, outcome=outcome, at=at, reasons=step.reasons)


def unsettle(step: Step) -> None:
    """Open the step again; raises ProcedureError when a later one has begun or the decision is registered."""
    procedure = undecided(step.procedure)
    after = procedure.steps.filter(number__gt=step.number)
    if begun := (after.exclude(outcome="") | after.filter(roll_calls__void_reason="")).order_by("-number").first():
        raise ProcedureError(f"”{begun.title}” har redan prövats. Ta tillbaka det steget först.")
    step.method, step.outcome, step.settled_at = "", "", None
    step.save(update_fields=["method", "outcome", "settled_at"])
    step.requesters.all().delete()
    carry_winners(procedure)


def settle(step: Step, *, method: str, outcome: str, at: dt.datetime, reasons: str) -> None:
    step.method, step.outcome, step.settled_at = method, outcome, at
    # Nothing is to be given reasons for when the matter is decided today after all.
    step.reasons = reasons.strip() if step.kind == Kind.REMIT and step.postpones else ""
    step.save(update_fields=["method", "outcome", "settled_at", "reasons"])
    if step.kind == Kind.COUNTER:
        carry_winners(step.procedure)


def carry_winners(procedure: Procedure) -> None:
    """Write out anew the step after each counter: against which proposal the winner stands, or that it is not known."""
    steps = list(procedure.steps.select_related("yes_version", "no_version").order_by("number"))
    for position, step in enumerate(steps[:-1]):
        if step.kind != Kind.COUNTER:
            continue
        text, version = _winner(step)
        side = "yes" if steps[position + 1].kind == Kind.COUNTER else "no"
        following = steps[position + 1]
        if (getattr(following, f"{side}_text"), getattr(following, f"{side}_version")) != (text, version):
            setattr(following, f"{side}_text", text)
            setattr(following, f"{side}_version", version)
            following.save(update_fields=[f"{side}_text", f"{side}_version"])


def _winner(step: Step) -> tuple[str, PlanVersion | None]:
    if not step.outcome:
        return WINNER, None
    won = step.outcome == Answer.YES
    return (step.yes_text, step.yes_version) if won else (step.no_text, step.no_version)


def locked(step: Step) -> Step:
    """The step as it stands now, of a beslutsgång that is not decided."""
    procedure = undecided(step.procedure)
    found: Step = procedure.steps.get(pk=step.pk)
    found.procedure = procedure
    return found
