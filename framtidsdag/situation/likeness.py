"""Which short texts seem to say alike, by the word stems that they share. A hint for people, who decide. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Final

from goals.swedish import search_words

# Words that any text may have, as their stems.
_EVERYDAY: Final = """
alla allt andr att bara behov behöv bli blir bra bättr dem den denn det detta dett där efter eller ett finn
finns flera från för får gar går gör hade har hur här inga inget innan int inte just kan kommun kommer kring
kunn man med mellan men mer mest mindr mindre måst mycket mång många ned nog när något någr också olik olika
oss rätt saknas sig sin ska skulle som sätt tid till tyck under upp utan vad var vara varit vem vid vil vill
väl även över
"""
_EMPTY: Final = frozenset(_EVERYDAY.split())
_SHORTEST: Final = 3
_SHARE: Final = 0.5
MOST_TEXTS: Final = 400


def alike(texts: Mapping[int, str]) -> dict[int, list[int]]:
    """For each text those that share at least two stems with it, or half of the shorter one's where it has few.

    The likest first. Texts without a like are left out; of very many none is compared.
    """
    if len(texts) > MOST_TEXTS:
        return {}
    stems = {key: stems_of(text) for key, text in texts.items()}
    found: dict[int, list[tuple[float, int]]] = {}
    keys = list(stems)
    for at, one in enumerate(keys):
        for other in keys[at + 1 :]:
            if share := _likeness(stems[one], stems[other]):
                found.setdefault(one, []).append((-share, other))
                found.setdefault(other, []).append((-share, one))
    return {key: [other for _, other in sorted(likes)] for key, likes in found.items()}


@lru_cache(maxsize=2 * MOST_TEXTS)
def stems_of(text: str) -> frozenset[str]:
    """What the text is about, as word stems."""
    return frozenset(word for word in search_words(text) if len(word) >= _SHORTEST and word not in _EMPTY)


def _likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """The shared part of the shorter text, from 0 to 1; 0 where it is too little to speak of."""
    shared, shorter = len(one & other), min(len(one), len(other))
    if not shared or not shorter:
        return 0.0
    share = shared / shorter
    return share if share >= _SHARE or (shared > 1 and share >= _SHARE / 2) else 0.0


def likest_group(likes: Sequence[int], group_of: Mapping[int, int | None]) -> int | None:
    """The group that the likest text with a group is in."""
    return next((group for other in likes if (group := group_of.get(other)) is not None), None)
