"""The answer to whoever asks for a page as PDF: the PDF, or why there is none and what to do instead."""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from threading import Lock
from typing import Any, Final

from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.http import content_disposition_header
from django.utils.text import slugify

from goals.paper import NoPdfError, can_make_pdf, make_pdf
from goals.paper_contents import headings

MOST_KEPT: Final = 24
_STYLE: Final = "css/paper.css"
_SMALL: Final = """<!doctype html><html lang="sv-SE"><head><meta charset="utf-8"><title>Prov</title></head><body>
<main data-title="Prov" data-foot="" data-issuer=""><h1>Åtgärder</h1><h2>Avstavningsexempel</h2><p><strong>Fet</strong>
<em>kursiv</em> <code>v1:0</code></p><ol><li>punkt</li></ol><dl class="facts"><div><dt>a</dt><dd>b</dd></div></dl>
<table><thead><tr><th>a</th></tr></thead><tbody><tr><th>b</th><td>1</td></tr></tbody></table></main></body></html>"""


@dataclass(frozen=True)
class Paper:
    """A page as it is printed: ``told`` is what the page says, as HTML; the rest stands around it.

    ``address``: where the page is read. ``foot``: stands on every page, with its number. ``made_on``: the day that
    the content is of, for the PDF's own metadata. ``levels``: which headings the contents hold.
    """

    template: str
    title: str
    address: str
    told: str
    foot: str
    is_example: bool
    made_on: dt.date | None = None
    keywords: tuple[str, ...] = ()
    levels: tuple[int, ...] = (2, 3)


def pdf_url(url: str) -> str:
    """Where a page with a PDF, ``…/version/2/``, has it: ``…/version/2.pdf``; empty where none can be made."""
    path, mark, query = url.partition("?")
    return f"{path.rstrip('/')}.pdf{mark}{query}" if can_make_pdf() else ""


def paper_response(request: HttpRequest, paper: Paper, context: Mapping[str, Any]) -> HttpResponse:
    """The PDF, to be read in the browser; where none can be made, a page that says so, with status 503."""
    address = request.build_absolute_uri(paper.address)
    html = render_to_string(
        paper.template,
        {**context, "paper": paper, "address": address, "contents": headings(paper.told, paper.levels)},
        request,
    )
    try:
        pdf = _KEPT.get(html, address)
    except NoPdfError:
        words = {"page_url": paper.address, "page_title": paper.title, "is_example": False}
        return render(request, "paper/no_pdf.html", words, status=HTTPStatus.SERVICE_UNAVAILABLE)
    response = HttpResponse(pdf, content_type="application/pdf")
    name = f"{slugify(paper.title)[:80] or 'handling'}.pdf"
    response.headers["Content-Disposition"] = content_disposition_header(as_attachment=False, filename=name) or ""
    if paper.is_example:
        response.headers["X-Robots-Tag"] = "noindex"
    return response


class KeptPapers:
    """The PDFs asked for last, each kept under its HTML: who may have that is settled before, and the same HTML is the
    same PDF. One is made at a time: when a whole assembly opens the same paper, it is made once.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._made: OrderedDict[str, bytes] = OrderedDict()
        self._making = Lock()

    def get(self, html: str, address: str) -> bytes:
        """The PDF of the HTML. Raises NoPdfError."""
        style = paper_style()
        key = hashlib.sha256(f"{address}\0{style}\0{html}".encode()).hexdigest()
        with self._making:
            if key in self._made:
                self._made.move_to_end(key)
            else:
                self._made[key] = make_pdf(html, style=style, address=address)
                while len(self._made) > self._most:
                    self._made.popitem(last=False)
            return self._made[key]


def warm_up() -> None:
    """Load what the first PDF of a process would wait a second or two for: WeasyPrint, Pango, the fonts.

    A small paper with each kind of text is made, through the lock that every other waits for; where none can be made,
    nothing happens.
    """
    if can_make_pdf():
        with contextlib.suppress(NoPdfError):
            _KEPT.get(_SMALL, "http://localhost/")


def paper_style() -> str:
    """The papers' stylesheet."""
    found = finders.find(_STYLE)
    assert isinstance(found, str), f"{_STYLE} is missing"
    return Path(found).read_text(encoding="utf-8")


_KEPT = KeptPapers(MOST_KEPT)
