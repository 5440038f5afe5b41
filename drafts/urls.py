"""Addresses of drafts, under /utkast/. None of them exists for those who may not read the draft."""

from __future__ import annotations

from django.urls import path

from drafts.views import draft, parts, underlag

urlpatterns = [
    path("<int:pk>/", draft.draft, name="draft"),
    path("<int:pk>/del/<slug:kind>/ny/", parts.new, name="draft_part_new"),
    path("<int:pk>/del/<slug:kind>/<uuid:key>/", parts.part, name="draft_part"),
    path("<int:pk>/del/<slug:kind>/<uuid:key>/las/", parts.read, name="draft_part_read"),
    path("<int:pk>/del/<slug:kind>/<uuid:key>/flytta/", parts.move, name="draft_part_move"),
    path("<int:pk>/del/<slug:kind>/<uuid:key>/ta-bort/", parts.remove, name="draft_part_remove"),
    path("<int:pk>/del/<slug:kind>/<uuid:key>/historik/", parts.history, name="draft_part_history"),
    path("<int:pk>/del/<slug:kind>/<uuid:key>/aterstall/", parts.restore, name="draft_part_restore"),
    path("<int:pk>/underlag/", underlag.underlag, name="draft_underlag"),
    path("<int:pk>/underlag/<uuid:key>/ta-bort/", underlag.unlink, name="draft_underlag_unlink"),
]
