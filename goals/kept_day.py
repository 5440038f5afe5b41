"""Reading on as of the same day: a page with ``?den=`` leads on to pages as of that day.

A link is written once, without a day, wherever it stands. What a page read as of a day answers is gone through before
it is sent: links to views marked ``reads_day`` get the day. ``data-today`` on a link keeps it as it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Final, TypeVar

from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve
from django.utils import timezone
from django.utils.html import escape

from goals.queries import AsOf, Query

View = TypeVar("View", bound=Callable[..., HttpResponse])
_PARAMETERS: Final = ("den", "kant")
# Django escapes ">" within attributes.
_LINK: Final = re.compile(r"<a\s[^>]*>")
_HREF: Final = re.compile(r'(?<=\s)href="(?P<path>/(?!/)[^"?#]*)(?P<query>\?[^"#]*)?(?P<fragment>#[^"]*)?"')
_HAS_DAY: Final = re.compile(rf"[?&;](?:{'|'.join(_PARAMETERS)})=")


def reads_day(view: View) -> View:
    """The view reads ``?den=`` and ``?kant=``: a link to it from a page read as of a day keeps the day."""
    view.reads_day = True  # type: ignore[attr-defined]
    return view


def with_day(html: str, suffix: str, takes: Callable[[str], bool]) -> str:
    """The HTML with the day added to its links; pure.

    ``suffix`` is ``?den=…``; ``takes`` says of a path whether its page can be read as of a day. A link that says a day
    of its own, or that has ``data-today``, is left alone.
    """
    parameters = escape(suffix.removeprefix("?"))
    known: dict[str, bool] = {}

    def link(found: re.Match[str]) -> str:
        tag = found.group()
        return tag if "data-today" in tag else _HREF.sub(href, tag, count=1)

    def href(found: re.Match[str]) -> str:
        path, query, fragment = found["path"], found["query"] or "", found["fragment"] or ""
        if path not in known:
            known[path] = takes(path)
        if not known[path] or _HAS_DAY.search(query):
            return found.group()
        joined = f"{query}&amp;{parameters}" if query else f"?{parameters}"
        return f'href="{path}{joined}{fragment}"'

    return _LINK.sub(link, html)


class KeptDayMiddleware:
    """Innermost, so that lengths and compression are of what is sent."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code != 200 or response.streaming or not any(request.GET.get(name) for name in _PARAMETERS):
            return response
        if not response.headers.get("Content-Type", "").startswith("text/html") or not _reads_day(request):
            return response
        suffix = AsOf.read(Query(request.GET), timezone.localdate()).suffix
        response.content = with_day(response.text, suffix, _takes).encode(response.charset or "utf-8")
        return response


def _reads_day(request: HttpRequest) -> bool:
    match: Any = request.resolver_match
    return match is not None and getattr(match.func, "reads_day", False)


def _takes(path: str) -> bool:
    try:
        return getattr(resolve(path).func, "reads_day", False)
    except Resolver404:
        return False
