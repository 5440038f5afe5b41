"""Differences as HTML. Written here and not in a template, since a page holds hundreds of them.

``ins`` and ``del`` have roles of their own (insertion, deletion), but screen readers are silent about them unless told
otherwise, and another role would change nothing. So the words "tillagt" and "borttaget" stand in the text, hidden from
the eye, with brackets that end what they began; what is struck out or underlined is so on paper too (comparison.css).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Final

from django.utils.html import escape
from django.utils.safestring import SafeString

from goals.word_diff import Kind, Run, paragraphs, word_diff

LINE = "\n"
_LONGEST_REMEMBERED: Final = 8000

_HIDDEN = '<span class="visually-hidden">{}</span>'
_BEGIN = {Kind.ADDED: "<ins>" + _HIDDEN.format("[tillagt: "), Kind.REMOVED: "<del>" + _HIDDEN.format("[borttaget: ")}
_END = {Kind.ADDED: _HIDDEN.format("] ") + "</ins>", Kind.REMOVED: _HIDDEN.format("] ") + "</del>"}


def prose_diff(before: str, after: str) -> SafeString:
    """A text's difference word by word, in its paragraphs."""
    return _remembered(_prose, before, after)


def line_diff(before: str, after: str) -> SafeString:
    """A line's difference word by word, without a paragraph of its own."""
    return _remembered(_line, before, after)


def value_diff(before: str, after: str) -> SafeString:
    """A value that was replaced whole: "80" by "85"; the same value, or an empty one, is written once."""
    if before == after:
        return SafeString(escape(after))
    runs = [Run(Kind.REMOVED, before), Run(Kind.SAME, " "), Run(Kind.ADDED, after)]
    return SafeString(_runs(run for run in runs if run.text).strip())


def _runs(runs: Iterable[Run]) -> str:
    """Every text is escaped here, and nowhere else."""
    return "".join(
        f"{_BEGIN.get(run.kind, '')}{escape(run.text).replace(LINE, '<br>')}{_END.get(run.kind, '')}" for run in runs
    )


def _remembered(make: Callable[[str, str], SafeString], before: str, after: str) -> SafeString:
    """The same two texts give the same HTML: who edits a draft compares it again with all but one text as it was.

    Long texts are compared anew, so that what is remembered stays within a few megabytes.
    """
    return (_of_pair if len(before) + len(after) <= _LONGEST_REMEMBERED else _anew)(make, before, after)


def _anew(make: Callable[[str, str], SafeString], before: str, after: str) -> SafeString:
    return make(before, after)


_of_pair = lru_cache(2048)(_anew)


def _prose(before: str, after: str) -> SafeString:
    found = paragraphs(word_diff(before, after))
    return SafeString("".join(f"<p>{_runs(paragraph)}</p>" for paragraph in found))


def _line(before: str, after: str) -> SafeString:
    return SafeString(_runs(word_diff(before, after)))
