"""Every value there is or has been, to look at and search; nobody changes or removes one here."""

from __future__ import annotations

from django.contrib import admin

from goals.admin.base import ReadOnlyAdmin
from kpis.entries import written
from kpis.models import KpiValue


@admin.register(KpiValue)
class KpiValueAdmin(ReadOnlyAdmin):
    list_display = (
        "kpi",
        "area",
        "period_text",
        "gender",
        "series",
        "value_text",
        "known_from",
        "known_to",
        "recorded_by",
    )
    list_filter = ("series", "gender", "missing_reason", "area__kind")
    list_select_related = ("kpi", "area", "recorded_by")
    search_fields = ("kpi__title", "kpi__code")
    date_hierarchy = "known_from"

    @admin.display(description="period", ordering="period_end")
    def period_text(self, row: KpiValue) -> str:
        return row.period.label

    @admin.display(description="värde")
    def value_text(self, row: KpiValue) -> str:
        return written(row, row.kpi)
