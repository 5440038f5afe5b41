"""Text from Word, the web and PDF made plain: paragraphs stay, all that cannot be seen or kept goes. No Django.

What is kept is letters, digits and signs, paragraphs, and lists as lines that begin with an en dash.
``static/js/paste.js`` does the same in the browser as one pastes; this is what the server holds everyone to.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

from drafts.pasted_source import is_html, is_rtf, text_of_html, text_of_rtf
from goals.swedish import enumerated

FORMATTING: Final = "formatering"
SOFT_HYPHENS: Final = "mjuka bindestreck"
INVISIBLE: Final = "osynliga tecken"
BULLETS: Final = "punkttecken"
TABS: Final = "tabbar"
QUOTES: Final = "citattecken"
BLANK_LINES: Final = "tomma rader"
# What can be removed or changed, in the order it is told.
KINDS: Final = (FORMATTING, SOFT_HYPHENS, INVISIBLE, BULLETS, TABS, QUOTES, BLANK_LINES)

# A line break within a paragraph (Word's is a vertical tab), a new page, the end of a line or paragraph in Unicode.
_LINE_ENDS: Final = str.maketrans({"\v": "\n", "\f": "\n\n", "\x85": "\n", "\u2028": "\n", "\u2029": "\n\n"})
# A hyphen that does not break, as Unicode and as Word's plain text write it.
_HYPHENS: Final = str.maketrans({"\u2011": "-", "\x1e": "-"})
# A soft hyphen, likewise.
_SOFT: Final = re.compile("[\u00ad\x1f]")
_QUOTES: Final = str.maketrans(dict.fromkeys("“„‟«»", "”") | dict.fromkeys("‘\u201a\u201b\u2039\u203a", "’"))
# Word's plain text writes its bullets as a sign of a symbol font, which is a private-use character, or as an o or a §
# before a tab.
_BULLET: Final = re.compile(
    r"^[ \t]*(?:[·•‣\u2043▪▫■□●○◦∙➢✓❖\ue000-\uf8ff][ \t]*|o\t[ \t]*|§\t[ \t]*(?![ \t\d]))", re.MULTILINE
)
_PRIVATE: Final = re.compile("[\ue000-\uf8ff\U000f0000-\U000ffffd\U00100000-\U0010fffd]")
_MORE_BLANK_LINES: Final = re.compile("\n{3,}")


@dataclass(frozen=True, slots=True)
class Tidied:
    """The plain text, and what was removed or changed in it, as Swedish words in a fixed order.

    What nobody sees the difference of is not told: line ends, how a letter is coded, spaces at the end of a line and
    two spaces for one.
    """

    text: str
    removed: tuple[str, ...]

    @property
    def note(self) -> str:
        """What was done, as a sentence to show before the text is saved; empty when there is nothing to tell."""
        return f"Det här är borttaget eller utbytt i texten: {enumerated(self.removed)}." if self.removed else ""


def tidied(text: str) -> Tidied:
    """Answer the text as it can be kept. Tidying what is tidy changes nothing.

    No letter or digit is lost but those of markup (HTML or RTF source pasted as text) and Word's o for a bullet.
    """
    told: set[str] = set()
    # What one round uncovers (a soft hyphen written as an entity) is another round's work. Each leaves less to do.
    while (plain := _round(text, told)) != text:
        text = plain
    return Tidied(text, tuple(kind for kind in KINDS if kind in told))


def _round(text: str, told: set[str]) -> str:
    text = _without_source(unicodedata.normalize("NFC", text), told)
    text = text.replace("\r\n", "\n").replace("\r", "\n").translate(_LINE_ENDS).translate(_HYPHENS)
    text = _replaced(_SOFT, "", text, told, SOFT_HYPHENS)
    text = _visible(text, told)
    text = _replaced(_BULLET, "– ", text, told, BULLETS)
    text = _replaced(_PRIVATE, "", text, told, INVISIBLE)
    if "\t" in text.strip():
        told.add(TABS)
    quoted = text.translate(_QUOTES)
    if quoted != text:
        told.add(QUOTES)
    # Any white space between two words is one space; a line's own beginning and end have none.
    text = "\n".join(" ".join(line.split()) for line in quoted.split("\n")).strip("\n")
    return unicodedata.normalize("NFC", _replaced(_MORE_BLANK_LINES, "\n\n", text, told, BLANK_LINES))


def _replaced(pattern: re.Pattern[str], new: str, text: str, told: set[str], kind: str) -> str:
    changed, count = pattern.subn(new, text)
    if count:
        told.add(kind)
    return changed


def _without_source(text: str, told: set[str]) -> str:
    if is_rtf(text):
        text = text_of_rtf(text)
    elif is_html(text):
        text = text_of_html(text)
    else:
        return text
    told.add(FORMATTING)
    return text


def _visible(text: str, told: set[str]) -> str:
    """Every kind of space as a plain one, and no sign that neither prints nor parts words."""
    kept = "".join(_sign(character) for character in text)
    if len(kept) != len(text):
        told.add(INVISIBLE)
    return kept


def _sign(character: str) -> str:
    if character in "\n\t":
        return character
    category = unicodedata.category(character)
    if category == "Zs":
        return " "
    # Controls, marks of format (zero width, direction, byte order) and halves of characters. Of what is not assigned,
    # only the two last of every plane are sure never to be.
    is_nothing = category in {"Cc", "Cf", "Cs"} or ord(character) & 0xFFFE == 0xFFFE
    return "" if is_nothing else character
