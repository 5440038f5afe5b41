"""Framtidsdagar and what came of them. The phase is moved by the day itself, not here."""

from __future__ import annotations

from django.contrib import admin

from framtidsdag.models import Assignment, Framtidsdag, ParticipantGroup, ProgrammeItem, Report
from goals.admin.base import PortalAdmin


class ParticipantGroupInline(admin.TabularInline):
    model = ParticipantGroup
    extra = 0


class ProgrammeItemInline(admin.TabularInline):
    model = ProgrammeItem
    extra = 0


class AssignmentInline(admin.StackedInline):
    model = Assignment
    extra = 0
    show_change_link = True


@admin.register(Framtidsdag)
class FramtidsdagAdmin(PortalAdmin):
    list_display = ("theme", "date", "form", "phase")
    list_filter = ("phase",)
    search_fields = ("theme",)
    readonly_fields = ("phase",)
    inlines = (ParticipantGroupInline, ProgrammeItemInline, AssignmentInline)


class ReportInline(admin.StackedInline):
    model = Report
    extra = 0


@admin.register(Assignment)
class AssignmentAdmin(PortalAdmin):
    list_display = ("text", "day", "body", "due_on")
    list_select_related = ("day", "body")
    search_fields = ("text",)
    inlines = (ReportInline,)
