"""My groups and drafts. Nothing here names or counts what another group writes."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from typing import Any

from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from drafts.access import UNSEEN, Access, drafts_of, groups_of
from drafts.models import Comment, PartEdit
from drafts.people import members_on, name_of
from goals.models import DraftGroup, PlanVersion
from goals.views.version_tables import status_of


@require_safe
def drafts(request: HttpRequest) -> HttpResponse:
    """The person's groups with members, the drafts they write in, and what became of earlier ones."""
    today = timezone.localdate()
    groups = list(groups_of(request.user, today).order_by("name"))
    written = _written(request.user, today)
    return render(
        request,
        "drafts/mine.html",
        {
            "groups": _with_members(groups, today),
            "own": [row for row in written if row["access"] == Access.MEMBER],
            "invited": [row for row in written if row["access"] != Access.MEMBER],
            "put_forward": _put_forward(groups, today),
            "laid_down": list(_of(groups).filter(UNSEEN, status=PlanVersion.Status.WITHDRAWN)),
            "nav_current": "utkast",
            "trail": [{"label": "Utkast"}],
        },
    )


def _written(user: Any, on: dt.date) -> list[dict[str, Any]]:
    """Drafts to write in, the last changed first, each with who changed it last and its open threads."""
    last = PartEdit.objects.filter(version=OuterRef("pk")).order_by("-pk").values("pk")[:1]
    threads = Comment.objects.filter(version=OuterRef("pk"), answers=None, closed_at=None)
    counted = threads.order_by().values("version").annotate(n=Count("pk")).values("n")
    versions: Any = drafts_of(user, on).select_related("plan__body", "basis", "group", "created_by")
    versions = list(versions.annotate(last_edit=Subquery(last), threads=Coalesce(Subquery(counted), 0)))
    edits = PartEdit.objects.select_related("by").in_bulk([v.last_edit for v in versions if v.last_edit])
    rows = [_row(version, edits.get(version.last_edit)) for version in versions]
    return sorted(rows, key=lambda row: row["at"], reverse=True)


def _row(version: Any, edit: PartEdit | None) -> dict[str, Any]:
    return {
        "version": version,
        "access": version.access,
        "threads": version.threads,
        "is_changed": edit is not None,
        "who": name_of(edit.by if edit else version.created_by),
        "at": edit.at if edit else version.created_at,
    }


def _with_members(groups: list[DraftGroup], on: dt.date) -> list[dict[str, Any]]:
    members: dict[int, list[str]] = defaultdict(list)
    for membership in members_on(on).filter(group__in=groups):
        members[membership.group_id].append(name_of(membership.user))
    return [{"group": group, "members": members[group.pk]} for group in groups]


def _put_forward(groups: list[DraftGroup], on: dt.date) -> list[dict[str, Any]]:
    """The groups' versions that have left utkast; the address only of those that are public."""
    versions = _of(groups).exclude(UNSEEN).exclude(status=PlanVersion.Status.DRAFT).with_adoption(on)
    versions = versions.with_publication(on)
    public = set(PlanVersion.objects.public(on).order_by().filter(group__in=groups).values_list("pk", flat=True))
    rows = [status_of(version) for version in versions]
    return [row if row["pk"] in public else row | {"url": "", "when": "inte offentlig än"} for row in rows]


def _of(groups: list[DraftGroup]) -> Any:
    versions = PlanVersion.objects.filter(group__in=groups).select_related("plan__body", "group")
    return versions.order_by("-plan__year", "-number")
