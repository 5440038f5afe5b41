"""Addresses for preparing a day."""

from __future__ import annotations

from django.urls import path

from framtidsdag.views.preparing import prepare, prepare_part, prepare_remove, prepare_room

urlpatterns = [
    path("", prepare, name="prepare"),
    path("rum/", prepare_room, name="prepare_room"),
    path("ta-bort/", prepare_remove, name="prepare_remove"),
    path("<slug:part>/", prepare_part, name="prepare_part"),
]
