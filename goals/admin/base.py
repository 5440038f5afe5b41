"""What every page of the admin keeps to: addresses that hold, no mass deletion, nothing told of anyone's draft."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.apps import apps
from django.contrib import admin, messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db import IntegrityError, models
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils import timezone

from goals.dates import written
from goals.refusals import refusal

#: An address without a scheme is taken for a safe one.
URLS: Mapping[type[models.Field], Mapping[str, Any]] = {models.URLField: {"assume_scheme": "https"}}


#: Signs without width, and those that turn the direction of what follows.
UNSEEN = re.compile("[\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")


def refuse_unseen(value: Any) -> None:
    """A text that reads as something else than it says is refused at its field."""
    if isinstance(value, str) and UNSEEN.search(value):
        raise ValidationError("Texten har tecken som inte syns eller som vänder läsriktningen. Skriv den utan dem.")


class SeenText:
    """Every text that is typed holds what can be seen of it."""

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest | None, **kwargs: Any) -> Any:
        field: Any = super().formfield_for_dbfield(db_field, request, **kwargs)  # type: ignore[misc]
        if isinstance(field, forms.CharField):
            field.validators = [*field.validators, refuse_unseen]
        return field


class PortalAdmin(SeenText, admin.ModelAdmin):
    """``permanent``: fields that are written once, when the row is made (an address, a code)."""

    permanent: Sequence[str] = ()
    actions = None
    formfield_overrides = URLS
    list_per_page = 50
    show_full_result_count = False

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        fields = tuple(super().get_readonly_fields(request, obj))
        return (*fields, *self.permanent) if obj is not None else fields

    def get_prepopulated_fields(self, request: HttpRequest, obj: Any = None) -> dict[str, Sequence[str]]:
        return {} if obj is not None else dict(super().get_prepopulated_fields(request, obj))

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        """A year out of range in a typed address is a lookup not understood, not an error of the portal's."""
        try:
            return super().get_changelist_instance(request)
        except (ValueError, OverflowError) as error:
            raise IncorrectLookupParameters from error

    def changeform_view(
        self, request: HttpRequest, object_id: Any = None, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """What the database refuses is said on the page, which shows what is stored."""
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except IntegrityError as error:
            messages.error(request, refusal(self.model, error))
            return HttpResponseRedirect(request.get_full_path())

    def delete_view(self, request: HttpRequest, object_id: Any, extra_context: Any = None) -> HttpResponse:
        try:
            return super().delete_view(request, object_id, extra_context)
        except IntegrityError as error:
            messages.error(request, refusal(self.model, error))
            return HttpResponseRedirect(request.get_full_path())

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """A save without a change stores nothing."""
        if not change or form.has_changed():
            super().save_model(request, obj, form, change)

    def get_deleted_objects(
        self, objs: Any, request: HttpRequest
    ) -> tuple[list[str], dict[str, int], set[str], list[str]]:
        """What goes with the row is never named, nor counted where drafts may hold it.

        It may stand in a draft that the person must not read, or have been said of one.
        """
        _, counts, lacking, protected = super().get_deleted_objects(objs, request)
        secret = {str(model._meta.verbose_name_plural) for model in apps.get_app_config("drafts").get_models()}
        told = {name: count for name, count in counts.items() if str(name) not in secret}
        return [str(obj) for obj in objs], told, lacking, ["uppgifter i portalen som bygger på den"] * bool(protected)


class ReadOnlyAdmin(PortalAdmin):
    """To look at. Changed elsewhere, by the code that knows the rules."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class TableInline(SeenText, admin.TabularInline):
    """Rows that belong to the row, in a table."""

    extra = 0
    formfield_overrides = URLS


class StackedInline(SeenText, admin.StackedInline):
    """Rows that belong to the row and have long texts."""

    extra = 0
    formfield_overrides = URLS


class ReadOnlyInline(TableInline):
    """Rows to look at."""

    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class HistoryForm(forms.ModelForm):
    """A form whose changes are kept, each with its reason."""

    change_reason = forms.CharField(
        label="Skäl till ändringen", required=False, max_length=100, help_text="Står i historiken."
    )


class HistoryAdmin(PortalAdmin):
    """A model whose earlier states are kept (simple_history): who, when, old, new, why."""

    form = HistoryForm
    object_history_template = "admin/goals/history.html"

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        """A year out of range in a typed address is a lookup not understood, not an error of the portal's."""
        try:
            return super().get_changelist_instance(request)
        except (ValueError, OverflowError) as error:
            raise IncorrectLookupParameters from error

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        obj._change_reason = form.cleaned_data.get("change_reason", "")
        if not change or set(form.changed_data) - {"change_reason"}:
            super().save_model(request, obj, form, change)

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        obj = self.get_object(request, object_id)
        if obj is None:
            raise Http404
        if not self.has_view_or_change_permission(request, obj):
            raise PermissionDenied
        states = obj.history.select_related("history_user").order_by("-history_date", "-history_id")
        page = Paginator(states, 50).get_page(request.GET.get("sida"))
        context = {
            **self.admin_site.each_context(request),
            "title": f"Historik: {obj}", "subtitle": None, "opts": self.opts, "object": obj,
            "states": [_state(state) for state in page], "page": page, "module_name": self.opts.verbose_name_plural,
        }  # fmt: skip
        return TemplateResponse(request, self.object_history_template, context)


_KINDS = {"+": "Lades till", "~": "Ändrades", "-": "Togs bort"}


def _state(state: Any) -> dict[str, Any]:
    at = timezone.localtime(state.history_date, timezone.get_default_timezone())
    before = state.prev_record if state.history_type == "~" else None
    return {
        "kind": _KINDS[state.history_type],
        "at": at,
        "who": str(state.history_user) if state.history_user else "inläst innehåll",
        "why": state.history_change_reason or "",
        "changes": _changes(state, before) if before else [],
    }


def _changes(state: Any, before: Any) -> list[dict[str, str]]:
    """Field by field, old and new, as the admin writes them."""
    found = []
    for change in state.diff_against(before).changes:
        field = state.instance_type._meta.get_field(change.field)
        label = str(field.verbose_name)
        found.append(
            {"label": label[:1].upper() + label[1:], "old": _text(field, change.old), "new": _text(field, change.new)}
        )
    return found


def _text(field: Any, value: Any) -> str:
    """One side of a change, as people write it."""
    if value is None or value == "":
        return "tomt"
    if isinstance(value, bool):
        return "ja" if value else "nej"
    if isinstance(value, dt.date):
        return written(value)
    if field.is_relation:
        row = field.related_model._base_manager.filter(pk=value).first()
        return str(row) if row is not None else "borttaget"
    return str(dict(field.flatchoices).get(value, value))
