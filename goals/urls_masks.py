"""Maskera: addresses for the kommunsekreterare and the administratör, under /sekreterare/maskera/."""

from __future__ import annotations

from django.urls import path

from goals.views.masks import mask_decision, mask_lift, mask_text, mask_version, masks

urlpatterns = [
    path("", masks, name="masks"),
    path("version/<int:pk>/", mask_version, name="mask_version"),
    path("beslut/<int:pk>/", mask_decision, name="mask_decision"),
    path("text/<str:label>/<int:pk>/<slug:name>/", mask_text, name="mask_text"),
    path("<int:pk>/lyft/", mask_lift, name="mask_lift"),
]
