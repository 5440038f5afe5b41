"""Where words go on a chart so that none lies on another, with the widths of letters estimated."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

#: Width of an average character in relation to the size of the type: on the wide side, as fonts differ.
CHARACTER: Final = 0.58
LINE_HEIGHT: Final = 1.25
YEAR_STEPS: Final = (1, 2, 5, 10, 20, 25, 50, 100)


def text_width(words: str, size: float) -> float:
    """About how wide the words are at that size of type. Narrow signs count half."""
    narrow = sum(words.count(sign) for sign in " \u00a0,.:;|il'")
    return (len(words) - narrow * 0.4) * size * CHARACTER


def wrap(words: str, width: float, size: float, most: int = 3) -> list[str]:
    """Break the words into at most that many lines; what does not fit is cut with an ellipsis."""
    lines: list[str] = []
    for word in words.split(" "):
        joined = f"{lines[-1]} {word}" if lines else word
        if lines and text_width(joined, size) <= width:
            lines[-1] = joined
        else:
            lines.append(word)
    kept = lines[:most]
    if len(lines) > most:
        kept[-1] += " …"
    return [_cut(line, width, size) for line in kept]


def _cut(line: str, width: float, size: float) -> str:
    if text_width(line, size) <= width:
        return line
    while line and text_width(line + "…", size) > width:
        line = line[:-1]
    return line.rstrip(" …") + "…"


@dataclass(frozen=True, slots=True)
class Box:
    left: float
    top: float
    right: float
    bottom: float

    def overlaps(self, other: Box) -> bool:
        return (
            self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom
        )

    def within(self, other: Box) -> bool:
        return (
            self.left >= other.left
            and self.right <= other.right
            and self.top >= other.top
            and self.bottom <= other.bottom
        )


def text_box(words: str, x: float, y: float, size: float, anchor: str) -> Box:
    """The room that words take, written on the baseline ``y``."""
    width = text_width(words, size)
    left = {"start": x, "middle": x - width / 2, "end": x - width}[anchor]
    return Box(left - 1, y - size * 0.8, left + width + 1, y + size * 0.22)


@dataclass(frozen=True, slots=True)
class Place:
    """Words with a baseline and an anchor."""

    words: str
    x: float
    y: float
    anchor: str = "middle"

    def box(self, size: float) -> Box:
        return text_box(self.words, self.x, self.y, size, self.anchor)


@dataclass(slots=True)
class Room:
    """The drawing's surface, and what is taken of it."""

    area: Box
    size: float
    taken: list[Box] = field(default_factory=list)

    def take(self, box: Box) -> None:
        self.taken.append(box)

    def take_line(self, points: Sequence[tuple[float, float]], step: float = 7) -> None:
        """Keep words off a line, by small boxes along it."""
        for (x1, y1), (x2, y2) in pairwise(points):
            count = max(int(max(abs(x2 - x1), abs(y2 - y1)) / step), 1)
            for number in range(count + 1):
                x = x1 + (x2 - x1) * number / count
                y = y1 + (y2 - y1) * number / count
                self.take(Box(x - 3, y - 3, x + 3, y + 3))

    def place(self, candidates: Iterable[Place], *, anyhow: bool = False) -> Place | None:
        """Take the first candidate that is free, else none; or, where it must be, the one that disturbs least."""
        inside = [(place, box) for place in candidates if (box := place.box(self.size)).within(self.area)]
        found = next(((place, box) for place, box in inside if not any(map(box.overlaps, self.taken))), None)
        if found is None and anyhow and inside:
            found = min(inside, key=lambda pair: sum(map(pair[1].overlaps, self.taken)))
        if found is None:
            return None
        self.take(found[1])
        return found[0]


def spread(wanted: Sequence[float], heights: Sequence[float], top: float, bottom: float) -> list[float] | None:
    """Give each block (top edges wanted, in order) a top edge near its wish with none on another.

    Answers None where they do not fit between ``top`` and ``bottom``.
    """
    if sum(heights) > bottom - top:
        return None
    edges: list[float] = []
    floor = top
    for wish, height in zip(wanted, heights, strict=True):
        edges.append(max(wish, floor))
        floor = edges[-1] + height
    ceiling = bottom
    for at in range(len(edges) - 1, -1, -1):
        edges[at] = min(edges[at], ceiling - heights[at])
        ceiling = edges[at]
    return edges


def thin(places: Sequence[float], widths: Sequence[float], gap: float = 10) -> list[int]:
    """Choose which labels of a row to write: every one, or every second, fifth …, always with the last."""
    if not places:
        return []
    steps = [later - earlier for earlier, later in pairwise(places)]
    spacing = sorted(steps)[len(steps) // 2] if steps else max(widths)
    every = next((step for step in YEAR_STEPS if step * spacing >= max(widths) + gap), YEAR_STEPS[-1])
    chosen: list[int] = []
    for at in range(len(places) - 1, -1, -every):
        if not chosen or places[at] + widths[at] / 2 + gap / 2 <= places[chosen[-1]] - widths[chosen[-1]] / 2:
            chosen.append(at)
    return chosen[::-1]
