"""How much text there is room for on the big screen, which cannot be scrolled. Pure."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from math import ceil
from typing import TypeVar

T = TypeVar("T")


def lines_of(text: str, width: int, most: int) -> int:
    """How many lines of ``width`` signs the text takes, ``most`` at the most: the style sheet cuts it off there.

    East Asian signs and emoji are twice as wide.
    """
    taken = 0
    for line in text.split("\n"):
        taken += max(1, ceil(sum(map(_width, line)) / width))
        if taken >= most:
            return most
    return taken


def fitting(items: Sequence[T], height: Callable[[T], float], room: float) -> list[T]:
    """The first of the items whose heights fit in the room together; the very first is shown whatever its height."""
    found: list[T] = []
    taken = 0.0
    for item in items:
        taken += height(item)
        if found and taken > room:
            break
        found.append(item)
    return found


def two_columns(items: Sequence[T], height: Callable[[T], float], room: float) -> tuple[list[T], list[T]]:
    """The first of the items that fit in two columns of the height, the first column filled first."""
    first = fitting(items, height, room)
    rest = items[len(first) :]
    return first, fitting(rest, height, room) if rest else []


def _width(sign: str) -> int:
    return 2 if unicodedata.east_asian_width(sign) in {"W", "F"} else 1
