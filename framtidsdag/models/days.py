"""The days, who took part, what was on, the material, and the assignments that came of them."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from goals.constraints import check, filled, one_of, unique
from goals.fields import MaskableBinaryField, MaskableCharField, MaskableTextField
from goals.models import Body, Decision, Plan


class FramtidsdagQuerySet(models.QuerySet["Framtidsdag"]):
    def dated(self) -> FramtidsdagQuerySet:
        """Days whose date is known, newest first."""
        return self.filter(date__isnull=False).order_by("-date")

    def themes_only(self) -> FramtidsdagQuerySet:
        """Earlier days of which the source gives the theme alone, in its order."""
        return self.filter(date__isnull=True).order_by("theme_order")


class FramtidsdagForm(models.TextChoices):
    UNKNOWN = "unknown", "Framgår inte av källan"
    DIGITAL = "digital", "Digital"
    PHYSICAL = "physical", "Fysisk"
    HYBRID = "hybrid", "Hybrid"


class FramtidsdagPhase(models.TextChoices):
    PLANNED = "planned", "Planerad"
    SITUATION = "situation", "Nuläge"
    WORKSHOP = "workshop", "Workshop"
    PRIORITISING = "prioritising", "Prioritering"
    PROCESSING = "processing", "Bearbetning"
    PROCESSED = "processed", "Bearbetad"
    REPORTED = "reported", "Återrapporterad"


class Framtidsdag(models.Model):
    """A day when politicians meet to look ahead. Of earlier days only the theme may be known."""

    Form = FramtidsdagForm
    Phase = FramtidsdagPhase

    # The seven phases as people see them: four steps.
    STEPS = {
        "Förbered": (Phase.PLANNED,),
        "Genomför": (Phase.SITUATION, Phase.WORKSHOP, Phase.PRIORITISING),
        "Svara": (Phase.PROCESSING,),
        "Följ upp": (Phase.PROCESSED, Phase.REPORTED),
    }

    date = models.DateField("datum", null=True, blank=True, unique=True, help_text="Tomt om bara temat är känt.")
    date_is_published = models.BooleanField(
        "datumet är källans publiceringsdag", default=False, help_text="Själva dagen framgår inte av källan."
    )
    theme = MaskableCharField("tema", max_length=150)
    theme_order = models.PositiveSmallIntegerField("ordning i källans lista", null=True, blank=True)
    form = models.CharField("form", max_length=10, choices=Form.choices, default=Form.UNKNOWN)
    purpose = MaskableTextField("syfte", blank=True)
    summary = MaskableTextField("vad som hände", blank=True)
    plan = models.ForeignKey(
        Plan, models.PROTECT, null=True, blank=True, related_name="framtidsdagar", verbose_name="tjänar planen"
    )
    phase = models.CharField("fas", max_length=12, choices=Phase.choices, default=Phase.PLANNED)
    source = models.CharField("källa", max_length=200, blank=True)
    source_url = models.URLField("källans adress", max_length=500, blank=True)

    objects = FramtidsdagQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = "Framtidsdag", "Framtidsdagar"
        ordering = ["-date"]
        permissions = [
            ("lead_days", "Får förbereda och leda Framtidsdagar"),
            ("answer_proposals", "Får besvara förslag från Framtidsdagar"),
        ]
        constraints = [
            one_of("framtidsdag_form", "form", FramtidsdagForm.values),
            one_of("framtidsdag_phase", "phase", FramtidsdagPhase.values),
            filled("framtidsdag_theme", "theme"),
            check("framtidsdag_dated", Q(date__isnull=False) | Q(theme_order__isnull=False),
                  "En dag utan datum har en plats i listan över teman."),
            unique("framtidsdag_theme_order", "theme_order", message="Platsen i listan är upptagen.",
                   condition=Q(date__isnull=True)),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"Framtidsdag {self.date}: {self.theme}" if self.date else f"Framtidsdag: {self.theme}"

    def get_absolute_url(self) -> str:
        return reverse("framtidsdag", args=[self.date.isoformat()]) if self.date else reverse("framtidsdagar")

    @property
    def in_address(self) -> str:
        """The date as addresses have it, 2021-09-27; empty for a day without one, which has no page."""
        return self.date.isoformat() if self.date else ""

    @property
    def step(self) -> str:
        """The step people see: Förbered, Genomför, Svara or Följ upp."""
        return next(step for step, phases in self.STEPS.items() if self.phase in phases)


class ParticipantGroupRole(models.TextChoices):
    PARTICIPANT = "participant", "Deltagare"
    PRESENTER = "presenter", "Föredragande"


class ParticipantGroup(models.Model):
    """Those who were asked to the day: "budgetberedningen", "gruppledarna", or who presented."""

    Role = ParticipantGroupRole

    day = models.ForeignKey(Framtidsdag, models.CASCADE, related_name="groups", verbose_name="Framtidsdag")
    order = models.PositiveSmallIntegerField("ordning")
    name = MaskableCharField("grupp", max_length=150)
    role = models.CharField("roll", max_length=12, choices=Role.choices, default=Role.PARTICIPANT)
    body = models.ForeignKey(Body, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="organ")

    class Meta:
        verbose_name, verbose_name_plural = "deltagargrupp", "deltagargrupper"
        ordering = ["day", "order"]
        constraints = [
            one_of("participantgroup_role", "role", ParticipantGroupRole.values),
            unique("participantgroup_order", "day", "order", message="Ordningen används redan."),
            filled("participantgroup_name", "name"),
        ]

    def __str__(self) -> str:
        return self.name


class ProgrammeItem(models.Model):
    """A point of the day's programme; times only where they are known."""

    day = models.ForeignKey(Framtidsdag, models.CASCADE, related_name="programme", verbose_name="Framtidsdag")
    order = models.PositiveSmallIntegerField("ordning")
    starts_at = models.TimeField("börjar", null=True, blank=True)
    ends_at = models.TimeField("slutar", null=True, blank=True)
    title = MaskableCharField("rubrik", max_length=200)
    text = MaskableTextField("text", blank=True)

    class Meta:
        verbose_name, verbose_name_plural = "programpunkt", "program"
        ordering = ["day", "order"]
        constraints = [
            unique("programmeitem_order", "day", "order", message="Ordningen används redan."),
            filled("programmeitem_title", "title"),
            check("programmeitem_times",
                  Q(ends_at__isnull=True) | Q(starts_at__isnull=False, ends_at__gt=models.F("starts_at")),
                  "Punkten slutar efter att den har börjat."),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.title


class Material(models.Model):
    """A file for the day, in the database so that one backup has it all; served as an attachment only."""

    day = models.ForeignKey(Framtidsdag, models.CASCADE, related_name="material", verbose_name="Framtidsdag")
    order = models.PositiveSmallIntegerField("ordning")
    title = MaskableCharField("rubrik", max_length=150)
    name = MaskableCharField("filnamn", max_length=150)
    content = MaskableBinaryField("innehåll")
    content_type = models.CharField("slag", max_length=100)
    size = models.PositiveIntegerField("storlek i byte")
    sha256 = models.CharField("kontrollsumma", max_length=64)
    added_at = models.DateTimeField("inlagt")
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="inlagt av"
    )

    class Meta:
        verbose_name, verbose_name_plural = "material", "material"
        ordering = ["day", "order"]
        constraints = [
            unique("material_order", "day", "order", message="Ordningen används redan."),
            unique("material_once", "day", "sha256", message="Filen finns redan bland dagens material."),
            filled("material_named", "title", "name", "sha256"),
            check("material_not_empty", Q(size__gte=1), "Filen är tom."),
        ]

    def __str__(self) -> str:
        return self.title


