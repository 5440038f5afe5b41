"""Contents for the comparison's tests, and a model of editing them: what is done to a draft, one step at a time."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from goals.comparison import Content, Row

# A kind without order, one ordered in the whole version, one within its container, and a child.
FRAME, GOAL, FOCUS, NOTE = "frame", "goal", "focus", "note"
KINDS = (FRAME, GOAL, FOCUS, NOTE)
CONTAINERS = ("skola", "trygghet", "miljo")


def row(number: int, text: str = "", **fields: Any) -> Row:
    """A row whose key is the number; its natural identity too, unless given."""
    place = {name: fields.pop(name) for name in ("container", "position", "parent") if name in fields}
    natural = fields.pop("natural", (number,))
    return Row(key=UUID(int=number), natural=natural, fields={"text": text} | fields, **place)


def ordered(*numbers: int, container: tuple[str, ...] = ()) -> list[Row]:
    """Rows of these keys in this order."""
    return [row(number, container=container, position=at) for at, number in enumerate(numbers, 1)]


@dataclass
class Draft:
    """A content that steps are taken in. Every added part has a key and a natural identity never used before."""

    rows: dict[UUID, tuple[str, Row]] = field(default_factory=dict)
    made: int = 0

    def copy(self) -> Draft:
        return Draft(dict(self.rows), self.made)

    @property
    def content(self) -> Content:
        content: dict[str, list[Row]] = {kind: [] for kind in KINDS}
        for kind, part in self.rows.values():
            content[kind].append(part)
        return content

    def of(self, *kinds: str) -> list[UUID]:
        return [key for key, (kind, _) in self.rows.items() if kind in kinds]

    def siblings(self, key: UUID) -> list[UUID]:
        kind, part = self.rows[key]
        found = [k for k, (other, row) in self.rows.items() if other == kind and row.place == part.place]
        return sorted(found, key=lambda k: (self.rows[k][1].position or 0, k))

    def add(self, kind: str, container: str, parent: UUID | None, text: str) -> None:
        self.made += 1
        key = UUID(int=self.made)
        part = Row(key=key, natural=(self.made,), fields={"text": text, "value": self.made})
        if kind == NOTE:
            part = replace(part, parent=parent)
        elif kind != FRAME:
            part = replace(part, container=(container,) if kind == FOCUS else (), position=self.made * 10)
        self.rows[key] = (kind, part)

    def edit(self, key: UUID, text: str) -> None:
        kind, part = self.rows[key]
        self.rows[key] = (kind, replace(part, fields=part.fields | {"text": text}))  # type: ignore[operator]

    def remove(self, key: UUID) -> None:
        """With what hangs under it."""
        self.rows = {k: (kind, part) for k, (kind, part) in self.rows.items() if k != key and part.parent != key}

    def move(self, key: UUID, steps: int) -> None:
        """Up or down among its siblings."""
        siblings = self.siblings(key)
        at = siblings.index(key)
        siblings.insert(max(0, min(len(siblings) - 1, at + steps)), siblings.pop(at))
        self._number(siblings)

    def send(self, key: UUID, container: str) -> None:
        """Last under another container."""
        kind, part = self.rows[key]
        self.rows[key] = (kind, replace(part, container=(container,), position=10**6 + self.made))
        self._number(self.siblings(key))

    def _number(self, siblings: list[UUID]) -> None:
        for at, key in enumerate(siblings, 1):
            kind, part = self.rows[key]
            self.rows[key] = (kind, replace(part, position=at * 3))


def places(content: Content) -> dict[tuple[Any, ...], list[UUID]]:
    """The keys of each place in order."""
    found: dict[tuple[Any, ...], list[Row]] = defaultdict(list)
    for kind, rows in content.items():
        for part in rows:
            if part.position is not None:
                found[kind, part.place].append(part)
    return {place: [p.key for p in sorted(rows, key=lambda p: (p.position, p.key))] for place, rows in found.items()}
