"""Utfall: insert-only, with vintages. A revision closes the old row's ``known_to`` and adds a new row."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from goals.constraints import check, one_of, unique
from goals.fields import MaskableCharField, MaskableTextField
from kpis.models.areas import Area
from kpis.models.kpis import Kpi
from kpis.outcomes import Gender, MissingReason, Series
from kpis.periods import Period, PeriodKind


class KpiValueQuerySet(models.QuerySet["KpiValue"]):
    def current(self) -> KpiValueQuerySet:
        """The row that stands today, one for each period, area, gender and series."""
        return self.filter(known_to__isnull=True)

    def as_known_on(self, on: dt.date) -> KpiValueQuerySet:
        """The rows as they were known on the day: known_from ≤ day < known_to."""
        return self.filter(known_from__lte=on).filter(Q(known_to__isnull=True) | Q(known_to__gt=on))

    def official(self) -> KpiValueQuerySet:
        return self.filter(series=Series.OFFICIAL)


class KpiValue(models.Model):
    """One figure, or the reason why it is missing, as its source gave it from ``known_from`` on.

    At most fifteen digits, five of them decimals. SQL neither adds nor equates values: arithmetic is in Python.
    """

    kpi = models.ForeignKey(Kpi, models.PROTECT, related_name="values", verbose_name="nyckeltal")
    area = models.ForeignKey(Area, models.PROTECT, related_name="values", verbose_name="område")
    period_kind = models.CharField("periodslag", max_length=10, choices=[(k.value, k.label) for k in PeriodKind])
    period_end = models.DateField("periodens slut")
    gender = models.CharField(
        "kön", max_length=6, choices=[(g.value, g.label) for g in Gender], default=Gender.TOTAL.value
    )
    series = models.CharField(
        "serie", max_length=8, choices=[(s.value, s.label) for s in Series], default=Series.OFFICIAL.value
    )
    value = models.DecimalField("värde", max_digits=15, decimal_places=5, null=True, blank=True)
    missing_reason = models.CharField(
        "saknas på grund av", max_length=14, blank=True, choices=[(m.value, m.label) for m in MissingReason]
    )
    is_preliminary = models.BooleanField("preliminärt", default=False)
    is_derived = models.BooleanField("härlett", default=False, help_text="Räknat ur tal som källan anger.")
    cases = models.PositiveIntegerField("antal fall", null=True, blank=True)
    source = models.CharField("källa", max_length=200)
    source_url = models.URLField("källans adress", max_length=500, blank=True)
    comment = MaskableTextField("kommentar", blank=True)
    known_from = models.DateField("känt från", help_text="Den dag källan publicerade värdet.")
    known_from_is_stated = models.BooleanField(
        "publiceringsdagen är angiven", default=True, help_text="Om inte är dagen portalens antagande."
    )
    known_to = models.DateField("ersatt", null=True, blank=True)
    recorded_at = models.DateTimeField("infört")
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="infört av"
    )
    recorded_by_unit = models.CharField("enhet som införde", max_length=150, blank=True)
    reason = MaskableCharField("skäl till ändringen", max_length=300, blank=True)
    replaces = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="replaced_by", verbose_name="ersätter"
    )

    objects = KpiValueQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = "värde", "värden"
        ordering = ["kpi", "area", "period_end", "gender", "series"]
        indexes = [models.Index(fields=["area", "kpi", "period_end"], name="kpivalue_area_kpi_period")]
        constraints = [
            one_of("kpivalue_period_kind", "period_kind", list(PeriodKind)),
            one_of("kpivalue_gender", "gender", list(Gender)),
            one_of("kpivalue_series", "series", list(Series)),
            one_of("kpivalue_missing_reason", "missing_reason", ["", *MissingReason]),
            check("kpivalue_value_or_reason",
                  Q(value__isnull=False, missing_reason="") | (Q(value__isnull=True) & ~Q(missing_reason="")),
                  "Ange ett värde, eller skälet till att det saknas."),
            check("kpivalue_known", Q(known_to__isnull=True) | Q(known_to__gte=F("known_from")),
                  "Ett värde kan inte ersättas innan det blev känt."),
            check("kpivalue_revision", Q(replaces__isnull=True) | ~Q(reason=""), "Skriv varför värdet ändras."),
            unique("kpivalue_current", "kpi", "area", "period_kind", "period_end", "gender", "series",
                   condition=Q(known_to__isnull=True), message="Det finns redan ett värde för perioden."),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.kpi} {self.period.label}, {self.area}"

    @property
    def period(self) -> Period:
        return Period(PeriodKind(self.period_kind), self.period_end)
