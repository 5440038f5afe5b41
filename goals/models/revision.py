"""How many times content has changed: what a public page's ETag is made of."""

from __future__ import annotations

from django.db import models
from django.db.models import Exists


class ContentRevisionQuerySet(models.QuerySet["ContentRevision"]):
    def with_masks(self) -> ContentRevisionQuerySet:
        """The content's revision, and in ``has_masks`` whether any mask was ever set."""
        from goals.models.masks import Mask

        return self.filter(scope=ContentRevision.CONTENT).annotate(has_masks=Exists(Mask.objects.order_by()))


class ContentRevision(models.Model):
    """One row a scope: "content", or one Framtidsdag. Triggers raise it in the transaction that writes.

    ``token`` is random at each raise, so that a number that comes again after a restored backup is told apart.
    """

    CONTENT = "content"

    scope = models.CharField(max_length=60, unique=True)
    number = models.PositiveBigIntegerField(default=0)
    token = models.CharField(max_length=32, default="")
    changed_at = models.DateTimeField(null=True)

    objects = ContentRevisionQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = "innehållets revision", "innehållets revisioner"

    def __str__(self) -> str:
        return f"{self.scope} {self.number}"
