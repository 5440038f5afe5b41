"""What a page says of texts that are taken out of it."""

from __future__ import annotations

from collections.abc import Sequence

from goals import masking
from goals.models.masks import MaskGround
from goals.swedish import enumerated

KEPT = "Originalet finns kvar hos kommunen."
SUM_OF_ORIGINAL = "Kontrollsumman är räknad på originalet, som finns kvar hos kommunen."


def words_of_version(pk: int) -> str:
    """That texts are taken out of the version, on which grounds, and what its kontrollsumma is of; else nothing."""
    grounds = masking.removed_from(masking.VERSION, pk)
    return f"{_words(grounds)} {SUM_OF_ORIGINAL}" if grounds else ""


def words_of_decision(pk: int) -> str:
    grounds = masking.removed_from(masking.DECISION, pk)
    return f"{_words(grounds)} {KEPT}" if grounds else ""


def _words(grounds: Sequence[str]) -> str:
    """ "På två ställen … Grund: personuppgifter."; a number of places, not of rows that say the same."""
    labels = list(dict.fromkeys(str(MaskGround(ground).label) for ground in grounds))
    places = "På ett ställe" if len(grounds) == 1 else f"På {len(grounds)} ställen"
    word = "Grund" if len(labels) == 1 else "Grunder"
    return f"{places} är text borttagen ur webbversionen. {word}: {enumerated(labels)}."
