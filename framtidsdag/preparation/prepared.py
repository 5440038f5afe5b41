"""A day's parts as they stand: what they hold, whether someone changed them meanwhile, and what they say in words."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any, Final

from framtidsdag.control.clock import clock_words
from framtidsdag.models import Framtidsdag, Material, ParticipantGroup, ProgrammeItem, Room, Workshop
from goals.dates import written
from goals.presenting import file_size

FACTS, GROUPS, PROGRAMME, MATERIAL, WORKSHOPS, JOINING = (
    "grunder", "deltagare", "program", "material", "workshopar", "ga-med",
)  # fmt: skip
# The fields of a row that people fill in; its order is where it stands.
FIELDS: Final[dict[str, tuple[str, ...]]] = {
    GROUPS: ("name", "role", "body_id"),
    PROGRAMME: ("starts_at", "ends_at", "title", "text"),
    MATERIAL: ("title", "name", "sha256"),
    WORKSHOPS: ("goal_id", "questions", "marks_each"),
}
MODELS: Final[dict[str, Any]] = {
    GROUPS: ParticipantGroup, PROGRAMME: ProgrammeItem, MATERIAL: Material, WORKSHOPS: Workshop,
}  # fmt: skip


def rows_of(day: Framtidsdag, part: str) -> list[Any]:
    """The part's rows in order; a file's content stays in the database."""
    found = MODELS[part].objects.filter(day=day).order_by("order", "pk")
    if part == MATERIAL:
        found = found.defer("content")
    elif part in (GROUPS, WORKSHOPS):
        found = found.select_related("body" if part == GROUPS else "goal")
    return list(found)


def values_of(day: Framtidsdag, part: str) -> list[Any]:
    """What the part holds, to be compared."""
    if part == FACTS:
        return [day.date, day.theme, day.form, day.purpose, day.plan_id]
    if part == JOINING:
        return list(Room.objects.filter(day=day).values_list("joining", flat=True))
    return [(row.pk, *(getattr(row, name) for name in FIELDS[part])) for row in rows_of(day, part)]


def seen_of(day: Framtidsdag, part: str) -> str:
    """A digest of what the part holds: a form carries it, so that nobody overwrites what they have not seen."""
    return hashlib.sha256(repr(values_of(day, part)).encode()).hexdigest()[:32]


def told(day: Framtidsdag, part: str) -> list[str]:
    """What the part says as it stands, a line each, for whoever has to choose between it and their own."""
    if part == FACTS:
        plan = day.plan.title if day.plan else "ingen plan vald"
        date = written(day.date) if day.date else ""
        return [date, f"Tema: {day.theme}", f"Form: {day.get_form_display()}", f"Plan: {plan}", f"Syfte: {day.purpose}"]
    if part == JOINING:
        return [room.get_joining_display() for room in Room.objects.filter(day=day)]
    return [_LINES[part](row) for row in rows_of(day, part)]


def _group_line(group: ParticipantGroup) -> str:
    body = f", {group.body}" if group.body and group.body.name != group.name else ""
    return f"{group.name} ({group.get_role_display().lower()}{body})"


def _programme_line(item: ProgrammeItem) -> str:
    times = "–".join(clock_words(time) for time in (item.starts_at, item.ends_at) if time)
    return " ".join(filter(None, (times, item.title, f"({item.text})" if item.text else "")))


def _material_line(file: Material) -> str:
    return f"{file.title} ({file.name}, {file_size(file.size)})"


def _workshop_line(workshop: Workshop) -> str:
    return f"{workshop.goal}, {workshop.marks_each} markeringar: {' '.join(workshop.question_list)}"


_LINES: Final[dict[str, Callable[[Any], str]]] = {
    GROUPS: _group_line, PROGRAMME: _programme_line, MATERIAL: _material_line, WORKSHOPS: _workshop_line,
}  # fmt: skip
