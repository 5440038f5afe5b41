"""Långsiktiga mål: identiteten som består. Hur ett mål är formulerat hör till en version."""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from simple_history.models import HistoricalRecords

from goals.constraints import check, filled, unique
from goals.models.bodies import Body


class LongTermGoalQuerySet(models.QuerySet["LongTermGoal"]):
    def public(self, on: dt.date) -> LongTermGoalQuerySet:
        """Goals that anyone may know of: stated in a public version, or known from a source elsewhere.

        What a draft says makes no difference: a goal neither shows nor vanishes because a group begins to write of it.
        """
        from goals.models.parts import GoalStatement
        from goals.models.plans import PlanVersion

        public = PlanVersion.objects.public(on).order_by().values("pk")
        told = GoalStatement.objects.filter(goal=OuterRef("pk"), version__in=public)
        return self.filter(~Q(source="") | Exists(told))

    def of_municipality(self, body_slug: str) -> LongTermGoalQuerySet:
        """The steering body's own goals, not those of a nämnd or bolag."""
        return self.filter(body__slug=body_slug)


class LongTermGoal(models.Model):
    """A goal's stable identity: its address, whose it is, and the years it is known to apply."""

    slug = models.SlugField("adress", max_length=100, unique=True)
    name = models.CharField("namn", max_length=150)
    body = models.ForeignKey(Body, models.PROTECT, related_name="goals", verbose_name="beslutas av")
    first_year = models.PositiveSmallIntegerField("första år")
    last_year = models.PositiveSmallIntegerField("sista år", null=True, blank=True, help_text="Tomt om det är okänt.")
    number = models.PositiveSmallIntegerField("nummer", help_text="Ordningen bland periodens mål.")
    colour = models.CharField("färg", max_length=7, blank=True, help_text="Sexsiffrig, till exempel #C5192D.")
    source = models.CharField("källa", max_length=200, blank=True)
    source_url = models.URLField("källans adress", max_length=500, blank=True)
    history = HistoricalRecords(table_name="goals_longtermgoal_history")

    objects = LongTermGoalQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = "långsiktigt mål", "långsiktiga mål"
        ordering = ["-first_year", "body", "number"]
        constraints = [
            filled("longtermgoal_named", "name", "slug"),
            unique("longtermgoal_number", "body", "first_year", "number", message="Numret används av ett annat mål."),
            check("longtermgoal_years", Q(last_year__isnull=True) | Q(last_year__gte=models.F("first_year")),
                  "Sista året kan inte ligga före det första."),
            check("longtermgoal_colour", Q(colour="") | Q(colour__startswith="#"), "Färgen skrivs som #C5192D."),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("goal", args=[self.slug])

    @property
    def years(self) -> str:
        """The period as people write it: "2022–2025", "från 2025", "2021"."""
        if self.last_year is None:
            return f"från {self.first_year}"
        if self.last_year == self.first_year:
            return str(self.first_year)
        return f"{self.first_year}–{self.last_year}"
