"""Who may read what, asked of the database in one query: the one place where a draft's secrecy is decided.

A draft is its group's alone. Members and the officials that they invite read and edit it; an administrator may look,
and each look is written where the group sees it. To everyone else a draft does not exist: 404 on every address.
"""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import Any

from django.contrib.auth.models import Permission
from django.db.models import Case, CharField, Exists, OuterRef, Q, Value, When
from django.http import Http404, HttpRequest
from django.utils import timezone

from drafts.models import DraftInvitation, DraftLook
from goals.models import DraftGroup, DraftGroupMember, PlanVersion
from goals.models.plans import PlanVersionQuerySet

Status = PlanVersion.Status
# Never put forward: a draft, or one that its group took back before anyone else had seen it.
UNSEEN = Q(status=Status.DRAFT) | Q(status=Status.WITHDRAWN, put_forward_as="")


class Access(StrEnum):
    """Why someone may read a version that is not public."""

    MEMBER = "member"
    INVITED = "invited"
    LOOKING = "looking"
    SECRETARY = "secretary"


def memberships(user: Any, on: dt.date) -> Any:
    """The user's current memberships of groups that write drafts."""
    return DraftGroupMember.objects.filter(Q(until__isnull=True) | Q(until__gte=on), user=user, since__lte=on)


def groups_of(user: Any, on: dt.date) -> Any:
    """The groups that the user writes in on the day."""
    return DraftGroup.objects.filter(pk__in=memberships(user, on).values("group"))


def with_access(user: Any, on: dt.date) -> PlanVersionQuerySet:
    """Every version with ``access``: why the user may read it although it is not public, or empty."""
    reasons = [When(_holds(access, user, on), then=Value(access.value)) for access in (*_OWN, Access.LOOKING)]
    return PlanVersion.objects.annotate(access=Case(*reasons, default=Value(""), output_field=CharField()))


def readable(user: Any, on: dt.date) -> PlanVersionQuerySet:
    """Every version that the user may read on the day: public ones, and those with a reason of their own.

    What an administrator may only look at is not among them, so that lists, searches and counts never name another
    group's draft: an administrator looks by going to the draft's own address.
    """
    public = PlanVersion.objects.public(on)
    if not user.is_authenticated:
        return public
    allowed = Q(pk__in=public.order_by().values("pk"))
    for access in _OWN:
        allowed |= Q(_holds(access, user, on))
    return PlanVersion.objects.filter(allowed)


_OWN = (Access.MEMBER, Access.INVITED, Access.SECRETARY)


def _holds(access: Access, user: Any, on: dt.date) -> Exists | Q:
    """Whether the user has that reason to read a version."""
    if access is Access.MEMBER:
        return Exists(memberships(user, on).filter(group=OuterRef("group")))
    if access is Access.INVITED:
        # An invitation is to write with the group; what comes of the draft is not the official's to read before others.
        current = DraftInvitation.objects.filter(user=user, ended_at__isnull=True, version__status=Status.DRAFT)
        return Exists(current.filter(version=OuterRef("pk")))
    if access is Access.SECRETARY:
        return Q(~UNSEEN, _may(user, "read_put_forward"))
    return _may(user, "look_at_drafts")


def drafts_of(user: Any, on: dt.date) -> PlanVersionQuerySet:
    """The drafts that the user writes in on the day: the groups' own, and those invited to."""
    allowed = with_access(user, on).filter(status=Status.DRAFT)
    return allowed.filter(Q(("access__in", [Access.MEMBER.value, Access.INVITED.value])))


def draft_or_404(request: HttpRequest, pk: int) -> PlanVersion:
    """The draft, or one that was never put forward, if the person may read it; an administrator's look is logged."""
    today = timezone.localdate()
    allowed = with_access(request.user, today).filter(UNSEEN).exclude(Q(("access", "")))
    found = allowed.select_related("plan__body", "group", "basis__plan__body", "matter").filter(pk=pk).first()
    if found is None:
        raise Http404("Utkastet finns inte.")
    if access_of(found) is Access.LOOKING:
        user: Any = request.user
        DraftLook.objects.create(version=found, user=user, at=timezone.now(), path=request.path[:300])
    return found


def writable_or_404(request: HttpRequest, pk: int) -> PlanVersion:
    """The draft, if the person writes in it. To anyone else, an administrator included, there is nothing to change."""
    draft = draft_or_404(request, pk)
    if not may_write(draft):
        raise Http404("Utkastet finns inte, eller är inte ditt att ändra i.")
    return draft


def access_of(version: Any) -> Access | None:
    """Why the person may read the version, as ``with_access`` found it."""
    return Access(version.access) if version.access else None


def may_write(version: Any) -> bool:
    """Whether the person that the version was fetched for may change it."""
    return version.status == Status.DRAFT and access_of(version) in (Access.MEMBER, Access.INVITED)


def is_member(version: Any) -> bool:
    """Whether the person is of the group itself, not merely invited: invitations and withdrawal are theirs."""
    return access_of(version) is Access.MEMBER


def _may(user: Any, code: str) -> Exists | Q:
    """Whether the user has the right, through a role or as a superuser; part of the same query."""
    if user.is_superuser:
        return Q(pk__isnull=False)
    held = Permission.objects.filter(Q(group__user=user) | Q(user=user), content_type__app_label="drafts")
    return Exists(held.filter(codename=code))
