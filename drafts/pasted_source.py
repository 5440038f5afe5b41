"""HTML or RTF source that was pasted as text: its own words, without its code. No Django.

This is no sanitiser. What comes out is plain text, shown escaped like any other; the point is to be rid of the code.
"""

from __future__ import annotations

import html
import re
from typing import Final

_BLOCKS: Final = "p|div|h[1-6]|ul|ol|li|tr|table|tbody|thead|blockquote|section|article|br|hr|body|html"
_INLINE: Final = "b|i|u|s|strong|em|span|font|a|sub|sup|small|td|th|img|meta|link|head|title|style|script|xml"
_NAMES: Final = rf"(?:{_BLOCKS}|{_INLINE}|(?:o|w|v|m|st1):[a-z]+)"
_TAG: Final = re.compile(rf"</?{_NAMES}(?:\s[^<>]*)?/?>", re.IGNORECASE)
_BLOCK: Final = re.compile(rf"<(?:{_BLOCKS})(?:\s[^<>]*)?/?>", re.IGNORECASE)
_CLOSING: Final = re.compile(rf"</{_NAMES}\s*>|<(?:br|hr)\s*/?>", re.IGNORECASE)
# What is not read. What a group names has an end further on, and nothing up to there is read either.
_UNREAD: Final = re.compile(
    r"<(!--)|<(style|script|title|xml)(?:\s[^<>]*)?>|<!\[[^<>]*>|<!doctype[^<>]*>|<\?xml[^<>]*>",
    re.IGNORECASE,
)
_END: Final = {"!--": re.compile("-->")} | {
    name: re.compile(rf"</{name}\s*>", re.IGNORECASE) for name in ("style", "script", "title", "xml")
}
# Word writes a list as paragraphs, each with its bullet in a span that its own reader passes over.
_WORD_BULLET: Final = re.compile(
    r"<span(?=[^<>]*?mso-list:\s*ignore)[^<>]*>\s*(?:[^\s\w<&]|[ovqüØ])(?=[\s<&])", re.IGNORECASE
)
_PARAGRAPH: Final = re.compile(
    r"</?(?:p|div|h[1-6]|ul|ol|table|blockquote|section|article|hr)(?:\s[^<>]*)?/?>", re.IGNORECASE
)
_LINE: Final = re.compile(r"<br(?:\s[^<>]*)?/?>|</?(?:tr|li)(?:\s[^<>]*)?>", re.IGNORECASE)
_ITEM: Final = re.compile(r"<li(?:\s[^<>]*)?>", re.IGNORECASE)
_CELL: Final = re.compile(r"</t[dh]\s*>", re.IGNORECASE)
# Stands for a bullet until the tags are gone; a control character is in no text that comes this far.
_MARK: Final = "\x00"

_RTF_TOKEN: Final = re.compile(
    r"\\([a-z]{1,32})(-?\d{1,10})? ?|\\'([0-9a-f]{2})|\\([^a-z0-9])|([{}])|[\r\n]+|([^\\{}\r\n]+|\\)", re.IGNORECASE
)
_RTF_UNREAD: Final = {
    "fonttbl", "colortbl", "stylesheet", "info", "pict", "header", "footer", "listtable", "listoverridetable",
    "themedata", "datastore", "generator", "xmlnstbl", "rsidtbl", "latentstyles",
}  # fmt: skip
_RTF_SIGNS: Final = {
    "par": "\n\n", "sect": "\n\n", "page": "\n\n", "line": "\n", "row": "\n", "cell": " ", "tab": "\t", "bullet": "•",
    "endash": "–", "emdash": "—", "lquote": "‘", "rquote": "’", "ldblquote": "“", "rdblquote": "”", "emspace": " ",
    "enspace": " ",
}  # fmt: skip
_RTF_ESCAPED: Final = {"~": " ", "-": "\u00ad", "_": "-", "\\": "\\", "{": "{", "}": "}"}


def is_html(text: str) -> bool:
    """Whether the text is HTML source: at least two tags, one of which ends something. "a < b" is no tag."""
    tags = _TAG.finditer(text)
    return next(tags, None) is not None and next(tags, None) is not None and _CLOSING.search(text) is not None


def is_rtf(text: str) -> bool:
    return text.lstrip().startswith("{\\rtf")


def text_of_html(source: str) -> str:
    """Answer the words of the source, a blank line between paragraphs, an en dash before what is in a list."""
    text = _without_unread(source.replace(_MARK, ""))
    if _BLOCK.search(text):
        # Where tags make the paragraphs, the source's own lines are only how it was written.
        text = re.sub(r"\s+", " ", text)
    text = _WORD_BULLET.sub(_MARK, text)
    text = _ITEM.sub(f"\n{_MARK}", text)
    text = _LINE.sub("\n", _PARAGRAPH.sub("\n\n", _CELL.sub(" ", text)))
    text = html.unescape(_TAG.sub("", text))
    return _paragraphs(re.sub(rf"{_MARK}\s*", "– ", text))


def _without_unread(source: str) -> str:
    """The source without comments, scripts and the like. An end that is missing once is not looked for again."""
    kept: list[str] = []
    missing: set[str] = set()
    at = position = 0
    while begins := _UNREAD.search(source, position):
        position = begins.end()
        name = (begins[1] or begins[2] or "").lower()
        if name:
            ends = None if name in missing else _END[name].search(source, position)
            if ends is None:
                missing.add(name)
                continue
            position = ends.end()
        kept.append(source[at : begins.start()])
        at = position
    return "".join([*kept, source[at:]])


def _paragraphs(text: str) -> str:
    """The lines with at most one blank line between them, and none between two of one list."""
    kept: list[str] = []
    for line in (line.strip() for line in text.split("\n")):
        if line.startswith("– ") and kept[-1:] == [""] and kept[-2:-1] and kept[-2].startswith("– "):
            kept.pop()
        if line or kept[-1:] != [""]:
            kept.append(line)
    return "\n".join(kept)


def text_of_rtf(source: str) -> str:
    """Answer the words of the source. Tables of fonts, styles and pictures are passed over."""
    found: list[str] = []
    unread: list[bool] = [False]  # for each open group, whether it is passed over
    passed = 0  # how many signs after a \\u stand for it in older programs
    for token in _RTF_TOKEN.finditer(source):
        word, number, code, escaped, brace, plain = token.groups()
        if brace:
            if brace == "{":
                unread.append(unread[-1])
            elif len(unread) > 1:
                unread.pop()
            else:
                unread[0] = False
        elif escaped == "*" or (word and word.lower() in _RTF_UNREAD):
            unread[-1] = True
        elif not unread[-1]:
            sign = _rtf_sign(word, number, code, escaped) if plain is None else plain
            found.append(sign[passed:])
            passed = max(passed - len(sign), 0) if word != "u" else 1
    return "".join(found)


def _rtf_sign(word: str | None, number: str | None, code: str | None, escaped: str | None) -> str:
    if code:
        return bytes.fromhex(code).decode("cp1252", errors="ignore")
    if escaped:
        return _RTF_ESCAPED.get(escaped, "")
    if word == "u" and number:
        return chr(int(number) % 0x10000)
    return _RTF_SIGNS.get(word or "", "")
