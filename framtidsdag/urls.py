"""The addresses of one day, under /framtidsdag/<date>/: each part of the house keeps its own."""

from __future__ import annotations

from django.urls import include, path

from framtidsdag.views.days import day

urlpatterns = [
    path("", day, name="framtidsdag"),
    path("delta/", include("framtidsdag.part_urls")),
    path("ledning/", include("framtidsdag.lead_urls")),
    path("forbered/", include("framtidsdag.prepare_urls")),
    path("svara/", include("framtidsdag.answer_urls")),
    path("folj-upp/", include("framtidsdag.follow_urls")),
    path("", include("framtidsdag.story_urls")),
]
