"""Underlag till mål och budget: omvärldsspaning, nämndernas och bolagens budgetunderlag, och vad i planen som svarar.

Money is whole kronor, shown as tkr. An answer is a part of a version, copied and frozen with it; what it
answers is not.
"""

from __future__ import annotations

import datetime as dt
import uuid

from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from goals.constraints import check, filled, one_of, unique
from goals.fields import MaskableCharField, MaskableTextField
from goals.models.bodies import Body
from goals.models.parts import Part, part_key
from goals.models.plans import Plan, PlanVersion


class OutlookArea(models.TextChoices):
    ECONOMY = "economy", "Ekonomi"
    POPULATION = "population", "Befolkning"
    LABOUR = "labour", "Arbetsmarknad"
    LAW = "law", "Lagstiftning"
    TECHNOLOGY = "technology", "Teknik"
    CLIMATE = "climate", "Klimat och miljö"
    SAFETY = "safety", "Trygghet"
    OTHER = "other", "Annat"


class OutlookQuerySet(models.QuerySet["Outlook"]):
    def noted(self, on: dt.date) -> OutlookQuerySet:
        """What had been noted by the day."""
        return self.filter(noted_on__lte=on)


class Outlook(models.Model):
    """Omvärldsspaning: a short note on what happens outside, with its source, for one plan."""

    Area = OutlookArea

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="outlooks", verbose_name="plan")
    key = models.UUIDField("nyckel", default=uuid.uuid4, unique=True, editable=False)
    area = models.CharField("område", max_length=12, choices=Area.choices)
    title = MaskableCharField("rubrik", max_length=150)
    text = MaskableTextField("text", blank=True, help_text="Kort: vad som händer, och vad det betyder här.")
    source = MaskableCharField("källa", max_length=200, help_text="Vem som säger det, till exempel SCB.")
    source_url = models.URLField("källans adress", max_length=500, blank=True)
    noted_on = models.DateField("noterad den", help_text="Spaningen visas på sidan från och med den dagen.")
    is_example = models.BooleanField("exempel", default=False)
    history = HistoricalRecords(table_name="goals_outlook_history")

    objects = OutlookQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = "omvärldsspaning", "omvärldsspaningar"
        ordering = ["plan", "area", "-noted_on", "pk"]
        constraints = [
            one_of("outlook_area", "area", OutlookArea.values),
            filled("outlook_filled", "title", "source"),
        ]

    def __str__(self) -> str:
        return self.title


class BudgetInputQuerySet(models.QuerySet["BudgetInput"]):
    def handed_in(self, on: dt.date) -> BudgetInputQuerySet:
        """Those that had been handed in by the day."""
        return self.filter(handed_in_on__lte=on)

    def late(self, on: dt.date) -> BudgetInputQuerySet:
        """Those that should have been handed in before the day and had not been; the last day itself is in time."""
        return self.filter(Q(handed_in_on__isnull=True) | Q(handed_in_on__gt=on), due_on__lt=on)


class BudgetInput(models.Model):
    """Budgetunderlag: asked of a nämnd or bolag for a plan, handed in with the decision that it rests on."""

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="inputs", verbose_name="plan")
    body = models.ForeignKey(Body, models.PROTECT, related_name="inputs", verbose_name="nämnd eller bolag")
    due_on = models.DateField("lämnas senast")
    handed_in_on = models.DateField("lämnat", null=True, blank=True, help_text="Tomt tills underlaget har kommit in.")
    decided_on = models.DateField("beslutat", null=True, blank=True, help_text="Nämndens eller styrelsens beslut.")
    paragraph = models.PositiveSmallIntegerField("§", null=True, blank=True, help_text="Tomt om den är okänd.")
    dnr = models.CharField("diarienummer", max_length=40, blank=True)
    document_url = models.URLField("handlingens adress", max_length=500, blank=True)
    note = MaskableTextField("anmärkning", blank=True)
    is_example = models.BooleanField("exempel", default=False)
    history = HistoricalRecords(table_name="goals_budgetinput_history")

    objects = BudgetInputQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = "budgetunderlag", "budgetunderlag"
        ordering = ["plan", "body"]
        constraints = [
            unique("budgetinput_body", "plan", "body", message="Underlag är redan begärt av organet för planen."),
            check("budgetinput_handed_in",
                  Q(handed_in_on__isnull=True, decided_on__isnull=True)
                  | Q(handed_in_on__isnull=False, decided_on__isnull=False),
                  "Ange både när underlaget lämnades och när det beslutades, eller ingetdera."),
            check("budgetinput_decided_first", Q(decided_on__isnull=True) | Q(decided_on__lte=F("handed_in_on")),
                  "Underlaget kan inte lämnas innan det är beslutat."),
            check("budgetinput_decision",
                  Q(decided_on__isnull=False) | Q(paragraph__isnull=True, document_url=""),
                  "Paragraf och handling anges när underlaget är beslutat."),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.body.title}, {self.plan.title}"

    def is_handed_in(self, on: dt.date) -> bool:
        """Whether it had been handed in by the day."""
        return self.handed_in_on is not None and self.handed_in_on <= on

    def is_late(self, on: dt.date) -> bool:
        """Whether it should have been handed in before the day and had not been."""
        return self.due_on < on and not self.is_handed_in(on)


