"""Reflections as pages read them: two columns, each with its groups and what stands for itself. Two queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

from framtidsdag.models import Framtidsdag, Reflection, ReflectionGroup
from framtidsdag.situation.likeness import alike, likest_group
from goals.masking import MARKER

_SHORT = 40


@dataclass(frozen=True, slots=True)
class Card:
    """A reflection. Hidden, its words are left out unless whoever hides may read them (``situation_of``)."""

    pk: int
    text: str
    is_hidden: bool = False
    hidden_reason: str = ""
    alike: tuple[str, ...] = ()  # the beginnings of texts that seem to say the same
    suggested: int | None = None  # the group of the likest

    @property
    def pk_text(self) -> str:
        """For ids in a template, which adds text to text."""
        return str(self.pk)

    @property
    def short(self) -> str:
        """Enough to know it by when it is read out."""
        words = " ".join(self.text.split()) if self.text else "dold reflektion"
        return words if len(words) <= _SHORT else words[:_SHORT].rsplit(" ", 1)[0] + " …"


@dataclass(frozen=True, slots=True)
class Group:
    pk: int
    title: str
    cards: tuple[Card, ...]
    is_point: bool = False  # a point of the steering model has come of it
    is_first: bool = False
    is_last: bool = False

    @property
    def pk_text(self) -> str:
        return str(self.pk)

    @property
    def count(self) -> int:
        return len(self.cards)


@dataclass(frozen=True, slots=True)
class Column:
    side: str
    label: str
    groups: tuple[Group, ...] = ()
    loose: tuple[Card, ...] = ()
    count: int = 0


@dataclass(slots=True)
class _Told:
    """Which texts seem to say alike, within one side."""

    likes: Mapping[int, list[int]] = field(default_factory=dict)
    group_of: Mapping[int, int | None] = field(default_factory=dict)
    texts: Mapping[int, str] = field(default_factory=dict)


def situation_of(day: Framtidsdag, *, leading: bool = False) -> list[Column]:
    """What works well, and what less well. ``leading``: with hidden words, and with hints of what says alike."""
    groups = list(ReflectionGroup.objects.filter(day=day).prefetch_related("points").order_by("side", "order")
                  if leading else ReflectionGroup.objects.filter(day=day).order_by("side", "order"))  # fmt: skip
    rows = list(Reflection.objects.filter(day=day).order_by("pk"))
    return [_column(side, label, groups, rows, leading=leading) for side, label in Reflection.Side.choices]


def _column(
    side: str, label: str, groups: list[ReflectionGroup], rows: list[Reflection], *, leading: bool
) -> Column:  # fmt: skip
    of_side = [row for row in rows if row.side == side]
    told = _told(of_side) if leading else _Told()
    cards: dict[int | None, list[Card]] = defaultdict(list)
    for row in of_side:
        cards[row.group_id].append(_card(row, told, leading=leading))
    own = [group for group in groups if group.side == side]
    shown = tuple(
        Group(
            group.pk, group.title, tuple(cards[group.pk]), is_point=leading and bool(group.points.all()),
            is_first=at == 0, is_last=at == len(own) - 1,
        )
        for at, group in enumerate(own)
    )  # fmt: skip
    return Column(side, str(label), shown, tuple(cards[None]), len(of_side))


def _told(rows: list[Reflection]) -> _Told:
    texts = {row.pk: row.text for row in rows if not row.is_hidden and MARKER not in row.text}
    return _Told(alike(texts), {row.pk: row.group_id for row in rows}, texts)


def _card(row: Reflection, told: _Told, *, leading: bool) -> Card:
    text = row.text if leading or not row.is_hidden else ""
    if not leading or row.group_id is not None:
        return Card(row.pk, text, row.is_hidden, row.hidden_reason)
    likes = told.likes.get(row.pk, [])
    shorts = tuple(Card(other, told.texts[other]).short for other in likes[:2])
    return Card(row.pk, text, row.is_hidden, row.hidden_reason, shorts, likest_group(likes, told.group_of))
