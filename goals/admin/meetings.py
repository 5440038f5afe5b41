"""Meetings, matters and who served."""

from __future__ import annotations

from django.contrib import admin

from goals.admin.base import PortalAdmin, TableInline
from goals.models import AgendaItem, Matter, Meeting, Service


class AgendaInline(TableInline):
    model = AgendaItem


class ServiceInline(TableInline):
    model = Service


@admin.register(Meeting)
class MeetingAdmin(PortalAdmin):
    list_display = ("date", "body", "announced_on", "place")
    list_filter = ("body",)
    list_select_related = ("body",)
    date_hierarchy = "date"
    inlines = (AgendaInline, ServiceInline)


@admin.register(Matter)
class MatterAdmin(PortalAdmin):
    list_display = ("title", "dnr")
    search_fields = ("title", "dnr")
    permanent = ("slug",)
    prepopulated_fields = {"slug": ("title",)}
    inlines = (AgendaInline,)
