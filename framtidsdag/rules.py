"""Who may lead a day and answer its proposals, apart from when it may be done: ``x`` answers, ``check_x`` raises."""

from __future__ import annotations

from typing import Any

from django.http import Http404


def may_lead(user: Any) -> bool:
    """Whether the person prepares and leads Framtidsdagar: the processledare."""
    return bool(user.is_authenticated and user.has_perm("framtidsdag.lead_days"))


def check_may_lead(user: Any) -> None:
    """Raises Http404: to anyone else, the processledare's pages do not exist."""
    if not may_lead(user):
        raise Http404("Sidan finns inte.")


def may_answer(user: Any) -> bool:
    """Whether the person answers proposals: the handläggare and the processledare."""
    return bool(user.is_authenticated and user.has_perm("framtidsdag.answer_proposals"))


def check_may_answer(user: Any) -> None:
    """Raises Http404: to anyone else, the work list does not exist."""
    if not may_answer(user):
        raise Http404("Sidan finns inte.")
