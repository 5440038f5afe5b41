"""What a participant's polled part is asked for by: an ETag of the room's own revisions, and 304 until they change.

The content's revision is not in it, so it costs no query beside the one that tells who asks.
"""

from __future__ import annotations

import hashlib
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified

from framtidsdag.models import Room
from goals.publishing import PRIVATE, VARY, has_it, release, wants_fragment


def etags_for(request: HttpRequest, room: Room, *own: Any, path: str = "") -> tuple[str, str]:
    """The weak ETags of what is asked for, and of its polled part, which is the same where that is what is asked for.

    Made of the release, the day's phase and what the processledare has done. ``own`` is what else the part shows:
    ``room.texts`` where it shows texts, ``room.marks`` results, ``participant.revision`` one's own marks.
    ``path`` is where the part is asked for, when it is answered from another address.
    """
    parts = (release(), path or request.path, room.pk, room.stage, room.day.phase, room.is_open, *own)
    part = _weak(*parts, "fragment")
    return (part if wants_fragment(request) else _weak(*parts, "page")), part


def not_modified(request: HttpRequest, etag: str) -> HttpResponse | None:
    """304 for whoever has the part as it stands, else None."""
    return kept(HttpResponseNotModified(), etag) if has_it(request, etag) else None


def kept(response: HttpResponse, etag: str) -> HttpResponse:
    """The answer with its ETag: a participant's own, which nobody else may keep."""
    response.headers["ETag"] = etag
    response.headers["Vary"] = VARY
    response.headers["Cache-Control"] = PRIVATE
    return response


def _weak(*parts: Any) -> str:
    return f'W/"{hashlib.sha256("|".join(map(str, parts)).encode()).hexdigest()[:32]}"'
