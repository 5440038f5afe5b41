"""Writing in the room: one transaction, in which the rows that decide are locked and the revisions raised.

Locked always in the same order: workshop, room, day. Whoever moves the phase locks every workshop first, so that a mark
that is on its way is stored before, or refused after.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final

from django.db import IntegrityError, models, transaction
from django.db.models import F

from assembly.locking import telling_unwritten
from framtidsdag import readiness
from framtidsdag.codes import new_code
from framtidsdag.errors import RoomError
from framtidsdag.models import Framtidsdag, PhaseMove, Room, Workshop
from framtidsdag.phases import MOVES, SCENES
from goals.models import Mask
from goals.refusals import refusal
from goals.units import unit_of

_TRIES: Final = 20


@contextmanager
def writing(day_id: int, *raised: str, about: type[models.Model] = Room) -> Iterator[Room]:
    """A transaction with the day's room locked and the named revisions raised ("stage", "texts", "marks").

    Yields the room with its day as they stand under the lock. What the database refuses of ``about`` is raised as
    RoomError.
    """
    with _telling(about), transaction.atomic():
        yield _raised(day_id, raised)


@contextmanager
def writing_in(workshop_id: int, *raised: str, about: type[models.Model] = Workshop) -> Iterator[tuple[Workshop, Room]]:
    """As ``writing``, with a workshop locked before the room."""
    with _telling(about), transaction.atomic():
        workshop = Workshop.objects.select_for_update(no_key=True).filter(pk=workshop_id).first()
        if workshop is None:
            raise RoomError("Workshopen finns inte.")
        yield workshop, _raised(workshop.day_id, raised)


def move(*, day: Framtidsdag, to: str, by: Any, at: dt.datetime, seen: str | None = None) -> Framtidsdag:
    """Move the day to the next phase or back, and the big screen with it. ``seen`` is the phase that the form showed.

    Raises RoomError for a step that is not in ``phases.MOVES``, and where the day is not ready for it.
    """
    with _telling(Framtidsdag), transaction.atomic():
        list(Workshop.objects.select_for_update(no_key=True).filter(day=day).order_by("pk").values_list("pk"))
        room = _raised(day.pk, ("stage",))
        current = room.day
        if seen is not None and seen != current.phase:
            raise RoomError(f"Dagen har redan flyttats till {current.get_phase_display().lower()}. Se om det är rätt.")
        if to not in MOVES[current.phase]:
            raise RoomError(f"Dagen kan inte gå från {current.get_phase_display().lower()} dit.")
        readiness.check(room, to)
        PhaseMove.objects.create(
            day=current, from_phase=current.phase, to_phase=to, moved_at=at, moved_by=by, moved_by_unit=unit_of(by)
        )
        readiness.prepare(room, to, at)
        current.phase = to
        current.save(update_fields=["phase"])
        room.scene, room.timer_ends_at = SCENES[to][0], None
        room.save(update_fields=["scene", "timer_ends_at"])
    return current


def unused_code() -> str:
    """A code that no room has."""
    for _ in range(_TRIES):
        if not Room.objects.filter(code=(code := new_code())).exists():
            return code
    raise RoomError("Ingen ledig kod hittades. Försök igen.")


def masked(masks: Sequence[Mask]) -> None:
    """Masks have been set or lifted: what phones and big screens follow is read anew wherever a room is open."""
    if any(mask.label.startswith("framtidsdag.") for mask in masks):
        Room.objects.filter(is_open=True).update(stage=F("stage") + 1, texts=F("texts") + 1)


def _raised(day_id: int, raised: tuple[str, ...]) -> Room:
    """The room, locked by the update that raises its revisions."""
    found = Room.objects.filter(day=day_id)
    if raised:
        found.update(**{name: F(name) + 1 for name in raised})
        room = found.select_related("day").first()
    else:
        room = found.select_for_update(no_key=True, of=("self",)).select_related("day").first()
    if room is None:
        raise RoomError("Dagen har inget rum än. Förbered den först.")
    return room


@contextmanager
def _telling(about: type[models.Model]) -> Iterator[None]:
    try:
        with telling_unwritten(RoomError):
            yield
    except IntegrityError as refused:
        raise RoomError(refusal(about, refused)) from refused
