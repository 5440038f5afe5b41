"""The addresses of sammanträden: public pages, the secretary's room, and the members' own votes."""

from __future__ import annotations

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
