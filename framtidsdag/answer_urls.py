"""Addresses for answering proposals and following up."""

from __future__ import annotations

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