class Assignment(models.Model):
    """Uppdrag that a day resulted in, with a responsible body and a date; reported back later."""

    day = models.ForeignKey(Framtidsdag, models.PROTECT, related_name="assignments", verbose_name="Framtidsdag")
    order = models.PositiveSmallIntegerField("ordning")
    text = MaskableTextField("uppdrag")
    body = models.ForeignKey(
        Body, models.PROTECT, null=True, blank=True, related_name="assignments", verbose_name="ansvarig"
    )
    responsible = MaskableCharField("ansvarig som källan skriver", max_length=200, blank=True)
    due_on = models.DateField("ska rapporteras", null=True, blank=True)
    decision = models.ForeignKey(
        Decision, models.PROTECT, null=True, blank=True, related_name="assignments", verbose_name="beslut"
    )

    class Meta:
        verbose_name, verbose_name_plural = "uppdrag", "uppdrag"
        ordering = ["day", "order"]
        constraints = [
            unique("assignment_order", "day", "order", message="Ordningen används redan."),
            filled("assignment_text", "text"),
        ]

    def __str__(self) -> str:
        return self.text[:80]


class Report(models.Model):
    """Återrapportering of an assignment."""

    assignment = models.ForeignKey(Assignment, models.CASCADE, related_name="reports", verbose_name="uppdrag")
    date = models.DateField("datum", null=True, blank=True, help_text="Tomt om det är okänt.")
    text = MaskableTextField("vad som gjordes")
    source = models.CharField("källa", max_length=200, blank=True)
    source_url = models.URLField("källans adress", max_length=500, blank=True)

    class Meta:
        verbose_name, verbose_name_plural = "återrapportering", "återrapporteringar"
        ordering = ["assignment", "date", "pk"]
        constraints = [filled("report_text", "text")]

    def __str__(self) -> str:
        return self.text[:80]
