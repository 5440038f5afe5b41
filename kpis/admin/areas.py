"""Whose figure a value is."""

from __future__ import annotations

from django.contrib import admin

from goals.admin.base import PortalAdmin, TableInline
from kpis.models import Area, AreaMembership


class MembershipInline(TableInline):
    model = AreaMembership
    fk_name = "group"


@admin.register(Area)
class AreaAdmin(PortalAdmin):
    list_display = ("name", "code", "kind", "group_year")
    list_filter = ("kind",)
    search_fields = ("name", "code")
    permanent = ("code",)
    inlines = (MembershipInline,)
