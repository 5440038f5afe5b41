"""The headings of a piece of HTML, for the contents of its paper; pure."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Final

# A table's caption is looked for like a heading under the section's own.
LEVELS: Final = {"h2": 2, "h3": 3, "caption": 3}
_VOID: Final = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading's level, its words, and the id that leads to it."""

    level: int
    text: str
    ident: str


def headings(html: str, levels: Collection[int] = (2, 3)) -> list[Heading]:
    """The headings in order; one with no id of its own has that of what it is the first heading in, or is left out."""
    reader = _Reader(levels)
    reader.feed(html)
    reader.close()
    return reader.found


class _Reader(HTMLParser):
    def __init__(self, levels: Collection[int]) -> None:
        super().__init__()
        self.levels = levels
        self.found: list[Heading] = []
        self._open: list[tuple[str, str]] = []
        self._led_to: set[str] = set()
        self._words: list[str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _VOID:
            return
        self._open.append((tag, dict(attrs).get("id") or ""))
        if LEVELS.get(tag) in self.levels:
            self._words = []

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Nothing stands in it."""

    def handle_data(self, data: str) -> None:
        if self._words is not None:
            self._words.append(data)

    def handle_endtag(self, tag: str) -> None:
        if self._words is not None and LEVELS.get(tag) in self.levels:
            ident = next((ident for _, ident in reversed(self._open) if ident), "")
            if ident and ident not in self._led_to:
                self.found.append(Heading(LEVELS[tag], " ".join("".join(self._words).split()), ident))
                self._led_to.add(ident)
            self._words = None
        while self._open and self._open.pop()[0] != tag:
            pass
