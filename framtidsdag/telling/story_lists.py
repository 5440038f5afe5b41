"""The short lists of a day in one query: groups, programme, material and points of the steering model.

A page has ten queries, and the story of a day is told from many tables. These are a few rows each, so they are read as
one union; the texts are read through the masks as everywhere.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any, Final

from django.db.models import CharField, DateField, IntegerField, Q, TextField, TimeField, Value
from django.db.models.functions import Cast, Coalesce

from framtidsdag.models import Framtidsdag, Material, ParticipantGroup, ParticipantGroupRole, ProgrammeItem
from framtidsdag.models.situation import SteeringPoint
from framtidsdag.presenting import times
from goals import masking
from goals.dates import written

GROUP, PROGRAMME, MATERIAL, POINT = range(4)
_NO_TEXT: Final = Cast(Value(None), TextField())
_NO_DAY: Final = Cast(Value(None), DateField())
_NO_TIME: Final = Cast(Value(None), TimeField())
_NO_NUMBER: Final = Cast(Value(None), IntegerField())


@dataclass(frozen=True, slots=True)
class ToldFile:
    """A file of the day's material; ``is_masked`` when it is taken out of the web version."""

    pk: int
    title: str
    name: str
    size: int
    is_masked: bool


@dataclass(frozen=True, slots=True)
class ToldPoint:
    """A point of the steering model: its owner, and the day that it comes from or was taken up at, if another."""

    text: str
    owner: str
    outcome: str
    is_own: bool  # of this day, and not an earlier one's that was taken up here
    other_day: dt.date | None

    @property
    def words(self) -> str:
        """Where it was taken up, or where it came from."""
        if self.other_day is None:
            return "Inte uppe på en senare dag än"
        when = written(self.other_day)
        return f"Togs upp på Framtidsdagen {when}" if self.is_own else f"Från Framtidsdagen {when}"

    @property
    def standing(self) -> str:
        """Who owns it, and where it has been."""
        return f"{f'Ägare: {self.owner}' if self.owner else 'Ingen ägare än'}. {self.words}."

    @property
    def outcome_words(self) -> str:
        return f"Vad det blev: {self.outcome}" if self.outcome else ""


@dataclass(slots=True)
class Lists:
    participants: list[str] = field(default_factory=list)
    presenters: list[str] = field(default_factory=list)
    programme: list[dict[str, str]] = field(default_factory=list)
    material: list[ToldFile] = field(default_factory=list)
    points: list[ToldPoint] = field(default_factory=list)

    @property
    def own_points(self) -> list[ToldPoint]:
        return [point for point in self.points if point.is_own]

    @property
    def earlier_points(self) -> list[ToldPoint]:
        """Those of earlier days that were taken up at this one."""
        return [point for point in self.points if not point.is_own]


def lists_of(day: Framtidsdag) -> Lists:
    """All of them, each in its order."""
    groups = ParticipantGroup.objects.order_by().filter(day=day).values_list(
        Value(GROUP), "order", "pk", "name", "role", _NO_TEXT, _NO_DAY, _NO_DAY, _NO_TIME, _NO_TIME, _NO_NUMBER
    )  # fmt: skip
    programme = ProgrammeItem.objects.order_by().filter(day=day).values_list(
        Value(PROGRAMME), "order", "pk", "title", "text", _NO_TEXT, _NO_DAY, _NO_DAY, "starts_at", "ends_at", _NO_NUMBER
    )  # fmt: skip
    material = Material.objects.order_by().filter(day=day).values_list(
        Value(MATERIAL), "order", "pk", "title", "name", _NO_TEXT, _NO_DAY, _NO_DAY, _NO_TIME, _NO_TIME, "size"
    )  # fmt: skip
    points = SteeringPoint.objects.order_by().filter(Q(day=day) | Q(taken_up_at=day)).values_list(
        Value(POINT), "order", "pk", "text", "outcome",
        _owner(), "day__date", "taken_up_at__date", _NO_TIME, _NO_TIME, "day_id",
    )  # fmt: skip
    found = Lists()
    for row in sorted(groups.union(programme, material, points, all=True), key=lambda row: (row[0], row[1], row[2])):
        _take(found, row, day)
    return found


def _owner() -> Any:
    """The owner's name, whether it is a body of the register or only named."""
    return Coalesce("owner__name", "owner_text", output_field=CharField())


def _take(found: Lists, row: Any, day: Framtidsdag) -> None:
    kind, _, pk, first, second, third, from_day, to_day, starts, ends, number = row
    if kind == GROUP:
        groups = found.presenters if second == ParticipantGroupRole.PRESENTER else found.participants
        groups.append(first[:1].upper() + first[1:])
    elif kind == PROGRAMME:
        found.programme.append({"time": times(starts, ends), "title": first, "text": second, "who": ""})
    elif kind == MATERIAL:
        is_masked = pk in masking.hidden("framtidsdag.material", "content")
        found.material.append(ToldFile(pk, first, second, number, is_masked))
    else:
        is_own = number == day.pk
        found.points.append(
            ToldPoint(first, third[:1].upper() + third[1:], second, is_own, to_day if is_own else from_day)
        )
