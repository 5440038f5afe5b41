"""What a version consists of. Each part has a key that is copied along, beside its natural identity.

Money is whole kronor, shown as tkr. ``goals.parts`` registers these models, and ``kpis`` registers
AmbitionLevel there: copying, the freeze, the kontrollsumma and the comparison go through that registry.
"""

from __future__ import annotations

import uuid
from typing import Final

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q

from goals.constraints import check, filled, one_of, unique
from goals.fields import MaskableCharField, MaskableTextField
from goals.models.bodies import Body
from goals.models.goals import LongTermGoal
from goals.models.plans import PlanVersion
from goals.models.vision import FrameworkGoal

# Renumbering goes by way of the numbers above, which a small integer must still hold.
LAST_POSITION: Final = 9_999


class Part(models.Model):
    """A piece of a version. ``key`` is the same in every copy, so that a thread survives the next one."""

    version = models.ForeignKey(PlanVersion, models.CASCADE, related_name="+", verbose_name="version")
    key = models.UUIDField("nyckel", default=uuid.uuid4, editable=False)

    class Meta:
        abstract = True


def part_key(name: str) -> models.UniqueConstraint:
    return unique(f"{name}_key", "version", "key", message="Nyckeln finns redan i versionen.")


class GoalStatement(Part):
    """Målbeskrivning: how a goal is worded in one version, with its easy-to-read summary."""

    version = models.ForeignKey(PlanVersion, models.CASCADE, related_name="statements", verbose_name="version")
    goal = models.ForeignKey(LongTermGoal, models.PROTECT, related_name="statements", verbose_name="mål")
    order = models.PositiveSmallIntegerField("ordning")
    title = MaskableCharField("rubrik", max_length=150)
    description = MaskableTextField("målbeskrivning", blank=True)
    summary = MaskableTextField("lättläst", blank=True)
    kpi_reason = MaskableCharField(
        "skäl till fler nyckeltal", max_length=300, blank=True,
        help_text="Varför målet behöver fler nyckeltal än en handfull.",
    )  # fmt: skip
    is_example = models.BooleanField("exempel", default=False, help_text="Texten är skriven som exempel.")

    class Meta:
        verbose_name, verbose_name_plural = "målbeskrivning", "målbeskrivningar"
        ordering = ["version", "order"]
        constraints = [
            part_key("goalstatement"),
            unique("goalstatement_goal", "version", "goal", message="Målet finns redan i versionen."),
            filled("goalstatement_titled", "title"),
        ]

    def __str__(self) -> str:
        return self.title


class GoalOrigin(Part):
    """A link row: a goal statement takes off from a goal of a framework."""

    statement = models.ForeignKey(GoalStatement, models.CASCADE, related_name="origins", verbose_name="målbeskrivning")
    framework_goal = models.ForeignKey(FrameworkGoal, models.PROTECT, related_name="+", verbose_name="avstamp")
    is_example = models.BooleanField("exempel", default=False, help_text="Kopplingen är portalens exempel.")

    class Meta:
        verbose_name, verbose_name_plural = "avstamp", "avstamp"
        ordering = ["statement", "framework_goal"]
        constraints = [
            part_key("goalorigin"),
            unique("goalorigin_once", "statement", "framework_goal", message="Avstampet finns redan."),
        ]

    def __str__(self) -> str:
        return f"{self.statement} ← {self.framework_goal}"


class FocusArea(Part):
    """Fokusområde: what the year's work towards a goal is about."""

    version = models.ForeignKey(PlanVersion, models.CASCADE, related_name="focus_areas", verbose_name="version")
    goal = models.ForeignKey(LongTermGoal, models.PROTECT, related_name="focus_areas", verbose_name="mål")
    order = models.PositiveSmallIntegerField("ordning")
    title = MaskableCharField("rubrik", max_length=200)
    text = MaskableTextField("text", blank=True)
    is_example = models.BooleanField("exempel", default=False)

    class Meta:
        verbose_name, verbose_name_plural = "fokusområde", "fokusområden"
        ordering = ["version", "goal", "order"]
        constraints = [part_key("focusarea"), filled("focusarea_titled", "title")]

    def __str__(self) -> str:
        return self.title


