"""Bodies, parties, people, seats and the groups that write drafts."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest

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


class DraftGroupMemberForm(forms.ModelForm):
    """Who has been a member, and from when, stays: the group reads who could read what it writes."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is not None:
            self.fields["user"].disabled = self.fields["since"].disabled = True


class DraftGroupMemberFormSet(forms.BaseInlineFormSet):
    """``by`` is who saves. An administrator looks at drafts where the group sees it, not by joining the group."""

    by: Any = None

    def clean(self) -> None:
        super().clean()
        if any(form.is_valid() and form.cleaned_data.get("user") == self.by for form in self.extra_forms):
            raise forms.ValidationError("Du kan inte lägga till dig själv i en grupp. Be en annan administratör.")


class DraftGroupMemberInline(TableInline):
    """Memberships are ended with a last day, never deleted."""

    model = DraftGroupMember
    form = DraftGroupMemberForm
    formset = DraftGroupMemberFormSet
    can_delete = False

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        return type("MemberFormSet", (super().get_formset(request, obj, **kwargs),), {"by": request.user})


@admin.register(DraftGroup)
class DraftGroupAdmin(PortalAdmin):
    """Who belongs to a group. What the group writes is not seen here."""

    list_display = ("name", "body", "party")
    list_select_related = ("body", "party")
    permanent = ("slug",)
    prepopulated_fields = {"slug": ("name",)}
    inlines = (DraftGroupMemberInline,)
