"""Preparing a day: made new or from an earlier one, its facts, how one joins it, and its removal.

Each part is saved by itself. ``seen`` is the digest of the part as the form showed it
(``framtidsdag.preparation.prepared``): what someone else saved meanwhile is never overwritten unseen.

The date is the day's address, so it can be changed only while the day is planned and nobody has joined; the old address
is then not found. It leads nowhere else, because another day may be held on that date, and what is handed out before
the day, the code, follows the day.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from django.db import IntegrityError, models, transaction
from django.db.models import F

from assembly.locking import telling_unwritten
from framtidsdag import rooms
from framtidsdag.errors import RoomError
from framtidsdag.models import (
    Framtidsdag,
    Material,
    ParticipantGroup,
    PhaseMove,
    ProgrammeItem,
    Room,
    Workshop,
)
from framtidsdag.preparation.prepared import FACTS, JOINING, seen_of
from goals.masking import MARKER
from goals.models import Plan
from goals.refusals import refusal

TAKEN: Final = "Det finns redan en Framtidsdag den dagen."
DATE_STAYS: Final = "Datumet ändras bara medan dagen planeras och ingen har gått med: det är dagens adress."
FACTS_STAY: Final = "Tema, form och plan ändras bara medan dagen planeras."
KEPT_DAY: Final = "Bara en planerad dag, där ingen har gått med och inget är skrivet, kan tas bort."


class SeenError(RoomError):
    """Someone else changed the part meanwhile: whoever saves has to see it first."""

    def __init__(self) -> None:
        super().__init__("Någon annan har sparat här medan du skrev. Se vad som står nu, och välj.")


def create(
    *, date: dt.date, theme: str, form: str, purpose: str = "", plan: Plan | None = None,
    like: Framtidsdag | None = None, with_material: bool = False, by: Any, at: dt.datetime,
) -> Framtidsdag:  # fmt: skip
    """A planned day with its room, closed, and a code of its own. Raises RoomError for a date that is taken.

    ``like`` is an earlier day whose groups, programme and workshops it begins with, and its material if asked for; who
    took part, what they wrote, and the phase are not copied. The same form sent again answers with the day it made.
    """
    fields = {"theme": theme, "form": form, "purpose": purpose, "plan": plan}
    try:
        with telling_unwritten(RoomError), transaction.atomic():
            day = Framtidsdag.objects.create(date=date, **fields)
            _room(day)
            if like is not None:
                _copy_parts(like, day, with_material=with_material, by=by, at=at)
    except IntegrityError as refused:
        made = Framtidsdag.objects.filter(date=date, phase=Framtidsdag.Phase.PLANNED, room__isnull=False, **fields)
        if (again := made.first()) is not None:
            return again
        if Framtidsdag.objects.filter(date=date).exists():
            raise RoomError(TAKEN, "date") from refused
        raise RoomError(refusal(Framtidsdag, refused)) from refused
    return day


def make_room(*, day: Framtidsdag) -> Room:
    """The day's room, closed; made for a day that was read in without one."""
    with telling_unwritten(RoomError), transaction.atomic():
        Framtidsdag.objects.select_for_update(no_key=True).get(pk=day.pk)
        return Room.objects.filter(day=day).first() or _room(day)


def update_facts(
    *, day: Framtidsdag, date: dt.date, theme: str, form: str, purpose: str, plan: Plan | None, seen: str | None = None
) -> Framtidsdag:
    """The day's facts; after the planning only its purpose. Raises RoomError at the field."""
    with changing(day, FACTS, Framtidsdag, seen) as room:
        found = room.day
        new = {"theme": theme, "form": form, "purpose": purpose, "plan_id": plan.pk if plan else None}
        changed = [name for name, value in new.items() if getattr(found, name) != value]
        if found.phase != Framtidsdag.Phase.PLANNED and set(changed) - {"purpose"}:
            raise RoomError(FACTS_STAY, next(name for name in changed if name != "purpose").removesuffix("_id"))
        if date != found.date:
            if not may_move(found):
                raise RoomError(DATE_STAYS, "date")
            if Framtidsdag.objects.filter(date=date).exists():
                raise RoomError(TAKEN, "date")
            found.date = date
            changed.append("date")
        for name, value in new.items():
            setattr(found, name, value)
        if changed:
            found.save(update_fields=changed)
    return found


def may_move(day: Framtidsdag) -> bool:
    """Whether the day's date, and with it its address, can still be another."""
    return day.phase == Framtidsdag.Phase.PLANNED and not day.participants.exists()


def update_joining(*, day: Framtidsdag, joining: str, seen: str | None = None) -> None:
    """Whether one joins with the code or signed in; chosen until someone has joined."""
    with changing(day, JOINING, Room, seen) as room:
        if room.joining == joining:
            return
        if room.day.participants.exists():
            raise RoomError("Någon har redan gått med. Hur man går med ändras inte längre.", "joining")
        room.joining = joining
        room.save(update_fields=["joining"])


def may_remove(day: Framtidsdag) -> bool:
    """Whether nothing has happened in the day yet: it is planned, and nobody has joined or written anything."""
    return not (
        day.phase != Framtidsdag.Phase.PLANNED
        or day.participants.exists()
        or day.reflections.exists()
        or day.proposals.exists()
        or day.assignments.exists()
        or day.points.exists()
        or PhaseMove.objects.filter(day=day).exists()
    )


def remove(*, day: Framtidsdag) -> None:
    """Take away a planned day with its room, programme, groups, material and workshops. Raises RoomError."""
    with rooms.writing(day.pk, "stage") as room:
        if not may_remove(room.day):
            raise RoomError(KEPT_DAY)
        room.day.delete()


@contextmanager
def changing(day: Framtidsdag, part: str, about: type[models.Model], seen: str | None) -> Iterator[Room]:
    """Writing one part of the day. Raises SeenError if it is no longer as ``seen`` says."""
    with rooms.writing(day.pk, "stage", about=about) as room:
        if seen is not None and seen != seen_of(room.day, part):
            raise SeenError
        yield room


def _room(day: Framtidsdag) -> Room:
    return Room.objects.create(day=day, code=rooms.unused_code())


def _readable(text: str) -> str:
    """A text to begin with; one that is masked is not carried on."""
    return "" if MARKER in text else text


def _copy_parts(like: Framtidsdag, day: Framtidsdag, *, with_material: bool, by: Any, at: dt.datetime) -> None:
    for group in like.groups.order_by("order"):
        if _readable(group.name):
            ParticipantGroup.objects.create(
                day=day, order=group.order, name=group.name, role=group.role, body_id=group.body_id
            )
    for item in like.programme.order_by("order"):
        if _readable(item.title):
            ProgrammeItem.objects.create(
                day=day, order=item.order, starts_at=item.starts_at, ends_at=item.ends_at, title=item.title,
                text=_readable(item.text),
            )  # fmt: skip
    for workshop in like.workshops.order_by("order"):
        Workshop.objects.create(
            day=day, order=workshop.order, goal_id=workshop.goal_id, questions=_readable(workshop.questions),
            marks_each=workshop.marks_each,
        )  # fmt: skip
    for file in like.material.order_by("order") if with_material else ():
        # A masked file is empty, and so is what may be read of it.
        if bytes(file.content) and _readable(file.title) and _readable(file.name):
            Material.objects.create(
                day=day, order=file.order, title=file.title, name=file.name, content=file.content,
                content_type=file.content_type, size=file.size, sha256=file.sha256, added_at=at, added_by=by,
            )  # fmt: skip
    Room.objects.filter(day=day).update(stage=F("stage") + 1)
