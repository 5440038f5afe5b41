"""A PDF made of HTML: tagged for screen readers (PDF/UA-1), the same bytes for the same HTML, nothing fetched.

WeasyPrint needs the system's Pango libraries and is loaded when the first PDF is made: where they are missing, all
but PDF works.
"""

from __future__ import annotations

import ctypes
import functools
import hashlib
import importlib.util
import logging
from typing import Final

VARIANT: Final = "pdf/ua-1"
# Each library under the names that Linux, macOS and Windows give it.
LIBRARIES: Final = (
    ("libpango-1.0.so.0", "libpango-1.0.dylib", "libpango-1.0-0.dll"),
    ("libpangoft2-1.0.so.0", "libpangoft2-1.0.dylib", "libpangoft2-1.0-0.dll"),
    ("libharfbuzz.so.0", "libharfbuzz.dylib", "libharfbuzz-0.dll"),
    ("libharfbuzz-subset.so.0", "libharfbuzz-subset.dylib", "libharfbuzz-subset-0.dll"),
)
# They tell of every step, and of being loaded.
_TALKATIVE: Final = ("weasyprint.progress", "pikepdf")


class NoPdfError(Exception):
    """This system cannot make PDF: WeasyPrint, or a library that it needs, cannot be loaded."""


@functools.cache
def can_make_pdf() -> bool:
    """Whether the libraries are here, for a page that would lead to its PDF; far cheaper than loading WeasyPrint."""
    return importlib.util.find_spec("weasyprint") is not None and all(map(_loads, LIBRARIES))


def make_pdf(html: str, *, style: str, address: str) -> bytes:
    """The PDF of a whole HTML document.

    ``style`` is its stylesheet. ``address`` is the page's own: links are read from it, so that they are whole on
    paper. Images are ``data:`` addresses; any other is refused, and left out. Raises NoPdfError.
    """
    for name in _TALKATIVE:
        logging.getLogger(name).setLevel(logging.WARNING)
    try:
        from weasyprint import CSS, HTML
        from weasyprint.text.fonts import FontConfiguration
        from weasyprint.urls import URLFetcher

        from goals.paper_tags import finished
    except (ImportError, OSError) as fault:
        raise NoPdfError("WeasyPrint or the Pango libraries cannot be loaded") from fault
    fetcher = URLFetcher(allowed_protocols=("data",), allow_redirects=False)
    fonts = FontConfiguration()
    sheet = CSS(string=style, url_fetcher=fetcher, font_config=fonts)
    made = HTML(string=html, base_url=address, url_fetcher=fetcher).write_pdf(
        stylesheets=[sheet], font_config=fonts, pdf_variant=VARIANT, pdf_identifier=_identifier(html, style)
    )
    return finished(made)


def _identifier(*parts: str) -> bytes:
    """What tells this PDF from another; by default it would be made of the clock."""
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:32].encode()


def _loads(names: tuple[str, ...]) -> bool:
    for name in names:
        try:
            ctypes.CDLL(name)
        except OSError:
            continue
        return True
    return False
