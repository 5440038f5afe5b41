"""Words in a text that are to be taken out of it: found as they are written, and whole. No Django, no clock."""

from __future__ import annotations

import re
from collections.abc import Iterable


def as_written(text: str, words: str) -> list[str]:
    """The places of the text that say the words, each as it is written there, without repeats.

    Line breaks and spaces count alike: what is copied from a page breaks elsewhere than what was entered.
    """
    parts = words.split()
    if not parts:
        return []
    pattern = re.compile(r"\s+".join(map(re.escape, parts)))
    return list(dict.fromkeys(found.group() for found in pattern.finditer(text)))


def widened(text: str, passages: Iterable[str], earlier: Iterable[str]) -> list[str]:
    """The passages, each with all of an earlier one that it runs into.

    "Anna Ek" is taken out; then "Ek i Valskog" is to be: alone it would leave " i Valskog", for the name in it is gone.
    """
    taken = [span for passage in earlier for span in _spans(text, passage)]
    found = []
    for passage in passages:
        for start, end in _spans(text, passage):
            grown = True
            while grown:
                grown = False
                for first, last in taken:
                    if first < end and start < last and not (start <= first and last <= end):
                        start, end, grown = min(start, first), max(end, last), True
            found.append(text[start:end])
    return list(dict.fromkeys(found))


def _spans(text: str, passage: str) -> list[tuple[int, int]]:
    return [found.span() for found in re.finditer(re.escape(passage), text)] if passage else []
