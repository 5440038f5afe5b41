"""What the processledare does with the room: opens and closes, shows on the big screen, sets the time, hides texts.

The phase is moved by ``framtidsdag.rooms.move``. Everything here raises RoomError, in Swedish, with nothing changed.
"""

from __future__ import annotations

import datetime as dt
from typing import Any, Final

from framtidsdag.errors import RoomError
from framtidsdag.models import DiscussionNote, Framtidsdag, KpiProposal, Reflection, Workshop
from framtidsdag.phases import SCENES, is_over
from framtidsdag.rooms import unused_code, writing, writing_in

HideableRow = Reflection | KpiProposal | DiscussionNote
LONGEST_TIMER: Final = dt.timedelta(hours=4)


def open_room(*, day: Framtidsdag) -> None:
    """People can join, and write and mark what the phase takes."""
    with writing(day.pk, "stage") as room:
        if is_over(room.day.phase):
            raise RoomError("Dagen är bearbetad. Rummet öppnas inte mer.")
        room.is_open = True
        room.save(update_fields=["is_open"])


def close_room(*, day: Framtidsdag) -> None:
    """Nobody joins, writes or marks until it is opened again. Everything stays."""
    with writing(day.pk, "stage") as room:
        room.is_open = False
        room.save(update_fields=["is_open"])


def show(*, day: Framtidsdag, scene: str, workshop: Workshop | None) -> None:
    """Put the scene on the big screen, of one workshop or, with None, of them all."""
    with writing(day.pk, "stage") as room:
        if scene not in SCENES[room.day.phase]:
            raise RoomError(f"Storbilden kan inte visa det medan dagen är i {room.day.get_phase_display().lower()}.")
        if workshop is not None and workshop.day_id != room.day_id:
            raise RoomError("Workshopen hör till en annan dag.")
        room.scene, room.workshop = scene, workshop
        room.save(update_fields=["scene", "workshop"])


def set_timer(*, day: Framtidsdag, ends_at: dt.datetime | None, at: dt.datetime) -> None:
    """When the time runs out, or None to take the timer away."""
    if ends_at is not None and ends_at <= at:
        raise RoomError("Den tiden har redan varit.")
    if ends_at is not None and ends_at - at > LONGEST_TIMER:
        raise RoomError("Tiden är högst fyra timmar.")
    with writing(day.pk, "stage") as room:
        if ends_at is not None and is_over(room.day.phase):
            raise RoomError("Dagen är bearbetad. Ingen tid tas mer.")
        room.timer_ends_at = ends_at
        room.save(update_fields=["timer_ends_at"])


def open_workshop(*, workshop: Workshop) -> None:
    """It takes proposals, and marks in the prioritering."""
    _set_open(workshop, is_open=True)


def close_workshop(*, workshop: Workshop) -> None:
    """It takes no more; what is there stays. A mark that is on its way is stored before, or refused after."""
    _set_open(workshop, is_open=False)


def _set_open(workshop: Workshop, *, is_open: bool) -> None:
    with writing_in(workshop.pk, "stage") as (current, room):
        if is_open and is_over(room.day.phase):
            raise RoomError("Dagen är bearbetad. Workshopen öppnas inte mer.")
        current.is_open = is_open
        current.save(update_fields=["is_open"])


def new_code(*, day: Framtidsdag) -> str:
    """A new code for the room; the old one no longer lets anyone in. Those who are in stay in."""
    with writing(day.pk, "stage") as room:
        room.code = unused_code()
        room.save(update_fields=["code"])
    return room.code


def hide(*, row: HideableRow, reason: str, by: Any, at: dt.datetime) -> None:
    """Take an unsuitable text out of sight. It is kept, with who hid it and why; its place and the reason are shown."""
    if not reason.strip():
        raise RoomError("Skriv varför texten döljs.", "reason")
    _change_hiding(row, {"hidden_at": at, "hidden_by": by, "hidden_reason": reason.strip()})


def unhide(*, row: HideableRow) -> None:
    """Show a hidden text again."""
    _change_hiding(row, {"hidden_at": None, "hidden_by": None, "hidden_reason": ""})


def _change_hiding(row: HideableRow, fields: dict[str, Any]) -> None:
    if isinstance(row, Reflection):
        with writing(row.day_id, "texts", about=Reflection):
            _save_hiding(row, fields)
    else:
        # A proposal takes its marks out of the tally with it, and back.
        raised = ("texts", "marks") if isinstance(row, KpiProposal) else ("texts",)
        with writing_in(row.workshop_id, *raised, about=type(row)):
            _save_hiding(row, fields)


def _save_hiding(row: HideableRow, fields: dict[str, Any]) -> None:
    current: Any = type(row)._default_manager.get(pk=row.pk)
    hides = fields["hidden_at"] is not None
    if hides and current.is_hidden:
        raise RoomError("Texten är redan dold.")
    if hides and isinstance(current, KpiProposal):
        # Those merged into it would be out of sight with it, and never answered.
        numbers = list(current.merged.order_by("number").values_list("number", flat=True))
        if numbers:
            named = " och ".join(map(str, numbers))
            raise RoomError(f"Förslaget står också för förslag {named}. Dela dem först.")
    for name, value in fields.items():
        setattr(current, name, value)
    current.save(update_fields=list(fields))
