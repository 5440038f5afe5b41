"""What a processledare hides from the room is kept, with who hid it and why."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from goals.constraints import check
from goals.fields import MaskableCharField

_ALL = Q(hidden_at__isnull=False, hidden_by__isnull=False) & ~Q(hidden_reason="")
_NONE = Q(hidden_at__isnull=True, hidden_by__isnull=True, hidden_reason="")


class Hideable(models.Model):
    """A text from the room. Hidden, its place and the reason are shown and its words are not."""

    hidden_at = models.DateTimeField("dolt", null=True, blank=True)
    hidden_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="dolt av"
    )
    hidden_reason = MaskableCharField("varför det är dolt", max_length=200, blank=True)

    class Meta:
        abstract = True

    @property
    def is_hidden(self) -> bool:
        return self.hidden_at is not None


def hidden_whole(name: str) -> models.CheckConstraint:
    """When, by whom and why are all given, or none of them."""
    return check(name, _ALL | _NONE, "Ange varför texten döljs.")
