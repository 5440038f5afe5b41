"""A nyckeltal's definition, and the way to its values."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html

from goals.admin.base import HistoryAdmin, HistoryForm, TableInline
from kpis.admin.many import enter_many
from kpis.admin.one import enter_one
from kpis.admin.paste import paste
from kpis.models import Kpi, SeriesBreak
from kpis.outcomes import Gender


class KpiForm(HistoryForm):
    def clean_gender_split(self) -> bool:
        """What has been published for women and men stays readable."""
        split = bool(self.cleaned_data["gender_split"])
        if not split and self.instance.pk and self.instance.values.exclude(gender=Gender.TOTAL).exists():
            raise ValidationError("Det finns värden för kvinnor och män. Nyckeltalet förblir könsuppdelat.")
        return split


class SeriesBreakInline(TableInline):
    model = SeriesBreak


@admin.register(Kpi)
class KpiAdmin(HistoryAdmin):
    form = KpiForm
    list_display = ("title", "values_link", "unit", "owner_body", "owner", "next_publication")
    list_filter = ("owner_body", "frequency", "gender_split")
    list_select_related = ("owner_body", "owner")
    search_fields = ("title", "code")
    permanent = ("code", "slug")
    prepopulated_fields = {"slug": ("title",)}
    inlines = (SeriesBreakInline,)
    change_list_template = "admin/kpis/kpi/change_list.html"
    change_form_template = "admin/kpis/kpi/change_form.html"
    fieldsets = (
        (None, {"fields": ("title", "code", "slug", "definition")}),
        ("Hur det mäts", {"fields": (
            "unit", "decimals", "direction", "is_ranking", "gender_split", "period_kind", "frequency", "smallest_count",
        )}),
        ("Källa och ansvar", {"fields": (
            "source", "source_url", "publication_lag", "next_publication", "owner_body", "owner", "deputy",
            "retired_on",
        )}),
        ("Historik", {"fields": ("change_reason",)}),
    )  # fmt: skip

    @admin.display(description="värden")
    def values_link(self, kpi: Kpi) -> str:
        url = reverse("admin:kpis_kpi_values", args=[kpi.pk])
        return format_html('<a href="{}" aria-label="Värden för {}">Värden</a>', url, kpi.title)

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Those who keep a nyckeltal work in the admin."""
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if db_field.name in {"owner", "deputy"} and field is not None and field.queryset is not None:
            field.queryset = field.queryset.filter(is_staff=True, is_active=True).order_by("last_name", "first_name")
        return field

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        return [
            path("inmatning/", view(self.enter_many), name="kpis_kpi_entry"),
            path("<int:pk>/varden/", view(self.enter_one), name="kpis_kpi_values"),
            path("<int:pk>/varden/klistra-in/", view(self.paste), name="kpis_kpi_paste"),
            *super().get_urls(),
        ]

    def enter_many(self, request: HttpRequest) -> HttpResponse:
        return enter_many(self, request)

    def enter_one(self, request: HttpRequest, pk: int) -> HttpResponse:
        return enter_one(self, request, pk)

    def paste(self, request: HttpRequest, pk: int) -> HttpResponse:
        return paste(self, request, pk)
