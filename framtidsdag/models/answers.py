"""Svara: what came of each proposal."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from framtidsdag.models.workshops import KpiProposal
from goals.constraints import check, one_of
from goals.fields import MaskableTextField
from goals.models import PlanVersion
from kpis.models import Kpi


class AnswerKind(models.TextChoices):
    BECAME = "became", "Blev nyckeltal"
    DECLINED = "declined", "Blev inte nyckeltal"


class Answer(models.Model):
    """It became this nyckeltal with this ambition level, by its key, in that draft; or it did not, and why.

    The key follows the level through every copy, so the thread leads on to what is decided. ``version`` is the draft it
    was written in: its name and content are its group's own until it is public.
    """

    Kind = AnswerKind

    proposal = models.OneToOneField(KpiProposal, models.PROTECT, related_name="answer", verbose_name="förslag")
    kind = models.CharField("svar", max_length=8, choices=Kind.choices)
    kpi = models.ForeignKey(
        Kpi, models.PROTECT, null=True, blank=True, related_name="answers", verbose_name="nyckeltal"
    )
    level_key = models.UUIDField("ambitionsnivåns nyckel", null=True, blank=True)
    version = models.ForeignKey(
        PlanVersion, models.SET_NULL, null=True, blank=True, related_name="proposal_answers", verbose_name="utkast"
    )
    reason = MaskableTextField("motivering", blank=True, max_length=4000)
    answered_at = models.DateTimeField("besvarades")
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="besvarades av"
    )
    answered_by_unit = models.CharField("enhet", max_length=150, blank=True, editable=False)

    class Meta:
        verbose_name, verbose_name_plural = "svar på förslag", "svar på förslag"
        ordering = ["proposal"]
        indexes = [models.Index(fields=["level_key"], name="answer_level_key")]
        constraints = [
            one_of("answer_kind", "kind", AnswerKind.values),
            check("answer_became",
                  Q(kind="became", kpi__isnull=False, level_key__isnull=False)
                  | (Q(kind="declined", kpi__isnull=True, level_key__isnull=True, version__isnull=True)
                     & ~Q(reason="")),
                  "Ange nyckeltal och ambitionsnivå, eller varför det inte blev något nyckeltal."),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.proposal}: {self.get_kind_display()}"