class DecisionPoint(Part):
    """Beslutspunkt (att-sats), numbered alike on screen and paper."""

    version = models.ForeignKey(PlanVersion, models.CASCADE, related_name="points", verbose_name="version")
    number = models.PositiveSmallIntegerField("nummer", validators=[MaxValueValidator(LAST_POSITION)])
    text = MaskableTextField("att-sats")
    is_example = models.BooleanField("exempel", default=False)

    class Meta:
        verbose_name, verbose_name_plural = "beslutspunkt", "beslutspunkter"
        ordering = ["version", "number"]
        constraints = [
            part_key("decisionpoint"),
            unique("decisionpoint_number", "version", "number", message="Numret används av en annan beslutspunkt."),
            filled("decisionpoint_text", "text"),
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.text}"


class BudgetFrameKind(models.TextChoices):
    NET = "net", "Nettoram"
    INVESTMENT = "investment", "Investeringsram"


class BudgetFrame(Part):
    """Nettoram or investeringsram for a body and year, in whole kronor; the budget year or one of two plan years."""

    Kind = BudgetFrameKind

    version = models.ForeignKey(PlanVersion, models.CASCADE, related_name="frames", verbose_name="version")
    kind = models.CharField("slag", max_length=10, choices=Kind.choices)
    body = models.ForeignKey(Body, models.PROTECT, related_name="frames", verbose_name="nämnd")
    year = models.PositiveSmallIntegerField("år")
    amount = models.BigIntegerField("belopp (kronor)")
    is_example = models.BooleanField("exempel", default=False)

    class Meta:
        verbose_name, verbose_name_plural = "ram", "ramar"
        ordering = ["version", "kind", "body", "year"]
        constraints = [
            part_key("budgetframe"),
            one_of("budgetframe_kind", "kind", BudgetFrameKind.values),
            unique("budgetframe_identity", "version", "kind", "body", "year",
                   message="Nämnden har redan en ram av det slaget för året."),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.body} {self.year}"


class Financing(Part):
    """Skattesats and financing for one year, in whole kronor; unknown amounts stay empty."""

    version = models.ForeignKey(PlanVersion, models.CASCADE, related_name="financing", verbose_name="version")
    year = models.PositiveSmallIntegerField("år")
    tax_rate = models.DecimalField("skattesats (kr per 100 kr)", max_digits=5, decimal_places=2, null=True, blank=True)
    tax_revenue = models.BigIntegerField("skatteintäkter (kronor)", null=True, blank=True)
    state_grants = models.BigIntegerField("generella statsbidrag och utjämning (kronor)", null=True, blank=True)
    financial_net = models.BigIntegerField("finansnetto (kronor)", null=True, blank=True)
    is_example = models.BooleanField("exempel", default=False)

    class Meta:
        verbose_name, verbose_name_plural = "finansiering", "finansiering"
        ordering = ["version", "year"]
        constraints = [
            part_key("financing"),
            unique("financing_year", "version", "year", message="Året har redan en rad."),
            check("financing_tax_rate", Q(tax_rate__isnull=True) | Q(tax_rate__gte=0, tax_rate__lte=100),
                  "Skattesatsen ligger mellan 0 och 100 kronor per 100 kronor."),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"Finansiering {self.year}"


class FinancialTarget(Part):
    """Finansiellt mål of god ekonomisk hushållning (kommunallagen 11:6), in words."""

    version = models.ForeignKey(PlanVersion, models.CASCADE, related_name="financial_targets", verbose_name="version")
    order = models.PositiveSmallIntegerField("ordning", validators=[MaxValueValidator(LAST_POSITION)])
    text = MaskableCharField("mål", max_length=300)
    is_example = models.BooleanField("exempel", default=False)

    class Meta:
        verbose_name, verbose_name_plural = "finansiellt mål", "finansiella mål"
        ordering = ["version", "order"]
        constraints = [
            part_key("financialtarget"),
            unique("financialtarget_order", "version", "order", message="Ordningen används redan."),
            filled("financialtarget_text", "text"),
        ]

    def __str__(self) -> str:
        return self.text
