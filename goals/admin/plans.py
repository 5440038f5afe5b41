"""Plans, versions and decisions: to look at. A draft is its group's, so none is shown here."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Exists, OuterRef, Q
from django.http import HttpRequest

from goals.admin.base import ReadOnlyAdmin, ReadOnlyInline
from goals.models import Decision, DecisionItem, DecisionText, MinutesEvent, Plan, PlanVersion


@admin.register(Plan)
class PlanAdmin(ReadOnlyAdmin):
    list_display = ("title", "body", "year")
    list_filter = ("body",)
    list_select_related = ("body",)
    fields = ("title", "body", "year")

    def get_queryset(self, request: HttpRequest) -> Any:
        """Not those that only drafts are in: that a group has begun on a year is nobody else's to know."""
        versions = PlanVersion.objects.filter(plan=OuterRef("pk"))
        unseen = Q(status=PlanVersion.Status.DRAFT) | Q(status=PlanVersion.Status.WITHDRAWN, put_forward_as="")
        return super().get_queryset(request).filter(Exists(versions.exclude(unseen)) | ~Exists(versions))


@admin.register(PlanVersion)
class PlanVersionAdmin(ReadOnlyAdmin):
    """Versions that have left utkast. Their status follows decisions, and nothing here changes it."""

    list_display = ("name", "plan", "number", "status", "published_on")
    list_filter = ("status",)
    list_select_related = ("plan",)
    search_fields = ("name",)
    fields = (
        "plan", "number", "name", "status", "matter", "proposed_by", "left_draft_on", "published_on", "is_example",
        "source", "source_url", "fingerprint",
    )  # fmt: skip

    def get_queryset(self, request: HttpRequest) -> Any:
        """Neither drafts nor those taken back before they were put forward: both are their group's alone."""
        versions = super().get_queryset(request).exclude(status=PlanVersion.Status.DRAFT)
        return versions.exclude(status=PlanVersion.Status.WITHDRAWN, put_forward_as="")


class DecisionItemInline(ReadOnlyInline):
    model = DecisionItem


class DecisionTextInline(ReadOnlyInline):
    model = DecisionText


class MinutesEventInline(ReadOnlyInline):
    model = MinutesEvent


@admin.register(Decision)
class DecisionAdmin(ReadOnlyAdmin):
    list_display = ("date", "title", "body", "paragraph", "method")
    list_filter = ("body",)
    list_select_related = ("body",)
    search_fields = ("title",)
    inlines = (DecisionItemInline, DecisionTextInline, MinutesEventInline)
