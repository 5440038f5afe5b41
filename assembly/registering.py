"""Registering a decision with the beslutsgång that led to it, and what happens to its minutes. One transaction each.

Statuses are changed by ``goals.decisions`` alone. What is refused raises ``DecisionError`` with a Swedish message, and
the state is unchanged; a second secretary who has not seen what the first one did is refused with ``SeenError``.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from assembly.decision_cases import Case, state_of
from assembly.locking import telling_unwritten
from assembly.minutes_events import Minutes, Objection, minutes_of
from assembly.models import Procedure, RollCall
from assembly.protokoll_file import FileError, Protokoll
from goals import decisions
from goals.decision_texts import Text
from goals.decisions import DecisionError
from goals.models import (
    AgendaItem,
    Decision,
    Matter,
    Meeting,
    MinutesEvent,
    MinutesFile,
    Person,
    PlanVersion,
)
from goals.models.decisions import DecisionMethod, MinutesEventKind
from goals.presenting import is_preparatory
from goals.transitions import Outcome, Status
from goals.units import unit_of

CHANGED = (
    "Någon annan hann registrera något i ärendet medan du skrev. Det du skrev finns kvar nedan. "
    "Läs vad som har hänt, och registrera sedan om det fortfarande behövs."
)
PROCEDURE_DECIDED = "Beslutet i ärendet är redan registrerat vid sammanträdet. Ett beslut ändras genom att det rättas."
VOTING = "En omröstning i ärendet pågår. Avsluta den först."


class SeenError(DecisionError):
    """Something was done in the matter that whoever registers has not seen."""


class EventError(DecisionError):
    """An event that is not stored as it was sent."""

    def __init__(self, objection: Objection) -> None:
        super().__init__(objection.message, "date")
        self.can_confirm = objection.can_confirm


@dataclass(frozen=True)
class Filled:
    """A decision as it is to be registered. ``outcomes`` by the versions' pk; ``dnr`` for a matter that has none."""

    meeting: Meeting
    paragraph: int | None
    title: str
    outcomes: Mapping[int, Outcome]
    texts: tuple[Text, ...] = ()
    method: str = DecisionMethod.UNKNOWN.value
    votes: tuple[int, int, int, int] | None = None  # ja, nej, avstår, frånvarande
    chair: Person | None = None
    summary: str = ""
    reasons: str = ""
    minutes_url: str = ""
    dnr: str = ""
    source: str = ""
    own: Mapping[str, Any] = field(default_factory=dict)  # Decision's other fields, as a correction carries them on


def register(*, case: Case, filled: Filled, by: Any, at: dt.datetime, seen: str) -> Decision:
    """The decision in the case, linked to its beslutsgång; a draft that is adopted is moved in the meeting first."""
    try:
        with telling_unwritten(DecisionError), transaction.atomic():
            return _register(case, filled, by, at, seen)
    except IntegrityError as error:
        # Everything that can be foreseen is refused with its own reason before; this is somebody else's change.
        raise SeenError(CHANGED) from error


def _register(case: Case, filled: Filled, by: Any, at: dt.datetime, seen: str) -> Decision:
    matter = Matter.objects.select_for_update().get(pk=case.matter.pk)
    if state_of(matter) != seen:
        raise SeenError(CHANGED)
    # Before the beslutsgång, as assembly.locking has it: else whoever settles a step of it and we wait for each other.
    Meeting.objects.select_for_update(no_key=True).get(pk=filled.meeting.pk)
    item = AgendaItem.objects.filter(matter=matter, meeting=filled.meeting).first()
    procedure = _procedure(item) if case.corrects is None else None
    versions = {version.pk: version for version in case.versions}
    outcomes = {versions[pk]: outcome for pk, outcome in filled.outcomes.items()}
    for version, outcome in outcomes.items():
        if version.status == Status.DRAFT and outcome == Outcome.ADOPTED:
            _move(version, matter, filled.meeting.date, by, at)
    yes, no, abstained, absent = filled.votes or (None, None, None, None)
    decision = decisions.register(
        matter=matter, body=filled.meeting.body, meeting=filled.meeting, date=filled.meeting.date, title=filled.title,
        outcomes=outcomes, texts=filled.texts, corrects=case.corrects, by=by, at=at,
        paragraph=filled.paragraph, method=filled.method, chair=filled.chair, summary=filled.summary,
        reasons=filled.reasons, minutes_url=filled.minutes_url, source=filled.source, votes_yes=yes, votes_no=no,
        votes_abstained=abstained, votes_absent=absent, **filled.own,
    )  # fmt: skip
    if procedure is not None:
        procedure.decision = decision
        procedure.save(update_fields=["decision"])
    if case.corrects is None:
        _give_paragraph(item, filled)
    if filled.dnr and not matter.dnr:
        matter.dnr = filled.dnr
        matter.save(update_fields=["dnr"])
    return decision


