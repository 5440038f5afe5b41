"""One user model of our own, from the first day. A seat or a group is not a flag on the user."""

from __future__ import annotations

from django.contrib.auth.models import AbstractUser
from django.db import models


class User(AbstractUser):
    """Someone who signs in. Public history shows ``unit``, never the person."""

    unit = models.CharField("enhet", max_length=150, blank=True, help_text="Visas i den offentliga historiken.")

    class Meta(AbstractUser.Meta):
        verbose_name, verbose_name_plural = "konto", "konton"

    def __str__(self) -> str:
        return self.get_full_name() or self.username


class LoadedRow(models.Model):
    """A row of the municipality's files that has been loaded: it is never made again, whatever people do with it.

    ``digest`` is how the row stood in the file then; ``made`` is false for one that was in the portal already.
    """

    key = models.CharField("nyckel", max_length=255, unique=True)
    digest = models.CharField("kontrollsumma", max_length=64)
    made = models.BooleanField("skapad av inläsningen")
    loaded_at = models.DateTimeField("inläst")

    class Meta:
        verbose_name, verbose_name_plural = "inläst rad", "inlästa rader"
        ordering = ["key"]

    def __str__(self) -> str:
        return self.key
