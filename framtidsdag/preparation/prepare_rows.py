"""Saving a part that is a list of rows: groups, programme, workshops, and the titles of the material.

What is sent is the whole list as it shall be, in order. A row that is there already keeps its primary key, and with it
the masks that stand on it; only what changed is written.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from framtidsdag.errors import RoomError
from framtidsdag.models import Framtidsdag
from framtidsdag.preparation.prepared import FIELDS, GROUPS, MODELS, PROGRAMME, WORKSHOPS, rows_of
from framtidsdag.preparation.preparing import SeenError, changing

MOST_ROWS: Final = 100
# Out of the way of the places that are given out: the order is unique while the rows change places.
_ASIDE: Final = 10_000


@dataclass(frozen=True)
class Row:
    """A row as it shall be; ``pk`` is None for a new one. Fields left out stay as they are."""

    pk: int | None
    values: Mapping[str, Any] = field(default_factory=dict)


def save_groups(*, day: Framtidsdag, rows: Sequence[Row], seen: str | None = None) -> bool:
    """The participant groups, in order. Answers whether anything changed."""
    return _save(day, GROUPS, rows, seen)


def save_programme(*, day: Framtidsdag, rows: Sequence[Row], seen: str | None = None) -> bool:
    """The programme, in order. Answers whether anything changed."""
    return _save(day, PROGRAMME, rows, seen)


def save_list(*, day: Framtidsdag, part: str, rows: Sequence[Row], seen: str | None = None) -> bool:
    """Rows that are changed and put in order here but made and taken away elsewhere: workshops, material."""
    return _save(day, part, rows, seen, only_those_there=True)


def _save(
    day: Framtidsdag, part: str, rows: Sequence[Row], seen: str | None, *, only_those_there: bool = False
) -> bool:
    if len(rows) > MOST_ROWS:
        raise RoomError(f"Högst {MOST_ROWS} rader får plats.")
    model = MODELS[part]
    try:
        with changing(day, part, model, seen) as room:
            stored = {row.pk: row for row in rows_of(room.day, part)}
            if _is_as(list(stored.values()), rows, part):
                return False
            known = [row.pk for row in rows if row.pk is not None]
            if set(known) - set(stored) or len(set(known)) != len(known):
                raise SeenError
            gone = set(stored) - set(known)
            if only_those_there and (gone or len(known) != len(rows)):
                raise SeenError
            if part == WORKSHOPS:
                _check_workshops(room.day, stored, rows)
            model.objects.filter(pk__in=gone).delete()
            _store(room.day, model, stored, rows)
    except SeenError:
        # The same list sent twice, or two people who wrote the same: it stands already.
        if _is_as(rows_of(day, part), rows, part, by_content=True):
            return False
        raise
    return True


def _store(day: Framtidsdag, model: Any, stored: Mapping[int, Any], rows: Sequence[Row]) -> None:
    if any(row.pk and stored[row.pk].order != order for order, row in enumerate(rows, start=1)):
        for order, row in enumerate(rows, start=1):
            if row.pk:
                stored[row.pk].order = _ASIDE + order
                stored[row.pk].save(update_fields=["order"])
    for order, row in enumerate(rows, start=1):
        if row.pk is None:
            model.objects.create(day=day, order=order, **row.values)
            continue
        found = stored[row.pk]
        new = {"order": order, **row.values}
        changed = [name for name, value in new.items() if getattr(found, name) != value]
        for name in changed:
            setattr(found, name, new[name])
        if changed:
            found.save(update_fields=[name.removesuffix("_id") for name in changed])


def _check_workshops(day: Framtidsdag, stored: Mapping[int, Any], rows: Sequence[Row]) -> None:
    """Questions are changed until the workshops are over, and marks until the prioritering is."""
    for row in rows:
        found = stored[row.pk or 0]
        if "questions" in row.values and row.values["questions"] != found.questions and not asks(day):
            raise RoomError("Workshoparna är över. Frågorna står som de ställdes.")
        if "marks_each" in row.values and row.values["marks_each"] != found.marks_each and not counts(day):
            raise RoomError("Prioriteringen är över. Antalet markeringar ändras inte mer.")


def asks(day: Framtidsdag) -> bool:
    """Whether the workshops' questions can still be changed."""
    return day.phase in (Framtidsdag.Phase.PLANNED, Framtidsdag.Phase.SITUATION, Framtidsdag.Phase.WORKSHOP)


def counts(day: Framtidsdag) -> bool:
    """Whether the number of marks can still be changed; never below what someone has placed (``guards``)."""
    return asks(day) or day.phase == Framtidsdag.Phase.PRIORITISING


def _is_as(stored: Sequence[Any], rows: Sequence[Row], part: str, *, by_content: bool = False) -> bool:
    """Whether the rows stand so already; ``by_content`` whatever their primary keys are."""
    if len(stored) != len(rows):
        return False
    same_keys = by_content or [row.pk for row in rows] == [found.pk for found in stored]
    return same_keys and all(
        getattr(found, name) == row.values.get(name, getattr(found, name))
        for found, row in zip(stored, rows, strict=True)
        for name in FIELDS[part]
    )
