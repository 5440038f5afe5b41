"""Addresses for following up: points of the steering model, uppdrag and their reports."""

from __future__ import annotations

from django.urls import path

from framtidsdag.views import following

urlpatterns = [
    path("", following.following, name="following"),
    path("punkt/ny/", following.point_new, name="following_point_new"),
    path("punkt/<int:pk>/", following.point, name="following_point"),
    path("punkt/<int:pk>/togs-upp/", following.point_taken_up, name="following_taken_up"),
    path("uppdrag/nytt/", following.assignment_new, name="following_assignment_new"),
    path("uppdrag/<int:pk>/", following.assignment, name="following_assignment"),
    path("uppdrag/<int:pk>/rapport/", following.report, name="following_report"),
]
