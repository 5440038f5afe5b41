"""Who may do what in the secretary's room, apart from when it may be done: ``x`` answers, ``check_x`` raises."""

from __future__ import annotations

from typing import Any

from django.http import Http404


def may_conduct(user: Any) -> bool:
    """Whether the person prepares sammanträden and leads what is done at them: the kommunsekreterare."""
    return bool(user.is_authenticated and user.has_perm("assembly.conduct_meetings"))


def check_may_conduct(user: Any) -> None:
    """Raises Http404: to anyone else, the secretary's room does not exist."""
    if not may_conduct(user):
        raise Http404("Sidan finns inte.")
