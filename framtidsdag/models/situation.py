"""Nuläge: the facts as they were on the day, what people thought of the steering model, and what was done about it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from framtidsdag.models.days import Framtidsdag
from framtidsdag.models.hiding import Hideable, hidden_whole
from goals.constraints import check, filled, one_of, unique
from goals.fields import MaskableCharField, MaskableTextField
from goals.models import Body


class FactsSheet(models.Model):
    """Each goal with its nyckeltal, levels and trends as they were when the day began. Insert-only."""

    day = models.OneToOneField(Framtidsdag, models.PROTECT, related_name="facts", verbose_name="Framtidsdag")
    on = models.DateField("som läget var den")
    made_at = models.DateTimeField("sammanställt")
    content = models.JSONField("innehåll", help_text="framtidsdag.situation.facts säger hur det är ordnat.")

    class Meta:
        verbose_name, verbose_name_plural = "faktablad", "faktablad"

    def __str__(self) -> str:
        return f"Nuläget {self.on}"


class Side(models.TextChoices):
    WELL = "well", "Fungerar bra"
    LESS_WELL = "less_well", "Fungerar mindre bra"


class ReflectionGroup(models.Model):
    """Reflections that say alike, brought together by the processledare."""

    day = models.ForeignKey(Framtidsdag, models.PROTECT, related_name="reflection_groups", verbose_name="Framtidsdag")
    side = models.CharField("sida", max_length=9, choices=Side.choices)
    order = models.PositiveSmallIntegerField("ordning")
    title = MaskableCharField("rubrik", max_length=150)

    class Meta:
        verbose_name, verbose_name_plural = "grupp av reflektioner", "grupper av reflektioner"
        ordering = ["day", "side", "order", "pk"]
        constraints = [
            one_of("reflectiongroup_side", "side", Side.values),
            filled("reflectiongroup_title", "title"),
            unique("reflectiongroup_order", "day", "side", "order", message="Ordningen används redan."),
        ]

    def __str__(self) -> str:
        return self.title


class Reflection(Hideable):
    """What works well or less well in the steering model. Nothing in the row says who wrote it, nor when.

    ``key`` comes from the form: what is sent twice is stored once.
    """

    Side = Side
    MOST = 2000

    day = models.ForeignKey(Framtidsdag, models.PROTECT, related_name="reflections", verbose_name="Framtidsdag")
    key = models.UUIDField("nyckel", unique=True, editable=False)
    side = models.CharField("sida", max_length=9, choices=Side.choices)
    text = MaskableTextField("text", max_length=MOST)
    group = models.ForeignKey(
        ReflectionGroup, models.SET_NULL, null=True, blank=True, related_name="reflections", verbose_name="grupp"
    )

    class Meta:
        verbose_name, verbose_name_plural = "reflektion", "reflektioner"
        ordering = ["day", "pk"]
        constraints = [
            one_of("reflection_side", "side", Side.values),
            filled("reflection_text", "text"),
            hidden_whole("reflection_hidden"),
        ]

    def __str__(self) -> str:
        return self.text[:80]


class SteeringPoint(models.Model):
    """A point of the steering model that works less well: it gets an owner, and comes up at a later day."""

    day = models.ForeignKey(Framtidsdag, models.PROTECT, related_name="points", verbose_name="Framtidsdag")
    order = models.PositiveSmallIntegerField("ordning")
    text = MaskableTextField("punkt")
    group = models.ForeignKey(
        ReflectionGroup, models.SET_NULL, null=True, blank=True, related_name="points",
        verbose_name="gruppen den kommer ur",
    )  # fmt: skip
    owner = models.ForeignKey(Body, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="ägare")
    owner_text = MaskableCharField("ägare som inte är ett organ", max_length=150, blank=True)
    taken_up_at = models.ForeignKey(
        Framtidsdag, models.PROTECT, null=True, blank=True, related_name="points_taken_up",
        verbose_name="togs upp på",
    )  # fmt: skip
    outcome = MaskableTextField("vad det blev av punkten", blank=True)
    registered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="inlagd av"
    )

    class Meta:
        verbose_name, verbose_name_plural = "punkt om styrmodellen", "punkter om styrmodellen"
        ordering = ["day", "order"]
        constraints = [
            unique("steeringpoint_order", "day", "order", message="Ordningen används redan."),
            filled("steeringpoint_text", "text"),
            check("steeringpoint_later", Q(taken_up_at__isnull=True) | ~Q(taken_up_at=models.F("day")),
                  "Punkten tas upp på en senare dag."),
            check("steeringpoint_one_owner", Q(owner__isnull=True) | Q(owner_text=""), "Ange en ägare."),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.text[:80]
