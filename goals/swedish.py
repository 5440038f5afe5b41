"""Swedish order, search and enumeration, the same on SQLite and PostgreSQL: no Django, no database collation.

Models fill ``sort_key`` and ``search_text`` with these on save, and a search is folded the same way.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

import snowballstemmer

_STEMMER = snowballstemmer.stemmer("swedish")
_WORD = re.compile(r"[^\W_]+")
# å, ä, ö come last in this order; é counts as e, ü as y, as Swedish dictionaries do.
_LETTERS = str.maketrans({"å": "{", "ä": "|", "æ": "|", "ö": "}", "ø": "}", "ü": "y"})


def sort_key(text: str) -> str:
    """A key whose plain byte order is Swedish alphabetical order; numbers within a text sort by value."""
    folded = unicodedata.normalize("NFC", text).casefold().translate(_LETTERS)
    plain = "".join(c for c in unicodedata.normalize("NFD", folded) if not unicodedata.combining(c))
    words = re.sub(r"[^0-9a-z{|}]+", " ", plain).strip()
    return re.sub(r"\d+", lambda match: match.group().zfill(6), words)[:250]


def _stem(word: str) -> str:
    """Snowball's stem, and that of the definite form in -an ("skolan", "flickans"), which Snowball leaves as it is."""
    stem: str = _STEMMER.stemWord(word)
    return stem[:-2] if len(stem) > 4 and stem.endswith("an") else stem


def search_words(text: str) -> list[str]:
    """The text's words, case-folded and reduced to their Swedish stem ("Skolans" → "skol")."""
    folded = unicodedata.normalize("NFC", text).casefold()
    return [_stem(word) for word in _WORD.findall(folded)]


def search_text(*texts: str) -> str:
    """What a row can be found by: its words as written and their stems, each once, between spaces."""
    folded = unicodedata.normalize("NFC", " ".join(texts)).casefold()
    words = dict.fromkeys([*_WORD.findall(folded), *search_words(folded)])
    return f" {' '.join(words)} "


def search_terms(query: str, *, most: int = 8) -> list[str]:
    """Terms that must each occur at the beginning of a word in ``search_text``; empty when nothing is asked for."""
    return [f" {word}" for word in search_words(query)[:most]]


def enumerated(words: Sequence[str]) -> str:
    """Write "a", "a och b", "a, b och c"."""
    return " och ".join(filter(None, (", ".join(words[:-1]), *words[-1:])))
