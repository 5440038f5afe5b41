"""Bodies, parties, people, seats and the groups that write drafts."""

from __future__ import annotations

from django.contrib import admin

from goals.admin.base import PortalAdmin, TableInline
from goals.models import Body, DraftGroup, DraftGroupMember, Party, Person, Seat, SeatHolder


@admin.register(Body)
class BodyAdmin(PortalAdmin):
    list_display = ("name", "kind", "parent", "number_of_seats", "sort_order")
    list_filter = ("kind",)
    list_select_related = ("parent",)
    search_fields = ("name",)
    permanent = ("slug",)
    prepopulated_fields = {"slug": ("name",)}


@admin.register(Party)
class PartyAdmin(PortalAdmin):
    list_display = ("name", "abbreviation", "is_example")
    search_fields = ("name", "abbreviation")
    permanent = ("slug",)
    prepopulated_fields = {"slug": ("name",)}


@admin.register(Person)
class PersonAdmin(PortalAdmin):
    list_display = ("name", "party", "user", "is_example")
    list_filter = ("party",)
    list_select_related = ("party", "user")
    search_fields = ("name",)


class SeatHolderInline(TableInline):
    model = SeatHolder


@admin.register(Seat)
class SeatAdmin(PortalAdmin):
    list_display = ("number", "kind", "body", "party", "period_start", "period_end")
    list_filter = ("kind", "body", "party")
    list_select_related = ("body", "party")
    inlines = (SeatHolderInline,)


class DraftGroupMemberInline(TableInline):
    model = DraftGroupMember


@admin.register(DraftGroup)
class DraftGroupAdmin(PortalAdmin):
    """Who belongs to a group. What the group writes is not seen here."""

    list_display = ("name", "body", "party")
    list_select_related = ("body", "party")
    permanent = ("slug",)
    prepopulated_fields = {"slug": ("name",)}
    inlines = (DraftGroupMemberInline,)
