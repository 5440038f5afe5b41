"""The way from a version's or a decision's page to its texts that may be masked, for those who may."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse

from goals.models import Decision, PlanVersion
from goals.publishing import is_visitor
from goals.rules import may_mask


def mask_url(request: HttpRequest, page: PlanVersion | Decision) -> str:
    """Empty for everyone else."""
    if is_visitor(request) or not may_mask(request.user):
        return ""
    return reverse("mask_version" if isinstance(page, PlanVersion) else "mask_decision", args=[page.pk])
