"""Reads a PDF as a screen reader does: by its tags, in their order. For tests of papers."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any

import pikepdf

from goals.paper_tags import kids


class ReadPdf:
    """An opened PDF: its tags, the text of each, what stands on each page, and its outline."""

    def __init__(self, content: bytes) -> None:
        self.pdf = pikepdf.open(io.BytesIO(content))
        self.root = self.pdf.Root
        self._texts = [_marked_texts(page) for page in self.pdf.pages]
        self._pages = {page.obj.objgen: at for at, page in enumerate(self.pdf.pages)}

    def elements(self, *tags: str) -> list[Any]:
        """The elements with those tags, all of them when none is named, in reading order."""
        wanted = {f"/{tag}" for tag in tags}
        found = _walk(self.root.StructTreeRoot.K[0])
        return [element for element in found if not wanted or str(element.S) in wanted]

    def text(self, element: Any = None) -> str:
        """What is read aloud of an element, or of the whole, without a table's head again on its next page."""
        element = self.root.StructTreeRoot.K[0] if element is None else element
        return " ".join("".join(self._parts(element, None)).split())

    def page_text(self, at: int) -> str:
        """All that is written on a page, head and foot included."""
        return " ".join("".join(self._texts[at].values()).split())

    def outline(self) -> list[tuple[int, str]]:
        """Level, from 1, and words of each bookmark."""

        def read(items: Any, level: int) -> Iterator[tuple[int, str]]:
            for item in items:
                yield level, str(item.title)
                yield from read(item.children, level + 1)

        with self.pdf.open_outline() as outline:
            return list(read(outline.root, 1))

    def _parts(self, element: Any, page: int | None) -> Iterator[str]:
        if str(element.S) == "/THead" and str(element.P.K[0].S) != "/Caption":
            return
        at = self._pages[element.Pg.objgen] if "/Pg" in element else page
        found = element.get("/K", [])
        for kid in found if isinstance(found, pikepdf.Array) else [found]:
            if isinstance(kid, int):
                assert at is not None
                yield self._texts[at].get(int(kid), "")
            elif isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
                yield from self._parts(kid, at)
        if str(element.S) not in ("/Span", "/Link", "/NonStruct"):
            yield " "


def squeezed(text: str) -> str:
    """Without spaces, hyphens, bullets and what helps a line to break: what may differ between screen and paper."""
    return re.sub(r"[\s\u2022\u00ad\u200b\u2010\u2060\u2026.-]+", "", text)


def _walk(element: Any) -> Iterator[Any]:
    yield element
    for kid in kids(element):
        yield from _walk(kid)


def _marked_texts(page: Any) -> dict[int, str]:
    """The text of each marked piece of a page."""
    fonts = {name: _unicodes(font) for name, font in page.Resources.get("/Font", {}).items()}
    texts: dict[int, str] = {}
    mark, codes = None, {}
    for operands, operator in pikepdf.parse_content_stream(page):
        name = str(operator)
        if name == "BDC":
            mark = int(operands[1].MCID) if "/MCID" in operands[1] else None
        elif name == "EMC":
            mark = None
        elif name == "Tf":
            codes = fonts[str(operands[0])]
        elif name in ("Tj", "TJ") and mark is not None:
            pieces = operands[0] if name == "TJ" else operands
            strings = [bytes(piece) for piece in pieces if isinstance(piece, pikepdf.String)]
            texts[mark] = texts.get(mark, "") + "".join(_decoded(string, codes) for string in strings)
    return texts


def _decoded(string: bytes, codes: dict[int, str]) -> str:
    return "".join(codes.get(int.from_bytes(string[at : at + 2]), "\ufffd") for at in range(0, len(string), 2))


def _unicodes(font: Any) -> dict[int, str]:
    """Glyph → text, from the font's ToUnicode."""
    table = bytes(font.ToUnicode.read_bytes()).decode("latin-1")
    codes = {}
    for block in re.findall(r"beginbfchar(.*?)endbfchar", table, re.DOTALL):
        for glyph, text in re.findall(r"<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]*)>", block):
            codes[int(glyph, 16)] = bytes.fromhex(text).decode("utf-16-be")
    return codes
