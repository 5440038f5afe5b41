"""What every page knows without asking the database."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def portal(request: HttpRequest) -> dict[str, Any]:
    """The municipality, and defaults for what base.html reads; a view's own context goes before these."""
    return {
        "municipality": settings.MUNICIPALITY,
        "page_updated": None,
        "is_example": False,
        "nav_current": "",
        "debug": settings.DEBUG,
    }
