"""Addresses for preparing a day."""

from __future__ import annotations

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
