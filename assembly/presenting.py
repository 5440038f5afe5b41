"""Beslutsgång and omröstning as anyone reads them: what was asked, what each answer meant, and who answered what.

Only what has happened in the room: a beslutsgång from the day of its meeting, once it is approved or a step of it is
settled, and a roll call once it is closed. What was done behind closed doors (kommunallagen 6:25) is told when the
protokoll is justerat, and not before. At most five queries, whatever their number; one where there is nothing.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from assembly.models import Ballot, Declaration, Procedure, Requester, RollCall, Step
from assembly.models.procedures import DeclarationKind, StepKind, StepMethod
from assembly.shown import ShownProcedure, ShownRollCall, ShownStep, ShownVote
from goals.dates import written
from goals.models import Decision, Matter, MinutesEvent, Person, SeatHolder
from goals.models.bodies import BodyKind

NOBODY = "Ingen innehavare"


def told_of_matter(matter: Matter, today: dt.date) -> list[ShownProcedure]:
    """What meetings have done in the matter by today, the latest first."""
    return _told(Step.objects.filter(procedure__item__matter=matter), today)


def told_of_decision(decision: Decision, today: dt.date) -> list[ShownProcedure]:
    """The beslutsgång that led to the decision: a list of one or none, as the template reads it."""
    return _told(Step.objects.filter(procedure__decision=decision), today)


def has_begun(on: dt.date) -> Exists:
    """Whether there is something to tell by the day of an item on an agenda, for its queryset."""
    begun = Q(approved_at__isnull=False) | Q(steps__settled_at__isnull=False)
    is_told = Q(item__meeting__body__kind=BodyKind.COUNCIL) | Exists(
        approvals(on).filter(decision=OuterRef("decision"))
    )
    return Exists(Procedure.objects.filter(begun, is_told, item=OuterRef("pk"), item__meeting__date__lte=on))


def approvals(on: dt.date) -> QuerySet[MinutesEvent]:
    """The events by which protokoll were justerade by the day."""
    return MinutesEvent.objects.filter(kind=MinutesEvent.Kind.APPROVED, date__lte=on)


def _told(steps: QuerySet[Step], today: dt.date) -> list[ShownProcedure]:
    approved = approvals(today).filter(decision=OuterRef("procedure__decision"))
    voided = RollCall.objects.filter(~Q(void_reason=""), step=OuterRef("pk"))
    begun = Q(procedure__approved_at__isnull=False) | Q(procedure__steps__settled_at__isnull=False)
    found = (
        steps.filter(begun, procedure__item__meeting__date__lte=today)
        .select_related(
            "procedure__item__meeting__body",
            "procedure__chair__party",
            "procedure__decision",
        )
        .annotate(is_approved=Exists(approved), has_void=Exists(voided))
        .filter(Q(procedure__item__meeting__body__kind=BodyKind.COUNCIL) | Q(is_approved=True))
        .order_by("-procedure__item__meeting__date", "procedure", "number")
        .distinct()
    )
    by_procedure: dict[int, list[Step]] = {}
    for step in found:
        by_procedure.setdefault(step.procedure_id, []).append(step)
    if not by_procedure:
        return []
    everything = [step for steps_of_one in by_procedure.values() for step in steps_of_one]
    roll_calls = roll_calls_of(everything)
    requesters = _requesters_of(everything)
    declared = _declared([key for key, rows in by_procedure.items() if rows[0].procedure.decision_id is None])
    return [
        _procedure(rows[0].procedure, rows, roll_calls, requesters, declared.get(key, []))
        for key, rows in by_procedure.items()
    ]


def _procedure(
    procedure: Procedure, steps: list[Step], roll_calls: dict[int, list[ShownRollCall]],
    requesters: dict[int, list[str]], declared: list[Declaration],
) -> ShownProcedure:  # fmt: skip
    item = procedure.item
    paragraph = f", § {item.paragraph}" if item.paragraph else ""
    shown = [shown_step(step, roll_calls.get(step.pk, []), requesters.get(step.pk, [])) for step in steps]
    return ShownProcedure(
        ident=f"beslutsgang-{item.meeting.date.isoformat()}-{item.paragraph or 0:04}",
        heading=f"{item.meeting.body.title} {written(item.meeting.date)}{paragraph}",
        url=procedure.decision.get_absolute_url() if procedure.decision else "",
        is_preliminary=not steps[0].is_approved,  # type: ignore[attr-defined]
        is_example=any(call.is_example for step in shown for call in step.roll_calls),
        chair=name_of(procedure.chair),
        steps=shown,
        declarations=[
            {"label": label, "texts": [_declaration(one) for one in declared if one.kind == kind]}
            for kind, label in DECLARED.items()
            if any(one.kind == kind for one in declared)
        ],
    )


DECLARED = {
    DeclarationKind.MOTION: "Yrkanden",
    DeclarationKind.DECLINES: "Deltar inte i beslutet",
    DeclarationKind.RESERVATION: "Reservationer",
    DeclarationKind.NOTE: "Protokollsanteckningar",
}


def _declaration(one: Declaration) -> dict[str, str]:
    by = name_of(one.person) if one.person else one.party.name if one.party else ""
    return {"by": by, "text": one.text}


def shown_step(step: Step, roll_calls: list[ShownRollCall], requesters: list[str] | None = None) -> ShownStep:
    """The step with its roll calls and those who requested it, as given."""
    meaning = {"yes": step.yes_text, "no": step.no_text}.get(step.outcome, "")
    how = "" if not step.method else StepMethod(step.method).label
    return ShownStep(
        number=step.number, kind=StepKind(step.kind).label, title=step.title, yes_text=step.yes_text,
        no_text=step.no_text, answer=step.get_outcome_display(), how=how, meaning=meaning, reasons=step.reasons,
        requesters=requesters or [], roll_calls=roll_calls,
    )  # fmt: skip


def roll_calls_of(steps: Iterable[Step]) -> dict[int, list[ShownRollCall]]:
    """Step → its closed or voided roll calls in order. One query, and one more where a step may have a voided one."""
    by_pk = {step.pk: step for step in steps}
    votes: dict[RollCall, list[Ballot]] = {}
    for ballot in _counting(by_pk):
        votes.setdefault(ballot.roll_call, []).append(ballot)
    calls = [*votes, *_voided([pk for pk, step in by_pk.items() if getattr(step, "has_void", True)])]
    found: dict[int, list[ShownRollCall]] = {}
    for call in sorted(calls, key=lambda call: call.number):
        found.setdefault(call.step_id, []).append(_roll_call(call, by_pk[call.step_id], votes.get(call, [])))
    return found


def _counting(steps: Iterable[int]) -> QuerySet[Ballot]:
    """The ballots that count in the steps' closed roll calls: one at least for each, since the absent have one too."""
    day = OuterRef("roll_call__step__procedure__item__meeting__date")
    held = SeatHolder.objects.filter(Q(until__isnull=True) | Q(until__gte=day), seat=OuterRef("seat"), since__lte=day)
    return (
        Ballot.objects.counting()
        .filter(roll_call__step__in=list(steps), roll_call__closed_at__isnull=False, roll_call__void_reason="")
        .select_related("roll_call__chair__party", "seat__party", "person", "party")
        .annotate(holder=Subquery(held.order_by("-since").values("person__name")[:1]))
        .order_by("roll_call", "seat__number", "seat")
    )


