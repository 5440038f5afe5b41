"""Följ upp: points of the steering model and uppdrag, with who has them, when, and what came of them.

Each function is one transaction and raises RoomError, in Swedish, with nothing changed. What is sent twice is stored
once: the same words for the same day are the same point, uppdrag or report. That a day is återrapporterad is said by
``framtidsdag.rooms.move``.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from django.db import IntegrityError, models, transaction
from django.db.models import Max

from assembly.locking import telling_unwritten
from framtidsdag import rooms
from framtidsdag.errors import RoomError
from framtidsdag.models import Assignment, Framtidsdag, ReflectionGroup, Report, Room, SteeringPoint
from framtidsdag.phases import AFTERWARDS
from goals.masking import MARKER
from goals.models import Body, Decision
from goals.refusals import refusal

Phase = Framtidsdag.Phase
NOT_YET: Final = "Det följs upp när prioriteringen är klar."


def takes_points(phase: str) -> bool:
    """Whether points and uppdrag of a day in the phase are registered: when its prioritering is done."""
    return phase in AFTERWARDS


def make_point(
    *, day: Framtidsdag, text: str = "", group: ReflectionGroup | None = None, owner: Body | None = None,
    owner_text: str = "", by: Any,
) -> SteeringPoint:  # fmt: skip
    """A point that works less well: a group's title, or free words. Of a group there is one point."""
    with _writing(day, SteeringPoint) as current:
        _check_followed(current)
        words = text.strip() or (group.title if group else "")
        if not words:
            raise RoomError("Skriv vad som fungerar mindre bra.", "text")
        if MARKER in words:
            raise RoomError("Gruppens rubrik är maskerad. Skriv punkten med egna ord under Följ upp.")
        if group is not None and group.day_id != day.pk:
            raise RoomError("Gruppen hör till en annan dag.")
        same = {"group": group} if group is not None else {"group": None, "text": words}
        if found := SteeringPoint.objects.filter(day=day, **same).first():
            return found
        _check_owner(owner, owner_text)
        return SteeringPoint.objects.create(
            day=day, order=_next(SteeringPoint, day), text=words, group=group, owner=owner, owner_text=owner_text,
            registered_by=by,
        )  # fmt: skip


def change_point(*, point: SteeringPoint, text: str, owner: Body | None, owner_text: str) -> None:
    """Its words, and whose it is: a body, or free words for who is no body."""
    _check_owner(owner, owner_text)
    with _writing(point.day, SteeringPoint):
        point.text, point.owner, point.owner_text = text, owner, owner_text
        point.save(update_fields=["text", "owner", "owner_text"])


def take_up(*, point: SteeringPoint, at: Framtidsdag, outcome: str) -> None:
    """A later day took the point up; what came of it may be written then or later."""
    if point.day.date is None or at.date is None or at.date <= point.day.date:
        raise RoomError("Punkten tas upp på en senare dag än den kom från.")
    with _writing(at, SteeringPoint) as current:
        if current.phase == Phase.PLANNED:
            raise RoomError("Dagen har inte börjat. Anteckna vad det blev när punkten har tagits upp.")
        stored = SteeringPoint.objects.select_for_update(no_key=True, of=("self",)).select_related("taken_up_at")
        row = stored.get(pk=point.pk)
        if row.taken_up_at is not None and row.taken_up_at_id != at.pk:
            raise RoomError(f"Punkten har redan tagits upp på {row.taken_up_at}.")
        row.taken_up_at, row.outcome = at, outcome
        row.save(update_fields=["taken_up_at", "outcome"])


def make_assignment(*, day: Framtidsdag, **given: Any) -> Assignment:
    """An uppdrag: text, ``body`` or ``responsible``, ``due_on`` and ``decision``, all but the text may be empty."""
    with _writing(day, Assignment) as current:
        _check_followed(current)
        fields = _assignment(**given)
        if found := Assignment.objects.filter(day=day, **fields).first():
            return found
        return Assignment.objects.create(day=day, order=_next(Assignment, day), **fields)


def change_assignment(*, assignment: Assignment, **given: Any) -> None:
    """Correct or complete an uppdrag."""
    fields = _assignment(**given)
    with _writing(assignment.day, Assignment):
        for name, value in fields.items():
            setattr(assignment, name, value)
        assignment.save(update_fields=list(fields))


def report_back(
    *, assignment: Assignment, date: dt.date, text: str, source: str = "", source_url: str = "", today: dt.date
) -> Report:
    """Återrapportera: when, what was done, and where it can be read."""
    if date > today:
        raise RoomError("Dagen har inte kommit än.", "date")
    with _writing(assignment.day, Report):
        fields = {"date": date, "text": text, "source": source, "source_url": source_url}
        return assignment.reports.filter(**fields).first() or Report.objects.create(assignment=assignment, **fields)


def _assignment(
    *, text: str, body: Body | None = None, responsible: str = "", due_on: dt.date | None = None,
    decision: Decision | None = None,
) -> dict[str, Any]:  # fmt: skip
    if not text.strip():
        raise RoomError("Skriv vad uppdraget är.", "text")
    if body is not None and responsible:
        raise RoomError("Välj ett organ eller skriv vem, inte båda.", "responsible")
    return {"text": text, "body": body, "responsible": responsible, "due_on": due_on, "decision": decision}


def _check_owner(owner: Body | None, owner_text: str) -> None:
    if owner is not None and owner_text:
        raise RoomError("Välj ett organ eller skriv vem, inte båda.", "owner_text")


def _check_followed(day: Framtidsdag) -> None:
    if not takes_points(day.phase):
        raise RoomError(NOT_YET)


def _next(model: Any, day: Framtidsdag) -> int:
    last: int | None = model.objects.filter(day=day).aggregate(last=Max("order"))["last"]
    return (last or 0) + 1


@contextmanager
def _writing(day: Framtidsdag, about: type[models.Model]) -> Iterator[Framtidsdag]:
    """The day as it stands, locked with its room; a day that was told of afterwards has none, and is locked itself."""
    if Room.objects.filter(day=day).exists():
        with rooms.writing(day.pk, "texts", about=about) as room:
            yield room.day
        return
    try:
        with telling_unwritten(RoomError), transaction.atomic():
            yield Framtidsdag.objects.select_for_update(no_key=True).get(pk=day.pk)
    except IntegrityError as refused:
        raise RoomError(refusal(about, refused)) from refused
