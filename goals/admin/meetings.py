"""Meetings, matters and who served."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone

from goals.admin.base import PortalAdmin, TableInline
from goals.announcing import deletion_refusal, item_refusal, refusals
from goals.models import AgendaItem, Matter, Meeting, Service


class KeptAgenda(forms.BaseInlineFormSet):
    """A matter whose proposal is public by the meeting stays on its agenda."""

    def clean(self) -> None:
        super().clean()
        today = timezone.localdate()
        for form in self.initial_forms:
            is_moved = {"meeting", "matter"} & set(form.changed_data)
            if not is_moved and form not in self.deleted_forms:
                continue
            stored = AgendaItem.objects.select_related("meeting__body").get(pk=form.instance.pk)
            if reason := item_refusal(stored, today):
                raise forms.ValidationError(reason)


class AgendaInline(TableInline):
    model = AgendaItem
    formset = KeptAgenda


class ServiceInline(TableInline):
    model = Service


class MeetingAdminForm(forms.ModelForm):
    """What has been announced stays, with the reason at the field."""

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if self.instance.pk:
            before = Meeting.objects.select_related("body").get(pk=self.instance.pk)
            after = Meeting(**{name: cleaned.get(name, getattr(before, name)) for name in ("body", "date")})
            after.announced_on = cleaned.get("announced_on", before.announced_on)
            for field, reason in refusals(before, after, timezone.localdate()).items():
                self.add_error(field, reason)
        return cleaned


@admin.register(Meeting)
class MeetingAdmin(PortalAdmin):
    list_display = ("date", "body", "announced_on", "place")
    list_filter = ("body",)
    list_select_related = ("body",)
    date_hierarchy = "date"
    form = MeetingAdminForm
    inlines = (AgendaInline, ServiceInline)

    def get_deleted_objects(
        self, objs: Any, request: HttpRequest
    ) -> tuple[list[str], dict[str, int], set[str], list[str]]:
        """A meeting that has been announced is named among what stands in the way."""
        deleted, counts, lacking, protected = super().get_deleted_objects(objs, request)
        reasons = [deletion_refusal(meeting, timezone.localdate()) for meeting in objs]
        return deleted, counts, lacking, [*protected, *filter(None, reasons)]


@admin.register(Matter)
class MatterAdmin(PortalAdmin):
    list_display = ("title", "dnr")
    search_fields = ("title", "dnr")
    permanent = ("slug",)
    prepopulated_fields = {"slug": ("title",)}
    inlines = (AgendaInline,)
