"""The difference of two texts, word by word: runs of what stayed, what was removed and what was added.

No Django. Paragraphs are matched before words, so that long texts are fast and a word never seems to wander from one
paragraph to another.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import groupby
from typing import Final

from goals.comparison import longest_increasing

# A word with its hyphens and marks inside, or one sign; the white space after it belongs to it.
_TOKEN = re.compile(r"\s+|(?:\w+(?:[-'’:.,]\w+)*|[^\w\s])\s*", re.UNICODE)
# A stretch of at most this many words is left to difflib, whose time grows with the square at worst.
_FEW_WORDS: Final = 200
# So are the lines of a text that has no more of them than this; thousands of short ones are matched as its words are.
_FEW_PARAGRAPHS: Final = 400
# In a longer stretch, words in a row that occur once in both texts hold it together: first three words, then one.
_ANCHORS: Final = (3, 1)
_DEEPEST: Final = 12
# What stays between two changes is folded into them when it is this short: an "och" alone tells nothing.
_SHORT: Final = 4
# A number that stayed does tell something, and a line break keeps paragraphs apart.
_TELLING = re.compile(r"[\d\n]")


class Kind(StrEnum):
    """What has become of a run of text."""

    SAME = "same"
    REMOVED = "removed"
    ADDED = "added"


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of text and what has become of it."""

    kind: Kind
    text: str


def word_diff(before: str, after: str) -> tuple[Run, ...]:
    """The runs in reading order: same and removed make ``before``, same and added make ``after``."""
    if before == after:
        return (Run(Kind.SAME, before),) if before else ()
    if not before or not after:
        kind = Kind.ADDED if after else Kind.REMOVED
        return (Run(kind, before or after),)
    runs = _joined(_by_paragraph(_paragraphs(before), _paragraphs(after)))
    return tuple(_joined(_tidied(list(runs))))


def paragraphs(runs: Iterable[Run]) -> list[list[Run]]:
    """The runs broken at blank lines, each paragraph a list of its own; line breaks stay inside."""
    found: list[list[Run]] = [[]]
    for run in runs:
        for at, piece in enumerate(re.split(r"\n[^\S\n]*\n\s*", run.text)):
            if at:
                found.append([])
            if piece:
                found[-1].append(Run(run.kind, piece))
    return [paragraph for paragraph in found if any(run.text.strip() for run in paragraph)]


def _paragraphs(text: str) -> list[str]:
    """Lines with the breaks that end them."""
    return re.findall(r"[^\n]*\n+|[^\n]+", text)


def _by_paragraph(before: list[str], after: list[str]) -> Iterator[Run]:
    if max(len(before), len(after)) > _FEW_PARAGRAPHS:
        yield from _by_word(_TOKEN.findall("".join(before)), _TOKEN.findall("".join(after)))
        return
    for tag, i, j, k, m in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            yield Run(Kind.SAME, "".join(before[i:j]))
        else:
            yield from _by_word(_TOKEN.findall("".join(before[i:j])), _TOKEN.findall("".join(after[k:m])))


def _by_word(before: list[str], after: list[str], depth: int = 0) -> Iterator[Run]:
    start = _common(before, after)
    end = _common(before[start:][::-1], after[start:][::-1])
    yield from _kept(before[:start], after[:start])
    old, new = before[start : len(before) - end], after[start : len(after) - end]
    if not old or not new:
        yield from _replaced(old, new)
    elif max(len(old), len(new)) <= _FEW_WORDS:
        yield from _by_difflib(old, new)
    elif depth < _DEEPEST and (anchors := _anchors(old, new)):
        i = k = 0
        for j, m in [*anchors, (len(old), len(new))]:
            yield from _by_word(old[i:j], new[k:m], depth + 1)
            i, k = j, m  # the anchor itself begins the next stretch, as what both begin with
    else:
        yield from _replaced(old, new)
    yield from _kept(before[len(before) - end :], after[len(after) - end :])


