"""Who may do what with what is put forward, apart from when it may be done (``goals.transitions``). In pairs:
``x`` answers, ``check_x`` raises.
"""

from __future__ import annotations

from typing import Any

from django.http import Http404


def may_publish(user: Any) -> bool:
    """Whether the person makes public what kommunstyrelsen has put forward: the kommunsekreterare."""
    return bool(user.is_authenticated and user.has_perm("drafts.read_put_forward"))


def check_may_publish(user: Any) -> None:
    """Raises Http404: to anyone else, what is not public does not exist."""
    if not may_publish(user):
        raise Http404("Sidan finns inte.")


def may_register(user: Any) -> bool:
    """Whether the person registers decisions and what happens to their minutes: the kommunsekreterare."""
    return bool(user.is_authenticated and user.has_perm("goals.register_decisions"))


def check_may_register(user: Any) -> None:
    """Raises Http404: to anyone else, the secretary's room does not exist."""
    if not may_register(user):
        raise Http404("Sidan finns inte.")


def may_mask(user: Any) -> bool:
    """Whether the person takes texts out of the web version: the kommunsekreterare and the administratör."""
    return bool(user.is_authenticated and user.has_perm("goals.mask_texts"))


def check_may_mask(user: Any) -> None:
    """Raises Http404: the originals are nobody else's to know of."""
    if not may_mask(user):
        raise Http404("Sidan finns inte.")