def _procedure(item: AgendaItem | None) -> Procedure | None:
    """The item's beslutsgång, locked; nothing may be going on in it."""
    if item is None:
        return None
    procedure = Procedure.objects.select_for_update(of=("self",)).filter(item=item).first()
    if procedure is None:
        return None
    if procedure.decision_id is not None:
        raise DecisionError(PROCEDURE_DECIDED)
    if RollCall.objects.filter(step__procedure=procedure, closed_at=None, void_reason="").exists():
        raise DecisionError(VOTING)
    return procedure


def _move(version: PlanVersion, matter: Matter, on: dt.date, by: Any, at: dt.datetime) -> None:
    """The amended wording, written on the basis of what was proposed, is moved in the meeting that adopts it."""
    try:
        decisions.move(version=version, matter=matter, on=on, by=by, at=at)
    except DecisionError as error:
        raise DecisionError(str(error), str(version.pk)) from error


def _give_paragraph(item: AgendaItem | None, filled: Filled) -> None:
    """The matter's § at the meeting is that of its decision."""
    if filled.paragraph is None:
        return
    other = AgendaItem.objects.filter(meeting=filled.meeting, paragraph=filled.paragraph).select_related("matter")
    taken = other.exclude(pk=item.pk).first() if item else other.first()
    if taken is not None:
        raise DecisionError(f"Paragrafen är redan använd vid sammanträdet, av ”{taken.matter.title}”.", "paragraph")
    if item is None:
        return
    if item.paragraph is None:
        item.paragraph = filled.paragraph
        item.save(update_fields=["paragraph"])
    elif item.paragraph != filled.paragraph:
        raise DecisionError(
            f"Ärendet är § {item.paragraph} på dagordningen. Ändra det där, om protokollet har en annan paragraf.",
            "paragraph",
        )


def record(
    *, decision: Decision, kind: str, date: dt.date, note: str, url: str, confirmed: bool, by: Any, at: dt.datetime
) -> str:
    """What happened to the minutes, asked of what is stored now; what to tell of it, if it came late.

    Raises EventError for what cannot be, and for what is unusual unless it is confirmed.
    """
    with transaction.atomic():
        Matter.objects.select_for_update().get(pk=decision.matter_id)
        minutes = minutes_of_decision(decision)
        found = minutes.objection(kind, date, timezone.localdate(at))
        if found is not None and not (found.can_confirm and confirmed):
            raise EventError(found)
        decisions.record_event(
            decision=decision, kind=MinutesEventKind(kind), date=date, note=note, url=url, by=by, at=at
        )
        return minutes.late(kind, date)


def minutes_of_decision(decision: Decision) -> Minutes:
    """The decision's minutes as they are stored now."""
    events = MinutesEvent.objects.filter(decision=decision).values_list("kind", "date")
    return minutes_with(decision, events)


def minutes_with(decision: Decision, events: Iterable[tuple[str, dt.date]]) -> Minutes:
    """The decision's minutes, where the events are read already."""
    return minutes_of(
        decision.date, events, is_preparatory=is_preparatory(decision), is_day_known=decision.date_is_known
    )


def store_file(*, decision: Decision, protokoll: Protokoll, by: Any, at: dt.datetime) -> MinutesFile:
    """The protokoll as a file of the decision. Raises FileError for the same file again."""
    with transaction.atomic():
        Matter.objects.select_for_update().get(pk=decision.matter_id)
        if MinutesFile.objects.filter(decision=decision, sha256=protokoll.sha256).exists():
            raise FileError("Just den filen finns redan vid beslutet.")
        return MinutesFile.objects.create(
            decision=decision, name=protokoll.name, content=protokoll.content, size=len(protokoll.content),
            sha256=protokoll.sha256, registered_at=at, registered_by=by,
            registered_by_unit=unit_of(by),
        )  # fmt: skip
