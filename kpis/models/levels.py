"""Ambitionsnivåer: part of a version, registered with ``goals.parts`` like its other parts."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from goals.constraints import check, filled, one_of, unique
from goals.fields import MaskableCharField, MaskableTextField
from goals.models import Body, LongTermGoal, Part, PlanVersion
from goals.models.parts import part_key
from kpis.ambition import AmountUnit, LevelKind
from kpis.models.areas import Area
from kpis.models.kpis import Kpi
from kpis.periods import Period, PeriodKind

PERIOD_KINDS = [(k.value, k.label) for k in PeriodKind]


def both_or_neither(first: str, second: str) -> Q:
    return Q(**{f"{first}": "", f"{second}__isnull": True}) | (~Q(**{first: ""}) & Q(**{f"{second}__isnull": False}))


class AmbitionLevel(Part):
    """How far a nyckeltal shall reach for a goal. ``value`` is what the kind says, as in ``kpis.ambition.Level``."""

    version = models.ForeignKey(PlanVersion, models.CASCADE, related_name="levels", verbose_name="version")
    goal = models.ForeignKey(LongTermGoal, models.PROTECT, related_name="levels", verbose_name="mål")
    kpi = models.ForeignKey(Kpi, models.PROTECT, related_name="levels", verbose_name="nyckeltal")
    order = models.PositiveSmallIntegerField("ordning", default=1)
    kind = models.CharField("slag", max_length=12, choices=[(k.value, k.label) for k in LevelKind])
    value = models.DecimalField(
        "tal", max_digits=15, decimal_places=5, null=True, blank=True,
        help_text="Gränsen, den undre gränsen, minsta förändring, tolerans, antal bästa eller andel bästa: efter slag.",
    )  # fmt: skip
    upper = models.DecimalField("övre gräns", max_digits=15, decimal_places=5, null=True, blank=True)
    amount_unit = models.CharField(
        "räknas i", max_length=20, choices=[(u.value, u.label) for u in AmountUnit], default=AmountUnit.UNITS.value
    )
    base_kind = models.CharField("basperiodens slag", max_length=10, blank=True, choices=PERIOD_KINDS)
    base_end = models.DateField("basperioden slutar", null=True, blank=True)
    base_value = models.DecimalField("basvärde", max_digits=15, decimal_places=5, null=True, blank=True)
    compared_with = models.ForeignKey(
        Area, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="jämförs med"
    )
    target_kind = models.CharField("målperiodens slag", max_length=10, blank=True, choices=PERIOD_KINDS)
    target_end = models.DateField(
        "målperioden slutar", null=True, blank=True, help_text="Tomt när nivån gäller varje år tills vidare."
    )
    every_year = models.BooleanField("gäller varje år", default=False, help_text="Fram till målperioden, om den anges.")
    step_low = models.DecimalField("steg: lägst", max_digits=15, decimal_places=5, null=True, blank=True)
    step_high = models.DecimalField("steg: helst", max_digits=15, decimal_places=5, null=True, blank=True)
    motive = MaskableTextField("motiv", blank=True)
    is_example = models.BooleanField("exempel", default=False)
    source = models.CharField("källa", max_length=200, blank=True)
    source_url = models.URLField("källans adress", max_length=500, blank=True)
    kpi_snapshot = models.JSONField(
        "nyckeltalet när nivån lades fast", null=True, blank=True, editable=False,
        help_text="Rubrik, enhet, decimaler, riktning, definition, grupp och medlemmar när versionen lämnade utkast.",
    )  # fmt: skip

    class Meta:
        verbose_name, verbose_name_plural = "ambitionsnivå", "ambitionsnivåer"
        ordering = ["version", "goal", "order"]
        constraints = [
            part_key("ambitionlevel"),
            one_of("ambitionlevel_kind", "kind", list(LevelKind)),
            one_of("ambitionlevel_amount_unit", "amount_unit", list(AmountUnit)),
            one_of("ambitionlevel_target_kind", "target_kind", ["", *PeriodKind]),
            one_of("ambitionlevel_base_kind", "base_kind", ["", *PeriodKind]),
            unique("ambitionlevel_identity", "version", "goal", "kpi", "kind",
                   message="Nyckeltalet har redan en nivå av det slaget för målet."),
            check("ambitionlevel_value",
                  Q(kind__in=["at_least", "at_most", "between", "rank", "share"], value__isnull=False)
                  | Q(kind__in=["better_than", "done"], value__isnull=True)
                  | Q(kind__in=["increase", "decrease", "maintain"]),
                  "Ange ett tal för det slag av nivå som har ett."),
            check("ambitionlevel_between",
                  Q(kind="between", upper__isnull=False, upper__gte=models.F("value"))
                  | (~Q(kind="between") & Q(upper__isnull=True)),
                  "Ange en övre gräns som inte ligger under den nedre, bara för ”mellan”."),
            check("ambitionlevel_amount",
                  ~Q(kind__in=["increase", "decrease", "maintain"]) | Q(value__isnull=True) | Q(value__gte=0),
                  "En förändring eller tolerans anges utan minustecken."),
            check("ambitionlevel_rank", ~Q(kind="rank") | Q(value__gte=1), "Platsen är minst 1."),
            check("ambitionlevel_share", ~Q(kind="share") | Q(value__gt=0, value__lte=100),
                  "Andelen är större än 0 och högst 100."),
            check("ambitionlevel_base", both_or_neither("base_kind", "base_end"), "Ange basperiodens slag och slut."),
            check("ambitionlevel_base_needed",
                  ~Q(kind__in=["increase", "decrease", "maintain"]) | Q(every_year=True) | Q(base_end__isnull=False),
                  "Ange basperioden: en förändring till ett målår räknas från något."),
            check("ambitionlevel_base_value", Q(base_value__isnull=True) | Q(base_end__isnull=False),
                  "Ett basvärde hör till en basperiod."),
            check("ambitionlevel_compared",
                  Q(kind__in=["rank", "share"]) | Q(kind="better_than", compared_with__isnull=False)
                  | (~Q(kind__in=["better_than", "rank", "share"]) & Q(compared_with__isnull=True)),
                  "Ange vad som jämförs med, för de slag som jämför."),
            check("ambitionlevel_when", Q(every_year=True) | Q(target_end__isnull=False),
                  "Ange en målperiod, eller att nivån gäller varje år."),
            check("ambitionlevel_target", both_or_neither("target_kind", "target_end"),
                  "Ange målperiodens slag och slut."),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.kpi}: {self.get_kind_display()}"

    @property
    def target(self) -> Period | None:
        return Period(PeriodKind(self.target_kind), self.target_end) if self.target_end else None

    @property
    def base(self) -> Period | None:
        return Period(PeriodKind(self.base_kind), self.base_end) if self.base_end else None


class LevelException(Part):
    """A period in which another number applies, with its reason ("undantag 2021: 0,5 procent, synnerliga skäl")."""

    level = models.ForeignKey(AmbitionLevel, models.CASCADE, related_name="exceptions", verbose_name="ambitionsnivå")
    period_kind = models.CharField("periodslag", max_length=10, choices=PERIOD_KINDS)
    period_end = models.DateField("perioden slutar")
    value = models.DecimalField("tal", max_digits=15, decimal_places=5)
    upper = models.DecimalField("övre gräns", max_digits=15, decimal_places=5, null=True, blank=True)
    reason = MaskableCharField("skäl", max_length=300)

    class Meta:
        verbose_name, verbose_name_plural = "undantag", "undantag"
        ordering = ["level", "period_end"]
        constraints = [
            part_key("levelexception"),
            one_of("levelexception_period_kind", "period_kind", list(PeriodKind)),
            filled("levelexception_reason", "reason"),
            unique("levelexception_period", "level", "period_kind", "period_end",
                   message="Perioden har redan ett undantag."),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"Undantag {self.period.label}"

    @property
    def period(self) -> Period:
        return Period(PeriodKind(self.period_kind), self.period_end)


class LevelBody(Part):
    """A body responsible for a level, and whether it is judged by its own value."""

    level = models.ForeignKey(AmbitionLevel, models.CASCADE, related_name="bodies", verbose_name="ambitionsnivå")
    body = models.ForeignKey(Body, models.PROTECT, related_name="levels", verbose_name="ansvarig")
    own_value = models.BooleanField("bedöms på eget värde", default=False)

    class Meta:
        verbose_name, verbose_name_plural = "ansvarig för nivå", "ansvariga för nivå"
        ordering = ["level", "body"]
        constraints = [
            part_key("levelbody"),
            unique("levelbody_once", "level", "body", message="Nämnden är redan ansvarig för nivån."),
        ]

    def __str__(self) -> str:
        return f"{self.body} ansvarar för {self.level}"
