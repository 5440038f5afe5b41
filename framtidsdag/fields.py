"""Fields for what people write in the room, quickly and on a phone.

A draft's fields show what they tidied before it is saved; here nobody is asked twice. Words, emoji, other scripts and
markup stay as they were written; what can neither be seen nor joins signs goes, without a word.
"""

from __future__ import annotations

import unicodedata
from typing import Any, Final

from drafts.fields import LongText, ShortText

# Joins letters and emoji: the zero width joiner and non-joiner, and what chooses an emoji's looks (which is no format).
_JOINERS: Final = "\u200c\u200d"
# Tag characters that spell the flags of regions.
_TAGS: Final = range(0xE0020, 0xE0080)
# Letters and signs that print nothing, beside spaces and marks of format.
_BLANK: Final = "\u115f\u1160\u2800\u3164\uffa0\u034f\ufe0e\ufe0f" + _JOINERS


class RoomText(LongText):
    """Paragraphs of plain text as they were written."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        del self.widget.attrs["data-paste"]  # what is pasted is tidied here, and by no script

    def tidy(self, text: str) -> tuple[str, str]:
        return plain(text), ""


class RoomLine(ShortText):
    """One line of plain text as it was written: what is pasted on several becomes one."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        del self.widget.attrs["data-paste"]

    def tidy(self, text: str) -> tuple[str, str]:
        return " ".join(plain(text).split()), ""


def plain(text: str) -> str:
    """The text as it is stored: plain line ends and spaces, no controls; nothing where nothing of it can be seen."""
    lines = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n").split("\n")
    kept = ["".join(map(_sign, line)).strip(" ") for line in lines]
    found = "\n".join(line for at, line in enumerate(kept) if line or (at and kept[at - 1])).strip("\n")
    return found if any(not sign.isspace() and sign not in _BLANK for sign in found) else ""


def _sign(sign: str) -> str:
    """Direction overrides would turn round the words that come after the text on the page: they go too."""
    category = unicodedata.category(sign)
    if category == "Zs" or sign == "\t":
        return " "
    if sign in _JOINERS or ord(sign) in _TAGS:
        return sign
    is_nothing = category in {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"} or ord(sign) & 0xFFFE == 0xFFFE
    return "" if is_nothing else sign
