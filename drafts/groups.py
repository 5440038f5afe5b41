"""Changes around a draft: who is invited to it, that it is laid down, and that samverkan has been held.

Each function is one transaction and raises ``GroupError`` with a Swedish message before anything is stored. Who may
call them is for the views: only members invite, end an invitation and lay a draft down.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from drafts.access import memberships
from drafts.locking import is_still_draft
from drafts.models import Consultation, DraftInvitation
from goals import decisions
from goals.models import PlanVersion


class GroupError(ValueError):
    """It cannot be done; the message says in Swedish why, and nothing is changed."""


def invite(*, draft: PlanVersion, user: Any, by: Any, at: dt.datetime) -> DraftInvitation:
    """Let an official read and edit this draft, and no other: a copy of the draft does not carry the invitation."""
    if not (user.is_staff and user.is_active):
        raise GroupError("Bara tjänstemän med konto i portalen kan bjudas in.")
    try:
        with transaction.atomic():
            _lock(draft)
            if memberships(user, timezone.localdate(at)).filter(group=draft.group_id).exists():
                raise GroupError(f"{user} är redan med i gruppen.")
            return DraftInvitation.objects.create(version=draft, user=user, invited_by=by, invited_at=at)
    except IntegrityError as error:
        raise GroupError(f"{user} är redan inbjuden.") from error


def end_invitation(*, invitation: DraftInvitation, by: Any, at: dt.datetime) -> None:
    """From now on the draft does not exist for who was invited. Ending what has ended changes nothing."""
    with transaction.atomic():
        DraftInvitation.objects.filter(pk=invitation.pk, ended_at__isnull=True).update(ended_at=at)


def withdraw(*, draft: PlanVersion, by: Any, at: dt.datetime) -> PlanVersion:
    """Lay the draft down: nobody can change it any more, and only the group can still read it."""
    try:
        with transaction.atomic():
            _lock(draft)
            DraftInvitation.objects.filter(version=draft, ended_at__isnull=True).update(ended_at=at)
            return decisions.withdraw(version=draft, on=timezone.localdate(at), by=by, at=at)
    except decisions.DecisionError as error:
        raise GroupError(str(error)) from error


def consult(*, draft: PlanVersion, held_on: dt.date, note: str, by: Any, at: dt.datetime) -> Consultation:
    """Note that samverkan (MBL 11 §) was held on the day; said again, it replaces what was noted."""
    if held_on > timezone.localdate(at):
        raise GroupError("Dagen har inte kommit än. Anteckna samverkan när den har hållits.")
    with transaction.atomic():
        _lock(draft)
        held, _ = Consultation.objects.update_or_create(
            version=draft, defaults={"held_on": held_on, "note": note, "by": by, "at": at}
        )
        return held


def _lock(draft: PlanVersion) -> None:
    """Nothing is done around what has left utkast meanwhile."""
    if not is_still_draft(draft):
        raise GroupError("Versionen har lämnat utkast och kan inte ändras.")
