"""What is kept beside decisions: a version's way to them, and the protokoll as a file. Only added, never changed."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from goals import masking
from goals.constraints import check, filled, one_of, unique
from goals.fields import MaskableBinaryField, MaskableCharField
from goals.models.decisions import Decision
from goals.models.plans import PlanVersion


class VersionEventKind(models.TextChoices):
    PROPOSED = "proposed", "Lades fram till fullmäktige"
    MOVED = "moved", "Yrkades"
    PUBLISHED = "published", "Offentliggjordes"
    WITHDRAWN = "withdrawn", "Återkallades"


class VersionEvent(models.Model):
    """What was done with a version besides deciding on it; decisions have rows of their own."""

    Kind = VersionEventKind

    version = models.ForeignKey(PlanVersion, models.PROTECT, related_name="events", verbose_name="version")
    kind = models.CharField("händelse", max_length=10, choices=Kind.choices)
    date = models.DateField("datum")
    registered_at = models.DateTimeField("registrerat")
    registered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="registrerat av",
    )  # fmt: skip
    registered_by_unit = models.CharField("enhet", max_length=150, blank=True, editable=False)

    class Meta:
        verbose_name, verbose_name_plural = "versionshändelse", "versionshändelser"
        ordering = ["version", "date", "pk"]
        constraints = [one_of("versionevent_kind", "kind", VersionEventKind.values)]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.date}"


class MinutesFileQuerySet(models.QuerySet["MinutesFile"]):
    def readable(self) -> MinutesFileQuerySet:
        """Those that are not taken out of the web version."""
        return self.exclude(pk__in=list(masking.hidden("goals.minutesfile", "content")))


class MinutesFile(models.Model):
    """The protokoll as a PDF, in the database so that one backup has it all. A page shows the latest."""

    decision = models.ForeignKey(Decision, models.PROTECT, related_name="files", verbose_name="beslut")
    name = MaskableCharField("filnamn", max_length=150)
    content = MaskableBinaryField("innehåll")
    size = models.PositiveIntegerField("storlek i byte")
    sha256 = models.CharField("kontrollsumma", max_length=64)
    registered_at = models.DateTimeField("registrerat")
    registered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="registrerat av",
    )  # fmt: skip
    registered_by_unit = models.CharField("enhet", max_length=150, blank=True, editable=False)

    objects = MinutesFileQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = "protokollsfil", "protokollsfiler"
        ordering = ["decision", "pk"]
        constraints = [
            filled("minutesfile_named", "name", "sha256"),
            check("minutesfile_not_empty", Q(size__gte=1), "Filen är tom."),
            unique("minutesfile_once", "decision", "sha256", message="Filen finns redan vid beslutet."),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_masked(self) -> bool:
        """Whether the file may not be read any more: its content is then empty."""
        return self.pk in masking.hidden(self._meta.label_lower, "content")
