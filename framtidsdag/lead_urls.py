"""The processledare's addresses on the day."""

from __future__ import annotations

from django.urls import path

from framtidsdag.views import leading, leading_marks, leading_texts, leading_workshop, situation

urlpatterns = [
    path("", leading.control, name="leading"),
    path("fas/", leading.move, name="leading_move"),
    path("storbild/", leading.show, name="leading_show"),
    path("tid/", leading.set_timer, name="leading_timer"),
    path("rum/", leading.change_room, name="leading_room"),
    path("kod/", leading.renew_code, name="leading_code"),
    path("workshop/<int:pk>/", leading_workshop.leading_workshop, name="leading_workshop"),
    path("workshop/<int:pk>/nyckeltal/", leading_workshop.leading_kpi_search, name="leading_kpi_search"),
    path("workshop/<int:pk>/forslag/<int:number>/", leading_workshop.leading_amend, name="leading_amend"),
    path("workshop/<int:pk>/oppen/", leading.change_workshop, name="leading_workshop_door"),
    path("prioritering/<int:pk>/", leading_marks.leading_marks, name="leading_marks"),
    path("nulage/", situation.leading_situation, name="leading_situation"),
    path("nulage/gruppera/", situation.leading_group, name="leading_group"),
    path("nulage/grupp/<int:pk>/", situation.leading_group_change, name="leading_group_change"),
    path("nulage/reflektion/<int:pk>/", situation.leading_reflection, name="leading_reflection"),
    path("deltagare/", leading_texts.people, name="leading_people"),
    path("texter/<str:kind>/", leading_texts.texts, name="leading_texts"),
    path("texter/<str:kind>/<int:pk>/dolj/", leading_texts.hide, name="leading_hide"),
    path("texter/<str:kind>/<int:pk>/visa/", leading_texts.unhide, name="leading_unhide"),
]
