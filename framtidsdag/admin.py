"""Framtidsdagar and what came of them. The phase is moved by the day itself, not here."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from framtidsdag.models import (
    Assignment,
    Framtidsdag,
    Material,
    ParticipantGroup,
    ProgrammeItem,
    Report,
    SteeringPoint,
    Workshop,
)
from goals.admin.base import PortalAdmin, ReadOnlyInline, StackedInline, TableInline


class ParticipantGroupInline(TableInline):
    model = ParticipantGroup


class ProgrammeItemInline(TableInline):
    model = ProgrammeItem


class AssignmentInline(StackedInline):
    model = Assignment
    show_change_link = True


class ShownWithDay(ReadOnlyInline):
    """Prepared on the day's own page, and shown here to whoever may see the day."""

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(request.user.has_perm("framtidsdag.view_framtidsdag"))


class WorkshopInline(ShownWithDay):
    model = Workshop
    fields = ("order", "goal", "marks_each")


class MaterialInline(ShownWithDay):
    """The files without their content, which stays in the database."""

    model = Material
    fields = ("order", "title", "name", "size")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Material]:
        return super().get_queryset(request).defer("content")


@admin.register(Framtidsdag)
class FramtidsdagAdmin(PortalAdmin):
    list_display = ("theme", "date", "form", "phase")
    list_filter = ("phase",)
    search_fields = ("theme",)
    readonly_fields = ("phase",)
    inlines = (ParticipantGroupInline, ProgrammeItemInline, WorkshopInline, MaterialInline, AssignmentInline)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """The date is the day's address: it stands when someone has joined."""
        fields = super().get_readonly_fields(request, obj)
        return (*fields, "date") if obj is not None and obj.participants.exists() else fields


class ReportInline(StackedInline):
    model = Report


@admin.register(Assignment)
class AssignmentAdmin(PortalAdmin):
    list_display = ("text", "day", "body", "due_on")
    list_select_related = ("day", "body")
    search_fields = ("text",)
    inlines = (ReportInline,)


@admin.register(SteeringPoint)
class SteeringPointAdmin(PortalAdmin):
    """Who registered a point is told by the day's own page alone."""

    list_display = ("text", "day", "owner", "taken_up_at")
    list_select_related = ("day", "owner", "taken_up_at")
    search_fields = ("text",)
    exclude = ("group", "registered_by")
