"""The way to a page of the secretary's room."""

from __future__ import annotations

from django.urls import reverse


def trail(*steps: dict[str, str]) -> list[dict[str, str]]:
    """Steps as components/breadcrumbs.html reads them: {label, url}, the last one this page."""
    return [{"label": "Sekreteraren", "url": reverse("secretary")}, *steps]
