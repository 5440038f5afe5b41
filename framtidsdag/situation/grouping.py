"""Bringing reflections that say alike together: the only module that makes, fills, renames and dissolves groups.

A reflection is in one group at most, of its own day and side. Each function is one transaction under the room's lock
and raises RoomError, in Swedish, with nothing changed. What is asked for again, by an impatient thumb, is done once.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from typing import Any, Final

from django.db.models import Max

from framtidsdag.errors import RoomError
from framtidsdag.models import Framtidsdag, Reflection, ReflectionGroup
from framtidsdag.phases import is_over
from framtidsdag.rooms import writing
from goals.masking import MARKER

_log = logging.getLogger(__name__)
LONGEST_TITLE: Final = 150
_OWN_WORDS: Final = 60
OVER: Final = "Dagen är bearbetad. Reflektionerna grupperas inte mer."


def make(*, day: Framtidsdag, side: str, reflections: Iterable[int], title: str = "", by: Any) -> ReflectionGroup:
    """A new group of the reflections, last of its side; without a title it takes the first one's own words."""
    with writing(day.pk, "texts", about=ReflectionGroup) as room:
        _check_not_over(room.day)
        if side not in Reflection.Side.values:
            raise RoomError("Välj bra eller mindre bra.")
        rows = _reflections(day, reflections)
        if not rows:
            raise RoomError("Kryssa för de reflektioner som hör ihop.")
        if any(row.side != side for row in rows):
            raise RoomError("Reflektioner från de två sidorna läggs inte i samma grupp.")
        if same := _already(rows):
            return same
        named = _title(title) if title.strip() else _own_words(rows, day, side)
        group = ReflectionGroup.objects.create(day=day, side=side, order=_last(day, side) + 1, title=named)
        _put(rows, group)
    _log.info("Group %s made of %s reflections by user %s", group.pk, len(rows), by.pk)
    return group


def put(*, day: Framtidsdag, reflections: Iterable[int], group: ReflectionGroup | None, by: Any) -> int:
    """Move the reflections into the group, or with None out of theirs; answers how many that was."""
    with writing(day.pk, "texts", about=Reflection) as room:
        _check_not_over(room.day)
        if group is not None:
            group = _group(day, group.pk)
        rows = _reflections(day, reflections)
        if not rows:
            raise RoomError("Kryssa för de reflektioner som ska flyttas.")
        if group is not None and any(row.side != group.side for row in rows):
            raise RoomError("Gruppen hör till den andra sidan. Reflektioner stannar på den sida där de skrevs.")
        _put(rows, group)
    _log.info("%s reflections put in group %s by user %s", len(rows), group.pk if group else None, by.pk)
    return len(rows)


def rename(*, group: ReflectionGroup, title: str, by: Any) -> None:
    """Give the group another title."""
    named = _title(title)
    with writing(group.day_id, "texts", about=ReflectionGroup) as room:
        _check_not_over(room.day)
        current = _group(room.day, group.pk)
        current.title = named
        current.save(update_fields=["title"])
    _log.info("Group %s renamed by user %s", group.pk, by.pk)


def dissolve(*, group: ReflectionGroup, by: Any) -> None:
    """Take the group away; its reflections stand for themselves again. One that is gone already stays gone."""
    with writing(group.day_id, "texts", about=ReflectionGroup) as room:
        _check_not_over(room.day)
        ReflectionGroup.objects.filter(pk=group.pk).delete()
    _log.info("Group %s dissolved by user %s", group.pk, by.pk)


def shift(*, group: ReflectionGroup, steps: int, by: Any) -> None:
    """Move the group up (−1) or down (1) among those of its side; at the end it stays where it is."""
    with writing(group.day_id, "texts", about=ReflectionGroup) as room:
        _check_not_over(room.day)
        current = _group(room.day, group.pk)
        others = ReflectionGroup.objects.filter(day=group.day_id, side=current.side)
        other = (
            others.filter(order__lt=current.order).order_by("-order").first()
            if steps < 0
            else others.filter(order__gt=current.order).order_by("order").first()
        )
        if other is None:
            return
        here, there = current.order, other.order
        # A place is one group's alone: the last and unused one is stood on meanwhile.
        for row, order in ((current, _last(room.day, current.side) + 1), (other, here), (current, there)):
            row.order = order
            row.save(update_fields=["order"])
    _log.info("Group %s moved by user %s", group.pk, by.pk)


def _check_not_over(day: Framtidsdag) -> None:
    if is_over(day.phase):
        raise RoomError(OVER)


def _group(day: Framtidsdag, pk: int) -> ReflectionGroup:
    group = ReflectionGroup.objects.filter(day=day, pk=pk).first()
    if group is None:
        raise RoomError("Gruppen finns inte längre.")
    return group


def _reflections(day: Framtidsdag, wanted: Iterable[int]) -> list[Reflection]:
    """In the order they were written; raises for one that is not the day's."""
    pks = set(wanted)
    rows = list(Reflection.objects.filter(day=day, pk__in=pks).select_related("group").order_by("pk"))
    if len(rows) < len(pks):
        raise RoomError("En av reflektionerna hör inte till dagen. Läs in sidan på nytt.")
    return rows


def _put(rows: Iterable[Reflection], group: ReflectionGroup | None) -> None:
    Reflection.objects.filter(pk__in=[row.pk for row in rows]).update(group=group)


def _already(rows: list[Reflection]) -> ReflectionGroup | None:
    """The group that holds these reflections and no others: the same form sent twice."""
    group = rows[0].group
    if group is None or any(row.group_id != group.pk for row in rows):
        return None
    return group if group.reflections.count() == len(rows) else None


def _last(day: Framtidsdag, side: str) -> int:
    return ReflectionGroup.objects.filter(day=day, side=side).aggregate(last=Max("order"))["last"] or 0


def _title(text: str) -> str:
    title = " ".join(text.split())
    if not title:
        raise RoomError("Skriv vad gruppen handlar om.", "title")
    if len(title) > LONGEST_TITLE:
        raise RoomError(f"Rubriken är {len(title)} tecken; högst {LONGEST_TITLE} får plats. Korta den.", "title")
    return title


def _own_words(rows: list[Reflection], day: Framtidsdag, side: str) -> str:
    """The beginning of the first text that is shown; "Grupp 3" where all are hidden or masked."""
    words = next((" ".join(row.text.split()) for row in rows if not row.is_hidden and MARKER not in row.text), "")
    if not words:
        return f"Grupp {_last(day, side) + 1}"
    if len(words) <= _OWN_WORDS:
        return words
    return words[:_OWN_WORDS].rsplit(" ", 1)[0].rstrip(",.;:") + " …"