class NeedKind(models.TextChoices):
    OPERATING = "operating", "Driftmedel"
    INVESTMENT = "investment", "Investering"


class BudgetNeed(models.Model):
    """A need in a budgetunderlag, ranked by the body itself; amounts in whole kronor, empty where none is stated."""

    Kind = NeedKind

    input = models.ForeignKey(BudgetInput, models.CASCADE, related_name="needs", verbose_name="budgetunderlag")
    key = models.UUIDField("nyckel", default=uuid.uuid4, unique=True, editable=False)
    rank = models.PositiveSmallIntegerField("rang", help_text="1 är viktigast.")
    title = MaskableCharField("behov", max_length=200)
    text = MaskableTextField("beskrivning", blank=True)
    kind = models.CharField("slag", max_length=12, choices=Kind.choices, default=Kind.OPERATING)
    amount_first = models.BigIntegerField("budgetåret (kronor)", null=True, blank=True)
    amount_second = models.BigIntegerField("första planåret (kronor)", null=True, blank=True)
    amount_third = models.BigIntegerField("andra planåret (kronor)", null=True, blank=True)
    is_example = models.BooleanField("exempel", default=False)
    history = HistoricalRecords(table_name="goals_budgetneed_history")

    class Meta:
        verbose_name, verbose_name_plural = "behov", "behov"
        ordering = ["input", "rank"]
        constraints = [
            unique("budgetneed_rank", "input", "rank", message="Rangen används av ett annat behov i underlaget."),
            check("budgetneed_ranked", Q(rank__gte=1), "Rangen är 1 eller högre."),
            filled("budgetneed_titled", "title"),
            one_of("budgetneed_kind", "kind", NeedKind.values),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def amounts(self) -> tuple[int | None, int | None, int | None]:
        """For the plan's three years, in kronor."""
        return self.amount_first, self.amount_second, self.amount_third


class InputAnswer(Part):
    """A link row: a part of the version answers a need or an omvärldsspaning.

    The part is named by its kind (the registry's label, "goals.focusarea") and its key, so that the thread survives
    every copy. A part that is taken out of the draft no longer answers: see ``goals.underlag``.
    """

    version = models.ForeignKey(PlanVersion, models.CASCADE, related_name="answers", verbose_name="version")
    need = models.ForeignKey(
        BudgetNeed, models.PROTECT, null=True, blank=True, related_name="answers", verbose_name="behov"
    )
    outlook = models.ForeignKey(
        Outlook, models.PROTECT, null=True, blank=True, related_name="answers", verbose_name="omvärldsspaning"
    )
    answered_kind = models.CharField("slag av del", max_length=100)
    answered_key = models.UUIDField("delens nyckel")
    note = MaskableCharField("kommentar", max_length=300, blank=True)
    is_example = models.BooleanField("exempel", default=False)

    class Meta:
        verbose_name, verbose_name_plural = "svar på underlag", "svar på underlag"
        ordering = ["version", "pk"]
        constraints = [
            part_key("inputanswer"),
            check("inputanswer_one",
                  Q(need__isnull=False, outlook__isnull=True) | Q(need__isnull=True, outlook__isnull=False),
                  "Delen svarar på ett behov eller en omvärldsspaning, inte båda."),
            filled("inputanswer_part", "answered_kind"),
            unique("inputanswer_need", "version", "need", "answered_key", message="Delen svarar redan på behovet."),
            unique("inputanswer_outlook", "version", "outlook", "answered_key",
                   message="Delen svarar redan på omvärldsspaningen."),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"Svar på {self.need or self.outlook}"
