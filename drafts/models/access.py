"""Who else than the group's members comes near a draft: officials it invites, and administrators who look."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from goals.constraints import check, unique
from goals.models import PlanVersion


class DraftInvitation(models.Model):
    """An official who may read and edit one draft, from the moment of the invitation until it is ended."""

    version = models.ForeignKey(PlanVersion, models.CASCADE, related_name="invitations", verbose_name="utkast")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="draft_invitations", verbose_name="inbjuden"
    )
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="inbjuden av"
    )
    invited_at = models.DateTimeField("inbjuden")
    ended_at = models.DateTimeField("avslutad", null=True, blank=True)

    class Meta:
        verbose_name, verbose_name_plural = "inbjudan", "inbjudningar"
        ordering = ["invited_at", "pk"]
        constraints = [
            unique("draftinvitation_current", "version", "user", condition=Q(ended_at__isnull=True),
                   message="Personen är redan inbjuden."),
            check("draftinvitation_period", Q(ended_at__isnull=True) | Q(ended_at__gte=F("invited_at")),
                  "Inbjudan kan inte sluta innan den börjar."),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.user} i {self.version}"


class DraftLook(models.Model):
    """An administrator read something of a draft without being of the group. Insert-only: the group sees each."""

    version = models.ForeignKey(PlanVersion, models.CASCADE, related_name="looks", verbose_name="utkast")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="administratör")
    at = models.DateTimeField("läste")
    path = models.CharField("adress", max_length=300)

    class Meta:
        verbose_name, verbose_name_plural = "läsning av utkast", "läsningar av utkast"
        ordering = ["-at", "-pk"]
        # Nobody adds or changes these rows in the admin; what the roles need are two rights to read.
        default_permissions = ()
        permissions = [
            ("look_at_drafts", "Får läsa andras utkast; varje läsning syns för gruppen"),
            ("read_put_forward", "Får läsa det som lagts fram innan det är offentligt"),
        ]

    def __str__(self) -> str:
        return f"{self.user} läste {self.path}"
