"""Framtidsdagar and what came of them. The phase is moved by the day itself, not here."""

from __future__ import annotations

from django.contrib import admin

from framtidsdag.models import Assignment, Framtidsdag, ParticipantGroup, ProgrammeItem, Report
from goals.admin.base import PortalAdmin, StackedInline, TableInline


class ParticipantGroupInline(TableInline):
    model = ParticipantGroup


class ProgrammeItemInline(TableInline):
    model = ProgrammeItem


class AssignmentInline(StackedInline):
    model = Assignment
    show_change_link = True


@admin.register(Framtidsdag)
class FramtidsdagAdmin(PortalAdmin):
    list_display = ("theme", "date", "form", "phase")
    list_filter = ("phase",)
    search_fields = ("theme",)
    readonly_fields = ("phase",)
    inlines = (ParticipantGroupInline, ProgrammeItemInline, AssignmentInline)


class ReportInline(StackedInline):
    model = Report


@admin.register(Assignment)
class AssignmentAdmin(PortalAdmin):
    list_display = ("text", "day", "body", "due_on")
    list_select_related = ("day", "body")
    search_fields = ("text",)
    inlines = (ReportInline,)
