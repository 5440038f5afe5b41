"""Addresses for answering proposals."""

from __future__ import annotations

from django.urls import path

from framtidsdag.views import answering

urlpatterns = [
    path("", answering.answering, name="answering"),
    path("<int:number>/", answering.answer, name="answer"),
]
