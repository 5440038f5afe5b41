"""Who changed what in a draft, with each part's state before and after."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q

from goals.constraints import check, one_of, unique
from goals.models import PlanVersion


class EditAction(models.TextChoices):
    ADDED = "added", "Lade till"
    CHANGED = "changed", "Ändrade"
    MOVED = "moved", "Flyttade"
    REMOVED = "removed", "Tog bort"
    RESTORED = "restored", "Gick tillbaka till en tidigare lydelse"


class PartEdit(models.Model):
    """One change of one part of a draft. Insert-only; ``number`` counts each part's changes from 1.

    ``before`` and ``after`` are the part's state as ``drafts.states`` writes it; the one that did not exist is null.
    A version's own texts are a part with the nil key.
    """

    Action = EditAction
    OWN_TEXTS = uuid.UUID(int=0)

    version = models.ForeignKey(PlanVersion, models.CASCADE, related_name="edits", verbose_name="utkast")
    kind = models.CharField("slag av del", max_length=60)
    key = models.UUIDField("nyckel")
    number = models.PositiveIntegerField("nummer")
    action = models.CharField("vad", max_length=10, choices=EditAction.choices)
    before = models.JSONField("före", null=True, encoder=DjangoJSONEncoder)
    after = models.JSONField("efter", null=True, encoder=DjangoJSONEncoder)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="ändrad av"
    )
    at = models.DateTimeField("ändrad")

    class Meta:
        verbose_name, verbose_name_plural = "ändring i utkast", "ändringar i utkast"
        ordering = ["-pk"]
        constraints = [
            unique("partedit_number", "version", "kind", "key", "number", message="Ändringen är redan sparad."),
            one_of("partedit_action", "action", EditAction.values),
            check("partedit_states",
                  Q(action="added", before__isnull=True, after__isnull=False)
                  | Q(action="removed", before__isnull=False, after__isnull=True)
                  | Q(action="restored", after__isnull=False)
                  | Q(action__in=["changed", "moved"], before__isnull=False, after__isnull=False),
                  "En ändring har en lydelse före och en efter; det som läggs till eller tas bort har en."),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.get_action_display()} {self.kind} {self.key} ({self.number})"