def _words(tokens: Iterable[str]) -> list[str]:
    """The tokens without the white space after them: what is compared."""
    return [token.rstrip() for token in tokens]


def _common(first: Sequence[str], second: Sequence[str]) -> int:
    """How many words both begin with."""
    pairs = enumerate(zip(first, second, strict=False))
    return next((at for at, (a, b) in pairs if a != b and a.rstrip() != b.rstrip()), min(len(first), len(second)))


def _anchors(before: list[str], after: list[str]) -> list[tuple[int, int]]:
    """Places, in the same order in both, of what occurs once in each (patience diff)."""
    old_words, new_words = _words(before), _words(after)
    for size in _ANCHORS:
        old, new = _once(old_words, size), _once(new_words, size)
        pairs = [(i, new[words]) for words, i in old.items() if words in new]
        kept = longest_increasing([k for _, k in pairs])
        if anchors := [pair for at, pair in enumerate(pairs) if at in kept]:
            return anchors
    return []


def _once(words: list[str], size: int) -> dict[tuple[str, ...], int]:
    """Where each run of so many words begins that occurs only once, in order."""
    found: dict[tuple[str, ...], int] = {}
    for at in range(len(words) - size + 1):
        run = tuple(words[at : at + size])
        found[run] = -1 if run in found else at
    return {run: at for run, at in found.items() if at >= 0}


def _by_difflib(before: list[str], after: list[str]) -> Iterator[Run]:
    for tag, i, j, k, m in SequenceMatcher(None, _words(before), _words(after), autojunk=False).get_opcodes():
        if tag == "equal":
            yield from _kept(before[i:j], after[k:m])
        else:
            yield from _replaced(before[i:j], after[k:m])


def _kept(before: Sequence[str], after: Sequence[str]) -> Iterator[Run]:
    """The same words; where the white space after one differs, that is the change."""
    if before == after:
        yield Run(Kind.SAME, "".join(before))
        return
    for old, new in zip(before, after, strict=True):
        word = old.rstrip()
        yield Run(Kind.SAME, old if old == new else word)
        if old != new:
            yield from _replaced([old[len(word) :]], [new[len(word) :]])


def _replaced(before: Sequence[str], after: Sequence[str]) -> Iterator[Run]:
    yield Run(Kind.REMOVED, "".join(before))
    yield Run(Kind.ADDED, "".join(after))


def _tidied(runs: list[Run]) -> list[Run]:
    """Short common words between two changes are folded in, so that a rewritten phrase is read as one."""
    tidy: list[Run] = []
    for at, run in enumerate(runs):
        is_between = 0 < at < len(runs) - 1 and run.kind is Kind.SAME
        if is_between and len(run.text.strip()) < _SHORT and not _TELLING.search(run.text):
            tidy += [Run(Kind.REMOVED, run.text), Run(Kind.ADDED, run.text)]
        else:
            tidy.append(run)
    return tidy


def _joined(runs: Iterable[Run]) -> Iterator[Run]:
    """One run of each kind between what stayed, the removed before the added; nothing is empty.

    White space that ends both the removed and the added has stayed, and opens what comes after.
    """
    carried = ""
    for is_same, group in groupby((run for run in runs if run.text), key=lambda run: run.kind is Kind.SAME):
        pieces = list(group)
        if is_same:
            yield Run(Kind.SAME, carried + "".join(run.text for run in pieces))
            carried = ""
            continue
        removed, added = (
            "".join(run.text for run in pieces if run.kind is kind) for kind in (Kind.REMOVED, Kind.ADDED)
        )
        carried = _common_end(removed, added)
        for kind, text in ((Kind.REMOVED, removed), (Kind.ADDED, added)):
            if shown := text[: len(text) - len(carried)]:
                yield Run(kind, shown)
    if carried:
        yield Run(Kind.SAME, carried)


def _common_end(first: str, second: str) -> str:
    """The white space that both end with."""
    at = 0
    while at < min(len(first), len(second)) and first[-1 - at] == second[-1 - at] and first[-1 - at].isspace():
        at += 1
    return first[len(first) - at :]
