"""Maskering: what must not be read any more for reasons of privacy is covered, never changed. Rows are only added."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from goals.constraints import check, filled, one_of
from goals.models.decisions import Decision
from goals.models.plans import PlanVersion


class MaskQuerySet(models.QuerySet["Mask"]):
    def standing(self) -> MaskQuerySet:
        """Masks that have not been lifted."""
        return self.filter(lifts__isnull=True, lifted_by__isnull=True)

    def newest_first(self) -> MaskQuerySet:
        return self.filter(lifts__isnull=True).order_by("-registered_at", "-pk")


class MaskGround(models.TextChoices):
    PERSONAL = "personal", "personuppgifter"
    PROTECTED = "protected", "skyddade personuppgifter"
    SECRECY = "secrecy", "sekretess"
    OTHER = "other", "annan grund"


class Mask(models.Model):
    """A text, or a passage of it, that is read as "[borttaget ur webbversionen]". The original stays where it is.

    ``label`` ("goals.focusarea"), ``object_pk`` and ``field`` say which text. An empty ``passage`` hides all of it.
    A row with ``lifts`` lifts an earlier one; a lifted mask is set anew as a new row. ``version`` or ``decision`` is
    the page that the text stands on and that tells of it. Anyone may read the ground; the reason, who and when are for
    those who set masks.
    """

    Ground = MaskGround

    label = models.CharField("slag", max_length=100)
    object_pk = models.PositiveBigIntegerField("rad")
    field = models.CharField("fält", max_length=100)
    passage = models.TextField("stycke", blank=True)
    ground = models.CharField("grund som visas", max_length=10, choices=Ground.choices)
    reason = models.TextField("skäl")
    version = models.ForeignKey(
        PlanVersion, models.PROTECT, null=True, blank=True, related_name="masks", verbose_name="version"
    )
    decision = models.ForeignKey(
        Decision, models.PROTECT, null=True, blank=True, related_name="masks", verbose_name="beslut"
    )
    follows = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="followed_by", verbose_name="följer av"
    )
    lifts = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="lifted_by", verbose_name="lyfter",
        error_messages={"unique": "Maskeringen är redan lyft."},
    )  # fmt: skip
    registered_at = models.DateTimeField("registrerad")
    registered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="registrerad av"
    )
    registered_by_unit = models.CharField("enhet", max_length=150, blank=True, editable=False)

    objects = MaskQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = "maskering", "maskeringar"
        ordering = ["-registered_at", "-pk"]
        permissions = [("mask_texts", "Får maskera texter i webbversionen")]
        indexes = [models.Index(fields=["label", "object_pk"], name="mask_text")]
        constraints = [
            filled("mask_of", "label", "field"),
            check("mask_reason", ~Q(reason=""), "Skriv varför texten maskeras."),
            one_of("mask_ground", "ground", MaskGround.values),
            check("mask_page", Q(version__isnull=True) | Q(decision__isnull=True),
                  "En text står i en version eller i ett beslut, inte i båda."),
            check("mask_follows", Q(follows__isnull=True) | Q(lifts__isnull=True),
                  "En maskering följer en annan eller lyfter den, inte båda."),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.label} {self.object_pk}, {self.field}"

    @property
    def is_lifted(self) -> bool:
        return hasattr(self, "lifted_by")
