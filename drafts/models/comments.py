"""What is said of a part of a draft, answered and closed."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from goals.constraints import check, filled
from goals.models import PlanVersion


class Comment(models.Model):
    """A comment on a part, or an answer to one. Closing is said of the first of a thread, and can be undone."""

    version = models.ForeignKey(PlanVersion, models.CASCADE, related_name="comments", verbose_name="utkast")
    kind = models.CharField("slag av del", max_length=60)
    key = models.UUIDField("delens nyckel")
    text = models.TextField("kommentar", max_length=4000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="skriven av")
    at = models.DateTimeField("skriven")
    answers = models.ForeignKey(
        "self", models.CASCADE, null=True, blank=True, related_name="answers_to", verbose_name="svarar på"
    )
    closed_at = models.DateTimeField("avslutad", null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="avslutad av"
    )

    class Meta:
        verbose_name, verbose_name_plural = "kommentar", "kommentarer"
        ordering = ["pk"]
        indexes = [models.Index(fields=["version", "key"], name="comment_part")]
        constraints = [
            filled("comment_text", "text"),
            check("comment_closed",
                  Q(closed_at__isnull=True, closed_by__isnull=True)
                  | Q(closed_at__isnull=False, closed_by__isnull=False, answers__isnull=True),
                  "En tråd avslutas av någon, vid en tidpunkt; ett svar avslutas inte för sig."),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.text[:60]
