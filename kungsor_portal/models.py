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
