"""Samverkan about a draft, as the checklist asks."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from goals.models import PlanVersion


class Consultation(models.Model):
    """Förhandling or samverkan with the unions (MBL 11 §) has been held about the draft."""

    version = models.OneToOneField(PlanVersion, models.CASCADE, related_name="consultation", verbose_name="utkast")
    held_on = models.DateField("hållen")
    note = models.CharField("anteckning", max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="antecknad av")
    at = models.DateTimeField("antecknad")

    class Meta:
        verbose_name, verbose_name_plural = "samverkan", "samverkan"

    def __str__(self) -> str:
        return f"Samverkan {self.held_on}"
