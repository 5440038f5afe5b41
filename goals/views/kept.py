"""Pieces of pages kept in the process's memory until content changes: for what is dear to make and often asked for.

Only what is the same for everyone who may see it belongs here, and only after it is settled that this one may.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock

from django.conf import settings
from django.http import HttpRequest

from goals.publishing import content_revision


class KeptPieces:
    """The latest pieces asked for, at most so many. A revision's token is random, so an old piece is never taken
    for a new one, not even after a backup has been restored.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._pieces: OrderedDict[Hashable, str] = OrderedDict()
        self._lock = Lock()

    def get(self, request: HttpRequest, key: Hashable, make: Callable[[], str]) -> str:
        """The piece as content stands; made anew when content has changed, and always when developing."""
        revision = getattr(request, "content_revision", None)
        if revision is None:
            revision = request.content_revision = content_revision()  # type: ignore[attr-defined]
        if settings.DEBUG or revision is None:
            return make()
        whole = (key, revision.number, revision.token)
        with self._lock:
            if whole in self._pieces:
                self._pieces.move_to_end(whole)
                return self._pieces[whole]
        piece = make()
        with self._lock:
            self._pieces[whole] = piece
            while len(self._pieces) > self._most:
                self._pieces.popitem(last=False)
        return piece
