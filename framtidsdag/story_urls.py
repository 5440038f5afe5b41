"""The day's public addresses: big screen, facts, proposals, summary, material."""

from __future__ import annotations

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
