"""A participant's addresses: join, write, mark."""

from __future__ import annotations

from django.urls import URLPattern, path

from framtidsdag.views.marking import part_mark, part_marking
from framtidsdag.views.part import part, part_reflect
from framtidsdag.views.receipts import part_receipt
from framtidsdag.views.workshops import part_amend, part_kpi_search, part_note, part_propose, part_workshop

urlpatterns: list[URLPattern] = [
    path("", part, name="part"),
    path("reflektion/", part_reflect, name="part_reflect"),
    path("kvitto/", part_receipt, name="part_receipt"),
    path("workshop/<int:pk>/", part_workshop, name="part_workshop"),
    path("workshop/<int:pk>/forslag/", part_propose, name="part_propose"),
    path("workshop/<int:pk>/forslag/<int:number>/", part_amend, name="part_amend"),
    path("workshop/<int:pk>/anteckning/", part_note, name="part_note"),
    path("nyckeltal/", part_kpi_search, name="part_kpi_search"),
    path("prioritering/<int:pk>/", part_marking, name="part_marking"),
    path("prioritering/<int:pk>/markera/", part_mark, name="part_mark"),
]
