"""How many times content has changed: what a public page's ETag is made of."""

from __future__ import annotations

from django.db import models


class ContentRevision(models.Model):
    """One row a scope: "content", or one Framtidsdag. Triggers raise it in the transaction that writes.

    ``token`` is random at each raise, so that a number that comes again after a restored backup is told apart.
    """

    CONTENT = "content"

    scope = models.CharField(max_length=60, unique=True)
    number = models.PositiveBigIntegerField(default=0)
    token = models.CharField(max_length=32, default="")
    changed_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name, verbose_name_plural = "innehållets revision", "innehållets revisioner"

    def __str__(self) -> str:
        return f"{self.scope} {self.number}"
