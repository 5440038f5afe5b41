"""What the room looks at, at a sammanträde: the vote that goes on, else what was last settled. Never an open tally."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, Q

from assembly.models import Ballot, Procedure, RollCall, Step
from assembly.presenting import roll_calls_of, shown_step
from assembly.serving import serving_at
from assembly.shown import ShownRollCall, ShownStep
from goals.models import AgendaItem, Meeting

_NEVER = dt.datetime.min.replace(tzinfo=dt.UTC)


@dataclass(frozen=True, slots=True)
class Stage:
    """``step`` is in question: ``voted`` of ``present`` have answered in ``open_call``, or ``result`` is shown."""

    item: AgendaItem | None = None
    step: ShownStep | None = None
    steps: tuple[ShownStep, ...] = ()
    open_call: RollCall | None = None
    voted: int = 0
    present: int = 0
    result: ShownRollCall | None = None


def has_voted(meeting: Meeting) -> int:
    """How many seats have answered in the vote that goes on at the meeting; one query. What the ETag is made of."""
    going_on = Ballot.objects.filter(
        roll_call__step__procedure__item__meeting=meeting, roll_call__closed_at__isnull=True, roll_call__void_reason=""
    )
    return int(going_on.aggregate(voted=Count("seat", distinct=True))["voted"])


def stage_of(meeting: Meeting) -> Stage:
    """The stage as it is now; at most nine queries."""
    if stage := _going_on(meeting):
        return stage
    begun = Q(procedure__approved_at__isnull=False) | Q(settled_at__isnull=False) | Q(roll_calls__isnull=False)
    steps = list(
        Step.objects.filter(begun, procedure__item__meeting=meeting)
        .select_related("procedure__item__matter", "procedure__chair__party")
        .order_by("procedure", "number")
        .distinct()
    )
    if not steps:
        return Stage()
    calls = {call.step_id: call for call in RollCall.objects.filter(step__in=steps, void_reason="")}
    latest = max(steps, key=lambda step: (_touched(step, calls.get(step.pk)), -step.number))
    own = [step for step in steps if step.procedure_id == latest.procedure_id]
    results = roll_calls_of(own)
    shown = {step.pk: shown_step(step, results.get(step.pk, [])) for step in own}
    standing = [result for result in results.get(latest.pk, []) if not result.void_reason]
    is_result = bool(standing) and _answered(latest, calls.get(latest.pk)) >= _approved(latest.procedure)
    return Stage(
        item=latest.procedure.item,
        step=shown[latest.pk] if is_result else None,
        steps=tuple(shown.values()),
        result=standing[-1] if is_result else None,
    )


def _going_on(meeting: Meeting) -> Stage | None:
    call = (
        RollCall.objects.filter(step__procedure__item__meeting=meeting, closed_at__isnull=True, void_reason="")
        .select_related("step__procedure__item__matter", "chair__party")
        .order_by("-opened_at")
        .first()
    )
    if call is None:
        return None
    item = call.step.procedure.item
    return Stage(
        item=item,
        step=shown_step(call.step, []),
        open_call=call,
        voted=call.ballots.aggregate(voted=Count("seat", distinct=True))["voted"],
        present=serving_at(meeting, item.paragraph or 0).present,
    )


def _approved(procedure: Procedure) -> dt.datetime:
    return procedure.approved_at or _NEVER


def _answered(step: Step, call: RollCall | None) -> dt.datetime:
    """When the step's vote was closed or the step settled; the beginning of time before that."""
    moments = [step.settled_at, call.closed_at if call else None, _NEVER]
    return max(moment for moment in moments if moment)


def _touched(step: Step, call: RollCall | None) -> dt.datetime:
    """When something last happened to the step, its beslutsgång's approval included."""
    return max(_answered(step, call), _approved(step.procedure))
