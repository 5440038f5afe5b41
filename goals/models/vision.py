"""Vart vi är på väg: visionen, och det som målen tar avstamp i."""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.db.models import Q

from goals.constraints import check, filled, one_of, unique


class VisionQuerySet(models.QuerySet["Vision"]):
    def begun(self, on: dt.date) -> VisionQuerySet:
        """Visions that have begun by the day, the one that applies first; an unknown beginning has begun."""
        begun = self.filter(Q(applies_from__isnull=True) | Q(applies_from__lte=on))
        return begun.order_by("-sort_order", "-pk")


class Vision(models.Model):
    """The overarching picture of the future. A new vision is a new row; the latest one that has begun applies."""

    slug = models.SlugField("adress", max_length=80, unique=True)
    title = models.CharField("rubrik", max_length=120)
    text = models.TextField("text")
    applies_from = models.DateField("gäller från", null=True, blank=True, help_text="Tomt om det är okänt.")
    target_year = models.PositiveSmallIntegerField("målår", null=True, blank=True)
    source = models.CharField("källa", max_length=200, blank=True)
    source_url = models.URLField("källans adress", max_length=500, blank=True)
    is_example = models.BooleanField("exempel", default=False)
    sort_order = models.PositiveSmallIntegerField("ordning", default=0)

    objects = VisionQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = "vision", "visioner"
        ordering = ["-sort_order", "-pk"]
        constraints = [filled("vision_filled", "title", "text", "slug")]

    def __str__(self) -> str:
        return self.title


class VisionValue(models.Model):
    """A value word of the vision, with what it means."""

    vision = models.ForeignKey(Vision, models.CASCADE, related_name="values", verbose_name="vision")
    order = models.PositiveSmallIntegerField("ordning")
    word = models.CharField("ord", max_length=60)
    text = models.TextField("innebörd", blank=True)

    class Meta:
        verbose_name, verbose_name_plural = "värdeord", "värdeord"
        ordering = ["vision", "order"]
        constraints = [
            unique("visionvalue_order", "vision", "order", message="Ordningen används redan."),
            filled("visionvalue_word", "word"),
        ]

    def __str__(self) -> str:
        return self.word


class FrameworkKind(models.TextChoices):
    GLOBAL = "global", "Globala mål"
    REGIONAL = "regional", "Regional utvecklingsstrategi"
    OTHER = "other", "Annat"


class Framework(models.Model):
    """What goals take off from: Agenda 2030, the region's development strategy."""

    Kind = FrameworkKind

    slug = models.SlugField("adress", max_length=80, unique=True)
    name = models.CharField("namn", max_length=150)
    kind = models.CharField("slag", max_length=10, choices=Kind.choices)
    description = models.TextField("beskrivning", blank=True)
    source_url = models.URLField("källa", max_length=500, blank=True)

    class Meta:
        verbose_name, verbose_name_plural = "ramverk", "ramverk"
        ordering = ["kind", "name"]
        constraints = [one_of("framework_kind", "kind", FrameworkKind.values), filled("framework_named", "name")]

    def __str__(self) -> str:
        return self.name


class FrameworkGoal(models.Model):
    """One goal or area of a framework, with its number and official colour where it has one."""

    framework = models.ForeignKey(Framework, models.PROTECT, related_name="goals", verbose_name="ramverk")
    number = models.PositiveSmallIntegerField("nummer")
    title = models.CharField("rubrik", max_length=150)
    colour = models.CharField("färg", max_length=7, blank=True, help_text="Sexsiffrig, till exempel #C5192D.")

    class Meta:
        verbose_name, verbose_name_plural = "mål i ramverk", "mål i ramverk"
        ordering = ["framework", "number"]
        constraints = [
            unique("frameworkgoal_number", "framework", "number", message="Numret finns redan i ramverket."),
            check("frameworkgoal_colour", Q(colour="") | Q(colour__startswith="#"), "Färgen skrivs som #C5192D."),
        ]

    def __str__(self) -> str:
        return f"{self.framework} {self.number}: {self.title}"
