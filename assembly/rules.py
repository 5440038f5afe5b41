"""Who may do what in the secretary's room, apart from when it may be done: ``x`` answers, ``check_x`` raises."""

from __future__ import annotations

from typing import Any

from django.http import Http404

from goals.models import Meeting, Service


def may_conduct(user: Any) -> bool:
    """Whether the person prepares sammanträden and leads what is done at them: the kommunsekreterare."""
    return bool(user.is_authenticated and user.has_perm("assembly.conduct_meetings"))


def check_may_conduct(user: Any) -> None:
    """Raises Http404: to anyone else, the secretary's room does not exist."""
    if not may_conduct(user):
        raise Http404("Sidan finns inte.")


def may_follow(user: Any, meeting: Meeting) -> bool:
    """Whether the person may follow the votes of the meeting as they happen.

    Anyone may in fullmäktige (kommunallagen 5:42). Another body meets behind closed doors (6:25): only those who serve
    at the meeting, and whoever conducts it.
    """
    if meeting.body.meets_in_public or may_conduct(user):
        return True
    return bool(user.is_authenticated) and Service.objects.filter(meeting=meeting, person__user=user.pk).exists()


def check_may_follow(user: Any, meeting: Meeting) -> None:
    """Raises Http404: what goes on behind closed doors does not exist outside them."""
    if not may_follow(user, meeting):
        raise Http404("Sidan finns inte.")