def _voided(steps: list[int]) -> list[RollCall]:
    if not steps:
        return []
    return list(RollCall.objects.filter(~Q(void_reason=""), step__in=steps).select_related("chair__party"))


def _roll_call(call: RollCall, step: Step, ballots: list[Ballot]) -> ShownRollCall:
    item = step.procedure.item
    return ShownRollCall(
        number=call.number,
        ident=f"omrostning-{item.meeting.date.isoformat()}-{item.paragraph or item.pk}-{step.number}-{call.number}",
        yes_text=call.yes_text,
        no_text=call.no_text,
        votes=[_vote(ballot, call.chair_id) for ballot in ballots],
        chair=name_of(call.chair),
        casting_vote=call.casting_vote,
        void_reason=call.void_reason,
        is_example=any(ballot.person is not None and ballot.person.is_example for ballot in ballots),
    )


def _vote(ballot: Ballot, chair_id: int) -> ShownVote:
    """A vote under the name of whoever gave it; a seat that nobody served on is its holder's, who was absent."""
    party = ballot.party or ballot.seat.party
    return ShownVote(
        number=ballot.seat.number,
        name=ballot.person.name if ballot.person else ballot.holder or NOBODY,  # type: ignore[attr-defined]
        party=party.abbreviation if party else "",
        choice=ballot.choice,
        is_chair=ballot.person_id == chair_id,
    )


def _requesters_of(steps: Iterable[Step]) -> dict[int, list[str]]:
    asked = [step.pk for step in steps if step.method == StepMethod.MINORITY]
    if not asked:
        return {}
    found: dict[int, list[str]] = {}
    rows = Requester.objects.filter(step__in=asked).select_related("person__party").order_by("step", "seat__number")
    for row in rows:
        found.setdefault(row.step_id, []).append(name_of(row.person))
    return found


def _declared(procedures: list[int]) -> dict[int, list[Declaration]]:
    if not procedures:
        return {}
    found: dict[int, list[Declaration]] = {}
    for row in Declaration.objects.filter(procedure__in=procedures).select_related("person__party", "party"):
        found.setdefault(row.procedure_id, []).append(row)
    return found


def name_of(person: Person | None) -> str:
    """ "Robin Exempelsson (A)"; the person must come with the party."""
    return person.label if person else ""


def declared_in(procedure: Procedure) -> list[dict[str, Any]]:
    """What is declared so far, for the secretary: {label, by, text, pk}, in the order of the protokoll."""
    rows = _declared([procedure.pk]).get(procedure.pk, [])
    return [
        {"label": one.get_kind_display(), "pk": one.pk, **_declaration(one)}
        for kind in DECLARED
        for one in rows
        if one.kind == kind
    ]
