"""Parts of pages that ask again every few seconds: an ETag of their own, and 304 as long as nothing has happened."""

from __future__ import annotations

import hashlib
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified

from goals.publishing import PRIVATE, PUBLIC, VARY, content_revision, has_it, is_visitor, release, wants_fragment


def etags_of(request: HttpRequest, *state: Any) -> tuple[str, str]:
    """The weak ETags of what is asked for, and of its polled part, which is the same where that is what is asked for.

    Made of the release, the content's revision and ``state``; read before the content, so never newer than that.
    """
    revision = content_revision()
    parts = (release(), f"{revision.number}.{revision.token}" if revision else "0", *map(str, state))
    part = _weak(*parts, "fragment")
    return (part if wants_fragment(request) else _weak(*parts, "page")), part


def _weak(*parts: str) -> str:
    return f'W/"{hashlib.sha256("|".join(parts).encode()).hexdigest()[:32]}"'


def not_modified(request: HttpRequest, etag: str) -> HttpResponse | None:
    """304 for whoever has the part as it stands, else None."""
    return kept(request, HttpResponseNotModified(), etag) if has_it(request, etag) else None


def kept(request: HttpRequest, response: HttpResponse, etag: str) -> HttpResponse:
    """The answer with its ETag; what a visitor gets is everyone's, what someone signed in gets is theirs alone."""
    response.headers["ETag"] = etag
    response.headers["Vary"] = VARY
    response.headers["Cache-Control"] = PUBLIC if is_visitor(request) else PRIVATE
    return response
