"""The day's public addresses: big screen, facts, proposals, summary, material."""

from __future__ import annotations

from django.urls import path

from framtidsdag.views.facts import day_facts
from framtidsdag.views.material import day_material

urlpatterns = [
    path("material/<int:pk>/", day_material, name="day_material"),
    path("fakta/", day_facts, name="day_facts"),
]
