"""Who comes near a draft: its group's members, officials invited or to invite, administrators who looked."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Exists, OuterRef, Q
from django.urls import Resolver404, resolve

from drafts.models import DraftInvitation, DraftLook
from goals.models import DraftGroupMember, PlanVersion
from goals.swedish import search_terms, search_text, sort_key

MOST_SHOWN = 20
# What an administrator read, by the name of its address.
_READ = {
    "draft": "utkastet",
    "draft_people": "vilka som läser och skriver",
    "draft_log": "ändringarna",
    "draft_comments_all": "kommentarerna",
    "draft_comments": "en dels kommentarer",
    "draft_part_read": "en del",
    "draft_part_history": "en dels ändringar",
    "draft_consultation": "anteckningen om samverkan",
}


@dataclass(frozen=True, slots=True)
class Candidates:
    """Officials who can be invited: the first few of those that the words fit, and how many there are in all."""

    users: list[Any]
    count: int

    @property
    def more(self) -> int:
        return self.count - len(self.users)


def name_of(user: Any) -> str:
    """Whoever it was, as the group reads it; what no person did, the portal did."""
    return str(user.get_full_name() or user.get_username()) if user else "Portalen"


def members_on(on: dt.date) -> Any:
    """Memberships that hold on the day, with their people."""
    return (
        DraftGroupMember.objects.filter(Q(until__isnull=True) | Q(until__gte=on), since__lte=on)
        .select_related("user")
        .order_by("user__last_name", "user__first_name", "pk")
    )


def former_members(draft: PlanVersion, on: dt.date) -> Any:
    """Memberships of the draft's group that have ended: whoever once could read what it writes."""
    ended = DraftGroupMember.objects.filter(group=draft.group_id, until__lt=on).select_related("user")
    return ended.order_by("until", "pk")


def invitations_of(draft: PlanVersion) -> list[DraftInvitation]:
    """Everyone invited to the draft, those who no longer are included."""
    found = DraftInvitation.objects.filter(version=draft).select_related("user", "invited_by")
    return list(found.order_by("invited_at", "pk"))


def candidates(draft: PlanVersion, words: str, on: dt.date) -> Candidates:
    """Staff whose name or unit the words fit, who are neither members of the group nor invited; in Swedish order."""
    invited = DraftInvitation.objects.filter(version=draft, user=OuterRef("pk"), ended_at__isnull=True)
    member = members_on(on).filter(group=draft.group_id, user=OuterRef("pk")).order_by()
    users = get_user_model().objects.filter(~Exists(invited), ~Exists(member), is_staff=True, is_active=True)
    terms = search_terms(words)
    fitting = [user for user in users if _fits(terms, user)]
    fitting.sort(key=lambda user: (sort_key(user.unit), sort_key(str(user)), user.pk))
    return Candidates(fitting[:MOST_SHOWN], len(fitting))


def looks_of(draft: PlanVersion) -> Any:
    """Administrators' looks, newest first."""
    return DraftLook.objects.filter(version=draft).select_related("user").order_by("-at", "-pk")


def what_was_read(path: str) -> str:
    """ "utkastet", "ändringarna": the page in words, or the address when no page is known by it."""
    try:
        return _READ.get(resolve(path).url_name or "", "en sida i utkastet")
    except Resolver404:
        return "en sida i utkastet"


def _fits(terms: list[str], user: Any) -> bool:
    words = search_text(user.get_full_name(), user.get_username(), user.unit)
    return all(term in words for term in terms)
